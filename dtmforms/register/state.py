"""What the events of an agreement amount to at a date: a pure fold, the same in whichever order they were recorded.

An agreement has two numbers. Its *revision* begins at 1 and moves when another text is signed, and never otherwise;
its *contacts* begin at 1 and move with each focal-point notice, and never otherwise (rules D5, D6). Events count from
the day that they took effect: a late one lands where it belongs, and its step says so (rule E6). A notice holds only
the posts that it changes, so that one landing late undoes no other.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from dtmforms.register.events import KINDS, Event
from dtmforms.register.merging import merged, taking_over

DUTIES = ("written_notice", "handover_history", "handover_agreements", "passwords_changed", "successor_confirmed")
"""What a change of focal points asks for before it is closed (rules D4, D8, D9)."""

_MOVES_NOTHING = ("issued", "duty_done")
_FROM_OTHERS = ("returned", "notice")

Post = dict[str, str] | None


@dataclass(frozen=True, slots=True)
class Signature:
    """What was signed, which is never rewritten: the file, its terms, the day, and the contacts of that day."""

    sha256: str
    terms: str
    on: str
    revision: int
    contacts: int
    contacts_on: str


@dataclass(slots=True)
class Notice:
    """A change of focal points, by a notice, or by a revision that brought people of its own: the contacts number
    after it, and the duties that are still open."""

    identity: str
    contacts: int
    effective: str
    posts: tuple[str, ...]
    open: list[str]


@dataclass(slots=True)
class Proposal:
    """What a return asks for that takes a revision, and the paths that nothing has settled yet (rule D7)."""

    event: Event
    paths: list[str]


@dataclass(frozen=True, slots=True)
class Step:
    """One event of the history: the numbers after it, and by which rule they moved or stayed. `notes` say what is
    unusual about it: late, out of order, overtaken, of no known text."""

    event: Event
    revision: int
    contacts: int
    moved: str
    rule: str
    reason: str
    notes: tuple[str, ...]


@dataclass(slots=True)
class State:
    """An agreement at a date. `record` is the text in force with the contacts of that date, `None` where the events
    were read without records. `posts` tells for every post who holds it, as digests; `None` is a vacancy."""

    reference: str
    revision: int = 0
    contacts: int = 0
    contacts_on: str = ""
    terms: str = ""
    text: str = ""
    record: dict[str, Any] | None = None
    about: dict[str, str] = field(default_factory=dict)
    posts: dict[str, Post] = field(default_factory=dict)
    reassess_by: str | None = None
    signed: Signature | None = None
    to_sign: Event | None = None
    waiting: list[Proposal] = field(default_factory=list)
    notices: list[Notice] = field(default_factory=list)
    issued_on: str | None = None
    returned_on: str | None = None
    suspended_on: str | None = None
    suspended_until: str | None = None
    ended_on: str | None = None
    later: str | None = None
    """The day of the next event that has not taken effect yet."""
    steps: list[Step] = field(default_factory=list)

    @property
    def open_duties(self) -> list[tuple[Notice, str]]:
        return [(notice, duty) for notice in self.notices for duty in notice.open]


def posts_in(event: Event) -> dict[str, Post]:
    """The posts that an event fills or makes vacant; none for most."""
    posts: dict[str, Post] = event.details.get("posts", {})
    return posts


def in_order(events: Iterable[Event]) -> list[Event]:
    """By the day of effect; events of one day as they were recorded, wherever that was. A day that was put right counts
    as it was put right."""
    return sorted(
        _under_their_days(list(events)), key=lambda e: (e.effective, e.recorded, KINDS.index(e.kind), e.identity)
    )


def _under_their_days(events: list[Event]) -> list[Event]:
    stated = [event for event in events if event.kind == "corrected" and "redates" in event.details]
    stated.sort(key=lambda event: event.recorded)
    days = {event.details["redates"]: event.details["on"] for event in stated}
    return [replace(one, effective=days[one.identity]) if one.identity in days else one for one in events]


def fold(events: Iterable[Event], at: str | None = None, *, notes: bool = True) -> State | None:
    """The state of one agreement at the end of the day `at`, or after all of its events; `None` where it had not
    begun. `events` are those of one agreement, in any order. Without `notes`, no step says what is unusual about it."""
    ordered = in_order(events)
    told = [event for event in ordered if at is None or event.effective <= at]
    begun = next((index for index, event in enumerate(told) if event.kind == "drafted"), None)
    if begun is None:
        return None
    # Whatever is dated before the agreement's beginning happened to it all the same.
    told.insert(0, told.pop(begun))
    folding = _Folding(State(told[0].reference), {event.identity: event for event in told})
    for event in told:
        folding.take(event)
    folding.state.later = next((event.effective for event in ordered if at and event.effective > at), None)
    if notes:
        _tell_unusual(folding.state, told)
    return folding.state


class _Folding:
    """The state on its way through the events; one short method a kind. Each returns the rule and the reason."""

    def __init__(self, state: State, events: dict[str, Event]) -> None:
        self.state, self.events = state, events
        self.were_in_force: set[str] = set()
        done = [event.details for event in events.values() if event.kind == "duty_done"]
        self.done = {(facts["notice"], facts["duty"]) for facts in done}

    def take(self, event: Event) -> None:
        before = self.state.revision, self.state.contacts
        how: Callable[[Event], tuple[str, str]] = getattr(self, event.kind)
        rule, reason = how(event)
        after = self.state.revision, self.state.contacts
        moved = "revision" if before[0] != after[0] else "contacts" if before[1] != after[1] else ""
        self.state.steps.append(Step(event, *after, "both" if not before[0] else moved, rule, reason, ()))

    def drafted(self, event: Event) -> tuple[str, str]:
        state, facts = self.state, event.details
        state.revision = state.contacts = 1
        state.contacts_on, state.text, state.to_sign = event.effective, event.identity, event
        state.terms, state.about, state.posts = facts["terms"], facts["about"], dict(facts["posts"])
        state.reassess_by = facts.get("reassess_by")
        state.record = event.record
        return "E4", "The agreement begins, with its first text and its first contacts."

    def issued(self, event: Event) -> tuple[str, str]:
        self.state.issued_on = event.effective
        return "E7", "The document was sent; sending it changes nothing."

    def returned(self, event: Event) -> tuple[str, str]:
        self.state.returned_on = event.effective
        if not event.details.get("proposes"):
            return "D7", "The return asks for no revision; its focal points stand in a notice of their own."
        self.state.waiting.append(Proposal(event, list(event.details["changes"])))
        return "D7", "What the return asks for beyond focal points waits as a proposed revision."

    def signed(self, event: Event) -> tuple[str, str]:
        state, text = self.state, self.events.get(event.details["text"])
        if text is None:
            return "E6", "The text that was signed came later or is not in this register; no number moves."
        is_new = text.kind == "revised" and text.identity not in self.were_in_force
        if is_new:
            self.put_in_force(text, event.effective)
        if text.identity == state.text and not (state.signed and state.signed.revision == state.revision):
            state.signed = Signature(
                event.files["signed"],
                text.details["terms"],
                event.effective,
                state.revision,
                state.contacts,
                state.contacts_on,
            )
        if state.to_sign and state.to_sign.identity == text.identity:
            state.to_sign = None
        state.suspended_on = state.suspended_until = None
        if is_new:
            return "D5", "Another text than focal points was agreed: a revision, in force since it was signed."
        return "D6", "The text was signed as it stands; what was signed is never rewritten."

    def put_in_force(self, text: Event, on: str) -> None:
        state, facts = self.state, text.details
        state.revision += 1
        self.were_in_force.add(text.identity)
        state.text, state.terms, state.about = text.identity, facts["terms"], facts["about"]
        if facts["posts"]:
            state.posts |= facts["posts"]
            state.contacts_on = on
            self.ask_for(text, on)
        if "risk_assessment" in facts["own"]:
            state.reassess_by = facts["reassess_by"]
        if state.record is not None and text.record is not None:
            state.record = taking_over(text.record, state.record, facts["own"])

    def notice(self, event: Event) -> tuple[str, str]:
        state, posts = self.state, event.details["posts"]
        if all(state.posts.get(place) == post for place, post in posts.items()):
            return "E6", "These focal points stood already; no number moves."
        state.contacts += 1
        state.contacts_on = event.effective
        state.posts |= posts
        self.ask_for(event, event.effective)
        self.merge(event)
        return "D5", "A new focal point does not necessitate a revision."

    def ask_for(self, event: Event, on: str) -> None:
        """The duties that new focal points ask for, but for those that are done."""
        duties = [duty for duty in event.details["duties"] if (event.identity, duty) not in self.done]
        posts = tuple(event.details["posts"])
        self.state.notices.append(Notice(event.identity, self.state.contacts, on, posts, duties))

    def duty_done(self, event: Event) -> tuple[str, str]:
        duty = event.details["duty"]
        rule = {"passwords_changed": "D9", "successor_confirmed": "D8"}.get(duty, "D4")
        return rule, "A duty of a focal-point notice was done, which changes no number."

    def reassessed(self, event: Event) -> tuple[str, str]:
        self.state.reassess_by = event.details.get("reassess_by")
        self.state.suspended_on = self.state.suspended_until = None
        self.merge(event)
        return "B4", "A reassessment that changes no text is no revision, but it is recorded."

    def revised(self, event: Event) -> tuple[str, str]:
        if event.identity not in self.were_in_force:
            self.state.to_sign = event
        settled = set(event.details.get("settles", ()))
        self.state.waiting = [proposal for proposal in self.state.waiting if proposal.event.identity not in settled]
        return "D7", "The revision waits for its signature; until then the text in force stays."

    def corrected(self, event: Event) -> tuple[str, str]:
        """A stated correction is of one text, known by its terms; in another text there is no such slip."""
        state, terms = self.state, event.details.get("terms")
        if "redates" in event.details:
            return "E6", f"The day of an event was put right: {event.details['why'].rstrip('.')}."
        if terms and terms["before"] != state.terms:
            return "E6", "Another text was in force by then, which this correction does not touch."
        if terms:
            state.terms = terms["after"]
            corrected = {correction["path"] for correction in event.details["corrections"]}
            for proposal in state.waiting:
                proposal.paths = [path for path in proposal.paths if path not in corrected]
            state.waiting = [proposal for proposal in state.waiting if proposal.paths]
        self.merge(event)
        return event.details["rule"], event.details["reason"]

    def suspended(self, event: Event) -> tuple[str, str]:
        self.state.suspended_on, self.state.suspended_until = event.effective, event.details.get("until")
        return "B3", "Sharing is suspended until the risk is assessed again or the agreement is signed again."

    def ended(self, event: Event) -> tuple[str, str]:
        self.state.ended_on = event.effective
        return "E4", "The agreement ended; its reference stays its own."

    def merge(self, event: Event) -> None:
        if self.state.record is not None and event.record is not None:
            self.state.record = merged(self.state.record, event.record)


def _tell_unusual(state: State, told: Sequence[Event]) -> None:
    """Say of every event whether it came late, out of order, or was overtaken by a later one (rule E6)."""
    notes: dict[str, tuple[str, ...]] = {}
    latest = ""
    for event in sorted(told, key=lambda event: (event.recorded, KINDS.index(event.kind), event.identity)):
        notes[event.identity] = tuple(_unusual(event, latest, told))
        if event.kind not in _MOVES_NOTHING:
            latest = max(latest, event.effective)
    state.steps = [replace(step, notes=notes[step.event.identity]) for step in state.steps]


def _unusual(event: Event, latest: str, told: Sequence[Event]) -> Iterator[str]:
    """`latest` is the latest day of effect of what was recorded before the event."""
    if "redates" in event.details:
        return
    if event.kind in _FROM_OTHERS and event.received > event.effective:
        yield f"late: it took effect on {event.effective} and was received on {event.received}"
    overtaken = event.kind not in _MOVES_NOTHING and event.effective < latest
    if overtaken:
        yield f"out of order: something of {latest} was recorded before it"
    if event.kind == "notice":
        others = [one for one in told if one.kind == "notice" and one.identity != event.identity]
        yield from _among_notices(event, others, overtaken)


def _among_notices(event: Event, others: list[Event], overtaken: bool) -> Iterator[str]:
    later = [one for one in others if one.effective > event.effective] if overtaken else []
    if later:
        yield f"the contacts numbers from {later[0].effective} on are one more than before"
    for one in later:
        for place in sorted(posts_in(event).keys() & posts_in(one).keys()):
            yield f"overtaken: {place} was filled again on {one.effective}"
    for one in others:
        for place in sorted(filled_otherwise(event, one)):
            yield f"{place} was filled otherwise on the same day, by event {one.number}; the one recorded later holds"


def filled_otherwise(event: Event, other: Event) -> set[str]:
    """The posts that two notices of one day fill with different entries."""
    if event.kind != "notice" or other.kind != "notice" or event.effective != other.effective:
        return set()
    posts, others = posts_in(event), posts_in(other)
    return {place for place in posts.keys() & others.keys() if posts[place] != others[place]}
