"""Tables as a workbook (ECMA-376, .xlsx): plain values in, bytes out, no object of the library.

It has no formula, no link, no macro and no author. A text is always written as text: one that begins with `=`, `+`,
`-` or `@` is never run, telephone numbers stay as typed, and stay so when somebody edits the cell. A day is a real
date: Excel then sorts it, filters it by year and month, and counts with it, and the format `yyyy-mm-dd` looks the same
in every locale. Nothing is cut: what a workbook cannot hold is refused.
"""

from __future__ import annotations

import datetime
import io
import math
import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache, lru_cache
from itertools import pairwise
from typing import Any, Literal

from xlsxwriter import Workbook
from xlsxwriter.exceptions import XlsxInputError
from xlsxwriter.utility import quote_sheetname, xl_range_abs

from dtmforms.errors import FileError

LONGEST_TEXT = 32_767
"""UTF-16 units in a cell: Excel specifications and limits."""
MOST_ROWS = 1_048_576
"""Rows on a sheet, the headings included."""

_FIRST_DAY = datetime.date(1900, 3, 1)
"""Before it, Excel counts a 29 February 1900, and other programs do not."""
_LARGEST_NUMBER = 10**15
"""From here on, Excel turns the last digits of a number into zeros."""
_ANY_MOMENT = datetime.datetime(1980, 1, 1)
_NARROWEST, _WIDEST = 8, 70
_NARROWEST_TO_TYPE_IN, _BLANK = 16, 40
_FILTER_BUTTON, _MARGIN = 3, 2
_LINE_PT, _TALLEST_PT = 15, 405
_CHART_WIDTH, _CHART_HEIGHT, _BAR_HEIGHT = 900, 120, 32
"""In pixels; the height is that without bars."""
_CAPITALS = re.compile("[A-Z]")

_NOT_PLAIN = re.compile(
    "[\x00-\x08\x0b-\x1f\ud800-\udfff\ufffe\uffff]"  # no XML 1.0 carries them; a carriage return it makes a line feed
    "|_(?=x[0-9A-Fa-f]{4}_)"  # ECMA-376-1 22.9.2.19: _x000B_ stands for a character, for some readers
    r"|\A<(?=r>.*</r>\Z)"  # XlsxWriter takes a text between these for markup
    r"|\\(?=x[0-9a-f]{2}|u[0-9a-f]{4})",  # so that what was typed and what is escaped can be told apart
    re.DOTALL,
)
_MARKUP = re.compile(r"\A<(?=r>.*</r>\Z)|_(?=x[0-9A-Fa-f]{4}_)", re.DOTALL)
"""After what a text is cut that XlsxWriter gets in pieces: it takes `<r>…</r>` for markup, and of two codes that share
an underscore (ECMA-376-1 22.9.2.19), it escapes the first one only."""


@dataclass(frozen=True, slots=True)
class Choices:
    """A drop-down list: the `count` cells under the heading of a column (from 0) of another sheet. With `free`, any
    other text may be typed."""

    sheet: str
    column: int
    count: int
    free: bool = False


@dataclass(frozen=True, slots=True)
class Blank:
    """An empty cell in a frame, for people to fill in: how it takes what is typed, and its drop-down list."""

    kind: Literal["text", "day", "number"] = "text"
    choices: Choices | None = None


Cell = str | int | datetime.date | Blank | None
"""`None` is an empty cell."""


