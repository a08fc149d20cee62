"""A returned form taken in: what is news in it takes effect as a notice or waits as a revision (rule D7).

Nothing is read here. The file was, before the register was opened, and is judged by what is in force.
"""

from __future__ import annotations

import datetime
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from dtmforms.agreement.check import NAMES, check_values
from dtmforms.agreement.destinations import Counted, reprinted
from dtmforms.agreement.keys import text_key
from dtmforms.agreement.model import Agreement
from dtmforms.changes.compare import Comparison, Grounds, compare
from dtmforms.changes.fingerprint import fingerprint, known_terms
from dtmforms.changes.split import with_changes
from dtmforms.errors import RegisterError
from dtmforms.findings import Finding
from dtmforms.register import patch
from dtmforms.register.act import (
    NO_GROUNDS,
    Act,
    JudgedChange,
    at_once,
    in_the_future,
    judged_change,
    recorded_act,
)
from dtmforms.register.confirming import as_before_a_notice, why_not, why_not_later
from dtmforms.register.duty_done import DutyDone
from dtmforms.register.events import NOT_STATED, Dated, Event, digest
from dtmforms.register.mission_policy import policy_in_force
from dtmforms.register.projection import CONFIRMED, Projection
from dtmforms.register.query import in_force, projection_of
from dtmforms.register.replay import project
from dtmforms.register.returns_known import agreement_of, hold_back, of_another_day, rejections_of, returned_event
from dtmforms.register.store import Transaction
from dtmforms.returns.answer import Basis, Return
from dtmforms.returns.ingest import judged, said_of_itself
from dtmforms.returns.returned_file import ReturnedFile


@dataclass(frozen=True, slots=True)
class Intake:
    """How returns are taken in. `dated` says on which day and by which role, `grounds` by what changes are judged;
    `accepted` are the codes of flags that somebody has taken upon themselves, `confirmed` is what somebody has read off
    the pictures of a scan. `made_of` are the records of one of which a form was made, where the register knows better
    than by what is in force."""

    dated: Dated
    grounds: Grounds = NO_GROUNDS
    accepted: Collection[str] = ()
    confirmed: Mapping[str, str | None] | None = None
    made_of: Sequence[Agreement] = ()


def take_return(
    transaction: Transaction, read: ReturnedFile, file: str, intake: Intake, reference: str | None = None
) -> Act | Return:
    """Take a returned form in: its notice takes effect, its revision waits (rule D7). `reference` is the agreement,
    where the form does not name it. A return that cannot be taken comes back as the answer that says why, and nothing
    is recorded; so does one that was rejected before, unless `rejected_before` is accepted. The same return twice is
    one; with a counterpart who confirmed it, and was not named before, it is judged anew. Flags that were found and
    accepted are kept with the event, and so is which fields of a scan a person has confirmed; for a scan the role is
    needed of whoever looked at it, also where nothing was asked. Raises `RegisterError` where no agreement is named,
    where nobody says that role, where a scan that is known was confirmed with other values, or where the return does
    not fit what is in force."""
    first = said_of_itself(read, file)
    if not first.readable:
        return first
    projection, known = _known(transaction, read, first, intake, reference)
    _refuse_other_values(known, read, intake, projection.reference)
    if known and not _confirmed_anew(transaction, read, intake, projection.reference, known):
        return Act(projection.reference, [], projection, tuple(of_another_day(known.values(), intake.dated)))
    answer, change, findings = _judged(transaction, projection, read, file, intake)
    if change is None:
        return answer
    if answer.scanned and intake.dated.by == NOT_STATED:
        raise RegisterError("scan_needs_role", reference=projection.reference)
    events = list(_events(projection, answer, change, intake, is_known=bool(known)))
    if not events:
        return Act(projection.reference, [], projection, tuple(findings), answer)
    return replace(recorded_act(transaction, events, (*findings, *in_the_future(intake.dated))), answer=answer)


@dataclass(frozen=True, slots=True)
class LookedAt:
    """What taking a return in would come to, of which nothing is recorded. `comparison` is that with what is in force,
    `None` where the return has no valid record; `findings` are those of both; `is_known`: the register has it."""

    answer: Return
    reference: str | None
    comparison: Comparison | None
    findings: tuple[Finding, ...]
    is_known: bool


