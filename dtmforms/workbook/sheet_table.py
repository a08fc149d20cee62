"""One sheet of somebody's workbook held against its layout: what its rows say, and what is wrong with it before any
record is made."""

from __future__ import annotations

import datetime
import difflib
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import groupby
from typing import Any, Final, NamedTuple, TypeAlias

from dtmforms.agreement.model import holds_contact_data
from dtmforms.agreement.rules.words import says_high
from dtmforms.findings import Finding, Value
from dtmforms.language import LANGUAGES
from dtmforms.workbook.layout import (
    CLOSED,
    MOST_COLUMNS,
    MOST_ROWS,
    SheetColumn,
    SheetLayout,
)
from dtmforms.workbook.words import Words, code_of, folded, item_of_cell, words_in
from dtmforms.workbook.xlsx_reader import SheetRead, coordinate, letters
from dtmforms.workbook.xlsx_values import CellValue

UNREADABLE: Final = ...
"""Stands for what was refused: something is in the cell, and nothing more is known of it."""

_NUMBERED = re.compile(r"(.+?) ?(\d{1,4})")
_DAY = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)
_MOST_DIGITS = 9

_What: TypeAlias = tuple[str, dict[str, Value]]
"""A code and its values."""


class CellEntry(NamedTuple):
    """What one cell says: its place, its value (`None` where it is empty), and what is wrong with it, `None` where
    nothing is."""

    cell: str
    value: Any = None
    problem: Finding | None = None


@dataclass(slots=True)
class SheetRow:
    """One row of a sheet: the entries of every column by its key, in the order of their numbers."""

    layout: SheetLayout
    cell: str
    entries: dict[str, list[CellEntry]]

    def first(self, key: str) -> CellEntry:
        return self.entries[key][0]

    def all_entries(self) -> Iterator[tuple[SheetColumn, CellEntry]]:
        for column in self.layout.columns:
            for entry in self.entries[column.key]:
                yield column, entry

    def is_empty(self) -> bool:
        """Whether nothing but the row's place stands in it."""
        return all(entry.value is None for column, entry in self.all_entries() if not self.layout.leads(column))


@dataclass(slots=True)
class Sheets:
    """The rows of a workbook in the order of the layout, and what is wrong with the workbook as a whole. Where its
    sheets or headings are not ours, `rows` is of use for nothing but more findings: `is_ours` says so."""

    words: Words
    rows: list[SheetRow] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)
    is_ours: bool = True

    def found(self, code: str, cell: str, **values: Value) -> None:
        """Remember what is wrong at a cell, once."""
        finding = Finding(code, values=values, cell=cell)
        if finding not in self.findings:
            self.findings.append(finding)


