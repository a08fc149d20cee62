from __future__ import annotations

from dataclasses import dataclass

from dtmforms.cli.help import argument, command
from dtmforms.cli.inputs import corrections_of, judging_of, record_at
from dtmforms.cli.options import (
    Correcting,
    JudgedRecording,
    correcting_options,
    judging_options,
    recording_options,
    reference_argument,
    takes,
)
from dtmforms.cli.register.acts import record_act


@dataclass(frozen=True, kw_only=True)
class CorrectRequest(JudgedRecording, Correcting):
    """`record` is `None` for what returns have proposed."""

    reference: str
    record: str | None


@command()
@reference_argument
@argument("record", required=False)
@correcting_options
@judging_options
@recording_options
@takes(CorrectRequest)
def correct(asked: CorrectRequest) -> int:
    new, judging, corrections = record_at(asked.record), judging_of(asked), corrections_of(asked)
    return record_act(
        asked, lambda register: register.correct(asked.reference, new, corrections=corrections, **judging)
    )
