from __future__ import annotations

from dataclasses import dataclass

from dtmforms.cli.help import command
from dtmforms.cli.inputs import dates_of
from dtmforms.cli.options import Recording, recording_options, reference_argument, takes, why_option
from dtmforms.cli.register.acts import record_act


@dataclass(frozen=True, kw_only=True)
class EndRequest(Recording):
    reference: str
    why: str


@command()
@reference_argument
@why_option
@recording_options
@takes(EndRequest)
def end(asked: EndRequest) -> int:
    return record_act(asked, lambda register: register.end(asked.reference, asked.why, **dates_of(asked)))
