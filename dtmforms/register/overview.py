"""Where agreements stand: what is open in each, and what is due; all of them, or those that are looked for.

Nobody is named in it (rule D1), and nothing here loads what reads or draws documents.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import asdict, dataclass, replace
from typing import Any, NamedTuple, TypeAlias

from dtmforms.agreement.areas import area_of
from dtmforms.agreement.closed_lists import SIDES
from dtmforms.agreement.keys import text_key
from dtmforms.register.agreed_days import AgreedDays
from dtmforms.register.due import WITHIN_DAYS, Due, dues, urgency
from dtmforms.register.patch import PLACES, Values
from dtmforms.register.projection import Projection
from dtmforms.register.query import (
    AgreementNumbers,
    numbers,
    projections_of,
    projections_with_texts,
    suspension,
)
from dtmforms.register.replay import project
from dtmforms.register.search import Match, SharedDataset, Wanted, datasets_in, is_about, matches_in, takes_texts
from dtmforms.register.store import Transaction

ENDED = "ended"

STATES = (
    "in_order",
    "to_sign",
    "unsigned",
    "revision_to_sign",
    "waiting_for_return",
    "corrected_form",
    "revision_proposed",
    "open_duties",
    "reassessment_overdue",
    "passwords_overdue",
    "vacant_posts",
    "vacant_areas",
    "missing_secondary",
    "hold_sharing",
    "takes_effect_later",
    "suspended",
    "expired",
    ENDED,
)
"""What agreements are looked for by: nothing is open, a text waits for its signature, or a kind of what can be open."""
_ANY_OF = {"to_sign": ("unsigned", "revision_to_sign")}


class OpenDuty(NamedTuple):
    """A duty of the notice with the number `contacts`, open since its day."""

    contacts: int
    duty: str
    since: str

    def as_json(self) -> str:
        return f"contacts {self.contacts}: {self.duty}"


@dataclass(frozen=True, slots=True)
class Standing:
    """Where an agreement stands on a day, without contact data (rule D1)."""

    reference: str
    about: dict[str, str]
    numbers: AgreementNumbers
    terms: str
    reassess_by: str | None
    agreed: AgreedDays
    open: dict[str, Any]
    """What is not in order, by a word for each; what is in order is left out."""
    moot: tuple[OpenDuty, ...]
    """The duties about somebody who has left since."""
    due: tuple[Due, ...]
    """What is due, the most urgent first."""
    datasets: tuple[SharedDataset, ...] | None = None
    """Those of the text in force; `None` where the texts were not read."""
    matches: tuple[Match, ...] = ()
    """Where in the record stands what was looked for."""

    def as_json(self) -> dict[str, Any]:
        about: dict[str, Any] = {"reference": self.reference, "terms": self.terms, "reassess_by": self.reassess_by}
        about |= self.about | asdict(self.agreed)
        still_open = [duty.as_json() for duty in self.open.get("open_duties", ())]
        is_open = self.open | ({"open_duties": still_open} if still_open else {})
        shares = {} if self.datasets is None else {"datasets": [one.as_json() for one in self.datasets]}
        duties = {"moot_duties": [duty.as_json() for duty in self.moot], "due": [one.as_json() for one in self.due]}
        return about | self.numbers.as_json() | {"open": is_open} | duties | shares


WithText: TypeAlias = tuple[Standing, Values | None]
"""Where an agreement stands, and its record, `None` where the texts were not read."""


def standing(projection: Projection, today: str) -> Standing:
    return Standing(
        projection.reference,
        projection.about,
        numbers(projection),
        projection.terms,
        projection.reassess_by,
        projection.agreed,
        {word: what for word, what in openings(projection, today).items() if what},
        tuple(OpenDuty(one.contacts, duty, one.effective) for one, duty in projection.moot_duties),
        dues(projection, today),
        datasets_in(projection.record) if projection.record else None,
    )


def openings(projection: Projection, today: str) -> dict[str, Any]:
    """Every kind of what can be open, by its word; false or empty where it is in order."""
    empty = [place for place in PLACES if projection.posts.get(place) is None]
    suspended = suspension(projection, today)
    overdue = projection.reassess_by is not None and projection.reassess_by < today
    passwords_by = projection.agreed.passwords_by(projection.passwords_changed_on)
    return {
        "ended": projection.ended_on,
        "expired": projection.agreed.valid_until if projection.agreed.has_expired(today) else None,
        "takes_effect_later": projection.later,
        "suspended": suspended and suspended.since,
        "suspended_until": suspended and suspended.until,
        "unsigned": projection.signed is None,
        "revision_to_sign": bool(projection.to_sign and projection.to_sign.kind == "revised"),
        "waiting_for_return": bool(projection.issued_on and (projection.returned_on or "") < projection.issued_on),
        "corrected_form": projection.rejected_on,
        "revision_proposed": len(projection.waiting),
        "open_duties": [OpenDuty(one.contacts, duty, one.effective) for one, duty in projection.open_duties],
        "reassessment_overdue": projection.reassess_by if overdue else None,
        "passwords_overdue": passwords_by if passwords_by and passwords_by < today else None,
        "vacant_posts": empty,
        "vacant_areas": [
            place for place, who in projection.posts.items() if who is None and area_of(place) is not None
        ],
        "missing_secondary": [
            side for side in SIDES if f"{side}.secondary" in empty and f"{side}.primary" not in empty
        ],
        "hold_sharing": [side for side in SIDES if {f"{side}.primary", f"{side}.secondary"} <= set(empty)],
    }


def standings(
    transaction: Transaction, today: str, at: str | None = None, wanted: Wanted | None = None, *, texts: bool = False
) -> list[Standing]:
    """All agreements at a date, or those that are wanted, the most urgent first; with what they share where their
    `texts` are read. `today` is the day against which due dates are held."""
    wanted = wanted or {}
    return list(among(_read(transaction, today, at, texts=texts or takes_texts(wanted)), wanted))


def with_texts(transaction: Transaction, day: str) -> list[WithText]:
    """All agreements at the end of a day, the most urgent first, to be looked through more than once."""
    return _read(transaction, day, day, texts=True)


def read_again(
    transaction: Transaction, day: str, before: Iterable[WithText], references: Collection[str]
) -> list[WithText]:
    """The same, where only these agreements have changed since they were read before, for the same day."""
    found = (project(transaction.events(reference), day, notes=False) for reference in references)
    new = [(standing(one, day), one.record) for one in found if one]
    kept = (one for one in before if text_key(one[0].reference) not in references)
    return sorted((*kept, *new), key=lambda one: _urgency(one[0]))


def among(every: Iterable[WithText], wanted: Wanted) -> Iterator[Standing]:
    """Those that are wanted; `.matches` says where what is wanted stands."""
    for stands, values in every:
        if is_about(stands.about, wanted) and is_in(stands, wanted.get("state")):
            matches = matches_in(values, wanted)
            if matches is not None:
                yield replace(stands, matches=matches) if matches else stands


def _read(transaction: Transaction, today: str, at: str | None, *, texts: bool) -> list[WithText]:
    listed = projections_with_texts if texts else projections_of
    read = ((standing(one, today), one.record) for one in listed(transaction, at))
    return sorted(read, key=lambda one: _urgency(one[0]))


def is_in(stands: Standing, state: str | None) -> bool:
    """Whether an agreement is in one of `STATES`; in any, where none is given. One that has ended is in no other."""
    if state is None:
        return True
    if ENDED in stands.open:
        return state == ENDED
    if state == "in_order":
        return not stands.open
    return not stands.open.keys().isdisjoint(_ANY_OF.get(state, (state,)))


def _urgency(stands: Standing) -> tuple[object, ...]:
    """What to sort by: where nobody is there to share with; what is late, or a duty; what is due soon; what else is
    open; what is in order, and at last what has ended."""
    first = stands.due[0] if stands.due else None
    if ENDED in stands.open:
        rank = 5
    elif "hold_sharing" in stands.open:
        rank = 0
    elif first and (first.days is None or first.days < 0):
        rank = 1
    elif first and first.days is not None and first.days <= WITHIN_DAYS:
        rank = 2
    else:
        rank = 3 if stands.open else 4
    return rank, urgency(first) if first else (9,), stands.reference
