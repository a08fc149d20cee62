from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import dtmforms
from dtmforms.cli.help import argument, command
from dtmforms.cli.inputs import dates_of
from dtmforms.cli.options import Recording, recording_options, takes
from dtmforms.cli.output import Report
from dtmforms.language.spoken import say


@dataclass(frozen=True, kw_only=True)
class PolicyRequest(Recording):
    """`file` is `None` where the policies that were recorded are only to be told."""

    file: str | None


@command()
@argument("file", required=False)
@recording_options
@takes(PolicyRequest)
def policy(asked: PolicyRequest) -> int:
    register = dtmforms.Register(asked.place)
    found = register.record_policy(asked.file, **dates_of(asked)) if asked.file else register.policies()
    report = Report(asked.as_json, "dtmforms/policy/1")
    report.answer(found.as_json())
    if found.added:
        report.print(say("policy_recorded", event=found.added[0].number), fg="green")
    elif asked.file:
        report.print(say("policy_known"))
    for line in _lines(found):
        report.print(line)
    return report.exit_code


def _lines(found: dtmforms.Policies) -> Iterator[str]:
    """Every policy with its rows, the last one first, and by which is judged today."""
    if found.in_force is None:
        yield say("policy_ours_in_force")
    for one in reversed(found.recorded):
        code = "policy_in_force" if one == found.in_force else "policy_not_in_force"
        yield say(code, day=one.event.effective, event=one.event.number, sha256=one.sha256)
        for row in one.rows:
            yield f"  {say('policy_row', row=row.path, effect=row.effect, rule=row.rule, reason=row.reason)}"
        if not one.rows:
            yield f"  {say('policy_of_no_rows')}"
