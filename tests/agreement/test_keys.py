"""When two texts mean the same: kept as typed, compared normalised (rule D10)."""

from __future__ import annotations

import pytest
from email_validator import SPECIAL_USE_DOMAIN_NAMES, validate_email
from hypothesis import given, strategies

from dtmforms.agreement.keys import (
    _PLAIN_ADDRESS,
    _SHORT,
    domain_key,
    email_domain,
    email_key,
    email_problem,
    meaning_key,
    text_key,
)


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
        ("xn--mnchen-hilfe-dlb.example", "münchen-hilfe.example"),
        ("XN--MNCHEN-HILFE-DLB.Example", " MÜNCHEN-HILFE.example "),
        ("xn--strae-hilfe-y6a.example", "STRAẞE-hilfe.example"),
        ("xn--4gbrim.example", "موقع.example"),
        ("xn--e1aybc.example", "ТЕСТ.example"),
        ("xn--fiqs8s.example", "中国。example"),
        ("xn--l2bey1c2b.example", "नेपाल.example"),
        ("xn--m0d3gwjla96a.example", "ኢትዮጵያ.example"),
        ("mu\u0308nchen.example", "münchen.example"),
        ("harbour-trust.example.", "Harbour-Trust.example"),
        ("xn--mnchen-hilfe-dlb.a_b.example", "münchen-hilfe.A_B.example"),
    ],
)
def test_a_domain_is_the_same_in_punycode_and_in_its_own_letters(one: str, other: str) -> None:
    assert domain_key(one) == domain_key(other)
    assert email_key(f"Info@{one}") == email_key(f"info@{other}")


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("straße-hilfe.example", "strasse-hilfe.example"),
        ("xn--strae-hilfe-y6a.example", "strasse-hilfe.example"),
        ("οδός.example", "οδόσ.example"),
        ("نامه\u200cای.example", "نامهای.example"),
        ("ශ\u0dca\u200dරී.example", "ශ\u0dcaරී.example"),
        ("ıstanbul.example", "istanbul.example"),
        ("harbour.example", "hаrbour.example"),
        ("ｈarbour.example", "harbour.example"),
        ("xn--not-punycode-.example", "not-punycode.example"),
        ("soeurs.example", "sœurs.example"),
    ],
)
def test_domains_that_idna_2008_tells_apart_are_two(one: str, other: str) -> None:
    assert domain_key(one) != domain_key(other)
    assert email_key(f"info@{one}") != email_key(f"info@{other}")


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("strauß", "strauss"),
        ("ﬁeld", "field"),
        ("ａdmin", "admin"),
        ("a.yusuf", "ayusuf"),
        ("ayusuf+dtm", "ayusuf"),
        ("ıpek", "ipek"),
        ("أحمد", "احمد"),
        ("j٠1", "j01"),
    ],
)
def test_local_parts_are_the_same_but_for_letter_case_alone(one: str, other: str) -> None:
    assert email_key(f"{one}@iom.example") != email_key(f"{other}@iom.example")


@pytest.mark.parametrize("local", ["Strauß", "ΟΔΟΣ", "МАРИЯ", "Zénaïde", "Şener"])
def test_letter_case_means_nothing_in_any_script(local: str) -> None:
    assert email_key(f"{local}@iom.example") == email_key(f"{local.lower()}@IOM.example")


def test_what_is_no_address_is_compared_as_text() -> None:
    assert email_key("ask Straße") == "ask straße"
    assert email_key("a@b, C@d") != email_key("a@b, e@d")


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Women's fear", "Women’s fear"),
        ("point d'eau", "point dʼeau"),
        ('the "safe" site', "the “safe” site"),
        ("«sûr»", "„sûr“"),
        ("admin-2", "admin\u20112"),
        ("2–3 days", "2-3 days"),
        ("a\u00a0b", "a b"),
    ],
)
def test_kinds_of_marks_and_spaces_differ_in_print_alone(one: str, other: str) -> None:
    assert meaning_key(one) == meaning_key(other)
    assert text_key(one) != text_key(other) or "\u00a0" in one


@pytest.mark.parametrize(
    ("one", "other"),
    [("Women's", "Womens"), ("admin-2", "admin 2"), ("admin-2", "admin2"), ('"a"', "a"), ("'a'", '"a"'), ("a b", "ab")],
)
def test_a_mark_that_stands_in_one_text_alone_counts(one: str, other: str) -> None:
    assert meaning_key(one) != meaning_key(other)


@given(strategies.from_regex(_PLAIN_ADDRESS, fullmatch=True).filter(lambda text: len(text) <= _SHORT))
def test_what_is_plainly_an_address_is_one_by_the_library(text: str) -> None:
    assert email_problem(text) is None
    assert validate_email(text, check_deliverability=False)


@pytest.mark.parametrize(
    "domain", [*SPECIAL_USE_DOMAIN_NAMES, "office", "a..int", "-a.int", "a-.int", "xn--a.int", "a.c"]
)
def test_no_address_is_plain_that_the_library_may_refuse(domain: str) -> None:
    for text in (f"ayusuf@{domain}", f"ayusuf@office.{domain}"):
        assert not _PLAIN_ADDRESS.fullmatch(text) or validate_email(text, check_deliverability=False)
