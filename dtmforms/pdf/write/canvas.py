"""The pages that a form is drawn on: words, boxes, fields, and tables that go on to the next page.

Everything is placed as if from left to right; the pages of a language that is written from right to left are mirrored.
Lengths are in points. Not known here: what stands in the form.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import TypeAlias

from reportlab.pdfgen.canvas import Canvas

from dtmforms.pdf.geometry import Box, Geometry, PlacedField, PlacedWords
from dtmforms.pdf.write.shaping import Glyphs, Line, glyphs_of, lines, operators
from dtmforms.pdf.write.structure_tree import Element, MarkedContent, WidgetReference

WIDTH_PT, HEIGHT_PT = 841.89, 595.28
"""A4, landscape."""
MARGIN_PT = 32.0
FOOT_PT = 30.0
CODE_PT = 60.0
"""21 mm: a code of this size is read from every scan and print that holds its page."""
CODE = (WIDTH_PT - MARGIN_PT - CODE_PT, HEIGHT_PT - MARGIN_PT - CODE_PT, CODE_PT, CODE_PT)
MARK_PT = 8.0
MARKS = (
    (14.0, HEIGHT_PT - 14 - MARK_PT, MARK_PT, MARK_PT),
    (14.0, 14.0, MARK_PT, MARK_PT),
    (WIDTH_PT - 14 - MARK_PT, 14.0, MARK_PT, MARK_PT),
)
"""Black squares by which a scan is straightened, with the code in the fourth corner."""
CONTENT_PT = CODE[0] - 10 - MARGIN_PT
LABEL_PT = 92.0
COLUMN_PT = (CONTENT_PT - LABEL_PT) / 2
BOX_PT, GAP_PT, PAD_PT = 16.0, 11.4, 6.0
"""A box of one line, and the 4 mm between two boxes, which keep a scan readable."""
ROW_PT = BOX_PT + GAP_PT
_TALLEST_BAND_PT = 300.0
PLAIN, BOLD = (8.0, False), (8.0, True)
"""The size of letters, and whether they are bold."""

Style: TypeAlias = "tuple[float, bool]"
Draw: TypeAlias = Callable[[float, float], None]
Pair: TypeAlias = "tuple[CellLine | None, CellLine | None]"
"""What stands side by side in the two columns of Table B."""


@dataclass(frozen=True, slots=True)
class CellLine:
    """One line inside a table cell: how high it is, and what draws it at x and the line's upper edge."""

    height_pt: float
    draw: Draw


@dataclass(frozen=True, slots=True)
class Slot:
    """Room for words that only a record has, known by `key`: where their baseline begins, and how wide they may be.
    `marked` is the marked content that they become."""

    key: str
    marked: MarkedContent
    x: float
    y: float
    width: float
    size_pt: float
    from_the_right: bool

    def operators(self, lines: list[Line], size: float) -> str:
        """The operators that show the words; several lines stand below each other."""
        shown = []
        for row, line in enumerate(lines):
            x = self.x + self.width - line.width * size / 1000 if self.from_the_right else self.x
            shown.append(operators(line, x, self.y - row * line.height * size / 1000, size))
        return " ".join(shown)


