"""The words that rules look for, in all languages: `words.toml`."""

from __future__ import annotations

import re
import tomllib
from functools import cache
from importlib import resources

from dtmforms.agreement.keys import folded, text_key

_BETWEEN_PEOPLE = re.compile(r"[/;&+\n]")


def says_high(text: str) -> bool:
    """A single word says it alone, a phrase anywhere: "a high number of sites" is no urgency."""
    key = folded(text)
    return key in words("high_urgency") or any(phrase in key for phrase in _phrases("high_urgency"))


def has_placeholder(text: str) -> bool:
    """Whether it still has what the form is published with (rule C3)."""
    return holds_any(text_key(text).replace("[ ", "["), "placeholder")


def names_several(text: str) -> bool:
    """Whether it names one person and another: a sign stands between them, or a word for "and" by itself."""
    key = folded(text)
    return bool(_BETWEEN_PEOPLE.search(text)) or any(f" {word} " in key for word in words("and"))


def free_mail() -> frozenset[str]:
    """Domains on which anybody can open an account (rule D8)."""
    return words("free_mail")


@cache
def words(topic: str) -> frozenset[str]:
    return frozenset(word.casefold() for word in _topics()[topic])


@cache
def _topics() -> dict[str, list[str]]:
    return tomllib.loads(resources.files("dtmforms.agreement.rules").joinpath("words.toml").read_text(encoding="utf-8"))


@cache
def _phrases(topic: str) -> tuple[str, ...]:
    return tuple(word for word in words(topic) if " " in word or "-" in word)


def holds_any(text: str, topic: str) -> bool:
    return bool(_pattern(topic).search(folded(text)))


@cache
def _pattern(topic: str) -> re.Pattern[str]:
    escaped = (re.escape(word).replace(r"\*", r"\w*") for word in sorted(words(topic)))
    return re.compile(rf"(?<!\w)({'|'.join(escaped)})(?!\w)")
