from __future__ import annotations

from dataclasses import dataclass

import dtmforms
from dtmforms.cli.help import argument, command, option
from dtmforms.cli.inputs import password_of, record_at, trust_at
from dtmforms.cli.options import Locked, as_json_option, exclusive, password_options, takes, trust_option
from dtmforms.cli.output import Report
from dtmforms.findings import at, in_file
from dtmforms.language.spoken import say, spoken


@dataclass(frozen=True, kw_only=True)
class VerifyRequest(Locked):
    """`trust` is `None` where the mission has no trust file: then nobody is known."""

    signed: tuple[str, ...]
    trust: str | None
    against: str | None
    as_json: bool


@command()
@argument("signed", nargs=-1, required=True, metavar="FILE...")
@trust_option
@option("--against", metavar="RECORD")
@exclusive("--password-file -", "FILE -", "both_want_standard_input")
@password_options
@as_json_option
@takes(VerifyRequest)
def verify(asked: VerifyRequest) -> int:
    dtmforms.begin_reader()
    trust = trust_at(asked.trust)
    against, password = record_at(asked.against), password_of(asked)
    report = Report(asked.as_json, "dtmforms/verification/1", takes_flags=False)
    verified: list[dtmforms.Verification] = []
    for file in asked.signed:
        with report.item(file):
            answer = dtmforms.verify(file, trust=trust, against=against, password=password)
            verified.append(answer)
            report.ends_with(answer.exit_code)
            report.findings(file, answer.findings)
            report.answer(answer.as_json(spoken()))
            report.print(in_file(file, answer.said().text(spoken()), spoken()))
            for signature in () if asked.as_json else answer.signatures:  # they name people, which JSON has asked for
                box = say("box_of", side=signature.side) if signature.side else signature.read.field
                sentences = filter(None, (signature.said, signature.by_clock()))
                said = " ".join(one.text(spoken()) for one in sentences)
                report.print(f"  {at(box, said, spoken())}")
    for chain in dtmforms.follow_notices(verified):
        _tell(report, chain)
    return report.exit_code


def _tell(report: Report, chain: dtmforms.Chain) -> None:
    """The chain of an agreement's notices, and who is called. People are named where they were asked for."""
    report.ends_with(chain.exit_code)
    report.findings(chain.reference, chain.findings)
    report.answer(chain.as_json(spoken()))
    report.print(chain.said().text(spoken()))
    for link in chain.notices:
        report.print(f"  {link.said().text(spoken())}")
    if not report.as_json and chain.contacts:
        report.print(say("called_on" if chain.verdict == "holds" else "called_on_perhaps", day=chain.day))
        for contact in chain.contacts:
            report.print(f"  {contact.said().text(spoken())}")
