"""Texts that look the same in print and are not the same, and words in which scripts are mixed (rule D8)."""

from __future__ import annotations

import re
import tomllib
import unicodedata
from functools import cache
from importlib import resources

from dtmforms.versions.people import folded

_OF_ONE_SCRIPT = {
    "HIRAGANA": "CJK",
    "KATAKANA": "CJK",
    "HALFWIDTH": "CJK",
    "KATAKANA-HIRAGANA": "CJK",
    "IDEOGRAPHIC": "CJK",
    "BOPOMOFO": "CJK",
    "HANGUL": "CJK",
    "FEMININE": "LATIN",
    "MASCULINE": "LATIN",
}
"""First words of Unicode names of letters that are written in one word together: Japanese, Korean; Spanish `Mª`."""


def look_alike(one: str, other: str) -> bool:
    """Whether two texts differ, and on paper in nothing but look-alike letters or characters that cannot be seen.
    Texts that differ in letter case only look different."""
    return folded(one) != folded(other) and _looks(one) == _looks(other)


def mixes_scripts(text: str) -> bool:
    """Whether a word of the text has letters of several scripts, as `Wаnjiru` with a Cyrillic `а`."""
    words = re.split(r"[^\w\u0300-\u036f]|[\d_]", unicodedata.normalize("NFC", text))
    return any(len(_scripts(word)) > 1 for word in words)


def _scripts(word: str) -> set[str]:
    """The scripts of a word's letters, by their Unicode names; modifiers such as `ʼ` belong to every script."""
    letters = [letter for letter in word if unicodedata.category(letter) in ("Lu", "Ll", "Lt", "Lo")]
    first_words = (unicodedata.name(letter, "UNNAMED").split()[0] for letter in letters)
    return {_OF_ONE_SCRIPT.get(script, script) for script in first_words}


def _looks(text: str) -> str:
    letters, groups = _tables()
    visible = "".join(letter for letter in unicodedata.normalize("NFKC", text) if unicodedata.category(letter) != "Cf")
    looks = folded(visible).translate(letters)
    for group, letter in groups.items():
        looks = looks.replace(group, letter)
    return looks


@cache
def _tables() -> tuple[dict[int, str], dict[str, str]]:
    text = resources.files("dtmforms.versions").joinpath("lookalikes.toml").read_text(encoding="utf-8")
    tables = tomllib.loads(text)
    return {ord(like): letter for letter, likes in tables["letters"].items() for like in likes}, tables["groups"]
