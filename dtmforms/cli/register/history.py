from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import dtmforms
from dtmforms.cli.help import command
from dtmforms.cli.options import answering_options, reference_argument
from dtmforms.cli.output import Report
from dtmforms.language.spoken import say, spoken

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
    "changes",
    "confirmed_by",
    "duty",
    "evidence",
    "stated_by",
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
    for line in _why(step):
        report.print(f"    {line}")


def _why(step: dtmforms.Step) -> Iterator[str]:
    """By which rule the numbers moved or stayed, what people stated, and what is unusual."""
    yield say("why_step", reason=step.reason.text(spoken()), rule=step.rule)
    yield from _stated(step.event)
    if accepted := step.event.details.get("accepted"):
        yield say("flags_accepted", codes=accepted)
    for note in step.notes:
        yield note.sentence("", spoken())


def _stated(event: dtmforms.Event) -> Iterator[str]:
    """Why and until when sharing is suspended, why an agreement ended, which duty was done."""
    if event.kind in ("suspended", "ended"):
        yield say("stated_why", why=event.details["why"])
    if stated_by := event.details.get("stated_by"):
        yield say("stated_signed", by=stated_by, why=event.details["why"])
    if until := event.details.get("until"):
        yield say("stated_last_day", day=until)
    if duty := event.details.get("duty"):
        yield say("stated_duty", duty=duty)
    if by := event.details.get("confirmed_by"):
        yield say("stated_confirmed", post=by)


def _as_json(step: dtmforms.Step) -> dict[str, Any]:
    event = {key: getattr(step.event, key) for key in _EVENT}
    stated = {key: step.event.details[key] for key in _STATED if key in step.event.details}
    numbers = {key: getattr(step, key) for key in _STEP}
    notes = [note.text(spoken()) for note in step.notes]
    noted = [note.as_json(spoken()) for note in step.notes]
    return event | numbers | {"reason": step.reason.text(spoken()), "notes": notes, "noted": noted} | stated
