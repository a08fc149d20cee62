"""An agreement as a set of comparable parts, and the fingerprint of those that take a revision.

Items of a list are known by what they are and not by where they stand: a dataset by its name and level.
So the order of a list is no part of an agreement.
"""

from __future__ import annotations

import datetime
import hashlib
import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeAlias

from dtmforms.agreement.normal import email_key, phone_key, text_key
from dtmforms.agreement.places import territory
from dtmforms.agreement.record import Agreement
from dtmforms.versions.policy import row_for

Steps: TypeAlias = "tuple[str, ...]"

_CROCKFORD = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_IDENTITY = {
    "datasets": ("name", "level"),
    "signatories": ("organization",),
    "assessors": ("role", "name"),
    "combinations": ("datasets",),
}
"""By which of its attributes an item of a list is known."""


@dataclass(frozen=True, slots=True)
class Part:
    """One attribute: as typed, and as compared (rule D10). A list of texts is one part, compared as a set."""

    typed: str | tuple[str, ...]
    compared: str | tuple[str, ...]


def parts(record: Agreement) -> dict[Steps, Part]:
    """Every attribute that the record has a value for, by the steps of its path."""
    found: dict[Steps, Part] = {}
    region = territory(record.country)
    keys: dict[str, Callable[[str], str]] = {"email": email_key, "mobile": lambda text: phone_key(text, region)}

    def collect(value: Any, steps: Steps) -> None:
        if isinstance(value, dict):
            for key, item in value.items():
                collect(item, (*steps, key))
        elif isinstance(value, list) and any(isinstance(item, dict) for item in value):
            for identity, item in _identified(value, steps[-1]):
                collect(item, (*steps, identity))
        elif isinstance(value, list):
            if value:
                found[steps] = Part(tuple(value), tuple(sorted(map(text_key, value))))
        else:
            text = value.isoformat() if isinstance(value, datetime.date) else str(value)
            found[steps] = Part(text, keys.get(steps[-1], text_key)(text))

    collect(record.values(), ())
    return found


def _identified(items: list[dict[str, Any]], attribute: str) -> list[tuple[str, dict[str, Any]]]:
    """Items with the name they are known by; a second of the same name is told apart by a number."""
    seen: dict[str, int] = {}
    named = []
    for item in items:
        known_by = [item.get(key, "") for key in _IDENTITY.get(attribute, ())]
        identity = text_key(", ".join(", ".join(part) if isinstance(part, list) else str(part) for part in known_by))
        seen[identity] = seen.get(identity, 0) + 1
        named.append((identity if seen[identity] == 1 else f"{identity} #{seen[identity]}", item))
    return named


def fingerprint(record: Agreement) -> str:
    """The terms fingerprint, as `7Q2M-KX4D`: 40 bits of SHA-256 in Crockford's base 32 over the canonical form
    of all that takes a revision. It stays when only focal points change (rules D5, D6)."""
    terms = sorted(
        ([*steps], part.compared) for steps, part in parts(record).items() if row_for(steps).effect == "revision"
    )
    digest = hashlib.sha256(json.dumps(terms, ensure_ascii=False).encode()).digest()
    number = int.from_bytes(digest[:5], "big")
    letters = "".join(_CROCKFORD[number >> shift & 31] for shift in range(35, -1, -5))
    return f"{letters[:4]}-{letters[4:]}"
