"""The acts that are recorded: each looks at what is in force, and adds its events, or refuses with a reason.

Every act works on an open book, so that nothing comes between looking and adding. Days that are not given are today.
"""

from __future__ import annotations

import datetime
import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from dtmforms.agreement.checking import check_values
from dtmforms.agreement.normal import text_key
from dtmforms.agreement.record import Agreement
from dtmforms.errors import RegisterError
from dtmforms.findings import Finding
from dtmforms.register import merging
from dtmforms.register.events import NOT_STATED, Event, Kind, event
from dtmforms.register.looking import in_force, person_digest, state_of, states_of
from dtmforms.register.merging import Values
from dtmforms.register.splitting import Parts, duties_of, posts_of, split
from dtmforms.register.state import State
from dtmforms.register.store import Book
from dtmforms.returns.ingesting import Return, ingest
from dtmforms.versions.comparing import Comparison
from dtmforms.versions.terms import fingerprint

_SPOKEN = re.compile(r"phone|\bcall|\bappel\b|tél[ée]|tel[ée]fon|llamada|هاتف|مكالمة", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Dated:
    """When something took effect and became known, and who records it, by role."""

    effective: datetime.date = field(default_factory=datetime.date.today)
    received: datetime.date | None = None
    by: str = NOT_STATED

    def event(self, reference: str, kind: Kind, **said: Any) -> Event:
        return event(reference, kind, self.effective, received=self.received, by=self.by, **said)


@dataclass(frozen=True, slots=True)
class Act:
    """What an act has come to: the events that are new, the agreement after them, and what they were judged by.
    No new event means that the register knew all of it already."""

    reference: str
    added: list[Event]
    state: State
    comparison: Comparison | None = None
    answer: Return | None = None


def sha256(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def add(book: Book, record: Agreement, dated: Dated) -> Act:
    """Begin an agreement. Raises `RegisterError` where its reference is taken by another text."""
    values = merging.plain(record)
    facts = _facts(record, values) | {"posts": posts_of(values)}
    return _record(book, [dated.event(record.reference, "drafted", details=facts, record=values)])


def issue(book: Book, reference: str, document: str | None, dated: Dated) -> Act:
    """Note that the agreement's document, given by its SHA-256, was sent."""
    state = _going_on(book, reference, dated)
    text = (state.to_sign.identity if state.to_sign else None) or state.text
    files = {"issued": document} if document else {}
    return _record(book, [dated.event(reference, "issued", details={"text": text}, files=files)])


def sign(book: Book, reference: str, signed: str, dated: Dated) -> Act:
    """Note that the text that waits for its signature was signed, as the file of this SHA-256; where none waits, that
    the text in force was. Raises `RegisterError` where that text is younger than the signature."""
    events = book.events(text_key(reference))
    twice = [event for event in events if event.files.get("signed") == signed]
    state = _going_on(book, reference, None)
    text = next(
        event for event in events if event.identity == (state.to_sign.identity if state.to_sign else state.text)
    )
    if twice:
        text = next((event for event in events if event.identity == twice[0].details["text"]), text)
    if text.effective > str(dated.effective):
        raise RegisterError(
            f"{reference}: the text was recorded for {text.effective}, after the signature of {dated.effective}; "
            "correct the day with --on"
        )
    facts = {"text": text.identity, "terms": text.details["terms"]}
    return _record(book, [dated.event(reference, "signed", details=facts, files={"signed": signed})])


def take_return(book: Book, data: bytes, file: str, dated: Dated, reference: str | None = None) -> Act | Return:
    """Take a returned form in: its notice takes effect, its revision waits (rule D7). A return that cannot be taken
    comes back as the answer that says why, and nothing is recorded. The same return twice is one."""
    answer = ingest(data, file=file, today=dated.effective)
    reference = reference or answer.reference
    if answer.exit_code == 4:
        return answer
    if not reference:
        raise RegisterError(f"{file}: the form names no agreement; say which with --reference")
    state = _going_on(book, reference, dated)
    if book.known([dated.event(reference, "returned", files={"returned": answer.sha256}).identity]):
        return Act(state.reference, [], state)
    old = in_force(state)
    answer = ingest(data, file=file, against=old, today=dated.effective)
    if answer.record is None:
        return answer
    parts = split(old, answer.record, dated.effective)
    files = {"returned": answer.sha256}
    facts = {
        "verdict": parts.comparison.verdict,
        "proposes": fingerprint(merging.agreement(parts.proposed)) if parts.proposed else None,
        "posts": list(parts.its_posts),
        "changes": parts.revision_paths,
    }
    returned = dated.event(reference, "returned", details=facts, files=files, record=parts.proposed)
    return _record(book, [returned, *_at_once(state, parts, dated, files)], parts.comparison, answer)


def notice(book: Book, reference: str, record: Agreement | None, written: str | None, dated: Dated) -> Act:
    """Take new focal points from a record, and note the written notice, given by its SHA-256, as the evidence that
    the counterpart was told. Without a record, the written notice is that of the notices that are open.
    Raises `RegisterError`, naming each attribute, where the record asks for more than a notice (rule D5)."""
    state = _going_on(book, reference, dated)
    if record is None:
        return duty(book, reference, "written_notice", "", written, dated)
    parts = split(in_force(state), record, dated.effective)
    if parts.proposed:
        paths = ", ".join(parts.revision_paths)
        raise RegisterError(f"{reference}: more than a focal-point notice: {paths}; use `dtmforms register revise`")
    if not parts.comparison.changes:
        return (
            duty(book, reference, "written_notice", "", written, dated) if written else Act(state.reference, [], state)
        )
    events = _at_once(state, parts, dated, {})
    if written:
        done = {"duty": "written_notice", "evidence": ""}
        events += [
            dated.event(reference, "duty_done", details=done | {"notice": event.identity}, files={"evidence": written})
            for event in events
            if event.kind == "notice"
        ]
    return _record(book, events, parts.comparison)


def duty(
    book: Book, reference: str, done: str, evidence: str, file: str | None, dated: Dated, contacts: int | None = None
) -> Act:
    """Note a duty as done, with its evidence: text, or a file by its SHA-256. It is done for the notice with that
    contacts number, or for all in which it is open. Raises `RegisterError` where it is open in none."""
    if not evidence and not file:
        raise RegisterError(f"{reference}: say how {done} is evidenced, with --evidence (rule D4)")
    if done == "written_notice" and not file and _SPOKEN.search(evidence):
        raise RegisterError(f"{reference}: a telephone call is no written notice; give the letter or e-mail (rule D4)")
    state = state_of(book, reference)
    notices = [one for one in state.notices if done in one.open and contacts in (None, one.contacts)]
    facts = {"duty": done, "evidence": evidence}
    files = {"evidence": file} if file else {}
    known = _known_duty(book, reference, facts, files) if not notices else []
    if not notices and not known:
        raise RegisterError(f"{reference}: no notice waits for {done}; `dtmforms register show` lists what is open")
    events = [
        dated.event(reference, "duty_done", details=facts | {"notice": one.identity}, files=files) for one in notices
    ]
    return _record(book, events or known)


def revise(book: Book, reference: str, record: Agreement | None, dated: Dated) -> Act:
    """Put up another text for signature: a record, or without one the proposal of the last return. Its focal points
    take effect as a notice (rule D7). Raises `RegisterError` where no revision is needed."""
    state = _going_on(book, reference, dated)
    if record is None and not state.waiting:
        if state.to_sign and state.to_sign.kind == "revised":
            return Act(state.reference, [], state)
        raise RegisterError(f"{reference}: no proposal of a return waits; give the record of the revised agreement")
    proposal = state.waiting[-1] if record is None else None
    text = record or merging.agreement(_proposed(proposal, state))
    if text_key(text.reference) != state.reference:
        raise RegisterError(f"{reference}: the record is of another agreement, {text.reference!r} (rule E4)")
    parts = split(in_force(state), text, dated.effective)
    if parts.proposed is None:
        use = "`dtmforms register notice`" if parts.posts else "`dtmforms register reassess` or `notice`"
        raise RegisterError(f"{reference}: no revision is needed ({parts.comparison.verdict}); use {use} (rule D5)")
    facts = _facts(merging.agreement(parts.proposed), parts.proposed) | {
        "changes": parts.revision_paths,
        "posts": posts_of(parts.proposed, parts.its_posts),
    }
    if state.to_sign and state.to_sign.kind == "revised" and state.to_sign.details["terms"] == facts["terms"]:
        return Act(state.reference, [], state, parts.comparison)
    revised = dated.event(reference, "revised", details=facts, record=parts.proposed)
    return _record(book, [*_at_once(state, parts, dated, {}), revised], parts.comparison)


def reassess(book: Book, reference: str, record: Agreement, dated: Dated) -> Act:
    """Note a risk assessment that was repeated and changed no text. Raises `RegisterError` where text changed."""
    state = _going_on(book, reference, dated)
    parts = split(in_force(state), record, dated.effective)
    if parts.proposed or parts.notice:
        paths = ", ".join(change.path for change in parts.comparison.changes if change.effect != "administrative")
        raise RegisterError(f"{reference}: more than a reassessment: {paths}; use `register revise` or `notice`")
    events = _at_once(state, parts, dated, {})
    days = [step.event.effective for step in state.steps if step.event.kind == "reassessed"]
    if not events and str(dated.effective) in days:
        return Act(state.reference, [], state)
    if not parts.assessment:
        events.append(dated.event(reference, "reassessed", details={"reassess_by": state.reassess_by}))
    return _record(book, events, parts.comparison)


def suspend(book: Book, reference: str, why: str, until: datetime.date | None, dated: Dated) -> Act:
    _going_on(book, reference, dated)
    facts = {"why": why, "until": str(until) if until else None}
    return _record(book, [dated.event(reference, "suspended", details=facts)])


def end(book: Book, reference: str, why: str, dated: Dated) -> Act:
    state = state_of(book, reference)
    if state.ended_on not in (None, str(dated.effective)):
        raise RegisterError(f"{reference}: the agreement ended already, on {state.ended_on}")
    return _record(book, [dated.event(reference, "ended", details={"why": why})])


def replace_person(book: Book, email: str, successor: Values, posts: Sequence[str], dated: Dated) -> list[Act]:
    """Give every post that a person holds to a successor, as a notice in each agreement concerned, all or none.
    `posts` are the kinds of posts meant, "primary" and "secondary". Raises `RegisterError` with every agreement in
    which the result is no valid record, or where the person holds no post."""
    person, acts, problems = person_digest(email), [], []
    for reference in _holding(book, person, dated):
        state = state_of(book, reference, str(dated.effective))
        old = in_force(state)
        values = merging.plain(old)
        places = tuple(
            place
            for place, who in state.posts.items()
            if who and who["person"] == person and place.rpartition(".")[2] in posts and not state.ended_on
        )
        if places:
            source = {
                "table_c": {side: dict.fromkeys(("primary", "secondary"), successor) for side in values["table_c"]}
            }
            new = merging.agreement(merging.with_posts(values, source, places))
            checked = check_values(new.values(), today=dated.effective)
            problems += [_without_contacts(reference, found) for found in checked.findings if found.severity == "error"]
            parts = split(old, new, dated.effective)
            acts.append((reference, _at_once(state, parts, dated, {}), parts.comparison))
    if problems:
        raise RegisterError("; ".join(problems) + "; nothing was recorded")
    if not acts:
        raise RegisterError("this person holds no such post in any agreement; `dtmforms register who` looks further")
    return [_record(book, events, comparison) for reference, events, comparison in acts]


def _without_contacts(reference: str, found: Finding) -> str:
    return f"{reference}: {found.path}: {found.message}"


def _holding(book: Book, person: str, dated: Dated) -> list[str]:
    """The agreements in which a person holds a post on the day of effect."""
    states = states_of(book, str(dated.effective))
    return [s.reference for s in states if any(who and who["person"] == person for who in s.posts.values())]


def _going_on(book: Book, reference: str, dated: Dated | None) -> State:
    """The agreement on the day of effect. Raises `RegisterError` where it ended by then."""
    state = state_of(book, reference, str(dated.effective) if dated else None)
    if state.ended_on:
        raise RegisterError(f"{reference}: the agreement ended on {state.ended_on}; nothing more is recorded of it")
    return state


def _facts(record: Agreement, values: Values) -> dict[str, Any]:
    """What overviews tell of a text without reading it."""
    about = {key: values[key] for key in ("country", "operation", "subject", "language")}
    assessment = values.get("risk_assessment", {})
    return {
        "terms": fingerprint(record),
        "about": about | {"organization": record.requesting_organization.name},
        "reassess_by": assessment.get("reassess_by"),
    }


def _at_once(state: State, parts: Parts, dated: Dated, files: dict[str, str]) -> list[Event]:
    """The events of what takes effect without a revision."""
    events = []
    before = state.record or {}
    if parts.notice:
        after = merging.merged(before, parts.notice)
        facts = {"posts": posts_of(after, parts.posts), "duties": duties_of(before, after, parts.posts)}
        events.append(dated.event(state.reference, "notice", details=facts, files=files, record=parts.notice))
    if parts.assessment:
        due = (merging.merged(before, parts.assessment).get("risk_assessment") or {}).get("reassess_by")
        assessed = dated.event(state.reference, "reassessed", details={"reassess_by": due}, record=parts.assessment)
        events.append(assessed)
    if parts.rest and parts.explains:
        why = {"rule": parts.explains.rule, "reason": parts.explains.reason}
        events.append(dated.event(state.reference, "corrected", details=why, record=parts.rest))
    return events


def _proposed(proposal: Event | None, state: State) -> Values:
    """A return's proposal, laid over what came into force since."""
    if proposal is None or proposal.record is None or state.record is None:
        raise RegisterError(f"{state.reference}: the proposal has no text")
    return merging.taking_over(proposal.record, state.record, tuple(proposal.details["posts"]))


def _known_duty(book: Book, reference: str, facts: dict[str, Any], files: dict[str, str]) -> list[Event]:
    """The event that says just this already, so that twice is the same as once."""
    return [
        event
        for event in book.events(text_key(reference))
        if event.kind == "duty_done" and facts.items() <= event.details.items() and files == event.files
    ]


def _record(book: Book, events: list[Event], comparison: Comparison | None = None, answer: Return | None = None) -> Act:
    added = book.append(events)
    reference = events[0].reference
    return Act(reference, added, state_of(book, reference), comparison, answer)