class SheetTable:
    """One sheet that rows are read from."""

    def __init__(self, layout: SheetLayout, sheet: SheetRead, sheets: Sheets) -> None:
        self.layout, self.sheet, self.sheets = layout, sheet, sheets
        self.columns: dict[int, tuple[SheetColumn, int]] = {}

    def found(self, code: str, place: str, **values: Value) -> None:
        self.sheets.found(code, f"{self.sheet.title}!{place}", **values)

    def not_ours(self, code: str, place: str, **values: Value) -> None:
        self.sheets.is_ours = False
        self.found(code, place, **values)

    def read(self) -> None:
        self.look_at_the_sheet()
        in_order = sorted(self.columns.items(), key=lambda item: item[1][1])
        columns = [(place, column) for place, (column, _) in in_order]
        for number in sorted(self.sheet.rows.keys() - {1}):
            row = self.row(number, self.sheet.rows[number], columns)
            if row:
                self.sheets.rows.append(row)

    def look_at_the_sheet(self) -> None:
        """Find its columns, and whatever is wrong with it as a whole."""
        self.find_columns()
        self.refuse_what_is_hidden()
        self.refuse_what_is_merged()
        self.refuse_what_nobody_reads()
        self.refuse_what_is_beyond()
        self.mention_comments()

    def find_columns(self) -> None:
        headings = self.sheet.rows.get(1, {})
        known = known_headings(self.layout)
        for place in sorted({place for cells in self.sheet.rows.values() for place in cells}):
            self.find_column(place, headings.get(place), known)
        found = {column.key for column, _ in self.columns.values()}
        needed = (column for column in self.layout.columns if column.needed)
        missing = [self.sheets.words.heading(column) for column in needed if column.key not in found]
        if missing:
            self.not_ours("headings_missing", "A1", headings=missing)

    def find_column(self, place: int, heading: CellValue | None, known: dict[str, SheetColumn]) -> None:
        name = coordinate(1, place)
        text = str(heading.value) if heading and heading.kind == "text" else ""
        found = _column(text, known)
        if heading is None or not text.strip():
            rows = [number for number, cells in self.sheet.rows.items() if place in cells]
            if heading is None and all(is_blank(self.sheet.rows[number][place]) for number in rows):
                return
            self.not_ours("heading_empty", name, column=letters(place))
        elif found is None:
            self.unknown(name, text)
        elif found in self.columns.values():
            first = next(column for column, taken in self.columns.items() if taken == found)
            self.not_ours("heading_twice", name, first=coordinate(1, first))
        else:
            self.columns[place] = found

    def unknown(self, place: str, text: str) -> None:
        """A first row without headings may hold somebody's name: where people stand, it is not repeated (rule D1)."""
        headings = [self.sheets.words.heading(column) for column in self.layout.columns]
        near = difflib.get_close_matches(text, headings, n=1)
        meant: dict[str, Value] = {"near": near[0]} if near else {}
        if self.names_people:
            self.not_ours("heading_unknown_private_near" if near else "heading_unknown_private", place, **meant)
        else:
            self.not_ours("heading_unknown_near" if near else "heading_unknown", place, heading=text, **meant)

    def refuse_what_is_hidden(self) -> None:
        if self.sheet.hidden:
            self.found("hidden_sheet", "A1")
        for first, last in self.sheet.hidden_columns:
            for place in sorted(self.columns):
                if first <= place <= last:
                    self.found("hidden_column", coordinate(1, place), column=letters(place))
        rows = sorted(self.sheet.hidden_rows)
        for _, run in groupby(enumerate(rows), lambda pair: pair[1] - pair[0]):
            hidden = [row for _, row in run]
            if len(hidden) == 1:
                self.found("hidden_row", f"A{hidden[0]}", row=hidden[0])
            else:
                self.found("hidden_rows", f"A{hidden[0]}", first=hidden[0], last=hidden[-1])

    def refuse_what_is_merged(self) -> None:
        for place in self.sheet.merged:
            self.found("merged_cells", place)

    def refuse_what_nobody_reads(self) -> None:
        for place, problem in self.sheet.unread:
            self.found(problem, place)

    def refuse_what_is_beyond(self) -> None:
        if self.sheet.beyond:
            self.not_ours("beyond_the_sheet", self.sheet.beyond, rows=MOST_ROWS, columns=MOST_COLUMNS)

    def mention_comments(self) -> None:
        if self.sheet.has_comments:
            self.found("sheet_comments", "A1")

    def row(self, number: int, cells: dict[int, CellValue], columns: list[tuple[int, SheetColumn]]) -> SheetRow | None:
        """A row's entries by the keys of its columns; `None` where nothing of it is filled in."""
        entries: dict[str, list[CellEntry]] = {column.key: [] for column in self.layout.columns}
        for place, column in columns:
            name = f"{self.sheet.title}!{coordinate(number, place)}"
            entries[column.key].append(self.entry(name, column, cells.get(place)))
        if all(entry.value is None for kept in entries.values() for entry in kept):
            return None
        first = f"{self.sheet.title}!{coordinate(number, 1)}"
        return SheetRow(self.layout, first, {key: kept or [CellEntry(first)] for key, kept in entries.items()})

    def entry(self, name: str, column: SheetColumn, cell: CellValue | None) -> CellEntry:
        if cell is None or is_blank(cell):
            return CellEntry(name)
        if column.kind == "day":
            day = _day(cell)
            return CellEntry(name, day) if day else _refused(name, *_no_day(cell))
        if column.kind == "number":
            number = _whole_number(cell)
            seen: dict[str, Value] = {"seen": str(cell.value)}
            return _refused(name, "no_whole_number", seen) if number is None else CellEntry(name, number)
        if cell.kind != "text":
            return _refused(name, *_no_text(cell, private=self.is_private(column)))
        text = str(cell.value)
        if not column.closed:
            return CellEntry(name, text)
        value = item_of_cell(column.closed, text) if column.free else code_of(column.closed, text)
        return CellEntry(name, value) if value else self.outside_the_list(name, column, text)

    @property
    def names_people(self) -> bool:
        """Whether a person may be named or reached by what stands on the sheet."""
        return any(self.is_private(column) for column in self.layout.columns)

    def is_private(self, column: SheetColumn) -> bool:
        """Whether a person may be named or reached by what stands in the column (rule D1)."""
        return holds_contact_data((*self.layout.place, *column.steps))

    def outside_the_list(self, name: str, column: SheetColumn, text: str) -> CellEntry:
        if column.closed == "urgency" and says_high(text):
            return _refused(name, "high_urgency", {"typed": None if self.is_private(column) else text})
        offered: list[str] = [self.sheets.words.shown(column.closed, code) for code in CLOSED[column.closed]]
        if self.is_private(column):
            return _refused(name, "cell_outside_the_list", {"expected": offered})
        if column.closed == "classification":
            heading = self.sheets.words.headings["partner_label"]
            return _refused(name, "cell_is_no_class", {"typed": text, "expected": offered, "heading": heading})
        return _refused(name, "outside_the_list", {"typed": text, "expected": offered})


