"""Records as a workbook for people, and an empty one to begin with. `to_records` is the inverse."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from dtmforms.agreement.model import Agreement
from dtmforms.agreement.places import country_name
from dtmforms.agreement.plain_values import value_at
from dtmforms.errors import FileError
from dtmforms.workbook.cells import Blank, Cell, Choices
from dtmforms.workbook.layout import (
    CLOSED,
    LAYOUTS,
    LISTS,
    MOST_COLUMNS,
    MOST_ROWS,
    ONE_AGREEMENT,
    PARTS,
    READ_ME,
    REFERENCE,
    SheetColumn,
    SheetLayout,
    SheetPart,
    layout_of,
)
from dtmforms.workbook.words import Words, cell_of_item, words_in
from dtmforms.workbook.xlsx_writer import Table, workbook

_OF_ALL = ("workbook", "then", "class", "contact_data", "cells", "headings", "vacant", "password")
"""What the sheet "Read me" says of the workbook, before it explains the columns."""


def workbook_of(records: Sequence[Agreement], language: str, *, single: bool = False) -> bytes:
    """The workbook of some records, whose references differ; an empty one of none. With `single`, it has the sheet to
    fill in for one agreement, too. Raises `FileError` where a workbook cannot hold them."""
    words = words_in(language)
    values = [record.values() for record in records]
    sheets = [_sheet(layout, values, words) for layout in LAYOUTS]
    upright = [_one_agreement(words)] if single else []
    return workbook([_read_me(words, single=single), *upright, *sheets, _lists(words)])


def _sheet(layout: SheetLayout, records: Iterable[dict[str, Any]], words: Words) -> Table:
    rows = [_cells_of_row(layout, row, words) for values in records for row in _rows(layout, values)]
    counts = [
        max([column.many or 1, *(len(row[place]) for row in rows)]) for place, column in enumerate(layout.columns)
    ]
    title = words.sheets[layout.key]
    if len(rows) >= MOST_ROWS or sum(counts) > MOST_COLUMNS:
        raise FileError("sheet_too_large", sheet=title, rows=MOST_ROWS, columns=MOST_COLUMNS)
    columns = [
        (column, number + 1) for column, count in zip(layout.columns, counts, strict=True) for number in range(count)
    ]
    return Table(
        title,
        [words.heading(column, number) for column, number in columns],
        [_in_columns(row, counts) for row in rows],
        kinds=[column.kind for column, _ in columns],
        choices={place: _choices(column, words) for place, (column, _) in enumerate(columns) if column.closed},
        needed={place for place, (column, number) in enumerate(columns) if column.needed and number == 1},
        language=words.language,
        exact=True,
    )


def _one_agreement(words: Words) -> Table:
    """The sheet of a single agreement, with nothing filled in."""
    columns = [(column, number + 1) for column in ONE_AGREEMENT.columns for number in range(column.many or 1)]
    return Table(
        words.sheets[ONE_AGREEMENT.key],
        [words.heading(column, number) for column, number in columns],
        [_entry(words.part(part, item), column, words) for part, item, column in _entries()],
        kinds=["text"] * len(columns),
        language=words.language,
        exact=True,
    )


def _entries() -> Iterator[tuple[SheetPart, int, SheetColumn]]:
    """What is asked, from top to bottom."""
    for part in PARTS:
        columns = {column.key: column for column in layout_of(part.sheet).columns}
        for item in range(1, part.items + 1):
            yield from ((part, item, columns[key]) for key in part.columns)


def _entry(part: str, column: SheetColumn, words: Words) -> list[Cell]:
    blank = Blank(column.kind, _choices(column, words) if column.closed else None)
    most = next(value.many for value in ONE_AGREEMENT.columns if value.many)
    blanks: list[Cell] = [blank if number < (column.many or 1) else None for number in range(most)]
    needed = words.read_me["yes"] if column.needed else None
    return [part, words.headings[column.key], *blanks, needed, words.help.get(column.key)]


def _rows(layout: SheetLayout, values: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """The rows of an agreement on a sheet, as values by the keys of the columns."""
    leading = {"reference": values["reference"]}
    for lead, place in _places(values, layout.place, leading):
        yield {
            column.key: lead[column.key] if layout.leads(column) else value_at(place, column.steps)
            for column in layout.columns
        }


def _places(value: Any, place: tuple[str, ...], lead: dict[str, str]) -> Iterator[tuple[dict[str, str], Any]]:
    """Every value at a place of a layout, with what leads to it."""
    if value is None:
        return
    if not place:
        yield lead, value
    elif place[0] == "*":
        for item in value:
            yield from _places(item, place[1:], lead)
    elif place[0].startswith("<"):
        key = place[0].strip("<>")
        for step in CLOSED[key]:
            yield from _places(value.get(step), place[1:], lead | {key: step})
    else:
        yield from _places(value.get(place[0]), place[1:], lead)


def _cells_of_row(layout: SheetLayout, row: dict[str, Any], words: Words) -> list[list[Cell]]:
    """The cells of each column: one, or as many as a list has items."""
    return [_cells(row[column.key], column, words) for column in layout.columns]


def _cells(value: Any, column: SheetColumn, words: Words) -> list[Cell]:
    if value is None:
        return []
    items = value if column.many else [value]
    return [_shown(item, column, words) for item in items]


def _shown(value: Any, column: SheetColumn, words: Words) -> Cell:
    cell: Cell = value
    if column.closed and isinstance(value, str):
        cell = cell_of_item(column.closed, value, words.language)
    return cell


def _in_columns(row: Sequence[list[Cell]], counts: Sequence[int]) -> list[Cell]:
    return [
        cells[place] if place < len(cells) else None
        for cells, count in zip(row, counts, strict=True)
        for place in range(count)
    ]


def _choices(column: SheetColumn, words: Words) -> Choices:
    place = _list_headings(words).index(_list_heading(column.closed, words))
    return Choices(words.sheets[LISTS], place, len(CLOSED[column.closed]), column.free)


def _lists(words: Words) -> Table:
    """What the drop-down lists offer, for eyes too: a country's code stands beside its name."""
    names: list[list[Cell]] = [[words.shown(closed, code) for code in codes] for closed, codes in CLOSED.items()]
    names.append([country_name(code, words.language) for code in CLOSED["country"]])
    longest = max(map(len, names))
    rows = [[column[row] if row < len(column) else None for column in names] for row in range(longest)]
    headings = [*_list_headings(words), words.read_me["country_name"]]
    return Table(words.sheets[LISTS], headings, rows, language=words.language, exact=True)


def _list_headings(words: Words) -> list[str]:
    return [_list_heading(closed, words) for closed in CLOSED]


def _list_heading(closed: str, words: Words) -> str:
    return words.headings[closed]


def _read_me(words: Words, *, single: bool) -> Table:
    rows: list[list[Cell]] = [[words.read_me["all"], None, None, words.help[key]] for key in _OF_ALL]
    if single:
        rows.insert(0, [words.sheets[ONE_AGREEMENT.key], None, None, words.help[ONE_AGREEMENT.key]])
    for layout in LAYOUTS:
        for column in layout.columns:
            if column is REFERENCE and layout.place:
                continue
            needed = words.read_me["yes"] if column.needed else None
            rows.append([words.sheets[layout.key], words.heading(column), needed, words.help.get(column.key)])
    headings = [words.read_me["sheet"], words.read_me["column"], words.headings["needed"], words.headings["says"]]
    return Table(words.sheets[READ_ME], headings, rows, language=words.language, exact=True)
