"""Signatures, and the days that they put right."""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Sequence
from dataclasses import replace

from dtmforms.agreement.normal import text_key
from dtmforms.errors import RegisterError
from dtmforms.findings import Finding
from dtmforms.form.identity import Identity
from dtmforms.register.acting import Act, going_on, recorded_act, refuse_future
from dtmforms.register.events import Dated, Event
from dtmforms.register.looking import state_of
from dtmforms.register.state import State, in_order
from dtmforms.register.store import Book


def sign(book: Book, reference: str, signed: str, dated: Dated, copies: Sequence[Identity] | None = None) -> Act:
    """Note that the text that waits for its signature was signed, as the file of this SHA-256; where none waits, that
    the text in force was. A text that was recorded after the day of its signature counts from that day. `copies` is
    what the file says that it is, `None` where nobody looked. Raises `RegisterError` where it is a copy of another
    text, or the day is yet to come."""
    refuse_future(reference, "a signature", dated)
    events = in_order(book.events(text_key(reference)))
    twice = [event for event in events if event.files.get("signed") == signed]
    state = going_on(book, reference, None)
    text = next(
        event for event in events if event.identity == (state.to_sign.identity if state.to_sign else state.text)
    )
    if twice:
        text = next((event for event in events if event.identity == twice[0].details["text"]), text)
    facts = {"text": text.identity, "terms": text.details["terms"]}
    findings = list(_not_this_text(state.reference, facts["terms"], copies))
    recorded = [dated.event(reference, "signed", details=facts, files={"signed": signed})]
    if text.effective > str(dated.effective) and not twice:
        recorded.insert(0, _redated(text, dated, "it was signed on that day"))
        message = f"the text was recorded for {text.effective}; it counts from its signature on {dated.effective}"
        findings.append(Finding("warning", "", message, "E6"))
    return recorded_act(book, recorded, findings)


def redate(book: Book, reference: str, number: int, dated: Dated, why: str) -> Act:
    """Put right the day of an event, given by its number, as a statement of its own: what was recorded stays."""
    state = state_of(book, reference)
    found = next((step.event for step in state.steps if step.event.number == number), None)
    if found is None:
        numbers = ", ".join(str(step.event.number) for step in state.steps)
        raise RegisterError(f"{reference}: there is no event {number} in its history; there are {numbers}")
    _refuse_signed_before_there(state, found, str(dated.effective))
    return recorded_act(book, [_redated(found, dated, why)])


def _refuse_signed_before_there(state: State, event: Event, day: str) -> None:
    """A signature follows its text, whichever of the two is given another day."""
    told = [step.event for step in state.steps]
    signed = [one for one in told if one.kind == "signed" and one.details["text"] == event.identity]
    texts = [one for one in told if event.kind == "signed" and one.identity == event.details["text"]]
    wrong = [one for one in signed if one.effective < day] + [one for one in texts if one.effective > day]
    if wrong:
        raise RegisterError(
            f"{state.reference}: the text would be signed before it was there, by event {wrong[0].number} of "
            f"{wrong[0].effective}; put that day right first"
        )


def _redated(event: Event, dated: Dated, why: str) -> Event:
    """The statement counts from the earlier of the two days, so that it is known on both."""
    facts = {"redates": event.identity, "on": str(dated.effective), "why": why}
    day = min(event.effective, str(dated.effective))
    return replace(dated, effective=datetime.date.fromisoformat(day)).event(event.reference, "corrected", details=facts)


def _not_this_text(reference: str, terms: str, copies: Sequence[Identity] | None) -> Iterator[Finding]:
    """Whether a signed file is a copy of the text. Raises `RegisterError` where it says that it is of another one."""
    if copies is None or any(said.terms == terms and text_key(said.reference) == reference for said in copies):
        return
    if copies:
        others = ", ".join(
            sorted({f"{said.reference or 'a blank form'} ({said.terms or 'no terms'})" for said in copies})
        )
        raise RegisterError(
            f"{reference}: the file is a copy of {others}, and the text to sign has the terms {terms}; "
            "look for the copy that was signed, or see `dtmforms register show` for what waits"
        )
    message = f"the file has no code that can be read; look whether it is the signed copy, with the terms {terms}"
    yield Finding("warning", "", message, "E1")
