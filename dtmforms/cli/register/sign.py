from __future__ import annotations

from dataclasses import dataclass

import dtmforms
from dtmforms.cli.help import command, option
from dtmforms.cli.inputs import dates_of, trust_at
from dtmforms.cli.options import (
    Recording,
    needs,
    not_blank,
    recording_options,
    reference_argument,
    takes,
    trust_option,
)
from dtmforms.cli.register.acts import record_act


@dataclass(frozen=True, kw_only=True)
class SignatureRequest(Recording):
    reference: str
    signed: str
    stated_by: str | None
    why: str | None
    trust: str | None


@command()
@reference_argument
@needs("--stated-by", "--why", "statement_needs_why")
@needs("--why", "--stated-by", "why_needs_statement")
@option("--file", "signed", required=True, metavar="SIGNED.pdf")
@option("--stated-by", callback=not_blank, metavar="ROLE")
@option("--why", callback=not_blank, metavar="TEXT")
@trust_option
@recording_options
@takes(SignatureRequest)
def sign(asked: SignatureRequest) -> int:
    dtmforms.begin_reader()
    trust = trust_at(asked.trust)
    statement = {"stated_by": asked.stated_by, "why": asked.why}
    return record_act(
        asked,
        lambda register: register.sign(asked.reference, asked.signed, trust=trust, **statement, **dates_of(asked)),
    )
