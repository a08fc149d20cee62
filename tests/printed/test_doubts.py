"""A text that was read off a page is in doubt where it does not look like what its field holds, and only there."""

from __future__ import annotations

import pytest
from papers import CYRILLIC, LATIN, PARTNER

from dtmforms.form.fields import Rows, fields
from dtmforms.returns.printed.doubts import doubt, normal, ordinary

TABLE = {entry.name: entry for entry in fields(Rows())}
TITLE, TIMELINE, DATASET = f"{PARTNER}_title", "table_b_low_timeline", "table_b_low_datasets_01_name"


def of(text: str, name: str = TITLE) -> str | None:
    return doubt(text, TABLE[name])


@pytest.mark.parametrize("text", [*LATIN, *CYRILLIC, "M&E Officer", "Conor McLeod", "ABDALLAH Ali", "IDPs per site"])
def test_what_people_write_is_not_in_doubt(text: str) -> None:
    part = "email" if "@" in text else "mobile" if text.startswith("+") else "title"
    assert of(text, f"{PARTNER}_{part}") is None


PEOPLES = [
    *("Form", "form", "NGOs", "WASH", "VanHove", "MacArthur", "DuPont", "LaSalle", "FitzGerald", "AlHassan"),
    *("COVID19 cases", "Krzysztof", "Αθήνα", "Ёлка", "strg data", "rhythm", "Data (by site)", "Ékrztú"),
    *("two words 12", "Smith's data", "O’Neill", "a – b data", "Title: data", "data; more", "data and", "FAO or WHO"),
]


@pytest.mark.parametrize("text", PEOPLES)
def test_words_that_people_write_are_not_in_doubt(text: str) -> None:
    assert of(text) is None


@pytest.mark.parametrize(
    "text",
    [
        *("91(J", "mKeB", "+HOOR", "FOHDQHG GDWD", "CDE JHG", "d u", "Espa–a", "”scar", "SofÌa"),
        *("ChargÏe", "DÏplacÏs", "Smithов", "data (by site", "data by site)", "a1b data", "xMcLeod data", "OKonkwo"),
        *("strng data", "HGFED", "ABJI", "ab 12", "12345 ab", "data%more", "data#", ":data", "strňg"),
    ],
)
def test_words_that_programs_make_of_others_are(text: str) -> None:
    assert of(text, TIMELINE) == "doubt_words"


@pytest.mark.parametrize(
    "text", ["Macu·cua", "KÃ¼che", "عربي", "\ufee3\ufea4\ufee4\ufeaa", "\ue001\ue002", "a\ufffdb", "日本", "data² more"]
)
def test_letters_that_programs_seldom_draw_are(text: str) -> None:
    assert of(text, TIMELINE) == "doubt_letters"


@pytest.mark.parametrize("text", ["?????", "Why not?", "عرب?"])
def test_a_question_mark_may_stand_for_a_letter(text: str) -> None:
    assert of(text, TIMELINE) == "doubt_question_mark"


@pytest.mark.parametrize("text", ["Bcfgh", "CDEJ"])
def test_words_that_were_in_the_form_are_not_in_doubt(text: str) -> None:
    assert of(text) == "doubt_words"
    assert doubt(text, TABLE[TITLE], frozenset({text})) is None


@pytest.mark.parametrize("text", ["ngozi at relief", "ngozi@", "ngôzi@relief.example", "a@b"])
def test_what_is_no_address_is_in_doubt(text: str) -> None:
    assert of(text, f"{PARTNER}_email") == "doubt_email"


@pytest.mark.parametrize(
    "text", ["+258 84", "12 34 56", "7710 555 48 852+", "12345+67", "84 555 01 77 house", "x1234567"]
)
def test_what_is_no_number_is_in_doubt(text: str) -> None:
    assert of(text, f"{PARTNER}_mobile") == "doubt_telephone"


@pytest.mark.parametrize("text", ["12 34 567", "+258 84 555 0177 ext. 12", "(084) 555-0177 / 78", "tel. 84.555.0177"])
def test_what_is_a_number_is_not(text: str) -> None:
    assert of(text, f"{PARTNER}_mobile") is None


@pytest.mark.parametrize(
    "text", ["91J", "A+B", "Ngozi@home", "Ngozi; Amina", "Ngozi 2", 'Ngozi "N" Eze', "Ngozi/Amina"]
)
def test_what_is_no_name_is_in_doubt(text: str) -> None:
    assert of(text, f"{PARTNER}_name") == "doubt_name"


@pytest.mark.parametrize("text", [LATIN[0], CYRILLIC[0], "O'Neill", "Amina, Bello", "St. John"])
def test_what_is_a_name_is_not(text: str) -> None:
    assert of(text, f"{PARTNER}_name") is None


def test_only_people_have_names_without_numbers() -> None:
    assert of("Round 2 of displacement", DATASET) is None
    assert of("Round 2 of displacement", f"{PARTNER}_title") is None


@pytest.mark.parametrize("name", ["reference", "country", "data_access_request"])
def test_codes_are_no_words(name: str) -> None:
    assert of("XKCDFG-91J2A", name) is None
    assert of("XKCDFG-91J2A", TITLE) == "doubt_words"


@pytest.mark.parametrize("text", ["x@bcdfgh.example", "12/34"])
def test_neither_are_addresses_and_numbers_in_a_text(text: str) -> None:
    assert of(text, TIMELINE) is None


@pytest.mark.parametrize(
    ("read", "meant"),
    [("ﬁeld oﬃce", "field office"), ("e\u0301", "é"), ("m²", "m²"), ("ﷺ", "ﷺ"), ("ﬀ ﬂ ﬆ", "ff fl st")],
)
def test_ligatures_and_accents_become_letters_and_nothing_else_changes(read: str, meant: str) -> None:
    assert normal(read) == meant


@pytest.mark.parametrize("letter", ["a", "ß", "Ж", "ω", "0", "@", "\u0301", "\n", "\u00a0", "—"])
def test_letters_that_programs_draw_rightly_are_ordinary(letter: str) -> None:
    assert ordinary(letter)


@pytest.mark.parametrize("letter", ["ب", "አ", "϶", "҂", "日", "²", "…", "€", "٣", "\ufffd", "?"])
def test_others_are_not(letter: str) -> None:
    assert not ordinary(letter)
