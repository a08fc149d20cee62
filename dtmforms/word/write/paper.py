"""How the Word documents look, and what every text in them has: its direction and its language (ECMA-376 Part 1).

What stands in them is written elsewhere: the templates of an agreement (`scripts/build_templates.py`), the notice and
the checklist (`notice`).
"""

from __future__ import annotations

import io
from collections.abc import Iterable, Sequence
from typing import Any, cast

from docx.document import Document as WordDocument
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.table import WD_ROW_HEIGHT_RULE, WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_TAB_ALIGNMENT
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor
from docx.table import Table, _Cell, _Row
from docx.text.paragraph import Paragraph
from docx.text.run import Run

from dtmforms.agreement.closed_lists import FOCAL_POINT
from dtmforms.language import LANGUAGES
from dtmforms.language.direction import right_to_left
from dtmforms.language.labels import labels
from dtmforms.language.paths import steps_in_words

FONT = "Arial"
BLUE, GREY = RGBColor(0x0D, 0x30, 0x6B), RGBColor(0x45, 0x45, 0x45)
SMALL_PT, CAPTION_PT = 8.5, 8.0
WIDTH_MM = 174
HALVES_MM = (87, 87)
_HEAD_MM = (147, 27)
_CODE_MM = 26.1
"""The picture of the code with its quiet zone: the code itself is 21 mm, or half a millimetre more or less."""
SIGNATURE_MM = 30
_HEAD_FILL, _HAIRLINE = "E8EDF5", "8C8C8C"
_PADDING_TWIPS, _NARROW_TWIPS = 100, 34
_STYLES = (
    ("Normal", 9.5, False, 0, 1),
    ("Title", 15, True, 0, 6),
    ("Heading 1", 12, True, 8, 2),
    ("Heading 2", 10.5, True, 4, 3),
    ("List Bullet", 9.5, False, 0, 1),
    ("Header", 8, False, 0, 0),
    ("Footer", 8, False, 0, 0),
)
"""The size of each, whether it is bold, and the room before and after it, in points."""
_LETTERS = {(SMALL_PT, None): "Small", (SMALL_PT, GREY): "Label", (CAPTION_PT, None): "Fine print"}
"""The styles of letters by their size and colour: whoever restyles a template changes a style, and a document that
comes back is understood once and not run by run."""
_LABEL_MM, _LONG_LABEL_MM = 18, 30
"""Where a value begins behind its label, which is as long as the longest of the language."""
_KEPT_STYLES = {"Default Paragraph Font", "Normal Table", "No List", "Table Grid", *(name for name, *_ in _STYLES)}
_AFTER_BIDI = tuple(
    f"w:{name}"
    for name in (
        *("adjustRightInd", "snapToGrid", "spacing", "ind", "contextualSpacing", "mirrorIndents", "suppressOverlap"),
        *("jc", "textDirection", "textAlignment", "textboxTightWrap", "outlineLvl", "divId", "cnfStyle", "rPr"),
        *("sectPr", "pPrChange"),
    )
)


