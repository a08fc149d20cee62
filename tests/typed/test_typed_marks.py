"""Kinds of apostrophes, quotation marks, hyphens and spaces: they differ in print and not in meaning, and a mark that
one text has and the other has not counts (rule D5). Paper with the terms of before is known as the same text."""

from __future__ import annotations

import copy
from collections.abc import Callable
from typing import Any

import pytest
from conftest import TODAY, load_sample
from hypothesis import given
from hypothesis import strategies as st
from papers import changes, filled
from strategies import records

from dtmforms.agreement.check import check_values
from dtmforms.agreement.model import Agreement
from dtmforms.changes.compare import compare
from dtmforms.changes.fingerprint import fingerprint, known_terms
from dtmforms.pdf.write import form
from dtmforms.returns.answer import Basis
from dtmforms.returns.ingest import ingest
from dtmforms.word.write import filled_document

KINDS = ("'’‘ʼ′`＇", '"“”„«»＂', "-‐‑–—−－", " \u00a0\u202f\u2009\u3000")
KIND_OF = {mark: kinds for kinds in KINDS for mark in kinds}
EXACT = ("reference", "email", "email_domains", "mobile", "schema", "language", "country", "level", "method", "role")
"""Attributes that are no text of the agreement: each has its own key, or a closed list."""

PAIRS = [
    ("Women's fear at the water point", "Women’s fear at the water point"),
    ("Points d'eau près du site", "Points dʼeau près\u00a0du\u202fsite"),
    ('Sites called "safe"', "Sites called “safe”"),
    ("Lugares «seguros»", "Lugares „seguros“"),
    ("Non-food items", "Non\u2011food items"),
    ("Girls aged 10-14", "Girls aged 10–14"),
    ("مواقع «آمنة»", "مواقع “آمنة”"),
    ("Обʼєкти водопостачання", "Об'єкти водопостачання"),
    ("O'zbekiston", "O‘zbekiston"),
]
LACKING = [
    ("Women's fear", "Womens fear"),
    ('Sites called "safe"', "Sites called safe"),
    ("Non-food items", "Non food items"),
    ("Re-entry", "Reentry"),
    ("Points d'eau", "Points d eau"),
    ("Girls' spaces", 'Girls" spaces'),
    ("Water point", "Waterpoint"),
]


def sharing(name: str) -> Agreement:
    """The invented agreement with another name of its first dataset, wherever that is named."""
    values = copy.deepcopy(load_sample("en").values())
    before = values["table_b"]["low"]["datasets"][0]["name"]
    values["table_b"]["low"]["datasets"][0]["name"] = name
    for combination in values["risk_assessment"]["combinations"]:
        combination["datasets"] = [name if one == before else one for one in combination["datasets"]]
    return Agreement.model_validate(values)


@pytest.mark.parametrize(("old", "new"), PAIRS)
def test_another_kind_of_mark_changes_nothing(old: str, new: str) -> None:
    comparison = compare(sharing(old), sharing(new))
    assert (comparison.verdict, comparison.changes, comparison.findings) == ("unchanged", (), ())
    assert comparison.old_terms == comparison.new_terms


@pytest.mark.parametrize(("old", "new"), LACKING)
def test_a_mark_that_one_text_lacks_is_a_change(old: str, new: str) -> None:
    comparison = compare(sharing(old), sharing(new))
    assert comparison.verdict == "revision"
    assert comparison.old_terms != comparison.new_terms


def everywhere(values: Any, change: Callable[[str], str], key: str = "") -> Any:
    """The values with each text of the agreement changed."""
    if isinstance(values, dict):
        return {name: everywhere(value, change, name) for name, value in values.items()}
    if isinstance(values, list):
        return [everywhere(value, change, key) for value in values]
    return change(values) if isinstance(values, str) and key not in EXACT else values


@given(records(), st.integers(1, 6))
def test_other_kinds_everywhere_change_nothing_at_all(record: Agreement, step: int) -> None:
    def other(text: str) -> str:
        return "".join(
            kinds[(kinds.index(mark) + step) % len(kinds)] if (kinds := KIND_OF.get(mark)) else mark for mark in text
        )

    typed = Agreement.model_validate(everywhere(record.values(), other))
    comparison = compare(record, typed)
    assert (comparison.verdict, comparison.changes, comparison.derived) == ("unchanged", (), ())
    assert fingerprint(record) == fingerprint(typed)


