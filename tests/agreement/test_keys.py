"""When two texts mean the same: kept as typed, compared normalised (rule D10)."""

from __future__ import annotations

import pytest

from dtmforms.agreement.keys import email_domain, email_key, phone_key, text_key


@pytest.mark.parametrize(("one", "other"), [("e\u0301", "é"), (" a  b ", "a b"), ("a\u00a0b", "a b"), ("a\nb", "a b")])
def test_texts_that_differ_in_spaces_or_composition_are_the_same(one: str, other: str) -> None:
    assert text_key(one) == text_key(other)


@pytest.mark.parametrize(("one", "other"), [("a", "A"), ("a", "а"), ("ab", "a\u00adb"), ("ab", "a\u200bb")])
def test_texts_that_differ_in_case_look_alikes_or_invisible_characters_differ(one: str, other: str) -> None:
    assert text_key(one) != text_key(other)


def test_an_address_is_the_same_in_any_letter_case() -> None:
    assert email_key("Ayusuf@IOM.example ") == email_key("ayusuf@iom.example")
    assert email_domain("Ayusuf@IOM.example") == "iom.example"
    assert email_domain("nobody") == ""


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("+234 803 555 0101", "+2348035550101"),
        ("+234 803 555 0101", "0803 555 0101"),
        ("+234 803 555 0101", "+٢٣٤ ٨٠٣ ٥٥٥ ٠١٠١"),
        ("+234 803 555 0101 / +234 803 555 0102", "+2348035550101, +2348035550102"),
    ],
)
def test_a_number_is_the_same_however_it_is_written(one: str, other: str) -> None:
    assert phone_key(one, "NG") == phone_key(other, "NG")


def test_numbers_with_words_beside_them_are_compared_as_text() -> None:
    assert phone_key("+234 803 555 0101 (nights)", "NG") == "+234 803 555 0101 (nights)"
    assert phone_key("ask the office", "NG") == "ask the office"