class WordPages:
    """A document in one language and its direction. `second` is its second language, which is marked as such."""

    def __init__(self, document: WordDocument, language: str, *, second: bool = False) -> None:
        self.document, self.second = document, second
        self.words, self.official = labels(language), labels(language).official

    def is_turned(self, text: str) -> bool:
        """Whether a text is written from right to left (17.3.2.30)."""
        return right_to_left(text)

    # Words

    def paragraph(self, text: str, style: str = "Normal", *, size: float | None = None) -> Paragraph:
        paragraph = self.document.add_paragraph(style=style)
        self.text(paragraph, text, size=size)
        return paragraph

    def text(
        self,
        paragraph: Paragraph,
        text: str,
        *,
        bold: bool = False,
        size: float | None = None,
        colour: RGBColor | None = None,
    ) -> Run:
        """Words in the direction of the language, and marked with it where it is the second."""
        run = paragraph.add_run(text)
        style = _LETTERS.get((size, colour)) if size else None
        if style:
            run.style = style
        run.bold = bold or None
        properties = run._element.get_or_add_rPr()
        if not style:
            run.font.color.rgb = colour
        if size and not style:
            run.font.size = Pt(size)
            _complex_size(properties, size)
        if self.words.right_to_left or right_to_left(text):
            self.turn(paragraph)
            if bold:
                properties.find(qn("w:b")).addnext(OxmlElement("w:bCs"))
        if self.is_turned(text):
            properties.append(OxmlElement("w:rtl"))
        self.mark_language(properties)
        return run

    def mark_language(self, properties: Any) -> None:
        """The second language of a document; the first is that of all else (17.3.2.20)."""
        if self.second:
            properties.append(element("lang", **{"bidi" if self.words.right_to_left else "val": self.words.locale}))

    def turn(self, paragraph: Paragraph) -> None:
        """A paragraph from right to left (17.3.1.6)."""
        properties = paragraph._p.get_or_add_pPr()
        if properties.find(qn("w:bidi")) is None:
            properties.insert_element_before(OxmlElement("w:bidi"), *_AFTER_BIDI)

    def labelled(self, cell: _Cell, label: str, behind: str = "") -> Paragraph:
        """A line whose value begins where all values begin, and whose further lines begin there too."""
        longest = max(len(self.official[f"person_{part}"]) for part in FOCAL_POINT)
        line: Paragraph = cell.add_paragraph()
        begins = Mm(_LABEL_MM if longest <= len("Courriel :") else _LONG_LABEL_MM)
        line.paragraph_format.left_indent, line.paragraph_format.first_line_indent = begins, Mm(-begins.mm)
        line.paragraph_format.tab_stops.add_tab_stop(begins)
        self.text(line, label)
        line.add_run().add_tab()
        if behind:
            self.text(line, behind)
        return line

    # Tables

    def table(self, widths_mm: Sequence[float], caption: str, *, lines: str = "all") -> Table:
        """A table, whose name is told to those who do not see it; with lines around `all` cells, hairlines between its
        `rows` alone, or `none`."""
        table: Table = self.document.add_table(rows=0, cols=len(widths_mm), style="Table Grid")
        table.alignment, table.autofit = WD_TABLE_ALIGNMENT.CENTER, False
        properties = table._tbl.tblPr
        borders, margins = OxmlElement("w:tblBorders"), OxmlElement("w:tblCellMar")
        drawn = {"all": ("top", "left", "bottom", "right", "insideH", "insideV"), "rows": ("top", "bottom", "insideH")}
        weight, colour = ("6", "000000") if lines == "all" else ("4", _HAIRLINE)
        for side in drawn["all"]:
            shown = side in drawn.get(lines, ())
            kind = {"val": "single", "sz": weight, "space": "0", "color": colour} if shown else {"val": "nil"}
            borders.append(element(side, **kind))
        for side in ("top", "left", "bottom", "right"):
            padded = lines == "all" and side in ("left", "right")
            margins.append(element(side, w=str(_PADDING_TWIPS if padded else _NARROW_TWIPS), type="dxa"))
        properties.find(qn("w:tblLayout")).addprevious(borders)
        look = properties.find(qn("w:tblLook"))
        look.addprevious(margins)
        look.addnext(element("tblCaption", val=caption))
        if self.words.right_to_left:
            properties.find(qn("w:tblStyle")).addnext(OxmlElement("w:bidiVisual"))
        for column, width in zip(table.columns, widths_mm, strict=True):
            column.width = Mm(width)
        return table

    def finish_table(self, table: Table, breakable: _Row | None = None) -> None:
        """Widths for every cell; rows kept whole, but for one that may be longer than a page."""
        widths = [column.width for column in table.columns]
        for row in table.rows:
            if breakable is None or row._tr is not breakable._tr:
                row._tr.get_or_add_trPr().insert(0, OxmlElement("w:cantSplit"))
            at = 0
            for cell in row._tr.tc_lst:
                cell.width = sum(width or 0 for width in widths[at : at + cell.grid_span])
                at += cell.grid_span

    def head_row(self, table: Table) -> _Row:
        """The first row, which every further page has again."""
        row = add_row(table)
        row._tr.get_or_add_trPr().append(OxmlElement("w:tblHeader"))
        for cell in row.cells:
            cell._tc.get_or_add_tcPr().append(element("shd", val="clear", color="auto", fill=_HEAD_FILL))
        return row


