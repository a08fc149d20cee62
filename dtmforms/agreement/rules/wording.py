"""The words that rules look for (`words.toml`), and the placeholders that the form is published with."""

from __future__ import annotations

import re
import tomllib
from functools import cache
from importlib import resources

from dtmforms.agreement.normal import text_key

PLACEHOLDER = re.compile(
    r"\[\s*(e\.?g\b|p\. ?ex|por ej|p\. ?ej|insert|insér|requesting org|organisation dem|organización sol)"
    r"|within x (days|hours)|dans les x (jours|heures)|dentro de x (días|horas)",
    re.IGNORECASE,
)


def says_high(text: str) -> bool:
    """A single word says it alone, a phrase anywhere: "a high number of sites" is no urgency."""
    key = text_key(text).casefold()
    return key in words("high_urgency") or any(phrase in key for phrase in _phrases("high_urgency"))


def free_mail() -> frozenset[str]:
    """Domains on which anybody can open an account (rule D8)."""
    return words("free_mail")


@cache
def words(topic: str) -> frozenset[str]:
    text = resources.files("dtmforms.agreement.rules").joinpath("words.toml").read_text(encoding="utf-8")
    return frozenset(word.casefold() for word in tomllib.loads(text)[topic])


@cache
def _phrases(topic: str) -> tuple[str, ...]:
    return tuple(word for word in words(topic) if " " in word or "-" in word)


def holds_any(text: str, topic: str) -> bool:
    return bool(_pattern(topic).search(text_key(text).casefold()))


@cache
def _pattern(topic: str) -> re.Pattern[str]:
    escaped = (re.escape(word).replace(r"\*", r"\w*") for word in sorted(words(topic)))
    return re.compile(rf"(?<!\w)({'|'.join(escaped)})(?!\w)")
