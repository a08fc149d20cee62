"""The acts that are recorded: each looks at what is in force, and adds its events, or refuses with a reason.

Every act works within one transaction, so that nothing comes between looking and adding. Days that are not given are
today.
"""

from __future__ import annotations

import datetime
from collections.abc import Collection, Iterator, Sequence
from dataclasses import replace
from typing import Any

from dtmforms.agreement.areas import AREAS, area_of
from dtmforms.agreement.check import NAMES, check_values
from dtmforms.agreement.model import Agreement
from dtmforms.changes.agreement_key import Key, key_of
from dtmforms.changes.compare import Grounds
from dtmforms.changes.fingerprint import fingerprint, known_terms
from dtmforms.changes.policy import Policy
from dtmforms.changes.warnings import others_people, sensitive_from_the_start
from dtmforms.errors import RegisterError
from dtmforms.findings import Finding, Place
from dtmforms.register import patch
from dtmforms.register.act import (
    NO_GROUNDS,
    Act,
    JudgedChange,
    all_proposed,
    assessed,
    at_once,
    going_on,
    in_the_future,
    judged_change,
    recorded_act,
    refuse_future,
    refuse_named,
    turnover_facts,
)
from dtmforms.register.agreed_days import stated_in
from dtmforms.register.duty_done import DutyDone, duty_done
from dtmforms.register.events import Dated, Event
from dtmforms.register.mission_policy import policy_in_force, stricter_parts
from dtmforms.register.patch import Values
from dtmforms.register.projection import Projection
from dtmforms.register.query import (
    areas_of,
    in_force,
    partner_agreements,
    person_digest,
    posts_of,
    projection_of,
    projections_of,
    to_sign,
)
from dtmforms.register.store import Transaction
from dtmforms.register.suspension import newest

SAME_KEY = "same_key"
"""What can be accepted when an agreement is added."""


def add(transaction: Transaction, record: Agreement, dated: Dated, accepted: Collection[str] = ()) -> Act:
    """Begin an agreement. Raises `RegisterError` where its reference is taken by another text, where somebody whom it
    names is given as the role, or where another agreement that goes on has its key (rule E4), unless `same_key` is
    among the codes that somebody has `accepted`; that is kept with the event."""
    refuse_named(record.reference, record, dated.by)
    refuse_future(record.reference, "drafted", dated.effective)
    values = patch.plain(record)
    identity = dated.event(record.reference, "drafted").identity
    begun = transaction.known([identity]).get(identity)
    policy = policy_in_force(transaction, begun)
    facts = _facts(record, values, policy, fingerprint(record, policy)) | {"posts": posts_of(values)}
    if begun:
        facts |= _as_begun(begun, record, policy)
    else:
        facts |= _accepted_key(transaction, record.reference, facts, dated, accepted)
    act = recorded_act(transaction, [dated.event(record.reference, "drafted", details=facts, record=values)])
    others = partner_agreements(transaction, record.requesting_organization.name) if act.added else []
    return replace(act, findings=(*others_people(record), *sensitive_from_the_start(record, others)))


def _as_begun(begun: Event, record: Agreement, policy: Policy) -> dict[str, Any]:
    """What stays as it was when the agreement was added: a key that somebody accepted, and terms by which its text is
    known."""
    kept = ["accepted", "terms"] if begun.details["terms"] in known_terms(record, policy) else ["accepted"]
    return {key: begun.details[key] for key in kept if key in begun.details}


def _accepted_key(
    transaction: Transaction, reference: str, facts: dict[str, Any], dated: Dated, accepted: Collection[str]
) -> dict[str, list[str]]:
    """That somebody accepted a key which others have too; empty where it is the agreement's own. Raises `RegisterError`
    where nobody did."""
    others = list(_with_key(transaction, key_of(facts["about"]), str(dated.effective)))
    if others and SAME_KEY not in accepted:
        raise RegisterError("same_key", reference=reference, others=others)
    return {"accepted": [SAME_KEY]} if others else {}


