"""An agreement as a set of comparable attributes, and the fingerprint of those that take a revision.

Items of a list are known by what they are and not by where they stand: a dataset by its name and level.
So the order of a list means nothing.
"""

from __future__ import annotations

import datetime
import hashlib
import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, TypeAlias

from dtmforms.agreement.destinations import Counted, as_it_stands, by_letters
from dtmforms.agreement.keys import domain_key, email_key, meaning_key, text_key
from dtmforms.agreement.model import Agreement
from dtmforms.agreement.places import territory
from dtmforms.agreement.telephone import phone_key
from dtmforms.changes.policy import Steps, our_policy

Key: TypeAlias = Callable[[str], str]
"""By what two texts are compared."""

_CROCKFORD = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_IDENTITY = {
    "datasets": ("name", "level"),
    "signatories": ("organization",),
    "assessors": ("name", "role"),
    "combinations": ("datasets",),
    "impacts": ("dataset",),
}
"""By which of its attributes an item of a list is known."""


@dataclass(frozen=True, slots=True)
class Attribute:
    """An attribute's value, as typed and as compared (rule D10). A list of texts is one value, compared as a set."""

    typed: str | tuple[str, ...]
    compared: str | tuple[str, ...]


def attributes(
    record: Agreement,
    wanted: Callable[[Steps], bool] = lambda _: True,
    counted: Counted | None = None,
    text: Key = meaning_key,
) -> dict[Steps, Attribute]:
    """Every attribute that the record has a value for, and that is wanted, by the steps of its path. `counted` is how
    its destinations count, as they stand where it is `None`; `text` is the key of what has none of its own."""
    found: dict[Steps, Attribute] = {}
    values, region = record.values(), territory(record.country)
    counts = counted or as_it_stands(values)
    keys: dict[str, Key] = {
        "reference": text_key,
        "email": email_key,
        "email_domains": domain_key,
        "mobile": lambda number: phone_key(number, region),
    }

    def collect(value: Any, steps: Steps) -> None:
        if isinstance(value, dict):
            for key, item in value.items():
                collect(item, (*steps, key))
        elif isinstance(value, list) and any(isinstance(item, dict) for item in value):
            for identity, item in identified(value, steps[-1], text):
                collect(item, (*steps, identity))
        elif value != [] and wanted(steps):
            found[steps] = attribute(value, steps)

    def attribute(value: Any, steps: Steps) -> Attribute:
        key = keys.get(steps[-1], text)
        if not isinstance(value, list):
            typed = value.isoformat() if isinstance(value, datetime.date) else str(value)
            return Attribute(typed, key(typed))
        compared = map(key, value)
        if steps[-1] == "destination":
            compared = map(counts[steps[1]].__getitem__, map(text_key, value))
        return Attribute(tuple(value), tuple(sorted(compared)))

    collect(values, ())
    return found


def identified(
    items: list[dict[str, Any]], attribute: str, text: Key = meaning_key
) -> Iterator[tuple[str, dict[str, Any]]]:
    """Items with the name they are known by. Several of one name get a number, which follows from their contents and
    not from their order."""
    named: dict[str, list[dict[str, Any]]] = {}
    for item in items:
        named.setdefault(", ".join(_known_by(item, attribute, text)), []).append(item)
    for identity, same in named.items():
        for number, item in enumerate(sorted(same, key=lambda item: _content(item, text)), start=1):
            yield (identity if number == 1 else f"{identity} #{number}"), item


def _known_by(item: dict[str, Any], attribute: str, text: Key) -> Iterator[str]:
    for key in _IDENTITY.get(attribute, ()):
        value = item.get(key, "")
        yield ", ".join(sorted(map(text, value))) if isinstance(value, list) else text(str(value))


def _content(item: dict[str, Any], text: Key) -> list[tuple[str, str]]:
    return sorted((key, text(str(value))) for key, value in item.items())


def fingerprint(record: Agreement) -> str:
    """The terms fingerprint, as `7Q2M-KX4D`: 40 bits of SHA-256 in Crockford's base 32 over the canonical form
    of all that takes a revision. It stays when only focal points change (rules D5, D6)."""
    return _fingerprint(attributes(record, _takes_a_revision))


def known_terms(record: Agreement) -> tuple[str, ...]:
    """The terms of a record, and those that it had while kinds of apostrophes, quotation marks and hyphens counted, and
    free text by its letters alone, where they were others: documents and registers of then carry them."""
    before = attributes(record, _takes_a_revision, by_letters(record.values()), text_key)
    return tuple(dict.fromkeys((fingerprint(record), _fingerprint(before))))


def fingerprint_of(found: Mapping[Steps, Attribute]) -> str:
    """The terms fingerprint of a record's attributes. It goes by our own policy, also where a mission's is stricter:
    it stands on documents, and whoever holds one must be able to compute it."""
    return _fingerprint({steps: part for steps, part in found.items() if _takes_a_revision(steps)})


def _takes_a_revision(steps: Steps) -> bool:
    return our_policy().row_for(steps).effect == "revision"


def _fingerprint(terms_found: Mapping[Steps, Attribute]) -> str:
    terms = sorted(([*steps], part.compared) for steps, part in terms_found.items())
    digest = hashlib.sha256(json.dumps(terms, ensure_ascii=False).encode()).digest()
    number = int.from_bytes(digest[:5], "big")
    letters = "".join(_CROCKFORD[number >> shift & 31] for shift in range(35, -1, -5))
    return f"{letters[:4]}-{letters[4:]}"
