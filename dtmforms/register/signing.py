"""Signatures: what is taken as one, and how a day or a signature is put right that was recorded wrongly."""

from __future__ import annotations

import datetime
import re
from dataclasses import replace
from typing import Any

from dtmforms.agreement.keys import text_key
from dtmforms.errors import RegisterError
from dtmforms.findings import Finding, Value
from dtmforms.register.act import Act, going_on, recorded_act, refuse_future, refuse_person
from dtmforms.register.events import OF_OTHER_EVENTS, Dated, Event, moments_from_now
from dtmforms.register.given_file import GivenFile, SignatureSeen, Statement, shown_by
from dtmforms.register.mission_policy import policy_in_force
from dtmforms.register.projection import SIGNED_WITH, Projection
from dtmforms.register.query import projection_of
from dtmforms.register.replay import in_order, project, withdrawals
from dtmforms.register.store import Transaction

_EDITION = re.compile(r"[0-9]{1,3}")


def sign(
    transaction: Transaction, reference: str, file: GivenFile, dated: Dated, stated: Statement | None = None
) -> Act:
    """Note that the text that waits for its signature was signed, as this file. A text that was recorded after the day
    of its signature counts from that day. The same file twice is one signature. Raises `RegisterError` where the file
    is no copy of the text, where no signature is seen in it and nobody states that it is signed, where the text was
    signed already, or the day is yet to come."""
    refuse_future(reference, "signed", dated.effective)
    projection = going_on(transaction, reference, None)
    refuse_person(projection, dated.by, *([stated.by] if stated else []))
    events = in_order(transaction.events(text_key(reference)))
    gone = withdrawals(events)
    twice = [event for event in events if event.files.get("signed") == file.sha256]
    if counting := [event for event in twice if event.identity not in gone]:
        return recorded_act(transaction, [_signed(counting[0].details, file, dated, projection.reference)])
    text = _text_to_sign(projection, events)
    shown = shown_by(file, projection, text, policy_in_force(transaction, text), dated)
    if not shown.signed and not stated:
        code = "signatures_do_not_count" if file.verified else "signature_not_seen"
        raise RegisterError(code, shown.findings, reference=reference)
    facts = {"text": text.identity, "terms": text.details["terms"]} | _how(shown, stated) | _verdict(file)
    facts |= _edition(file)
    facts |= {"again": gone[max(twice, key=_number).identity].identity} if twice else {}
    recorded: list[Event] = []
    findings = [replace(found, severity="warning") for found in shown.findings]  # errors are what a person answers for
    if text.effective > str(dated.effective):
        _refuse_before_beginning(projection, text, str(dated.effective))
        recorded.append(_redated(text, dated))
        days: dict[str, Value] = {"recorded": text.effective, "signed": str(dated.effective)}
        findings.append(Finding("counts_from_signature", values=days))
    facts |= _signed_with([*events, *recorded, _signed(facts, file, dated, projection.reference)], file)
    return recorded_act(transaction, [*recorded, _signed(facts, file, dated, projection.reference)], findings)


def refuse_other_text(transaction: Transaction, reference: str, file: GivenFile) -> None:
    """Raises `RegisterError` where a form is not that of the text which waits for its signature."""
    projection = projection_of(transaction, reference)
    text = _text_to_sign(projection, transaction.events(text_key(reference)))
    shown_by(file, projection, text, policy_in_force(transaction, text), Dated())


def _signed(facts: dict[str, Any], file: GivenFile, dated: Dated, reference: str) -> Event:
    return dated.event(reference, "signed", details=facts, files={"signed": file.sha256})


def _signed_with(events: list[Event], file: GivenFile) -> dict[str, Any]:
    """The contacts that a text is signed with, as they are known when the last of these events is recorded: they are
    kept, for what is recorded later moves them no more (rule D6). Empty where the signature is of no text in force."""
    moments = moments_from_now()
    recorded = [event if event.recorded else replace(event, recorded=next(moments)) for event in events]
    then = project(recorded, events[-1].effective, notes=False)
    signed = then.signed if then else None
    return {key: getattr(signed, key) for key in SIGNED_WITH} if signed and signed.sha256 == file.sha256 else {}


def _verdict(file: GivenFile) -> dict[str, Any]:
    """What the digital signatures amounted to on that day, and the certificates of those that hold, by their SHA-256;
    nobody is named (rule D1)."""
    if file.verified is None:
        return {}
    good = (one for one in file.verified.signatures if one.holds and one.trusted == "yes" and one.read.signer)
    certificates = [
        {"side": one.side, "fingerprint": one.read.signer.fingerprint, "day": one.read.time[:10]}
        for one in good
        if one.read.signer
    ]
    return {"verdict": file.verified.verdict, "certificates": certificates}


def _how(shown: SignatureSeen, stated: Statement | None) -> dict[str, str]:
    """By what it is known that the text was signed."""
    seen = {"seen": shown.signed} if shown.signed else {}
    return seen | ({"stated_by": stated.by, "why": stated.why} if stated else {})


