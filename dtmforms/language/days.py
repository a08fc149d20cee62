"""Days as people write them, and as other calendars count them: what is meant by a text that is no ISO 8601 date.

Not done here: converting a day from one calendar to another, for which each country has its own tables.
"""

from __future__ import annotations

import datetime
import re
import unicodedata
from collections.abc import Iterator
from itertools import permutations

from dtmforms.language import LANGUAGES
from dtmforms.language.catalog import catalog

_AHEAD = {
    "buddhist_calendar": 543,
    "nepali_calendar": 57,
    "hebrew_calendar": 3760,
    "solar_hijri_calendar": -621,
}
"""By how many years a calendar is ahead of ours."""
_WITHIN = 15
"""So many years from now, a year of another calendar is more likely than one of ours."""
_LINKS = {"de", "del", "of", "the", "le", "la", "el", "st", "nd", "rd", "th", "er", "في", "من"}
"""What stands between a day, its month and its year."""
_ISO = re.compile(r"(\d{4})-(\d\d?)-(\d\d?)(?:[t ].*)?")
_SHORTEST_MONTH = 3
_LONGEST_NUMBER = 4


def calendar_of(year: int, month: int, today: datetime.date) -> str:
    """The word for the calendar that a year and a month are likely to be of; empty for ours."""
    if month == 13:
        return "ethiopian_calendar"
    years = {calendar: today.year + ahead for calendar, ahead in _AHEAD.items()}
    years["islamic_calendar"] = round((today.year - 622) * 33 / 32)
    near = {calendar: abs(year - now) for calendar, now in years.items() if abs(year - now) <= _WITHIN}
    return min(near, key=near.__getitem__, default="")


def calendar_of_text(text: str, today: datetime.date) -> str:
    """The same of a text as `1448-02-30`, which need be no day of any calendar; empty for another text."""
    found = _ISO.fullmatch(_plain(text))
    return calendar_of(int(found[1]), int(found[2]), today) if found else ""


def days_meant(text: str) -> list[str]:
    """The days, ISO 8601, that a text may mean: two for `03/04/2026`, one for `20/10/2026` and `3 avril 2026`, none
    where it says no day."""
    plain = _plain(text)
    if iso := _ISO.fullmatch(plain):
        return [*_days(*map(int, iso.groups()[:3]))]
    numbers = re.findall(r"\d+", plain)
    words = [word for word in re.findall(r"[^\W\d_]+", plain) if word not in _LINKS]
    months = _months_called(" ".join(words)) if words else set()
    if len(months) > 1 or bool(words) != (len(months) == 1) or len(numbers) + len(months) != 3:
        return []
    if any(len(number) > _LONGEST_NUMBER for number in numbers):
        return []
    if months:
        [month] = months
        return _of_each((_year(one), month, int(other)) for one, other in permutations(numbers) if len(one) != 1)
    first, second, third = numbers
    if len(first) == 4:
        return _of_each([(int(first), int(second), int(third))])
    year = _year(third)
    return _of_each([(year, int(second), int(first)), (year, int(first), int(second))])


def _of_each(dates: Iterator[tuple[int, int, int]] | list[tuple[int, int, int]]) -> list[str]:
    return [*dict.fromkeys(day for date in dates for day in _days(*date))]


def _days(year: int, month: int, day: int) -> Iterator[str]:
    """The day, if there is one."""
    try:
        yield datetime.date(year, month, day).isoformat()
    except ValueError:
        return


def _year(number: str) -> int:
    return int(number) + (2000 if len(number) == 2 else 0)


def _months_called(words: str) -> set[int]:
    """The months that a language of ours calls so, or by a longer word."""
    if len(words) < _SHORTEST_MONTH:
        return set()
    return {number for name, number in _months() if name.startswith(words)}


def _months() -> Iterator[tuple[str, int]]:
    """What each language calls them; Arabic has two names for each, and writes both."""
    for language in LANGUAGES:
        for number, names in enumerate(catalog("cldr", language).get("months", ()), start=1):
            yield from ((_plain(name), number) for name in (names.replace("/", " "), *names.split("/")))


def _plain(text: str) -> str:
    """Small letters without accents, digits of one kind."""
    parted = unicodedata.normalize("NFKD", text.strip().casefold())
    kept = (letter for letter in parted if not unicodedata.combining(letter) and unicodedata.category(letter) != "Cf")
    return "".join(str(unicodedata.decimal(letter)) if letter.isdecimal() else letter for letter in kept)
