"""The cells of a workbook that somebody sends (ECMA-376, .xlsx): bytes in, plain values out.

Nothing is counted, guessed or filled in: a cell says what kind of value stands in it, and a formula is a formula,
whatever it gave last. Not done here: what the cells mean, and the texts of comments, which are only seen to be there.

Not openpyxl, measured: a sheet whose rows have a format to the last one costs it 18 s and 890 MB (here 0.5 s and 2 MB),
a strict workbook has no sheets, `x005F_` is dropped, and of two cells that are one the last stays, without a word.
"""

from __future__ import annotations

import datetime
import re
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from dtmforms import opc
from dtmforms.errors import FileError
from dtmforms.workbook.xlsx_parts import NoWorkbookError, WorkbookParts, name_of, refuse_other_kinds
from dtmforms.workbook.xlsx_styles import UNSHOWN, CellFont, Styles, runs_of
from dtmforms.workbook.xlsx_values import (
    EPOCH,
    EPOCH_1904,
    LONGEST_TEXT,
    CellValue,
    boolean_value,
    is_true,
    moment_value,
    number_value,
    only_text,
    text_of_item,
    text_value,
    unescaped,
)

MOST_MARKS = 200
"""Merged areas, and areas that one formula fills, on a sheet; further ones would only be named too."""

LEAST_HEIGHT_PT, LEAST_WIDTH = 3.0, 1.0
"""Below these, nothing in a row or column can be read: no letter is less than 4 points high, and of the 7 pixels of a
width of 1, 5 are a margin (ECMA-376-1 18.3.1.13). Of their own accord, programs write 10 points and more."""

_IN_A_CELL = {"v", "f", "is", "extLst"}
_RELATIONSHIP_ID = re.compile(r"\{.*/relationships\}id")
_COMMENTS = ("comments", "threadedComment")


@dataclass(slots=True)
class SheetRead:
    """A sheet: its cells by row and column, counted from 1, and what is hidden or merged. Empty cells are not in it;
    `unread` are cells of which nobody can read what they hold, each with what is found of its letters; `beyond` is the
    first cell with a value outside of the
    limits, after which nothing was read."""

    title: str
    hidden: bool = False
    rows: dict[int, dict[int, CellValue]] = field(default_factory=dict)
    hidden_rows: list[int] = field(default_factory=list)
    hidden_columns: list[tuple[int, int]] = field(default_factory=list)
    merged: list[str] = field(default_factory=list)
    unread: list[tuple[str, str]] = field(default_factory=list)
    has_comments: bool = False
    beyond: str = ""


def read_cells(data: bytes, name: str, *, most_rows: int, most_columns: int) -> list[SheetRead]:
    """The sheets of a workbook, in their order. Raises `FileError` with the reason where it cannot be read as one, or
    where anything with a value stands in it twice or where no program would put it: each program shows another one."""
    try:
        refuse_other_kinds(data)
        with opc.opened(data) as package:
            return _Workbook(WorkbookParts(package), most_rows, most_columns).sheets()
    except NoWorkbookError as error:
        raise FileError(error.code, place=name, **error.values) from None
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError):
        raise FileError("workbook_damaged", place=name) from None
    except (KeyError, IndexError, ValueError, OverflowError):
        raise FileError("workbook_torn", place=name) from None


def coordinate(row: int, column: int) -> str:
    """A cell's name, as `D7`."""
    return f"{letters(column)}{row}"


@lru_cache(maxsize=2048)
def letters(column: int) -> str:
    """A column's name, as `D`."""
    text = ""
    while column:
        column, rest = divmod(column - 1, 26)
        text = chr(65 + rest) + text
    return text


