from __future__ import annotations

from dataclasses import dataclass

import dtmforms
from dtmforms.cli.help import argument, command, option
from dtmforms.cli.inputs import judging_of
from dtmforms.cli.options import JudgedRecording, accept_option, confirmed_by_option, recording_options, takes
from dtmforms.cli.output import Report
from dtmforms.cli.register.acts import SCHEMA, report_act
from dtmforms.language.spoken import say, spoken


@dataclass(frozen=True, kw_only=True)
class ReturnRequest(JudgedRecording):
    """`reference` is `None` where each form names its agreement."""

    returns: tuple[str, ...]
    reference: str | None
    accepted: tuple[str, ...]


@command("return")
@argument("returns", nargs=-1, required=True, metavar="FILE...")
@option("--reference", metavar="REF")
@confirmed_by_option
@accept_option
@recording_options
@takes(ReturnRequest)
def return_(asked: ReturnRequest) -> int:
    dtmforms.begin_reader()
    register, judging = dtmforms.Register(asked.place), judging_of(asked)
    report = Report(asked.as_json, SCHEMA)
    for file in asked.returns:
        with report.item(file):
            done = register.take_return(file, reference=asked.reference, accepted=asked.accepted, **judging)
            if isinstance(done, dtmforms.Act):
                report_act(report, done, file)
            else:
                _report_refused(report, done, file)
    return report.exit_code


def _report_refused(report: Report, answer: dtmforms.Return, file: str) -> None:
    report.ends_with(answer.exit_code)
    report.findings(file, answer.findings)
    report.answer({"recorded": []} | {key: value for key, value in answer.as_json(spoken()).items() if key != "schema"})
    report.print(say("return_not_taken", file=file), fg="red")
