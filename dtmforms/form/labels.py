"""The words of the form, a file per language. English is the official text of Section 2 (rules E1, E3)."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any

FORM_LANGUAGES = ("en", "fr", "es", "ar")
"""The languages in which the form has its words."""


@dataclass(frozen=True, slots=True)
class Labels:
    """`official` is Section 2; `ours` what stands outside of it; `prevails` the line that a translation needs
    (rule E3), empty in English."""

    language: str
    prevails: str
    official: dict[str, Any]
    methods: dict[str, str]
    levels: dict[str, str]
    ours: dict[str, str]


@cache
def labels(language: str) -> Labels:
    """The words of a language. Raises `KeyError` where the form does not exist in it."""
    if language not in FORM_LANGUAGES:
        raise KeyError(language)
    text = resources.files("dtmforms.form").joinpath("labels", f"{language}.toml").read_text(encoding="utf-8")
    read = tomllib.loads(text)
    return Labels(language, read["prevails"], read["official"], read["methods"], read["levels"], read["ours"])