def _with_key(transaction: Transaction, key: Key, day: str) -> Iterator[str]:
    """The agreements that go on after a day and have a key, by the text in force or by the one that waits."""
    texts = transaction.events(kinds=("drafted", "revised"), records=False)
    for reference in sorted({text.reference for text in texts if key_of(text.details["about"]) == key}):
        projection = projection_of(transaction, reference)
        waiting = [projection.to_sign.details["about"]] if projection.to_sign else []
        goes_on = projection.ended_on is None or projection.ended_on > day
        if goes_on and key in map(key_of, (projection.about, *waiting)):
            yield reference


def issue(transaction: Transaction, reference: str, document: str | None, dated: Dated) -> Act:
    """Note that the agreement's document, given by its SHA-256, was sent."""
    refuse_future(reference, "issued", dated.effective)
    projection = going_on(transaction, reference, dated)
    text = (projection.to_sign.identity if projection.to_sign else None) or projection.text
    files = {"issued": document} if document else {}
    return recorded_act(transaction, [dated.event(reference, "issued", details={"text": text}, files=files)])


def notice(
    transaction: Transaction,
    reference: str,
    record: Agreement | None,
    written: DutyDone | None,
    dated: Dated,
    grounds: Grounds = NO_GROUNDS,
) -> Act:
    """Take new focal points from a record, and note the file of the written notice, where there is one, as the evidence
    that the counterpart was told. Without a record, the written notice is that of the notices that are open.
    Raises `RegisterError`, naming each attribute, where the record asks for more than a notice (rule D5)."""
    projection = going_on(transaction, reference, dated)
    if record is None:
        return duty_done(transaction, reference, written or DutyDone("written_notice"), dated)
    judged = judged_change(transaction, projection, record, dated, grounds)
    if judged.proposed:
        others = [found for found in judged.comparison.findings if found.code == "another_agreement"]
        raise RegisterError("more_than_a_notice", others, reference=reference, paths=judged.revision_paths)
    events = list(at_once(reference, judged, dated, {}))
    if not events:
        known = Act(projection.reference, [], projection)
        return duty_done(transaction, reference, written, dated) if written else known
    if written and written.notice_file:  # of another notice than this one, of which no file can have been made yet
        raise RegisterError("notice_not_of_register", reference=reference)
    if written:
        events += [written.event(reference, event.identity, dated) for event in events if event.kind == "notice"]
    return recorded_act(transaction, events, (*judged.findings, *in_the_future(dated)))


def revise(
    transaction: Transaction, reference: str, record: Agreement | None, dated: Dated, grounds: Grounds = NO_GROUNDS
) -> Act:
    """Put up another text for signature: a record, or without one what returns have proposed. Its focal points take
    effect as a notice (rule D7). Raises `RegisterError` where no revision is needed."""
    projection = going_on(transaction, reference, dated)
    if record is None and not projection.waiting and projection.to_sign and projection.to_sign.kind == "revised":
        return Act(projection.reference, [], projection)
    settles = [] if record else [proposal.event.identity for proposal in projection.waiting]
    judged = judged_change(transaction, projection, record or all_proposed(projection), dated, grounds)
    proposed = judged.proposed
    if proposed is None:
        verdict = judged.comparison.verdict
        code = "notice_is_enough" if judged.people else "no_revision_needed"
        raise RegisterError(code, reference=reference, verdict=verdict)
    own = judged.own
    own_posts = tuple(part for part in own if part in patch.PLACES or area_of(part) is not None)
    text = patch.agreement(proposed)
    terms = fingerprint(text, judged.policy, unlike=projection.terms)
    facts = _facts(text, proposed, judged.policy, terms) | turnover_facts(judged, text, own_posts)
    if areas := areas_of(proposed):
        facts |= {"areas": areas}
    facts |= {
        "changes": judged.waiting_paths,
        "own": own,
        "settles": settles or [proposal.event.identity for proposal in projection.waiting],
    }
    facts |= judged.by_mission
    findings = (*judged.findings, *_dropped(projection, judged))
    if {terms, *known_terms(text, judged.policy)}.intersection(_terms_to_sign(projection, judged.policy)):
        return Act(projection.reference, [], projection, findings)
    revised = dated.event(reference, "revised", details=facts, record=proposed)
    return recorded_act(transaction, [*at_once(reference, judged, dated, {}), revised], findings)


