"""`batch`: the documents of many agreements, made anew where something changed."""

from __future__ import annotations

import datetime
import os
from collections import Counter
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import click

from dtmforms.batch import naming
from dtmforms.cli.opening import DEFAULT, register_if_any
from dtmforms.cli.output import DEFAULT_PLACE, Report, as_json_option, force_option, jobs_option
from dtmforms.cli.passwords import given_password, password_options
from dtmforms.cli.progress import progress
from dtmforms.errors import FileError, RecordError

if TYPE_CHECKING:
    from dtmforms.batch.items import Item
    from dtmforms.batch.plan import Plan
    from dtmforms.batch.running import Making, Row
    from dtmforms.passwords import Password

_KINDS = {"word": "agreement", "form": "form"}
_NOT_LOCKED = {
    "--pdf": "with a password no document is written as it is, and LibreOffice, which makes --pdf, needs it written; "
    "leave one of them out",
    "--scheduler": "a password stays on this machine, and other machines write to their disks what does not fit in "
    "their memory; leave out --scheduler, or the password",
}


@click.command(short_help="The documents of many agreements, from a folder, a workbook or the register.")
@click.argument("source")
@click.option(
    "-o",
    "--output",
    "folder",
    metavar="FOLDER",
    default=DEFAULT_PLACE,
    help=f"Where they go. [default: {DEFAULT_PLACE}/]",
)
@click.option(
    "--only",
    "kind",
    type=click.Choice(list(_KINDS)),
    help="Only the Word documents, or only the PDF forms. [default: both]",
)
@click.option(
    "--name",
    "pattern",
    metavar="PATTERN",
    default=naming.DEFAULT,
    help=f"What the files are called. [default: {naming.DEFAULT}]",
)
@click.option("--template", metavar="FILE.docx", help="A Word template of your own; see `dtmforms template check`.")
@click.option("--pdf", "as_pdf", is_flag=True, help="The Word documents as PDF too; needs LibreOffice.")
@password_options("Ask for a password that all documents get; it is not shown.")
@jobs_option
@click.option(
    "--scheduler", metavar="tcp://HOST:PORT", help="Let the workers of a Dask scheduler do it, on other machines."
)
@register_if_any
@force_option
@as_json_option
def batch(
    source: str,
    folder: str,
    kind: str | None,
    pattern: str,
    template: str | None,
    as_pdf: bool,
    password_prompt: bool,
    password_file: str | None,
    jobs: int | None,
    scheduler: str | None,
    register: str | None,
    force: bool,
    as_json: bool,
) -> int:
    """The documents of all records of a folder, at any depth, or of a workbook; with the word `register` as SOURCE, of
    all agreements that go on.

    What was made before of the same record, template, form edition and program is left as it is: a run that was stopped
    is taken up by the same command, and a second run makes only what changed. A file that somebody edited is kept and
    named. FOLDER gets `batch-report.xlsx` and `batch-report.jsonl`. Names are made of {reference}, {country},
    {operation}, {organization}, {subject}, {language}, {kind}, and of `/`.

    With a password every document is encrypted before it is written, Word and PDF with AES-256; another password makes
    them anew. It is nowhere kept: who loses it makes the documents again. With --scheduler the documents are the same,
    byte by byte; every worker needs this version of dtmforms, and for --pdf LibreOffice. What goes to workers at
    tcp://… can be read on the way; at tls://… it cannot.

    \b
    Examples:
      dtmforms batch missions/ -o to-sign/
      dtmforms batch agreements.xlsx -o to-sign/
      dtmforms batch register --only word -o to-sign/
      dtmforms batch missions/ -o out/ --name "{country}/{organization}/{reference}-{kind}"
      dtmforms batch missions/ -o out/ --template ours.docx --jobs 4
      dtmforms batch missions/ -o to-send/ --password-prompt
      dtmforms batch missions/ -o to-print/ --only word --pdf
      dtmforms batch missions/ -o out/ --scheduler tcp://10.0.0.5:8786
    """
    from dtmforms.batch import report as reports
    from dtmforms.batch.running import Run

    if problem := naming.problem_of(pattern):
        raise click.UsageError(f"--name {pattern}: {problem}")
    kinds = _kinds(kind, as_pdf)
    locked = password_prompt or password_file is not None
    if locked and (as_pdf or scheduler):
        raise click.UsageError(_NOT_LOCKED["--pdf" if as_pdf else "--scheduler"])
    making = _making(jobs, scheduler, as_pdf)
    items, plan = _asked(source, register, kinds, pattern, template)
    password = _password(password_prompt, password_file, for_pdf="form" in kinds)
    run = Run(replace(plan, password=password), folder, making, force=force)
    report = Report(as_json, reports.SCHEMA)
    rows: list[Row] = []
    try:
        with progress(len(items), "records", report) as advance:
            for made in run.rows(items):
                rows += made
                advance()
    except BaseException:
        with suppress(FileError):  # why the run ended is said, and nothing beside it
            _keep_report(rows, items, Path(folder))
        raise
    _keep_report(rows, items, Path(folder))
    return _summed_up(report, rows, Path(folder))


