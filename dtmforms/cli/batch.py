"""`batch`: the documents of many agreements, made anew where something changed."""

from __future__ import annotations

import datetime
import os
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from dtmforms.batch import naming
from dtmforms.cli.opening import DEFAULT, register_if_any
from dtmforms.cli.output import DEFAULT_PLACE, Report, as_json_option, force_option, jobs_option
from dtmforms.cli.progress import progress
from dtmforms.errors import FileError, RecordError

if TYPE_CHECKING:
    from dtmforms.batch.items import Item
    from dtmforms.batch.plan import Plan
    from dtmforms.batch.running import Row

_KINDS = {"word": "agreement", "form": "form"}


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
@jobs_option
@register_if_any
@force_option
@as_json_option
def batch(
    source: str,
    folder: str,
    kind: str | None,
    pattern: str,
    template: str | None,
    jobs: int | None,
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

    \b
    Examples:
      dtmforms batch missions/ -o to-sign/
      dtmforms batch agreements.xlsx -o to-sign/
      dtmforms batch register --only word -o to-sign/
      dtmforms batch missions/ -o out/ --name "{country}/{organization}/{reference}-{kind}"
      dtmforms batch missions/ -o out/ --template ours.docx --jobs 4
    """
    from dtmforms.batch import report as reports
    from dtmforms.batch import workers
    from dtmforms.batch.running import Run

    if problem := naming.problem_of(pattern):
        raise click.UsageError(f"--name {pattern}: {problem}")
    items, plan = _asked(
        source, register, tuple(_KINDS[kind] for kind in ([kind] if kind else _KINDS)), pattern, template
    )
    count = jobs or os.cpu_count() or 1
    run = Run(plan, folder, lambda plan, items: workers.made(plan, items, count), force=force)
    report = Report(as_json, reports.SCHEMA)
    rows: list[Row] = []
    try:
        with progress(len(items), "records", report) as advance:
            for made in run.rows(items):
                rows += made
                advance()
    finally:
        _keep_report(rows, items, Path(folder))
    return _summed_up(report, rows, Path(folder))


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
        if row.outcome in ("kept", "refused", "fault"):
            for said in row.said:
                report.warn(said if said.startswith(row.item) else f"{row.output or row.item}: {said}")
    counts: Counter[str] = Counter(row.outcome for row in rows)
    for outcome, number in counts.items():
        report.say(f"{outcome:10} {number:6}", fg="red" if outcome in ("refused", "fault") else None)
    report.say(f"{folder / reports.NAMES[0]} tells what became of each")
    codes = {"fault": 1, "refused": RecordError.exit_code, "kept": FileError.exit_code}
    return next((code for outcome, code in codes.items() if counts[outcome]), 0)
