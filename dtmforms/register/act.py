"""What every act does: look at the agreement on its day, judge a change of it, and add events or none.

Of a judged change some takes effect at once, as events, and some waits for a signature, as a proposed text.
"""

from __future__ import annotations

import datetime
import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from dtmforms.agreement.model import Agreement
from dtmforms.changes.compare import Comparison, Grounds, compare
from dtmforms.changes.confirmation import why_unconfirmed
from dtmforms.changes.diff import Change
from dtmforms.changes.duties import duties
from dtmforms.changes.people import names_anybody, names_of_all
from dtmforms.changes.policy import Policy, our_policy
from dtmforms.changes.split import Split, split, with_changes
from dtmforms.errors import RegisterError
from dtmforms.findings import Finding
from dtmforms.register import patch as record_patch
from dtmforms.register.confirming import as_before_a_notice, undone
from dtmforms.register.events import NOT_STATED, Dated, Event, Kind
from dtmforms.register.mission_policy import policy_in_force, stricter_parts
from dtmforms.register.notice_chain import in_chain
from dtmforms.register.patch import DOMAINS, NOT_AGREED, PLACES, Values
from dtmforms.register.projection import CONFIRMED, DUTIES, Projection
from dtmforms.register.query import in_force, partner_agreements, posts_of, projection_of
from dtmforms.register.state import State
from dtmforms.register.store import Transaction
from dtmforms.register.suspension import newest

if TYPE_CHECKING:
    from dtmforms.returns.answer import Return

NO_GROUNDS = Grounds()


@dataclass(frozen=True, slots=True)
class Act:
    """What an act has come to: the events that are new, the agreement after them, and what is to be looked at. No new
    event means that the register knew all of it already. `answer` is what was read of a return that was taken in."""

    reference: str
    added: list[Event]
    projection: Projection
    findings: tuple[Finding, ...] = ()
    answer: Return | None = None

    @property
    def after(self) -> State:
        """The agreement after it."""
        return State(self.projection, str(datetime.date.today()))

    @property
    def notes(self) -> list[tuple[Event, Finding]]:
        """What is unusual about each of the events that are new (rule E6)."""
        new = {event.identity for event in self.added}
        steps = [step for step in self.projection.steps if step.event.identity in new]
        return [(step.event, note) for step in steps for note in step.notes]


