from __future__ import annotations

from dataclasses import dataclass

from dtmforms.cli.help import command, option
from dtmforms.cli.inputs import dates_of
from dtmforms.cli.options import Recording, recording_options, reference_argument, takes
from dtmforms.cli.register.acts import record_act


@dataclass(frozen=True, kw_only=True)
class IssueRequest(Recording):
    reference: str
    document: str | None


@command()
@reference_argument
@option("--file", "document", metavar="FILE")
@recording_options
@takes(IssueRequest)
def issue(asked: IssueRequest) -> int:
    return record_act(asked, lambda register: register.issue(asked.reference, asked.document, **dates_of(asked)))
