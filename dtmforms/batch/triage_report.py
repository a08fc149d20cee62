"""The triaged returns as one workbook: a row a file, a row a value, a row a question. It is in the user's language, but
for the questions to a partner, which are in the agreement's.

What people typed stands in it as they typed it, contact data too: it is what was asked for. Nothing is cut: a text too
long for a cell goes on in the next row.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from dtmforms.batch.triage import Triaged, Value
from dtmforms.errors import FileError
from dtmforms.findings import Finding
from dtmforms.form.fields import TICKED
from dtmforms.form.texts import tooltip
from dtmforms.language import LANGUAGES
from dtmforms.language.reports import read_as, report_words
from dtmforms.language.shown import word
from dtmforms.language.spoken import say, spoken
from dtmforms.returns.letter import in_words, is_for_partner
from dtmforms.workbook.cells import Cell
from dtmforms.workbook.xlsx_writer import Table, workbook

_PARTNER, _IOM = "requesting_organization", "iom"
_MOST_IN_A_CELL = 5_000
"""Letters: even where each takes six, as what no workbook carries does, they fit into a cell."""


def as_workbook(rows: Sequence[Triaged]) -> bytes:
    """The rows as an .xlsx file; the same rows give the same bytes. Raises `FileError` where there are more values than
    a workbook has rows."""
    words = report_words("returns")
    values = [cells for row in rows for value in row.values for cells in _value(row, value)]
    tables = {
        "returns": ([column["heading"] for column in words["columns"].values()], [_return(row) for row in rows]),
        "values": ([*words["values"].values()], values),
        "to_ask": ([*words["to_ask"].values()], list(_questions(rows))),
        "read_me": ([words["read_me"][key] for key in ("what", "number", "says")], _read_me(rows)),
    }
    return workbook(
        [Table(words["sheets"][name], headings, cells, language=spoken()) for name, (headings, cells) in tables.items()]
    )


def _return(row: Triaged) -> list[Cell]:
    counts: list[Cell] = [row.count("error"), row.count("warning"), row.recorded or None]
    outcome = report_words("returns")["outcomes"][row.outcome]["word"]
    verdict = word(row.verdict, spoken()) if row.verdict else ""
    about: list[Cell] = [row.file, read_as(row.kind), row.reference, row.organization, outcome, verdict, row.terms]
    changes = "\n".join(change.told.text(spoken()) for change in row.changes)
    return [*map(_short, about), *counts, _short(changes), _found(row)]


def _short(cell: Cell) -> Cell:
    """A text from a form that is much longer than any honest one; it stands whole among the values."""
    return f"{cell[:_MOST_IN_A_CELL]}…" if isinstance(cell, str) and len(cell) > _MOST_IN_A_CELL else cell


def _found(row: Triaged) -> str:
    """What was found, as far as it fits into a cell; all of it is among the questions."""
    lines: list[str] = []
    room = _MOST_IN_A_CELL
    for number, finding in enumerate(row.findings):
        line = _told(finding)
        room -= len(line) + 1
        if room < 0:
            return "\n".join([*lines, say("found_more", count=len(row.findings) - number)])
        lines.append(line)
    return "\n".join(lines)


def _told(finding: Finding) -> str:
    weight, text = _weight(finding), in_words(finding, spoken())
    if not finding.rule:
        return say("found", weight=weight, text=text)
    said = text.removesuffix(".")  # the stop of a whole sentence goes behind its rule
    return say("found_by_rule", rule=finding.rule, weight=weight, text=said) + text[len(said) :]


def _weight(finding: Finding) -> str:
    return str(report_words("returns")["weights"][finding.severity])


def _value(row: Triaged, value: Value) -> Iterator[list[Cell]]:
    pieces = _pieces(_text(value))
    certain = report_words("returns")["certain"]["yes" if value.certain else "no"]
    for number, piece in enumerate(pieces, start=1):
        label = _label(value)
        if len(pieces) > 1:
            label = say("part_of_value", label=label, number=number, all=len(pieces))
        about = map(_short, (row.file, row.reference, row.organization, value.field, label, value.path))
        yield [*about, piece, certain]


def _text(value: Value) -> str:
    """As it was typed; of a box that is ticked, the word for yes."""
    ticked = value.entry is not None and value.entry.kind == "tick" and value.text == TICKED
    return str(report_words("returns")["certain"]["yes"]) if ticked else value.text


def _label(value: Value) -> str:
    """What a value is, in words."""
    label = tooltip(value.entry, spoken()) if value.entry else ""
    return say("typed_over", label=label or value.field.partition(" (")[0]) if value.over else label


def _questions(rows: Sequence[Triaged]) -> Iterator[list[Cell]]:
    """By organization, agreement and file; what was found of a file stays in its order."""
    asked = (row for row in rows if row.outcome not in ("duplicate", "not a return"))
    for row in sorted(asked, key=lambda row: (row.organization.casefold(), row.reference, row.file)):
        for finding in row.findings:
            whom = _whom(row, finding)
            language = row.language if whom == _PARTNER and row.language in LANGUAGES else spoken()
            for piece in _pieces(in_words(finding, language)):
                about = map(_short, (row.organization, row.reference, row.file, word(whom, spoken())))
                yield [*about, piece, _weight(finding), finding.rule, finding.code]


def _whom(row: Triaged, finding: Finding) -> str:
    """Who can answer: the partner for what they filled in and sent, IOM for all that the partner cannot change."""
    if row.outcome == "fault" or row.exit_code == FileError.exit_code or finding.path == "register":
        return _IOM
    return _PARTNER if is_for_partner(finding) else _IOM


def _pieces(text: str) -> list[str]:
    """A text in pieces that fit into a cell each; most are one."""
    return [text[start : start + _MOST_IN_A_CELL] for start in range(0, len(text), _MOST_IN_A_CELL)] or [""]


def _read_me(rows: Sequence[Triaged]) -> list[list[Cell]]:
    counts: Counter[str] = Counter(row.outcome for row in rows)
    words = report_words("returns")
    files = words["read_me"]["files"]
    outcomes = [[told["word"], counts[outcome], told["says"]] for outcome, told in words["outcomes"].items()]
    columns: list[list[Cell]] = [[column["heading"], None, column["says"]] for column in words["columns"].values()]
    return [[files["word"], len(rows), files["says"]], *outcomes, *columns]
