"""How agreements stand in an open register: one with its text, or all of them without.

This is what commands that only answer need, and it loads nothing that reads or draws documents.
"""

from __future__ import annotations

import difflib
import gc
from typing import TYPE_CHECKING

from dtmforms.agreement.normal import email_key, text_key
from dtmforms.errors import RegisterError
from dtmforms.register import merging
from dtmforms.register.events import Event, digest
from dtmforms.register.state import State, fold, in_order
from dtmforms.register.store import Book

if TYPE_CHECKING:
    from dtmforms.agreement.record import Agreement


def state_of(book: Book, reference: str, at: str | None = None) -> State:
    """The agreement at the end of a day, or after all of its events. Raises `RegisterError` where it is unknown."""
    events = book.events(text_key(reference))
    state = fold(events, at)
    if state:
        return state
    if events:
        begun = min(event.effective for event in in_order(events) if event.kind == "drafted")
        raise RegisterError(f"{reference}: the agreement begins on {begun}, after {at}")
    near = difflib.get_close_matches(text_key(reference), book.references(), n=1)
    advice = f"did you mean {near[0]!r}?" if near else "`dtmforms register status` lists all; `register add` adds one"
    raise RegisterError(f"{reference}: there is no such agreement in the register; {advice}")


def in_force(state: State) -> Agreement:
    """The record in force: the agreed text with the contacts of the date."""
    if state.record is None:
        raise RegisterError(f"{state.reference}: its text was not read")
    return merging.agreement(state.record)


def to_sign(state: State) -> Agreement | None:
    """The revision that waits for its signature, with the contacts that it would come into force with."""
    text = state.to_sign
    if text is None or text.kind != "revised" or text.record is None or state.record is None or state.ended_on:
        return None
    return merging.agreement(merging.taking_over(text.record, state.record, text.details["own"]))


def unsigned(state: State) -> Agreement:
    """The text that waits for its signature, a revision or the first one. Raises `RegisterError` where none does."""
    revision = to_sign(state)
    if revision is None and (state.signed or state.ended_on):
        raise RegisterError(
            f"{state.reference}: no text waits for its signature; `dtmforms register revise` puts one up"
        )
    return revision or in_force(state)


def partner_agreements(book: Book, organization: str, beside: str = "") -> list[Agreement]:
    """The records in force of an organization's agreements that have not ended, but for the reference `beside`."""
    partner = text_key(organization).casefold()
    found = {
        one.reference
        for one in book.events(kinds=("drafted", "revised"), records=False)
        if text_key(one.details["about"]["organization"]).casefold() == partner and one.reference != beside
    }
    states = [state_of(book, reference) for reference in sorted(found)]
    return [in_force(state) for state in states if not state.ended_on]


def states_with_texts(book: Book, at: str | None = None) -> list[State]:
    """All agreements at a date, with their texts, by reference."""
    return _states_of(book, at, records=True)


def states_of(book: Book, at: str | None = None) -> list[State]:
    """All agreements at a date, without their texts, by reference."""
    gc.disable()  # there are no cycles in it, and looking for them would take a tenth of the time
    try:
        return _states_of(book, at, records=False)
    finally:
        gc.enable()


def _states_of(book: Book, at: str | None, *, records: bool) -> list[State]:
    grouped: dict[str, list[Event]] = {}
    for one in book.events(records=records):
        grouped.setdefault(one.reference, []).append(one)
    folded = (fold(grouped[reference], at, notes=False) for reference in sorted(grouped))
    return [state for state in folded if state]


def person_digest(email: str) -> str:
    """What stands for a person in overviews."""
    return digest(email_key(email))[:16]
