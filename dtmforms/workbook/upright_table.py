"""The sheet of a single agreement, on which one thing stands below the other, read as rows of the other sheets."""

from __future__ import annotations

from typing import TypeAlias

from dtmforms.workbook.layout import LAYOUTS, ONE_AGREEMENT, REFERENCE, SheetColumn, SheetLayout, layout_of
from dtmforms.workbook.sheet_table import CellEntry, SheetRow, Sheets, SheetTable, is_blank, known_headings
from dtmforms.workbook.words import folded, part_named
from dtmforms.workbook.xlsx_reader import SheetRead, coordinate
from dtmforms.workbook.xlsx_values import CellValue

_Part: TypeAlias = tuple[SheetLayout, tuple[str, ...], str]
"""A row of another sheet: its layout, the codes that lead to it, and what tells items of a list apart."""


class UprightTable(SheetTable):
    """The sheet of a single agreement: its rows, put together, are rows of the other sheets."""

    def __init__(self, sheet: SheetRead, sheets: Sheets) -> None:
        super().__init__(ONE_AGREEMENT, sheet, sheets)
        self.parts: dict[tuple[str, tuple[str, ...], str], dict[str, list[CellEntry]]] = {}

    def read(self) -> None:
        self.look_at_the_sheet()
        if {"part", "entry", "value"} <= {column.key for column, _ in self.columns.values()}:
            for number in sorted(self.sheet.rows.keys() - {1}):
                self.take(number, self.sheet.rows[number])
        agreement = self.parts.get((LAYOUTS[0].key, (), ""), {})
        reference = agreement.get(REFERENCE.key, [CellEntry(f"{self.sheet.title}!A1")])[0]
        for (key, leads, _), entries in self.parts.items():
            row = _joined(layout_of(key), leads, {REFERENCE.key: [reference]} | entries)
            if row:
                self.sheets.rows.append(row)

    def take(self, number: int, cells: dict[int, CellValue]) -> None:
        """Keep what one row says for its part; where it says nothing, it may be whatever it is."""
        values = self.places("value")
        filled = [place for place in values if place in cells and not is_blank(cells[place])]
        named = part_named(self.text(cells, "part"))
        column = _asked(named[0], self.text(cells, "entry")) if named else None
        if named and column:
            self.keep(number, named, column, cells)
            if not column.many and filled[-1:] > values[:1]:
                self.found("one_value_alone", coordinate(number, filled[-1]))
        elif filled:
            at = self.places("entry" if named else "part")[0]
            self.found("entry_unknown" if named else "part_unknown", coordinate(number, at))

    def keep(self, number: int, named: _Part, column: SheetColumn, cells: dict[int, CellValue]) -> None:
        table = SheetTable(named[0], self.sheet, self.sheets)
        entries = [
            table.entry(f"{self.sheet.title}!{coordinate(number, place)}", column, cells.get(place))
            for place in self.places("value")
        ]
        kept = self.parts.setdefault((named[0].key, *named[1:]), {})
        first = kept.setdefault(column.key, entries if column.many else entries[:1])
        if first[0].cell != entries[0].cell and any(entry.value is not None for entry in entries):
            self.found("entry_twice", coordinate(number, self.places("entry")[0]), first=first[0].cell)

    def places(self, key: str) -> list[int]:
        """The columns of that key, in the order of their numbers."""
        found = ((number, place) for place, (column, number) in self.columns.items() if column.key == key)
        return [place for _, place in sorted(found)]

    def text(self, cells: dict[int, CellValue], key: str) -> str:
        """What stands in a row's column, where it is text."""
        cell = cells.get(self.places(key)[0])
        return str(cell.value) if cell and cell.kind == "text" else ""

    @property
    def names_people(self) -> bool:
        return True


def _asked(layout: SheetLayout, text: str) -> SheetColumn | None:
    """The column that an entry of the upright sheet names; where a row belongs is said by its part."""
    column = known_headings(layout).get(folded(text))
    return column if column and not layout.leads(column) else None


def _joined(layout: SheetLayout, leads: tuple[str, ...], entries: dict[str, list[CellEntry]]) -> SheetRow | None:
    """The row that a part's entries make up; `None` where nothing is filled in."""
    filled = (entry.cell for key in entries for entry in entries[key] if entry.value is not None)
    first = next(filled, "")
    missing = {column.key: [CellEntry(first)] for column in layout.columns}
    leading = {key: [CellEntry(first, code)] for key, code in zip(layout.leading, leads, strict=True)}
    row = SheetRow(layout, first, missing | leading | entries)
    return None if row.is_empty() else row
