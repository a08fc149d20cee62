"""A workbook of agreements as records: every agreement with its record and its findings, each with sheet and cell.

One bad agreement does not hide the good ones. What is wrong with the workbook as a whole (a hidden row, a row that
belongs to no agreement, a heading that is missing) is found apart: as long as it stands, a record that looks whole may
lack a row. Nothing is filled down, guessed or taken over from another agreement, a class least of all (rule B3).
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from dtmforms.agreement.check import check_source
from dtmforms.agreement.closed_lists import SCHEMA, SIDES, URGENCIES
from dtmforms.agreement.keys import text_key
from dtmforms.agreement.plain_values import put, value_at
from dtmforms.agreement.record_file import Source, Unquoted
from dtmforms.findings import Finding, Path, Place, Value, dotted, is_within
from dtmforms.workbook.agreement_read import AgreementRead
from dtmforms.workbook.layout import MOST_COLUMNS, MOST_ROWS, SheetColumn
from dtmforms.workbook.sandboxed import ANSWER, WorkbookRead
from dtmforms.workbook.sheet_table import UNREADABLE, CellEntry, SheetRow, Sheets
from dtmforms.workbook.sheets import sheets_of
from dtmforms.workbook.words import Words, folded
from dtmforms.workbook.xlsx_reader import read_cells


def records_of(
    data: bytes, name: str, *, today: datetime.date | None = None, beyond: tuple[str, ...] = ()
) -> WorkbookRead:
    """The agreements of a workbook's bytes; `name` is what errors call it, and of the paths `beyond` nothing is asked.
    Raises `FileError` where it cannot be read as a workbook at all. Where its sheets or headings are not ours, it has
    no agreements, and findings that say why."""
    sheets = sheets_of(read_cells(data, name, most_rows=MOST_ROWS, most_columns=MOST_COLUMNS))
    if not sheets.is_ours:
        for row in sheets.rows:
            _report_entries(row, sheets)
        return WorkbookRead((), tuple(sheets.findings))
    assembled = _assemble(sheets)
    if not assembled and not sheets.findings:
        title = sheets.words.sheets["agreements"]
        sheets.found("no_agreement", f"{title}!A2")
    read = [agreement.checked(today, beyond) for agreement in assembled]
    return WorkbookRead(tuple(read), tuple(sheets.findings))


def records_task(arguments: dict[str, Any], data: bytes) -> bytes:
    """The answer of the process apart to `sandboxed.records_of`."""
    today = arguments["today"] and datetime.date.fromisoformat(arguments["today"])
    beyond = tuple(arguments["beyond"])
    return ANSWER.of(lambda: _without_half_letters(records_of(data, arguments["name"], today=today, beyond=beyond)))


def _without_half_letters(read: WorkbookRead) -> WorkbookRead:
    """A lone surrogate, of which there is a finding already, is shown as its escape."""
    agreements = (
        replace(found, reference=_escaped(found.reference), findings=_all_escaped(found.findings))
        for found in read.agreements
    )
    return replace(read, agreements=tuple(agreements), findings=_all_escaped(read.findings))


def _all_escaped(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    return tuple(
        replace(found, values={name: _escaped_in(value) for name, value in found.values.items()}) for found in findings
    )


def _escaped_in(value: Value) -> Value:
    return _escaped(value) if isinstance(value, str) else value


def _escaped(text: str) -> str:
    return text.encode("utf-8", "backslashreplace").decode()


def _assemble(sheets: Sheets) -> list[_Assembly]:
    """Every row with its agreement; rows that have none are reported."""
    found: dict[str, _Assembly] = {}
    similar: dict[str, str] = {}
    for row in sheets.rows:
        entry = row.first("reference")
        reference = text_key(entry.value) if isinstance(entry.value, str) else ""
        if not reference:
            if not entry.problem:
                sheets.found("row_without_reference", entry.cell)
            _report_entries(row, sheets)
        elif not row.layout.place and reference not in found:
            found[reference] = _Assembly(row, sheets.words)
            similar[_bare(reference)] = reference
        elif not row.layout.place:
            twice: dict[str, Value] = {"reference": entry.value, "first": found[reference].cell}
            found[reference].problem(("reference",), entry.cell, "reference_twice", twice)
        elif reference in found:
            found[reference].add(row)
        else:
            _report_orphan(row, similar.get(_bare(reference)), sheets)
    return list(found.values())


def _report_orphan(row: SheetRow, similar: str | None, sheets: Sheets) -> None:
    entry = row.first("reference")
    title = sheets.words.sheets["agreements"]
    values: dict[str, Value] = {"reference": entry.value, "sheet": title}
    if similar:
        sheets.found("reference_unknown_near", entry.cell, near=similar, **values)
    else:
        sheets.found("reference_unknown", entry.cell, **values)
    _report_entries(row, sheets)


def _report_entries(row: SheetRow, sheets: Sheets) -> None:
    for _, entry in row.all_entries():
        if entry.problem:
            sheets.findings.append(entry.problem)


def _bare(reference: str) -> str:
    return re.sub(r"[\W_]", "", folded(reference))


class _Assembly:
    """The values of one agreement, with the cell of each.

    The checker knows lines, not cells: to it, the line of a path is the number of the cell in `cells`, and the findings
    get the cell's name back afterwards.
    """

    def __init__(self, row: SheetRow, words: Words) -> None:
        self.words = words
        self.cell = row.first("reference").cell
        self.reference = str(row.first("reference").value)
        self.source = Source(values={"schema": SCHEMA, "requesting_organization": {}, "table_b": {}})
        self.source.values["table_c"] = {side: {} for side in SIDES}
        self.cells: list[tuple[str, str]] = []
        self.placed: dict[Path, str] = {}
        self.put(row, ())

    def note(self, path: Path, cell: str) -> int:
        """Remember that a path stands in a cell; the first one stays."""
        self.cells.append((cell, dotted(path)))
        return self.source.lines.setdefault(path, len(self.cells))

    def problem(self, path: Path, cell: str, code: str, values: dict[str, Value]) -> None:
        self.refuse(path, Finding(code, values=values, cell=cell))

    def refuse(self, path: Path, problem: Finding) -> None:
        """Take up what is wrong with a cell, for the path that it stands for."""
        self.cells.append((str(problem.cell), dotted(path)))
        self.source.problems.append(replace(problem, path=dotted(path), line=len(self.cells)))

    def add(self, row: SheetRow) -> None:
        """Put a row where it belongs, or say why that is not known."""
        path = self.path(row)
        if path is None:
            for column, entry in row.all_entries():
                if entry.problem and not row.layout.leads(column):
                    self.refuse((), entry.problem)
            return
        if row.layout.is_list:
            self.note(path[:-1], row.cell)
        elif path in self.placed:
            words = [self.spoken(str(step)) for step in path[1:]]
            self.problem(path, row.cell, "row_twice", {"row": words, "first": self.placed[path]})
            return
        self.placed[path] = row.cell
        self.note(path, row.cell)
        if row.layout.is_list or not row.is_empty():
            self.put(row, path)

    def path(self, row: SheetRow) -> Path | None:
        """The path of a row in the record; `None` where a column that leads there says nothing that can be read."""
        path: list[str | int] = []
        for step in row.layout.place:
            if step.startswith("<"):
                entry = row.first(step.strip("<>"))
                if entry.value is None or entry.value is UNREADABLE:
                    self.refuse((), entry.problem or Finding("row_without_place", cell=entry.cell))
                    return None
                path.append(entry.value)
            elif step == "*":
                path.append(len(value_at(self.source.values, tuple(path)) or ()))
            else:
                path.append(step)
        return tuple(path)

    def put(self, row: SheetRow, path: Path) -> None:
        """Set the values of a row that stands at a path."""
        if not path:
            self.note((), self.cell)
        if row.layout.is_list:
            put(self.source.values, path, {})
        for column in row.layout.columns:
            if not row.layout.leads(column):
                self.put_column(column, row.entries[column.key], (*path, *column.steps))

    def put_column(self, column: SheetColumn, entries: list[CellEntry], path: Path) -> None:
        self.note(path, entries[0].cell)
        items = [entry for entry in entries if entry.value is not None]
        for index, entry in enumerate(items):
            place = (*path, index) if column.many else path
            self.note(place, entry.cell)
            put(self.source.values, place, Unquoted("", "another_kind") if entry.value is UNREADABLE else entry.value)
            if entry.problem:
                self.refuse(place, entry.problem)

    def checked(self, today: datetime.date | None, beyond: tuple[str, ...]) -> AgreementRead:
        self.check_pathways()
        ours = list(self.source.problems)
        found = check_source(self.source, beyond=beyond, today=today)
        kept = [finding for finding in found.findings if finding in ours or not _covered(finding, ours)]
        return AgreementRead(
            self.reference, self.cell, found.record, tuple(self.with_cell(finding) for finding in kept)
        )

    def check_pathways(self) -> None:
        """An urgency has a row of its own and rows of datasets, or none of both."""
        for urgency in URGENCIES:
            path = ("table_b", urgency)
            column = self.source.values["table_b"].get(urgency) or {}
            own, datasets = column.keys() - {"datasets"}, column.get("datasets")
            if datasets and not own:
                wanted: dict[str, Value] = {"urgency": self.spoken(urgency), "sheet": self.words.sheets["pathways"]}
                self.problem(path, self.cell_of((*path, "datasets", 0)), "pathway_missing", wanted)
            elif own and not datasets:
                wanted = {"urgency": self.spoken(urgency), "sheet": self.words.sheets["datasets"]}
                self.problem((*path, "datasets"), self.cell_of(path), "datasets_missing", wanted)

    def cell_of(self, path: Path) -> str:
        return self.cells[(self.source.line(path) or 1) - 1][0]

    def with_cell(self, finding: Finding) -> Finding:
        """The finding with its cell; where the workbook has no cell for its path, words say what is meant."""
        cell, path = self.cells[(finding.line or 1) - 1]
        rest = finding.path.removeprefix(path).strip(".").split(".") if finding.path != path else []
        meant = [word for word in map(self.spoken, rest) if word]
        place: Place = {"place": "in_words", "words": meant} if meant else finding.place
        return replace(finding, line=None, cell=cell, place=place)

    def spoken(self, step: str) -> str:
        """A step of a path in the workbook's words; empty where it has none."""
        sheets, lists = self.words.sheets, self.words.lists
        words = {"table_b": sheets["pathways"], "table_c": sheets["focal_points"]} | sheets
        return (words | lists["side"] | lists["post"] | lists["urgency"]).get(step, "")


def _covered(finding: Finding, ours: list[Finding]) -> bool:
    """Whether one of our own findings says already what is wrong there."""
    return any(is_within(finding.path, own.path) for own in ours if own.path)
