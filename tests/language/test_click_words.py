"""Click's own words: every language has all that the installed click says, and the program reads what was translated.

Run `python scripts/click_words.py` after a change of click or of a translation.
"""

from __future__ import annotations

import importlib
import re
from typing import Any

import pytest
from conftest import ROOT

from dtmforms.language import LANGUAGES


@pytest.fixture
def click_words(monkeypatch: pytest.MonkeyPatch) -> Any:
    monkeypatch.syspath_prepend(str(ROOT / "scripts"))
    return importlib.import_module("click_words")


def placeholders(text: str) -> set[str]:
    """The names in `{name!r}` and `%(name)s`."""
    return {brace or percent for brace, percent in re.findall(r"\{(\w+)[^}]*\}|%\((\w+)\)s", text)}


def test_every_language_but_english_has_them(click_words: Any) -> None:
    assert set(click_words.SOURCES) == {*LANGUAGES} - {"en"}


@pytest.mark.parametrize("language", LANGUAGES[1:])
def test_all_that_click_says_is_translated(language: str, click_words: Any) -> None:
    found = click_words.catalog(language)
    assert len(found) == len(click_words.words()) > 50
    assert [message.id for message in click_words.untranslated(found)] == []
    assert not any(message.fuzzy for message in found)


@pytest.mark.parametrize("language", LANGUAGES[1:])
def test_the_program_reads_what_was_translated(language: str, click_words: Any) -> None:
    source = click_words.SOURCES[language]
    found = click_words.catalog(language)
    assert source.read_bytes() == click_words.source_of(found)
    assert source.with_suffix(".mo").read_bytes() == click_words.compiled(found)


@pytest.mark.parametrize("language", LANGUAGES[1:])
def test_a_translation_tells_what_click_puts_in(language: str, click_words: Any) -> None:
    """It may leave out what click has no word for in that language: the name of a kind of number."""
    for message in click_words.catalog(language):
        forms = (message.id,) if isinstance(message.id, str) else message.id
        told = set().union(*map(placeholders, forms))
        said = set().union(*map(placeholders, click_words.forms_of(message)))
        assert said <= told, message.id
        assert told - said <= {"number_type", "param_type"}, message.id