def _terms_to_sign(projection: Projection, policy: Policy) -> tuple[str, ...]:
    """The terms of the revision that waits for its signature, as it was put up and by the policy that is in force; none
    where none waits."""
    text, event = to_sign(projection), projection.to_sign
    return (event.details["terms"], fingerprint(text, policy, unlike=projection.terms)) if text and event else ()


def _dropped(projection: Projection, judged: JudgedChange) -> Iterator[Finding]:
    """What returns proposed and a new text does not take up."""
    for proposal in projection.waiting:
        left = [path for path in proposal.paths if path not in judged.waiting_paths]
        if left:
            yield Finding("left_out_of_text", values={"day": proposal.event.effective, "paths": left})


def reassess(transaction: Transaction, reference: str, record: Agreement, dated: Dated) -> Act:
    """Note a risk assessment that was repeated and changed no text. Raises `RegisterError` where text changed."""
    refuse_future(reference, "reassessed", dated.effective)
    projection = going_on(transaction, reference, dated)
    judged = judged_change(transaction, projection, record, dated)
    elsewhere = [change.path for change in judged.comparison.changes if change.steps[0] != "risk_assessment"]
    if more := elsewhere or judged.revision_paths:
        raise RegisterError("more_than_a_reassessment", reference=reference, paths=more)
    facts, day = assessed(patch.plain(record)), str(dated.effective)
    before, after = newest(projection.assessed, day, with_texts=False), facts["assessed_on"]
    if after is None:
        raise RegisterError("reassessed_on_no_day", reference=reference)
    if after > day:
        raise RegisterError("reassessed_later", reference=reference, day=after, effective=day)
    if after <= before:
        if not judged.comparison.changes and any(step.event.kind == "reassessed" for step in projection.steps):
            return Act(projection.reference, [], projection)
        raise RegisterError("reassessed_no_later", reference=reference, day=after, in_force=before)
    # What was assessed with a text that waits may be stated for the text in force without a change.
    whole = {"risk_assessment": patch.plain(record)["risk_assessment"]}
    details = facts | judged.stricter("risk_assessment")
    stated = dated.event(reference, "reassessed", details=details, record=whole)
    events = list(at_once(reference, replace(judged, reassesses=True), dated, {})) or [stated]
    return recorded_act(transaction, events, judged.findings)


def suspend(transaction: Transaction, reference: str, why: str, until: datetime.date | None, dated: Dated) -> Act:
    projection = going_on(transaction, reference, dated)
    if until and until < dated.effective:
        raise RegisterError("last_day_before_first", reference=reference, last=str(until), first=str(dated.effective))
    facts = {"why": why, "until": str(until) if until else None}
    event = dated.event(reference, "suspended", details=facts)
    return recorded_act(transaction, [event], _longer_already(projection, event))


def _longer_already(projection: Projection, event: Event) -> Iterator[Finding]:
    """A suspension ends no sooner because another one does (rule B3)."""
    before, last = projection.suspended, event.details["until"]
    if last and before and before.goes_on(event.effective) and (before.until is None or before.until > last):
        yield Finding("suspended_longer", values={"since": before.since})


def end(transaction: Transaction, reference: str, why: str, dated: Dated) -> Act:
    projection = projection_of(transaction, reference)
    projection_of(transaction, reference, str(dated.effective))
    if projection.ended_on not in (None, str(dated.effective)):
        raise RegisterError("ended_already", reference=reference, day=projection.ended_on)
    return recorded_act(transaction, [dated.event(reference, "ended", details={"why": why})])


