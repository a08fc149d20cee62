"""What every act does: look at the agreement on its day, judge a change of it, and add events or none.

Of a judged change some takes effect at once, as events, and some waits for a signature, as a proposed text.
"""

from __future__ import annotations

import datetime
import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Literal

from dtmforms.agreement.model import Agreement
from dtmforms.changes.compare import Comparison, Grounds, compare
from dtmforms.changes.diff import Change
from dtmforms.changes.duties import duties
from dtmforms.changes.people import names_anybody, names_of_all
from dtmforms.changes.split import Split, split, with_changes
from dtmforms.errors import RegisterError
from dtmforms.findings import Finding
from dtmforms.register import patch as record_patch
from dtmforms.register.events import NOT_STATED, Dated, Event, digest
from dtmforms.register.patch import DOMAINS, NOT_AGREED, PLACES, Values
from dtmforms.register.projection import DUTIES, Post, Projection, posts_in
from dtmforms.register.query import in_force, partner_agreements, person_digest, projection_of
from dtmforms.register.state import State
from dtmforms.register.store import Transaction

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
    added = transaction.append(events)
    reference = events[0].reference
    return Act(reference, added, projection_of(transaction, reference), tuple(findings))


def refuse_future(reference: str, what: Literal["duty", "signature"], dated: Dated) -> None:
    if dated.effective > datetime.date.today():
        raise RegisterError(f"{what}_yet_to_come", reference=reference, day=str(dated.effective))


def in_the_future(dated: Dated) -> Iterator[Finding]:
    if dated.effective > datetime.date.today():
        yield Finding("takes_effect_later", values={"day": str(dated.effective)})


@dataclass(frozen=True, slots=True)
class JudgedChange:
    """A change from the record in force: what it amounts to, and its parts."""

    old: Agreement
    comparison: Comparison
    parts: Split
    confirmed_by: str | None = None

    @property
    def waiting_paths(self) -> list[str]:
        return [change.path for change in self.parts.waiting]

    @property
    def revision_paths(self) -> list[str]:
        return [change.path for change in self.comparison.changes if change.effect == "revision"]

    @property
    def people(self) -> tuple[str, ...]:
        """The posts that are filled otherwise at once."""
        return _posts(self.parts.taking_effect)

    @property
    def own(self) -> tuple[str, ...]:
        """What belongs to the proposed text, beside its terms: posts, and attributes that usually are no term."""
        steps = {change.steps for change in self.parts.waiting}
        whole = [key for key in NOT_AGREED if any(key == step[0] for step in steps)]
        domains = [DOMAINS] if tuple(DOMAINS.split(".")) in steps else []
        return (*_posts(self.parts.waiting), *whole, *domains)

    @property
    def proposed(self) -> Values | None:
        """The text that waits, `None` where nothing does."""
        if self.parts.revision is None:
            return None
        current = record_patch.plain(self.parts.notice or self.old)
        return record_patch.taking_over(record_patch.plain(self.parts.revision), current, self.own)


def at_once(reference: str, judged: JudgedChange, dated: Dated, files: dict[str, str]) -> Iterator[Event]:
    """The events of what takes effect without a revision; none where nothing does."""
    if judged.parts.notice is None:
        return
    before, after = record_patch.plain(judged.old), record_patch.plain(judged.parts.notice)
    if judged.people:
        facts: dict[str, Any] = {
            "posts": posts_of(after, judged.people),
            "duties": duties_of(judged, judged.parts.notice, judged.people),
        }
        facts |= {"confirmed_by": judged.confirmed_by} if judged.confirmed_by else {}
        record = record_patch.posts_patch(after, judged.people)
        yield dated.event(reference, "notice", details=facts, files=files, record=record)
    patch = record_patch.difference(before, after)
    patch.pop("table_c", None)
    if "risk_assessment" in patch:
        facts = {"reassess_by": due_of(after)}
        record = {"risk_assessment": patch.pop("risk_assessment")}
        yield dated.event(reference, "reassessed", details=facts, record=record)
    unagreed = {key: patch.pop(key) for key in (*NOT_AGREED, "requesting_organization") if key in patch}
    if unagreed:
        change = next(one for one in judged.parts.taking_effect if one.steps[0] in unagreed)
        facts = {"rule": change.rule, "reason": change.reason}
        yield dated.event(reference, "administrative_change", details=facts, record=unagreed)


