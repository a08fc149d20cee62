"""`batch`: the documents of many agreements, made anew where something changed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import click

import dtmforms
from dtmforms.cli.help import argument, command, option
from dtmforms.cli.inputs import password_of
from dtmforms.cli.options import (
    DEFAULT_PLACE,
    DEFAULT_REGISTER,
    Locked,
    as_json_option,
    exclusive,
    force_option,
    jobs_option,
    password_options,
    register_if_any,
    takes,
    together,
)
from dtmforms.cli.output import Report
from dtmforms.cli.progress import progress
from dtmforms.errors import FileError, RecordError
from dtmforms.language.spoken import say, spoken

_REGISTER = "register"
"""What stands for a source where the agreements are those of the register."""
_KINDS = {"word": "agreement", "form": "form"}
_EXIT_CODES = {
    "fault": 1,
    "refused": RecordError.exit_code,
    "failed": FileError.exit_code,
    "kept": FileError.exit_code,
}


@dataclass(frozen=True, kw_only=True)
class BatchRequest(Locked):
    source: str
    folder: str
    kind: str | None
    pattern: str
    template: str | None
    as_pdf: bool
    jobs: int | None
    scheduler: str | None
    register: str | None
    force: bool
    as_json: bool

    @property
    def kinds(self) -> tuple[str, ...]:
        documents = tuple(_KINDS[kind] for kind in ([self.kind] if self.kind else _KINDS))
        return (*documents, "print") if self.as_pdf else documents


@command()
@argument("source")
@option("-o", "--output", "folder", metavar="FOLDER", default=DEFAULT_PLACE)
@option("--only", "kind", type=click.Choice(list(_KINDS)))
@option("--name", "pattern", metavar="PATTERN", default=dtmforms.DEFAULT_NAME)
@option("--template", metavar="FILE.docx")
@option("--pdf", "as_pdf", is_flag=True)
@password_options
@jobs_option
@option("--scheduler", metavar="tcp://HOST:PORT")
@register_if_any
@force_option
@as_json_option
@together(
    exclusive("--pdf", "--only form", "pdf_without_word"),
    exclusive("--password-prompt", "--pdf", "password_and_pdf"),
    exclusive("--password-file", "--pdf", "password_and_pdf"),
    exclusive("--password-prompt", "--scheduler", "password_and_scheduler"),
    exclusive("--password-file", "--scheduler", "password_and_scheduler"),
)
@takes(BatchRequest)
def batch(asked: BatchRequest) -> int:
    template = dtmforms.read_template(asked.template) if asked.template else None
    report = Report(asked.as_json, "dtmforms/batch-item/1")
    with progress("records_a_second", report) as tell:
        making = dtmforms.Making(
            kinds=asked.kinds,
            pattern=asked.pattern,
            template=template,
            password=password_of(asked, twice=True),
            jobs=asked.jobs,
            scheduler=asked.scheduler,
        )
        rows = dtmforms.batch(
            None if asked.source == _REGISTER else asked.source,
            asked.folder,
            making=making,
            register=_register(asked),
            force=asked.force,
            progress=tell,
        )
    return _sum_up(report, rows, Path(asked.folder))


def _register(asked: BatchRequest) -> str | None:
    """The register that was named, or the one at the usual place where it is there, or where all is to come from it."""
    if asked.register or asked.source == _REGISTER or Path(DEFAULT_REGISTER).exists():
        return asked.register or DEFAULT_REGISTER
    return None


def _sum_up(report: Report, rows: Sequence[dtmforms.ReportRow], folder: Path) -> int:
    for row in rows:
        report.answer(row.as_json(spoken()))
        if row.outcome in _EXIT_CODES:
            report.findings(row.output or row.item, [row.why] if row.why else [])
            report.findings(row.item, row.findings)
    signed = {row.item for row in rows if row.outcome == "written" and _is_signed(row)}
    counts: Counter[str] = Counter(row.outcome for row in rows)
    report.counts("batch", counts, red=("failed", "refused", "fault"))
    if signed:
        report.print(say("batch_of_signed", count=len(signed)))
    report.print(say("batch_report", file=str(folder / "batch-report.xlsx")))
    return next((code for outcome, code in _EXIT_CODES.items() if counts[outcome]), 0)


def _is_signed(row: dtmforms.ReportRow) -> bool:
    """Whether a document is of a text that was signed already, which is never made anew in silence (rule E7)."""
    return any(found.about.rule == "E7" for found in row.findings)
