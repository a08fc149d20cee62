"""Days, numbers and lists as a language writes them (Unicode CLDR).

Babel, which knows them, is loaded by the first sentence that needs it, and few do.
"""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from typing import Literal, NamedTuple, TypeAlias

from dtmforms.language import LANGUAGES
from dtmforms.language.catalog import catalog

Style: TypeAlias = Literal["standard", "or"]


def written_day(day: datetime.date, language: str) -> str:
    """As `2 October 2026`, by a table of the language: to load the locale for the same takes 30 ms."""
    words = catalog("cldr", language) or catalog("cldr", LANGUAGES[0])
    number = words["first"] if day.day == 1 else str(day.day)
    written: str = words["day"].format(day=number, month=words["months"][day.month - 1], year=day.year)
    return written


def unbroken_day(day: datetime.date, language: str) -> str:
    """The same on one line: with no-break spaces."""
    return written_day(day, language).replace(" ", "\u00a0")


class DayInCell(NamedTuple):
    """How a workbook shows a day (ECMA-376 Part 1, 18.8.31), and of how many letters the longest one is."""

    format: str
    letters: int


def day_in_cell(language: str) -> DayInCell:
    words = catalog("cldr", language) or catalog("cldr", LANGUAGES[0])
    return DayInCell(**words["cell"])


def language_name(code: str, language: str) -> str:
    """A language as another one calls it; its code where there is no name for it."""
    if code in (names := catalog("cldr", language).get("languages", {})):
        return str(names[code])
    from babel import Locale

    return str(Locale.parse(_locale(language)).languages.get(code, code))


def written_number(number: int, language: str) -> str:
    """As `1,234,567`."""
    if 0 <= number < 1000:
        return str(number)
    from babel.numbers import format_decimal

    return format_decimal(number, locale=_locale(language))


def listed(items: Sequence[str], language: str, style: Style = "standard") -> str:
    """As `a, b and c`; as `a, b or c` where one of them is to be chosen."""
    if len(items) < 2:
        return "".join(items)
    from babel.lists import format_list

    return format_list(items, style, _locale(language))


def _locale(language: str) -> str:
    """Of a language, as Babel calls it."""
    locale: str = catalog("form", language)["locale"]
    return locale.replace("-", "_")
