"""The acts that are recorded: each looks at what is in force, and adds its events, or refuses with a reason.

Every act works on an open book, so that nothing comes between looking and adding. Days that are not given are today.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any

from dtmforms.agreement.checking import check_values
from dtmforms.agreement.normal import text_key
from dtmforms.agreement.record import Agreement
from dtmforms.errors import RegisterError
from dtmforms.findings import Finding
from dtmforms.register import merging
from dtmforms.register.acting import Act, going_on, in_the_future, recorded_act, refuse_future
from dtmforms.register.effects import Judged, at_once, due_of, duties_of, posts_of
from dtmforms.register.events import Dated, Event
from dtmforms.register.judging import NO_GROUNDS, all_proposed, judged_change
from dtmforms.register.looking import in_force, partner_agreements, person_digest, state_of, states_of
from dtmforms.register.merging import Values
from dtmforms.register.state import State
from dtmforms.register.store import Book
from dtmforms.versions.comparing import Grounds
from dtmforms.versions.remarks import sensitive_from_the_start
from dtmforms.versions.terms import fingerprint

_SPOKEN = re.compile(r"phone|\bcall|\bappel\b|tél[ée]|tel[ée]fon|llamada|هاتف|مكالمة", re.IGNORECASE)


def add(book: Book, record: Agreement, dated: Dated) -> Act:
    """Begin an agreement. Raises `RegisterError` where its reference is taken by another text."""
    values = merging.plain(record)
    facts = _facts(record, values) | {"posts": posts_of(values)}
    act = recorded_act(book, [dated.event(record.reference, "drafted", details=facts, record=values)])
    others = partner_agreements(book, record.requesting_organization.name) if act.added else []
    return replace(act, findings=tuple(sensitive_from_the_start(record, others)))


def issue(book: Book, reference: str, document: str | None, dated: Dated) -> Act:
    """Note that the agreement's document, given by its SHA-256, was sent."""
    state = going_on(book, reference, dated)
    text = (state.to_sign.identity if state.to_sign else None) or state.text
    files = {"issued": document} if document else {}
    return recorded_act(book, [dated.event(reference, "issued", details={"text": text}, files=files)])


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
    state = going_on(book, reference, dated)
    if record is None:
        return duty(book, reference, "written_notice", "", written, dated)
    judged = judged_change(book, state, record, dated, grounds)
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
    return recorded_act(book, events, (*judged.comparison.findings, *in_the_future(dated)))


def duty(
    book: Book, reference: str, done: str, evidence: str, file: str | None, dated: Dated, contacts: int | None = None
) -> Act:
    """Note a duty as done, with its evidence: text, or a file by its SHA-256. It is done for the notice with that
    contacts number, or for all in which it is open. Raises `RegisterError` where it is open in none."""
    if not evidence and not file:
        raise RegisterError(f"{reference}: say how {done} is evidenced, with --evidence (rule D4)")
    if done == "written_notice" and not file and _SPOKEN.search(evidence):
        raise RegisterError(f"{reference}: a telephone call is no written notice; give the letter or e-mail (rule D4)")
    refuse_future(reference, "a duty", dated)
    state = state_of(book, reference)
    notices = [one for one in state.notices if done in one.open and contacts in (None, one.contacts)]
    early = [one for one in notices if str(dated.effective) < one.effective]
    if early:
        raise RegisterError(
            f"{reference}: {done} cannot be done on {dated.effective}, before the notice of {early[0].effective}; "
            "give the day with --on"
        )
    facts = {"duty": done, "evidence": evidence}
    files = {"evidence": file} if file else {}
    known = _known_duty(book, reference, facts, files) if not notices else []
    if not notices and not known:
        raise RegisterError(f"{reference}: no notice waits for {done}; `dtmforms register show` lists what is open")
    events = [
        dated.event(reference, "duty_done", details=facts | {"notice": one.identity}, files=files) for one in notices
    ]
    return recorded_act(book, events or known)


def revise(book: Book, reference: str, record: Agreement | None, dated: Dated, grounds: Grounds = NO_GROUNDS) -> Act:
    """Put up another text for signature: a record, or without one the proposal of the last return. Its focal points
    take effect as a notice (rule D7). Raises `RegisterError` where no revision is needed."""
    state = going_on(book, reference, dated)
    if record is None and not state.waiting and state.to_sign and state.to_sign.kind == "revised":
        return Act(state.reference, [], state)
    settles = [] if record else [proposal.event.identity for proposal in state.waiting]
    judged = judged_change(book, state, record or all_proposed(state), dated, grounds)
    proposed = judged.proposed
    if proposed is None:
        use = "`dtmforms register notice`" if judged.people else "`dtmforms register reassess` or `notice`"
        raise RegisterError(f"{reference}: no revision is needed ({judged.comparison.verdict}); use {use} (rule D5)")
    own = judged.own
    own_posts = tuple(place for place in own if place in merging.PLACES)
    facts = _facts(merging.agreement(proposed), proposed) | {
        "changes": judged.waiting_paths,
        "own": own,
        "posts": posts_of(proposed, own_posts),
        "duties": duties_of(judged, merging.agreement(proposed), own_posts),
        "settles": settles or [proposal.event.identity for proposal in state.waiting],
    }
    findings = (*judged.comparison.findings, *_dropped(state, judged))
    if state.to_sign and state.to_sign.kind == "revised" and state.to_sign.details["terms"] == facts["terms"]:
        return Act(state.reference, [], state, findings)
    revised = dated.event(reference, "revised", details=facts, record=proposed)
    return recorded_act(book, [*at_once(reference, judged, dated, {}), revised], findings)


