"""The languages, a folder each: every word that is printed or said stands in its files, a file for each subject.

A catalog is a TOML file of sentences, each under its code; what stands in braces is put in by name, in whatever order
the language wants. Where a sentence depends on a number, it is a table of its forms by the plural categories of CLDR,
with the name of that number under `by`: `{by = "count", one = "{count} file", other = "{count} files"}`; so where it
depends on how many are listed. Between backticks stands what people copy and type.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Mapping
from functools import cache
from importlib import resources
from typing import Any

from dtmforms.language import LANGUAGES
from dtmforms.language.escaped import FIRST_STRONG_ISOLATE, POP_DIRECTIONAL_ISOLATE
from dtmforms.language.listener import INSTEAD, TYPED, looks_at_page, word_on_page

BY = "by"
"""The key of a sentence of several forms that names the number on which it depends."""
_NO_ISOLATES = str.maketrans("", "", FIRST_STRONG_ISOLATE + POP_DIRECTIONAL_ISOLATE)


@cache
def catalog(subject: str, language: str) -> dict[str, Any]:
    """What `language/LANGUAGE/SUBJECT.toml` holds; nothing where there is no such file or language."""
    if language not in LANGUAGES:
        return {}
    try:
        text = resources.files("dtmforms.language").joinpath(language, f"{subject}.toml").read_text(encoding="utf-8")
    except FileNotFoundError:
        return {}
    return tomllib.loads(text)


def sentence(subject: str, code: str, language: str, values: Mapping[str, Any]) -> str:
    """The sentence of that code in a language, else in English, with its values put in, in the form that its number
    takes. Raises `KeyError` for a code that has no sentence, and for a value that is missing."""
    if looks_at_page() and code in INSTEAD:
        subject, code = "page", INSTEAD[code]
    for said_in in (language, LANGUAGES[0]):
        found = catalog(subject, said_in).get(code)
        if found is not None:
            form = _form(found, values, said_in) if isinstance(found, dict) else found
            return _filled(_on_page(form, said_in) if looks_at_page() else form, values)
    raise KeyError(code)


def _on_page(form: str, language: str) -> str:
    """A sentence in which fields and buttons of the page stand for what is typed elsewhere, and an arrow for what a
    terminal has for one, which a browser would part."""

    def shown(typed: re.Match[str]) -> str:
        code = word_on_page(typed)
        return catalog("words", language)["quoted"].format(text=catalog("page", language)[code]) if code else ""

    return TYPED.sub(shown, form).replace("->", "→")


def _form(forms: Mapping[str, str], values: Mapping[str, Any], language: str) -> str:
    """The form for a number, or for how many there are of several."""
    counted = values[forms[BY]]
    return forms[plural_category(language, getattr(counted, "number", counted))]


def _filled(form: str, values: Mapping[str, Any]) -> str:
    """With the values put in; between backticks without isolates, which would be copied along and cannot be seen."""
    parts = form.split("`")
    typed = {name: _typed(value) for name, value in values.items()} if len(parts) > 1 else {}
    return "`".join(part.format_map(typed if place % 2 else values) for place, part in enumerate(parts))


def _typed(value: object) -> object:
    return value.translate(_NO_ISOLATES) if isinstance(value, str) else value


def plural_category(language: str, number: int) -> str:
    """The category of CLDR that a number has in a language: `zero`, `one`, `two`, `few`, `many` or `other`."""
    return _plurals(language)(number)


@cache
def _plurals(language: str) -> Callable[[int], str]:
    """CLDR's rules, which stand in `form.toml`: what Babel knows of a language beside takes 45 ms to load."""
    from babel.plural import PluralRule

    return PluralRule(catalog("form", language)["plurals"])
