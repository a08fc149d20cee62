"""The words of the form: the official ones word for word, the others complete."""

from __future__ import annotations

import re
from typing import Any

import pytest
from conftest import SAMPLES

from dtmforms.agreement.closed_lists import LEVELS, METHODS
from dtmforms.language import LANGUAGES
from dtmforms.language.labels import labels

OFFICIAL = " ".join((SAMPLES / "section-2.txt").read_text(encoding="utf-8").split())


def flat(value: Any) -> list[str]:
    if isinstance(value, dict):
        return [text for item in value.values() for text in flat(item)]
    return value if isinstance(value, list) else [value]


def shape(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: shape(item) for key, item in value.items()}
    return len(value) if isinstance(value, list) else "text"


def test_english_is_the_official_text_word_for_word() -> None:
    for text in flat(labels("en").official):
        assert text in OFFICIAL, text


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_language_lacks_a_word(language: str) -> None:
    mine, english = labels(language), labels("en")
    for part in ("official", "methods", "levels", "ours"):
        assert shape(getattr(mine, part)) == shape(getattr(english, part))
    assert set(mine.levels) == set(LEVELS)
    assert set(mine.methods) == set(METHODS)
    assert all(text.strip() for part in ("official", "methods", "levels", "ours") for text in flat(getattr(mine, part)))


def test_translations_say_which_text_prevails_and_english_needs_not() -> None:
    """Rule E3."""
    assert labels("en").prevails == ""
    assert all(labels(language).prevails for language in LANGUAGES if language != "en")


def test_the_asterisk_stays_on_medium_urgency_and_on_its_note() -> None:
    """Rule C1."""
    for language in LANGUAGES:
        official = labels(language).official
        assert official["medium"].endswith("*")
        assert official["note"].startswith("*")
        assert "*" not in official["low"]


def test_no_mark_of_french_begins_a_line() -> None:
    words = labels("fr")
    texts = [text for part in ("official", "methods", "levels", "ours") for text in flat(getattr(words, part))]
    assert [text for text in texts if re.search("[ \u00a0][;?!]| [:»]|« ", text)] == []


def test_a_language_without_a_form_is_refused() -> None:
    with pytest.raises(KeyError):
        labels("xx")
