from __future__ import annotations

import dtmforms
from dtmforms.cli.help import command, option
from dtmforms.cli.options import answering_options
from dtmforms.cli.output import Report, findings_json
from dtmforms.language.spoken import say, spoken


@command()
@option("--last", metavar="HASH")
@answering_options
def verify(last: str | None, place: str, as_json: bool) -> int:
    found = dtmforms.Register(place).verify(last)
    report = Report(as_json, "dtmforms/verified/1")
    report.answer(
        {
            "whole": not found.problems,
            "events": found.events,
            "head": found.head,
            "problems": [problem.text(spoken()) for problem in found.problems],
            "found": findings_json(found.problems),
        }
    )
    report.findings("", found.problems)
    about = {"events": say("events", count=found.events), "hash": found.head}
    if not found.problems:
        report.print(say("register_whole", **about), fg="green")
        return 0
    report.print(say("register_not_whole", problems=say("problems", count=len(found.problems)), **about), fg="red")
    return 3
