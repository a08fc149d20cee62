"""Days as people write them, and days of other calendars."""

from __future__ import annotations

import datetime

import pytest

from dtmforms.language.days import calendar_of_text, days_meant

TODAY = datetime.date(2026, 11, 1)


@pytest.mark.parametrize(
    "text",
    [
        "20/10/2026", "20.10.2026", "20-10-2026", "10/20/2026", "2026/10/20", "2026.10.20", "20/10/26",
        " 20 / 10 / 2026 ",
        "20 October 2026", "October 20, 2026", "20th of October 2026", "20 Oct 2026", "20 octobre 2026",
        "20 de octubre de 2026", "20 oct. 2026", "٢٠/١٠/٢٠٢٦", "٢٠٢٦-١٠-٢٠", "٢٠ أكتوبر ٢٠٢٦", "20 تشرين الأول 2026",
        "2026-10-20T08:00", "२०/१०/२०२६",
    ],
)  # fmt: skip
def test_a_day_is_understood_as_people_write_it(text: str) -> None:
    assert days_meant(text) == ["2026-10-20"]


@pytest.mark.parametrize("text", ["03/04/2026", "3.4.2026", "3-4-26", "٠٣/٠٤/٢٠٢٦"])
def test_where_day_and_month_may_change_places_both_are_meant(text: str) -> None:
    assert days_meant(text) == ["2026-04-03", "2026-03-04"]


@pytest.mark.parametrize(
    "text",
    [
        *("", "Monthly", "31/02/2026", "2026", "10/2026", "20 xx 2026", "1/2/3/4", "20 mar mai 2026", "jui 5 2026"),
        *("2" * 40 + "-01-01", "1/2/" + "9" * 5000, "9" * 30 + " mai 2026"),
    ],
)
def test_what_is_no_day_means_none(text: str) -> None:
    assert days_meant(text) == []


@pytest.mark.parametrize(
    ("text", "calendar"),
    [
        ("1448-04-21", "islamic_calendar"),
        ("1448-02-30", "islamic_calendar"),
        ("١٤٤٨-٠٤-٢١", "islamic_calendar"),
        ("1405-08-10", "solar_hijri_calendar"),
        ("2569-11-01", "buddhist_calendar"),
        ("2083-07-15", "nepali_calendar"),
        ("5787-08-21", "hebrew_calendar"),
        ("2019-13-03", "ethiopian_calendar"),
        ("2026-11-01", ""),
        ("2031-01-01", ""),
        ("1999-12-31", ""),
        ("Monthly", ""),
    ],
)
def test_a_year_of_another_calendar_is_known_by_what_it_would_be_now(text: str, calendar: str) -> None:
    assert calendar_of_text(text, TODAY) == calendar
