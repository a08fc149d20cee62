"""A workbook of agreements as records: every agreement with its record and its findings, each with sheet and cell.

One bad agreement does not hide the good ones. What is wrong with the workbook as a whole (a hidden row, a row that
belongs to no agreement, a heading that is missing) is found apart: as long as it stands, a record that looks whole may
lack a row. Nothing is filled down, guessed or taken over from another agreement, a class least of all (rule B3).
"""

from __future__ import annotations

import datetime
import re
from dataclasses import replace
from itertools import pairwise
from typing import Any

from dtmforms.agreement.checking import check_source
from dtmforms.agreement.normal import text_key
from dtmforms.agreement.reading import Source, Unquoted
from dtmforms.agreement.record import SCHEMA, SIDES, URGENCIES
from dtmforms.findings import Finding, Path, dotted
from dtmforms.workbooks.cells import read_cells
from dtmforms.workbooks.found import AgreementRead, WorkbookRead
from dtmforms.workbooks.layout import MOST_COLUMNS, MOST_ROWS, Column
from dtmforms.workbooks.sheets import UNREADABLE, Entry, Row, Sheets, sheets_of
from dtmforms.workbooks.words import Words, folded


def records_of(data: bytes, name: str, *, today: datetime.date | None = None) -> WorkbookRead:
    """The agreements of a workbook's bytes; `name` is what errors call it. Raises `FileError` where it cannot be read
    as a workbook at all. Where its sheets or headings are not ours, it has no agreements, and findings that say why."""
    sheets = sheets_of(read_cells(data, name, most_rows=MOST_ROWS, most_columns=MOST_COLUMNS))
    if not sheets.is_ours:
        for row in sheets.rows:
            _report_entries(row, sheets)
        return WorkbookRead((), tuple(sheets.findings))
    assembled = _assemble(sheets)
    if not assembled and not sheets.findings:
        title = sheets.words.sheets["agreements"]
        sheets.error(f"{title}!A2", "there is no agreement in the workbook; fill in a row for each")
    read = [agreement.checked(today) for agreement in assembled]
    return WorkbookRead(tuple(read), tuple(sheets.findings))


def _assemble(sheets: Sheets) -> list[_Assembly]:
    """Every row with its agreement; rows that have none are reported."""
    found: dict[str, _Assembly] = {}
    similar: dict[str, str] = {}
    for row in sheets.rows:
        entry = row.first("reference")
        reference = text_key(entry.value) if isinstance(entry.value, str) else ""
        if not reference:
            if not entry.problem:
                sheets.error(entry.cell, "the row has no reference; write that of its agreement, or empty the row")
            _report_entries(row, sheets)
        elif not row.layout.place and reference not in found:
            found[reference] = _Assembly(row, sheets.words)
            similar[_bare(reference)] = reference
        elif not row.layout.place:
            first = found[reference].cell
            message = f"{entry.value!r} stands twice, first in {first}; give this agreement a reference of its own"
            found[reference].problem(("reference",), entry.cell, message)
        elif reference in found:
            found[reference].add(row)
        else:
            _report_orphan(row, similar.get(_bare(reference)), sheets)
    return list(found.values())


def _report_orphan(row: Row, similar: str | None, sheets: Sheets) -> None:
    entry = row.first("reference")
    title = sheets.words.sheets["agreements"]
    advice = f"did you mean {similar!r}?" if similar else "correct it, add the agreement there, or delete the row"
    sheets.error(entry.cell, f"{entry.value!r} is no reference of the sheet {title!r}; {advice}")
    _report_entries(row, sheets)


def _report_entries(row: Row, sheets: Sheets) -> None:
    for _, entry in row.all_entries():
        if entry.problem:
            sheets.findings.append(Finding("error", "", entry.problem, entry.rule, cell=entry.cell))


def _bare(reference: str) -> str:
    return re.sub(r"[\W_]", "", folded(reference))


