"""Telephone numbers, addresses and domains as people type them: what reaches two people is never one (D8, D10)."""

from __future__ import annotations

import copy
from pathlib import Path
from typing import Any

import pytest
import yaml
from conftest import REFERENCE, TODAY, load_sample
from papers import changes, filled, form_of

from dtmforms.agreement.check import check_values
from dtmforms.agreement.model import Agreement
from dtmforms.changes.compare import Comparison, compare
from dtmforms.contacts import without_contacts
from dtmforms.returns.ingest import Basis, ingest

MOBILE = "table_c.requesting_organization.primary.mobile"
EMAIL = "table_c.requesting_organization.primary.email"


def record(domains: tuple[str, ...] = ("harbour-trust.example",), **attributes: str) -> Agreement:
    """The invented agreement with another primary focal point of the partner, and other known domains."""
    values = copy.deepcopy(load_sample("en").values())
    values["table_c"]["requesting_organization"]["primary"] |= attributes
    values["requesting_organization"]["email_domains"] = list(domains)
    return Agreement.model_validate(values)


def compared(comparison: Comparison) -> tuple[str, list[tuple[str, object, object]]]:
    return comparison.verdict, [(change.path, change.old, change.new) for change in comparison.changes]


def codes(values: Any) -> set[tuple[str, str]]:
    return {(found.code, found.path) for found in check_values(values, today=TODAY).findings}


NUMBERS = [
    ("+41 22 717 91 11 ext. 123", "+41 22 717 91 11 ext. 456"),
    ("+258 84 555 0103#22", "+258 84 555 0103#29"),
    ("+33 1 23 45 67 89 poste 12", "+33 1 23 45 67 89 poste 21"),
    ("+52 55 1234 5678 extensión 7", "+52 55 1234 5678 extensión 8"),
    ("+964 1 717 1234 تحويلة ١٢", "+964 1 717 1234 تحويلة ١٣"),
    ("+1 202 555 0123;ext=12", "+1 202 555 0123"),
    ("+880 2 5566 7788 x 3", "+880 2 5566 7788 x 33"),
]


@pytest.mark.parametrize(("old", "new"), NUMBERS)
def test_another_extension_is_another_number(old: str, new: str) -> None:
    verdict, told = compared(compare(record(mobile=old), record(mobile=new)))
    assert (verdict, told) == ("focal_point_notice", [(MOBILE, old, new)])


@pytest.mark.parametrize(("old", "new"), NUMBERS[:2])
def test_another_extension_in_a_form_that_comes_back_is_another_number(old: str, new: str) -> None:
    sent, wanted = record(mobile=old), record(mobile=new)
    answer = ingest(filled(form_of(sent), changes(sent, wanted)), "return.pdf", Basis(sent, today=TODAY))
    assert answer.record
    assert answer.comparison
    assert compared(answer.comparison) == ("focal_point_notice", [(MOBILE, old, new)])


def test_the_register_takes_another_extension(register: Any) -> None:
    old, new = NUMBERS[0]
    sent, wanted = record(mobile=old), record(mobile=new)
    Path("sent.yaml").write_text(yaml.safe_dump(sent.values(), allow_unicode=True), encoding="utf-8")
    Path("return.pdf").write_bytes(filled(form_of(sent), changes(sent, wanted)))
    assert register("add", "sent.yaml", "--on", "2026-10-01")[0] == 0
    assert register("return", "return.pdf")[0] == 0
    _, shown = register("show", REFERENCE)
    assert shown["contacts"] == 2
    assert shown["record"]["table_c"]["requesting_organization"]["primary"]["mobile"] == new


DOMAINS = [
    ("strasse-hilfe.example", "straße-hilfe.example"),
    ("harbour-trust.example", "harboür-trust.example"),
    ("xn--strae-hilfe-y6a.example", "strasse-hilfe.example"),
    ("οδός-hilfe.example", "οδόσ-hilfe.example"),
    ("soeurs-mayo.example", "sœurs-mayo.example"),
    ("نامه\u200cای.example", "نامهای.example"),
    ("relief.example", "rel1ef.example"),
]


