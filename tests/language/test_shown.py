"""How sentences show values of each kind: as the language writes them, with nothing in them that moves or deceives."""

from __future__ import annotations

import re
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dtmforms.cli.output import print_line
from dtmforms.codes.kinds import Kind
from dtmforms.findings import Finding
from dtmforms.language import LANGUAGES
from dtmforms.language.cldr import listed
from dtmforms.language.labels import labels
from dtmforms.language.quoted import isolated, quoted
from dtmforms.language.shown import day_in_words, shown

FSI, PDI = "\u2068", "\u2069"
ARABIC, LATIN, DIGITS = "مواقع", "Sites", "2026-10-02"
TEXTS: tuple[Kind, ...] = ("text", "seen", "dataset", "name", "said", "path", "typed")
LISTS: tuple[Kind, ...] = ("texts", "names", "choices", "steps", "fields", "paths", "typed")


def one(kind: Kind, value: Any, language: str = "en") -> str:
    return format(shown({"value": value}, {"value": kind}, language)["value"])


# Quotation marks and isolates


@pytest.mark.parametrize(
    ("language", "said"),
    [("en", "“Sites”"), ("fr", "«\u00a0Sites\u00a0»"), ("es", "«Sites»"), ("ar", f"«{FSI}Sites{PDI}»")],
)
def test_what_was_typed_stands_between_the_marks_of_the_language(language: str, said: str) -> None:
    assert quoted("Sites", language) == said
    assert one("text", "Sites", language) == one("seen", "Sites", language) == one("dataset", "Sites", language) == said


@pytest.mark.parametrize("language", LANGUAGES)
def test_only_what_has_another_direction_stands_between_isolates(language: str) -> None:
    other, own = (LATIN, ARABIC) if labels(language).right_to_left else (ARABIC, LATIN)
    assert isolated(other, language) == f"{FSI}{other}{PDI}"
    assert isolated(f"{own} {other}", language) == f"{FSI}{own} {other}{PDI}"
    assert isolated(own, language) == own
    assert isolated("", language) == ""
    assert isolated("12", language) == "12"


def test_a_number_with_signs_in_it_runs_backwards_in_arabic_alone() -> None:
    assert isolated(DIGITS, "ar") == f"{FSI}{DIGITS}{PDI}"
    assert isolated(DIGITS, "fr") == DIGITS


@pytest.mark.parametrize("text", ["Žofie, Олена", "ለምለም", "မြန်မာ", "北京", "12 %"])
def test_what_reads_from_left_to_right_needs_no_isolates_in_english(text: str) -> None:
    assert isolated(text, "en") == text


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("typed", [ARABIC, LATIN, DIGITS, f"{LATIN} {ARABIC} {DIGITS}"])
def test_isolates_of_a_sentence_come_to_the_terminal(
    typed: str, language: str, capsys: pytest.CaptureFixture[str]
) -> None:
    print_line(Finding("may_be_secret", values={"dataset": typed}).sentence(f"{ARABIC}.yaml", language))
    printed = capsys.readouterr().err
    assert quoted(typed, language) in printed
    assert "\\u20" not in printed
    assert printed.count(FSI) == printed.count(PDI) > 0


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    "typed", [f"{FSI}x{PDI}", f"x{PDI}", f"{FSI}x", "\u202ex", "\u2067x", "\x1b[2Jx", "x\ny", "x\u200b"]
)
def test_isolates_and_controls_that_somebody_typed_are_shown_escaped(
    typed: str, language: str, capsys: pytest.CaptureFixture[str]
) -> None:
    for kind in (*TEXTS, *LISTS):
        value = one(kind, [typed, typed] if kind in LISTS and kind != "typed" else typed, language)
        print_line(value)
        printed = capsys.readouterr().err
        own = value.replace(FSI, "").replace(PDI, "").replace("\u00a0", " ")
        assert printed == f"{value}\n"
        assert own.isprintable()
        assert "\\" in own
        assert value.count(FSI) == value.count(PDI) <= (2 if kind in LISTS else 1)


@given(
    st.text(alphabet=[*"ab\u0645\u05d03-. \n\x1b", FSI, PDI, "\u202e", "\u2066"], max_size=12),
    st.sampled_from(LANGUAGES),
)
def test_isolates_are_ours_and_enclose_the_whole_value(text: str, language: str) -> None:
    said = isolated(text, language)
    inside = said[1:-1] if said[:1] == FSI else said
    assert said in (inside, f"{FSI}{inside}{PDI}")
    assert not {FSI, PDI, "\u202e", "\u2066", "\n", "\x1b"} & set(inside)


