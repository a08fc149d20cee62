"""Whether a title names another organization or unit (rule C5). Which organizations there are is not known here: what
is known is what people do, and in what (`titles.toml`), and how organizations and units are called."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable
from functools import cache
from importlib import resources

from dtmforms.agreement.rules.words import holds_any, without_marks

_WORD = re.compile(r"\w[\w'’&.-]*")
_SHORTEST_ACRONYM = 3


def names_another(title: str, known: Iterable[str]) -> bool:
    """Whether a title says something that sounds like an organization or unit, of which none of the `known` texts
    says anything: earlier titles, the organization's own name."""
    before = _known_words(known)
    news = [word for word in _WORD.findall(title) if not _is_known(word, before)]
    if any(not _is_of_people(word) for word in news) and holds_any(title, "organization"):
        return True
    if any(_is_acronym(word, title) for word in news):
        return True
    parts, in_small_letters = _between_names().split(title), title.islower()
    return len(parts) > 1 and any(_is_a_name(part, before, in_small_letters=in_small_letters) for part in parts)


def _known_words(known: Iterable[str]) -> frozenset[str]:
    """The words of texts, and their initials, by which organizations are called too."""
    texts = [_WORD.findall(text) for text in known]
    initials = ("".join(word[0] for word in words if word[0].isupper()) for words in texts)
    return frozenset(map(without_marks, (*initials, *(word for words in texts for word in words))))


def _is_known(word: str, before: frozenset[str]) -> bool:
    return without_marks(word) in before or without_marks(word) in _listed("small_words")


def _is_of_people(word: str) -> bool:
    """Whether a word says what somebody is, or of which rank; what a unit works in may make it another unit."""
    return without_marks(word) in _listed("jobs") | _listed("ranks")


def _is_acronym(word: str, title: str) -> bool:
    letters = word.replace(".", "")
    long_enough = len(letters) >= _SHORTEST_ACRONYM and letters.isalpha() and letters.isupper()
    return long_enough and not title.isupper() and without_marks(letters) not in _listed("fields_of_work")


def _is_a_name(part: str, before: frozenset[str], *, in_small_letters: bool) -> bool:
    """Whether a part of a title says of nobody what they are, and has a word that is neither a rank, nor what people
    work in, nor known; one that does not begin with a small letter, unless all of the title is in small letters."""
    words = _WORD.findall(part)
    if any(without_marks(word) in _listed("jobs") for word in words):
        return False
    usual = before | _listed("ranks") | _listed("fields_of_work") | _listed("small_words")
    return any((in_small_letters or not word[0].islower()) and without_marks(word) not in usual for word in words)


@cache
def _between_names() -> re.Pattern[str]:
    """What stands in a title before the name of an organization or a place, or behind it."""
    words = "|".join(map(re.escape, _as_written("before_a_name")))
    return re.compile(rf"[,\u060c;/|@()\u2013\u2014]|\s-\s|\b(?:{words})\b", re.IGNORECASE)


@cache
def _listed(topic: str) -> frozenset[str]:
    return frozenset(map(without_marks, _as_written(topic)))


def _as_written(topic: str) -> list[str]:
    text = resources.files(__package__).joinpath("titles.toml").read_text(encoding="utf-8")
    words: list[str] = tomllib.loads(text)[topic]
    return words
