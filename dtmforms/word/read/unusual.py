"""Formatting that is not known to show just the text that is stored (`usual`): of letters, paragraphs, rows, cells,
tables, pages and the whole document, wherever it comes from (ECMA-376 Part 1, 17.7.2).

Not done here: layout, but for what a row of a fixed height, or a page, can hold at most.
"""

from __future__ import annotations

import math
import re
import unicodedata
from collections.abc import Iterable, Iterator

from dtmforms.word.markup import Element, W, child, is_on, number
from dtmforms.word.read.content_controls import text_of
from dtmforms.word.read.document_parts import DocumentParts, Seen
from dtmforms.word.read.usual import (
    CELL,
    CONTROL,
    LEAST_COLUMN_TWIPS,
    PARAGRAPH,
    ROW,
    RUN,
    SECTION,
    TABLE,
    Rules,
    are_usual,
    settings_are_usual,
)

LEAST_ROW_TWIPS = 200
"""Rows that are lower hold no letters that anybody can see, which is told of them apart."""
_CODE = "word_unusual_field"
_RULES: dict[str, Rules] = {
    f"{W}rPr": RUN,
    f"{W}pPr": PARAGRAPH,
    f"{W}tblPr": TABLE,
    f"{W}tblPrEx": TABLE,
    f"{W}trPr": ROW,
    f"{W}tcPr": CELL,
    f"{W}sdtPr": CONTROL,
}
_TWIPS_OF_HALF_POINT = 10
_WIDTH_OF_LETTER, _HEIGHT_OF_LINE = 0.6, 1.4
"""What a letter takes at most on average, and a line, as a part of the size of its font."""
_USUAL_SIZE, _USUAL_AFTER_TWIPS, _SIDES_TWIPS, _PAGE_TWIPS = 22, 200.0, 240, 11906


def unusual(document: DocumentParts) -> Seen:
    """Every element with such formatting."""
    judge = _Judge(document)
    for table in document.tables:
        yield from judge.of_table(table)
    yield from _raised(document)
    for section in document.body.iter(f"{W}sectPr"):
        if not are_usual(section, SECTION):
            yield document.body, _CODE
    background = child(document.body.getparent(), "background")
    if background is not None and background.get(f"{W}color", "auto").upper() not in ("AUTO", "FFFFFF"):
        yield document.body, _CODE
    if document.settings is not None and not settings_are_usual(document.settings):
        yield document.body, _CODE


def _raised(document: DocumentParts) -> Seen:
    """Letters anywhere that reach into the lines above or below."""
    limit = RUN[f"{W}position"]
    for position in document.body.iter(f"{W}position"):
        if not limit(position):
            yield position, _CODE


