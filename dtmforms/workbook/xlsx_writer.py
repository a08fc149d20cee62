"""Tables as a workbook (ECMA-376, .xlsx): plain values in, bytes out, no object of the library.

It has no formula, no link, no macro and no author. A text is always written as text: one that begins with `=`, `+`,
`-` or `@` is never run, telephone numbers stay as typed, and stay so when somebody edits the cell. A day is a real
date: Excel then sorts it, filters it by year and month, and counts with it; it is shown as the language of the table
writes days. Nothing is cut: what a workbook cannot hold is refused.

How a table looks, on the screen and printed, is the same for all: only what it is for differs (`kinds`).
"""

from __future__ import annotations

import datetime
import io
import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any, Literal

from xlsxwriter import Workbook
from xlsxwriter.exceptions import XlsxInputError
from xlsxwriter.utility import quote_sheetname, xl_range_abs

from dtmforms.errors import FileError
from dtmforms.language import LANGUAGES
from dtmforms.language.cldr import day_in_cell
from dtmforms.language.labels import labels
from dtmforms.workbook.cells import Blank, Cell, Choices, Late
from dtmforms.workbook.measures import Measures, height_of_headings_pt, height_pt, measured

LONGEST_TEXT = 32_767
"""UTF-16 units in a cell: Excel specifications and limits."""
MOST_ROWS = 1_048_576
"""Rows on a sheet, the headings included."""