def sha256(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def going_on(transaction: Transaction, reference: str, dated: Dated | None) -> Projection:
    """The agreement on the day of effect. Raises `RegisterError` where it ended by then, or where whoever records it is
    named and not called by a role (rule D1)."""
    projection = projection_of(transaction, reference, str(dated.effective) if dated else None)
    if projection.ended_on:
        raise RegisterError("agreement_ended", reference=reference, day=projection.ended_on)
    if dated:
        refuse_person(projection, dated.by)
    return projection


def refuse_person(projection: Projection, *roles: str) -> None:
    """Raises `RegisterError` where somebody who is on file is named, and not called by a role (rule D1)."""
    refuse_named(projection.reference, in_force(projection), *roles)


def refuse_named(reference: str, record: Agreement, *roles: str) -> None:
    """The same of whoever a record names."""
    if any(role != NOT_STATED and names_anybody(role, names_of_all(record)) for role in roles):
        raise RegisterError("person_as_role", reference=reference)


def recorded_act(transaction: Transaction, events: list[Event], findings: Iterable[Finding] = ()) -> Act:
    reference = events[0].reference
    if any(event.kind == "notice" for event in events):
        events = in_chain(transaction.events(reference), events)
    added = transaction.append(events)
    return Act(reference, added, projection_of(transaction, reference), tuple(findings))


_YET_TO_COME = {"duty_done": "duty_yet_to_come", "signed": "signature_yet_to_come"}
HAPPENED: tuple[Kind, ...] = ("drafted", "issued", "reassessed", "duty_done", "signed")
"""What is recorded when it has happened. Of all else, a day on which it takes effect may be known before."""


def refuse_future(reference: str, kind: Kind, day: datetime.date) -> None:
    """Raises `RegisterError` where something of `HAPPENED` is said to have happened on a day to come."""
    if day <= datetime.date.today() or kind not in HAPPENED:
        return
    if kind in _YET_TO_COME:
        raise RegisterError(_YET_TO_COME[kind], reference=reference, day=str(day))
    raise RegisterError("event_yet_to_come", reference=reference, kind=kind, day=str(day))


def in_the_future(dated: Dated) -> Iterator[Finding]:
    if dated.effective > datetime.date.today():
        yield Finding("takes_effect_later", values={"day": str(dated.effective)})


@dataclass(frozen=True, slots=True)
class JudgedChange:
    """A change from the record in force: what it amounts to, and its parts. `confirmed_by` is the counterpart who
    confirmed it and can have done so, `None` for nobody; `back` are the posts that are as they were before a notice."""

    old: Agreement
    comparison: Comparison
    parts: Split
    confirmed_by: str | None = None
    back: tuple[str, ...] = ()
    reassesses: bool = False
    """Whether the risk was assessed on a later day than ever before (rule B4)."""
    not_taken: tuple[str, ...] = ()
    """The posts that a form has as before a notice, and that are left as they are (rule E6)."""
    policy: Policy = field(default_factory=our_policy)

    @property
    def findings(self) -> tuple[Finding, ...]:
        """What a person is to look at."""
        return (*self.comparison.findings, *(Finding("there_before", f"table_c.{place}") for place in self.back))

    @property
    def waiting_paths(self) -> list[str]:
        return [change.path for change in self.parts.waiting]

    @property
    def by_mission(self) -> dict[str, list[dict[str, str]]]:
        """The mission's own rules by which something waits, with their reasons, to be kept with it; empty for none."""
        own = {(row.rule, row.reason) for row in self.policy.tighter}
        found = dict.fromkeys((change.rule, change.reason) for change in self.parts.waiting)
        rules = [{"rule": rule, "reason": reason} for rule, reason in found if (rule, reason) in own]
        return {"by_mission": rules} if rules else {}

    @property
    def revision_paths(self) -> list[str]:
        return [change.path for change in self.comparison.changes if change.effect == "revision"]

    def changed_within(self, *tops: str) -> list[str]:
        """What takes effect within these attributes, no deeper than names nobody (rule D1)."""
        found = [change.steps for change in self.parts.taking_effect if change.steps[0] in tops]
        return list(dict.fromkeys(".".join(steps if len(steps) < 3 else steps[:2]) for steps in found))

    @property
    def people(self) -> tuple[str, ...]:
        """The posts that are filled otherwise at once."""
        return _posts(self.parts.taking_effect)

    @property
    def follows(self) -> dict[str, list[str]]:
        """By urgency column, what free text moves along with Table C at once (rule C4)."""
        before, after = (record_patch.plain(one)["table_b"] for one in (self.old, self.parts.notice or self.old))
        moved = self.comparison.moved_along.items()
        return {urgency: texts for urgency, texts in moved if texts and before[urgency] != after[urgency]}

    @property
    def own(self) -> tuple[str, ...]:
        """What belongs to the proposed text, beside its terms: posts, and attributes that usually are no term."""
        steps = {change.steps for change in self.parts.waiting}
        whole = [key for key in NOT_AGREED if any(key == step[0] for step in steps)]
        domains = [DOMAINS] if tuple(DOMAINS.split(".")) in steps else []
        new = self.parts.revision or self.old
        # An area that is agreed without anybody says nothing of people.
        named = [
            place for place in _posts(self.parts.waiting) if any(one.focal_point(place) for one in (self.old, new))
        ]
        return (*named, *whole, *domains)

    def stricter(self, *parts: str) -> dict[str, dict[str, str]]:
        """What of these parts of the record a mission makes a revision of, and an event leaves as it is, to be kept
        with it; empty where that is nothing."""
        found = stricter_parts(self.parts.notice or self.old, self.policy)
        stricter = {part: found[part] for part in parts if part in found}
        return {"stricter": stricter} if stricter else {}

    @property
    def proposed(self) -> Values | None:
        """The text that waits, `None` where nothing does."""
        if self.parts.revision is None:
            return None
        current = record_patch.plain(self.parts.notice or self.old)
        return record_patch.taking_over(record_patch.plain(self.parts.revision), current, self.own)


def at_once(
    reference: str, judged: JudgedChange, dated: Dated, files: dict[str, str], again: dict[str, str] | None = None
) -> Iterator[Event]:
    """The events of what takes effect without a revision; none where nothing does. `again` says of a file that is
    judged anew by what it is another event than before."""
    if judged.parts.notice is None:
        return
    before, after = record_patch.plain(judged.old), record_patch.plain(judged.parts.notice)
    follows = {"follows": judged.follows} if judged.follows else {}
    if judged.people:
        facts: dict[str, Any] = turnover_facts(judged, judged.parts.notice, judged.people) | follows | (again or {})
        facts |= judged.stricter(*judged.people)
        record = record_patch.posts_patch(after, judged.people)
        yield dated.event(reference, "notice", details=facts, files=files, record=record)
    elif follows:
        paths = [f"table_b.{urgency}.destination" for urgency in judged.follows]
        facts = follows | {"rule": "C4", "reason": "reason_put_right", "changes": paths}
        yield dated.event(reference, "administrative_change", details=facts)
    patch = record_patch.difference(before, after)
    patch.pop("table_c", None)
    if "risk_assessment" in patch:
        yield _assessment(reference, judged, dated, {"risk_assessment": patch.pop("risk_assessment")})
    unagreed = {key: patch.pop(key) for key in (*NOT_AGREED, "requesting_organization") if key in patch}
    if unagreed:
        change = next(one for one in judged.parts.taking_effect if one.steps[0] in unagreed)
        facts = {"rule": change.rule, "reason": change.reason, "changes": judged.changed_within(*unagreed)}
        facts |= judged.stricter(*NOT_AGREED, DOMAINS)
        yield dated.event(reference, "administrative_change", details=facts, record=unagreed)


def assessed(values: Values) -> dict[str, str | None]:
    """The day on which the risk was assessed, and that by which it is to be assessed again, `None` where none was set
    (rule B2)."""
    return {key: (values.get("risk_assessment") or {}).get(key) for key in ("assessed_on", "reassess_by")}


def _assessment(reference: str, judged: JudgedChange, dated: Dated, patch: Values) -> Event:
    """What changed in the risk assessment: a reassessment where its day is newer, else what it is (rule B4)."""
    facts: dict[str, Any] = assessed(record_patch.plain(judged.parts.notice or judged.old))
    facts |= {"changes": judged.changed_within("risk_assessment")} | judged.stricter("risk_assessment")
    if not judged.reassesses:
        facts |= {"rule": "B4", "reason": "reason_no_reassessment"}
        return dated.event(reference, "administrative_change", details=facts, record=patch)
    facts |= {"with_text": True} if judged.proposed else {}
    return dated.event(reference, "reassessed", details=facts, record=patch)


def _posts(changes: tuple[Change, ...]) -> tuple[str, ...]:
    """The posts and areas that are concerned, the posts first."""
    changed = dict.fromkeys(change.place for change in changes if change.place)
    return tuple(dict.fromkeys([*(place for place in PLACES if place in changed), *changed]))


def turnover_facts(judged: JudgedChange, new: Agreement, places: tuple[str, ...]) -> dict[str, Any]:
    """What an event says of posts and areas that are filled as in `new`: by whom, which duties that opens (rules D4,
    D9), and which are to be confirmed, or who on file did so already (rule D8). IOM's own are IOM's word."""
    changes = tuple(change for change in judged.comparison.changes if change.place in places)
    opened: set[str] = {duty.name for duty in duties(judged.old, new, changes)}
    doubted = [f"{one.path}." for one in judged.comparison.findings if one.rule == "D8"]
    to_confirm = [
        place
        for place in places
        if place.startswith("requesting_organization.")
        and any(path.startswith(f"table_c.{place}.") for path in doubted)
    ]
    values = record_patch.plain(new)
    there = record_patch.places_of(values)
    posts = posts_of(values, tuple(place for place in places if place in there))
    facts = {"posts": posts, "duties": [duty for duty in DUTIES if duty in opened]}
    if judged.confirmed_by and places:
        return facts | {"confirmed_by": judged.confirmed_by}
    if not to_confirm:
        return facts
    return facts | {"duties": [*facts["duties"], CONFIRMED], "unconfirmed": to_confirm}


def judged_change(
    transaction: Transaction, projection: Projection, record: Agreement, dated: Dated, grounds: Grounds = NO_GROUNDS
) -> JudgedChange:
    """What a record changes of what is in force. Raises `RegisterError` where it brings back somebody who had left, or
    a vacancy, as a form or a file from before a notice does, and nobody confirmed that it is meant (rules D8, E6)."""
    old, policy = in_force(projection), grounds.policy or policy_in_force(transaction)
    grounds = replace(
        grounds,
        policy=policy,
        unconfirmed=projection.unconfirmed,
        counted=projection.counted,
        terms=projection.terms,
    )
    judged = judged_by(old, record, dated, grounds)
    if any(change.dataset and change.new is not None for change in judged.comparison.changes):
        others = partner_agreements(transaction, old.requesting_organization.name, beside=projection.reference)
        judged = judged_by(old, record, dated, replace(grounds, others=tuple(others)))
    values = record_patch.plain(record)
    gone = undone(projection, values, judged.people)
    if gone and not judged.confirmed_by:
        why = why_unconfirmed(old, record, judged.comparison.changes, grounds.confirmation)
        found = [Finding(why, f"table_c.{place}") for place in gone if why and grounds.confirmed_by]
        raise RegisterError("as_before_an_earlier_notice", found, reference=projection.reference, posts=gone)
    day, on = str(dated.effective), assessed(values)["assessed_on"] or ""
    reassesses = newest(projection.assessed, day) < on <= day
    back = tuple(as_before_a_notice(projection, values, judged.people))
    return replace(judged, back=back, reassesses=reassesses)


def judged_by(old: Agreement, record: Agreement, dated: Dated, grounds: Grounds) -> JudgedChange:
    comparison = compare(old, record, grounds)
    is_confirmed = why_unconfirmed(old, record, comparison.changes, grounds.confirmation) is None
    parts = split(old, record, comparison, today=dated.effective)
    by = grounds.confirmed_by if is_confirmed else None
    return JudgedChange(old, comparison, parts, by, policy=grounds.policy or our_policy())


def all_proposed(projection: Projection) -> Agreement:
    """What returns have proposed and nothing has settled yet, laid over what came into force since. Raises
    `RegisterError` where nothing waits, or where two returns want one attribute otherwise."""
    if not projection.waiting or projection.record is None:
        raise RegisterError("no_proposal", reference=projection.reference)
    current = text = in_force(projection)
    wanted: dict[str, object] = {}
    for proposal in projection.waiting:
        record, own = proposal.event.record or {}, proposal.event.details["own"]
        proposed = record_patch.agreement(record_patch.taking_over(record, projection.record, own))
        changes = [change for change in compare(current, proposed).changes if change.path in proposal.paths]
        torn = [change.path for change in changes if wanted.setdefault(change.path, change.new) != change.new]
        if torn:
            raise RegisterError("proposals_differ", reference=projection.reference, paths=torn)
        text = with_changes(text, proposed, changes)
    return text
