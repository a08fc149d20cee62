"""The words of the form, a file per language. English is the official text of Section 2 (rules E1, E3)."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Any

from dtmforms.language import LANGUAGES
from dtmforms.language.catalog import catalog

DOCUMENT_LANGUAGES = (*LANGUAGES, *(f"en,{language}" for language in LANGUAGES if language != "en"))
"""Those of a Word document: one, or English and another, one after the other (rule E3)."""


@dataclass(frozen=True, slots=True, eq=False)
class Labels:
    """There is one for each language. `official` is Section 2; `ours` what stands outside of it; `prevails` the line
    that a translation needs (rule E3), empty in English. `locale` is the language that a document is marked with
    (BCP 47)."""

    language: str
    locale: str
    right_to_left: bool
    prevails: str
    official: dict[str, Any]
    methods: dict[str, str]
    levels: dict[str, str]
    ours: dict[str, str]


@cache
def labels(language: str) -> Labels:
    """The words of a language. Raises `KeyError` where the form does not exist in it."""
    if language not in LANGUAGES:
        raise KeyError(language)
    read = catalog("form", language)
    parts = ("locale", "right_to_left", "prevails", "official", "methods", "levels", "ours")
    return Labels(language, **{part: read[part] for part in parts})