@dataclass(frozen=True, slots=True)
class Bars:
    """Stacked bars below a table, one for each row: as many parts as there are `colours`, of the columns after the
    first, each with the colour of its letters. `says` tells in words what is to be seen."""

    says: str
    colours: Sequence[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Table:
    """A table: its headings, and rows that have a cell for each of them.

    One that people go on writing in has `kinds`, how each column takes what is typed, and `choices`, the columns with
    drop-down lists. `exact` texts are those without characters that no workbook carries: none of them is escaped.
    """

    title: str
    headings: Sequence[str]
    rows: Sequence[Sequence[Cell]]
    kinds: Sequence[Literal["text", "day", "number"]] = ()
    choices: Mapping[int, Choices] = field(default_factory=dict)
    right_to_left: bool = False
    exact: bool = False
    bars: Bars | None = None


def workbook(tables: Sequence[Table]) -> bytes:
    """The tables as the sheets of one .xlsx file; the same tables give the same bytes. Raises `FileError` where a
    workbook cannot hold a text, so many rows, or a title."""
    data = io.BytesIO()
    book = Workbook(data, {"in_memory": True})
    book.set_properties({"created": _ANY_MOMENT})
    writer = _TableWriter(book)
    for table in tables:
        writer.write(table)
    book.close()
    return data.getvalue()


def escaped(text: str) -> str:
    r"""The text as a cell shows it: what no workbook carries, such as a control character, as `\x0b` or `\u000b`."""
    return _NOT_PLAIN.sub(lambda found: _code(ord(found[0])), text)


def _code(point: int) -> str:
    return f"\\x{point:02x}" if point < 0x100 else f"\\u{point:04x}"


class _TableWriter:
    """Writes tables as sheets of a workbook, all in the same few formats."""

    def __init__(self, book: Any) -> None:
        self.book = book
        plain = {"valign": "top", "text_wrap": True}
        self.plain = book.add_format()
        self.heading = book.add_format(plain | {"bold": True, "bottom": 1, "num_format": "@"})
        self.text = book.add_format(plain | {"num_format": "@"})
        self.number = book.add_format(plain | {"num_format": "0", "align": "left"})
        self.day = book.add_format(plain | {"num_format": "yyyy-mm-dd", "align": "left"})
        self.blank_text = book.add_format(plain | {"num_format": "@", "border": 1})
        self.blank_day = book.add_format(plain | {"num_format": "yyyy-mm-dd", "align": "left", "border": 1})

    def write(self, table: Table) -> None:
        _check(table)
        sheet = self.add(table.title)
        for column, heading in enumerate(table.headings):
            sheet.write_string(0, column, escaped(heading), self.heading)
        for row, cells in enumerate(table.rows, start=1):
            for column, cell in enumerate(cells):
                self.write_cell(sheet, row, column, _held(cell, exact=table.exact))
        self.arrange(sheet, table)
        self.prepare(sheet, table)
        if table.bars and table.rows:
            self.draw(sheet, table, table.bars)

    def add(self, title: str) -> Any:
        if not title:
            raise FileError("sheet_without_name")
        try:
            return self.book.add_worksheet(escaped(title))
        except XlsxInputError as error:
            raise FileError("sheet_name_refused", sheet=title, said=str(error)) from None

    def write_cell(self, sheet: Any, row: int, column: int, cell: Cell) -> None:
        match cell:
            case datetime.date() as day:
                sheet.write_datetime(row, column, day, self.day)
            case Blank(kind, choices):
                sheet.write_blank(row, column, None, self.blank_day if kind == "day" else self.blank_text)
                if choices:
                    _offer(sheet, choices, column, row, row)
            case int(number):
                sheet.write_number(row, column, number, self.number)
            case str(text) if _MARKUP.search(text):
                first, *others = _pieces(text)
                formatted = (part for piece in others for part in (self.plain, piece))
                sheet.write_rich_string(row, column, first, *formatted, self.text)
            case str(text) if text:
                sheet.write_string(row, column, text, self.text)

    def arrange(self, sheet: Any, table: Table) -> None:
        sheet.freeze_panes(1, 1)
        sheet.autofilter(0, 0, len(table.rows), len(table.headings) - 1)
        sheet.ignore_errors({"number_stored_as_text": f"A1:XFD{MOST_ROWS}"})
        widths = _widths(table)
        for column, width in enumerate(widths):
            sheet.set_column(column, column, width, self.format_of_empty(table.kinds[column]) if table.kinds else None)
        for row, cells in enumerate((table.headings, *table.rows)):
            sheet.set_row(row, _height_pt(cells, widths))
        sheet.set_landscape()
        sheet.set_paper(9)  # A4
        sheet.hide_gridlines(0)  # prints them too: texts of both directions stand beside each other
        sheet.print_across()
        sheet.repeat_rows(0)
        sheet.repeat_columns(0)

    def format_of_empty(self, kind: Literal["text", "day", "number"]) -> Any:
        """How a column takes what somebody will type into it; `None` as a workbook does by itself."""
        return {"day": self.day, "number": None}.get(kind, self.text)

    def prepare(self, sheet: Any, table: Table) -> None:
        """Make ready what people go on with: drop-down lists to the last row, and the direction of reading."""
        if table.right_to_left:
            sheet.right_to_left()
        for column, choices in table.choices.items():
            _offer(sheet, choices, column, 1, MOST_ROWS - 1)

    def draw(self, sheet: Any, table: Table, bars: Bars) -> None:
        chart, last = self.book.add_chart({"type": "bar", "subtype": "stacked"}), len(table.rows)
        for column, (colour, letters) in enumerate(bars.colours, start=1):
            chart.add_series(
                {
                    "name": [table.title, 0, column],
                    "categories": [table.title, 1, 0, last, 0],
                    "values": [table.title, 1, column, last, column],
                    "fill": {"color": colour},
                    "data_labels": {"value": True, "font": {"color": letters}, "num_format": "0;;"},
                    "gap": 40,
                }
            )
        chart.set_title({"none": True})
        chart.set_legend({"position": "bottom"})
        chart.set_y_axis({"reverse": True})
        chart.set_x_axis({"major_gridlines": {"visible": False}, "num_format": "0", "min": 0, "major_unit": None})
        chart.set_size({"width": _CHART_WIDTH, "height": _CHART_HEIGHT + _BAR_HEIGHT * last})
        sheet.insert_chart(last + 2, 0, chart, {"description": bars.says})


def _offer(sheet: Any, choices: Choices, column: int, first_row: int, last_row: int) -> None:
    """A drop-down list in some cells of a column."""
    cells = xl_range_abs(1, choices.column, choices.count, choices.column)
    source = f"={quote_sheetname(choices.sheet)}!{cells}"
    options = {"validate": "list", "source": source, "show_error": not choices.free}
    sheet.data_validation(first_row, column, last_row, column, options)


def _pieces(text: str) -> list[str]:
    """The text, cut wherever XlsxWriter would take two pieces for something else."""
    cuts = [found.end() for found in _MARKUP.finditer(text)]
    return [text[start:end] for start, end in pairwise([0, *cuts, len(text)])]


def _held(cell: Cell, *, exact: bool) -> Cell:
    """The cell as a workbook can hold it: as text where Excel has no such day, or not all digits of a number."""
    if isinstance(cell, str):
        return cell if exact else escaped(cell)
    if isinstance(cell, datetime.date) and cell < _FIRST_DAY:
        return cell.isoformat()
    if isinstance(cell, int) and abs(cell) >= _LARGEST_NUMBER:
        return str(cell)
    return cell


def _check(table: Table) -> None:
    count = len(table.rows) + 1
    if count > MOST_ROWS:
        raise FileError("sheet_too_long", sheet=table.title, rows=count, most=MOST_ROWS)
    for row, cells in enumerate((table.headings, *table.rows), start=1):
        for heading, cell in zip(table.headings, cells, strict=True):
            length = _length(_held(cell, exact=table.exact))
            if length > LONGEST_TEXT:
                about = {"sheet": table.title, "row": row, "heading": heading}
                raise FileError("text_too_long_for_cell", **about, letters=length, most=LONGEST_TEXT)


def _length(cell: Cell) -> int:
    return len(cell.encode("utf-16-le")) // 2 if isinstance(cell, str) else 0


def _widths(table: Table) -> list[float]:
    """For each column, in digits: room for its longest line and for the words of its heading, within limits."""
    widths = []
    narrowest = _NARROWEST_TO_TYPE_IN if table.kinds else _NARROWEST
    for column, heading in enumerate(table.headings):
        words = max(map(_width, heading.split()), default=0) + _FILTER_BUTTON
        lines = max((_width(line) for row in table.rows for line in _lines(row[column])), default=0) + _MARGIN
        widths.append(min(max(narrowest, words, lines), _WIDEST))
    return widths


def _height_pt(cells: Sequence[Cell], widths: Sequence[float]) -> float:
    """Room for all lines of a row: LibreOffice gives a row without a height one line, and hides the others."""
    folded = (
        sum(math.ceil(_width(line) / width) or 1 for line in _lines(cell))
        for cell, width in zip(cells, widths, strict=True)
    )
    return min(_LINE_PT * max(folded, default=1), _TALLEST_PT)


def _lines(cell: Cell) -> list[str]:
    if isinstance(cell, Blank):
        return ["0" * _BLANK]
    return ("" if cell is None else str(cell)).split("\n")


@lru_cache(maxsize=4096)
def _width(line: str) -> float:
    if line.isascii():
        return len(line) + 0.25 * len(_CAPITALS.findall(line))
    return sum(_letter_width(letter) for letter in line)


@cache
def _letter_width(letter: str) -> float:
    """In digits, as Excel measures columns; about, for it depends on the font."""
    if unicodedata.east_asian_width(letter) in "WF":
        return 2
    return 1.25 if letter.isupper() else 1
