"""Sentences that depend on a number, in the form that each language has for it: those of the real catalogs."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest
from babel import Locale
from one_language import SUBJECTS

from dtmforms.codes import CODES
from dtmforms.codes.errors import ERRORS, USAGE
from dtmforms.codes.kinds import Kinds
from dtmforms.codes.messages import MESSAGES
from dtmforms.language import LANGUAGES
from dtmforms.language.catalog import BY, catalog, plural_category, sentence
from dtmforms.language.shown import shown

NUMBERS = (0, 1, 2, 3, 11, 100)
KINDS: dict[str, Kinds] = {code: about.values for code, about in CODES.items()} | ERRORS | USAGE | MESSAGES
LISTED = ("texts", "names", "numbers", "choices", "codes", "paths", "words", "posts", "typed")
CATEGORIES = {
    "en": ("other", "one", "other", "other", "other", "other"),
    "fr": ("one", "one", "other", "other", "other", "other"),
    "es": ("other", "one", "other", "other", "other", "other"),
    "ar": ("zero", "one", "two", "few", "many", "other"),
}
"""Of the numbers above, by CLDR."""
OF_SEVERAL = {"en": r"\b1 [a-z]+(?<!i)(?<!s)s\b", "fr": r"\b[01] \w+(?<!ca)(?<!foi)s\b", "es": r"\b1 \w+s\b"}
"""A number that takes the singular, and a word in the plural behind it."""


def counting(language: str) -> Iterator[tuple[str, str, dict[str, str]]]:
    """Every sentence with forms: its file, its code, its forms."""
    for subject in SUBJECTS:
        for code, said in catalog(subject, language).items():
            if isinstance(said, dict) and BY in said and said[BY] in KINDS.get(code, {}):
                yield subject, code, said


def counted(kinds: Kinds, by: str, number: int) -> dict[str, Any]:
    """Values of which one is that number, or that many."""
    values: dict[str, Any] = dict.fromkeys(kinds, "x")
    for name, kind in kinds.items():
        if kind in ("number", "ordinal", "size"):
            values[name] = 7
        elif kind in LISTED:
            values[name] = ["low"]
        elif kind in ("word", "post", "place", "error"):
            values[name] = {"word": "low", "post": "iom.primary", "place": {}, "error": {"error": "reader_broke_down"}}[
                kind
            ]
    return values | {by: ["low"] * number if kinds[by] in LISTED else number}


def told(language: str, number: int) -> Iterator[tuple[str, str]]:
    for subject, code, forms in counting(language):
        values = shown(counted(KINDS[code], forms[BY], number), KINDS[code], language)
        yield code, sentence(subject, code, language, values)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_number_has_its_category_of_cldr(language: str) -> None:
    assert [plural_category(language, number) for number in NUMBERS] == [*CATEGORIES[language]]
    of_cldr = Locale(language).plural_form
    assert all(plural_category(language, number) == of_cldr(number) for number in range(1300))


@pytest.mark.parametrize("number", NUMBERS)
@pytest.mark.parametrize("language", LANGUAGES)
def test_every_sentence_has_the_form_that_a_number_takes(language: str, number: int) -> None:
    category = plural_category(language, number)
    assert [code for _, code, forms in counting(language) if category not in forms] == []
    assert all(said and "{" not in said.replace("{{", "") for _, said in told(language, number))
    assert len([*told(language, number)]) > 20


@pytest.mark.parametrize("language", OF_SEVERAL)
def test_one_of_something_is_not_said_in_the_plural(language: str) -> None:
    said = [pair for number in (0, 1) for pair in told(language, number)]
    assert [(code, text) for code, text in said if re.search(OF_SEVERAL[language], text)] == []


def test_arabic_counts_one_and_two_by_the_word_itself_and_a_few_otherwise_than_many() -> None:
    for _, code, forms in counting("ar"):
        behind = rf"\{{{forms[BY]}\}} ([^\W\d_]+)"
        after = {category: re.findall(behind, form) for category, form in forms.items() if category != BY}
        assert after["one"] == after["two"] == after["zero"] == [] or KINDS[code][forms[BY]] in LISTED, code
        if after["few"] and after["many"] and KINDS[code][forms[BY]] not in LISTED:
            assert after["few"] != after["many"], code