def look_at_return(
    transaction: Transaction, read: ReturnedFile, file: str, intake: Intake, reference: str | None = None
) -> LookedAt:
    """What taking it in would come to. Raises `RegisterError` as taking it in does."""
    first = said_of_itself(read, file)
    if not first.readable:
        return LookedAt(first, None, None, tuple(first.findings), is_known=False)
    projection, known = _known(transaction, read, first, intake, reference)
    for identity in known:
        intake = replace(intake, made_of=_sent_before(projection, identity))
    answer, change, findings = _judged(transaction, projection, read, file, intake)
    comparison = change.comparison if change else None
    return LookedAt(answer, projection.reference, comparison, tuple(findings), is_known=bool(known))


def _known(
    transaction: Transaction, read: ReturnedFile, first: Return, intake: Intake, reference: str | None
) -> tuple[Projection, dict[str, Event]]:
    """The agreement that a return is of, and the event as which the register has it, by its identity, if it does."""
    projection = agreement_of(transaction, first, intake.dated, reference)
    return projection, transaction.known([_returned(read, intake, projection.reference).identity])


def _confirmed_anew(
    transaction: Transaction, read: ReturnedFile, intake: Intake, reference: str, known: dict[str, Event]
) -> bool:
    """Whether a return that is known comes with a counterpart who confirmed it, which it did not do before."""
    by = intake.grounds.confirmed_by
    said = {event.details.get("confirmed_by") for event in known.values()}
    again = _returned(read, intake, reference, _again(by)) if by else None
    return bool(again and by not in said and not transaction.known([again.identity]))


def _refuse_other_values(known: Mapping[str, Event], read: ReturnedFile, intake: Intake, reference: str) -> None:
    """What was read off a scan once is not read off it in another way the next time."""
    held = {event.details["confirmed_digest"] for event in known.values() if "confirmed_digest" in event.details}
    if intake.confirmed and held and _confirmed_digest(read.sha256, intake) not in held:
        raise RegisterError("scan_confirmed_otherwise", reference=reference)


def _confirmed_digest(sha256: str, intake: Intake) -> str:
    """By which the register knows what was read off a scan, without keeping it twice."""
    return digest({"file": sha256, "confirmed": dict(intake.confirmed or {})})


def _events(
    projection: Projection, answer: Return, change: JudgedChange, intake: Intake, *, is_known: bool
) -> Iterator[Event]:
    """What a return comes to. Of one that is known it is only what the counterpart who confirmed it makes of it: none
    where that is nothing."""
    reference, files = projection.reference, {"returned": answer.sha256}
    if not is_known:
        yield _event(answer, change, intake, reference)
        yield from at_once(reference, change, intake.dated, files)
    elif by := change.confirmed_by:
        once = list(at_once(reference, change, intake.dated, files, _again(by)))
        once += _duties_done(projection, by, intake, files)
        if once:
            yield intake.dated.event(
                reference, "returned", details=_facts(answer, change, intake) | _again(by), files=files
            )
            yield from once


def _duties_done(projection: Projection, by: str, intake: Intake, files: dict[str, str]) -> Iterator[Event]:
    """That those whom a return named are confirmed, afterwards."""
    done = DutyDone(CONFIRMED, file=files["returned"], confirmed_by=by)
    brought = {step.event.identity for step in projection.steps if step.event.files == files}
    for notice in projection.notices:
        if notice.identity in brought and CONFIRMED in notice.open and not why_not_later(projection, notice, by):
            yield done.event(projection.reference, notice.identity, intake.dated)


def as_taken(transaction: Transaction, read: ReturnedFile, file: str, intake: Intake, reference: str) -> Act:
    """A return that the register knows, judged by what was in force just before it was taken in; nothing is recorded.
    Raises `RegisterError` where the register does not know it."""
    identity = _returned(read, intake, reference).identity
    returned = transaction.known([identity]).get(identity)
    history = transaction.events(text_key(reference))
    earlier = [event for event in history if returned and event.number < returned.number]
    before = project(earlier, returned.effective) if returned else None
    if returned is None or before is None:
        raise RegisterError("return_unknown", reference=reference)
    that_day = replace(intake.dated, effective=datetime.date.fromisoformat(returned.effective))
    policy, by = policy_in_force(transaction, returned), returned.details.get("confirmed_by")
    grounds = replace(intake.grounds, policy=policy, confirmed_by=by)
    as_it_was = Intake(that_day, grounds, returned.details.get("accepted", ()), intake.confirmed)
    answer, _, findings = _judged(transaction, before, read, file, as_it_was, returned.number)
    return Act(returned.reference, [], projection_of(transaction, reference), tuple(findings), answer)