class PageCanvas:
    """Pages that are drawn from the top down; `y` is where the next thing goes, in points from the page's foot."""

    def __init__(self, *, right_to_left: bool) -> None:
        self.canvas = Canvas("", (WIDTH_PT, HEIGHT_PT))
        self.right_to_left = right_to_left
        self.y, self.page = HEIGHT_PT - MARGIN_PT, 1
        self.root = Element("Document")
        self.placed_fields: list[PlacedField] = []
        self.placed_words: list[PlacedWords] = []
        self.slots: list[Slot] = []
        self.glyphs: list[Glyphs] = []
        self.contents: list[bytes] = []
        """The content streams of the pages that are finished."""
        self._element = self.root
        self._marked = 0

    def table_head(self) -> None:
        """Draw the heading of a table again, on the page that it goes on to."""
        raise NotImplementedError

    def geometry(self) -> Geometry:
        signatures = tuple(place for place in self.placed_fields if place.kind == "signature")
        return Geometry(
            WIDTH_PT,
            HEIGHT_PT,
            self.page - 1,
            tuple(place for place in self.placed_fields if place.kind != "signature"),
            tuple(self.placed_words),
            CODE,
            MARKS,
            signatures,
        )

    def end_page(self) -> None:
        with self.artifact():
            for mark in MARKS:
                self.canvas.rect(*mark, stroke=0, fill=1)
        self.contents.append(self.canvas.getCurrentPageContent().encode())
        self.canvas.showPage()
        self.y, self.page, self._marked = HEIGHT_PT - MARGIN_PT, self.page + 1, 0

    # Structure

    @contextmanager
    def tag(self, name: str, scope: str = "") -> Iterator[None]:
        """What is drawn within belongs to a structure element of this name."""
        above, self._element = self._element, Element(name, scope=scope)
        above.kids.append(self._element)
        yield
        self._element = above

    @contextmanager
    def artifact(self) -> Iterator[None]:
        """What is drawn within is no content of the document (14.8.2.2, artifacts)."""
        self.canvas.addLiteral("/Artifact BMC")
        yield
        self.canvas.addLiteral("EMC")

    def next_marked(self) -> MarkedContent:
        marked = MarkedContent(self.page, self._marked)
        self._marked += 1
        self._element.kids.append(marked)
        return marked

    # Tables

    def band(self, label: str, low: list[CellLine], medium: list[CellLine], *, head: bool = False) -> None:
        """A row of Table B, on one page where a page can hold it; else it goes on to the next one, under the table's
        head."""
        pending = list(_paired(low, medium))
        if sum(map(_height, pending)) < _TALLEST_BAND_PT and self._fitting(pending) < len(pending):
            self.end_page()
            self.table_head()
        while pending:
            fitting = self._fitting(pending)
            if not fitting:
                self.end_page()
                if not head:
                    self.table_head()
                continue
            labelled = len(lines(label, (LABEL_PT - 2 * PAD_PT) * 1000 / BOLD[0], bold=True)) * self.leading(BOLD) + 8
            height = max(sum(map(_height, pending[:fitting])) + PAD_PT, labelled)
            with self.tag("TR"):
                self._row(label, pending[:fitting], height, head)
            self.y -= height
            pending = pending[fitting:]

    def _row(self, label: str, pairs: list[Pair], height: float, head: bool) -> None:
        top = self.y - 3
        with self.tag("TH", "Row") if label else self.tag("TD"):
            self.box((MARGIN_PT, self.y - height, LABEL_PT, height))
            self.words(label, MARGIN_PT + PAD_PT, top, LABEL_PT - 2 * PAD_PT, BOLD)
        for column in (0, 1):
            x, y = MARGIN_PT + LABEL_PT + column * COLUMN_PT, top
            with self.tag("TH", "Column") if head else self.tag("TD"):
                self.box((x, self.y - height, COLUMN_PT, height))
                for pair in pairs:
                    line = pair[column]
                    if line:
                        line.draw(x, y)
                    y -= _height(pair)

    def cells(self, cells: list[list[CellLine]], *, head: bool = False) -> None:
        """A row of cells of the same width."""
        width = CONTENT_PT / len(cells)
        height = max(sum(line.height_pt for line in cell) for cell in cells) + PAD_PT
        with self.tag("TR"):
            for column, cell in enumerate(cells):
                x, y = MARGIN_PT + column * width, self.y - 3
                with self.tag("TH", "Column") if head else self.tag("TD"):
                    self.box((x, self.y - height, width, height))
                    for line in cell:
                        line.draw(x, y)
                        y -= line.height_pt
        self.y -= height

    def _fitting(self, pending: list[Pair]) -> int:
        room = self.y - FOOT_PT - PAD_PT
        for count, pair in enumerate(pending):
            room -= _height(pair)
            if room < 0:
                return count
        return len(pending)

    # Words, boxes, fields

    def paragraph(self, text: str, style: Style, *, after: float, tag: str = "P") -> None:
        height = len(lines(text, CONTENT_PT * 1000 / style[0], bold=style[1])) * self.leading(style)
        if self.y - height < FOOT_PT:
            self.end_page()
        with self.tag(tag):
            self.words(text, MARGIN_PT, self.y, CONTENT_PT, style)
        self.y -= height + after

    def leading(self, style: Style) -> float:
        """From baseline to baseline."""
        return style[0] * (1.7 if self.right_to_left else 1.25)

    def words(self, text: str, x: float, top: float, width: float, style: Style) -> None:
        """Fixed words, wrapped, from their upper edge down."""
        size, bold = style
        y = top - size
        for line in lines(text, width * 1000 / size, bold=bold) if text else ():
            self._line(line, self._left(x, width), y, width, size)
            y -= self.leading(style)

    def _line(self, line: Line, x: float, y: float, width: float, size: float) -> None:
        length = line.width * size / 1000
        x += width - length if self.right_to_left else 0
        self.canvas.addLiteral(f"/{self._element.tag}<</MCID {self.next_marked().number}>>BDC")
        self.canvas.addLiteral(operators(line, x, y, size))
        self.canvas.addLiteral("EMC")
        self.glyphs += glyphs_of([line])
        self.placed_words.append(PlacedWords(line.text, self.page, x, y, length, size))

    def slot(self, key: str, x: float, top: float, width: float, size: float) -> None:
        """Room for words that only a record has."""
        self.slots.append(
            Slot(key, self.next_marked(), self._left(x, width), top - size, width, size, self.right_to_left)
        )

    def box(self, box: Box) -> None:
        """Borders stand in the page: some viewers leave out those of fields."""
        with self.artifact():
            self.canvas.setLineWidth(1)
            self.canvas.rect(self._left(box[0], box[2]), *box[1:], stroke=1, fill=0)

    def rule(self, x: float, y: float, width: float) -> None:
        with self.artifact():
            self.canvas.setLineWidth(0.5)
            left = self._left(x, width)
            self.canvas.line(left, y, left + width, y)

    def field(self, field: PlacedField) -> None:
        """Keep room for a field, whose box is given as if from left to right."""
        box = (self._left(field.box[0], field.box[2]), *field.box[1:])
        self.placed_fields.append(replace(field, page=self.page, box=box))
        with self.tag("Form"):
            self._element.kids.append(WidgetReference(field.name))

    def words_line(self, text: str, style: Style, width: float) -> CellLine:
        room = width - 2 * PAD_PT
        height = len(lines(text, room * 1000 / style[0], bold=style[1])) * self.leading(style) + 3
        return CellLine(height, lambda x, top: self.words(text, x + PAD_PT, top, room, style))

    def _left(self, x: float, width: float) -> float:
        return 2 * MARGIN_PT + CONTENT_PT - x - width if self.right_to_left else x


def _paired(low: list[CellLine], medium: list[CellLine]) -> Iterator[Pair]:
    for row in range(max(len(low), len(medium))):
        yield low[row] if row < len(low) else None, medium[row] if row < len(medium) else None


def _height(pair: Pair) -> float:
    return max(line.height_pt for line in pair if line)
