"""What every act does: look at the agreement on its day, and add its events or none."""

from __future__ import annotations

import datetime
import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from dtmforms.errors import RegisterError
from dtmforms.findings import Finding
from dtmforms.register.events import NOT_STATED, Dated, Event
from dtmforms.register.looking import in_force, state_of
from dtmforms.register.state import State
from dtmforms.register.store import Book
from dtmforms.versions.people import names_anybody, names_of_all

if TYPE_CHECKING:
    from dtmforms.returns.ingesting import Return


@dataclass(frozen=True, slots=True)
class Act:
    """What an act has come to: the events that are new, the agreement after them, and what is to be looked at. No new
    event means that the register knew all of it already. `answer` is what was read of a return that was taken in."""

    reference: str
    added: list[Event]
    state: State
    findings: tuple[Finding, ...] = ()
    answer: Return | None = None


def sha256(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def going_on(book: Book, reference: str, dated: Dated | None) -> State:
    """The agreement on the day of effect. Raises `RegisterError` where it ended by then, or where whoever records it is
    named and not called by a role (rule D1)."""
    state = state_of(book, reference, str(dated.effective) if dated else None)
    if state.ended_on:
        raise RegisterError(f"{reference}: the agreement ended on {state.ended_on}; nothing more is recorded of it")
    if dated and dated.by != NOT_STATED and names_anybody(dated.by, names_of_all(in_force(state))):
        raise RegisterError(f"{reference}: --by names a person; say it by a role, such as dtm_coordinator (rule D1)")
    return state


def recorded_act(book: Book, events: list[Event], findings: Iterable[Finding] = ()) -> Act:
    added = book.append(events)
    reference = events[0].reference
    return Act(reference, added, state_of(book, reference), tuple(findings))


def refuse_future(reference: str, what: str, dated: Dated) -> None:
    if dated.effective > datetime.date.today():
        raise RegisterError(f"{reference}: {what} of {dated.effective} is yet to come; give the day with --on")


def in_the_future(dated: Dated) -> Iterator[Finding]:
    if dated.effective > datetime.date.today():
        message = f"it takes effect on {dated.effective}; until then all stays as it is"
        yield Finding("warning", "", message, "E6")
