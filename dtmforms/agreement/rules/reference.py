"""D1. The reference becomes a file's name: nobody is named or reached by it."""

from __future__ import annotations

import datetime
import re
import unicodedata
from collections.abc import Iterator

from dtmforms.agreement.places import country_name, territory
from dtmforms.agreement.rules.values import Found, Rule, Values, as_text, at, items, people
from dtmforms.agreement.telephone import numbers_within
from dtmforms.language import LANGUAGES

_ADDRESS = re.compile(r"[^\s@]+@[^\s@]+\.[^\s@]+")
_LIKE_ADDRESS = re.compile(r"[^\W\d_]@[^\W\d_]")
_MONTH, _DAY = "(?:0[1-9]|1[0-2])", "(?:0[1-9]|[12]\\d|3[01])"
_DATES = re.compile(
    rf"(?<!\d)(?:{_DAY}[-/. ]{_MONTH}[-/. ])?(?:19|20)\d\d(?:{_MONTH}(?:{_DAY})?)?(?!\d)"
    rf"(?:[-/. ]{_MONTH}(?:[-/. ]{_DAY})?(?!\d))?"
)
"""Years, months and days, with which a reference begins or ends more often than with a telephone number."""


def d1_no_address_in_the_reference(record: Values, _: datetime.date) -> Iterator[Found]:
    reference = as_text(record.get("reference"))
    if _ADDRESS.search(reference):
        yield Found("address_in_reference", ("reference",))
    elif _LIKE_ADDRESS.search(reference):
        yield Found("reference_like_address", ("reference",))


def d1_no_number_in_the_reference(record: Values, _: datetime.date) -> Iterator[Found]:
    """With `+` before it a number is one; without, a serial may look like it."""
    reference, region = as_text(record.get("reference")), territory(as_text(record.get("country")))
    if any(number.startswith("+") for number in numbers_within(reference, region)):
        yield Found("number_in_reference", ("reference",))
    elif numbers_within(_DATES.sub("…", reference), region):
        yield Found("reference_like_number", ("reference",))


def d1_nobody_named_in_the_reference(record: Values, _: datetime.date) -> Iterator[Found]:
    """By whole words. A name of one word may be a word, and what the agreement is about names it too."""
    reference, about = _words(as_text(record.get("reference"))), _words_of_the_agreement(record)
    names = [words for name in _names(record) if (words := _words(name)) and not set(words) <= about]
    found = [words for words in names if _stands_in(words, reference) or _stands_in(words[::-1], reference)]
    if any(len(words) > 1 for words in found):
        yield Found("name_in_reference", ("reference",))
    elif found:
        yield Found("reference_like_name", ("reference",))


def _names(record: Values) -> Iterator[str]:
    """Everybody whom the record names."""
    everybody = [person for _, person in people(record)]
    everybody += items(record, "signatories") + items(record.get("risk_assessment"), "assessors")
    yield from (as_text(person.get("name")) for person in everybody)


def _words_of_the_agreement(record: Values) -> set[str]:
    about = [as_text(at(record, "requesting_organization", "name"))]
    about += [as_text(record.get(key)) for key in ("operation", "subject", "country")]
    about += [country_name(as_text(record.get("country")), language) for language in LANGUAGES]
    return {word for text in about for word in _words(text)}


def _words(text: str) -> list[str]:
    """The words of a text in lower case, without accents."""
    parted = unicodedata.normalize("NFKD", text.casefold())
    return re.findall(r"[^\W_]+", "".join(letter for letter in parted if not unicodedata.combining(letter)))


def _stands_in(words: list[str], text: list[str]) -> bool:
    starts = range(len(text) - len(words) + 1)
    return any(text[start : start + len(words)] == words for start in starts)


RULES: tuple[Rule, ...] = (
    d1_no_address_in_the_reference,
    d1_no_number_in_the_reference,
    d1_nobody_named_in_the_reference,
)
