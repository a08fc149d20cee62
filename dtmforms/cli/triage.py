"""`ingest --xlsx`: many returns at once, as a workbook to go on from."""

from __future__ import annotations

import datetime
import os
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import click

from dtmforms.cli.opening import dated_by, named_register
from dtmforms.cli.output import STANDARD, Report, check_workbook, load, spoken
from dtmforms.cli.progress import progress
from dtmforms.errors import RecordError

if TYPE_CHECKING:
    from dtmforms.batch.inbox import Paper
    from dtmforms.batch.sent import Sent
    from dtmforms.batch.triage import Asked, Triaged
    from dtmforms.versions.comparing import Grounds

FAULT = 1
_NAMED = ("to confirm", "invalid", "cannot be read", "not a return", "duplicate", "fault")
_RED = ("invalid", "cannot be read", "fault")


@dataclass(frozen=True)
class Triage:
    """What was asked for on the command line; `register` is `None` where nothing is to be recorded."""

    sources: tuple[str, ...]
    workbook: str
    against: str | None
    register: str | None
    password: str | None
    grounds: Grounds
    accepted: tuple[str, ...]
    jobs: int | None
    force: bool
    as_json: bool

    def check(self) -> None:
        check_workbook(self.workbook, self.as_json)
        if STANDARD in self.sources:
            raise click.UsageError("with --xlsx, name files or folders; standard input is one file only")
        if self.register is not None and self.against:
            raise click.UsageError(
                "--register judges each return by what is in force, --against by what was sent; give one of them"
            )
        if self.register is not None and self.password is not None:
            raise click.UsageError("the register takes no files that need a password; save them without one first")


def run(asked_for: Triage) -> int:
    """Triage the returns, write the workbook, and say what is not in order."""
    from dtmforms import files
    from dtmforms.batch import inbox, triage_report
    from dtmforms.batch.triage import Asked

    asked_for.check()
    report = Report(asked_for.as_json, "dtmforms/return/1", aside=asked_for.workbook == STANDARD)
    sent = sent_by(asked_for.against, report)
    beside = (asked_for.workbook, asked_for.against or "", *sent.places.values(), asked_for.register or "")
    papers = inbox.with_doubles(inbox.papers_of(asked_for.sources, [place for place in beside if place]))
    asked = Asked(
        sent, asked_for.grounds, datetime.date.today(), asked_for.password, asked_for.as_json, asked_for.accepted
    )
    with progress(len(papers), "files", report) as advance:
        rows = _rows(asked_for, asked, papers, advance)
    _sum_up(report, rows)
    outcome = files.write(asked_for.workbook, triage_report.as_workbook(rows), force=asked_for.force)
    report.say(f"{spoken(asked_for.workbook)} ({outcome})")
    return FAULT if any(row.outcome == "fault" for row in rows) else report.exit_code


def sent_by(against: str | None, report: Report) -> Sent:
    """What returns are judged against. Records of a folder that cannot be used are named, and left out."""
    from dtmforms.batch.sent import Sent, sent_in

    if against is None:
        return Sent()
    if not Path(against).is_dir():
        return Sent(load(against)[0])
    sent, problems = sent_in(against)
    for problem in problems:
        report.warn(problem)
        report.ends_with(RecordError.exit_code)
    return sent


def _rows(asked_for: Triage, asked: Asked, papers: Sequence[Paper], advance: Callable[[], None]) -> list[Triaged]:
    """The rows of all papers, in their order; each is taken into the register where that is asked for."""
    from dtmforms.batch.triage import double

    take = _taking(asked_for, asked)
    read = _read(asked, [paper for paper in papers if not paper.same_as], asked_for.jobs or os.cpu_count() or 1)
    rows = []
    for paper in papers:
        rows.append(double(paper) if paper.same_as else take(paper, next(read)))
        advance()
    return rows


def _read(asked: Asked, papers: Sequence[Paper], jobs: int) -> Iterator[Triaged]:
    """Always in other processes: what strangers send may end the one that reads it."""
    from dtmforms.batch import triage, workers

    at_once = 4
    jobs = min(jobs, len(papers) // at_once or 1)
    return workers.in_order(triage.triage, asked, papers, jobs, triage.lost, at_once)


def _taking(asked_for: Triage, asked: Asked) -> Callable[[Paper, Triaged], Triaged]:
    if asked_for.register is None:
        return lambda _, row: row
    from dtmforms.batch import taking
    from dtmforms.register.store import Register

    register = Register(named_register(asked_for.register))
    with register.reading():
        pass  # one that is missing is said before anything is read
    dated = dated_by(None, None, os.environ.get("DTMFORMS_ROLE"))
    return lambda paper, row: taking.taken(register, dated, asked, paper, row)


def _sum_up(report: Report, rows: Sequence[Triaged]) -> None:
    """Each file that is not in order, without a word of what stands in it (rule D1), and how many there are of each."""
    for row in rows:
        report.ends_with(row.exit_code)
        report.answer(_as_json(row))
        if row.outcome in _NAMED:
            report.warn(f"{row.file}: {row.outcome}{_why(row)}")
    counts: Counter[str] = Counter(row.outcome for row in rows)
    for outcome, number in counts.items():
        report.say(f"{outcome:14} {number:6}", fg="red" if outcome in _RED else None)


def _why(row: Triaged) -> str:
    if row.outcome == "invalid":
        return f" ({row.count('error')} errors, {row.count('warning')} warnings)"
    if row.outcome == "cannot be read" and row.kind:
        return f" ({row.kind.replace('_', ' ')})"
    return ""


def _as_json(row: Triaged) -> dict[str, object]:
    findings = [finding.as_json() for finding in row.findings]
    said: dict[str, object] = {"file": row.file, "outcome": row.outcome, "exit_code": row.exit_code}
    if row.recorded:
        said["event"] = row.recorded
    return said | {key: value for key, value in (row.answer or {}).items() if key != "schema"} | {"findings": findings}
