"""What a document says of the agreement that it is of: the numbers that the register holds, or that it is a draft.

Only the text in force and the text that waits for its signature bear numbers, each with the contacts in force: so no
document shows as agreed, or as told in a notice, what is neither (rules D5, D6).
"""

from __future__ import annotations

from dataclasses import dataclass

from dtmforms.agreement.normal import text_key
from dtmforms.agreement.record import Agreement
from dtmforms.findings import Finding
from dtmforms.register import looking
from dtmforms.register.overview import Numbers, Suspension, between, numbers, suspension
from dtmforms.register.state import State, fold
from dtmforms.register.store import Book
from dtmforms.versions.comparing import Comparison, compare

_ENDED = {
    "en": "ended on {day}",
    "fr": "terminé le {day}",
    "es": "terminado el {day}",
    "ar": "انتهى بتاريخ \u200e{day}\u200e",
}


@dataclass(frozen=True, slots=True)
class Printed:
    """`numbers` is `None` for a draft; `findings` say why it is one, without contact data (rule D1), and are empty
    where the register does not hold the agreement. `ended_on` is `None` for an agreement that goes on, `suspended`
    for one whose sharing does."""

    numbers: Numbers | None = None
    ended_on: str | None = None
    suspended: Suspension | None = None
    findings: tuple[Finding, ...] = ()

    def sentence(self, language: str) -> str | None:
        """As the document prints it, in its language; `None` for a draft."""
        if self.numbers is None:
            return None
        said = [self.numbers.sentence(language)]
        if self.ended_on:
            said.append(_ENDED[language].format(day=self.ended_on))
        if self.suspended:
            said.append(self.suspended.sentence(language))
        return between(language).join(said)


def printed(book: Book, record: Agreement, today: str) -> Printed:
    """What a document of this record says on a day. An agreement that has yet to begin is looked at on its first
    day."""
    state = _state(book, record.reference, today)
    if state is None:
        return Printed()
    in_force = compare(looking.in_force(state), record)
    if _same(in_force):
        return of_text_in_force(state, today)
    to_sign = looking.to_sign(state)
    waiting = compare(to_sign, record) if to_sign else None
    if waiting and _same(waiting):
        return _bearing(Numbers(state.revision + 1, state.contacts, None, state.contacts_on), state, today)
    nearest = waiting if waiting and waiting.old_terms == waiting.new_terms else in_force
    return Printed(findings=(_why_draft(state, record.reference, nearest),))


def _state(book: Book, reference: str, today: str) -> State | None:
    events = book.events(text_key(reference))
    begun = min((event.effective for event in events if event.kind == "drafted"), default="")
    return fold(events, max(today, begun), notes=False)


def _same(comparison: Comparison) -> bool:
    """Whether a text is what was agreed, with the same contacts (rule D5)."""
    return comparison.verdict in ("unchanged", "administrative")


def of_text_in_force(state: State, today: str) -> Printed:
    """What the document of the text in force says on a day."""
    return _bearing(numbers(state), state, today)


def _bearing(said: Numbers, state: State, today: str) -> Printed:
    """What a document with these numbers says, and a warning where nobody should act on it unawares."""
    suspended = suspension(state, today)
    if state.ended_on:
        message = f"the agreement ended on {state.ended_on}, and the document says so; do not send it for signature"
        return Printed(said, ended_on=state.ended_on, findings=(Finding("warning", "", message, "E4"),))
    if suspended:
        message = f"sharing is {suspended.sentence()}, and the document says so"
        return Printed(said, suspended=suspended, findings=(Finding("warning", "", message, "B3"),))
    return Printed(said)


def _why_draft(state: State, reference: str, differs: Comparison) -> Finding:
    """Which attributes are not as the register holds them, and how they get there."""
    paths = ", ".join(change.path for change in differs.changes if change.effect != "administrative")
    record_it = "revise {0} FILE" if differs.revision_required else "notice {0} --record FILE"
    advice = (
        f"record them first with `dtmforms register {record_it.format(reference)}`, "
        if state.ended_on is None
        else f"the agreement ended on {state.ended_on}, so what follows it takes a reference of its own, "
    )
    message = (
        f"printed as a draft, for today the register holds these otherwise: {paths}; {advice}"
        f"or print what is in force, which `dtmforms register show {reference} -o FILE` writes"
    )
    return Finding("warning", "", message, "D5")