def element(name: str, **attributes: str) -> Any:
    made = OxmlElement(f"w:{name}")
    for attribute, value in attributes.items():
        made.set(qn(f"w:{attribute}"), value)
    return made


def add_row(table: Table) -> _Row:
    row: _Row = cast("Any", table).add_row()
    return row


def at_least(row: _Row, height_mm: float) -> None:
    row.height, row.height_rule = Mm(height_mm), WD_ROW_HEIGHT_RULE.AT_LEAST


def exactly(row: _Row, height_mm: float) -> None:
    row.height, row.height_rule = Mm(height_mm), WD_ROW_HEIGHT_RULE.EXACTLY


def keep_together(rows: Iterable[_Row]) -> None:
    """Rows on one page, where they fit on one."""
    for row in list(rows)[:-1]:
        for cell in row.cells:
            for paragraph in cell.paragraphs:
                paragraph.paragraph_format.keep_with_next = True


def set_page(document: WordDocument, *, top_mm: float) -> None:
    section = document.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.left_margin = section.right_margin = section.bottom_margin = Mm(18)
    section.top_margin, section.header_distance, section.footer_distance = Mm(top_mm), Mm(10), Mm(9)


def add_head(
    paper: WordPages, title: str, reference: str, organization: str, prevails: Sequence[str], code: bytes
) -> Any:
    """The head of every page: what it is, whose, and which text prevails on the one side, the code on the other.
    Returns what the picture of the code says of itself (20.4.2.5)."""
    header: Any = paper.document.sections[0].header
    table = header.add_table(1, 2, Mm(WIDTH_MM))
    table.autofit = False
    margins = OxmlElement("w:tblCellMar")
    for side in ("left", "right"):
        margins.append(element(side, w="0", type="dxa"))
    look = table._tbl.tblPr.find(qn("w:tblLook"))
    look.addprevious(margins)
    look.addnext(element("tblCaption", val=title))
    if paper.words.right_to_left:
        table._tbl.tblPr.insert_element_before(OxmlElement("w:bidiVisual"), "w:tblW", "w:tblLook")
    left, right = table.rows[0].cells
    for column, cell, width in zip(table.columns, (left, right), _HEAD_MM, strict=True):
        column.width = cell.width = Mm(width)
    lines = [left.paragraphs[0], *(left.add_paragraph() for _ in range(2 + len(prevails)))]
    for line in lines:
        line.style = "Header"
    paper.text(lines[0], title, bold=True, size=SMALL_PT, colour=BLUE)
    paper.text(lines[1], reference, bold=True, size=9.5)
    paper.text(lines[2], f"{paper.official['iom']} – ", size=SMALL_PT)
    paper.text(lines[2], organization, size=SMALL_PT)
    for line, text in zip(lines[3:], prevails, strict=True):
        paper.text(line, text, size=CAPTION_PT)
    if header.paragraphs[0].text == "":
        header._element.remove(header.paragraphs[0]._p)
    header.add_paragraph().paragraph_format.space_after = Pt(0)
    return add_code(paper, right, code)


def add_code(paper: WordPages, cell: _Cell, code: bytes) -> Any:
    """The picture of the code in a cell at the edge; returns what it says of itself."""
    cell.paragraphs[0].alignment = WD_ALIGN_PARAGRAPH.RIGHT
    picture = cell.paragraphs[0].add_run().add_picture(io.BytesIO(code), Mm(_CODE_MM))
    words = (paper.words.ours["reference"], paper.words.ours["terms"])
    picture._inline.docPr.set("descr", steps_in_words(words, paper.words.language))
    return picture._inline.docPr