@pytest.mark.parametrize("standing", ["Grace O'Brien, Officer", "Mary O'Hara, Chief"], ids=["now", "before"])
def test_free_text_that_follows_table_c_is_the_same_with_another_apostrophe(standing: str) -> None:
    """Left standing as Table C printed it before, or as it prints it now."""
    values = copy.deepcopy(load_sample("en").values())
    person = values["table_c"]["requesting_organization"]["primary"]
    person |= {"name": "Mary O'Hara", "title": "Chief"}
    values["table_b"]["medium"]["destination"] = ["Mary O'Hara, Chief", "The cluster's lead"]
    old = Agreement.model_validate(values)
    person |= {"name": "Grace O'Brien", "title": "Officer"}
    values["table_b"]["medium"]["destination"] = [standing, "The cluster's lead"]
    new = Agreement.model_validate(values)
    typed = Agreement.model_validate(everywhere(values, lambda text: text.replace("'", "’")))
    assert compare(new, typed).verdict == "unchanged"
    known, told = compare(old, new), compare(old, typed)
    assert (told.verdict, told.old_terms, told.new_terms) == (known.verdict, known.old_terms, known.new_terms)
    assert told.verdict == "focal_point_notice"
    assert told.moved_along == known.moved_along


def test_a_person_is_the_same_with_another_apostrophe_and_their_address_is_not() -> None:
    values = copy.deepcopy(load_sample("en").values())
    person = values["table_c"]["requesting_organization"]["primary"]
    person |= {"name": "Grace O'Brien", "email": "o'brien@harbour-trust.example"}
    old = Agreement.model_validate(values)
    person["name"] = "Grace O’Brien"
    assert compare(old, Agreement.model_validate(values)).verdict == "unchanged"
    person["email"] = "o’brien@harbour-trust.example"
    assert compare(old, Agreement.model_validate(values)).verdict == "focal_point_notice"


def test_a_dataset_stands_twice_whatever_its_apostrophe() -> None:
    values = copy.deepcopy(sharing("Women's fear").values())
    values["table_b"]["low"]["datasets"].append(values["table_b"]["low"]["datasets"][0] | {"name": "Women’s fear"})
    assert "dataset_twice" in {found.code for found in check_values(values, today=TODAY).findings}


def test_a_combination_is_of_the_datasets_whatever_their_apostrophes() -> None:
    values = sharing("Women's fear").values()
    before = check_values(copy.deepcopy(values), today=TODAY).findings
    for combination in values["risk_assessment"]["combinations"]:
        combination["datasets"] = [name.replace("'", "’") for name in combination["datasets"]]
    assert check_values(values, today=TODAY).findings == before


MARKED = sharing("Women’s fear – at the “water point”")


def test_terms_of_before_are_those_of_records_with_other_kinds_alone() -> None:
    now, before = known_terms(MARKED)
    assert now == fingerprint(MARKED) == fingerprint(sharing('Women\'s fear - at the "water point"'))
    assert before != now
    assert known_terms(load_sample("en")) == (fingerprint(load_sample("en")),)


@pytest.mark.parametrize("against", [MARKED, None], ids=["beside what was sent", "alone"])
def test_a_form_with_the_terms_of_before_is_known_without_a_word(against: Agreement | None) -> None:
    data = form.draw(MARKED, "en", known_terms(MARKED)[1])
    now = ingest(form.draw(MARKED, "en", fingerprint(MARKED)), "return.pdf", Basis(against, today=TODAY))
    answer = ingest(data, "return.pdf", Basis(against, today=TODAY))
    assert [found.code for found in answer.findings] == [found.code for found in now.findings]
    assert not {"other_terms", "terms_changed"} & {found.code for found in answer.findings}
    assert answer.record == now.record


def test_a_document_with_the_terms_of_before_is_known_without_a_word() -> None:
    data = filled_document.draw(MARKED, "en", known_terms(MARKED)[1])
    answer = ingest(data, "return.docx", Basis(MARKED, today=TODAY))
    assert answer.findings == []
    assert answer.record == MARKED


def test_a_form_with_any_other_terms_is_still_told() -> None:
    answer = ingest(form.draw(MARKED, "en", "TNBW-4ECT"), "return.pdf", Basis(MARKED, today=TODAY))
    assert "other_terms" in {found.code for found in answer.findings}


def test_what_a_partner_types_with_another_apostrophe_is_no_change() -> None:
    wanted = sharing('Women\'s fear - at the "water point"')
    data = filled(form.draw(MARKED, "en", fingerprint(MARKED)), changes(MARKED, wanted))
    answer = ingest(data, "return.pdf", Basis(MARKED, today=TODAY))
    assert answer.comparison
    assert answer.comparison.verdict == "unchanged"
    assert "D8" not in {found.rule for found in answer.comparison.findings}
