"""The events of an agreement become what they amount to at a date: a pure function, the same in whichever order they
were recorded.

Events count from the day that they took effect: a late one lands where it belongs, and its step says so (rule E6). A
notice holds only the posts that it changes, so that one landing late undoes no other.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from typing import Any

from dtmforms.agreement.areas import area_of
from dtmforms.agreement.destinations import as_it_stands, beside, reprinted
from dtmforms.findings import Finding
from dtmforms.language.spoken import Told, told_reason
from dtmforms.register.agreed_days import agreed_in
from dtmforms.register.events import KINDS, Event, Post, posts_in
from dtmforms.register.notes import unusual
from dtmforms.register.patch import DOMAINS, merged, taking_over
from dtmforms.register.projection import (
    CONFIRMED,
    PASSWORDS,
    Moved,
    Notice,
    Projection,
    Proposal,
    SignedText,
    Step,
)
from dtmforms.register.suspension import Assessed, newest, suspended_again

_FOLLOW_A_REJECTION = ("returned", "notice", "revised", "signed", "ended")
"""Events after which nobody waits for a corrected form any more: but for a notice of IOM's own people."""


def in_order(events: Iterable[Event]) -> list[Event]:
    """By the day of effect; events of one day as they were recorded, wherever that was. A day that was put right counts
    as it was put right."""
    return sorted(
        _under_their_days(list(events)), key=lambda e: (e.effective, e.recorded, KINDS.index(e.kind), e.identity)
    )


def _under_their_days(events: list[Event]) -> list[Event]:
    stated = sorted((event for event in events if event.kind == "redated"), key=lambda event: event.recorded)
    days = {event.details["redates"]: event.details["on"] for event in stated}
    # Whoever takes a signature back says something of its day, whatever day that turns out to be.
    known = {event.identity: days.get(event.identity, event.effective) for event in events}
    days |= {one.identity: known[of] for of, one in withdrawals(events).items() if of in known}
    return [replace(one, effective=days[one.identity]) if one.identity in days else one for one in events]


def begins_on(events: Iterable[Event]) -> str:
    """The day on which an agreement begins, which it does once; empty where there are no events of one."""
    return next((event.effective for event in in_order(events) if event.kind == "drafted"), "")


def withdrawals(events: Iterable[Event]) -> dict[str, Event]:
    """The signatures that were taken back, by their identities, with the event that says so."""
    return {event.details["withdraws"]: event for event in events if event.kind == "withdrawn"}


def project(events: Iterable[Event], at: str | None = None, *, notes: bool = True) -> Projection | None:
    """One agreement at the end of the day `at`, or after all of its events; `None` where it had not
    begun. `events` are those of one agreement, in any order. Without `notes`, no step says what is unusual about it."""
    ordered = in_order(events)
    counting = [event for event in ordered if at is None or event.effective <= at]
    begun = next((index for index, event in enumerate(counting) if event.kind == "drafted"), None)
    if begun is None:
        return None
    # Whatever is dated before the agreement's beginning happened to it all the same.
    counting.insert(0, counting.pop(begun))
    numbers = {event.identity: event.number for event in ordered}
    replay = _Replay(Projection(counting[0].reference), {event.identity: event for event in counting}, numbers)
    replay.taken_back = withdrawals(ordered)
    for event in counting:
        replay.take(event)
    result = replay.result
    ahead = [event for event in ordered if at and event.effective > at]
    result.later = next((event.effective for event in ahead), None)
    result.ends_on = next((event.effective for event in ahead if event.kind == "ended"), None)
    if notes:
        found = unusual(counting)
        result.steps = [replace(step, notes=(*found[step.event.identity], *step.notes)) for step in result.steps]
    return result


def _moved(before: tuple[int, int], after: tuple[int, int]) -> Moved:
    """Which of the two numbers moved, the revision and the contacts."""
    if before == (0, 0):
        return "both"
    return "revision" if before[0] != after[0] else "contacts" if before[1] != after[1] else ""


