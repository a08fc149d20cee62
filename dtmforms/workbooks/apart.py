"""Workbooks from outside are read in a process apart, cell by cell and up to the records that stand in them.

Not done here: reading. The function that ends in `_task` runs in that process.
"""

from __future__ import annotations

import datetime
from dataclasses import replace
from typing import Any

from dtmforms.errors import ReaderError
from dtmforms.gate import reader
from dtmforms.gate.answers import Answer
from dtmforms.gate.limits import WORKBOOK
from dtmforms.workbooks.found import WorkbookRead

_ANSWER = Answer(WorkbookRead)


def records_of(data: bytes, name: str, *, today: datetime.date | None = None) -> WorkbookRead:
    """The agreements of a workbook's bytes, as `reading.records_of` reads them. Raises `FileError` where it cannot be
    read as a workbook, or where its reader did not come to an end with it."""
    arguments = {"name": name, "today": today.isoformat() if today else None}
    try:
        answer = reader.shared().read(f"{__name__}:records_task", arguments, data, limits=WORKBOOK)
        return _ANSWER.read(answer)
    except ReaderError as error:
        raise ReaderError(error.why, name) from None


def records_task(arguments: dict[str, Any], data: bytes) -> bytes:
    from dtmforms.workbooks import reading

    today = arguments["today"] and datetime.date.fromisoformat(arguments["today"])
    return _ANSWER.of(lambda: _without_half_letters(reading.records_of(data, arguments["name"], today=today)))


def _without_half_letters(read: WorkbookRead) -> WorkbookRead:
    """A lone surrogate in a reference, of which there is a finding already, is shown as its escape."""
    agreements = (replace(found, reference=_escaped(found.reference)) for found in read.agreements)
    return replace(read, agreements=tuple(agreements))


def _escaped(text: str) -> str:
    return text.encode("utf-8", "backslashreplace").decode()
