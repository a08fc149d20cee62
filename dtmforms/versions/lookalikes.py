"""Texts that look the same in print and are not the same (rule D8)."""

from __future__ import annotations

import tomllib
import unicodedata
from functools import cache
from importlib import resources

from dtmforms.versions.people import folded


def look_alike(one: str, other: str) -> bool:
    """Whether two texts differ, and on paper in nothing but look-alike letters or characters that cannot be seen.
    Texts that differ in letter case only look different."""
    return folded(one) != folded(other) and _looks(one) == _looks(other)


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
