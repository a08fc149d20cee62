"""The pages that a form is drawn on: words, boxes, fields, and tables that go on to the next page.

Everything is placed as if from left to right; the pages of a language that is written from right to left are mirrored.
Lengths are in points. Not known here: what stands in the form.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import TypeAlias

from reportlab.pdfgen.canvas import Canvas

from dtmforms.pdf.geometry import Box, Geometry, PlacedField, PlacedWords
from dtmforms.pdf.write.shaping import Glyphs, Line, glyphs_of, line, lines, operators
from dtmforms.pdf.write.structure_tree import Element, MarkedContent, WidgetReference

WIDTH_PT, HEIGHT_PT = 595.28, 841.89
"""A4, portrait: a column of Table B fills a telephone's screen, and a print is filed with the Word document."""
MARGIN_PT = 40.0
CONTENT_PT = WIDTH_PT - 2 * MARGIN_PT
TOP_PT, FOOT_PT = HEIGHT_PT - 92.0, 40.0
"""Between these the content of a page stands."""
CODE_PT = 60.0
"""21 mm: a code of this size is read from every scan and print that holds its page."""
CODE = (WIDTH_PT - MARGIN_PT - CODE_PT, HEIGHT_PT - 24 - CODE_PT, CODE_PT, CODE_PT)
MARK_PT = 8.0
MARKS = (
    (14.0, HEIGHT_PT - 14 - MARK_PT, MARK_PT, MARK_PT),
    (14.0, 14.0, MARK_PT, MARK_PT),
    (WIDTH_PT - 14 - MARK_PT, 14.0, MARK_PT, MARK_PT),
)
"""Black squares by which a scan is straightened, with the code in the fourth corner."""
HEAD = (MARGIN_PT, TOP_PT, CONTENT_PT - CODE_PT - 14, HEIGHT_PT - 20 - TOP_PT)
"""The band left of the code, which says on every page whose form it is."""
LABEL_PT = 70.0
COLUMN_PT = (CONTENT_PT - LABEL_PT) / 2
BOX_PT, GAP_PT, PAD_PT = 16.0, 11.4, 5.0
"""A box of one line, and the 4 mm between two boxes, which keep a scan readable."""
MARKED_PT = 8.0
"""The room left of a box, in which a triangle says that it is required."""
_LEAST_LINES = 6
"""A row of a table with fewer lines is never parted."""


@dataclass(frozen=True, slots=True)
class Style:
    """How words look: the size of their letters in points, whether they are bold, and their colour (DeviceRGB)."""

    size_pt: float
    bold: bool = False
    colour: str = ""


_DARK_BLUE, _GREY = "0.051 0.188 0.42 rg", "0.271 g"
"""On white 12.7 and 9.6 to 1 (WCAG 2.2, 1.4.3)."""
PLAIN, BOLD, CAPTION = Style(8.0), Style(8.5, True), Style(8.0, colour=_GREY)
LABEL, HEADING, SUBHEADING = Style(8.5, colour=_GREY), Style(11.5, True, _DARK_BLUE), Style(10.0, True)
TITLE, TITLE_AGAIN, STEP, STEP_TEXT = (
    Style(14.0, True, _DARK_BLUE),
    Style(10.0, True, _DARK_BLUE),
    Style(9.5, True, _DARK_BLUE),
    Style(9.0),
)

Draw: TypeAlias = Callable[[float, float], None]
Pair: TypeAlias = "tuple[CellLine | None, CellLine | None]"
"""What stands side by side in the two columns of Table B."""


@dataclass(frozen=True, slots=True)
class CellLine:
    """One line inside a table cell: how high it is, and what draws it at x and the line's upper edge. `gap_pt` is what
    of its height keeps it off the next box, which the last one of a cell does not need."""

    height_pt: float
    draw: Draw
    gap_pt: float = 0.0