def _kinds(only: str | None, as_pdf: bool) -> tuple[str, ...]:
    if as_pdf and only == "form":
        raise click.UsageError("--pdf is of the Word documents, and --only form makes none; leave one of them out")
    return (*(_KINDS[kind] for kind in ([only] if only else _KINDS)), *(["print"] if as_pdf else []))


def _password(prompt: bool, file: str | None, *, for_pdf: bool) -> Password | None:
    from dtmforms import passwords

    given = given_password(prompt, file, twice=True)
    if given is None:
        return None
    if problem := passwords.problem_of(given, for_pdf=for_pdf):
        raise click.UsageError(f"the password {problem}")
    return passwords.good(given)


def _making(jobs: int | None, scheduler: str | None, as_pdf: bool) -> Making:
    """Who makes the documents. Raises `FileError` where what that takes is not there."""
    if scheduler:
        try:
            from dtmforms.batch import distributing
        except ModuleNotFoundError:
            raise FileError("--scheduler needs one more package: `pip install dtmforms[distributed]`") from None
        return lambda plan, items: distributing.made(plan, items, scheduler)
    from dtmforms.batch import workers

    if as_pdf:
        from dtmforms.word import office

        office.program()
    count = jobs or os.cpu_count() or 1
    return lambda plan, items: workers.made(plan, items, count)


def _asked(
    source: str, register: str | None, kinds: tuple[str, ...], pattern: str, template: str | None
) -> tuple[list[Item], Plan]:
    """The items of the source, and what is to be made of each."""
    from dtmforms import files
    from dtmforms.batch import sources
    from dtmforms.batch.plan import Plan

    own = files.read(template) if template else None
    if own is not None:
        from dtmforms.word.judging import refuse_bad_template

        refuse_bad_template(own, str(template))
    today = datetime.date.today()
    if source == sources.REGISTER:
        return sources.items_of_register(register or DEFAULT, str(today)), Plan(kinds, pattern, own)
    items = sources.items_of(source)
    place = register or (DEFAULT if Path(DEFAULT).exists() else None)
    if place is None:
        return items, Plan(kinds, pattern, own)
    return items, Plan(kinds, pattern, own, place, sources.registered(place), today)


def _keep_report(rows: list[Row], items: Sequence[Item], folder: Path) -> None:
    """Both reports, in the order of the source. Nothing is kept of a run that found nothing to do it in."""
    from dtmforms import files
    from dtmforms.batch import report as reports

    place = {item.name: number for number, item in enumerate(items)}
    rows.sort(key=lambda row: place[row.item])
    if folder.is_dir():
        for name, data in zip(reports.NAMES, (reports.as_workbook(rows), reports.as_lines(rows)), strict=True):
            files.write(str(folder / name), data, force=True)


def _summed_up(report: Report, rows: Sequence[Row], folder: Path) -> int:
    from dtmforms.batch import report as reports

    for row in rows:
        report.answer(reports.as_json(row))
        if row.outcome in ("kept", "failed", "refused", "fault"):
            for said in row.said:
                report.warn(said if said.startswith(row.item) else f"{row.output or row.item}: {said}")
    counts: Counter[str] = Counter(row.outcome for row in rows)
    for outcome, number in counts.items():
        report.say(f"{outcome:10} {number:6}", fg="red" if outcome in ("failed", "refused", "fault") else None)
    report.say(f"{folder / reports.NAMES[0]} tells what became of each")
    codes = {"fault": 1, "refused": RecordError.exit_code, "failed": FileError.exit_code, "kept": FileError.exit_code}
    return next((code for outcome, code in codes.items() if counts[outcome]), 0)
