from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import click

import dtmforms
from dtmforms import files, names
from dtmforms.cli.agreements import AgreementSource, agreements_in
from dtmforms.cli.help import argument, command, option
from dtmforms.cli.inputs import dates_of
from dtmforms.cli.options import Recording, force_option, recording_options, takes
from dtmforms.cli.output import OutputFiles, Report, findings_json, outcome_word
from dtmforms.language.cldr import listed
from dtmforms.language.spoken import say, spoken
from dtmforms.sentences.standing import numbers_in_words

_SUFFIXES = {"agreement": ".docx", "form": ".pdf"}


@dataclass(frozen=True, kw_only=True)
class StartRequest(Recording):
    records: tuple[str, ...]
    folder: str | None
    accepted: tuple[str, ...]
    force: bool


@command()
@argument("records", nargs=-1, required=True, metavar="RECORD...")
@option("-o", "--output", "folder", metavar="FOLDER")
@force_option
@option("--accept", "accepted", multiple=True, type=click.Choice(["same_key"]))
@recording_options
@takes(StartRequest)
def start(asked: StartRequest) -> int:
    report = Report(asked.as_json, "dtmforms/started/1")
    # Two documents of each agreement go into a folder, also where there is one agreement.
    places = {kind: OutputFiles(asked.folder, (suffix,), asked.records, 2) for kind, suffix in _SUFFIXES.items()}
    register = dtmforms.Register(asked.place)
    for source in agreements_in(asked.records, report):
        with report.item(source.name):
            report.findings(source.file, source.read.findings)
            started = dtmforms.start(source.record, register, accepted=asked.accepted, **dates_of(asked))
            report.findings(source.name, [*started.act.findings, *started.status.findings])
            _print(report, started)
            report.answer(
                source.as_json() | _as_json(source, started, _written(report, source, started, places, asked))
            )
    return report.exit_code


def _print(report: Report, started: dtmforms.Started) -> None:
    events = [say("event_recorded", kind=event.kind, event=event.number) for event in started.act.added]
    told = {"events": listed(events, spoken())} if events else {}
    done = say("recorded" if events else "known_already", reference=started.act.reference, **told)
    report.print(done, fg="green" if events else None)
    if started.status.numbers:
        report.print(f"  {numbers_in_words(started.status.numbers)}")


def _written(
    report: Report,
    source: AgreementSource,
    started: dtmforms.Started,
    places: dict[str, OutputFiles],
    asked: StartRequest,
) -> list[dict[str, str]]:
    """Write both documents, and print where they are and what is to be done with them."""
    documents = {"agreement": started.agreement, "form": started.form}
    made = []
    for kind, data in documents.items():
        target = places[kind].of(names.stem(source.record.reference), source.name)
        outcome = files.write(target, data, force=asked.force)
        made.append({"kind": kind, "output": target, "outcome": outcome})
        report.print(f"  {say('file_made', file=target, outcome=outcome_word(outcome))}")
    reference = source.record.reference
    report.print(f"  {say('next_send_form', file=made[1]['output'])}")
    report.print(f"  {say('next_sign_document', file=made[0]['output'], reference=reference)}")
    return made


def _as_json(source: AgreementSource, started: dtmforms.Started, made: list[dict[str, str]]) -> dict[str, Any]:
    added, numbers = started.act.added, started.status.numbers
    return {
        "reference": source.record.reference,
        "recorded": [{"number": one.number, "kind": one.kind, "effective": one.effective} for one in added],
        "numbers": numbers.as_json() if numbers else None,
        "status": started.status.sentence(source.record.language),
        "documents": made,
        "findings": findings_json([*source.read.findings, *started.act.findings, *started.status.findings]),
    }
