"""The words that rules look for: `word_lists/LANGUAGE.toml`, and `all.toml` for those that are the same in every one.

Each word stands there with a text in which it is found, and one in which it is not. It is a whole word, or a whole
phrase; `*` stands for any letters, `=` before it for "and nothing else", `^` for "at the beginning". What begins with
`re:` is a regular expression that is looked for where a word begins, and `{before}` in it what its language writes
together with a word, in front of it. Texts are looked at without letter case, accents and vowel signs, and so are
words; a regular expression is written so. They raise a finding; a person decides.
"""

from __future__ import annotations

import re
import tomllib
import unicodedata
from collections.abc import Iterable
from functools import cache, lru_cache
from importlib import resources
from typing import Any

from dtmforms.agreement.keys import folded
from dtmforms.language import LANGUAGES

_ALL = "all"
_AS_ONE = str.maketrans({"’": "'", "‘": "'", "ʼ": "'", "`": "'", "‑": "-", "‐": "-", "ـ": "", "ى": "ي", "ة": "ه"})
"""Letters that people take for one, and the tatweel, which is none."""
_TYPED_BEHIND = r"\s*[:=：]\s*\S"


def says_high(text: str) -> bool:
    """A single word says it alone, a phrase anywhere: "a high number of sites" is no urgency (rule C1)."""
    return holds_any(text, "high_urgency")


def has_placeholder(text: str) -> bool:
    """Whether it still has what the form is published with (rule C3)."""
    return holds_any(text, "placeholder")


def is_unprotected(method: str) -> bool:
    """Whether a method of sharing, in free text, is one that protects nothing, or mail that does not say that it is
    protected (rule C6)."""
    return holds_any(method, "unprotected") or (holds_any(method, "mail") and not holds_any(method, "protected"))


def types_a_password(text: str) -> bool:
    """Whether a word for "password" stands there with a colon or an equals sign, and something behind it (rule C6)."""
    return _found(text, "password", LANGUAGES, _TYPED_BEHIND)


def free_mail() -> frozenset[str]:
    """Domains on which anybody can open an account (rule D8)."""
    return words("free_mail")


@cache
def words(topic: str) -> frozenset[str]:
    return frozenset(word.casefold() for word in _read("words.toml")[topic])


def holds_any(text: str, topic: str, languages: Iterable[str] = LANGUAGES) -> bool:
    """Whether a word of a topic stands in a text: one of these languages, or one that is the same in all."""
    return _found(text, topic, languages)


def listed(topic: str, language: str) -> list[tuple[str, str, str]]:
    """The words of a topic in a language, each with a text in which it is found, and one in which it is not; none where
    there is no list."""
    return [(word, found, not_found) for word, found, not_found in _list(language).get(topic, ())]


@lru_cache(maxsize=1024)
def without_marks(text: str) -> str:
    """The text without letter case, accents, vowel signs and hamza: what people take for the same, or type so."""
    if text.isascii():
        return folded(text).translate(_AS_ONE)
    decomposed = unicodedata.normalize("NFD", folded(text))
    return "".join(character for character in decomposed if not unicodedata.combining(character)).translate(_AS_ONE)


def expression(word: str, language: str) -> str:
    """The regular expression of a word, for texts without marks, from where a word begins."""
    before = _list(language).get("before_a_word", "")
    if word.startswith("re:"):
        return word.removeprefix("re:").replace("{before}", before)
    parts = without_marks(word.lstrip("=^")).split()
    phrase = " ".join(before + re.escape(part).replace(r"\*", r"\w*") for part in parts)
    if word.startswith("="):
        return rf"^\W*{phrase}\W*$"
    return ("^" if word.startswith("^") else "") + rf"{phrase}(?!\w)"


def _found(text: str, topic: str, languages: Iterable[str], behind: str = "") -> bool:
    return bool(_pattern(topic, tuple(languages), behind).search(without_marks(text)))


@cache
def _pattern(topic: str, languages: tuple[str, ...], behind: str) -> re.Pattern[str]:
    known = (
        (word, language) for language in dict.fromkeys((_ALL, *languages)) for word, _, _ in listed(topic, language)
    )
    either = "|".join(f"(?:{expression(word, language)})" for word, language in known)
    return re.compile(rf"(?<!\w)(?:{either}){behind}")


@cache
def _list(language: str) -> dict[str, Any]:
    return _read(f"word_lists/{language}.toml") if language in (_ALL, *LANGUAGES) else {}


def _read(name: str) -> dict[str, Any]:
    """What a file of words holds; nothing where a language has none."""
    try:
        return tomllib.loads(resources.files(__package__).joinpath(name).read_text(encoding="utf-8"))
    except FileNotFoundError:
        return {}
