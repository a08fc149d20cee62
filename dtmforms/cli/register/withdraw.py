from __future__ import annotations

from dataclasses import dataclass

from dtmforms.cli.help import argument, command
from dtmforms.cli.inputs import dates_of
from dtmforms.cli.options import Recording, recording_options, reference_argument, takes, why_option
from dtmforms.cli.register.acts import record_act


@dataclass(frozen=True, kw_only=True)
class WithdrawRequest(Recording):
    reference: str
    number: int
    why: str


@command()
@reference_argument
@argument("number", type=int, metavar="EVENT")
@why_option
@recording_options
@takes(WithdrawRequest)
def withdraw(asked: WithdrawRequest) -> int:
    return record_act(
        asked, lambda register: register.withdraw(asked.reference, asked.number, asked.why, **dates_of(asked))
    )
