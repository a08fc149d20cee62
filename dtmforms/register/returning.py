"""A returned form taken in: what is news in it takes effect as a notice or waits as a revision (rule D7)."""

from __future__ import annotations

import datetime
from collections.abc import Collection, Iterable, Iterator
from dataclasses import replace
from typing import TYPE_CHECKING

from dtmforms.agreement.checking import check_values
from dtmforms.agreement.normal import text_key
from dtmforms.agreement.record import Agreement
from dtmforms.errors import RegisterError
from dtmforms.findings import Finding
from dtmforms.register import merging
from dtmforms.register.acting import Act, going_on, in_the_future, recorded_act, sha256
from dtmforms.register.effects import Judged, at_once
from dtmforms.register.events import Dated, Event
from dtmforms.register.judging import NO_GROUNDS, as_before_a_notice, judged_change
from dtmforms.register.looking import in_force, state_of
from dtmforms.register.state import State, fold
from dtmforms.register.store import Book
from dtmforms.versions.comparing import Grounds, compare
from dtmforms.versions.splitting import with_changes
from dtmforms.versions.terms import fingerprint

if TYPE_CHECKING:
    from dtmforms.returns.ingesting import Return


def take_return(
    book: Book,
    data: bytes,
    file: str,
    dated: Dated,
    reference: str | None = None,
    grounds: Grounds = NO_GROUNDS,
    accepted: Collection[str] = (),
) -> Act | Return:
    """Take a returned form in: its notice takes effect, its revision waits (rule D7). A return that cannot be taken
    comes back as the answer that says why, and nothing is recorded. The same return twice is one. `accepted` are the
    codes of flags that somebody has taken upon themselves; those that were found are kept with the event."""
    from dtmforms.returns.ingesting import recognise  # slow to load, and no other act reads documents

    answer = recognise(data, file=file)
    if answer.exit_code == 4:
        return answer
    terms = str(answer.form.get("terms") or "")
    return take_recognised(book, data, file, dated, reference or answer.reference, terms, grounds, accepted)


def take_recognised(
    book: Book,
    data: bytes,
    file: str,
    dated: Dated,
    reference: str | None,
    terms: str = "",
    grounds: Grounds = NO_GROUNDS,
    accepted: Collection[str] = (),
) -> Act | Return:
    """The same for a form of which is known already what it names: the agreement, and the terms it was made for."""
    if not reference:
        raise RegisterError(f"{file}: the form names no agreement; say which with --reference")
    state = going_on(book, reference, dated)
    known = book.known([_returned(data, dated, reference).identity])
    if known:
        return Act(state.reference, [], state, tuple(_of_another_day(known.values(), dated)))
    answer, judged, findings = _read_and_judged(book, state, data, file, terms, dated, grounds, accepted)
    if judged is None:
        return answer
    files, proposed = {"returned": answer.sha256}, judged.proposed
    facts = {
        "verdict": judged.comparison.verdict,
        "proposes": fingerprint(merging.agreement(proposed)) if proposed else None,
        "own": judged.own,
        "changes": judged.waiting_paths,
    } | ({"accepted": answer.accepted} if answer.accepted else {})
    returned = dated.event(reference, "returned", details=facts, files=files, record=proposed)
    events = [returned, *at_once(reference, judged, dated, files)]
    act = recorded_act(book, events, (*findings, *in_the_future(dated)))
    return replace(act, answer=answer)


def as_taken(
    book: Book, data: bytes, file: str, dated: Dated, reference: str, terms: str = "", grounds: Grounds = NO_GROUNDS
) -> Act:
    """A return that the register knows, judged by what was in force just before it was taken in; nothing is recorded.
    Raises `RegisterError` where the register does not know it."""
    identity = _returned(data, dated, reference).identity
    returned = book.known([identity]).get(identity)
    earlier = [event for event in book.events(text_key(reference)) if returned and event.number < returned.number]
    before = fold(earlier, returned.effective) if returned else None
    if returned is None or before is None:
        raise RegisterError(f"{reference}: the register does not know this return")
    that_day = replace(dated, effective=datetime.date.fromisoformat(returned.effective))
    accepted = returned.details.get("accepted", ())
    answer, _, findings = _read_and_judged(book, before, data, file, terms, that_day, grounds, accepted)
    return Act(returned.reference, [], state_of(book, reference), tuple(findings), answer)


