"""The triaged returns as one workbook: a row a file, a row a value, a row a question.

What people typed stands in it as they typed it, contact data too: it is what was asked for. Nothing is cut: a text too
long for a cell goes on in the next row.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence

from dtmforms.agreement.record import Agreement
from dtmforms.batch.triage import Triaged, Value
from dtmforms.errors import FileError
from dtmforms.findings import Finding
from dtmforms.workbooks.tables import Cell, Sheet, workbook

_RETURNS = (
    ("File", "Where it lies in the folder."),
    ("Kind", "How it was read: filled (a PDF form), word, flattened, scanned; or why it was not."),
    ("Reference", "The agreement that it names."),
    ("Organization", "The requesting organization."),
    ("Outcome", "What can be done with it; see below."),
    ("Verdict", "What changed: unchanged, administrative, focal_point_notice, or revision (rule D5)."),
    ("Terms", "The terms of the agreement for which the form was made."),
    ("Errors", "How many there are; each must be mended."),
    ("Warnings", "How many there are; each is for a person to decide."),
    ("Event", "Its number in the register, where it was recorded there."),
    ("What changed", "Each attribute, as it was sent and as it came back."),
    ("What was found", "In words; on the sheet To ask, each stands for itself."),
)
_VALUES = ("File", "Reference", "Organization", "Field", "What it is", "Place in the record", "Value", "Certain")
_TO_ASK = ("Organization", "Reference", "File", "Whom", "What", "Weight", "Rule", "Code")
_OUTCOMES = (
    ("valid", "The record of the return is whole and without errors, or partial where it was read without a record."),
    ("signed copy", "A scan that is the signed copy of the agreed text; that it is signed is for a person to see."),
    ("to confirm", "Read off a printed or scanned page: a person has to confirm the values."),
    ("invalid", "A form of ours with errors; ask for what the sheet To ask says."),
    ("cannot be read", "No form of ours, or a file that cannot be opened."),
    ("not a return", "Another kind of file; nothing in it was read."),
    ("duplicate", "The same file as another one, byte for byte; counted there."),
    ("fault", "The program has a fault; please report it."),
)
_PARTNER, _IOM = "requesting organization", "IOM"
_MOST_IN_A_CELL = 5_000
"""Letters: even where each takes six, as what no workbook carries does, they fit into a cell."""


def as_workbook(rows: Sequence[Triaged]) -> bytes:
    """The rows as an .xlsx file; the same rows give the same bytes. Raises `FileError` where there are more values than
    a workbook has rows."""
    return workbook(
        [
            Sheet("Returns", [heading for heading, _ in _RETURNS], [_return(row) for row in rows]),
            Sheet("Values", _VALUES, [cells for row in rows for value in row.values for cells in _value(row, value)]),
            Sheet("To ask", _TO_ASK, list(_questions(rows))),
            Sheet("Read me", ("What", "Number", "What it says"), _read_me(rows)),
        ]
    )


def _return(row: Triaged) -> list[Cell]:
    counts: list[Cell] = [row.count("error"), row.count("warning"), row.recorded or None]
    about: list[Cell] = [row.file, row.kind, row.reference, row.organization, row.outcome, row.verdict, row.terms]
    return [*map(_short, about), *counts, _short("\n".join(row.changes)), _found(row)]


def _short(cell: Cell) -> Cell:
    """A text from a form that is much longer than any honest one; it stands whole among the values."""
    return f"{cell[:_MOST_IN_A_CELL]}…" if isinstance(cell, str) and len(cell) > _MOST_IN_A_CELL else cell


def _found(row: Triaged) -> str:
    """What was found, as far as it fits into a cell; all of it is among the questions."""
    told: list[str] = []
    room = _MOST_IN_A_CELL
    for number, finding in enumerate(row.findings):
        line = f"{finding.severity}: {_said(finding)}{f' (rule {finding.rule})' if finding.rule else ''}"
        room -= len(line) + 1
        if room < 0:
            return "\n".join([*told, f"and {len(row.findings) - number} more, on the sheet To ask"])
        told.append(line)
    return "\n".join(told)


def _value(row: Triaged, value: Value) -> Iterator[list[Cell]]:
    pieces = _pieces(value.text)
    for number, piece in enumerate(pieces, start=1):
        part = f" (part {number} of {len(pieces)})" if len(pieces) > 1 else ""
        about = map(_short, (row.file, row.reference, row.organization, value.field, value.label + part, value.path))
        yield [*about, piece, "yes" if value.certain else "to confirm"]


def _questions(rows: Sequence[Triaged]) -> Iterator[list[Cell]]:
    """By organization, agreement and file; what was found of a file stays in its order."""
    asked = (row for row in rows if row.outcome not in ("duplicate", "not a return"))
    for row in sorted(asked, key=lambda row: (row.organization.casefold(), row.reference, row.file)):
        for finding in row.findings:
            for piece in _pieces(_said(finding)):
                about = map(_short, (row.organization, row.reference, row.file, _whom(row, finding)))
                yield [*about, piece, finding.severity, finding.rule, finding.code or None]


def _said(finding: Finding) -> str:
    """A finding in words; its path stands before it where no place in the form does."""
    placed = "]: " in finding.message or finding.path in ("", "form", "document", "register", "reference")
    return finding.message if placed else f"{finding.path}: {finding.message}"


def _whom(row: Triaged, finding: Finding) -> str:
    """Who can answer: the partner for what they filled in and sent, IOM for all that the partner cannot change."""
    if row.outcome == "fault" or row.exit_code == FileError.exit_code or finding.path == "register":
        return _IOM
    first = re.split(r"[.\[]", finding.path)[0]
    partners = first in ("table_b", "table_c", "reference") or first not in Agreement.model_fields
    if finding.path == "" and finding.severity == "warning":
        partners = False
    if finding.path.startswith("table_c.iom"):
        partners = False
    return _PARTNER if partners or finding.rule == "D3" else _IOM


def _pieces(text: str) -> list[str]:
    """A text in pieces that fit into a cell each; most are one."""
    return [text[start : start + _MOST_IN_A_CELL] for start in range(0, len(text), _MOST_IN_A_CELL)] or [""]


def _read_me(rows: Sequence[Triaged]) -> list[list[Cell]]:
    counts: Counter[str] = Counter(row.outcome for row in rows)
    outcomes: list[list[Cell]] = [[outcome, counts[outcome], says] for outcome, says in _OUTCOMES]
    columns: list[list[Cell]] = [[heading, None, says] for heading, says in _RETURNS]
    return [["Files", len(rows), "One row each on the sheet Returns."], *outcomes, *columns]
