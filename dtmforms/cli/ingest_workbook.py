"""`ingest --xlsx`: many returns at once, as a workbook to go on from."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Sequence
from typing import TYPE_CHECKING

import dtmforms
from dtmforms import files
from dtmforms.cli.ingest_records import sent_by
from dtmforms.cli.inputs import password_of, policy_of
from dtmforms.cli.options import DEFAULT_REGISTER, STANDARD
from dtmforms.cli.output import Report, in_a_sentence, outcome_word
from dtmforms.cli.progress import progress
from dtmforms.codes.documents import OF_THIS_COMPUTER
from dtmforms.language.reports import read_as, report_words
from dtmforms.language.spoken import say, spoken

if TYPE_CHECKING:
    from dtmforms.cli.ingest import IngestRequest

FAULT = 1
_NAMED = ("to confirm", "invalid", "cannot be read", "not a return", "duplicate", "fault")
_RED = ("invalid", "cannot be read", "fault")


def run(asked: IngestRequest) -> int:
    """Triage the returns, write the workbook, and print what is not in order."""
    workbook = str(asked.workbook)
    report = Report(asked.as_json, "dtmforms/return/1", aside=workbook == STANDARD)
    sent, password = sent_by(asked.against, report), password_of(asked)
    with progress("files_a_second", report) as tell:
        reading = dtmforms.Reading(
            password=password,
            policy=None if asked.register is not None else policy_of(asked),
            accepted=asked.accepted,
            beside=[place for place in (workbook, asked.against) if place],
            whole=asked.as_json,
            jobs=asked.jobs,
        )
        rows = dtmforms.triage(asked.returns, against=sent, register=_register(asked), reading=reading, progress=tell)
    _sum_up(report, rows)
    outcome = files.write(workbook, dtmforms.triage_workbook(rows), force=asked.force)
    report.print(say("file_made", file=in_a_sentence(workbook), outcome=outcome_word(outcome)))
    return FAULT if any(row.outcome == "fault" for row in rows) else report.exit_code


def _register(asked: IngestRequest) -> dtmforms.IntoRegister | None:
    """The register that was named, else the usual one, where returns are to be judged by it."""
    if asked.register is None:
        return None
    place = asked.register or os.environ.get("DTMFORMS_REGISTER") or DEFAULT_REGISTER
    return dtmforms.IntoRegister(place, by=os.environ.get("DTMFORMS_ROLE"), record=not asked.judge_only)


def _sum_up(report: Report, rows: Sequence[dtmforms.Triaged]) -> None:
    """Each file that is not in order, without a word of what stands in it (rule D1), and how many there are of each."""
    for row in rows:
        report.ends_with(row.exit_code)
        report.answer(_as_json(row))
        report.findings(row.file, [found for found in row.findings if found.code in OF_THIS_COMPUTER])
        if row.outcome in _NAMED:
            report.warn(_told(row))
    counts: Counter[str] = Counter(row.outcome for row in rows)
    report.counts("returns", counts, _RED)


def _told(row: dtmforms.Triaged) -> str:
    about = {"file": row.file, "outcome": report_words("returns")["outcomes"][row.outcome]["word"]}
    if row.outcome == "invalid":
        counts = {f"{weight}s": say(f"{weight}s", count=row.count(weight)) for weight in ("error", "warning")}
        return say("return_with_counts", **about, **counts)
    if row.outcome == "cannot be read" and row.kind:
        return say("return_outcome_why", why=read_as(row.kind), **about)
    return say("return_outcome", **about)


def _as_json(row: dtmforms.Triaged) -> dict[str, object]:
    findings = [finding.as_json(spoken()) for finding in row.findings]
    answer = row.answer.as_json(spoken()) if row.answer else {}
    about: dict[str, object] = {"file": row.file, "outcome": row.outcome, "exit_code": row.exit_code}
    if row.recorded:
        about["event"] = row.recorded
    return about | {key: value for key, value in answer.items() if key != "schema"} | {"findings": findings}