class _Assembly:
    """The values of one agreement, with the cell of each.

    The checker knows lines, not cells: to it, the line of a path is the number of the cell in `cells`, and the findings
    get the cell's name back afterwards.
    """

    def __init__(self, row: Row, words: Words) -> None:
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

    def problem(self, path: Path, cell: str, message: str, rule: str | None = None) -> None:
        self.cells.append((cell, dotted(path)))
        self.source.problems.append(Finding("error", dotted(path), message, rule, line=len(self.cells)))

    def add(self, row: Row) -> None:
        """Put a row where it belongs, or say why that is not known."""
        path = self.path(row)
        if path is None:
            for column, entry in row.all_entries():
                if entry.problem and not row.layout.leads(column):
                    self.problem((), entry.cell, entry.problem, entry.rule)
            return
        if row.layout.is_list:
            self.note(path[:-1], row.cell)
        elif path in self.placed:
            place = ", ".join(self.spoken(str(step)) for step in path[1:])
            self.problem(path, row.cell, f"{place} stands twice, first in {self.placed[path]}; delete one of the rows")
            return
        self.placed[path] = row.cell
        self.note(path, row.cell)
        if row.layout.is_list or not row.is_empty():
            self.put(row, path)

    def path(self, row: Row) -> Path | None:
        """The path of a row in the record; `None` where a column that leads there says nothing that can be read."""
        path: list[str | int] = []
        for step in row.layout.place:
            if step.startswith("<"):
                entry = row.first(step.strip("<>"))
                if entry.value is None or entry.value is UNREADABLE:
                    missing = "nothing stands here, so that the row's place is not known; choose from the list"
                    self.problem((), entry.cell, entry.problem or missing, entry.rule)
                    return None
                path.append(entry.value)
            elif step == "*":
                path.append(len(_at(self.source.values, path) or ()))
            else:
                path.append(step)
        return tuple(path)

    def put(self, row: Row, path: Path) -> None:
        """Set the values of a row that stands at a path."""
        if not path:
            self.note((), self.cell)
        if row.layout.is_list:
            _set(self.source.values, path, {})
        for column in row.layout.columns:
            if not row.layout.leads(column):
                self.put_column(column, row.entries[column.key], (*path, *column.steps))

    def put_column(self, column: Column, entries: list[Entry], path: Path) -> None:
        self.note(path, entries[0].cell)
        items = [entry for entry in entries if entry.value is not None]
        for index, entry in enumerate(items):
            place = (*path, index) if column.many else path
            self.note(place, entry.cell)
            _set(self.source.values, place, Unquoted("", "") if entry.value is UNREADABLE else entry.value)
            if entry.problem:
                self.problem(place, entry.cell, entry.problem, entry.rule)

    def checked(self, today: datetime.date | None) -> AgreementRead:
        self.check_pathways()
        ours = list(self.source.problems)
        found = check_source(self.source, today=today)
        told = [finding for finding in found.findings if finding in ours or not _covered(finding, ours)]
        return AgreementRead(
            self.reference, self.cell, found.record, tuple(self.with_cell(finding) for finding in told)
        )

    def check_pathways(self) -> None:
        """An urgency has a row of its own and rows of datasets, or none of both."""
        for urgency in URGENCIES:
            path = ("table_b", urgency)
            column = self.source.values["table_b"].get(urgency) or {}
            own, datasets = column.keys() - {"datasets"}, column.get("datasets")
            if datasets and not own:
                message = f"the sheet {self.words.sheets['pathways']!r} has no timeline, destination or method for it"
                self.problem(
                    path, self.cell_of((*path, "datasets", 0)), f"{self.spoken(urgency)}: {message}; add a row"
                )
            elif own and not datasets:
                message = f"the sheet {self.words.sheets['datasets']!r} has no row for it; add one, or delete this row"
                self.problem((*path, "datasets"), self.cell_of(path), f"{self.spoken(urgency)}: {message}", "C8")

    def cell_of(self, path: Path) -> str:
        return self.cells[(self.source.line(path) or 1) - 1][0]

    def with_cell(self, finding: Finding) -> Finding:
        """The finding with its cell; where the workbook has no cell for its path, words say what is meant."""
        cell, path = self.cells[(finding.line or 1) - 1]
        rest = finding.path.removeprefix(path).strip(".").split(".") if finding.path != path else []
        meant = ", ".join(word for word in map(self.spoken, rest) if word)
        message = f"{meant}: {finding.message}" if meant else finding.message
        return replace(finding, line=None, cell=cell, message=message)

    def spoken(self, step: str) -> str:
        """A step of a path in the workbook's words; empty where it has none."""
        sheets, lists = self.words.sheets, self.words.lists
        said = {"table_b": sheets["pathways"], "table_c": sheets["focal_points"]} | sheets
        return (said | lists["side"] | lists["post"] | lists["urgency"]).get(step, "")


def _covered(finding: Finding, ours: list[Finding]) -> bool:
    """Whether one of our own findings says already what is wrong there."""
    return any(
        finding.path == own.path or (own.path and finding.path.startswith((f"{own.path}.", f"{own.path}[")))
        for own in ours
        if own.path
    )


def _at(values: Any, path: list[str | int]) -> Any:
    """The value at a path; `None` where nothing is there yet. No index is beyond its list."""
    for step in path:
        if values is None:
            return None
        values = values[step] if isinstance(step, int) else values.get(step)
    return values


def _set(values: Any, path: Path, value: Any) -> None:
    """Set the value at a path, making what is missing on the way; an index is that of an item, or the next one."""
    for step, following in pairwise(path):
        made: Any = [] if isinstance(following, int) else {}
        values = values[step] if isinstance(step, int) else values.setdefault(step, made)
    if isinstance(path[-1], int) and path[-1] == len(values):
        values.append(value)
    else:
        values[path[-1]] = value
