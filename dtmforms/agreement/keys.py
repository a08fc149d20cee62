"""When two texts mean the same (rule D10): kept as typed everywhere, compared by these keys; numbers in `telephone`.

Not done here: folding of letter case, look-alikes or invisible characters. What differs in them differs.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

_remembered = lru_cache(maxsize=1024)
"""Most people of an agreement are the same in its next version, and in the partner's next agreement."""
_KINDS = str.maketrans(
    dict.fromkeys("’‘‛ʼ′`´＇‚‹›", "'") | dict.fromkeys("“”„‟″«»〝〞＂", '"') | dict.fromkeys("‐‑‒–—―−﹣－", "-")
)
"""Kinds of apostrophes, quotation marks and hyphens, with the one that a keyboard has."""
_DOTS = re.compile("[.\u3002\uff0e\uff61]")
"""What parts the labels of a domain (RFC 5895, 2)."""

_SHORT = 64
"""No part of such an address is too long."""
_PLAIN_ADDRESS = re.compile(
    r"[a-z0-9]+(?:[._-][a-z0-9]+)*@(?:[a-z0-9]+(?:-[a-z0-9]+)*\.)+(?!(?:arpa|invalid|local|localhost|onion|test)\Z)[a-z]{2,}",
    re.ASCII | re.IGNORECASE,
)
"""What most addresses look like. The library takes each of them."""


def text_key(text: str) -> str:
    """Unicode NFC, every run of spaces and line ends as one space, none at the ends."""
    return " ".join(unicodedata.normalize("NFC", text).split())


def meaning_key(text: str) -> str:
    """The text's key with one kind of apostrophe, of quotation mark and of hyphen: kinds differ in print and not in
    meaning (rule D5). One that stands in one text and not in the other counts."""
    return text_key(text).translate(_KINDS)


def folded(text: str) -> str:
    """What a text means, without regard to letter case: the same in two texts that a person takes for the same."""
    return meaning_key(text).casefold()


def email_key(text: str) -> str:
    """The address without regard to letter case, and nothing else but how its domain is written (`domain_key`); the
    text's key, in lower case, where it is no address."""
    local, at, domain = text_key(text).rpartition("@")
    return f"{local.lower()}@{domain_key(domain)}" if at else domain.lower()


def email_domain(text: str) -> str:
    """The key of an address's domain; empty where it has none."""
    return domain_key(text.rpartition("@")[2]) if "@" in text else ""


@_remembered
def domain_key(text: str) -> str:
    """A domain in lower case and Unicode, by IDNA 2008 (RFC 5891): `xn--mnchen-3ya` is `münchen`, and `straße` is not
    `strasse`. A label that is none there stays as it is."""
    labels = _DOTS.split(text_key(text).removesuffix("."))
    return ".".join(map(_label_key, labels))


def _label_key(label: str) -> str:
    lower = unicodedata.normalize("NFC", "".join(letter.lower() for letter in label))
    if lower.isascii() and not lower.startswith("xn--"):
        return lower
    # Loaded with the first domain that needs it: most need none.
    import idna

    try:
        return idna.ulabel(idna.alabel(lower))
    except idna.IDNAError:
        return lower


@_remembered
def email_problem(text: str) -> str | None:
    """Why the text is no e-mail address, in the library's words; `None` where it is one.
    Nothing is looked up: whether the address exists is not known here."""
    if len(text) <= _SHORT and _PLAIN_ADDRESS.fullmatch(text):
        return None
    # Loaded with the first address that is not plainly one: it takes a twentieth of the time of a command.
    from email_validator import EmailNotValidError, validate_email

    try:
        validate_email(text.strip(), check_deliverability=False)
    except EmailNotValidError as error:
        return str(error)
    return None
