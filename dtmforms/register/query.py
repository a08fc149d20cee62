"""Agreements in an open register: one with its text, or all of them, with or without; and their numbers.

This is what commands that only answer need, and it loads nothing that reads or draws documents.
"""

from __future__ import annotations

import difflib
import gc
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from dtmforms.agreement.areas import area_of
from dtmforms.agreement.destinations import Counted, as_it_stands, beside, reprinted
from dtmforms.agreement.keys import email_key, folded, text_key
from dtmforms.errors import RegisterError
from dtmforms.language.catalog import catalog
from dtmforms.register import patch
from dtmforms.register.events import REGISTER, Event, Post, digest
from dtmforms.register.patch import Values
from dtmforms.register.projection import Notice, Projection
from dtmforms.register.replay import begins_on, project
from dtmforms.register.store import Transaction
from dtmforms.register.suspension import Suspension

if TYPE_CHECKING:
    from dtmforms.agreement.model import Agreement


def projection_of(transaction: Transaction, reference: str, at: str | None = None) -> Projection:
    """The agreement at the end of a day, or after all of its events. Raises `RegisterError` where it is unknown."""
    events = transaction.events(text_key(reference))
    projection = project(events, at)
    if projection:
        return projection
    if events and text_key(reference) != REGISTER:
        raise RegisterError("begins_later", reference=reference, begins=begins_on(events), day=at)
    near = difflib.get_close_matches(text_key(reference), transaction.references(), n=1)
    if near:
        raise RegisterError("unknown_agreement_but_near", reference=reference, near=near[0])
    raise RegisterError("unknown_agreement", reference=reference)


def in_force(projection: Projection) -> Agreement:
    """The record in force: the agreed text with the contacts of the date."""
    if projection.record is None:
        raise RegisterError("text_not_read", reference=projection.reference)
    return patch.agreement(projection.record)


def before(projection: Projection, notice: Notice) -> Agreement | None:
    """The record in force just before a change of focal points took effect, be it on the same day; `None` where the
    events were read without records."""
    number = next(place for place, step in enumerate(projection.steps) if step.contacts == notice.contacts)
    then = project([step.event for step in projection.steps[:number]], notes=False)
    return in_force(then) if then and then.record else None


def to_sign(projection: Projection) -> Agreement | None:
    """The revision that waits for its signature, with the contacts that it would come into force with."""
    text = projection.to_sign
    if (
        text is None
        or text.kind != "revised"
        or text.record is None
        or projection.record is None
        or projection.ended_on
    ):
        return None
    values = patch.taking_over(text.record, projection.record, projection.own(text))
    followed = projection.followed.get(text.identity, {})
    return patch.agreement(reprinted(values, as_it_stands(text.record), followed))


def counted_to_sign(projection: Projection) -> Counted:
    """How the destinations of the revision that waits for its signature count, as it was put up (rule C4)."""
    record, text = to_sign(projection), projection.to_sign
    return beside(as_it_stands(text.record), patch.plain(record)) if record and text and text.record else {}


def unsigned(projection: Projection) -> Agreement:
    """The text that waits for its signature, a revision or the first one. Raises `RegisterError` where none does."""
    revision = to_sign(projection)
    if revision is None and (projection.signed or projection.ended_on):
        raise RegisterError("no_text_to_sign", reference=projection.reference)
    return revision or in_force(projection)


def partner_agreements(transaction: Transaction, organization: str, beside: str = "") -> list[Agreement]:
    """The records in force of an organization's agreements that have not ended, but for the reference `beside`."""
    partner = folded(organization)
    found = {
        one.reference
        for one in transaction.events(kinds=("drafted", "revised"), records=False)
        if folded(one.details["about"]["organization"]) == partner and one.reference != beside
    }
    projections = [projection_of(transaction, reference) for reference in sorted(found)]
    return [in_force(projection) for projection in projections if not projection.ended_on]


def projections_with_texts(transaction: Transaction, at: str | None = None) -> list[Projection]:
    """All agreements at a date, with their texts, by reference."""
    return _projections_of(transaction, at, records=True)