class _Replay:
    """A projection on its way through the events; one short method a kind. Each returns the rule and the reason."""

    def __init__(self, result: Projection, events: dict[str, Event], numbers: dict[str, int]) -> None:
        """`numbers` are those of all events, also of such as have not taken effect yet."""
        self.result, self.events, self.numbers = result, events, numbers
        self.were_in_force: set[str] = set()
        self.taken_back: dict[str, Event] = {}
        done = [event.details for event in events.values() if event.kind == "duty_done"]
        self.done = {(facts.get("notice"), facts["duty"]) for facts in done}

    def take(self, event: Event) -> None:
        before = self.result.revision, self.result.contacts
        how: Callable[[Event], tuple[str, Told]] = getattr(self, event.kind)
        rule, reason = how(event)
        if self.follows_a_rejection(event):
            self.result.rejected_on = None
        after = self.result.revision, self.result.contacts
        notes = tuple(self.moot())
        self.result.steps.append(Step(event, *after, _moved(before, after), rule, reason, notes))

    def moot(self) -> Iterator[Finding]:
        """The confirmations that nobody waits for any more, because whoever was to be confirmed has left. Whoever is
        back is to be confirmed after all."""
        held = {post["known_by"] for post in self.result.posts.values() if post}
        for notice in self.result.notices:
            here = held.intersection(notice.to_confirm)
            if CONFIRMED in notice.open and not here:
                notice.open.remove(CONFIRMED)
                notice.moot.append(CONFIRMED)
                yield Finding("confirmation_moot", values={"contacts": notice.contacts})
            elif notice.moot and here:
                notice.open.append(notice.moot.pop())

    def fill(self, posts: dict[str, Post]) -> None:
        self.result.posts |= posts
        for place, post in posts.items():
            self.result.ever.setdefault(place, []).append(post)

    def drafted(self, event: Event) -> tuple[str, Told]:
        result, facts = self.result, event.details
        result.revision = result.contacts = 1
        result.contacts_on, result.text, result.to_sign = event.effective, event.identity, event
        result.terms, result.about, result.agreed = facts["terms"], facts["about"], agreed_in(facts)
        result.stricter = facts.get("stricter", {})
        self.fill(facts["posts"])
        self.assess(facts)
        if event.record is not None:
            result.record, result.counted = event.record, as_it_stands(event.record)
        return "E4", Told("step_drafted")

    def issued(self, event: Event) -> tuple[str, Told]:
        self.result.issued_on = event.effective
        return "E7", Told("step_issued")

    def returned(self, event: Event) -> tuple[str, Told]:
        self.result.returned_on = event.effective
        if "again" in event.details:
            return "E6", Told("step_returned_again")
        if event.details.get("verdict") == "unchanged":
            return "E6", Told("step_returned_of_nothing_new")
        if not event.details.get("proposes"):
            return "D7", Told("step_returned")
        self.result.waiting.append(Proposal(event, list(event.details["changes"])))
        return "D7", Told("step_returned_with_proposal")

    def follows_a_rejection(self, event: Event) -> bool:
        if event.kind == "notice":
            return "requesting_organization" in (event.record or {}).get("table_c", {})
        return event.kind in _FOLLOW_A_REJECTION and event.identity not in self.taken_back

    def rejected(self, event: Event) -> tuple[str, Told]:
        self.result.rejected_on = event.effective
        return "D7", Told("step_rejected")

    def signed(self, event: Event) -> tuple[str, Told]:
        result, text = self.result, self.events.get(event.details["text"])
        if event.identity in self.taken_back:
            return "E9", Told("step_signed_wrongly")
        if text is None:
            return "E6", Told("step_signed_unknown_text")
        is_new, terms = text.kind == "revised" and text.identity not in self.were_in_force, result.terms
        if is_new:
            self.put_in_force(text, event.effective)
        if text.identity == result.text and not (result.signed and result.signed.revision == result.revision):
            result.signed = SignedText(
                event.files["signed"],
                text.details["terms"],
                event.effective,
                result.revision,
                event.details.get("contacts", result.contacts),
                event.details.get("contacts_on", result.contacts_on),
                event.details.get("edition"),
                event.details.get("verdict"),
                tuple(event.details.get("certificates", ())),
            )
        if result.to_sign and result.to_sign.identity == text.identity:
            result.to_sign = None
        if result.signed and result.agreed.password_change_every_days and not result.passwords_changed_on:
            result.passwords_changed_on = event.effective
        if is_new:
            resumes = result.terms != terms and self.resumes(event.effective)
            return "D5", Told("step_signed_revision_and_resumed" if resumes else "step_signed_revision")
        return "D6", Told("step_signed")

    def resumes(self, day: str) -> bool:
        """End the suspension; whether there was one that went on."""
        suspended, self.result.suspended = self.result.suspended, None
        return suspended is not None and suspended.goes_on(day)

    def assess(self, facts: dict[str, Any]) -> None:
        """Keep on which day the risk was assessed, and by which it is to be assessed again."""
        self.result.reassess_by = facts.get("reassess_by")
        if day := facts.get("assessed_on"):
            self.result.assessed.append(Assessed(day, "with_text" in facts))

    def put_in_force(self, text: Event, on: str) -> None:
        result, facts, own = self.result, text.details, self.result.own(text)
        result.revision += 1
        self.were_in_force.add(text.identity)
        result.text, result.terms, result.about = text.identity, facts["terms"], facts["about"]
        result.agreed = agreed_in(facts)
        result.stricter = facts.get("stricter", {})
        self.agree_on_areas(facts.get("areas", {}), on)
        posts = {place: post for place, post in facts.get("stricter_posts", {}).items() if place in own}
        if otherwise := {place: post for place, post in posts.items() if result.posts.get(place) != post}:
            self.fill(otherwise)
            result.contacts_on = on
        if facts["posts"] or facts.get("duties"):
            self.fill(facts["posts"])
            result.contacts_on = on
            self.ask_for(text, on)
        result.assessed = [Assessed(one.day) for one in result.assessed]
        own = [part for part in own if part != "risk_assessment" or self.is_no_older(facts, on)]
        if "risk_assessment" in own:
            self.assess(facts)
        if result.record is not None and text.record is not None:
            counted, followed = as_it_stands(text.record), result.followed.get(text.identity, {})
            result.record = reprinted(taking_over(text.record, result.record, own), counted, followed)
            result.counted = beside(counted, result.record)

    def agree_on_areas(self, areas: dict[str, Post], on: str) -> None:
        """The areas are those of the text (rule D11): a new one comes with whoever the text names for it."""
        posts = self.result.posts
        come = {place: post for place, post in areas.items() if place not in posts}
        if any(come.values()):
            self.result.contacts_on = on
        self.result.posts = {place: post for place, post in posts.items() if area_of(place) is None or place in areas}
        self.fill(come)

    def is_no_older(self, facts: dict[str, Any], on: str) -> bool:
        """Whether a text's own assessment is not older than one that was recorded since."""
        return (facts.get("assessed_on") or "") >= newest(self.result.assessed, on)

    def notice(self, event: Event) -> tuple[str, Told]:
        result, said = self.result, posts_in(event)
        posts = {place: post for place, post in said.items() if area_of(place) is None or place in result.posts}
        if all(result.posts.get(place) == post for place, post in posts.items()):
            return "E6", Told("step_notice_of_nothing_new")
        result.contacts += 1
        result.contacts_on = event.effective
        self.fill(posts)
        self.ask_for(event, event.effective)
        self.merge(event)
        return "D5", Told("reason_new_focal_point")

    def ask_for(self, event: Event, on: str) -> None:
        """The duties that new focal points ask for, but for those that are done."""
        facts, posts = event.details, posts_in(event)
        duties = [duty for duty in facts["duties"] if (event.identity, duty) not in self.done]
        doubted = (posts[place] for place in facts.get("unconfirmed", ()))
        to_confirm = tuple(post["known_by"] for post in doubted if post)
        gone = (place for place in facts.get("own", ()) if area_of(place) is not None)
        places = tuple(posts) or tuple(gone)
        notice = Notice(event.identity, self.result.contacts, on, places, duties, to_confirm)
        self.result.notices.append(notice)

    def duty_done(self, event: Event) -> tuple[str, Told]:
        duty = event.details["duty"]
        if duty == PASSWORDS:
            self.result.passwords_changed_on = event.effective
        if "notice" not in event.details:
            return "C6", Told("step_passwords_changed")
        rule = {PASSWORDS: "D9", CONFIRMED: "D8"}.get(duty, "D4")
        return rule, Told("step_duty_done", {"event": self.numbers.get(event.details["notice"], 0)})

    def reassessed(self, event: Event) -> tuple[str, Told]:
        """One of no later day than one before changes nothing; one for a text that waits ends no suspension."""
        facts, with_text = event.details, "with_text" in event.details
        before = newest(self.result.assessed, event.effective, with_texts=with_text)
        if not before < (facts.get("assessed_on") or "") <= event.effective:
            return "E6", Told("step_reassessed_no_later")
        self.assess(facts)
        self.merge(event)
        if with_text:
            return "B4", Told("step_reassessed_with_text")
        if self.resumes(event.effective):
            return "B3", Told("step_reassessed_and_resumed")
        return "B4", Told("step_reassessed")

    def revised(self, event: Event) -> tuple[str, Told]:
        if event.identity not in self.were_in_force:
            self.result.to_sign = event
            self.result.followed[event.identity] = {}
        settled = set(event.details.get("settles", ()))
        self.result.waiting = [proposal for proposal in self.result.waiting if proposal.event.identity not in settled]
        return "D7", Told("step_revised" if self.result.signed else "step_revised_draft")

    def administrative_change(self, event: Event) -> tuple[str, Told]:
        """What is agreed by nobody: the reason is that of the policy."""
        if "assessed_on" in event.details:
            self.assess(event.details)
        self.merge(event)
        return event.details["rule"], told_reason(event.details["reason"])

    def redated(self, event: Event) -> tuple[str, Told]:
        why = event.details.get("why")
        about = {"event": self.numbers.get(event.details["redates"], 0)}
        return "E6", Told("step_redated", about | {"why": why}) if why else Told("step_redated_by_signature", about)

    def withdrawn(self, event: Event) -> tuple[str, Told]:
        about = {"event": self.numbers.get(event.details["withdraws"], 0)}
        return "E9", Told("step_withdrawn", about | {"why": event.details["why"]})

    def suspended(self, event: Event) -> tuple[str, Told]:
        before = self.result.suspended
        self.result.suspended = after = suspended_again(before, event.effective, event.details.get("until"))
        return "B3", Told("step_suspended_already" if after == before else "step_suspended")

    def ended(self, event: Event) -> tuple[str, Told]:
        self.result.ended_on = event.effective
        return "E4", Told("step_ended")

    def merge(self, event: Event) -> None:
        """Lay what an event changes over the record. Free text that moves along with Table C is printed anew, there and
        in every text that waits (rule C4): so a notice that lands late undoes no other."""
        result, follows = self.result, event.details.get("follows", {})
        self.leave_stricter(event)
        if result.record is None:
            return
        record = merged(result.record, event.record) if event.record is not None else result.record
        result.record = reprinted(record, result.counted, follows)
        result.counted = beside(result.counted, result.record)
        for followed in result.followed.values():
            for urgency, tokens in follows.items():
                followed[urgency] = [*followed.get(urgency, []), *tokens]

    def leave_stricter(self, event: Event) -> None:
        """What is agreed by a mission's policy stays so in the parts that an event does not change, and in those where
        it says that it leaves it."""
        parts = {DOMAINS if key == "requesting_organization" else key for key in event.record or {}}
        changed = parts.union(posts_in(event))
        stays = {part: held for part, held in self.result.stricter.items() if part not in changed}
        self.result.stricter = stays | event.details.get("stricter", {})
