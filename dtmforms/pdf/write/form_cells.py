"""The cells of the form's tables: ticks, lists, lines and the boxes of their fields, each as high as what it holds."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

from dtmforms.agreement.closed_lists import ANNEX
from dtmforms.form.fields import (
    OFFERED,
    Field,
    Kind,
    fields,
    is_required,
)
from dtmforms.form.texts import offered_in_words
from dtmforms.language.labels import Labels
from dtmforms.pdf.geometry import (
    ORGANIZATION,
    Box,
    FormLayout,
    PlacedField,
)
from dtmforms.pdf.write.canvas import (
    BOX_PT,
    CAPTION,
    COLUMN_PT,
    GAP_PT,
    LABEL,
    MARKED_PT,
    PAD_PT,
    PLAIN,
    CellLine,
    PageCanvas,
    Style,
)
from dtmforms.pdf.write.form_layout import (
    CELL_PT,
    CHOICE_PT,
    ENTRY_PT,
    HALF_PT,
    HEADING_PT,
    INSET_PT,
    LINE_PT,
    TABLE_HEAD,
    TICK_PT,
    other_label_pt,
    person_label_pt,
)
from dtmforms.pdf.write.shaping import lines

_INDENT_PT = GAP_PT - PAD_PT
"""Between the edge of a column and its ticks, which stand 4 mm off the boxes of the column beside it."""
_LEADING_OF_PERSON_PT = 10.0
"""Of a label of two lines beside a box of one."""


class FormCells(PageCanvas):
    """Draws the cells of one form, in its language and layout."""

    def __init__(self, words: Labels, layout: FormLayout) -> None:
        super().__init__(right_to_left=words.right_to_left)
        self.labels, self.layout, self.purpose = words, layout, layout.purpose
        self.official, self.ours = words.official, words.ours
        self.table = {field.name: field for field in fields(layout.rows)}
        self.height_factor = 1.04 if self.right_to_left else 1.0
        self.between_parties = GAP_PT if self.purpose == "blank" else 4.0

    def not_used(self, urgency: str) -> CellLine:
        return self.tick_line(f"table_b_{urgency}_not_applicable")

    def text_lines(self, urgency: str, attribute: str) -> list[CellLine]:
        """A field of one line, and the guideline's example above it."""
        field = self.table[f"table_b_{urgency}_{attribute}"]
        example, height = self.official[f"{urgency}_{attribute}"], self.height_in(field.name)

        def draw(x: float, top: float) -> None:
            x += COLUMN_PT - PAD_PT - CELL_PT
            self.words(example, x, top, CELL_PT, CAPTION)
            self.required(field, x, top - GAP_PT - height / 2)
            self.field_in(field, (x, top - GAP_PT - height, CELL_PT, height))

        return [CellLine(GAP_PT + height, draw)]

    def dataset_lines(self, urgency: str) -> list[CellLine]:
        return [
            self.dataset_line(urgency, number) for number in range(1, self.layout.rows.count(urgency, "datasets") + 1)
        ]

    def dataset_line(self, urgency: str, number: int) -> CellLine:
        name = f"table_b_{urgency}_datasets_{number:02d}"
        entry, level, label = (self.table[f"{name}_{part}"] for part in ("name", "level", "partner_label"))
        caption, ours = f"{self.official['dataset']} {number}", self.ours
        above = max(self.caption_height(caption, ENTRY_PT + GAP_PT), self.caption_height(ours["level"], CHOICE_PT))
        between = self.caption_height(ours["partner_label"], CHOICE_PT + PAD_PT)
        height = max(2 * BOX_PT + between, self.height_in(entry.name))

        def draw(x: float, top: float) -> None:
            x, y = x + COLUMN_PT - PAD_PT - CELL_PT, top - above
            self.words(caption, x, top, ENTRY_PT + GAP_PT, CAPTION)
            self.required(entry, x, y - BOX_PT / 2)
            self.field_in(entry, (x, y - height, ENTRY_PT, height))
            x += CELL_PT - CHOICE_PT
            self.words(ours["level"], x, top, CHOICE_PT, CAPTION)
            self.field_in(level, (x, y - BOX_PT, CHOICE_PT, BOX_PT))
            self.words(ours["partner_label"], x, y - BOX_PT, CHOICE_PT + PAD_PT, CAPTION)
            self.field_in(label, (x, y - BOX_PT - between - BOX_PT, CHOICE_PT, BOX_PT))

        return CellLine(above + height, draw)

    def caption_height(self, text: str, width: float) -> float:
        """The room of a caption above a box, which is that between two boxes at least."""
        return max(GAP_PT, self.height_of(text, width, CAPTION) + 0.9)

    def list_lines(self, urgency: str, attribute: str) -> list[CellLine]:
        name = f"table_b_{urgency}_{attribute}"
        ticks = {item: f"{name}_{item.rpartition('.')[2]}" for item in OFFERED[urgency, attribute]}
        annex = [self.tick_line(ticks.pop(ANNEX))] if ANNEX in ticks and self.layout.rows.has_annex else []
        ticks.pop(ANNEX, None)
        count = self.layout.rows.count(urgency, attribute)
        others = [self.other_line(f"{name}_other_{row:02d}") for row in range(1, count + 1)]
        if attribute == "destination":
            return [
                self.words_line(self.official[f"{urgency}_destination"], CAPTION, COLUMN_PT),
                self.ticks_line(list(ticks.values())),
                *annex,
                *others,
            ]
        return [*self.methods(urgency, list(ticks.values())), *others]

    def methods(self, urgency: str, ticks: list[str]) -> Iterator[CellLine]:
        """The ticks of a column, with the word of the official text between them, where it has one."""
        between = self.official[f"{urgency}_method"][1] if len(self.official[f"{urgency}_method"]) == 3 else ""
        for number, name in enumerate(ticks):
            tick = self.tick_line(name)
            yield self.followed_by(between, tick, name) if between and number < len(ticks) - 1 else tick

    def followed_by(self, word: str, tick: CellLine, name: str) -> CellLine:
        """A tick with a word below what it stands for."""
        x_of_text = _INDENT_PT + TICK_PT + 5
        room = COLUMN_PT - x_of_text - PAD_PT
        below = 1 + self.height_of(self.labels.methods[self.table[name].item], room, PLAIN)

        def draw(x: float, top: float) -> None:
            tick.draw(x, top)
            self.words(word, x + x_of_text, top - below, room, CAPTION)

        return CellLine(max(tick.height_pt, below + self.leading(CAPTION) + 2), draw)

    def ticks_line(self, names: list[str]) -> CellLine:
        """Ticks side by side."""
        width = (COLUMN_PT - PAD_PT) / len(names)
        drawn = [self.tick_line(name, width) for name in names]

        def draw(x: float, top: float) -> None:
            for number, tick in enumerate(drawn):
                tick.draw(x + number * width, top)

        return CellLine(max(tick.height_pt for tick in drawn), draw, 6)

    def tick_line(self, name: str, width: float = COLUMN_PT) -> CellLine:
        item = self.table[name].item
        text = offered_in_words(item, self.labels) if item else self.ours["column_not_used"]
        room = width - _INDENT_PT - TICK_PT - 5 - (PAD_PT if width == COLUMN_PT else 0)
        height = self.height_of(text, room, PLAIN)

        def draw(x: float, top: float) -> None:
            box = (x + _INDENT_PT, top - TICK_PT, TICK_PT, TICK_PT)
            self.box(box)
            self.words(text, x + _INDENT_PT + TICK_PT + 5, top - 1, room, PLAIN)
            self.placed_field(name, "tick", box)

        height = max(TICK_PT + GAP_PT, height + 6)
        return CellLine(height, draw, min(GAP_PT, 6))

    def other_line(self, name: str) -> CellLine:
        height, label = self.height_in(name), other_label_pt(self.labels)

        def draw(x: float, top: float) -> None:
            x += PAD_PT
            self.words(self.ours["other"], x, top - 3, label, PLAIN)
            label_and_pad = COLUMN_PT - 2 * PAD_PT - (CELL_PT - label)
            self.field_in(self.table[name], (x + label_and_pad, top - height, CELL_PT - label, height))

        return CellLine(height + GAP_PT, draw, GAP_PT - 3.5)

    def person_line(self, side: str, post: str, part: str) -> CellLine:
        field = self.table[f"table_c_{side}_{post}_{part}"]
        label, height = person_label_pt(self.labels), self.height_in(field.name)
        width = HALF_PT - label - MARKED_PT - 2 * PAD_PT

        def draw(x: float, top: float) -> None:
            x += PAD_PT
            self.words(self.official[f"person_{part}"], x, top - 2, label, LABEL, leading=_LEADING_OF_PERSON_PT)
            x += label + MARKED_PT
            self.required(field, x, top - height / 2)
            self.field_in(field, (x, top - height, width, height))

        count = len(lines(self.official[f"person_{part}"], label * 1000 / LABEL.size_pt))
        labelled = LABEL.size_pt * 1.25 + (count - 1) * _LEADING_OF_PERSON_PT
        return CellLine(height + GAP_PT, draw, max(min(GAP_PT, height + GAP_PT - labelled - 2), 0))

    def locked_line(self, text: str, style: Style) -> CellLine:
        """Words of a part that is IOM's."""
        made = self.words_line(text, style, HALF_PT)

        def draw(x: float, top: float) -> None:
            made.draw(x, top)
            if self.purpose == "fill":
                self.padlock(x + PAD_PT + self.width_of(text, style) + 6, top - style.size_pt)

        return CellLine(made.height_pt, draw)

    def organization_line(self) -> CellLine:
        """The requesting organization's name stands here, or, where none is known, the form's placeholder."""
        if self.purpose == "blank":
            return self.words_line(self.official["requesting_organization"], TABLE_HEAD, HALF_PT)
        count = self.layout.lines_of(ORGANIZATION)

        def draw(x: float, top: float) -> None:
            self.slot(ORGANIZATION, x + PAD_PT, top, HEADING_PT, TABLE_HEAD, lines=count)

        return CellLine(count * self.leading(TABLE_HEAD), draw)

    # Fields

    def height_in(self, name: str) -> float:
        """How high the box of a text is; what IOM says of the agreement has no frame."""
        count, field = self.layout.lines_of(name), self.table[name]
        if field.path[0] not in ("table_b", "table_c") and self.purpose != "blank":
            return count * LINE_PT + 3
        return BOX_PT if count <= 1 else count * LINE_PT + 2 * INSET_PT + 0.5

    def required(self, field: Field, x: float, middle: float) -> None:
        """The sign of what has to be filled in, left of its box."""
        if self.purpose == "fill" and is_required(field, self.layout.rows):
            self.triangle(x, middle)

    def field_in(self, field: Field, box: Box) -> None:
        open_to_partner = not field.ours and self.purpose == "fill"
        if open_to_partner or self.purpose == "blank":
            self.box(box)
        several = self.layout.lines_of(field.name) > 1 and field.kind == "line"
        self.placed_field(field.name, "lines" if several else field.kind, box)

    def placed_field(self, name: str, kind: Kind | Literal["signature"], box: Box) -> None:
        if kind == "signature":
            self.box(box)
        self.field(PlacedField(name, kind, self.page, box))