def _dropped(state: State, judged: Judged) -> Iterator[Finding]:
    """What returns proposed and a new text does not take up."""
    for proposal in state.waiting:
        left = [path for path in proposal.paths if path not in judged.waiting_paths]
        if left:
            message = f"the return of {proposal.event.effective} proposed these, and the new text leaves them out: "
            yield Finding("warning", "", message + ", ".join(left), "D7")


def correct(book: Book, reference: str, record: Agreement | None, dated: Dated, grounds: Grounds) -> Act:
    """Note that what changed in agreed text only puts slips right, as `grounds` state it: in a record, or without one
    in the proposal of the last return, of which the rest goes on waiting. Both texts are kept (rule D5).
    Raises `RegisterError`, naming each attribute, where a record changes more, and `RecordError` where something
    cannot be a correction."""
    state = going_on(book, reference, dated)
    if state.to_sign and state.to_sign.kind == "revised":
        raise RegisterError(
            f"{reference}: another text waits for its signature, and would bring the slip back; put it right there, "
            "and put that text up again with `dtmforms register revise`"
        )
    judged = judged_change(book, state, record or all_proposed(state), dated, grounds)
    concerned = judged.comparison.changes if record else judged.parts.taking_effect
    more = [change.path for change in concerned if change.effect != "administrative"]
    if more:
        raise RegisterError(f"{reference}: more than a stated correction: {', '.join(more)}; nothing was recorded")
    events = list(at_once(reference, judged, dated, {}))
    if not any(event.kind == "corrected" for event in events):
        raise RegisterError(f"{reference}: nothing in agreed text was corrected; say what with --correction")
    return recorded_act(book, events, judged.comparison.findings)


def reassess(book: Book, reference: str, record: Agreement, dated: Dated) -> Act:
    """Note a risk assessment that was repeated and changed no text. Raises `RegisterError` where text changed."""
    state = going_on(book, reference, dated)
    judged = judged_change(book, state, record, dated)
    more = [change.path for change in judged.comparison.changes if change.steps[0] != "risk_assessment"]
    if more:
        message = f"more than a reassessment: {', '.join(more)}; use `register revise` or `notice`"
        raise RegisterError(f"{reference}: {message}")
    before, after = (_assessed_on(one) for one in (judged.old, record))
    if not judged.comparison.changes and any(step.event.kind == "reassessed" for step in state.steps):
        return Act(state.reference, [], state)
    if after is None or (before and after <= before):
        raise RegisterError(
            f"{reference}: the record's risk assessment is of {after or 'no day'}, and one of {before} is in force; "
            "write the day of the new one into risk_assessment.assessed_on"
        )
    return recorded_act(book, list(at_once(reference, judged, dated, {})), judged.comparison.findings)


def _assessed_on(record: Agreement) -> datetime.date | None:
    return record.risk_assessment.assessed_on if record.risk_assessment else None


def suspend(book: Book, reference: str, why: str, until: datetime.date | None, dated: Dated) -> Act:
    going_on(book, reference, dated)
    if until and until < dated.effective:
        raise RegisterError(f"{reference}: the last day, {until}, is before the first, {dated.effective}")
    facts = {"why": why, "until": str(until) if until else None}
    return recorded_act(book, [dated.event(reference, "suspended", details=facts)])


def end(book: Book, reference: str, why: str, dated: Dated) -> Act:
    state = state_of(book, reference)
    state_of(book, reference, str(dated.effective))
    if state.ended_on not in (None, str(dated.effective)):
        raise RegisterError(f"{reference}: the agreement ended already, on {state.ended_on}")
    return recorded_act(book, [dated.event(reference, "ended", details={"why": why})])


def replace_person(
    book: Book, email: str, successor: Values, posts: Sequence[str], dated: Dated, grounds: Grounds = NO_GROUNDS
) -> list[Act]:
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
            judged = judged_change(book, state, new, dated, grounds)
            problems += [f"{reference}: {path}: the policy asks for a revision" for path in judged.revision_paths]
            acts.append((reference, judged))
    if problems:
        raise RegisterError("; ".join(problems) + "; nothing was recorded")
    if not acts:
        raise RegisterError("this person holds no such post in any agreement; `dtmforms register who` looks further")
    return [
        recorded_act(book, list(at_once(reference, judged, dated, {})), judged.comparison.findings)
        for reference, judged in acts
    ]


def _without_contacts(reference: str, found: Finding) -> str:
    return f"{reference}: {found.path}: {found.message}"


def _holding(book: Book, person: str, dated: Dated) -> list[str]:
    """The agreements in which a person holds a post on the day of effect."""
    states = states_of(book, str(dated.effective))
    return [s.reference for s in states if any(who and who["person"] == person for who in s.posts.values())]


def _facts(record: Agreement, values: Values) -> dict[str, Any]:
    """What overviews tell of a text without reading it."""
    about = {key: values[key] for key in ("country", "operation", "subject", "language")}
    return {
        "terms": fingerprint(record),
        "about": about | {"organization": record.requesting_organization.name},
        "reassess_by": due_of(values),
    }


def _known_duty(book: Book, reference: str, facts: dict[str, Any], files: dict[str, str]) -> list[Event]:
    """The event that says just this already, so that twice is the same as once."""
    return [
        event
        for event in book.events(text_key(reference))
        if event.kind == "duty_done" and facts.items() <= event.details.items() and files == event.files
    ]