def _returned(read: ReturnedFile, intake: Intake, reference: str, again: dict[str, str] | None = None) -> Event:
    """The event by which the register knows a file again."""
    return returned_event(read, intake.dated, reference, again)


def _again(by: str) -> dict[str, str]:
    """By what a return that is judged anew is another event than before."""
    return {"again": by}


def _event(answer: Return, change: JudgedChange, intake: Intake, reference: str) -> Event:
    """That a form was returned, with the text that it proposes."""
    proposed, before = change.proposed, change.comparison.old_terms
    terms = fingerprint(patch.agreement(proposed), change.policy, unlike=before) if proposed else None
    facts = _facts(answer, change, intake) | {
        "proposes": terms,
        "own": change.own,
        "changes": change.waiting_paths,
    }
    facts |= change.by_mission
    return intake.dated.event(reference, "returned", details=facts, files={"returned": answer.sha256}, record=proposed)


def _facts(answer: Return, change: JudgedChange, intake: Intake) -> dict[str, Any]:
    accepted = {"accepted": answer.accepted} if answer.accepted else {}
    by = {"confirmed_by": change.confirmed_by} if change.confirmed_by else {}
    not_taken = {"not_taken": change.not_taken} if change.not_taken else {}
    read_off: dict[str, Any] = {"confirmed_fields": answer.confirmed} if answer.confirmed else {}
    if answer.scanned:
        read_off |= {"confirmed_digest": _confirmed_digest(answer.sha256, intake)}
    return {"verdict": change.comparison.verdict} | accepted | by | not_taken | read_off


def _judged(
    transaction: Transaction,
    projection: Projection,
    read: ReturnedFile,
    file: str,
    intake: Intake,
    before: int | None = None,
) -> tuple[Return, JudgedChange | None, list[Finding]]:
    """The answer to a return, what it changes of what is in force, `None` where it has no valid record, and all that
    was found in both. `before` is the number of the event as which the register has it."""
    grounds = replace(intake.grounds, policy=intake.grounds.policy or policy_in_force(transaction))
    sent = _as_sent(projection, str(said_of_itself(read, file).form.get("terms") or ""))
    earlier = with_earlier_contacts(projection)
    by = Grounds(grounds.policy, counted=sent.counted, terms=sent.terms)
    basis = Basis(sent.record, earlier, intake.dated.effective, by, intake.accepted, intake.confirmed, intake.made_of)
    answer = judged(read, file, basis)
    rejections = rejections_of(transaction, projection.reference, read)
    hold_back(answer, [one for one in rejections if before is None or one.number < before], intake.accepted)
    if answer.record is None:
        return answer, None, answer.findings
    record, older = _with_what_is_news(projection, sent, answer.record, grounds)
    change = judged_change(transaction, projection, record, intake.dated, grounds)
    not_taken = [one.path.removeprefix("table_c.") for one in older if one.code == "as_before_a_notice"]
    return answer, replace(change, not_taken=tuple(not_taken)), [*answer.findings, *older, *change.findings]


@dataclass(frozen=True, slots=True)
class SentText:
    """A record of which a form was made, with the terms that the register holds of it, and how its destinations count
    (rule C4)."""

    record: Agreement
    terms: str
    counted: Counted


def _as_sent(projection: Projection, terms: str) -> SentText:
    """The record that a form with these terms was made of, as far as the register knows: an earlier text, with the
    contacts of now, or the one in force."""
    current = in_force(projection)
    in_force_now = SentText(current, projection.terms, projection.counted)
    if not terms or terms in _terms_in_force(projection):
        return in_force_now
    events = [step.event for step in projection.steps]
    for day in sorted({step.event.effective for step in projection.steps}, reverse=True):
        then = project(events, day, notes=False)
        if then and then.record and terms in _terms_in_force(then):
            record = patch.agreement(patch.taking_over(then.record, patch.plain(current)))
            return SentText(record, terms, then.counted)
    return in_force_now


