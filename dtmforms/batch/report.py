"""What became of every item of a run, for people and for programs: no contact data in it (rule D1)."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Sequence

from dtmforms.batch.running import Row
from dtmforms.workbooks.tables import Cell, Sheet, workbook

SCHEMA = "dtmforms/batch-item/1"
NAMES = ("batch-report.xlsx", "batch-report.jsonl")
_HEADINGS = ("Item", "Reference", "Document", "File", "Outcome", "What was found")
_MEANING = (
    ("written", "The document was made, or made anew."),
    ("unchanged", "The document is there, made of the same record, template, form edition and program."),
    ("kept", "Somebody else's work is in the way: the file was edited by hand, or was not made by a batch."),
    ("failed", "Another program did not do its part; the last column says which, and what to do."),
    ("refused", "The record cannot be used; the last column says where and why."),
    ("fault", "The program has a fault; please report it."),
)


def as_workbook(rows: Sequence[Row]) -> bytes:
    """The rows as an .xlsx file, what is not in order first."""
    order = [outcome for outcome, _ in reversed(_MEANING)]
    table = sorted(rows, key=lambda row: order.index(row.outcome))
    cells: list[list[Cell]] = [
        [row.item, row.reference, row.kind, row.output, row.outcome, "\n".join(row.said)] for row in table
    ]
    counts: Counter[str] = Counter(row.outcome for row in rows)
    meaning: list[list[Cell]] = [[outcome, counts[outcome], says] for outcome, says in _MEANING]
    summary = Sheet("Summary", ("Outcome", "Number", "What it means"), meaning)
    return workbook([Sheet("Documents", _HEADINGS, cells), summary])


def _cells(row: Row) -> list[Cell]:
    return [row.item, row.reference, row.kind, row.output, row.outcome, "\n".join(row.said)]


def as_lines(rows: Sequence[Row]) -> bytes:
    """The rows as lines of JSON."""
    return b"".join(json.dumps(as_json(row), ensure_ascii=False).encode() + b"\n" for row in rows)


def as_json(row: Row) -> dict[str, object]:
    return {
        "schema": SCHEMA,
        "item": row.item,
        "reference": row.reference or None,
        "kind": row.kind or None,
        "output": row.output or None,
        "outcome": row.outcome,
        "findings": list(row.said),
    }
