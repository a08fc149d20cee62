"""What stands in the form, and where: the official tables with a field for everything in the form's table.

It follows from the language and the layout alone; whatever a record says is put in later.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Literal

from dtmforms.agreement.closed_lists import FOCAL_POINT, POSTS, SIDES, URGENCIES
from dtmforms.form.fields import (
    COLUMN_LISTS,
    COLUMN_TEXTS,
    DATASET,
    LONG,
    OFFERED,
    OTHER_TERMS,
    PREAMBLE,
    Field,
    Kind,
    Rows,
    fields,
)
from dtmforms.form.texts import offered_in_words, value_at
from dtmforms.language.labels import Labels, labels
from dtmforms.pdf.geometry import Box, FormLayout, Geometry, PlacedField
from dtmforms.pdf.write.canvas import (
    BOLD,
    BOX_PT,
    COLUMN_PT,
    CONTENT_PT,
    FOOT_PT,
    GAP_PT,
    LABEL_PT,
    MARGIN_PT,
    PAD_PT,
    PLAIN,
    ROW_PT,
    CellLine,
    PageCanvas,
    Slot,
)
from dtmforms.pdf.write.shaping import Glyphs, lines
from dtmforms.pdf.write.structure_tree import Element

if TYPE_CHECKING:
    from dtmforms.agreement.model import Agreement

FONT_SIZE_PT = 9.0
LINE_PT = 11.0
TICK_PT = 11.0
INSET_PT = 2.0
"""Between the border of a field and its text."""
_STEPS = (3, 6, 12, 24, 44)
"""How many lines a field of several can have; few, so that most forms of a language look alike."""
_BLANK_LINES = (6, 6, 3, 3, 3, 6)
_TERM_STEPS = (1, 2, 3, 6, 12, 24, 44)
_LONG_WIDTH_PT = CONTENT_PT - LABEL_PT - PAD_PT
_TERM_LABEL_PT = 190.0
_TERM_WIDTH_PT = CONTENT_PT - _TERM_LABEL_PT - PAD_PT
_TABLE_C_PT = 430.0
"""The room that Table C takes with its caption, paragraph and signatures: it stands on one page."""
_HALF_PT, _THIRD_PT = CONTENT_PT / 2, CONTENT_PT / 3
_PERSON_LABEL_PT, _AREA_LABEL_PT = 92.0, 70.0


@dataclass(frozen=True, slots=True)
class Content:
    """The pages of a form: their content streams, where everything stands, the `slots` for words that only a record
    has, the `root` of the logical structure, and the glyphs that the fixed words need."""

    pages: tuple[bytes, ...]
    geometry: Geometry
    slots: tuple[Slot, ...]
    root: Element
    glyphs: tuple[Glyphs, ...]


@lru_cache(maxsize=32)
def content(language: str, layout: FormLayout, *, locked: bool) -> Content:
    """The pages of the form in a language. `locked` is whether IOM's cells are shown as filled in already."""
    form = _FormPages(labels(language), layout, locked)
    form.draw()
    return Content(tuple(form.contents), form.geometry(), tuple(form.slots), form.root, tuple(form.glyphs))


def layout_of(record: Agreement) -> FormLayout:
    """The layout of a record's form: rows for what it has with some to spare, and fields as high as their texts."""
    values, rows = record.values(), Rows.of(record)
    counts = [_lines_of(value_at(values, path), _LONG_WIDTH_PT, _STEPS) for path in LONG]
    for term in OTHER_TERMS if rows.terms else ():
        said = value_at(values, term.path)
        of_text = _lines_of(said, _TERM_WIDTH_PT, _TERM_STEPS) if term.holds == "text" else 1
        counts.append(of_text if term in rows.terms else 0)
    return FormLayout(rows, tuple(counts))


def _lines_of(text: str | None, width_pt: float, steps: tuple[int, ...]) -> int:
    """How many lines the field of a text has: the fewest of the steps that are enough."""
    needed = sum(line.height for line in lines(text or "", width_pt * 1000 / FONT_SIZE_PT - 500))
    return next((step for step in steps if step * LINE_PT * 1000 >= needed * FONT_SIZE_PT), steps[-1])


def blank_layout() -> FormLayout:
    return FormLayout(Rows(), _BLANK_LINES)