def posts_of(values: Values, places: tuple[str, ...] = PLACES) -> dict[str, Post]:
    """Who holds which post, as digests of the person's address and of the whole entry: enough to tell people apart and
    to find one, and no contact data."""
    found: dict[str, Post] = {}
    for place in places:
        person = record_patch.post(values, place)
        found[place] = {"person": person_digest(person["email"]), "entry": digest(person)[:16]} if person else None
    return found


def due_of(values: Values) -> str | None:
    """The day by which the risk is to be assessed again, `None` where none was set (rule B2)."""
    due: str | None = (values.get("risk_assessment") or {}).get("reassess_by")
    return due


def _posts(changes: tuple[Change, ...]) -> tuple[str, ...]:
    changed = {".".join(change.steps[1:3]) for change in changes if change.steps[0] == "table_c"}
    return tuple(place for place in PLACES if place in changed)


def duties_of(judged: JudgedChange, new: Agreement, places: tuple[str, ...]) -> list[str]:
    """The duties that filling these posts as in `new` opens (rules D4, D9). Whoever could be a forged successor is to
    be confirmed too, unless somebody on file did so already (rule D8)."""
    changes = tuple(change for change in judged.comparison.changes if ".".join(change.steps[1:3]) in places)
    opened: set[str] = {duty.name for duty in duties(judged.old, new, changes)}
    doubted = [finding.path for finding in judged.comparison.findings if finding.rule == "D8"]
    if not judged.confirmed_by and any(path.startswith(f"table_c.{place}") for path in doubted for place in places):
        opened.add("successor_confirmed")
    return [duty for duty in DUTIES if duty in opened]


def judged_change(
    transaction: Transaction, projection: Projection, record: Agreement, dated: Dated, grounds: Grounds = NO_GROUNDS
) -> JudgedChange:
    """What a record changes of what is in force. Raises `RegisterError` where it brings back somebody who had left, as
    a form or a file from before a notice does, and nobody confirmed that this is meant."""
    old = in_force(projection)
    judged = judged_by(old, record, dated, grounds)
    if any(change.dataset and change.new is not None for change in judged.comparison.changes):
        others = partner_agreements(transaction, old.requesting_organization.name, beside=projection.reference)
        judged = judged_by(old, record, dated, replace(grounds, others=tuple(others)))
    values = record_patch.plain(record)
    back = {place for place, post in posts_of(values, judged.people).items() if _has_left(post, projection)}
    back.update(place for place in as_before_a_notice(projection, values) if place in judged.people)
    if back and not grounds.confirmed_by:
        raise RegisterError("as_before_an_earlier_notice", reference=projection.reference, posts=sorted(back))
    return judged


def judged_by(old: Agreement, record: Agreement, dated: Dated, grounds: Grounds) -> JudgedChange:
    comparison = compare(old, record, grounds)
    return JudgedChange(old, comparison, split(old, record, comparison, today=dated.effective), grounds.confirmed_by)


def _has_left(post: Post, projection: Projection) -> bool:
    """Whether a person held a post of the agreement and holds none any more."""
    if post is None or any(now and now["person"] == post["person"] for now in projection.posts.values()):
        return False
    took_effect = (step.event for step in projection.steps if step.event.kind in ("drafted", "notice"))
    held = (who for event in took_effect for who in posts_in(event).values())
    return any(then and then["person"] == post["person"] for then in held)


def as_before_a_notice(projection: Projection, values: Values) -> tuple[str, ...]:
    """The posts that a record fills just as they were filled before, and are not any more."""
    earlier: dict[str, set[str]] = {}
    for step in projection.steps:
        if step.event.kind in ("drafted", "notice"):
            for place, post in posts_in(step.event).items():
                earlier.setdefault(place, set()).add(post["entry"] if post else "")
    found = posts_of(values)
    return tuple(
        place
        for place, post in found.items()
        if post != projection.posts.get(place) and (post["entry"] if post else "") in earlier.get(place, ()) and post
    )


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
