"""The acts that are recorded: each looks at what is in force, and adds its events, or refuses with a reason.

Every act works on an open book, so that nothing comes between looking and adding. Days that are not given are today.
"""

from __future__ import annotations

import datetime
import hashlib
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from dtmforms.agreement.checking import check_values
from dtmforms.agreement.normal import text_key
from dtmforms.agreement.record import Agreement
from dtmforms.errors import RegisterError
from dtmforms.findings import Finding
from dtmforms.register import merging
from dtmforms.register.effects import Judged, at_once, due_of, posts_of
from dtmforms.register.events import Dated, Event
from dtmforms.register.looking import in_force, partner_agreements, person_digest, state_of, states_of
from dtmforms.register.merging import Values
from dtmforms.register.state import Post, State, fold, posts_in
from dtmforms.register.store import Book
from dtmforms.returns.ingesting import Return, ingest
from dtmforms.versions.comparing import Grounds, compare
from dtmforms.versions.remarks import sensitive_from_the_start
from dtmforms.versions.splitting import split
from dtmforms.versions.terms import fingerprint

NO_GROUNDS = Grounds()
_SPOKEN = re.compile(r"phone|\bcall|\bappel\b|tél[ée]|tel[ée]fon|llamada|هاتف|مكالمة", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Act:
    """What an act has come to: the events that are new, the agreement after them, what is to be looked at, and what a
    return was judged by. No new event means that the register knew all of it already."""

    reference: str
    added: list[Event]
    state: State
    findings: tuple[Finding, ...] = ()
    answer: Return | None = None


def sha256(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def add(book: Book, record: Agreement, dated: Dated) -> Act:
    """Begin an agreement. Raises `RegisterError` where its reference is taken by another text."""
    values = merging.plain(record)
    facts = _facts(record, values) | {"posts": posts_of(values)}
    act = _record(book, [dated.event(record.reference, "drafted", details=facts, record=values)])
    others = partner_agreements(book, record.requesting_organization.name) if act.added else []
    return replace(act, findings=tuple(sensitive_from_the_start(record, others)))


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


def take_return(
    book: Book, data: bytes, file: str, dated: Dated, reference: str | None = None, grounds: Grounds = NO_GROUNDS
) -> Act | Return:
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
    answer = ingest(data, file=file, against=in_force(state), today=dated.effective)
    if answer.record is None:
        return answer
    judged = _judged(book, state, answer.record, dated, grounds)
    files, proposed = {"returned": answer.sha256}, judged.proposed
    facts = {
        "verdict": judged.comparison.verdict,
        "proposes": fingerprint(merging.agreement(proposed)) if proposed else None,
        "own": judged.own,
        "changes": judged.waiting_paths,
    }
    returned = dated.event(reference, "returned", details=facts, files=files, record=proposed)
    events = [returned, *at_once(reference, judged, dated, files)]
    act = _record(book, events, (*answer.findings, *judged.comparison.findings))
    return replace(act, answer=answer)


def as_taken(book: Book, data: bytes, file: str, dated: Dated, reference: str, grounds: Grounds = NO_GROUNDS) -> Act:
    """A return that the register knows, judged by what was in force just before it was taken in; nothing is recorded.
    Raises `RegisterError` where the register does not know it."""
    identity = dated.event(reference, "returned", files={"returned": sha256(data)}).identity
    returned = book.known([identity]).get(identity)
    earlier = [event for event in book.events(text_key(reference)) if returned and event.number < returned.number]
    before = fold(earlier, returned.effective) if returned else None
    if returned is None or before is None:
        raise RegisterError(f"{reference}: the register does not know this return")
    that_day = replace(dated, effective=datetime.date.fromisoformat(returned.effective))
    answer = ingest(data, file=file, against=in_force(before), today=that_day.effective)
    findings = answer.findings
    if answer.record:
        findings = [*findings, *_judged(book, before, answer.record, that_day, grounds).comparison.findings]
    return Act(returned.reference, [], state_of(book, reference), tuple(findings), answer)


def notice(
    book: Book,
    reference: str,
    record: Agreement | None,
    written: str | None,
    dated: Dated,
    grounds: Grounds = NO_GROUNDS,
) -> Act:
    """Take new focal points from a record, and note the written notice, given by its SHA-256, as the evidence that
    the counterpart was told. Without a record, the written notice is that of the notices that are open.
    Raises `RegisterError`, naming each attribute, where the record asks for more than a notice (rule D5)."""
    state = _going_on(book, reference, dated)
    if record is None:
        return duty(book, reference, "written_notice", "", written, dated)
    judged = _judged(book, state, record, dated, grounds)
    if judged.proposed:
        paths = ", ".join(judged.revision_paths)
        raise RegisterError(f"{reference}: more than a focal-point notice: {paths}; use `dtmforms register revise`")
    events = list(at_once(reference, judged, dated, {}))
    if not events:
        told = Act(state.reference, [], state)
        return duty(book, reference, "written_notice", "", written, dated) if written else told
    if written:
        done = {"duty": "written_notice", "evidence": ""}
        events += [
            dated.event(reference, "duty_done", details=done | {"notice": event.identity}, files={"evidence": written})
            for event in events
            if event.kind == "notice"
        ]
    return _record(book, events, judged.comparison.findings)


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


def revise(book: Book, reference: str, record: Agreement | None, dated: Dated, grounds: Grounds = NO_GROUNDS) -> Act:
    """Put up another text for signature: a record, or without one the proposal of the last return. Its focal points
    take effect as a notice (rule D7). Raises `RegisterError` where no revision is needed."""
    state = _going_on(book, reference, dated)
    if record is None and not state.waiting and state.to_sign and state.to_sign.kind == "revised":
        return Act(state.reference, [], state)
    judged = _judged(book, state, record or _last_proposal(state), dated, grounds)
    proposed = judged.proposed
    if proposed is None:
        use = "`dtmforms register notice`" if judged.people else "`dtmforms register reassess` or `notice`"
        raise RegisterError(f"{reference}: no revision is needed ({judged.comparison.verdict}); use {use} (rule D5)")
    own = judged.own
    facts = _facts(merging.agreement(proposed), proposed) | {
        "changes": judged.waiting_paths,
        "own": own,
        "posts": posts_of(proposed, tuple(place for place in own if place in merging.PLACES)),
    }
    findings = judged.comparison.findings
    if state.to_sign and state.to_sign.kind == "revised" and state.to_sign.details["terms"] == facts["terms"]:
        return Act(state.reference, [], state, findings)
    revised = dated.event(reference, "revised", details=facts, record=proposed)
    return _record(book, [*at_once(reference, judged, dated, {}), revised], findings)


def correct(book: Book, reference: str, record: Agreement | None, dated: Dated, grounds: Grounds) -> Act:
    """Note that what changed in agreed text only puts slips right, as `grounds` state it: in a record, or without one
    in the proposal of the last return, of which the rest goes on waiting. Both texts are kept (rule D5).
    Raises `RegisterError`, naming each attribute, where a record changes more, and `RecordError` where something
    cannot be a correction."""
    state = _going_on(book, reference, dated)
    judged = _judged(book, state, record or _last_proposal(state), dated, grounds)
    concerned = judged.comparison.changes if record else judged.parts.taking_effect
    more = [change.path for change in concerned if change.effect != "administrative"]
    if more:
        raise RegisterError(f"{reference}: more than a stated correction: {', '.join(more)}; nothing was recorded")
    events = list(at_once(reference, judged, dated, {}))
    if not any(event.kind == "corrected" for event in events):
        raise RegisterError(f"{reference}: nothing in agreed text was corrected; say what with --correction")
    return _record(book, events, judged.comparison.findings)


def reassess(book: Book, reference: str, record: Agreement, dated: Dated) -> Act:
    """Note a risk assessment that was repeated and changed no text. Raises `RegisterError` where text changed."""
    state = _going_on(book, reference, dated)
    judged = _judged(book, state, record, dated)
    more = [change.path for change in judged.comparison.changes if change.effect != "administrative"]
    if more:
        message = f"more than a reassessment: {', '.join(more)}; use `register revise` or `notice`"
        raise RegisterError(f"{reference}: {message}")
    events = list(at_once(reference, judged, dated, {}))
    days = [step.event.effective for step in state.steps if step.event.kind == "reassessed"]
    if not events and str(dated.effective) in days:
        return Act(state.reference, [], state)
    if not any(event.kind == "reassessed" for event in events):
        events.append(dated.event(reference, "reassessed", details={"reassess_by": state.reassess_by}))
    return _record(book, events, judged.comparison.findings)


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
            acts.append((reference, _judged_by(old, new, dated, NO_GROUNDS)))
    if problems:
        raise RegisterError("; ".join(problems) + "; nothing was recorded")
    if not acts:
        raise RegisterError("this person holds no such post in any agreement; `dtmforms register who` looks further")
    return [
        _record(book, list(at_once(reference, judged, dated, {})), judged.comparison.findings)
        for reference, judged in acts
    ]


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
    return {
        "terms": fingerprint(record),
        "about": about | {"organization": record.requesting_organization.name},
        "reassess_by": due_of(values),
    }


def _judged(book: Book, state: State, record: Agreement, dated: Dated, grounds: Grounds = NO_GROUNDS) -> Judged:
    """What a record changes of what is in force. Raises `RegisterError` where it brings back somebody who had left, as
    a form or a file from before a notice does, and nobody confirmed that this is meant."""
    old = in_force(state)
    judged = _judged_by(old, record, dated, grounds)
    if any(change.dataset and change.new is not None for change in judged.comparison.changes):
        others = partner_agreements(book, old.requesting_organization.name, beside=state.reference)
        judged = _judged_by(old, record, dated, replace(grounds, others=tuple(others)))
    back = [place for place, post in posts_of(merging.plain(record), judged.people).items() if _has_left(post, state)]
    if back and not grounds.confirmed_by:
        raise RegisterError(
            f"{state.reference}: {', '.join(back)}: this person was replaced by an earlier notice, and the form or the "
            "record may be older than that; make a new one from `dtmforms register show`, or, if the person is back, "
            "say who confirmed it with --confirmed-by (rules D8, E6)"
        )
    return judged


def _judged_by(old: Agreement, record: Agreement, dated: Dated, grounds: Grounds) -> Judged:
    comparison = compare(old, record, grounds)
    return Judged(old, comparison, split(old, record, comparison, today=dated.effective), grounds.confirmed_by)


def _has_left(post: Post, state: State) -> bool:
    """Whether a person held a post of the agreement and holds none any more."""
    if post is None or any(now and now["person"] == post["person"] for now in state.posts.values()):
        return False
    took_effect = (step.event for step in state.steps if step.event.kind in ("drafted", "notice"))
    held = (who for event in took_effect for who in posts_in(event).values())
    return any(then and then["person"] == post["person"] for then in held)


def _last_proposal(state: State) -> Agreement:
    """What the last return proposed, laid over what came into force since. Raises `RegisterError` where none waits."""
    if not state.waiting or state.record is None:
        raise RegisterError(f"{state.reference}: no proposal of a return waits; give the record of the new text")
    proposal = state.waiting[-1].event
    return merging.agreement(merging.taking_over(proposal.record or {}, state.record, proposal.details["own"]))


def _known_duty(book: Book, reference: str, facts: dict[str, Any], files: dict[str, str]) -> list[Event]:
    """The event that says just this already, so that twice is the same as once."""
    return [
        event
        for event in book.events(text_key(reference))
        if event.kind == "duty_done" and facts.items() <= event.details.items() and files == event.files
    ]


def _record(book: Book, events: list[Event], findings: Iterable[Finding] = ()) -> Act:
    added = book.append(events)
    reference = events[0].reference
    return Act(reference, added, state_of(book, reference), tuple(findings))
