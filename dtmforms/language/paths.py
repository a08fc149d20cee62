"""A place in a record as people know it: `Table C, IOM, primary focal point, e-mail (table_c.iom.primary.email)`."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import cache, lru_cache

from dtmforms.language.catalog import catalog, sentence
from dtmforms.language.codes_in_words import item_in_words
from dtmforms.language.listener import looks_at_page
from dtmforms.language.quoted import isolated, quoted

_STEP = re.compile(r"\[(?P<item>[^\]]*)\]|(?P<name>[^.\[\]]+)")
_ANY, _ITEM = "*", "{item}"
_MOST_DIGITS = 9
_WHOLE = ("form", "document")
"""What stands for a path where something is found in a whole return."""


def path_in_words(path: str, language: str) -> str:
    """The words of a path, with the path itself behind them, but for the page; the path alone where they are the same,
    and where it is none of a record's."""
    if path in _WHOLE:
        return sentence("words", path, language, {})
    words, itself = words_of_path(path, language), isolated(path, language)
    if words and looks_at_page():
        return words
    return itself if words in ("", path) else sentence("words", "path", language, {"words": words, "path": itself})


@lru_cache(maxsize=4096)
def words_of_path(path: str, language: str) -> str:
    """The words of a path alone; empty where it is none of a record's."""
    return steps_in_words(_words(path, language), language)


def steps_in_words(steps: Iterable[str], language: str) -> str:
    """Places of which each lies within the one before it, as one; empty for none."""
    whole = ""
    for part in steps:
        whole = sentence("words", "within", language, {"whole": whole, "part": part}) if whole else part
    return whole


def _words(path: str, language: str) -> Iterator[str]:
    """A word for each step that has one. A list has none where one of its items follows."""
    steps = [(found["name"] or _ANY, found["item"]) for found in _STEP.finditer(path)]
    for number, (_, item) in enumerate(steps, 1):
        said = _said([name for name, _ in steps[:number]], language)
        item_follows = any(item is not None for _, item in steps[number : number + 1])
        if said and not item_follows and (_ITEM in said) == (item is not None):
            yield said.replace(_ITEM, _item(item or "", language))


def _said(steps: list[str], language: str) -> str:
    """What the table of paths says of the last of these steps; empty for nothing."""
    for pattern, said in _patterns(language):
        if len(pattern) == len(steps) and all(one in (_ANY, step) for one, step in zip(pattern, steps, strict=True)):
            return said
    return ""


@cache
def _patterns(language: str) -> list[tuple[list[str], str]]:
    return [(pattern.split("."), said) for pattern, said in catalog("paths", language).items()]


def _item(item: str, language: str) -> str:
    """Which one of a list: its number, counted from 1, or what it is called."""
    is_number = item.isdecimal() and len(item) <= _MOST_DIGITS
    return str(int(item) + 1) if is_number else quoted(item_in_words(item, language), language)