def _edition(file: GivenFile) -> dict[str, str]:
    """The edition of the form that was signed, as far as the file says it (rule E7)."""
    edition = file.read.identity().get("form_edition", "")
    return {"edition": edition} if _EDITION.fullmatch(edition) else {}


def _text_to_sign(projection: Projection, events: list[Event]) -> Event:
    """The text that waits for its signature. Raises `RegisterError` where none does, for a text is signed once, also
    where sharing is suspended."""
    identity = projection.to_sign.identity if projection.to_sign else projection.text
    if projection.to_sign is None and projection.signed:
        last = next(step.event for step in reversed(projection.steps) if step.event.details.get("text") == identity)
        about = {"event": last.number, "day": last.effective}
        raise RegisterError("signed_already", reference=projection.reference, **about)
    return next(event for event in events if event.identity == identity)


def withdraw(transaction: Transaction, reference: str, number: int, dated: Dated, why: str) -> Act:
    """Take back a signature that was recorded wrongly, given by the number of its event, as a statement of its own:
    what was recorded stays, and does not count. Raises `RegisterError` for an event that is no such signature."""
    projection = projection_of(transaction, reference)
    refuse_person(projection, dated.by)
    found = _event(projection, number)
    facts, gone = {"withdraws": found.identity, "why": why}, withdrawals(step.event for step in projection.steps)
    if found.kind != "signed" or (found.identity in gone and gone[found.identity].details != facts):
        raise RegisterError("not_a_signature", reference=reference, event=number)
    day = replace(dated, effective=datetime.date.fromisoformat(found.effective))
    return recorded_act(transaction, [day.event(reference, "withdrawn", details=facts)])


def _number(event: Event) -> int:
    return event.number


def _event(projection: Projection, number: int) -> Event:
    found = next((step.event for step in projection.steps if step.event.number == number), None)
    if found is None:
        events = [step.event.number for step in projection.steps]
        raise RegisterError("no_such_event", reference=projection.reference, event=number, events=events)
    return found


def redate(transaction: Transaction, reference: str, number: int, dated: Dated, why: str) -> Act:
    """Put right the day of an event, given by its number, as a statement of its own: what was recorded stays."""
    projection = projection_of(transaction, reference)
    found = _event(projection, number)
    refuse_future(reference, found.kind, dated.effective)
    _refuse_signed_before_there(projection, found, str(dated.effective))
    _refuse_other_days(found, str(dated.effective))
    _refuse_before_beginning(projection, found, str(dated.effective))
    return recorded_act(transaction, [_redated(found, dated, why)])


def _refuse_other_days(event: Event, day: str) -> None:
    """A suspension begins no later than it ends, and an assessment counts from no day before it was made (rule B3)."""
    last, assessed = event.details.get("until"), event.details.get("assessed_on")
    if last and last < day:
        raise RegisterError("last_day_before_first", reference=event.reference, last=last, first=day)
    if event.kind == "reassessed" and assessed and assessed > day:
        raise RegisterError("reassessed_later", reference=event.reference, day=assessed, effective=day)


def _refuse_before_beginning(projection: Projection, event: Event, day: str) -> None:
    """Nothing happens to an agreement before it begins, whichever of the two is given another day."""
    begun, *others = (step.event for step in projection.steps)
    if event.identity != begun.identity and day < begun.effective:
        raise RegisterError("before_beginning", reference=projection.reference, day=day, begins=begun.effective)
    before = [one for one in others if one.kind not in OF_OTHER_EVENTS and one.effective < day]
    if event.identity == begun.identity and before:
        by = {"event": before[0].number, "day": before[0].effective}
        raise RegisterError("begun_after_event", reference=projection.reference, **by)


def _refuse_signed_before_there(projection: Projection, event: Event, day: str) -> None:
    """A signature follows its text, whichever of the two is given another day."""
    history = [step.event for step in projection.steps]
    signed = [one for one in history if one.kind == "signed" and one.details["text"] == event.identity]
    texts = [one for one in history if event.kind == "signed" and one.identity == event.details["text"]]
    wrong = [one for one in signed if one.effective < day] + [one for one in texts if one.effective > day]
    if wrong:
        by = {"event": wrong[0].number, "day": wrong[0].effective}
        raise RegisterError("signed_before_it_was_there", reference=projection.reference, **by)


def _redated(event: Event, dated: Dated, why: str = "") -> Event:
    """The statement counts from the earlier of the two days, so that it is known on both. Without a reason, it follows
    from a signature of that day."""
    facts = {"redates": event.identity, "on": str(dated.effective)} | ({"why": why} if why else {})
    day = min(event.effective, str(dated.effective))
    return replace(dated, effective=datetime.date.fromisoformat(day)).event(event.reference, "redated", details=facts)
