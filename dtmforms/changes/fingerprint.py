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
from dtmforms.changes.policy import Policy, Steps, our_policy

Key: TypeAlias = Callable[[str], str]
"""By what two texts are compared."""

_CROCKFORD = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_IDENTITY = {
    "datasets": ("name", "level"),
    "signatories": ("organization",),
    "assessors": ("name", "role"),
    "combinations": ("datasets",),
    "impacts": ("dataset",),
    "field": ("area",),
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
    values, region = record.values(), territory(record.country)
    counts = counted or as_it_stands(values)
    keys: dict[str, Key] = {
        "reference": text_key,
        "email": email_key,
        "email_domains": domain_key,
        "mobile": lambda number: phone_key(number, region),
    }

    def attribute(value: Any, steps: Steps) -> Attribute:
        key = keys.get(steps[-1], text)
        if not isinstance(value, list):
            typed = value.isoformat() if isinstance(value, datetime.date) else str(value)
            return Attribute(typed, key(typed))
        compared = map(key, value)
        if steps[-1] == "destination":
            compared = map(counts[steps[1]].__getitem__, map(text_key, value))
        return Attribute(tuple(value), tuple(sorted(compared)))

    return {steps: attribute(value, steps) for steps, value in _within(values, (), text) if wanted(steps)}


def _within(value: Any, steps: Steps, text: Key) -> Iterator[tuple[Steps, Any]]:
    """What has a value of its own within another one, by its steps; nothing for a list that is empty."""
    if isinstance(value, dict):
        for key, item in value.items():
            yield from _within(item, (*steps, key), text)
    elif isinstance(value, list) and any(isinstance(item, dict) for item in value):
        for identity, item in identified(value, steps[-1], text):
            yield from _within(item, (*steps, identity), text)
    elif value != []:
        yield steps, value


def identified(
    items: list[dict[str, Any]], attribute: str, text: Key = meaning_key
) -> Iterator[tuple[str, dict[str, Any]]]:
    """Items with the name they are known by. Several of one name get a number, which follows from their contents and
    not from their order."""
    named: dict[str, list[dict[str, Any]]] = {}
    for item in items:
        named.setdefault(", ".join(_known_by(item, attribute, text)), []).append(item)
    for identity, same in named.items():
        ordered = sorted(same, key=lambda item: _content(item, text)) if len(same) > 1 else same
        for number, item in enumerate(ordered, start=1):
            yield (identity if number == 1 else f"{identity} #{number}"), item


def _known_by(item: dict[str, Any], attribute: str, text: Key) -> Iterator[str]:
    for key in _IDENTITY.get(attribute, ()):
        value = item.get(key, "")
        yield ", ".join(sorted(map(text, value))) if isinstance(value, list) else text(str(value))


def _content(item: dict[str, Any], text: Key) -> list[tuple[str, str]]:
    return sorted((key, text(str(value))) for key, value in item.items())


def fingerprint(record: Agreement, policy: Policy | None = None, unlike: str | None = None) -> str:
    """The terms fingerprint, as `7Q2M-KX4D`: 40 bits of SHA-256 in Crockford's base 32 over the canonical form
    of all that takes a revision, by a mission's policy or by ours. It stays when only focal points change (rules D5,
    D6). `unlike` are the terms of a text that takes a revision to become this one."""
    judged_by = policy or our_policy()
    return fingerprint_of(attributes(record, judged_by.takes_a_revision), judged_by, unlike)


def known_terms(record: Agreement, policy: Policy | None = None) -> tuple[str, ...]:
    """The terms of a record, and those that it had while kinds of apostrophes, quotation marks and hyphens counted, and
    free text by its letters alone, where they were others: documents and registers of then carry them."""
    judged_by = policy or our_policy()
    before = attributes(record, judged_by.takes_a_revision, by_letters(record.values()), text_key)
    return tuple(dict.fromkeys((fingerprint(record, judged_by), fingerprint_of(before, judged_by))))


def fingerprint_of(found: Mapping[Steps, Attribute], policy: Policy, unlike: str | None = None) -> str:
    """The terms fingerprint of a record's attributes, those among them that take no revision left out. What a mission
    makes a revision of beside ours is named in it, whether or not the record has it: so terms by one policy are never
    those by another. Nor are they ever those of a text that is `unlike` this one: under a looser policy, what was in
    force may have moved away from its terms, to which another text would bring it back."""
    terms = sorted(([*steps], part.compared) for steps, part in found.items() if policy.takes_a_revision(steps))
    stricter = [[*path] for path in policy.stricter_paths]
    canonical = json.dumps([terms, stricter] if stricter else terms, ensure_ascii=False)
    shown = _in_letters(canonical)
    return _in_letters(canonical + shown) if shown == unlike else shown


def _in_letters(canonical: str) -> str:
    digest = hashlib.sha256(canonical.encode()).digest()
    number = int.from_bytes(digest[:5], "big")
    letters = "".join(_CROCKFORD[number >> shift & 31] for shift in range(35, -1, -5))
    return f"{letters[:4]}-{letters[4:]}"