def add_foot(paper: WordPages, text: str) -> None:
    """The foot of every page: a text, and on the other side the number of the page, which stays on one line."""
    footer = paper.document.sections[0].footer.paragraphs[0]
    footer.style = paper.document.styles["Footer"]
    footer.paragraph_format.tab_stops.add_tab_stop(Mm(WIDTH_MM), WD_TAB_ALIGNMENT.RIGHT)
    paper.text(footer, text)
    footer.add_run().add_tab()
    for words, instruction in (("page", "PAGE"), ("of", "NUMPAGES")):
        before = "\u00a0" if words == "of" else ""
        paper.text(footer, f"{before}{paper.words.ours[words]}\u00a0")
        field = element("fldSimple", instr=instruction)
        field.append(paper.text(footer, "1")._element)
        footer._p.append(field)


def set_styles(document: WordDocument, language: str) -> None:
    """Our styles and no others, and the language of the document."""
    styles: Any = document.styles
    _keep_ours(styles)
    for name, size, bold, before, after in _STYLES:
        style = styles[name]
        style.font.color.rgb = BLUE if name in ("Title", "Heading 1") else RGBColor(0, 0, 0)
        _set_letters(style, size, bold)
        _set_paragraph(style, before, after)
    bullets = styles["List Bullet"].paragraph_format
    bullets.left_indent, bullets.first_line_indent = Mm(4), Mm(-3)
    _add_styles(styles)
    marked = styles.element.find(f"{qn('w:docDefaults')}//{qn('w:lang')}")
    marked.attrib.clear()
    for key, turned in (("val", False), ("bidi", True)):
        one = next(one for one in (language, *LANGUAGES) if labels(one).right_to_left == turned)
        marked.set(qn(f"w:{key}"), labels(one).locale)


def _keep_ours(styles: Any) -> None:
    """Leave no other style, and nothing that refers to one."""
    for known in list(styles):
        if known.name not in _KEPT_STYLES:
            known.element.getparent().remove(known.element)
    kept = {style.style_id for style in styles}
    for reference in list(styles.element.iter(qn("w:link"), qn("w:next"), qn("w:basedOn"))):
        if reference.get(qn("w:val")) not in kept:
            reference.getparent().remove(reference)


def _set_letters(style: Any, size: float, bold: bool) -> None:
    """One font for every script, in one size, neither stretched nor spaced."""
    style.font.name, style.font.size, style.font.bold = FONT, Pt(size), bold
    properties = style.element.get_or_add_rPr()
    fonts = properties.get_or_add_rFonts()
    fonts.attrib.clear()
    for kind in ("ascii", "hAnsi", "eastAsia", "cs"):
        fonts.set(qn(f"w:{kind}"), FONT)
    _complex_script(properties, size, bold)
    for stretched in (*properties.findall(qn("w:spacing")), *properties.findall(qn("w:kern"))):
        properties.remove(stretched)


def _set_paragraph(style: Any, before: float, after: float) -> None:
    """The space around a paragraph, in points, and no tabs or borders."""
    layout = style.paragraph_format
    layout.space_before, layout.space_after, layout.line_spacing = Pt(before), Pt(after), 1.08
    properties = style.element.get_or_add_pPr()
    for needless in (*properties.findall(qn("w:tabs")), *properties.findall(qn("w:pBdr"))):
        properties.remove(needless)


def _add_styles(styles: Any) -> None:
    """Those that python-docx does not bring along."""
    for (size, colour), name in _LETTERS.items():
        letters = styles.add_style(name, WD_STYLE_TYPE.CHARACTER)
        letters.font.size, letters.font.color.rgb = Pt(size), colour
        _complex_size(letters.element.get_or_add_rPr(), size)


def _complex_script(properties: Any, size: float, bold: bool) -> None:
    """The size and weight of complex scripts are properties of their own (17.3.2.3, 17.3.2.39)."""
    for name in ("bCs", "szCs"):
        for found in properties.findall(qn(f"w:{name}")):
            properties.remove(found)
    _complex_size(properties, size)
    if bold:
        properties.find(qn("w:b")).addnext(OxmlElement("w:bCs"))


def _complex_size(properties: Any, size: float) -> None:
    properties.find(qn("w:sz")).addnext(element("szCs", val=str(int(size * 2))))
