from __future__ import annotations

from dataclasses import dataclass

from dtmforms.cli.help import argument, command
from dtmforms.cli.inputs import judging_of, record_at
from dtmforms.cli.options import JudgedRecording, confirmed_by_option, recording_options, reference_argument, takes
from dtmforms.cli.register.acts import record_act


@dataclass(frozen=True, kw_only=True)
class ReviseRequest(JudgedRecording):
    """`record` is `None` for what returns have proposed."""

    reference: str
    record: str | None


@command()
@reference_argument
@argument("record", required=False)
@confirmed_by_option
@recording_options
@takes(ReviseRequest)
def revise(asked: ReviseRequest) -> int:
    new, judging = record_at(asked.record), judging_of(asked)
    return record_act(asked, lambda register: register.revise(asked.reference, new, **judging))
