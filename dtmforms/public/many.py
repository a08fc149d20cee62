"""Many at once: the documents of all agreements of a folder, a workbook or a register; a pile of returns.

Both work with several processes, which load the program that began them once more: a script that calls one of these
does so under `if __name__ == "__main__":`.
"""

from __future__ import annotations

import datetime
import os
from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import AbstractContextManager, suppress
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias

from dtmforms import files
from dtmforms.batch import inbox, job, process_pool
from dtmforms.errors import FileError, UsageError
from dtmforms.findings import not_told_yet
from dtmforms.public.documents import Template, good_password
from dtmforms.public.sources import Place

if TYPE_CHECKING:
    from dtmforms.agreement.model import Agreement
    from dtmforms.batch.inbox import Paper
    from dtmforms.batch.job import Item, Plan
    from dtmforms.batch.records_sent import Sent
    from dtmforms.batch.run import Maker, ReportRow
    from dtmforms.batch.triage import HowToRead, Triaged
    from dtmforms.changes.policy import Policy

Progress: TypeAlias = Callable[[int, int], None]
"""What is called with how many are done, of how many: once before the first, and after each."""
_RETURNS_AT_ONCE = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class Making:
    """How the documents of many agreements are made. `kinds` are `agreement` (Word), `form` (PDF) and `print` (the Word
    document as PDF, by LibreOffice); `pattern` names the files, as `{country}/{reference}-{kind}` does; `template` is a
    mission's own (`read_template`). `password` locks all of them. `jobs` are processes, as many as there are processors
    where it is `None`; `scheduler` is the address of a Dask scheduler instead."""

    kinds: Sequence[str] = ("agreement", "form")
    pattern: str = job.DEFAULT_NAME
    template: Template | None = None
    password: str | None = field(default=None, repr=False)
    jobs: int | None = None
    scheduler: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """How a pile of returns is read. What `password`, `policy` and `accepted` are, says `ingest`. Files in `beside` are
    left out; with `whole`, each row has all that `ingest` gives. `jobs` are processes, as in `Making`."""

    password: str | None = field(default=None, repr=False)
    policy: Policy | None = None
    accepted: Collection[str] = ()
    beside: Collection[str] = ()
    whole: bool = False
    jobs: int | None = None


@dataclass(frozen=True, slots=True)
class IntoRegister:
    """How returns go into the register at a place: recorded by the role `by`, and one at a time, while `alone` is held.
    Where `record` is false, they are judged by what the register holds, and none is taken in."""

    place: Place
    by: str | None = None
    record: bool = True
    alone: AbstractContextManager[object] | None = None


_USUAL_MAKING, _USUAL_READING = Making(), Reading()


def batch(
    source: Place | None,
    folder: Place = "filled",
    *,
    making: Making = _USUAL_MAKING,
    register: Place | None = None,
    force: bool = False,
    progress: Progress | None = None,
) -> list[ReportRow]:
    """Make the documents of many agreements in a folder, and only what changed since the last time; what somebody
    edited there is kept and named.

    `source` is a folder of records, a workbook, or `None` for the agreements of the `register` that go on; with a
    register, documents bear their numbers, without one they are drafts. `making` says which documents, under which
    names, and by how many processes; with `force`, what somebody edited is made anew too.
    Gives a row for each document, with its `.outcome` (`written`, `unchanged`, `kept`, `failed`; `refused` or `fault`
    for an agreement without documents) and what was found; no bad agreement stops the others. The same stands in
    `batch-report.xlsx` and `.jsonl` in the folder, also where the run ends early.
    Raises `UsageError` for a pattern or a password that cannot be, `RecordError` for a workbook that is not sound, and
    `FileError` where there is nothing to read, or nothing can be written any more."""
    from dtmforms.batch.run import BatchRun

    plan, maker = _plan(making), _maker(making)
    items, plan = _work(source, plan, os.fspath(register) if register is not None else None)
    tell = progress or _tell_nobody
    rows: list[ReportRow] = []
    tell(0, len(items))
    try:
        for done, made in enumerate(BatchRun(plan, os.fspath(folder), maker, force=force).rows(items), start=1):
            rows += made
            tell(done, len(items))
    except BaseException:
        with suppress(FileError):  # why the run ended is told, and nothing beside it
            _keep_report(rows, items, Path(folder))
        raise
    _keep_report(rows, items, Path(folder))
    return rows


def triage(
    sources: Sequence[Place],
    *,
    against: Agreement | Sent | None = None,
    register: Place | IntoRegister | None = None,
    reading: Reading = _USUAL_READING,
    progress: Progress | None = None,
    each: Callable[[Triaged], None] | None = None,
) -> list[Triaged]:
    """Read a pile of returns: the files that are named, and those of folders at any depth, each as a row; pages of one
    form that lie in several files are one, called by the first of them.

    Of each row `.outcome` says how it is to be taken (`valid`, `signed copy`, `to confirm`, `invalid`, `cannot be
    read`, `not a return`, `duplicate`, `fault`), beside `.reference`, `.values` as they were typed, `.changes` from the
    record that was sent and `.findings`; `.answer` is `None` unless `reading` asks for the `whole`. `against` is the
    record that was sent, or those of a folder (`records_sent`). With a `register` each return is judged by what that
    holds, its policy included, and taken into it; by which role, or whether at all, says `IntoRegister`. `each` is
    called with each row once it is made, and recorded, before `progress` is: what ends a run early leaves those rows.
    Raises `FileError` where there is no file, or no register, and `UsageError` as `ingest` and `Register` do."""
    from dtmforms.batch.records_sent import Sent

    if register is not None and reading.policy is not None:
        raise UsageError("policy_of_register", one="register", other="policy")
    sent = against if isinstance(against, Sent) else Sent(against)
    into = register if isinstance(register, IntoRegister | None) else IntoRegister(register)
    papers = _papers(sources, [*reading.beside, *sent.places.values(), *([os.fspath(into.place)] if into else [])])
    how = _how(sent, reading, for_register=into is not None)
    take = _taking(into, how)
    rows: list[Triaged] = []
    for read in _read(how, papers, reading.jobs, progress or _tell_nobody):
        row = take(read)
        rows.append(row)
        if each:
            each(row)
    told: set[str] = set()
    by_name = sorted(rows, key=lambda row: row.file)
    return [replace(row, findings=tuple(not_told_yet(row.findings, told))) for row in by_name]


