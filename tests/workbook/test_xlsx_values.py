"""The value of one cell, by what is stored and by its number format."""

from __future__ import annotations

import datetime

import pytest
from lxml import etree

from dtmforms.workbook.xlsx_values import (
    EPOCH,
    EPOCH_1904,
    CellFormats,
    CellValue,
    hides_text,
    is_date_format,
    is_true,
    moment_value,
    number_value,
    text_of_item,
    text_value,
    unescaped,
)


@pytest.mark.parametrize(
    ("code", "shows_date"),
    [
        ("yyyy-mm-dd", True),
        ("[$-409]d/m/yy h:mm AM/PM;@", True),
        ("[h]:mm", True),
        ("General", False),
        ("0.00", False),
        ('0 "days"', False),
        (r"0\d", False),
        ("[Red]0", False),
        ('"2030";yyyy-mm-dd', False),
        ("_(* #,##0_)", False),
    ],
)
def test_a_format_shows_dates_by_its_first_section(code: str, shows_date: bool) -> None:
    assert is_date_format(code) is shows_date


@pytest.mark.parametrize(
    ("code", "hidden"),
    [
        (";;;", True),
        ('0;0;0;"Amina"', True),
        (r"0;0;0;\@", True),
        ("0;0;0;@", False),
        ("0;;", False),
        ('_(* #,##0_);_(* (#,##0);_(* "-"_);_(@_)', False),
        ("@", False),
    ],
)
def test_a_format_hides_texts_by_its_fourth_section(code: str, hidden: bool) -> None:
    assert hides_text(code) is hidden


def test_cell_formats_refer_to_the_number_formats_of_the_program_and_of_the_workbook() -> None:
    formats = CellFormats.of([0, 14, 164, 165, 14], {164: "dd.mm.yyyy", 165: ";;;"})
    assert (formats.dates, formats.silent) == (frozenset({1, 2, 4}), frozenset({3}))


def test_a_workbook_may_define_a_format_of_the_program_anew() -> None:
    assert CellFormats.of([14], {14: "0"}).dates == frozenset()


@pytest.mark.parametrize(
    ("number", "epoch", "day"),
    [
        (61, EPOCH, datetime.date(1900, 3, 1)),
        (46_286, EPOCH, datetime.date(2026, 9, 21)),
        (0, EPOCH_1904, datetime.date(1904, 1, 1)),
        (2_958_465, EPOCH, datetime.date(9999, 12, 31)),
        (2_957_003, EPOCH_1904, datetime.date(9999, 12, 31)),
    ],
)
def test_a_number_is_a_day_where_its_format_shows_one(
    number: float, epoch: datetime.datetime, day: datetime.date
) -> None:
    assert number_value(number, epoch, shows_date=True) == CellValue("day", day)
    assert number_value(number, epoch, shows_date=False) == CellValue("number", number)


@pytest.mark.parametrize(
    ("number", "epoch"), [(60, EPOCH), (-1, EPOCH_1904), (2_958_466, EPOCH), (2_957_004, EPOCH_1904), (1e300, EPOCH)]
)
def test_a_number_that_programs_show_as_different_days_or_none_stays_a_number(
    number: float, epoch: datetime.datetime
) -> None:
    assert number_value(number, epoch, shows_date=True) == CellValue("number", number)


def test_a_moment_at_midnight_is_a_day() -> None:
    assert moment_value(datetime.datetime(2026, 9, 21)) == CellValue("day", datetime.date(2026, 9, 21))
    assert moment_value(datetime.datetime(2026, 9, 21, 9)).kind == "moment"


def test_an_empty_text_is_no_value() -> None:
    assert text_value("") is None
    assert text_value(" ") == CellValue("text", " ")


@pytest.mark.parametrize(("attribute", "true"), [("1", True), ("true", True), ("0", False), ("", False), (None, False)])
def test_an_attribute_that_is_not_there_says_no(attribute: str | None, true: bool) -> None:
    assert is_true(attribute) is true


@pytest.mark.parametrize(
    ("stored", "text"),
    [
        ("a_x000D_\nb", "a\nb"),
        ("a\r\nb\rc", "a\nb\nc"),
        ("_x005F_x000D_", "_x000D_"),
        ("_x005F_", "_"),
        ("_x00G0_", "_x00G0_"),
        ("x005F_", "x005F_"),
        ("_xD83D__xDE00_", "\U0001f600"),
    ],
)
def test_codes_stand_for_characters_and_line_ends_are_those_of_the_record(stored: str, text: str) -> None:
    assert unescaped(stored) == text


def item(xml: str) -> etree._Element:
    return etree.fromstring(f'<si xmlns="urn:main">{xml}</si>')


def test_the_text_of_an_item_is_whole_and_without_its_reading_aids() -> None:
    runs = "<r><rPr><b/></rPr><t>Cabo </t></r><r><t>Delgado</t></r><rPh><t>x</t></rPh><phoneticPr/>"
    assert text_of_item(item(runs)) == "Cabo Delgado"
    assert text_of_item(item("<t/>")) == ""


@pytest.mark.parametrize("xml", ["<t>a<b/></t>", '<x:t xmlns:x="urn:x">a</x:t>', "<r><t>a<b/></t></r>"])
def test_an_item_that_holds_something_else_has_no_certain_text(xml: str) -> None:
    with pytest.raises(ValueError, match="no text stands in a text"):
        text_of_item(item(xml))