class _Workbook:
    """A workbook, and the tables that the cells of its sheets refer to."""

    def __init__(self, parts: WorkbookParts, most_rows: int, most_columns: int) -> None:
        self.parts, self.most_rows, self.most_columns = parts, most_rows, most_columns
        self.texts = [(text_of_item(item), runs_of(item)) for item in parts.elements_of("sharedStrings", "si")]
        self.styles = Styles(parts)
        self.epoch = EPOCH

    def sheets(self) -> list[SheetRead]:
        listed = []
        for element in self.parts.elements(self.parts.workbook, "workbookPr", "sheet"):
            if name_of(element.tag) == "workbookPr":
                self.epoch = EPOCH_1904 if is_true(element.get("date1904")) else EPOCH
                continue
            identity = next((value for key, value in element.items() if _RELATIONSHIP_ID.fullmatch(key)), "")
            hidden = element.get("state", "visible") != "visible"
            listed.append((SheetRead(element.get("name", ""), hidden), self.parts.related(identity)))
        return [self.sheet(sheet, part) for sheet, (kind, part) in listed if kind == "worksheet"]

    def sheet(self, sheet: SheetRead, part: str) -> SheetRead:
        rows, columns = _Rows(self, sheet), _Columns(sheet)
        for element in self.parts.elements(part, "sheetFormatPr", "col", "row", "mergeCell", "conditionalFormatting"):
            match name_of(element.tag):
                case "sheetFormatPr":
                    rows.height = element.get("defaultRowHeight") if is_true(element.get("customHeight")) else None
                    columns.width = element.get("defaultColWidth")
                case "col":
                    columns.read(element)
                case "mergeCell" if len(sheet.merged) < MOST_MARKS:
                    sheet.merged.append(element.get("ref", ""))
                case "row" if not sheet.beyond:
                    rows.read(element)
                case "conditionalFormatting":
                    rows.look_at_conditions(element)
        columns.close(self.most_columns)
        rows.look_at_tables(part)
        rows.mark_formulas()
        sheet.has_comments = any(kind in _COMMENTS for _, kind, _ in self.parts.relationships(part))
        return sheet

    def value(self, text: str, element: Any) -> CellValue | None:
        """A value by its cell's type (18.18.11)."""
        match element.get("t"):
            case "s":
                return text_value(self.texts[_counted(text)][0])
            case "str":
                return text_value(unescaped(text))
            case "b":
                return boolean_value(text)
            case "e":
                return CellValue("error", text)
            case "d":
                return moment_value(datetime.datetime.fromisoformat(text))
        shows_date = int(element.get("s", "0")) in self.styles.formats.dates
        return number_value(float(text), self.epoch, shows_date=shows_date)


class _Columns:
    """The columns of one sheet. `width` is that of columns that have none of their own."""

    def __init__(self, sheet: SheetRead) -> None:
        self.sheet = sheet
        self.width: str | None = None
        self.listed: list[tuple[int, int]] = []

    def read(self, element: Any) -> None:
        self.listed.append((int(element.get("min", "")), int(element.get("max", ""))))
        if is_true(element.get("hidden")) or _is_below(element.get("width", self.width), LEAST_WIDTH):
            self.sheet.hidden_columns.append(self.listed[-1])

    def close(self, last: int) -> None:
        """Of the columns up to the last one, those that are not listed have the width of the sheet."""
        if _is_below(self.width, LEAST_WIDTH):
            self.sheet.hidden_columns += self.not_listed(last)

    def not_listed(self, last: int) -> Iterator[tuple[int, int]]:
        following = 1
        for first, end in sorted(self.listed):
            if following < first:
                yield following, first - 1
            following = max(following, end + 1)
        if following <= last:
            yield following, last


