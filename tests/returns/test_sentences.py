"""The sentences about returns: the same in every language, and each of them is said somewhere."""

from __future__ import annotations

import re
import string
from pathlib import Path

import pytest

import dtmforms
from dtmforms.form.labels import FORM_LANGUAGES
from dtmforms.returns.sentences import sentence, sentences, side_by_side

PLACEHOLDER = re.compile(r"\{\w*\}")
OF_A_FIELD = ("field", "tick", "contact", "ours_differs")
"""How the names of sentences end that follow the place of a field, and are none by themselves."""


def placeholders(text: str) -> list[str]:
    return sorted(name for _, name, _, _ in string.Formatter().parse(text) if name)


@pytest.mark.parametrize("language", FORM_LANGUAGES)
def test_every_language_has_the_same_sentences_with_the_same_placeholders(language: str) -> None:
    english, other = sentences("en"), sentences(language)
    assert list(other) == list(english)
    for name, text in english.items():
        assert placeholders(other[name]) == placeholders(text), name


@pytest.mark.parametrize("language", FORM_LANGUAGES)
def test_each_is_one_sentence_with_a_next_step(language: str) -> None:
    for name, text in sentences(language).items():
        assert ("؛" if language == "ar" else ";") in text or name == "field_missing", name
        of_a_field = name.startswith("doubt_") or name.endswith(OF_A_FIELD)
        assert text.endswith(".") != of_a_field or name == "field_missing", name
        assert not re.search(r"[.!?] \w", text), f"{name} is more than one sentence"


def test_no_two_sentences_of_a_language_are_the_same() -> None:
    for language in FORM_LANGUAGES:
        assert len(set(sentences(language).values())) == len(sentences(language))


def test_every_sentence_is_said_and_none_is_missing() -> None:
    code = "".join(path.read_text(encoding="utf-8") for path in Path(dtmforms.__file__).parent.rglob("*.py"))
    assert [name for name in sentences("en") if f'"{name}"' not in code] == []
    named = re.findall(r'(?:reason=|\.said\(|remark\("\w+", )"(\w+)"', code)
    assert [name for name in named if name not in sentences("en")] == []


def test_a_language_without_sentences_is_spoken_to_in_english() -> None:
    assert sentence("empty", "my") == sentences("en")["empty"]


def test_texts_side_by_side_are_shown_where_they_differ() -> None:
    assert side_by_side("a", "b") == ("'a'", "'b'")
    before, after = "x" * 300 + "old" + "y" * 300, "x" * 300 + "new" + "y" * 300
    assert side_by_side(before, after) == (f"'…{'x' * 20}old{'y' * 20}…'", f"'…{'x' * 20}new{'y' * 20}…'")
