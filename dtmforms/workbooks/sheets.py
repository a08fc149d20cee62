"""The sheets of somebody's workbook held against the layout: which they are, what their rows say, and what is wrong
with them before any record is made. No record is known here; `reading` makes them."""

from __future__ import annotations

import datetime
import difflib
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import groupby
from typing import Any, Final, NamedTuple

from dtmforms.agreement.record import holds_contact_data
from dtmforms.agreement.rules import NO_HIGH
from dtmforms.agreement.rules.wording import says_high
from dtmforms.findings import Finding
from dtmforms.form.labels import FORM_LANGUAGES
from dtmforms.workbooks.cells import Cell, SheetRead, coordinate, letters
from dtmforms.workbooks.layout import CLOSED, LAYOUTS, MOST_COLUMNS, MOST_ROWS, Column, Layout
from dtmforms.workbooks.words import Words, code_of, folded, is_for_eyes, item_of_cell, sheet_keys, words

UNREADABLE: Final = ...
"""Stands for what was refused: something is in the cell, and nothing more is known of it."""

_NUMBERED = re.compile(r"(.+?) ?(\d{1,4})")
_DAY = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)
_PASTE = "copy it, and paste it back as values"


class Entry(NamedTuple):
    """What one cell says: its place, its value (`None` where it is empty), and what is wrong with it."""

    cell: str
    value: Any = None
    problem: str = ""
    rule: str | None = None


@dataclass(slots=True)
class Row:
    """One row of a sheet: the entries of every column by its key, in the order of their numbers."""

    layout: Layout
    cell: str
    entries: dict[str, list[Entry]]

    def first(self, key: str) -> Entry:
        return self.entries[key][0]

    def all_entries(self) -> Iterator[tuple[Column, Entry]]:
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
    rows: list[Row] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)
    is_ours: bool = True

    def error(self, cell: str, message: str) -> None:
        self.findings.append(Finding("error", "", message, cell=cell))


def sheets_of(read: list[SheetRead]) -> Sheets:
    """The rows of a workbook's sheets, and everything that is wrong with the sheets themselves."""
    named = [(sheet, *sheet_keys().get(folded(sheet.title), ("", ""))) for sheet in read]
    language = next((language for _, key, language in named if key and not is_for_eyes(key)), "en")
    sheets = Sheets(words(language))
    by_key: dict[str, SheetRead] = {}
    for sheet, key, _ in named:
        if not key or is_for_eyes(key):
            _look_at_another(sheet, sheets, known=bool(key))
        elif key in by_key:
            sheets.is_ours = False
            sheets.error(f"{sheet.title}!A1", f"the sheet is there twice, first as {by_key[key].title!r}; delete one")
        else:
            by_key[key] = sheet
    for layout in LAYOUTS:
        if layout.key in by_key:
            _Table(layout, by_key[layout.key], sheets).read()
        else:
            sheets.is_ours = False
            title = sheets.words.sheets[layout.key]
            advice = "`dtmforms workbook new` makes an empty workbook to copy it from"
            sheets.error(f"{title}!A1", f"there is no sheet {title!r}; {advice}")
    return sheets


def _look_at_another(sheet: SheetRead, sheets: Sheets, *, known: bool) -> None:
    """Whatever somebody typed on a sheet that nothing is read from is not lost in silence."""
    if not known and sheet.hidden and sheet.rows:
        sheets.error(f"{sheet.title}!A1", "a hidden sheet that is none of ours; show it, and delete it or move it away")
    elif not known and sheet.rows:
        message = "this sheet is none of ours, and nothing on it is read"
        sheets.findings.append(Finding("warning", "", message, cell=f"{sheet.title}!A1"))