def _returned(data: bytes, dated: Dated, reference: str) -> Event:
    return dated.event(reference, "returned", files={"returned": sha256(data)})


def _read_and_judged(
    book: Book,
    state: State,
    data: bytes,
    file: str,
    terms: str,
    dated: Dated,
    grounds: Grounds,
    accepted: Collection[str],
) -> tuple[Return, Judged | None, list[Finding]]:
    """A return as it reads, what it changes of what is in force, `None` where it has no valid record, and all that is
    to be said of both."""
    from dtmforms.returns.ingesting import ingest

    sent = _as_sent(state, terms)
    earlier = _with_earlier_contacts(state)
    answer = ingest(data, file=file, against=sent, earlier=earlier, today=dated.effective, accepted=accepted)
    if answer.record is None:
        return answer, None, answer.findings
    record, older = _with_what_is_news(state, sent, answer.record, grounds)
    judged = judged_change(book, state, record, dated, grounds)
    return answer, judged, [*answer.findings, *older, *judged.comparison.findings]


def _as_sent(state: State, terms: str) -> Agreement:
    """The record that a form with these terms was made of, as far as the register knows: an earlier text, with the
    contacts of now, or the one in force."""
    current = in_force(state)
    if not terms or terms == state.terms:
        return current
    events = [step.event for step in state.steps]
    for day in sorted({step.event.effective for step in state.steps}, reverse=True):
        then = fold(events, day, notes=False)
        if then and then.terms == terms and then.record:
            return merging.agreement(merging.taking_over(then.record, merging.plain(current)))
    return current


def _with_earlier_contacts(state: State) -> list[Agreement]:
    """The records that were in force before each change of contacts: of one of them a form may have been made."""
    events = [step.event for step in state.steps]
    changed = [n for n in range(1, len(events)) if state.steps[n].contacts != state.steps[n - 1].contacts]
    then = (fold(events[:number], notes=False) for number in changed)
    return [in_force(earlier) for earlier in then if earlier and earlier.record]


def _with_what_is_news(
    state: State, sent: Agreement, returned: Agreement, grounds: Grounds
) -> tuple[Agreement, list[Finding]]:
    """The record in force with all that the partner changed, and what is to be said of a form that is older than it:
    a focal point who stands in it as before an earlier notice is no news, unless a counterpart confirmed it (rule E6).
    Raises `RecordError` where a change has no place in the text in force, and `RegisterError` where the result is no
    valid record."""
    findings = []
    current = in_force(state)
    if fingerprint(sent) != state.terms:
        returned = with_changes(current, returned, compare(sent, returned).changes)
        message = "the form was made for an earlier text; only what was changed in it is taken, on top of today's"
        findings.append(Finding("warning", "form", message, "E6"))
    values, held = merging.plain(returned), merging.plain(current)
    back = () if grounds.confirmed_by else as_before_a_notice(state, values)
    if back:
        values = merging.with_posts(values, held, back)
        returned = merging.agreement(values)
        message = (
            "stands in the form as before an earlier notice, which the form is probably older than; it is not taken. "
            "If it is meant so, say who confirmed it with --confirmed-by"
        )
        findings += [Finding("warning", f"table_c.{place}", message, "E6") for place in back]
    if findings:
        _refuse_invalid(state, returned)
    return returned, findings


def _refuse_invalid(state: State, record: Agreement) -> None:
    """What is left of an old form need not be a record: somebody may stand in it twice."""
    problems = [found for found in check_values(record.values()).findings if found.severity == "error"]
    if problems:
        told = "; ".join(f"{found.path}: {found.message}" for found in problems)
        raise RegisterError(
            f"{state.reference}: the form is older than what is in force, and what is news in it does not fit: {told}; "
            "send the partner the present form"
        )


def _of_another_day(known: Iterable[Event], dated: Dated) -> Iterator[Finding]:
    for event in known:
        if event.effective != str(dated.effective):
            message = (
                f"known already, as of {event.effective}, as event {event.number}; to put the day right, use "
                "`dtmforms register redate`"
            )
            yield Finding("warning", "", message, "E6")
