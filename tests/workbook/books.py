"""Workbooks to read: of sample records, edited as people edit them, and edited in their XML as no program does."""

from __future__ import annotations

import io
import re
import zipfile
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from functools import cache
from typing import Any

import openpyxl
from conftest import load_sample

from dtmforms.agreement.model import Agreement
from dtmforms.workbook.from_records import workbook_of
from dtmforms.workbook.layout import LAYOUTS, ONE_AGREEMENT, SheetColumn, SheetLayout, SheetPart
from dtmforms.workbook.words import Words, code_of, words_in

Edit = Callable[[Any], object]
"""What somebody does to a workbook that openpyxl has opened."""

PEOPLE = "xl/worksheets/sheet5.xml"
"""The sheet of the focal points in a workbook of ours."""


@cache
def sound() -> bytes:
    """The workbook of the English sample, as it is written."""
    return workbook_of([load_sample("en")], "en")


def edited(edit: Edit, *samples: Agreement, language: str = "en") -> bytes:
    """A workbook of samples, the English one if no other, after somebody has edited it."""
    book = openpyxl.load_workbook(io.BytesIO(workbook_of(samples or [load_sample("en")], language)))
    edit(book)
    return saved(book)


def upright(record: Agreement, language: str, *, alone: bool = False) -> Any:
    """A workbook for a single agreement, which somebody has filled in with a record as the tables have it; what it
    has no rows or columns for, they added. `alone`: they deleted the tables."""
    words, tables = words_in(language), openpyxl.load_workbook(io.BytesIO(workbook_of([record], language)))
    book = openpyxl.load_workbook(io.BytesIO(workbook_of([], language, single=True)))
    sheet = book[words.sheets[ONE_AGREEMENT.key]]
    for layout in LAYOUTS:
        for part, column, values in _entries(layout, list(tables[words.sheets[layout.key]].values), words):
            asked = (part, words.headings[column.key])
            row = next((row for row in range(2, sheet.max_row + 1) if entry_of(sheet, row) == asked), sheet.max_row + 1)
            for place, text in enumerate(asked, start=1):
                sheet.cell(row, place).value = text
            for number, value in enumerate(values, start=1):
                sheet.cell(row, _value_column(sheet, f"{words.headings['value']} {number}")).value = value
        if alone:
            del book[words.sheets[layout.key]]
    return book


def entry_of(sheet: Any, row: int) -> tuple[str, str]:
    """The part and the entry that a row of the upright sheet has."""
    return sheet.cell(row, 1).value, sheet.cell(row, 2).value


def _value_column(sheet: Any, heading: str) -> int:
    """The column of that heading, which somebody adds where there is none."""
    headings = [cell.value for cell in sheet[1]]
    if heading not in headings:
        sheet.cell(1, len(headings) + 1).value = heading
    return [cell.value for cell in sheet[1]].index(heading) + 1


def _entries(layout: SheetLayout, rows: Any, words: Words) -> Iterator[tuple[str, SheetColumn, list[Any]]]:
    headings, items = rows[0], Counter[tuple[str, ...]]()
    for cells in rows[1:]:
        row = dict(zip(headings, cells, strict=True))
        leads = tuple(str(code_of(key, row[words.headings[key]])) for key in layout.leading)
        items[leads] += 1
        part = words.part(SheetPart(layout.key, (), leads), items[leads])
        for column in layout.columns:
            named = [heading for heading in headings if heading.rstrip(" 0123456789") == words.headings[column.key]]
            values = [row[heading] for heading in named if row[heading] is not None]
            if values and not layout.leads(column):
                yield part, column, values


def saved(book: Any) -> bytes:
    data = io.BytesIO()
    book.save(data)
    return data.getvalue()


def put(place: str, value: Any) -> Edit:
    title, _, cell = place.partition("!")

    def edit(book: Any) -> None:
        book[title][cell] = value

    return edit


def put_in_format(place: str, value: Any, code: str) -> Edit:
    title, _, cell = place.partition("!")

    def edit(book: Any) -> None:
        book[title][cell] = value
        book[title][cell].number_format = code

    return edit


def parts_of(data: bytes) -> dict[str, str]:
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        return {name: package.read(name).decode() for name in package.namelist()}


def zipped(parts: Mapping[str, str]) -> bytes:
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w", zipfile.ZIP_DEFLATED) as package:
        for name, text in parts.items():
            package.writestr(name, text)
    return data.getvalue()


def rewritten(data: bytes, part: str, old: str, new: str) -> bytes:
    """A workbook with some of one part's text replaced."""
    parts = parts_of(data)
    assert old in parts[part]
    return zipped(parts | {part: parts[part].replace(old, new)})


def people(pattern: str, instead: Callable[[str], str]) -> bytes:
    """The sound workbook with other XML in place of some on the sheet of the focal points."""
    found = re.search(pattern, parts_of(sound())[PEOPLE])
    assert found
    return rewritten(sound(), PEOPLE, found[0], instead(found[0]))
