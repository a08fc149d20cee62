from __future__ import annotations

from dataclasses import dataclass

import click

import dtmforms
from dtmforms.cli.help import argument, command, option
from dtmforms.cli.inputs import dates_of
from dtmforms.cli.options import Recording, not_blank, recording_options, reference_argument, takes
from dtmforms.cli.register.acts import record_act


@dataclass(frozen=True, kw_only=True)
class DutyRequest(Recording):
    reference: str
    done: str
    evidence: str
    contacts: int | None


@command()
@reference_argument
@argument("done", metavar="DUTY", type=click.Choice(dtmforms.DUTIES))
@option("--evidence", callback=not_blank, required=True, metavar="TEXT|FILE")
@option("--contacts", type=int, metavar="N")
@recording_options
@takes(DutyRequest)
def duty(asked: DutyRequest) -> int:
    dates = dates_of(asked)
    return record_act(
        asked,
        lambda register: register.duty(asked.reference, asked.done, asked.evidence, contacts=asked.contacts, **dates),
    )
