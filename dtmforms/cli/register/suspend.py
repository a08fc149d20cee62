from __future__ import annotations

import datetime
from dataclasses import dataclass

from dtmforms.cli.help import command, option
from dtmforms.cli.inputs import dates_of
from dtmforms.cli.options import Day, Recording, recording_options, reference_argument, takes, why_option
from dtmforms.cli.register.acts import record_act


@dataclass(frozen=True, kw_only=True)
class SuspendRequest(Recording):
    reference: str
    why: str
    until: datetime.date | None


@command()
@reference_argument
@why_option
@option("--until", type=Day(), metavar="DATE")
@recording_options
@takes(SuspendRequest)
def suspend(asked: SuspendRequest) -> int:
    dates = dates_of(asked)
    return record_act(asked, lambda register: register.suspend(asked.reference, asked.why, until=asked.until, **dates))