_FIRST_DAY = datetime.date(1900, 3, 1)
"""Before it, Excel counts a 29 February 1900, and other programs do not."""
_LARGEST_NUMBER = 10**15
"""From here on, Excel turns the last digits of a number into zeros."""
_ANY_MOMENT = datetime.datetime(1980, 1, 1)
_BLUE, _LIGHT_BLUE, _WHITE, _GREY = "#0D306B", "#2F6DA8", "#FFFFFF", "#454545"
_HAIRLINE = "#BFBFBF"
_LATE = {"bold": True, "font_color": "#9C0006", "bg_color": "#FFE3E3"}
_FONT = {"font_name": "Arial", "font_size": 10}
_ABOVE: dict[str, dict[str, Any]] = {
    "title": {"bold": True, "font_size": 14, "font_color": _BLUE},
    "about": {"font_size": 9, "font_color": _GREY},
}
_ABOVE_PT = (24, 16, 8)
"""The rows above a report."""
_NEEDED = {False: '@" ▸"', True: '@" ◂\u200f"'}
"""How the heading of a column that is needed is shown, in each direction; what stands in the cell is the heading. The
mark of direction behind the triangle keeps it to the left of Arabic words."""
_SIDE_IN, _TOP_IN, _FOOT_IN = 13 / 25.4, 0.6, 0.35
_ROW_PX = 24
"""A row of one line, as high as it is without a height of its own."""
_CHART_PX, _BAR_PX = 90, 22
"""The height of a chart without bars, and of each bar."""

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
class Bars:
    """Stacked bars below a table, one for each row: as many parts as there are `colours`, of the columns after the
    first, each with the colour of its letters. `says` tells in words what is to be seen."""

    says: str
    colours: Sequence[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Table:
    """A table: its headings, and rows that have a cell for each of them, in a language.

    One that people go on writing in has `kinds`, how each column takes what is typed, `choices`, the columns with
    drop-down lists, and those that are `needed`. `above` stands over a report: its title, and a line about it. `exact`
    texts are those without characters that no workbook carries: none of them is escaped.
    """

    title: str
    headings: Sequence[str]
    rows: Sequence[Sequence[Cell]]
    kinds: Sequence[Literal["text", "day", "number"]] = ()
    choices: Mapping[int, Choices] = field(default_factory=dict)
    needed: Collection[int] = ()
    above: tuple[str, str] | None = None
    language: str = LANGUAGES[0]
    exact: bool = False
    bars: Bars | None = None


def workbook(tables: Sequence[Table]) -> bytes:
    """The tables as the sheets of one .xlsx file; the same tables give the same bytes. Raises `FileError` where a
    workbook cannot hold a text, so many rows, or a title."""
    data = io.BytesIO()
    book = Workbook(data, {"in_memory": True, "default_format_properties": dict(_FONT), "default_row_height": _ROW_PX})
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
        self.plain = book.add_format()
        self.formats: dict[tuple[str, str], Any] = {}

    def format_of(self, what: str, language: str = "") -> Any:
        """One of a few formats, made when the first cell has it."""
        if (what, language) not in self.formats:
            self.formats[what, language] = self.book.add_format(_properties(what, language))
        return self.formats[what, language]

    def write(self, table: Table) -> None:
        _check(table)
        sheet = self.add(table.title)
        head = self.head(sheet, table)
        for row, cells in enumerate(table.rows, start=head + 1):
            for column, cell in enumerate(cells):
                if cell is not None and cell != "":
                    self.write_cell(sheet, row, column, _held(cell, exact=table.exact), table)
        day = day_in_cell(table.language).letters
        measures = measured(table.headings, table.rows, day, to_type_in=bool(table.kinds))
        self.arrange(sheet, table, head, measures)
        self.print_of(sheet, table, head, measures)
        for column, choices in table.choices.items():
            _offer(sheet, choices, column, 1, MOST_ROWS - 1)
        if table.bars and table.rows:
            self.draw(sheet, table, table.bars, measures)

    def add(self, title: str) -> Any:
        if not title:
            raise FileError("sheet_without_name")
        try:
            return self.book.add_worksheet(escaped(title))
        except XlsxInputError as error:
            raise FileError("sheet_name_refused", sheet=title, said=str(error)) from None

    def head(self, sheet: Any, table: Table) -> int:
        """Write what stands above the rows; returns the row of the headings."""
        head = 0
        if table.above:
            title, about = table.above
            sheet.write_string(0, 0, escaped(title), self.format_of("title", table.language))
            sheet.write_string(1, 0, escaped(about), self.format_of("about", table.language))
            for row, height in enumerate(_ABOVE_PT):
                sheet.set_row(row, height, self.plain)
            head = len(_ABOVE_PT)
        for column, heading in enumerate(table.headings):
            what = f"{'listed ' if column in table.choices else ''}{'needed ' if column in table.needed else ''}heading"
            sheet.write_string(head, column, escaped(heading), self.format_of(what, table.language))
        return head

    def write_cell(self, sheet: Any, row: int, column: int, cell: Cell, table: Table) -> None:
        match cell:
            case datetime.date() as day:
                sheet.write_datetime(row, column, day, self.format_of("day", table.language))
            case Late(day):
                sheet.write_datetime(row, column, day, self.format_of("late day", table.language))
            case Blank(kind, choices):
                sheet.write_blank(
                    row, column, None, self.format_of("blank day" if kind == "day" else "blank text", table.language)
                )
                if choices:
                    _offer(sheet, choices, column, row, row)
            case int(number):
                sheet.write_number(row, column, number, self.format_of("number", table.language))
            case str(text) if _MARKUP.search(text):
                first, *others = _pieces(text)
                formatted = (part for piece in others for part in (self.plain, piece))
                sheet.write_rich_string(row, column, first, *formatted, self.format_of("text"))
            case str(text):
                first_of_report = column == 0 and not table.kinds
                sheet.write_string(row, column, text, self.format_of("name" if first_of_report else "text"))

    def arrange(self, sheet: Any, table: Table, head: int, measures: Measures) -> None:
        """How the sheet looks on the screen."""
        sheet.freeze_panes(head + 1, 1)
        sheet.autofilter(head, 0, head + len(table.rows), len(table.headings) - 1)
        sheet.ignore_errors({"number_stored_as_text": f"A1:XFD{MOST_ROWS}"})
        for column, width in enumerate(measures.widths):
            kind = f"typed {table.kinds[column]}" if table.kinds else "text"
            sheet.set_column(column, column, width, self.format_of(kind, table.language))  # the line below empty cells
        sheet.set_row(head, height_of_headings_pt(table.headings, measures.widths))
        for row, cells in enumerate(table.rows, start=head + 1):
            sheet.set_row(row, height_pt(cells, measures.widths))
        sheet.hide_gridlines(1 if table.kinds else 2)
        if labels(table.language).right_to_left:
            sheet.right_to_left()

    def print_of(self, sheet: Any, table: Table, head: int, measures: Measures) -> None:
        """How it is printed: one page wide, or two where it is too wide to be read so; a chart on the page of its
        table."""
        words = labels(table.language).ours
        sheet.set_landscape()
        sheet.set_paper(9)  # A4
        sheet.set_margins(_SIDE_IN, _SIDE_IN, _TOP_IN, _TOP_IN)
        sheet.repeat_rows(head)
        sheet.repeat_columns(0)
        sheet.print_across()
        if measures.second_page:
            sheet.set_v_pagebreaks([measures.second_page])
            sheet.set_print_scale(measures.scale)
        else:
            sheet.fit_to_pages(1, 1 if table.bars else 0)
        page = f"{words['page']} &P {words['of']} &N"
        turned = labels(table.language).right_to_left
        first, last = (f"\u202b{page}\u202c", "&F") if turned else ("&F", page)
        sheet.set_footer(f'&L&"Arial"&9{first}&C&"Arial"&9 &A&R&"Arial"&9{last}', {"margin": _FOOT_IN})

    def draw(self, sheet: Any, table: Table, bars: Bars, measures: Measures) -> None:
        chart, last = self.book.add_chart({"type": "bar", "subtype": "stacked"}), len(table.rows)
        font, numbers = {"name": "Arial", "size": 10}, {"value": True, "num_format": "0;;"}
        for column, (colour, letters) in enumerate(bars.colours, start=1):
            chart.add_series(
                {
                    "name": [table.title, 0, column],
                    "categories": [table.title, 1, 0, last, 0],
                    "values": [table.title, 1, column, last, column],
                    "fill": {"color": colour},
                    "data_labels": numbers | {"font": font | {"color": letters, "bold": True}},
                    "gap": 40,
                }
            )
        chart.set_title({"none": True})
        chart.set_legend({"position": "bottom", "font": font})
        chart.set_y_axis({"reverse": True, "num_font": font})
        units = {"major_gridlines": {"visible": False}, "num_format": "0", "min": 0, "major_unit": None}
        chart.set_x_axis(units | {"num_font": font})
        chart.set_size({"width": measures.width_px, "height": _CHART_PX + _BAR_PX * last})
        sheet.insert_chart(last + 2, 0, chart, {"description": bars.says})


def _properties(what: str, language: str) -> dict[str, Any]:
    """What makes a format, by its name."""
    *about, kind = what.split()
    turned = bool(language) and labels(language).right_to_left
    reading: dict[str, Any] = {"reading_order": 2} if turned else {}
    if kind in _ABOVE:
        return _ABOVE[kind] | reading
    if kind == "heading":
        shown = _NEEDED[turned] if "needed" in about else "@"
        fill = _LIGHT_BLUE if "listed" in about else _BLUE
        letters = {"bold": True, "font_color": _WHITE, "bg_color": fill}
        return letters | reading | {"valign": "vcenter", "text_wrap": True, "num_format": shown}
    properties: dict[str, Any] = {"valign": "top", "text_wrap": True, "num_format": "@", "bold": kind == "name"}
    properties |= {"border": 1} if "blank" in about else {"bottom": 7, "bottom_color": _HAIRLINE}
    if kind in ("number", "day"):
        shown = "General" if "typed" in about else "0"
        properties |= {"num_format": day_in_cell(language).format if kind == "day" else shown}
        properties |= {"align": "right" if turned else "left"} | reading
    return properties | (_LATE if "late" in about else {})


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
