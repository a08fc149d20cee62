"""Which telephone numbers reach the same, and how they are to be written (rule D10)."""

from __future__ import annotations

from itertools import combinations

import pytest

from dtmforms.agreement.telephone import calling_code, has_phone, has_trunk_zero, lacks_country_code, phone_key


@pytest.mark.parametrize(
    ("one", "other", "territory"),
    [
        ("+234 803 555 0101", "+2348035550101", "NG"),
        ("+234 803 555 0101", "0803 555 0101", "NG"),
        ("+234 803 555 0101", "+٢٣٤ ٨٠٣ ٥٥٥ ٠١٠١", "NG"),
        ("+234 803 555 0101", "00234 803-555-0101", "NG"),
        ("+234 803 555 0101", "\u202a+234 803 555 0101\u202c", "NG"),
        ("+234 803 555 0101", "+२३४ ८०३ ५५५ ०१०१", "NG"),
        ("+41 22 717 91 11", "tel:+41-22-717-9111", "NG"),
        ("+44 20 7946 0958", "+44 (0)20 7946 0958", "NG"),
        ("+258 84 555 0103", "+258 (0)84 555 0103", "MZ"),
        ("+235 66 55 01 03", "66550103", "TD"),
        ("+39 06 6981 2345", "+39 (0)6 6981 2345", "IT"),
        ("+225 07 07 12 34 56", "+225 (0)7 07 12 34 56", "CI"),
        ("+234 803 555 0101 / +234 803 555 0102", "+2348035550101, +2348035550102", "NG"),
    ],
)
def test_a_number_is_the_same_however_it_is_written(one: str, other: str, territory: str) -> None:
    assert phone_key(one, territory) == phone_key(other, territory)
    assert has_phone(one, territory)
    assert has_phone(other, territory)


EXTENSIONS = [
    "ext. 123", "Ext: 123", "EXT 123", "extension 123", "x123", " x 123", "#123", ";ext=123", ", ext. 123",
    "(ext. 123)", "poste 123", "Poste : 123", "poste n° 123", "- poste 123", "extensión 123", "extensión n.º 123",
    "int. 123", "interno 123", "anexo 123",
    "تحويلة 123", "تحويلة ١٢٣", "تحويلة رقم ١٢٣", "تحويله: 123", "الرقم الداخلي 123",
]  # fmt: skip


@pytest.mark.parametrize(
    "number", ["+41 22 717 91 11", "+33 1 23 45 67 89", "+52 55 1234 5678", "+964 1 717 1234", "+258 84 555 0103"]
)
@pytest.mark.parametrize("extension", EXTENSIONS)
def test_an_extension_is_compared_in_any_of_the_languages(number: str, extension: str) -> None:
    key = phone_key(f"{number} {extension}", "MZ")
    assert key == phone_key(f"{number};ext=123", "MZ")
    assert key != phone_key(number, "MZ")
    for others in ("456", "0123", "12", "1234"):
        assert key != phone_key(f"{number} {extension.replace('123', others).replace('١٢٣', others)}", "MZ")


@pytest.mark.parametrize(
    "number", ["+41 22 717 91 11", "+258 84 555 0103", "+964 770 123 4567", "+57 310 555 0101", "+380 44 555 0103"]
)
def test_what_may_be_several_numbers_is_compared_as_text(number: str) -> None:
    written = [number, f"{number}/04", f"{number} / 05", f"{number}~06", f"{number} ext. 5/6", f"{number} ext. 56"]
    written += [f"{number} (nights)", f"{number} and 0104", f"{number} ask for 12", f"{number}, 0104"]
    keys = [phone_key(text, "MZ") for text in written]
    assert all(one != other for one, other in combinations(keys, 2))


def test_numbers_with_words_beside_them_are_compared_as_text() -> None:
    assert phone_key("+234 803 555 0101 (nights)", "NG") == "+234 803 555 0101 (nights)"
    assert phone_key("ask the office", "NG") == "ask the office"


@pytest.mark.parametrize(
    "text", ["+258 (0)84 555 0103", "+44 (0) 20 7946 0958", "00258 (0)84 555 0103", "+٤١ (٠)٢٢ ٧١٧"]
)
def test_a_zero_in_brackets_behind_the_country_code_is_seen(text: str) -> None:
    assert has_trunk_zero(text)


@pytest.mark.parametrize("text", ["+258 84 555 0103", "(0)84 555 0103", "(022) 717 91 11", "+41 22 717 (91) 11"])
def test_other_brackets_are_none(text: str) -> None:
    assert not has_trunk_zero(text)


@pytest.mark.parametrize(
    ("text", "territory", "code"),
    [
        ("66550103", "TD", "+235"),
        ("84 555 0103", "MZ", "+258"),
        ("0803 555 0101", "NG", "+234"),
        ("٠٧٧٠ ١٢٣ ٤٥٦٧", "IQ", "+964"),
        ("258845550103", "MZ", "+258"),
        ("00258 84 555 0103", "MZ", "+258"),
        ("044 555 0103 ext. 12", "UA", "+380"),
        ("+258 84 555 0103 / 84 555 0104", "MZ", "+258"),
        ("+258 84 555 0103", "MZ", ""),
        ("(+258) 84 555 0103 (nights)", "MZ", ""),
        ("＋258 84 555 0103", "MZ", ""),
        ("+41 22 717 91 11 ext. 123", "MZ", ""),
        ("ask the office", "MZ", ""),
    ],
)
def test_a_number_without_its_country_code_is_told_with_it(text: str, territory: str, code: str) -> None:
    assert lacks_country_code(text, territory) == code


def test_a_territory_has_its_country_code() -> None:
    assert calling_code("TD") == "+235"
    assert calling_code("XK") == "+383"
    assert calling_code(None) == "+"
