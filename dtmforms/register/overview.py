"""What is told of agreements: their numbers, what is open over all of them, and where a person is named."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from dtmforms.register.looking import person_digest, states_of
from dtmforms.register.merging import PLACES, SIDES
from dtmforms.register.state import Post, State, fold, posts_in
from dtmforms.register.store import Book

_NUMBERS = {
    "en": ("Revision {revision} · Contacts {contacts}", "not signed yet", "signed with the contacts of {then}",
           "current contacts {current}"),
    "fr": ("Révision {revision} · Contacts {contacts}", "pas encore signé", "signé avec les contacts du {then}",
           "contacts actuels du {current}"),
    "es": ("Revisión {revision} · Contactos {contacts}", "aún sin firmar", "firmado con los contactos del {then}",
           "contactos actuales del {current}"),
    "ar": ("المراجعة {revision} · جهات الاتصال {contacts}", "لم يُوقَّع بعد",
           "وُقِّع مع جهات الاتصال بتاريخ \u200e{then}\u200e",
           "جهات الاتصال الحالية بتاريخ \u200e{current}\u200e"),
}  # fmt: skip
_SUSPENDED = {
    "en": ("suspended since {since}", ", until {until}"),
    "fr": ("suspendu depuis le {since}", ", jusqu’au {until}"),
    "es": ("suspendido desde el {since}", ", hasta el {until}"),
    "ar": ("معلَّق منذ \u200e{since}\u200e", "، حتى \u200e{until}\u200e"),
}


@dataclass(frozen=True, slots=True)
class Numbers:
    """An agreement's two numbers, and the days of the contacts that it was signed with and that it has now (rule D6).
    `signed_contacts_on` is `None` where it is not signed."""

    revision: int
    contacts: int
    signed_contacts_on: str | None
    contacts_on: str

    def sentence(self, language: str = "en") -> str:
        """As a document prints it: `Revision 1 · Contacts 2; signed with the contacts of ...; current contacts ...`."""
        numbers, unsigned, then, current = _NUMBERS[language]
        said = then.format(then=self.signed_contacts_on) if self.signed_contacts_on else unsigned
        parts = (numbers.format(revision=self.revision, contacts=self.contacts), said)
        return between(language).join((*parts, current.format(current=self.contacts_on)))

    def as_json(self) -> dict[str, Any]:
        return {key: getattr(self, key) for key in ("revision", "contacts", "signed_contacts_on", "contacts_on")}


def between(language: str) -> str:
    """What stands between the parts of a sentence: a semicolon, as the language writes it. That of French keeps to the
    word before it."""
    return {"fr": "\u00a0; ", "ar": "؛ "}.get(language, "; ")


def numbers(state: State) -> Numbers:
    """The numbers of the text in force. A revision that is not signed is none of them yet."""
    signed = state.signed if state.signed and state.signed.revision == state.revision else None
    return Numbers(state.revision, state.contacts, signed.contacts_on if signed else None, state.contacts_on)


@dataclass(frozen=True, slots=True)
class Suspension:
    """Since when sharing is suspended, and the last day of it, `None` where it is not known."""

    since: str
    until: str | None

    def sentence(self, language: str = "en") -> str:
        since, until = _SUSPENDED[language]
        return since.format(since=self.since) + (until.format(until=self.until) if self.until else "")


def suspension(state: State, today: str) -> Suspension | None:
    """The suspension that an agreement is under on a day."""
    if state.suspended_on is None or (state.suspended_until or today) < today:
        return None
    return Suspension(state.suspended_on, state.suspended_until)


def revision_to_sign(state: State) -> dict[str, Any] | None:
    """The terms of the revision that waits for its signature, and the paths that it changes."""
    text = state.to_sign
    if text is None or text.kind != "revised" or state.ended_on:
        return None
    return {key: text.details[key] for key in ("terms", "changes")}


def waiting_paths(state: State) -> list[str]:
    """What returns ask for that takes a revision which nobody has put up yet."""
    return [path for proposal in state.waiting for path in proposal.paths]


@dataclass(frozen=True, slots=True)
class Standing:
    """Where an agreement stands on a day, without contact data (rule D1)."""

    reference: str
    about: dict[str, str]
    numbers: Numbers
    terms: str
    open: dict[str, Any]
    """What is not in order, by a word for each; what is in order is left out."""

    def as_json(self) -> dict[str, Any]:
        told = {"reference": self.reference, "terms": self.terms} | self.about | self.numbers.as_json()
        return told | {"open": self.open}


def standing(state: State, today: str) -> Standing:
    found = {word: what for word, what in openings(state, today).items() if what}
    return Standing(state.reference, state.about, numbers(state), state.terms, found)


def openings(state: State, today: str) -> dict[str, Any]:
    """Every kind of what can be open, by its word; false or empty where it is in order."""
    empty = [place for place in PLACES if state.posts.get(place) is None]
    suspended = suspension(state, today)
    overdue = state.reassess_by is not None and state.reassess_by < today
    return {
        "ended": state.ended_on,
        "takes_effect_later": state.later,
        "suspended": suspended and suspended.since,
        "suspended_until": suspended and suspended.until,
        "unsigned": state.signed is None,
        "revision_to_sign": bool(state.to_sign and state.to_sign.kind == "revised"),
        "corrected_since_signed": _corrected(state),
        "waiting_for_return": bool(state.issued_on and (state.returned_on or "") < state.issued_on),
        "revision_proposed": len(state.waiting),
        "open_duties": [f"contacts {notice.contacts}: {duty}" for notice, duty in state.open_duties],
        "reassessment_overdue": state.reassess_by if overdue else None,
        "vacant_posts": empty,
        "missing_secondary": [
            side for side in SIDES if f"{side}.secondary" in empty and f"{side}.primary" not in empty
        ],
        "hold_sharing": [side for side in SIDES if {f"{side}.primary", f"{side}.secondary"} <= set(empty)],
    }


def standings(book: Book, today: str, at: str | None = None) -> list[Standing]:
    """All agreements at a date, by reference. `today` is the day against which due dates are held."""
    return [standing(state, today) for state in states_of(book, at)]


@dataclass(frozen=True, slots=True)
class Naming:
    """A post that a person holds or held. `until` is `None` as long as they hold it."""

    reference: str
    place: str
    since: str
    until: str | None

    def as_json(self) -> dict[str, Any]:
        return {key: getattr(self, key) for key in ("reference", "place", "since", "until")}


def who(book: Book, email: str) -> list[Naming]:
    """Every post that a person holds or held, known by the address; the address is compared as people mean it."""
    person = person_digest(email)
    return [naming for state in states_of(book) for naming in _namings(state, person)]


def _namings(state: State, person: str) -> Iterator[Naming]:
    if not any(_holds(who, person) for step in state.steps for who in posts_in(step.event).values()):
        return
    held: dict[str, str] = {}
    for day in sorted({step.event.effective for step in state.steps}):
        then = fold([step.event for step in state.steps], day)
        for place, who in then.posts.items() if then else ():
            if _holds(who, person):
                held.setdefault(place, day)
            elif place in held:
                yield Naming(state.reference, place, held.pop(place), day)
    for place, since in held.items():
        yield Naming(state.reference, place, since, None)


def _holds(who: Post, person: str) -> bool:
    return who is not None and who["person"] == person


def _corrected(state: State) -> bool:
    """Whether the terms are others than on the paper that was signed, by stated corrections alone."""
    return bool(state.signed and state.signed.revision == state.revision and state.signed.terms != state.terms)
