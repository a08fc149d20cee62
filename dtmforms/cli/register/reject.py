from __future__ import annotations

from dataclasses import dataclass

from dtmforms.cli.help import argument, command, option
from dtmforms.cli.inputs import dates_of
from dtmforms.cli.options import Recording, recording_options, takes, why_option
from dtmforms.cli.register.acts import record_act


@dataclass(frozen=True, kw_only=True)
class RejectRequest(Recording):
    """`reference` is `None` where the form names its agreement."""

    file: str
    reference: str | None
    why: str


@command()
@argument("file", metavar="FILE")
@option("--reference", metavar="REF")
@why_option
@recording_options
@takes(RejectRequest)
def reject(asked: RejectRequest) -> int:
    dates = dates_of(asked)
    return record_act(
        asked, lambda register: register.reject_return(asked.file, asked.why, reference=asked.reference, **dates)
    )
