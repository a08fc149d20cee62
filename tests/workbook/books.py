"""Workbooks to read: of sample records, edited as people edit them, and edited in their XML as no program does."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable, Mapping
from functools import cache
from typing import Any

import openpyxl
from conftest import load_sample

from dtmforms.agreement.model import Agreement
from dtmforms.workbook.from_records import workbook_of

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