@dataclass(frozen=True, slots=True)
class Slot:
    """Room for words that only a record has, known by `key`: the page, where the baseline of the first line begins, and
    how wide and how many the lines may be. `marked` is the marked content that they become; `None` where they are no
    content of the document."""

    key: str
    page: int
    marked: MarkedContent | None
    x: float
    y: float
    width: float
    lines: int
    style: Style
    leading_pt: float
    from_the_right: bool

    def operators(self, drawn: Sequence[Line], size: float) -> str:
        """The operators that show the words in letters of a size in points; several lines stand below each other."""
        shown = []
        for row, one in enumerate(drawn):
            x = self.x + self.width - one.width * size / 1000 if self.from_the_right else self.x
            shown.append(operators(one, x, self.y - row * self.leading_pt, size))
        return coloured(" ".join(shown), self.style)


class PageCanvas:
    """Pages that are drawn from the top down; `y` is where the next thing goes, in points from the page's foot."""

    def __init__(self, *, right_to_left: bool) -> None:
        self.canvas = Canvas("", (WIDTH_PT, HEIGHT_PT))
        self.right_to_left = right_to_left
        self.y, self.page = TOP_PT, 1
        self.root = Element("Document")
        self.placed_fields: list[PlacedField] = []
        self.placed_words: list[PlacedWords] = []
        self.slots: list[Slot] = []
        self.glyphs: list[Glyphs] = []
        self.contents: list[bytes] = []
        """The content streams of the pages that are finished."""
        self._element = self.root
        self._marked = 0

    def head(self) -> None:
        """Draw what stands at the top of every page."""
        raise NotImplementedError

    def table_head(self) -> None:
        """Draw the heading of a table again, on the page that it goes on to."""
        raise NotImplementedError

    def geometry(self) -> Geometry:
        signatures = tuple(place for place in self.placed_fields if place.kind == "signature")
        return Geometry(
            WIDTH_PT,
            HEIGHT_PT,
            self.page,
            tuple(place for place in self.placed_fields if place.kind != "signature"),
            tuple(self.placed_words),
            CODE,
            MARKS,
            signatures,
        )

    def begin_page(self) -> None:
        self.y = TOP_PT
        with self.artifact():
            for mark in MARKS:
                self.canvas.rect(*mark, stroke=0, fill=1)
        self.head()

    def next_page(self, foot: str) -> None:
        """End a page with a line at its foot, and begin the next one."""
        with self.artifact():
            width = line(foot, bold=True).width * PLAIN.size_pt / 1000
            self._literal_line(
                line(foot, bold=True), (WIDTH_PT - width) / 2, 21.5 - PLAIN.size_pt, replace(PLAIN, bold=True)
            )
        self.finish_page()
        self.page, self._marked = self.page + 1, 0
        self.begin_page()

    def finish_page(self) -> None:
        self.contents.append(self.canvas.getCurrentPageContent().encode())
        self.canvas.showPage()

    def break_page(self) -> None:
        """Go on on the next page."""
        raise NotImplementedError

    def need(self, height: float, *, foot: float = FOOT_PT) -> None:
        """Go on on the next page where this one has no room of this height above its foot."""
        if self.y - height < foot:
            self.break_page()

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
        """A row of Table B; one of several lines goes on to the next page, under the table's head, where this one has
        no room for all of them."""
        pending = list(_paired(low, medium))
        if len(pending) < _LEAST_LINES and self._fitting(pending) < len(pending):
            self.break_page()
            self.table_head()
        while pending:
            fitting = self._fitting(pending)
            if not fitting:
                self.break_page()
                if not head:
                    self.table_head()
                continue
            labelled = self.height_of(label, LABEL_PT - 2 * PAD_PT, BOLD) + 2 * PAD_PT if label else 0
            height = max(_height_of_all(pending[:fitting]) + 2 * PAD_PT - 2, labelled)
            with self.tag("TR"):
                self._row(label, pending[:fitting], height, head)
            self.y -= height
            pending = pending[fitting:]

    def _row(self, label: str, pairs: list[Pair], height: float, head: bool) -> None:
        top = self.y - PAD_PT + 2
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

    def height_of_cells(self, cells: list[list[CellLine]]) -> float:
        """How high a row of cells is: what stands side by side has the same height."""
        return _height_of_all(list(_paired(*cells))) + 2 * PAD_PT - 2

    def cells(self, cells: list[list[CellLine]], *, head: bool = False) -> None:
        """A row of cells of the same width."""
        width, height = CONTENT_PT / len(cells), self.height_of_cells(cells)
        pairs = list(_paired(*cells))
        with self.tag("TR"):
            for column in range(len(cells)):
                x, y = MARGIN_PT + column * width, self.y - PAD_PT + 2
                with self.tag("TH", "Column") if head else self.tag("TD"):
                    self.box((x, self.y - height, width, height))
                    for pair in pairs:
                        line = pair[column]
                        if line:
                            line.draw(x, y)
                        y -= _height(pair)
        self.y -= height

    def _fitting(self, pending: list[Pair]) -> int:
        room = self.y - FOOT_PT - 2 * PAD_PT
        for count, pair in enumerate(pending):
            room -= _height(pair)
            if room < 0:
                return count
        return len(pending)

    # Words, boxes, fields

    def paragraph(self, text: str, style: Style, *, after: float, tag: str = "P") -> None:
        height = self.height_of(text, CONTENT_PT, style)
        self.need(height)
        with self.tag(tag):
            self.words(text, MARGIN_PT, self.y, CONTENT_PT, style)
        self.y -= height + after

    def height_of(self, text: str, width: float, style: Style) -> float:
        """How high a text is in a width."""
        return len(lines(text, width * 1000 / style.size_pt, bold=style.bold)) * self.leading(style)

    def leading(self, style: Style) -> float:
        """From baseline to baseline."""
        return style.size_pt * (1.5 if self.right_to_left else 1.25)

    def words(self, text: str, x: float, top: float, width: float, style: Style, *, leading: float = 0) -> None:
        """Fixed words, wrapped, from their upper edge down; `leading` is another than that of their style."""
        y = top - style.size_pt
        for made in lines(text, width * 1000 / style.size_pt, bold=style.bold) if text else ():
            self._line(made, self._left(x, width), y, width, style)
            y -= leading or self.leading(style)

    def _line(self, line: Line, x: float, y: float, width: float, style: Style) -> None:
        length = line.width * style.size_pt / 1000
        x += width - length if self.right_to_left else 0
        self.canvas.addLiteral(f"/{self._element.tag}<</MCID {self.next_marked().number}>>BDC")
        self._literal_line(line, x, y, style)
        self.canvas.addLiteral("EMC")

    def words_aside(self, text: str, x: float, top: float, width: float, style: Style) -> None:
        """Words that are no content of the document, wrapped, within an artifact."""
        y = top - style.size_pt
        for made in lines(text, width * 1000 / style.size_pt, bold=style.bold):
            length = made.width * style.size_pt / 1000
            self._literal_line(made, self._left(x, width) + (width - length if self.right_to_left else 0), y, style)
            y -= self.leading(style)

    def _literal_line(self, line: Line, x: float, y: float, style: Style) -> None:
        self.canvas.addLiteral(coloured(operators(line, x, y, style.size_pt), style))
        self.glyphs += glyphs_of([line])
        width = line.width * style.size_pt / 1000
        self.placed_words.append(PlacedWords(line.text, self.page, x, y, width, style.size_pt))

    def slot(self, key: str, x: float, top: float, width: float, style: Style, *, lines: int = 1) -> None:
        """Room for words that only a record has."""
        place, leading = (self._left(x, width), top - style.size_pt, width), self.leading(style)
        self.slots.append(Slot(key, self.page, self.next_marked(), *place, lines, style, leading, self.right_to_left))

    def slot_again(self, key: str, x: float, top: float, width: float, style: Style, *, lines: int = 1) -> None:
        """Room for such words that are no content of the document, but repeated at the head of its pages; lines are as
        close there as in most languages."""
        place, leading = (self._left(x, width), top - style.size_pt, width), style.size_pt * 1.25
        self.slots.append(Slot(key, self.page, None, *place, lines, style, leading, self.right_to_left))

    def box(self, box: Box) -> None:
        """Borders stand in the page: some viewers leave out those of fields."""
        with self.artifact():
            self.canvas.setLineWidth(1)
            self.canvas.rect(self._left(box[0], box[2]), *box[1:], stroke=1, fill=0)

    def rule(self, y: float) -> None:
        """A strong line over the whole width."""
        with self.artifact():
            self.canvas.setLineWidth(2)
            self.canvas.addLiteral(_DARK_BLUE.replace("rg", "RG"))
            self.canvas.line(MARGIN_PT, y, MARGIN_PT + CONTENT_PT, y)
            self.canvas.addLiteral("0 G")

    def line(self, y: float, x: float = MARGIN_PT, width: float = CONTENT_PT) -> None:
        """A thin line, over the whole width where no other is said."""
        left = self._left(x, width)
        with self.artifact():
            self.canvas.setLineWidth(1)
            self.canvas.line(left, y, left + width, y)

    def triangle(self, x: float, middle: float) -> None:
        """The sign of what is required, in the room left of a box that begins at x."""
        points = [(x - 7, middle + 3.2), (x - 7, middle - 3.2), (x - 2, middle)]
        placed = [(2 * MARGIN_PT + CONTENT_PT - a if self.right_to_left else a, b) for a, b in points]
        path = " ".join(f"{a:.2f} {b:.2f} {step}" for (a, b), step in zip(placed, "mll", strict=True))
        with self.artifact():
            self.canvas.addLiteral(f"{path} h f")

    def padlock(self, x: float, y: float) -> None:
        """The sign of what is locked, 7 wide and 9 high, from its lower left corner."""
        x = self._left(x, 7)
        with self.artifact():
            self.canvas.addLiteral(
                f"{x:.2f} {y:.2f} 7 5.2 re f q 1.3 w {x + 1.6:.2f} {y + 5:.2f} m {x + 1.6:.2f} {y + 9.2:.2f} "
                f"{x + 5.4:.2f} {y + 9.2:.2f} {x + 5.4:.2f} {y + 5:.2f} c S Q"
            )

    def field(self, field: PlacedField) -> None:
        """Keep room for a field, whose box is given as if from left to right."""
        box = (self._left(field.box[0], field.box[2]), *field.box[1:])
        self.placed_fields.append(replace(field, page=self.page, box=box))
        with self.tag("Form"):
            self._element.kids.append(WidgetReference(field.name, self.page))

    def width_of(self, text: str, style: Style) -> float:
        return line(text, bold=style.bold).width * style.size_pt / 1000

    def words_line(self, text: str, style: Style, width: float, *, after: float = 0) -> CellLine:
        room = width - 2 * PAD_PT
        height = self.height_of(text, room, style) + after
        return CellLine(height, lambda x, top: self.words(text, x + PAD_PT, top, room, style))

    def _left(self, x: float, width: float) -> float:
        return 2 * MARGIN_PT + CONTENT_PT - x - width if self.right_to_left else x


def coloured(shown: str, style: Style) -> str:
    """Operators that show text, in the colour of a style; black is what it is before and after."""
    return f"{style.colour} {shown} 0 g" if style.colour else shown


def _paired(low: list[CellLine], medium: list[CellLine]) -> Iterator[Pair]:
    for row in range(max(len(low), len(medium))):
        yield low[row] if row < len(low) else None, medium[row] if row < len(medium) else None


def _height(pair: Pair) -> float:
    return max(line.height_pt for line in pair if line)


def _height_of_all(pairs: list[Pair]) -> float:
    """How high lines are below each other, without the gap below the last."""
    *others, last = pairs
    return sum(map(_height, others)) + max(line.height_pt - line.gap_pt for line in last if line)
