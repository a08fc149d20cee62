"""The pages that a form is drawn on: words, boxes, and tables whose rows go on on the next page.

Not known here: what stands in them.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeAlias

from reportlab.lib.utils import simpleSplit
from reportlab.pdfgen.canvas import Canvas

from dtmforms.pdf.widgets import FormCanvas

WIDTH_PT, HEIGHT_PT = 841.89, 595.28
"""A4, landscape."""
MARGIN_PT = 36.0
LABEL_PT = 104.0
COLUMN_PT = (WIDTH_PT - 2 * MARGIN_PT - LABEL_PT) / 2
ROW_PT, BOX_PT, PAD_PT, LEADING_PT = 20.0, 16.0, 5.0, 9.6
FOOT_PT = MARGIN_PT + 14
PLAIN, BOLD = ("Helvetica", 8.0), ("Helvetica-Bold", 8.0)

Draw: TypeAlias = Callable[[float, float], None]


@dataclass(frozen=True, slots=True)
class Line:
    """One line inside a cell: how high it is, and what draws it at x and the line's upper edge."""

    height_pt: float
    draw: Draw


class Sheet:
    """A canvas that is written from the top down; `y` is where the next thing goes, in points from the page's foot."""

    def __init__(self, canvas: Canvas) -> None:
        self.canvas, self.form = canvas, FormCanvas(canvas)
        self.y = HEIGHT_PT - MARGIN_PT

    def footer(self) -> str:
        """What stands at the foot of every page."""
        raise NotImplementedError

    def table_head(self) -> None:
        """Draw the heading of a table that goes on on another page."""
        raise NotImplementedError

    def end_page(self) -> None:
        self.canvas.setFont(*PLAIN)
        self.form.words(self.footer(), MARGIN_PT, MARGIN_PT - 10, 700)
        self.form.end_page()
        self.y = HEIGHT_PT - MARGIN_PT

    # Tables

    def band(self, label: str, low: list[Line], medium: list[Line], *, repeat_head: bool = True) -> None:
        """A row of Table B; where the page ends it goes on on the next one, under the table's head."""
        left = MARGIN_PT
        pending = list(self._paired(low, medium))
        while pending:
            fitting = self._fitting(pending)
            if not fitting:
                self.end_page()
                if repeat_head:
                    self.table_head()
                continue
            height = sum(self._height(pair) for pair in pending[:fitting]) + PAD_PT
            label_height = len(simpleSplit(label, *BOLD, LABEL_PT - 2 * PAD_PT)) * LEADING_PT + 6
            height = max(height, label_height)
            for x, width in ((left, LABEL_PT), (left + LABEL_PT, COLUMN_PT), (left + LABEL_PT + COLUMN_PT, COLUMN_PT)):
                self.box((x, self.y - height, width, height))
            self.words_in(left + PAD_PT, self.y - 3, label, BOLD, LABEL_PT - 2 * PAD_PT)
            top = self.y - 2
            for column in (0, 1):
                y = top
                for pair in pending[:fitting]:
                    line = pair[column]
                    if line:
                        line.draw(left + LABEL_PT + column * COLUMN_PT, y)
                    y -= self._height(pair)
            self.y -= height
            pending = pending[fitting:]

    def pair(self, cells: list[list[Line]], width: float) -> None:
        """A row of Table C."""
        height = max(sum(line.height_pt for line in lines) for lines in cells) + PAD_PT
        for index, lines in enumerate(cells):
            x = MARGIN_PT + index * width
            self.box((x, self.y - height, width, height))
            y = self.y - 2
            for line in lines:
                line.draw(x, y)
                y -= line.height_pt
        self.y -= height

    @staticmethod
    def _paired(low: list[Line], medium: list[Line]) -> list[tuple[Line | None, Line | None]]:
        longest = max(len(low), len(medium))
        return [
            (low[row] if row < len(low) else None, medium[row] if row < len(medium) else None) for row in range(longest)
        ]

    @staticmethod
    def _height(pair: tuple[Line | None, Line | None]) -> float:
        return max(line.height_pt for line in pair if line)

    def _fitting(self, pending: list[tuple[Line | None, Line | None]]) -> int:
        room = self.y - FOOT_PT - PAD_PT
        for count, pair in enumerate(pending):
            room -= self._height(pair)
            if room < 0:
                return count
        return len(pending)

    # Words and boxes

    def paragraph(self, text: str, font: tuple[str, float], *, after: float) -> None:
        width = WIDTH_PT - 2 * MARGIN_PT
        height = len(simpleSplit(text, *font, width)) * font[1] * 1.2
        if self.y - height < FOOT_PT:
            self.end_page()
        self.words_in(MARGIN_PT, self.y, text, font, width)
        self.y -= height + after

    def words_in(self, x: float, top: float, text: str, font: tuple[str, float], width: float) -> None:
        """Labels, wrapped, from their upper edge down."""
        self.canvas.setFont(*font)
        y = top - font[1]
        for line in simpleSplit(text, *font, width):
            self.canvas.drawString(x, y, line)
            y -= font[1] * 1.2

    def box(self, box: tuple[float, float, float, float]) -> None:
        """Borders stand in the page: some viewers leave out those of fields."""
        self.canvas.setLineWidth(1)
        self.canvas.rect(*box, stroke=1, fill=0)

    def words_line(self, text: str, font: tuple[str, float], width: float) -> Line:
        lines = len(simpleSplit(text, *font, width - 2 * PAD_PT))

        def draw(x: float, top: float) -> None:
            self.words_in(x + PAD_PT, top - 1, text, font, width - 2 * PAD_PT)

        return Line(lines * LEADING_PT + 3, draw)
