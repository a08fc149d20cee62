"""What became of every item of a run, for people and for programs: no contact data in it (rule D1)."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Sequence

from dtmforms.batch.run import ReportRow
from dtmforms.language.reports import report_words
from dtmforms.language.spoken import spoken
from dtmforms.workbook.cells import Cell
from dtmforms.workbook.xlsx_writer import Table, workbook

NAMES = ("batch-report.xlsx", "batch-report.jsonl")


def as_workbook(rows: Sequence[ReportRow]) -> bytes:
    """The rows as an .xlsx file in the user's language, what is not in order first."""
    words = report_words("batch")
    outcomes = words["outcomes"]
    order = [*reversed(outcomes)]
    cells: list[list[Cell]] = [
        [row.item, row.reference, words["kinds"].get(row.kind), row.output, outcomes[row.outcome]["word"], _found(row)]
        for row in sorted(rows, key=lambda row: order.index(row.outcome))
    ]
    counts: Counter[str] = Counter(row.outcome for row in rows)
    meaning = [[told["word"], counts[outcome], told["says"]] for outcome, told in outcomes.items()]
    tables = {"documents": (words["headings"], cells), "summary": (words["summary"], meaning)}
    return workbook(
        [
            Table(words["sheets"][name], [*headings.values()], rows_of_it, language=spoken())
            for name, (headings, rows_of_it) in tables.items()
        ]
    )


def _found(row: ReportRow) -> str:
    return "\n".join(row.sentences(spoken()))


def as_lines(rows: Sequence[ReportRow]) -> bytes:
    """The rows as lines of JSON."""
    return b"".join(json.dumps(row.as_json(spoken()), ensure_ascii=False).encode() + b"\n" for row in rows)