def replace_person(
    transaction: Transaction,
    email: str,
    successor: Values,
    posts: Sequence[str],
    dated: Dated,
    grounds: Grounds = NO_GROUNDS,
) -> list[Act]:
    """Give every post that a person holds to a successor, as a notice in each agreement concerned, all or none.
    `posts` are the kinds of posts meant: "primary", "secondary", "field". Raises `RegisterError` with every agreement
    in which the result is no valid record, or where the person holds no post."""
    judged: list[tuple[str, JudgedChange]] = []
    problems: list[Finding] = []
    for projection, places in _held(transaction, person_digest(email), posts, dated):
        reference = projection.reference
        there: Place = {"place": "agreement", "reference": reference}
        new = _with_successor(in_force(projection), successor, places)
        filled = tuple(_by_number(new, place) for place in places)
        others = tuple(path for path in NAMES if not any(f".{place}." in path for place in filled))
        checked = check_values(new.values(), beyond=others, today=dated.effective)
        problems += [replace(found, place=there) for found in checked.findings if found.severity == "error"]
        change = judged_change(transaction, projection, checked.record or new, dated, grounds)
        problems += [Finding("takes_a_revision", path, place=there) for path in change.revision_paths]
        judged.append((reference, change))
    if problems:
        raise RegisterError("successor_refused", problems)
    if not judged:
        raise RegisterError("no_such_post")
    return [
        recorded_act(transaction, list(at_once(reference, change, dated, {})), change.findings)
        for reference, change in judged
    ]


def _held(
    transaction: Transaction, person: str, kinds: Sequence[str], dated: Dated
) -> Iterator[tuple[Projection, tuple[str, ...]]]:
    """The agreements that go on in which a person holds a post of these kinds on the day of effect, and these posts."""
    day = str(dated.effective)
    for light in projections_of(transaction, day):
        held = (place for place, who in light.posts.items() if who and who["person"] == person)
        places = tuple(place for place in held if _kind(place) in kinds)
        if places and not light.ended_on:
            yield projection_of(transaction, light.reference, day), places


def _by_number(record: Agreement, place: str) -> str:
    """A post or an area as findings have it: `iom.field[0]`."""
    side = place.partition(".")[0]
    areas = [one for one in record.places(side) if area_of(one) is not None]
    return f"{side}.{AREAS}[{areas.index(place)}]" if place in areas else place


def _kind(place: str) -> str:
    return place.rpartition(".")[2] if area_of(place) is None else AREAS


def _with_successor(record: Agreement, successor: Values, places: tuple[str, ...]) -> Agreement:
    """The record with these posts filled by the successor."""
    values = patch.plain(record)
    everywhere: Values = {side: dict.fromkeys(("primary", "secondary"), successor) for side in values["table_c"]}
    for side, people in everywhere.items():
        people[AREAS] = [one | successor for one in values["table_c"][side].get(AREAS, ())]
    return patch.agreement(patch.with_posts(values, {"table_c": everywhere}, places))


def _facts(record: Agreement, values: Values, policy: Policy, terms: str) -> dict[str, Any]:
    """What overviews show of a text without reading it; what is agreed of it beside what is by our own policy; and the
    terms, which are those by the policy in force, and stay."""
    about = {key: values[key] for key in ("country", "operation", "subject", "language")}
    organization = {"organization": record.requesting_organization.name}
    facts: dict[str, Any] = {"terms": terms, "about": about | organization}
    facts |= assessed(values) | stated_in(values)
    if stricter := stricter_parts(record, policy):
        posts = tuple(place for place in patch.places_of(values) if place in stricter)
        facts |= {"stricter": stricter, "stricter_posts": posts_of(values, posts)}
    return facts