class _FormPages(PageCanvas):
    def __init__(self, words: Labels, layout: FormLayout, locked: bool) -> None:
        super().__init__(right_to_left=words.right_to_left)
        self.labels, self.layout, self.locked = words, layout, locked
        self.table = {entry.name: entry for entry in fields(layout.rows)}
        measured = (*LONG, *(term.path for term in OTHER_TERMS))
        self.line_counts = dict(zip(map("_".join, measured), layout.lines, strict=False))

    def draw(self) -> None:
        self.first_page()
        self.table_b()
        self.table_c()
        self.signing()
        self.end_page()
        if any(self.layout.rows.areas):
            self.annex()
            self.end_page()

    # The three parts

    def first_page(self) -> None:
        ours = self.labels.ours
        self.paragraph(ours["title"], (14.0, True), after=4, tag="H1")
        advice = f"{ours['how_to_return']} {ours['locked']}" if self.locked else ours["how_to_return"]
        self.paragraph(advice, (9.0, False), after=4)
        self.paragraph(ours["scale"], PLAIN, after=10)
        short = [entry for entry in self.preamble() if entry.kind == "line"]
        for number, entry in enumerate(short):
            self.short_field(entry, MARGIN_PT + number % 2 * _HALF_PT)
            if number % 2 or entry is short[-1]:
                self.y -= ROW_PT
        self.y -= 10
        for entry in self.preamble():
            if entry.kind == "lines":
                self.long_field(entry, self.labels.ours[str(entry.path[0])])
        self.other_terms()
        self.end_page()

    def preamble(self) -> list[Field]:
        return [self.table["_".join(path)] for path in PREAMBLE]

    def other_terms(self) -> None:
        """What is agreed beside Section 2, and so outside of it (rules D12, E1, E8): only what the record has, on one
        page where a page can hold it."""
        terms = [(entry, self.labels.ours[entry.term.label]) for entry in self.table.values() if entry.term]
        if terms:
            needed = ROW_PT + sum(self.long_height(entry) + GAP_PT for entry, _ in terms)
            if self.y - needed < FOOT_PT:
                self.end_page()
            self.paragraph(self.labels.ours["other_terms"], (12.0, True), after=6, tag="H2")
        for entry, label in terms:
            self.long_field(entry, label, _TERM_LABEL_PT)

    def table_b(self) -> None:
        official = self.labels.official
        self.prevailing()
        self.paragraph(official["heading"], (12.0, True), after=4, tag="H2")
        self.paragraph(official["table_b"], (10.0, True), after=4, tag="H3")
        with self.tag("Table"):
            self.table_head()
            self.band("", *([self.tick_line(f"table_b_{urgency}_not_applicable")] for urgency in URGENCIES))
            for key in COLUMN_TEXTS:
                self.band(official[key], *(self.text_lines(urgency, key) for urgency in URGENCIES))
            self.band(official["datasets"], *(self.dataset_lines(urgency) for urgency in URGENCIES))
            for key in COLUMN_LISTS:
                self.band(official[key], *(self.list_lines(urgency, key) for urgency in URGENCIES))
        self.y -= 4
        self.paragraph(official["note"], (7.5, False), after=6)
        self.paragraph(self.labels.ours["form_table_c"], (7.5, False), after=8)
        self.long_field(self.table["table_b_password_change_plan"], self.labels.ours["password_change_plan"])
        self.y -= 8

    def prevailing(self) -> None:
        """The line that a translation needs (rule E3)."""
        if self.labels.prevails:
            self.paragraph(self.labels.prevails, (8.5, False), after=4)

    def table_head(self) -> None:
        official = self.labels.official
        texts = [(official[urgency], official[f"{urgency}_when"]) for urgency in URGENCIES]
        heads = [
            [self.words_line(head, BOLD, COLUMN_PT), self.words_line(when, PLAIN, COLUMN_PT)] for head, when in texts
        ]
        self.band("", *heads, head=True)

    def table_c(self) -> None:
        if self.y - _TABLE_C_PT < FOOT_PT:
            self.end_page()
        official = self.labels.official
        self.prevailing()
        self.paragraph(official["table_c"], (10.0, True), after=4, tag="H3")
        self.paragraph(official["turnover"], (9.0, False), after=6)
        with self.tag("Table"):
            self.cells([[self.words_line(official["iom"], BOLD, _HALF_PT)], [self.organization_line()]], head=True)
            for post in POSTS:
                cells = []
                for side in SIDES:
                    people = [self.person_line(f"table_c_{side}_{post}_{part}", part) for part in FOCAL_POINT]
                    cells.append([self.words_line(official[post], BOLD, _HALF_PT), *people])
                self.cells(cells)

    def annex(self) -> None:
        """The field focal points, an annex to Table C on pages of its own (rule D11)."""
        self.paragraph(self.labels.ours["field_heading"], (12.0, True), after=8, tag="H2")
        for side, count in zip(SIDES, self.layout.rows.areas, strict=True):
            if count:
                with self.tag("Table"):
                    self.areas(side, count)
                self.y -= 12

    def areas(self, side: str, count: int) -> None:
        """A row for each area of a side; on each page the side's name stands above them."""
        row_pt = 2 * ROW_PT + PAD_PT
        for row in range(1, count + 1):
            if row == 1 or self.y - row_pt < FOOT_PT:
                if self.y - row_pt - ROW_PT < FOOT_PT:
                    self.end_page()
                self.areas_head(side)
            name = f"table_c_{side}_field_{row:02d}"
            self.cells(
                [
                    [self.person_line(f"{name}_{part}", part, _THIRD_PT, _AREA_LABEL_PT) for part in parts]
                    for parts in (("area",), ("name", "title"), ("mobile", "email"))
                ]
            )

    def areas_head(self, side: str) -> None:
        iom = self.words_line(self.labels.official["iom"], BOLD, CONTENT_PT)
        self.cells([[iom if side == "iom" else self.organization_line(CONTENT_PT)]], head=True)

    def signing(self) -> None:
        """Room to sign, by hand or with a digital signature. Ours, outside of Section 2 (rule E1)."""
        ours = self.labels.ours
        self.y -= 10
        with self.tag("P"):
            for number, side in enumerate(SIDES):
                x = MARGIN_PT + number * _HALF_PT
                self.words(ours["signature"], x + PAD_PT, self.y - 3, 62, PLAIN)
                self.placed_field(f"signature_{side}", "signature", (x + 70, self.y - 44, 170, 44))
                self.words(ours["date"], x + 250, self.y - 3, 80, PLAIN)
                self.rule(x + 250, self.y - 44, 84)
        self.y -= 50

    # Lines of cells

    def text_lines(self, urgency: str, attribute: str) -> list[CellLine]:
        """A field of one line, and the guideline's example beside it."""
        entry = self.table[f"table_b_{urgency}_{attribute}"]
        example = self.labels.official[f"{urgency}_{attribute}"]
        width = COLUMN_PT - 2 * PAD_PT - 100

        def draw(x: float, top: float) -> None:
            self.text_field(entry, x + PAD_PT, top, width)
            self.words(example, x + PAD_PT + width + 6, top - 3, 94, PLAIN)

        return [CellLine(ROW_PT, draw)]

    def dataset_lines(self, urgency: str) -> list[CellLine]:
        level_width, label_width = 60.0, 56.0
        name_width = COLUMN_PT - 2 * PAD_PT - 2 * GAP_PT - level_width - label_width
        widths = (name_width, level_width, label_width)
        rooms = (name_width + GAP_PT, level_width + GAP_PT, label_width)
        texts = (self.labels.official["dataset"], self.labels.ours["level"], self.labels.ours["partner_label"])
        style = (7.5, False)
        most = max(len(lines(text, room * 1000 / style[0])) for text, room in zip(texts, rooms, strict=True))

        def head(x: float, top: float) -> None:
            x += PAD_PT
            for text, room in zip(texts, rooms, strict=True):
                self.words(text, x, top, room, style)
                x += room

        rows = [CellLine(self.leading(PLAIN) + 3 + (most - 1) * self.leading(style), head)]
        for row in range(1, self.layout.rows.count(urgency, "datasets") + 1):
            name = f"table_b_{urgency}_datasets_{row:02d}"

            def draw(x: float, top: float, name: str = name) -> None:
                x += PAD_PT
                for part, width in zip(DATASET, widths, strict=True):
                    self.text_field(self.table[f"{name}_{part}"], x, top, width)
                    x += width + GAP_PT

            rows.append(CellLine(ROW_PT, draw))
        return rows

    def list_lines(self, urgency: str, attribute: str) -> list[CellLine]:
        name = f"table_b_{urgency}_{attribute}"
        offered = [f"{name}_{item.rpartition('.')[2]}" for item in OFFERED[urgency, attribute]]
        ticks = [self.tick_line(tick) for tick in offered if tick in self.table]
        count = self.layout.rows.count(urgency, attribute)
        return ticks + [self.other_line(f"{name}_other_{row:02d}") for row in range(1, count + 1)]

    def tick_line(self, name: str) -> CellLine:
        item = self.table[name].item
        text = offered_in_words(item, self.labels) if item else self.labels.ours["column_not_used"]
        width = COLUMN_PT - 3 * PAD_PT - TICK_PT
        height = len(lines(text, width * 1000 / PLAIN[0])) * self.leading(PLAIN)

        def draw(x: float, top: float) -> None:
            box = (x + PAD_PT, top - TICK_PT - 2, TICK_PT, TICK_PT)
            self.box(box)
            self.words(text, x + 2 * PAD_PT + TICK_PT, top - 3, width, PLAIN)
            self.placed_field(name, "tick", box)

        return CellLine(max(TICK_PT + GAP_PT, height + 6), draw)

    def other_line(self, name: str) -> CellLine:
        def draw(x: float, top: float) -> None:
            self.words(self.labels.ours["other"], x + PAD_PT, top - 3, 36, PLAIN)
            self.text_field(self.table[name], x + PAD_PT + 38, top, COLUMN_PT - 2 * PAD_PT - 38)

        return CellLine(ROW_PT, draw)

    def person_line(
        self, name: str, attribute: str, width: float = _HALF_PT, label_pt: float = _PERSON_LABEL_PT
    ) -> CellLine:
        label = self.labels.ours["area"] if attribute == "area" else self.labels.official[f"person_{attribute}"]

        def draw(x: float, top: float) -> None:
            self.words(label, x + PAD_PT, top - 3, label_pt - 8, PLAIN)
            self.text_field(self.table[name], x + label_pt, top, width - label_pt - PAD_PT)

        return CellLine(ROW_PT, draw)

    def organization_line(self, width: float = _HALF_PT) -> CellLine:
        """The requesting organization's name stands here, or, where none is known, the form's placeholder."""
        if not self.locked:
            return self.words_line(self.labels.official["requesting_organization"], BOLD, width)
        room = width - 2 * PAD_PT
        return CellLine(
            self.leading(BOLD) + 3, lambda x, top: self.slot("organization", x + PAD_PT, top, room, PLAIN[0])
        )

    # Fields

    def short_field(self, entry: Field, x: float) -> None:
        """A label and its field beside it; a country's code has its name after it."""
        width = _HALF_PT - LABEL_PT - PAD_PT
        with self.tag("P"):
            self.words(self.labels.ours[str(entry.path[0])], x, self.y - 3, LABEL_PT - 8, BOLD)
            if entry.name == "country" and self.locked:
                self.slot("country", x + LABEL_PT + 52, self.y - 2.6, width - 52, FONT_SIZE_PT)
                width = 44
            self.text_field(entry, x + LABEL_PT, self.y, width)

    def long_field(self, entry: Field, label: str, label_pt: float = LABEL_PT) -> None:
        """A field of several lines, beside its label."""
        height = self.long_height(entry)
        if self.y - height < FOOT_PT:
            self.end_page()
        with self.tag("P"):
            self.words(label, MARGIN_PT, self.y - 3, label_pt - 8, BOLD)
            width = CONTENT_PT - label_pt - PAD_PT
            self.field_in(entry, (MARGIN_PT + label_pt, self.y - height, width, height))
        self.y -= height + GAP_PT

    def long_height(self, entry: Field) -> float:
        return self.line_counts[entry.name] * LINE_PT + 2 * INSET_PT + 2

    def text_field(self, entry: Field, x: float, top: float, width: float) -> None:
        self.field_in(entry, (x, top - BOX_PT, width, BOX_PT))

    def field_in(self, entry: Field, box: Box) -> None:
        if entry.ours and self.locked:
            self.rule(box[0], box[1], box[2])
        else:
            self.box(box)
        self.placed_field(entry.name, entry.kind, box)

    def placed_field(self, name: str, kind: Kind | Literal["signature"], box: Box) -> None:
        if kind == "signature":
            self.box(box)
        self.field(PlacedField(name, kind, self.page, box))
