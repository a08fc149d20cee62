"""What the register answers to a question as one table of a workbook, in the user's language. What nobody asked for is
not in it (rule D1)."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Sequence
from typing import Any, TypeAlias

from dtmforms.language.paths import path_in_words
from dtmforms.language.reports import report_words
from dtmforms.language.shown import word
from dtmforms.language.spoken import spoken
from dtmforms.register.changes_since import Happened
from dtmforms.register.due import Due
from dtmforms.register.posts_held import PostHeld
from dtmforms.workbook.cells import Cell
from dtmforms.workbook.xlsx_writer import Table, workbook

Answer: TypeAlias = Due | Happened | PostHeld


def listing(rows: Sequence[Answer]) -> bytes:
    """The rows of one answer as an .xlsx file; of none, the headings of what is due. Raises `FileError` where a
    workbook cannot hold them."""
    words, columns = report_words("answers"), _COLUMNS[type(rows[0]) if rows else Due]
    cells = [[cell(row) for cell in columns.values()] for row in rows]
    headings = [words[name] for name in columns]
    return workbook([Table(words["sheet"], headings, cells, language=spoken())])


def _day(text: str | None) -> Cell:
    try:
        return datetime.date.fromisoformat(text[:10]) if text else None
    except ValueError:
        return text


def _word(name: str | None) -> Cell:
    return word(name, spoken()) if name else None


_Columns: TypeAlias = dict[str, Callable[[Any], Cell]]
_COLUMNS: dict[type[Answer], _Columns] = {
    Due: {
        "day": lambda due: _day(due.day),
        "days": lambda due: due.days,
        "late": lambda due: report_words("answers")["yes"] if due.is_late else None,
        "reference": lambda due: due.reference,
        "country": lambda due: due.about["country"],
        "organization": lambda due: due.about["organization"],
        "what": lambda due: _word(due.what),
        "contacts": lambda due: due.contacts,
        "since": lambda due: _day(due.since),
    },
    Happened: {
        "day": lambda one: _day(one.day),
        "reference": lambda one: one.reference,
        "effect": lambda one: _word(one.effect),
        "rule": lambda one: one.rule,
        "what": lambda one: _word(one.kind),
        "paths": lambda one: "\n".join(path_in_words(path, spoken()) for path in one.paths),
        "reason": lambda one: one.reason.text(spoken()),
        "revision": lambda one: one.revision,
        "contacts": lambda one: one.contacts,
        "recorded": lambda one: _day(one.recorded),
        "event": lambda one: one.event,
    },
    PostHeld: {
        "reference": lambda held: held.reference,
        "name": lambda held: held.name,
        "organization": lambda held: held.organization,
        "post": lambda held: _word(held.place),
        "since": lambda held: _day(held.since),
        "until": lambda held: _day(held.until),
    },
}
