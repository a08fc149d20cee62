"""When two texts mean the same (rule D10): kept as typed everywhere, compared by these keys.

Not done here: folding of letter case, look-alikes or invisible characters. What differs in them differs.
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache, lru_cache
from types import ModuleType

_remembered = lru_cache(maxsize=1024)
"""Most people of an agreement are the same in its next version, and in the partner's next agreement."""


def text_key(text: str) -> str:
    """Unicode NFC, every run of spaces and line ends as one space, none at the ends."""
    return " ".join(unicodedata.normalize("NFC", text).split())


def folded(text: str) -> str:
    """The text's key without regard to letter case: what is the same in two texts that a person takes for the same."""
    return text_key(text).casefold()


def email_key(text: str) -> str:
    """The address without regard to letter case, its domain as Unicode; the text's key where it is no address."""
    normalized, _ = _address(text)
    return normalized.casefold() if normalized else folded(text)


def email_problem(text: str) -> str | None:
    """Why the text is no e-mail address, in the library's words; `None` where it is one.
    Nothing is looked up: whether the address exists is not known here."""
    return _address(text)[1]


@_remembered
def _address(text: str) -> tuple[str, str | None]:
    # Loaded with the first address: it takes a quarter of the time of a command that compares none.
    from email_validator import EmailNotValidError, validate_email

    try:
        return validate_email(text.strip(), check_deliverability=False).normalized, None
    except EmailNotValidError as error:
        return "", str(error)


def email_domain(text: str) -> str:
    """The domain of an address in lower case; empty where it has none."""
    return email_key(text).rpartition("@")[2] if "@" in text else ""


@_remembered
def phone_key(text: str, territory: str | None) -> str:
    """The numbers of a cell in E.164, however they are spaced or written; the text's key where words stand
    beside them or none is found. `territory` (ISO 3166-1 alpha-2) reads numbers without a country code."""
    phonenumbers = numbering_plans()
    matches = list(phonenumbers.PhoneNumberMatcher(text, territory, leniency=phonenumbers.Leniency.POSSIBLE))
    rest = text
    for match in matches:
        rest = rest.replace(match.raw_string, "", 1)
    if not matches or re.search(r"\w", rest):
        return text_key(text)
    form = phonenumbers.PhoneNumberFormat.E164
    return " ".join(phonenumbers.format_number(match.number, form) for match in matches)


@_remembered
def has_phone(text: str, territory: str | None) -> bool:
    """Whether a telephone number that can exist stands in the text."""
    phonenumbers = numbering_plans()
    return any(phonenumbers.PhoneNumberMatcher(text, territory, leniency=phonenumbers.Leniency.POSSIBLE))


@cache
def numbering_plans() -> ModuleType:
    """The library of telephone numbers, loaded with the first number: many commands compare none."""
    import phonenumbers

    return phonenumbers