# Contact data


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("contact", ["jane@x.example", "+258 845 550 199", "0025884555019", "070 55-01-03"])
def test_contact_data_is_left_out_between_all_marks(contact: str, language: str) -> None:
    """Rule D1."""
    typed = [
        contact,
        f"{contact}.",
        f"«{contact}»",
        f"“{contact}”",
        f"{FSI}{contact}{PDI}",
        f"{ARABIC} {contact}",
        f"({contact})",
    ]
    for text in typed:
        for finding in (
            Finding("may_be_secret", contact, {"dataset": text}),
            Finding("sensitive_together", values={"datasets": [text, LATIN]}),
            Finding("item_twice", values={"typed": text}),
            Finding("same_file", values={"file": text}),
            Finding("unknown_field", place={"place": "field_without_label", "field": text}),
        ):
            for said in (
                finding.sentence("a.yaml", language),
                finding.text(language),
                str(finding.as_json(language)["message"]),
            ):
                assert contact not in said
                assert "…" in said


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_the_sentence_itself_says_is_not_taken_for_contact_data(language: str) -> None:
    large = Finding("template_too_large", values={"size": 52_428_800, "most": 16_777_216}).sentence("a.docx", language)
    assert one("size", 52_428_800, language) in large
    assert re.search(r"\w+@organi[sz]a[ct]ion\.example", Finding("no_email").sentence("a.yaml", language))


# Days, numbers and lists


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", "2 October 2026"),
        ("fr", "2 octobre 2026"),
        ("es", "2 de octubre de 2026"),
        ("ar", "2 تشرين الأول/أكتوبر 2026"),
    ],
)
def test_a_day_is_said_in_words(language: str, said: str) -> None:
    assert one("day", "2026-10-02", language) == said


@pytest.mark.parametrize(
    ("language", "said"),
    [("en", "French (fr)"), ("fr", "français (fr)"), ("es", "francés (fr)"), ("ar", f"الفرنسية ({FSI}fr{PDI})")],
)
def test_a_language_is_called_by_its_name(language: str, said: str) -> None:
    assert one("language", "fr", language) == said


def test_the_first_of_a_month_is_an_ordinal_in_french() -> None:
    assert one("day", "2026-10-01", "fr") == "1er octobre 2026"
    assert one("day", "2026-10-01", "en") == "1 October 2026"
    assert one("day", "2026-10-11", "fr") == "11 octobre 2026"


def test_in_arabic_every_month_has_both_its_names() -> None:
    months = [day_in_words(f"2026-{month:02}-15", "ar") for month in range(1, 13)]
    assert months[4] == "15 أيار/مايو 2026"
    assert all(month.count("/") == 1 and month.startswith("15 ") and month.endswith(" 2026") for month in months)
    assert len(set(months)) == 12


def test_what_is_no_day_stands_as_it_was_typed_escaped() -> None:
    assert one("day", "soon\x1b") == r"soon\x1b"


@pytest.mark.parametrize(
    ("language", "said"), [("en", "1,234,567"), ("fr", "1\u202f234\u202f567"), ("es", "1.234.567"), ("ar", "1,234,567")]
)
def test_a_large_number_is_grouped_and_which_one_of_many_is_not(language: str, said: str) -> None:
    assert one("number", 1_234_567, language) == one("size", 1_234_567, language) == said
    assert one("number", 999, language) == "999"
    assert one("ordinal", 1_234_567, language) == "1234567"
    assert one("numbers", [1234], language) == "1234"


@pytest.mark.parametrize(
    ("language", "all_of_them", "one_of_them"),
    [
        ("en", "a, b and c", "a, b or c"),
        ("fr", "a, b et c", "a, b ou c"),
        ("es", "a, b y c", "a, b o c"),
        ("ar", "a وb وc", "a أو b أو c"),
    ],
)
def test_several_are_listed_as_the_language_does(language: str, all_of_them: str, one_of_them: str) -> None:
    assert listed(["a", "b", "c"], language) == all_of_them
    assert listed(["a", "b", "c"], language, "or") == one_of_them
    assert listed(["a"], language) == "a"
    assert listed([], language) == ""


def test_items_may_hold_braces_and_commas() -> None:
    assert one("texts", ["{0}", "a, b", "{x}"]) == "“{0}”, “a, b” and “{x}”"
    assert one("choices", ["{1}", "c"]) == "{1} or c"


def test_places_within_places_are_no_list() -> None:
    assert one("steps", ["IOM DTM", "Primary"]) == "IOM DTM, Primary"


def test_what_was_typed_may_be_nothing_one_text_or_several() -> None:
    assert one("typed", None) == "nothing"
    assert one("typed", ["a", "b"]) == "“a” and “b”"
