from __future__ import annotations

from typing import Any

import dtmforms
from dtmforms.cli.help import command
from dtmforms.cli.options import answering_options, reference_argument
from dtmforms.cli.output import Report
from dtmforms.language.spoken import say, spoken
from dtmforms.sentences.history import why

_EVENT = ("number", "kind", "effective", "received", "recorded", "by", "files")
_STEP = ("revision", "contacts", "moved", "rule")
_MOVED = {
    "": "step",
    "both": "step_both_moved",
    "revision": "step_revision_moved",
    "contacts": "step_contacts_moved",
}
_STATED = (
    "accepted",
    "assessed_on",
    "by_mission",
    "certificates",
    "changes",
    "confirmed_by",
    "contacts_on",
    "duty",
    "edition",
    "evidence",
    "not_taken",
    "reassess_by",
    "seen",
    "stated_by",
    "terms",
    "until",
    "verdict",
    "why",
)
"""What a history repeats of that which people stated about an event."""


@command()
@reference_argument
@answering_options
def history(reference: str, place: str, as_json: bool) -> int:
    steps = dtmforms.Register(place).history(reference)
    report = Report(as_json, "dtmforms/history/1")
    report.answer({"reference": steps[0].event.reference, "steps": [_as_json(step) for step in steps]})
    for step in () if as_json else steps:
        _print(report, step)
    return report.exit_code


def _print(report: Report, step: dtmforms.Step) -> None:
    event = step.event
    numbers = {"revision": step.revision, "contacts": step.contacts}
    report.print(say(_MOVED[step.moved], day=event.effective, event=event.number, kind=event.kind, **numbers))
    for line in why(step):
        report.print(f"    {line}")


def _as_json(step: dtmforms.Step) -> dict[str, Any]:
    event = {key: getattr(step.event, key) for key in _EVENT}
    stated = {key: step.event.details[key] for key in _STATED if key in step.event.details}
    numbers = {key: getattr(step, key) for key in _STEP}
    notes = [note.text(spoken()) for note in step.notes]
    noted = [note.as_json(spoken()) for note in step.notes]
    return event | numbers | {"reason": step.reason.text(spoken()), "notes": notes, "noted": noted} | stated
