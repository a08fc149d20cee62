"""An act on the command line: recorded, then answered and printed."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from typing import Any

import dtmforms
from dtmforms.cli.options import Recording
from dtmforms.cli.output import Report, findings_json
from dtmforms.findings import at
from dtmforms.language.cldr import listed
from dtmforms.language.spoken import say, spoken
from dtmforms.sentences.standing import numbers_in_words, to_be_signed, waits

SCHEMA = "dtmforms/register/1"


def record_act(asked: Recording, act: Callable[[dtmforms.Register], dtmforms.Act]) -> int:
    """One act, and what came of it."""
    with dtmforms.Register(asked.place) as register:
        done = act(register)
    report = Report(asked.as_json, SCHEMA)
    report_act(report, done)
    return report.exit_code


def report_act(report: Report, act: dtmforms.Act, source: str = "") -> None:
    """Answer and print an act, without contact data (rule D1)."""
    report.findings(source or act.reference, act.findings)
    report.answer(({"file": source} if source else {}) | _as_json(act))
    events = [say("event_recorded", kind=event.kind, event=event.number) for event in act.added]
    done = "recorded" if events else "known_already"
    told = {"events": listed(events, spoken())} if events else {}
    report.print(say(done, reference=act.reference, **told), fg="green" if events else None)
    stands = numbers_in_words(act.after.numbers)
    report.print(f"  {say('numbers_and_terms', numbers=stands, terms=act.after.terms)}")
    for event, note in act.notes:
        of = say("event_of", reference=act.reference, event=event.number)
        report.warn(at(of, note.sentence("", spoken()), spoken()))
    _print_what_is_next(report, act)


def _as_json(act: dtmforms.Act) -> dict[str, Any]:
    """What was recorded, and where the agreement stands after it."""
    after = act.after
    return {
        "reference": act.reference,
        "recorded": [{"number": event.number, "kind": event.kind, "effective": event.effective} for event in act.added],
        "numbers": after.numbers.as_json(),
        "terms": after.terms,
        "status": after.status,
        "open_duties": [{"contacts": notice.contacts, "duty": duty} for notice, duty in after.open_duties],
        "to_sign": after.to_sign,
        "waiting": after.waiting,
        "notes": [note.text(spoken()) for _, note in act.notes],
        "noted": [{"event": event.number} | note.as_json(spoken()) for event, note in act.notes],
        "findings": findings_json(act.findings),
    }


def _print_what_is_next(report: Report, act: dtmforms.Act) -> None:
    """What the events that were just recorded have opened."""
    new, kinds = {event.identity for event in act.added}, {event.kind for event in act.added}
    for notice in act.after.notices:
        if notice.identity in new and notice.open:
            report.print(f"  {say('open_until_evidenced', contacts=notice.contacts, duties=notice.open)}")
    for event in act.added:
        if event.effective > str(datetime.date.today()):
            report.print(f"  {say('open_takes_effect_later', day=event.effective)}")
    if "returned" in kinds and (paths := act.after.waiting):
        report.print(f"  {waits(paths)}")
    if "revised" in kinds and (to_sign := act.after.to_sign):
        report.print(f"  {to_be_signed(**to_sign)}")
        report.print(f"  {say('next_write_record', reference=act.reference)}")
        report.print(f"  {say('next_make_document')}")