def projections_of(transaction: Transaction, at: str | None = None) -> list[Projection]:
    """All agreements at a date, without their texts, by reference."""
    gc.disable()  # there are no cycles in it, and looking for them would take a tenth of the time
    try:
        return _projections_of(transaction, at, records=False)
    finally:
        gc.enable()


def _projections_of(transaction: Transaction, at: str | None, *, records: bool) -> list[Projection]:
    grouped: dict[str, list[Event]] = {}
    for one in transaction.events(records=records):
        grouped.setdefault(one.reference, []).append(one)
    found = (project(grouped[reference], at, notes=False) for reference in sorted(grouped))
    return [projection for projection in found if projection]


def person_digest(email: str) -> str:
    """What stands for a person in overviews."""
    return digest(email_key(email))[:16]


def posts_of(values: Values, places: tuple[str, ...] | None = None) -> dict[str, Post]:
    """Who holds which post, and is called for which area, as digests: enough to tell people apart and to find one, and
    no contact data. Of all posts and areas, where none are given."""
    places = patch.places_of(values) if places is None else places
    return {place: _as_digests(person) if (person := patch.post(values, place)) else None for place in places}


def areas_of(values: Values) -> dict[str, Post]:
    """The same of the areas alone."""
    return posts_of(values, tuple(place for place in patch.places_of(values) if area_of(place) is not None))


def _as_digests(person: Values) -> Post:
    """An address may be that of several people, and an entry has another title tomorrow."""
    address = email_key(person["email"])
    known_by = [folded(person["name"]), address]
    return {"person": digest(address)[:16], "known_by": digest(known_by)[:16], "entry": digest(person)[:16]}


@dataclass(frozen=True, slots=True)
class AgreementNumbers:
    """An agreement's two numbers, and the days of the contacts that it was signed with and that it has now (rule D6).
    `signed_contacts_on` is `None` where it is not signed."""

    revision: int
    contacts: int
    signed_contacts_on: str | None
    contacts_on: str

    def printed(self, language: str, written: Callable[[str], str] = str) -> list[str]:
        """As a document prints them, part by part: `Revision 1 · Contacts 2`, `signed with the contacts of ...`; its
        days `written` in that way, else as they stand at the foot of every page (ISO 8601)."""
        words = catalog("paperwork", language)["status"]
        then = self.signed_contacts_on
        signed = words["signed"].format(then=written(then)) if then else words["unsigned"]
        numbers = words["numbers"].format(revision=self.revision, contacts=self.contacts)
        return [numbers, signed, words["current"].format(current=written(self.contacts_on))]

    def sentence(self, language: str, written: Callable[[str], str] = str) -> str:
        """The same as one sentence."""
        return joined(self.printed(language, written), language)

    def as_json(self) -> dict[str, Any]:
        return {key: getattr(self, key) for key in ("revision", "contacts", "signed_contacts_on", "contacts_on")}


def joined(parts: Iterable[str], language: str) -> str:
    """Parts of what a document says of its agreement, as its language joins them."""
    return str(catalog("paperwork", language)["status"]["between"]).join(parts)


def numbers(projection: Projection) -> AgreementNumbers:
    """The numbers of the text in force. A revision that is not signed is none of them yet."""
    signed = projection.signed if projection.signed and projection.signed.revision == projection.revision else None
    return AgreementNumbers(
        projection.revision, projection.contacts, signed.contacts_on if signed else None, projection.contacts_on
    )


def suspension(projection: Projection, today: str) -> Suspension | None:
    """The suspension that an agreement is under on a day."""
    suspended = projection.suspended
    return suspended if suspended and suspended.goes_on(today) else None


def revision_to_sign(projection: Projection) -> dict[str, Any] | None:
    """The terms of the revision that waits for its signature, and the paths that it changes."""
    text = projection.to_sign
    if text is None or text.kind != "revised" or projection.ended_on:
        return None
    return {key: text.details[key] for key in ("terms", "changes")}


def waiting_paths(projection: Projection) -> list[str]:
    """What returns ask for that takes a revision which nobody has put up yet."""
    return [path for proposal in projection.waiting for path in proposal.paths]