class _Rows:
    """The rows of one sheet, as they come. `height` is that of rows that have none of their own, where it was chosen.
    What hides rows that are not written (`zeroHeight`) hides none with a value: each of those is written."""

    def __init__(self, workbook: _Workbook, sheet: SheetRead) -> None:
        self.workbook, self.sheet = workbook, sheet
        self.height: str | None = None
        self.formulas: list[str] = []
        self.last = 0
        self.seen: set[int] = set()

    def read(self, element: Any) -> None:
        number = self.last = _counted(element.get("r") or str(self.last + 1))
        if number in self.seen:
            raise self.refused("workbook_row_twice", f"A{number}", row=number)
        self.seen.add(number)
        cells = self.cells(element, number)
        if cells:
            self.sheet.rows[number] = cells
            if is_true(element.get("hidden")) or _is_below(element.get("ht", self.height), LEAST_HEIGHT_PT):
                self.sheet.hidden_rows.append(number)

    def cells(self, row: Any, number: int) -> dict[int, CellValue]:
        """The cells of a row with a value, by their columns; none where one of them is beyond the limits."""
        cells: dict[int, CellValue] = {}
        seen: set[int] = set()
        tag, digits, column = f"{row.tag[:-3]}c", str(number), 0
        most_columns = self.workbook.most_columns if number <= self.workbook.most_rows else 0
        for child in row:
            if child.tag != tag:
                raise self.refused("workbook_no_cell", f"A{number}", row=number)
            place = child.get("r")
            column = self.column(place, digits) if place else column + 1
            if column in seen:
                raise self.refused("workbook_cell_twice", coordinate(number, column))
            seen.add(column)
            cell = self.cell(child, number, column)
            if cell is None:
                continue
            if column > most_columns:
                self.sheet.beyond = coordinate(number, column)
                return {}
            cells[column] = cell
        return cells

    def column(self, place: str, digits: str) -> int:
        name = place.removesuffix(digits)
        if name == place:
            raise self.refused("workbook_cell_in_other_row", place, row=int(digits))
        return _column(name)

    def cell(self, element: Any, number: int, column: int) -> CellValue | None:
        """The value of one cell (18.3.1.4); `None` where it is empty."""
        held: dict[str, Any] = {}
        namespace = element.tag[:-1]
        for child in element:
            name = child.tag.removeprefix(namespace)
            if name in held or name not in _IN_A_CELL:
                raise self.refused("workbook_two_values", coordinate(number, column))
            held[name] = child
        if "f" in held:
            return self.formula(held["f"])
        if "is" in held and ("v" in held or element.get("t") != "inlineStr"):
            raise self.refused("workbook_two_values", coordinate(number, column))
        cell = self.value(held, element)
        if cell is not None:
            self.look_at(cell, held, element, coordinate(number, column))
        return cell

    def formula(self, element: Any) -> CellValue:
        if element.get("t") in ("array", "dataTable") and len(self.formulas) < MOST_MARKS:
            self.formulas.append(element.get("ref", ""))
        return CellValue("formula", f"={element.text or ''}")

    def value(self, held: dict[str, Any], element: Any) -> CellValue | None:
        if "is" in held:
            return text_value(text_of_item(held["is"]))
        text = only_text(held["v"]) if "v" in held else None
        return None if text is None else self.workbook.value(text, element)

    def look_at(self, cell: CellValue, held: dict[str, Any], element: Any, place: str) -> None:
        """Whether a person can read what the cell holds."""
        if cell.kind == "text" and len(str(cell.value)) > LONGEST_TEXT:
            raise self.refused("workbook_long_cell", place, most=LONGEST_TEXT)
        styles, style = self.workbook.styles, _counted(element.get("s", "0"))
        if cell.kind == "text" and style in styles.formats.silent:
            self.mark(place, UNSHOWN)
        elif problem := styles.problem(style, self.runs(held, element)):
            self.mark(place, problem)

    def runs(self, held: dict[str, Any], element: Any) -> tuple[CellFont | None, ...]:
        """The parts of a cell's text that have letters of their own."""
        if "is" in held:
            return runs_of(held["is"])
        return self.workbook.texts[_counted(only_text(held["v"]) or "")][1] if element.get("t") == "s" else ()

    def mark(self, place: str, problem: str) -> None:
        if len(self.sheet.unread) < MOST_MARKS:
            self.sheet.unread.append((place, problem))

    def look_at_conditions(self, element: Any) -> None:
        """What conditions make of the cells of their areas (18.3.1.18), which are written before them."""
        numbers = [int(rule.get("dxfId", "-1")) for rule in element]
        problem = next(filter(None, map(self.workbook.styles.conditional_problem, numbers)), "")
        for area in element.get("sqref", "").split() if problem else ():
            for number, column in self.filled_in(area):
                self.mark(coordinate(number, column), problem)

    def look_at_tables(self, part: str) -> None:
        """What the styles of its tables (18.5) make of their cells."""
        for _, kind, table in self.workbook.parts.relationships(part):
            style = ""
            for element in self.workbook.parts.elements(table, "tableStyleInfo", "table") if kind == "table" else ():
                style = style or element.get("name", "")
                if name_of(element.tag) == "table" and (problem := self.workbook.styles.table_problem(style)):
                    for number, column in self.filled_in(element.get("ref", "")):
                        self.mark(coordinate(number, column), problem)

    def filled_in(self, area: str) -> Iterator[tuple[int, int]]:
        """The cells of an area that hold something."""
        (top, left), (bottom, right) = _corners(area)
        for number, cells in self.sheet.rows.items():
            for column in cells if top <= number <= bottom else ():
                if left <= column <= right:
                    yield number, column

    def mark_formulas(self) -> None:
        """The cells that one formula fills with its results, as an array does, hold no values of their own."""
        for area in self.formulas:
            for number, column in self.filled_in(area):
                self.sheet.rows[number][column] = CellValue("formula", "=")

    def refused(self, code: str, cell: str, **values: int) -> NoWorkbookError:
        return NoWorkbookError(code, cell=f"{self.sheet.title}!{cell}", **values)


def _is_below(size: str | None, least: float) -> bool:
    return bool(size) and not float(size or 0) >= least


def _counted(text: str) -> int:
    """A number that counts something. Raises `ValueError` for what Python takes for one and XML does not."""
    if not (text.isascii() and text.strip().isdigit()):
        raise ValueError("no number that counts")
    return int(text)


@lru_cache(maxsize=2048)
def _column(name: str) -> int:
    """The number of a column that is called so. Raises `ValueError` where none is."""
    if not (name.isascii() and name.isalpha()):
        raise ValueError("no name of a column")
    number = 0
    for letter in name:
        number = number * 26 + ord(letter.upper()) - 64
    if not 0 < number <= 16_384:
        raise ValueError("no column that there is")
    return number


def _corners(area: str) -> list[tuple[int, int]]:
    """The first and the last cell of an area such as `C2:C4`, as row and column."""
    first, _, last = area.partition(":")
    return [(int(re.sub(r"\D", "", name)), _column(name.rstrip("0123456789"))) for name in (first, last or first)]
