"""A returned form taken in: what is news in it takes effect as a notice or waits as a revision (rule D7)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from dtmforms.agreement.record import Agreement
from dtmforms.errors import RegisterError
from dtmforms.findings import Finding
from dtmforms.register import merging
from dtmforms.register.acting import Act, going_on, in_the_future, recorded_act
from dtmforms.register.effects import at_once
from dtmforms.register.events import Dated, Event
from dtmforms.register.judging import NO_GROUNDS, as_before_a_notice, judged_change
from dtmforms.register.looking import in_force
from dtmforms.register.state import State, fold
from dtmforms.register.store import Book
from dtmforms.versions.comparing import Grounds, compare
from dtmforms.versions.splitting import with_changes
from dtmforms.versions.terms import fingerprint

if TYPE_CHECKING:
    from dtmforms.returns.ingesting import Return


def take_return(
    book: Book, data: bytes, file: str, dated: Dated, reference: str | None = None, grounds: Grounds = NO_GROUNDS
) -> Act | Return:
    """Take a returned form in: its notice takes effect, its revision waits (rule D7). A return that cannot be taken
    comes back as the answer that says why, and nothing is recorded. The same return twice is one."""
    from dtmforms.returns.ingesting import ingest, recognise  # slow to load, and no other act reads documents

    answer = recognise(data, file=file)
    reference = reference or answer.reference
    if answer.exit_code == 4:
        return answer
    if not reference:
        raise RegisterError(f"{file}: the form names no agreement; say which with --reference")
    state = going_on(book, reference, dated)
    known = book.known([dated.event(reference, "returned", files={"returned": answer.sha256}).identity])
    if known:
        return Act(state.reference, [], state, tuple(_of_another_day(known.values(), dated)))
    sent = _as_sent(book, state, str(answer.form.get("terms") or ""))
    answer = ingest(data, file=file, against=sent, today=dated.effective)
    if answer.record is None:
        return answer
    record, older = _with_what_is_news(state, sent, answer.record, grounds)
    judged = judged_change(book, state, record, dated, grounds)
    files, proposed = {"returned": answer.sha256}, judged.proposed
    facts = {
        "verdict": judged.comparison.verdict,
        "proposes": fingerprint(merging.agreement(proposed)) if proposed else None,
        "own": judged.own,
        "changes": judged.waiting_paths,
    }
    returned = dated.event(reference, "returned", details=facts, files=files, record=proposed)
    events = [returned, *at_once(reference, judged, dated, files)]
    return recorded_act(book, events, (*answer.findings, *older, *judged.comparison.findings, *in_the_future(dated)))


def _as_sent(book: Book, state: State, terms: str) -> Agreement:
    """The record that a form with these terms was made of, as far as the register knows: an earlier text, with the
    contacts of now, or the one in force."""
    current = in_force(state)
    if not terms or terms == state.terms:
        return current
    events = book.events(state.reference)
    for day in sorted({step.event.effective for step in state.steps}, reverse=True):
        then = fold(events, day, notes=False)
        if then and then.terms == terms and then.record:
            return merging.agreement(merging.taking_over(then.record, merging.plain(current)))
    return current


def _with_what_is_news(
    state: State, sent: Agreement, returned: Agreement, grounds: Grounds
) -> tuple[Agreement, list[Finding]]:
    """The record in force with all that the partner changed, and what is to be said of a form that is older than it:
    a focal point who stands in it as before an earlier notice is no news, unless a counterpart confirmed it (rule E6).
    Raises `RecordError` where a change has no place in the text in force."""
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
    return returned, findings


def _of_another_day(known: Iterable[Event], dated: Dated) -> Iterator[Finding]:
    for event in known:
        if event.effective != str(dated.effective):
            message = (
                f"known already, as of {event.effective}, as event {event.number}; to put the day right, use "
                "`dtmforms register redate`"
            )
            yield Finding("warning", "", message, "E6")
