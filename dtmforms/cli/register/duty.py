from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import click

import dtmforms
from dtmforms.cli.help import argument, command, option
from dtmforms.cli.inputs import dates_of
from dtmforms.cli.options import (
    Recording,
    confirmed_by_option,
    not_blank,
    recording_options,
    reference_argument,
    takes,
)
from dtmforms.cli.register.acts import record_act


@dataclass(frozen=True, kw_only=True)
class DutyRequest(Recording):
    reference: str
    done: str
    evidence: str
    contacts: int | None
    confirmed_by: str | None


@command()
@reference_argument
@argument("done", metavar="DUTY", type=click.Choice(dtmforms.DUTIES))
@option("--evidence", callback=not_blank, required=True, metavar="TEXT|FILE")
@option("--contacts", type=int, metavar="N")
@confirmed_by_option
@recording_options
@takes(DutyRequest)
def duty(asked: DutyRequest) -> int:
    told: dict[str, Any] = {"contacts": asked.contacts, "confirmed_by": asked.confirmed_by, **dates_of(asked)}
    return record_act(asked, lambda register: register.duty(asked.reference, asked.done, asked.evidence, **told))