class _Table:
    """One sheet that rows are read from."""

    def __init__(self, layout: Layout, sheet: SheetRead, sheets: Sheets) -> None:
        self.layout, self.sheet, self.sheets = layout, sheet, sheets
        self.columns: dict[int, tuple[Column, int]] = {}

    def error(self, place: str, message: str) -> None:
        self.sheets.error(f"{self.sheet.title}!{place}", message)

    def not_ours(self, place: str, message: str) -> None:
        self.sheets.is_ours = False
        self.error(place, message)

    def read(self) -> None:
        self.find_columns()
        self.refuse_what_is_hidden()
        self.refuse_what_is_merged()
        self.refuse_what_is_not_shown()
        self.refuse_what_is_beyond()
        self.mention_comments()
        in_order = sorted(self.columns.items(), key=lambda item: item[1][1])
        columns = [(place, column) for place, (column, _) in in_order]
        for number in sorted(self.sheet.rows.keys() - {1}):
            row = self.row(number, self.sheet.rows[number], columns)
            if row:
                self.sheets.rows.append(row)

    def find_columns(self) -> None:
        headings = self.sheet.rows.get(1, {})
        known = _known_headings(self.layout)
        for place in sorted({place for cells in self.sheet.rows.values() for place in cells}):
            self.find_column(place, headings.get(place), known)
        found = {column.key for column, _ in self.columns.values()}
        missing = [self.sheets.words.heading(column) for column in self.layout.columns if column.key not in found]
        if missing:
            self.not_ours("A1", f"the first row lacks {_listed(missing)}; write the headings as they were, in row 1")

    def find_column(self, place: int, heading: Cell | None, known: dict[str, Column]) -> None:
        name = coordinate(1, place)
        text = str(heading.value) if heading and heading.kind == "text" else ""
        found = _column(text, known)
        if heading is None or not text.strip():
            rows = [number for number, cells in self.sheet.rows.items() if place in cells]
            if heading is None and all(_is_blank(self.sheet.rows[number][place]) for number in rows):
                return
            self.not_ours(name, f"column {letters(place)} has no heading that is text; write one, or empty the column")
        elif found is None:
            self.not_ours(name, self.unknown(text))
        elif found in self.columns.values():
            first = next(column for column, taken in self.columns.items() if taken == found)
            self.not_ours(name, f"the heading stands twice, first in {coordinate(1, first)}; delete one of the columns")
        else:
            self.columns[place] = found

    def unknown(self, text: str) -> str:
        """A first row without headings may hold somebody's name: where people stand, it is not repeated (rule D1)."""
        headings = [self.sheets.words.heading(column) for column in self.layout.columns]
        near = difflib.get_close_matches(text, headings, n=1)
        private = any(self.is_private(column) for column in self.layout.columns)
        shown = "this heading" if private else repr(text)
        advice = f"did you mean {near[0]!r}?" if near else f"the headings are {_listed(headings)}"
        return f"{shown} is no heading of this sheet; {advice}"

    def refuse_what_is_hidden(self) -> None:
        if self.sheet.hidden:
            self.error("A1", "the sheet is hidden; show it, and look at what stands on it")
        for first, last in self.sheet.hidden_columns:
            for place in sorted(self.columns):
                if first <= place <= last:
                    self.error(coordinate(1, place), f"column {letters(place)} is hidden; show it, and look at it")
        rows = sorted(self.sheet.hidden_rows)
        for _, run in groupby(enumerate(rows), lambda pair: pair[1] - pair[0]):
            hidden = [row for _, row in run]
            which = f"row {hidden[0]} is" if len(hidden) == 1 else f"rows {hidden[0]} to {hidden[-1]} are"
            advice = "clear the filter (Data, Clear) or show the rows, and look at what stands there"
            self.error(f"A{hidden[0]}", f"{which} hidden, by hand or by a filter; {advice}")

    def refuse_what_is_merged(self) -> None:
        for place in self.sheet.merged:
            self.error(place, "merged cells; unmerge them (Home, Merge & Center), and fill in each of them")

    def refuse_what_is_not_shown(self) -> None:
        for place in self.sheet.unshown:
            self.error(
                place, "a text that its number format does not show; give the cell the format Text, and look at it"
            )

    def refuse_what_is_beyond(self) -> None:
        if self.sheet.beyond:
            message = f"more than {MOST_ROWS} rows or {MOST_COLUMNS} columns; make several workbooks"
            self.not_ours(self.sheet.beyond, f"{message}, or delete what stands far away")

    def mention_comments(self) -> None:
        if self.sheet.has_comments:
            message = "somebody has put comments on this sheet, and they are not read; look at them"
            self.sheets.findings.append(Finding("warning", "", message, cell=f"{self.sheet.title}!A1"))

    def row(self, number: int, cells: dict[int, Cell], columns: list[tuple[int, Column]]) -> Row | None:
        """A row's entries by the keys of its columns; `None` where nothing of it is filled in."""
        entries: dict[str, list[Entry]] = {column.key: [] for column in self.layout.columns}
        for place, column in columns:
            name = f"{self.sheet.title}!{coordinate(number, place)}"
            entries[column.key].append(self.entry(name, column, cells.get(place)))
        if all(entry.value is None for kept in entries.values() for entry in kept):
            return None
        first = f"{self.sheet.title}!{coordinate(number, 1)}"
        return Row(self.layout, first, {key: kept or [Entry(first)] for key, kept in entries.items()})

    def entry(self, name: str, column: Column, cell: Cell | None) -> Entry:
        if cell is None or _is_blank(cell):
            return Entry(name)
        if column.kind == "day":
            day = _day(cell)
            return Entry(name, day) if day else Entry(name, UNREADABLE, _no_day(cell))
        if cell.kind != "text":
            return Entry(name, UNREADABLE, _no_text(cell, private=self.is_private(column)))
        text = str(cell.value)
        if not column.closed:
            return Entry(name, text)
        value = item_of_cell(column.closed, text) if column.free else code_of(column.closed, text)
        return Entry(name, value) if value else self.outside_the_list(name, column, text)

    def is_private(self, column: Column) -> bool:
        """Whether a person may be named or reached by what stands in the column (rule D1)."""
        return holds_contact_data((*self.layout.place, *column.steps))

    def outside_the_list(self, name: str, column: Column, text: str) -> Entry:
        seen = "what is typed here" if self.is_private(column) else repr(text)
        if column.closed == "urgency" and says_high(text):
            return Entry(name, UNREADABLE, f"{seen}: {NO_HIGH}", "C1")
        offered = [self.sheets.words.shown(column.closed, code) for code in CLOSED[column.closed]]
        if column.closed == "classification":
            label = self.sheets.words.headings["partner_label"]
            message = (
                f"{seen} is no class of IOM's scale ({', '.join(offered)}); another scale is never mapped by its word: "
                f"decide IOM's class, and put the partner's own word under {label!r}"
            )
            return Entry(name, UNREADABLE, message, "A2")
        return Entry(name, UNREADABLE, f"{seen} stands here; expected one of: {', '.join(offered)}")


