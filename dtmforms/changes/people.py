"""Who is on file, who has left, and whether a text names somebody. Nothing here says a name (rule D1)."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator

from dtmforms.agreement.closed_lists import SIDES
from dtmforms.agreement.keys import email_key, folded
from dtmforms.agreement.model import Agreement, FocalPoint

_SHORTEST_WORD = 4
"""Shorter words of a name are too often words of their own."""
_LOCAL, _SHORTEST = 8, 6
"""So many digits of a number are the same however it is dialled; fewer than the second are no number."""


def people(record: Agreement, side: str) -> Iterator[FocalPoint]:
    """The focal points of one side, those in the field too; a vacant post or area has none."""
    for place in record.places(side):
        person = record.focal_point(place)
        if person:
            yield person


def leavers(old: Agreement, new: Agreement, side: str) -> list[FocalPoint]:
    """The focal points of one side who are none there any more. A person is known by name: an address may
    belong to the post."""
    staying = {folded(person.name) for person in people(new, side)}
    return [person for person in people(old, side) if folded(person.name) not in staying]


def stands_on(record: Agreement, side: str, person: FocalPoint) -> bool:
    """Whether somebody of that name or with that address is a focal point of a side."""
    keys = {folded(person.name), email_key(person.email)}
    return any(keys & {folded(other.name), email_key(other.email)} for other in people(record, side))


def names_of_all(record: Agreement) -> list[str]:
    """The names of everybody whom a record names."""
    assessors = record.risk_assessment.assessors if record.risk_assessment else []
    return [
        *(person.name for side in SIDES for person in people(record, side)),
        *(signatory.name for signatory in record.signatories),
        *(assessor.name for assessor in assessors),
    ]


def names_anybody(text: str, names: Iterable[str], unless: Iterable[str] = ()) -> bool:
    """Whether one of the names stands in the text, whole or by one of its longer words. Words of the texts in
    `unless`, such as titles and the names of others, say nothing."""
    text = folded(text)
    common = {word for other in unless for word in folded(other).split()}
    for name in map(folded, names):
        words = [word for word in name.split() if len(word) >= _SHORTEST_WORD and word not in common]
        if any(_stands_in(word, text) for word in (name, *words)):
            return True
    return False


def has_title_of(text: str, person: FocalPoint, unless: Iterable[FocalPoint] = ()) -> bool:
    """Whether the person's title stands in the text, and is not that of any other, too."""
    title = folded(person.title)
    return title not in {folded(other.title) for other in unless} and _stands_in(title, folded(text))


def reaches(text: str, person: FocalPoint) -> bool:
    """Whether the person's address or one of their numbers stands in the text, with its country code or without."""
    said = _digits(text)
    numbers = (_digits(number)[-_LOCAL:] for number in re.split("[/;,]", person.mobile))
    address = rf"(?<![\w.+-]){re.escape(email_key(person.email))}(?![\w-])"
    return bool(re.search(address, folded(text))) or any(
        len(number) >= _SHORTEST and number in said for number in numbers
    )


def _digits(text: str) -> str:
    return "".join(str(unicodedata.decimal(letter)) for letter in text if letter.isdecimal())


def _stands_in(word: str, text: str) -> bool:
    """As a word of its own, in scripts that have letter case; others often write words without a space."""
    if len(word) < 2:
        return False
    if any(letter.isupper() or letter.islower() for letter in word):
        return re.search(rf"(?<!\w){re.escape(word)}(?!\w)", text) is not None
    return word in text