class _Judge:
    """The formatting in one document's tables."""

    def __init__(self, document: DocumentParts) -> None:
        self.document, self.formatting = document, document.formatting
        self.styles: dict[str, bool] = {}
        self.lists = _lists(document.numbering)

    def of_table(self, table: Element) -> Seen:
        if not self.style_is_usual(self.formatting.style_of_table(table)) or self.is_too_wide(table):
            yield table, _CODE
        for properties in table.iter(*_RULES):
            if properties.tag not in (f"{W}rPr", f"{W}pPr") and not self.are_usual(properties):
                yield properties.getparent(), _CODE
        for paragraph in table.iter(f"{W}p"):
            if not self.paragraph_is_usual(paragraph) and text_of(paragraph).strip():
                yield paragraph, _CODE
        for run in table.iter(f"{W}r"):
            if not self.run_is_usual(run):
                yield run, _CODE
        for height in table.iter(f"{W}trHeight"):
            row = next(height.iterancestors(f"{W}tr"), height)
            if height.get(f"{W}hRule") == "exact" and LEAST_ROW_TWIPS <= number(height) < self.height_of(row):
                yield row, "word_hidden_field"

    def are_usual(self, properties: Element) -> bool:
        """Whether the properties in one element are usual."""
        return are_usual(properties, _RULES[properties.tag]) and all(self.is_plain(one) for one in properties)

    def is_plain(self, one: Element) -> bool:
        """Whether a property that is listed names known fonts, and no direction that the language does not have."""
        if one.tag == f"{W}rFonts":
            return all(map(self.document.fonts.is_known, self.formatting.faces(one)))
        turning = one.tag == f"{W}bidiVisual" and is_on(one)
        return self.document.right_to_left or not turning

    def style_is_usual(self, name: str) -> bool:
        if name not in self.styles:
            levels = self.formatting.levels(name)
            parts = [part for level in levels for part in level.iter(*_RULES)]
            turning = any(is_on(one) for part in parts for one in part if one.tag in (f"{W}rtl", f"{W}bidi"))
            self.styles[name] = all(map(self.are_usual, parts)) and (self.document.right_to_left or not turning)
        return self.styles[name]

    def run_is_usual(self, run: Element) -> bool:
        style, direct = self.formatting.style_of_run(run), child(run, "rPr")
        if style and not self.style_is_usual(style):
            return False
        if direct is None or not len(direct):
            return True
        return self.are_usual(direct) and not (is_on(child(direct, "rtl")) and self.is_turned(text_of(run)))

    def is_turned(self, text: str) -> bool:
        """Whether a text would be read otherwise from right to left: in a language that goes from left to right every
        one without letters that go the other way, elsewhere only numbers in several parts."""
        if any(unicodedata.bidirectional(letter) in ("R", "AL") for letter in text):
            return False
        if self.document.right_to_left:
            return bool(re.search(r"\d\W*\s\W*\d", text))
        return bool(re.search(r"\w", text))

    def paragraph_is_usual(self, paragraph: Element) -> bool:
        if not self.style_is_usual(self.formatting.style_of_paragraph(paragraph)):
            return False
        properties = child(paragraph, "pPr")
        if not all(map(self.are_usual, self.of_list(paragraph))):
            return False
        turned = is_on(self.formatting.of_paragraph(paragraph).get(f"{W}bidi")) and not self.document.right_to_left
        if turned and self.is_turned(text_of(paragraph)):
            return False
        return properties is None or self.are_usual(properties)

    def of_list(self, paragraph: Element) -> Iterator[Element]:
        """The properties that a paragraph has from the level of the list that it is in."""
        numbered = self.formatting.of_paragraph(paragraph).get(f"{W}numPr")
        one, at = child(numbered, "numId"), child(numbered, "ilvl")
        at_level = "0" if at is None else at.get(f"{W}val", "0")
        for level in self.lists.get("" if one is None else one.get(f"{W}val", ""), ()):
            if level.get(f"{W}ilvl", "0") == at_level:
                yield from level.iterchildren(f"{W}pPr")

    def is_too_wide(self, table: Element) -> bool:
        """Whether columns are narrower than words, or reach beyond the page."""
        columns = [number(column, "w") for column in table.iterfind(f"{W}tblGrid/{W}gridCol")]
        rows = (row.iterfind(f"{W}tc/{W}tcPr/{W}tcW[@{W}type='dxa']") for row in table.iterchildren(f"{W}tr"))
        widest = max([sum(columns), *(sum(number(width, "w") for width in row) for row in rows)])
        stated = child(table, "tblPr", "tblW")
        if stated is not None and stated.get(f"{W}type") == "dxa":
            widest = max(widest, number(stated, "w"))
        share = 0.0 if stated is None or stated.get(f"{W}type") != "pct" else number(stated, "w")
        indent = child(table, "tblPr", "tblInd")
        begins = 0.0 if indent is None else number(indent, "w")
        beyond = begins + widest > self.room()
        return beyond or share > 5000 or any(0 < column < LEAST_COLUMN_TWIPS for column in columns)

    def room(self) -> float:
        """From the margin, where tables begin, to the edge of the narrowest page."""
        found = []
        for section in self.document.body.iter(f"{W}sectPr"):
            size, margins = child(section, "pgSz"), child(section, "pgMar")
            width = _PAGE_TWIPS if size is None else number(size, "w")
            found.append(width - (0 if margins is None else number(margins, "left")))
        return min(found, default=_PAGE_TWIPS)

    def height_of(self, row: Element) -> float:
        """What the text of a row takes at most, in twips; 0 for a row without text."""
        return max(
            (self._height_of_cell(cell) for cell in row.iterchildren(f"{W}tc") if text_of(cell).strip()), default=0
        )

    def _height_of_cell(self, cell: Element) -> float:
        stated = child(cell, "tcPr", "tcW")
        width = max((0.0 if stated is None else number(stated, "w")) - _SIDES_TWIPS, LEAST_COLUMN_TWIPS / 2)
        return sum(self._height_of_paragraph(paragraph, width) for paragraph in cell.iter(f"{W}p"))

    def _height_of_paragraph(self, paragraph: Element, width: float) -> float:
        sizes = [number(size) for size in paragraph.iter(f"{W}sz")]
        size = max([_USUAL_SIZE, *sizes]) * _TWIPS_OF_HALF_POINT
        lengths = map(len, text_of(paragraph).split("\n"))
        lines = sum(max(1, math.ceil(length * size * _WIDTH_OF_LETTER / width)) for length in lengths)
        spacing = self.formatting.of_paragraph(paragraph).get(f"{W}spacing")
        around = _USUAL_AFTER_TWIPS
        if spacing is not None:
            around = sum(number(spacing, side) for side in ("before", "after"))
        return lines * size * _HEIGHT_OF_LINE + around


def _lists(numbering: Element | None) -> dict[str, list[Element]]:
    """The levels of each list, by its number."""
    if numbering is None:
        return {}
    abstract = {one.get(f"{W}abstractNumId", ""): one for one in numbering.iterchildren(f"{W}abstractNum")}
    return {one.get(f"{W}numId", ""): list(_levels(one, abstract)) for one in numbering.iterchildren(f"{W}num")}


def _levels(one: Element, abstract: dict[str, Element]) -> Iterator[Element]:
    based = child(one, "abstractNumId")
    parts: Iterable[Element | None] = (one, None if based is None else abstract.get(based.get(f"{W}val", "")))
    for part in parts:
        if part is not None:
            yield from part.iter(f"{W}lvl")
