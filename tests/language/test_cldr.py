"""Days are written, and languages called, as CLDR has it, which is not loaded for that."""

from __future__ import annotations

import datetime

import pytest
from babel import Locale
from babel.dates import format_date

from dtmforms.language import LANGUAGES
from dtmforms.language.catalog import catalog
from dtmforms.language.cldr import language_name, written_day

BESIDE = {"ar": "ar_IQ"}
"""The locale of the other name of a month, in a language whose countries have two."""
FIRST = {"fr": "1er"}
"""What CLDR leaves to the grammar of the language."""


@pytest.mark.parametrize("month", range(1, 13))
@pytest.mark.parametrize("language", LANGUAGES)
def test_a_day_is_written_as_cldr_has_it(language: str, month: int) -> None:
    day = datetime.date(2026, month, 15)
    locale = catalog("form", language)["locale"].replace("-", "_")
    expected = format_date(day, "long", locale)
    if language in BESIDE:
        other, one = (format_date(day, "MMMM", name) for name in (BESIDE[language], locale))
        expected = expected.replace(one, f"{other}/{one}")
    assert written_day(day, language) == expected
    first = expected.replace("15", FIRST.get(language, "1"), 1)
    assert written_day(day.replace(day=1), language) == first


@pytest.mark.parametrize("language", LANGUAGES)
def test_languages_are_called_as_in_cldr(language: str) -> None:
    called = Locale.parse(catalog("form", language)["locale"].replace("-", "_")).languages
    for code in (*LANGUAGES, "pt"):
        assert language_name(code, language) == called[code]