def _known_headings(layout: Layout) -> dict[str, Column]:
    """The columns of a sheet by their headings in every language, without numbers."""
    return {
        folded(words(language).headings[column.key]): column for language in FORM_LANGUAGES for column in layout.columns
    }


def _column(text: str, known: dict[str, Column]) -> tuple[Column, int] | None:
    column = known.get(folded(text))
    if column and not column.many:
        return column, 1
    numbered = _NUMBERED.fullmatch(folded(text))
    column = known.get(numbered[1]) if numbered else None
    return (column, int(numbered[2])) if numbered and column and column.many else None


def _is_blank(cell: Cell) -> bool:
    return cell.kind == "text" and not str(cell.value).strip()


def _day(cell: Cell) -> datetime.date | None:
    if cell.kind == "day" and isinstance(cell.value, datetime.date):
        return cell.value
    text = str(cell.value).strip()
    if cell.kind != "text" or not _DAY.fullmatch(text):
        return None
    try:
        return datetime.date.fromisoformat(text)
    except ValueError:
        return None


def _no_day(cell: Cell) -> str:
    if cell.kind == "text":
        return f"{cell.value!r} is no day; write year-month-day, as 2026-10-02"
    if cell.kind == "moment":
        return "a date with a time of day stands here, where a day must be; write it without the time, as 2026-10-02"
    return f"{_seen(cell, private=False)} stands here, where a day must be; write it as 2026-10-02"


def _no_text(cell: Cell, *, private: bool) -> str:
    seen = _seen(cell, private=private)
    if cell.kind == "formula":
        return f"{seen} stands here, where text must be; type what it shows, or {_PASTE}"
    if cell.kind == "error":
        return f"{seen} stands here, where text must be; type what was meant"
    lost = (
        "a telephone number loses its + and its zeros that way" if private else "so that it may not be what was typed"
    )
    return (
        f"{seen} stands here, where text must be: Excel has changed it, {lost}; give the cell the format Text, and "
        "type it again, every digit"
    )


def _seen(cell: Cell, *, private: bool) -> str:
    """What stands in a cell, in words, and as typed where no person can be named or reached by it (rule D1)."""
    match cell.kind:
        case "number":
            return "a number" if private else f"the number {cell.value:.15g}"
        case "day" | "moment":
            return "a date" if private else f"the date {cell.value}"
        case "boolean":
            return f"{cell.value} as a yes/no value"
        case "error":
            return f"the error value {cell.value}"
    return "a formula" if private or cell.value == "=" else f"the formula {str(cell.value)[:60]!r}"


def _listed(names: list[str]) -> str:
    return ", ".join(map(repr, names))
