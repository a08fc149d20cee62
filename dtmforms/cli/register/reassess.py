from __future__ import annotations

from dataclasses import dataclass

import dtmforms
from dtmforms.cli.help import argument, command
from dtmforms.cli.inputs import dates_of
from dtmforms.cli.options import Recording, recording_options, reference_argument, takes
from dtmforms.cli.register.acts import record_act


@dataclass(frozen=True, kw_only=True)
class ReassessRequest(Recording):
    reference: str
    record: str


@command()
@reference_argument
@argument("record")
@recording_options
@takes(ReassessRequest)
def reassess(asked: ReassessRequest) -> int:
    new = dtmforms.load(asked.record)
    return record_act(asked, lambda register: register.reassess(asked.reference, new, **dates_of(asked)))