def _terms_in_force(projection: Projection) -> tuple[str, ...]:
    """The terms that a form of the text in force bears: those that the register holds, or, where no mission's policy
    made them, the text's own."""
    text = next(step.event for step in projection.steps if step.event.identity == projection.text)
    own = () if "stricter" in text.details else known_terms(in_force(projection))
    return projection.terms, *own


def with_earlier_contacts(projection: Projection) -> list[Agreement]:
    """The records that were in force before each change of contacts: of one of them a form may have been made."""
    events = [step.event for step in projection.steps]
    changed = [n for n in range(1, len(events)) if projection.steps[n].contacts != projection.steps[n - 1].contacts]
    then = (project(events[:number], notes=False) for number in changed)
    return [in_force(earlier) for earlier in then if earlier and earlier.record]


def _sent_before(projection: Projection, returned: str) -> list[Agreement]:
    """The records of one of which a form was made that the register has as this event, the last one before it first:
    what came into force later, by the form itself too, was not sent with it."""
    steps = projection.steps
    then = next((place for place, step in enumerate(steps) if step.event.identity == returned), 0)
    before = project([step.event for step in steps[:then]], notes=False)
    return [in_force(before), *reversed(with_earlier_contacts(before))] if before else []


def _with_what_is_news(
    projection: Projection, sent: SentText, returned: Agreement, grounds: Grounds
) -> tuple[Agreement, list[Finding]]:
    """The record in force with all that the partner changed, and what was found in a form that is older than it: a
    focal point who stands in it as before an earlier notice is no news, unless a counterpart confirmed it (rule E6).
    Raises `RecordError` where a change has no place in the text in force, and `RegisterError` where the result is no
    valid record."""
    findings = []
    current = in_force(projection)
    if sent.terms != projection.terms:
        found = compare(sent.record, returned)
        taken = patch.plain(with_changes(current, returned, found.changes))
        returned = patch.agreement(reprinted(taken, projection.counted, found.moved_along))
        findings.append(Finding("form_of_earlier_text", "form"))
    values, held = patch.plain(returned), patch.plain(current)
    of_now = _with_texts_of_now(projection, values)
    if of_now != values:
        values, returned = of_now, patch.agreement(of_now)
        findings.append(Finding("text_as_before_a_notice", "table_b"))
    back = as_before_a_notice(projection, values)
    why = why_not(projection, returned, grounds.confirmed_by) if back else None
    if why:
        returned = patch.agreement(patch.with_posts(values, held, tuple(back)))
        codes = ("as_before_a_notice", why) if grounds.confirmed_by else ("as_before_a_notice",)
        findings += [Finding(code, f"table_c.{place}") for place in back for code in codes]
    if findings:
        _refuse_invalid(projection, returned)
    return returned, findings


def _with_texts_of_now(projection: Projection, values: patch.Values) -> patch.Values:
    """A record with free text that is as it was before it moved along with Table C as it is now (rules C4, E6)."""
    table_b, then = dict(values["table_b"]), list(_counted_before(projection))
    for urgency, now in projection.counted.items():
        if column := table_b.get(urgency):
            items = [_as_now(item, [counted[urgency] for counted in then], now) for item in column["destination"]]
            is_one_each = len(set(items)) == len(items)
            table_b[urgency] = {**column, "destination": items} if is_one_each else column
    return {**values, "table_b": table_b}


def _as_now(item: str, then: list[dict[str, str]], now: dict[str, str]) -> str:
    """What stands now for an item that counted as a post before, or the item where that is nothing else."""
    key = text_key(item)
    counts = {counted[key] for counted in then if key in counted and "\n" in counted[key]}
    others = [other for other, count in now.items() if count in counts]
    return item if key in now or not others else others[0]


def _counted_before(projection: Projection) -> Iterator[Counted]:
    """How the destinations counted before each change that free text moved along with."""
    events = [step.event for step in projection.steps]
    for number, event in enumerate(events):
        if "follows" in event.details and (then := project(events[:number], notes=False)):
            yield then.counted


def _refuse_invalid(projection: Projection, record: Agreement) -> None:
    """What is left of an old form need not be a record: somebody may stand in it twice."""
    problems = [found for found in check_values(record.values(), beyond=NAMES).findings if found.severity == "error"]
    if problems:
        raise RegisterError("form_is_older", problems, reference=projection.reference)
