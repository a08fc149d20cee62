from __future__ import annotations

from dataclasses import dataclass

import click

import dtmforms
from dtmforms.cli.agreements import agreements_in
from dtmforms.cli.help import argument, command, option
from dtmforms.cli.inputs import dates_of
from dtmforms.cli.options import Recording, recording_options, takes
from dtmforms.cli.output import Report
from dtmforms.cli.register.acts import SCHEMA, report_act


@dataclass(frozen=True, kw_only=True)
class AddRequest(Recording):
    records: tuple[str, ...]
    accepted: tuple[str, ...]


@command()
@argument("records", nargs=-1, required=True, metavar="RECORD...")
@option("--accept", "accepted", multiple=True, type=click.Choice(["same_key"]))
@recording_options
@takes(AddRequest)
def add(asked: AddRequest) -> int:
    report = Report(asked.as_json, SCHEMA)
    register = dtmforms.Register(asked.place)
    for source in agreements_in(asked.records, report):
        with report.item(source.name):
            act = register.add(source.record, accepted=asked.accepted, **dates_of(asked))
            report.warnings_of_record(source.file, source.read.findings, source.name)
            report_act(report, act, source.name)
    return report.exit_code