def _refused(cell: str, code: str, values: dict[str, Value]) -> CellEntry:
    return CellEntry(cell, UNREADABLE, Finding(code, values=values, cell=cell))


def known_headings(layout: SheetLayout) -> dict[str, SheetColumn]:
    """The columns of a sheet by their headings in every language, without numbers."""
    columns = {column.key: column for column in layout.columns}
    headings = [named for language in LANGUAGES for named in words_in(language).known_headings()]
    return {heading: columns[key] for heading, key in headings if key in columns}


def _column(text: str, known: dict[str, SheetColumn]) -> tuple[SheetColumn, int] | None:
    column = known.get(folded(text))
    if column and not column.many:
        return column, 1
    numbered = _NUMBERED.fullmatch(folded(text))
    column = known.get(numbered[1]) if numbered else None
    return (column, int(numbered[2])) if numbered and column and column.many else None


def is_blank(cell: CellValue) -> bool:
    return cell.kind == "text" and not str(cell.value).strip()


def _day(cell: CellValue) -> datetime.date | None:
    if cell.kind == "day" and isinstance(cell.value, datetime.date):
        return cell.value
    text = str(cell.value).strip()
    if cell.kind != "text" or not _DAY.fullmatch(text):
        return None
    try:
        return datetime.date.fromisoformat(text)
    except ValueError:
        return None


def _whole_number(cell: CellValue) -> int | None:
    text = str(cell.value).strip()
    if cell.kind == "number" and isinstance(cell.value, float) and cell.value.is_integer():
        return int(cell.value)
    return int(text) if cell.kind == "text" and text.isdecimal() and len(text) <= _MOST_DIGITS else None


def _no_day(cell: CellValue) -> _What:
    """What stands where a day must be."""
    match cell.kind:
        case "text":
            return "no_day", {"typed": str(cell.value)}
        case "moment":
            return "moment_for_day", {}
        case "number":
            return "number_for_day", {"number": f"{cell.value:.15g}"}
        case "boolean":
            return "yes_no_for_day", {"seen": str(cell.value)}
        case "error":
            return "error_for_day", {"seen": str(cell.value)}
    return ("formula_for_day", {"formula": formula}) if (formula := _formula(cell)) else ("some_formula_for_day", {})


def _no_text(cell: CellValue, *, private: bool) -> _What:
    """What stands where text must be: shown where no person can be named or reached by it (rule D1)."""
    match cell.kind:
        case "number":
            return ("number_for_contact", {}) if private else ("number_for_text", {"number": f"{cell.value:.15g}"})
        case "day" | "moment":
            return ("date_for_contact", {}) if private else ("date_for_text", {"day": str(cell.value)})
        case "boolean":
            return "yes_no_for_contact" if private else "yes_no_for_text", {"seen": str(cell.value)}
        case "error":
            return "error_for_text", {"seen": str(cell.value)}
    formula = "" if private else _formula(cell)
    return ("formula_for_text", {"formula": formula}) if formula else ("some_formula_for_text", {})


def _formula(cell: CellValue) -> str:
    """The beginning of a formula; empty where it is not known."""
    return "" if cell.value == "=" else str(cell.value)[:60]