def triage_workbook(rows: Sequence[Triaged]) -> bytes:
    """The rows of a triage as one workbook (.xlsx) in the language that is spoken (`speak`): a row a file, a row a
    value, a row a question. What people typed stands in it, contact data too. Raises `FileError` where there are more
    values than a workbook has rows."""
    from dtmforms.batch import triage_report

    return triage_report.as_workbook(rows)


def _tell_nobody(_done: int, _all: int) -> None:
    pass


def _plan(making: Making) -> Plan:
    """What is made of each agreement. Raises `UsageError` for a pattern or a password that cannot be."""
    if problem := job.problem_of(making.pattern):
        code, values = problem
        raise UsageError(code, pattern=making.pattern, **values)
    key = good_password(making.password, for_pdf="form" in making.kinds)
    return job.Plan(
        tuple(making.kinds), making.pattern, making.template.data if making.template else None, password=key
    )


def _maker(making: Making) -> Maker:
    """Who makes the documents. Raises `FileError` where what that takes is not there."""
    if making.scheduler:
        try:
            from dtmforms.batch import dask_pool  # of an extra that few install
        except ModuleNotFoundError:
            raise FileError("scheduler_package_missing") from None
        return partial(dask_pool.made, address=making.scheduler)
    if "print" in making.kinds:
        from dtmforms.word.write import libreoffice

        libreoffice.program()
    return partial(process_pool.made, jobs=_jobs(making.jobs))


def _jobs(wanted: int | None) -> int:
    return wanted or os.cpu_count() or 1


def _work(source: Place | None, plan: Plan, register: str | None) -> tuple[list[Item], Plan]:
    """The items of the source, and what is to be made of each."""
    from dtmforms.batch import sources

    today = datetime.date.today()
    if source is None:
        if register is None:
            raise ValueError("there is neither a source nor a register")
        from dtmforms.batch.registered import items_of_register

        return items_of_register(register, str(today)), plan
    items = sources.items_of(os.fspath(source))
    if register is None:
        return items, plan
    from dtmforms.batch.registered import last_hash  # whoever has no register loads no database

    return items, replace(plan, register=register, registered=last_hash(register), today=today)


def _keep_report(rows: list[ReportRow], items: Sequence[Item], folder: Path) -> None:
    """Both reports, in the order of the source. Nothing is kept of a run that found nothing to do it in."""
    from dtmforms.batch import report

    place = {item.name: number for number, item in enumerate(items)}
    rows.sort(key=lambda row: place[row.item])
    if folder.is_dir():
        for name, data in zip(report.NAMES, (report.as_workbook(rows), report.as_lines(rows)), strict=True):
            files.write(str(folder / name), data, force=True)


def _papers(sources: Sequence[Place], left_out: Collection[str]) -> list[Paper]:
    return inbox.with_doubles(inbox.papers_of([os.fspath(source) for source in sources], left_out))


def _how(sent: Sent, reading: Reading, *, for_register: bool) -> HowToRead:
    from dtmforms.batch.triage import HowToRead
    from dtmforms.changes.compare import Grounds
    from dtmforms.public.returns import known_flags

    return HowToRead(
        sent,
        Grounds(reading.policy),
        datetime.date.today(),
        reading.password,
        whole=reading.whole,
        accepted=tuple(known_flags(reading.accepted)),
        for_register=for_register,
    )


def _read(how: HowToRead, papers: Sequence[Paper], jobs: int | None, tell: Progress) -> Iterator[Triaged]:
    """The rows of the papers, in their order; forms whose pages came in several files at the end. Read always in other
    processes: what strangers send may end the one that reads it."""
    from dtmforms.batch import triage

    waiting, parts = [paper for paper in papers if not paper.same_as], []
    at_once = min(_jobs(jobs), len(waiting) // _RETURNS_AT_ONCE or 1)
    read = process_pool.in_order(triage.triage, how, waiting, at_once, triage.lost, _RETURNS_AT_ONCE)
    tell(0, len(papers))
    for number, paper in enumerate(papers, start=1):
        row = triage.double(paper) if paper.same_as else next(read)
        if row.is_part:
            parts.append(row)
        else:
            yield row
        tell(number, len(papers))
    yield from triage.together(how, parts)


def _taking(into: IntoRegister | None, how: HowToRead) -> Callable[[Triaged], Triaged]:
    """What takes a return into the register, or judges it by that."""
    if into is None:
        return lambda row: row
    from dtmforms.batch.take_returns import RegisterIntake  # whoever records nothing loads no database
    from dtmforms.public.register import dated_of

    intake = RegisterIntake(os.fspath(into.place), dated_of(by=into.by), how, into.alone)
    return intake.take if into.record else intake.look