@pytest.mark.parametrize(("old", "new"), DOMAINS)
def test_an_address_on_a_domain_that_only_looks_like_it_is_another_and_doubted(old: str, new: str) -> None:
    sent, wanted = (record((old,), email=f"info@{domain}") for domain in (old, new))
    comparison = compare(sent, wanted)
    assert compared(comparison) == ("focal_point_notice", [(EMAIL, f"info@{old}", f"info@{new}")])
    assert (EMAIL, "D8") in {(found.path, found.rule) for found in comparison.findings}
    assert ("unlisted_domain", EMAIL) in codes(wanted.values())


def test_an_address_on_another_domain_in_a_form_that_comes_back_is_doubted() -> None:
    old, new = DOMAINS[0]
    sent, wanted = (record((old,), email=f"info@{domain}") for domain in (old, new))
    answer = ingest(filled(form_of(sent), changes(sent, wanted)), "return.pdf", Basis(sent, today=TODAY))
    assert answer.comparison
    assert answer.comparison.verdict == "focal_point_notice"
    assert (EMAIL, "D8") in {(found.path, found.rule) for found in answer.comparison.findings}


def test_nobody_is_found_in_the_register_by_the_address_of_another(register: Any) -> None:
    old, new = DOMAINS[0]
    sent = record((old,), email=f"info@{old}")
    Path("sent.yaml").write_text(yaml.safe_dump(sent.values(), allow_unicode=True), encoding="utf-8")
    assert register("add", "sent.yaml", "--on", "2026-10-01")[0] == 0
    assert register("who", f"info@{new}")[1]["posts"] == []
    assert register("who", f" INFO@{old.upper()} ")[1]["posts"] != []


@pytest.mark.parametrize(
    ("known", "used"),
    [
        ("xn--mnchen-hilfe-dlb.example", "münchen-hilfe.example"),
        ("münchen-hilfe.example", "XN--MNCHEN-HILFE-DLB.example"),
        ("Harbour-Trust.example ", "harbour-trust.example"),
        ("\u00a0harbour-trust.example", "harbour-trust.example"),
        ("harbour-trust.example.", "harbour-trust.example"),
        ("موقع.example", "xn--4gbrim.example"),
        ("ТЕСТ.example", "тест.example"),
    ],
)
def test_a_known_domain_is_known_however_it_is_written(known: str, used: str) -> None:
    values = record((known, "harbour-trust.example"), email=f"info@{used}").values()
    assert codes(values) == set()
    written = compare(record(("other.example", known)), record((used, "other.example")))
    assert (written.verdict, written.changes) == ("unchanged", ())
    comparison = compare(record((known,)), record((known,), email=f"info@{used}"))
    assert not {"address_on_new_domain", "address_on_lookalike_domain"} & {found.code for found in comparison.findings}


@pytest.mark.parametrize(("old", "new"), DOMAINS)
def test_another_known_domain_is_an_administrative_change(old: str, new: str) -> None:
    comparison = compare(record((old,)), record((new,)))
    assert comparison.verdict == "administrative"
    assert [(change.path, change.old, change.new) for change in comparison.changes] == [
        ("requesting_organization.email_domains", (old,), (new,))
    ]


@pytest.mark.parametrize(
    "text",
    ["2026-11-0042", "MOZ 2026 001 002", "20261103-001", "2026/11/7", "on 2026-11-03", "1448-04-21"],
)
def test_a_serial_or_a_day_is_no_telephone_number_in_a_message(text: str) -> None:
    assert without_contacts(text) == text


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("+258 84 555 0103", "…"),
        ("2026 84 555 0103", "…"),
        ("2026-11-03 84 555 0103", "2026-11-03 …"),
        ("2012 3456", "…"),
        ("call 00258 84 555 0103", "call …"),
        ("MOZ-2026 wkamau@harbour-trust.example", "MOZ-2026 …"),
    ],
)
def test_a_telephone_number_or_an_address_stays_out_of_messages(text: str, shown: str) -> None:
    assert without_contacts(text) == shown
