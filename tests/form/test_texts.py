"""Record value to field text and back: one is the inverse of the other."""

from __future__ import annotations

import copy
import datetime

import pytest
from conftest import load_sample
from hypothesis import given
from strategies import records

from dtmforms.agreement.model import Agreement
from dtmforms.form.fields import TICKED, Rows, fields
from dtmforms.form.texts import printed_destination, texts_of, tooltip, values_of
from dtmforms.language import LANGUAGES
from dtmforms.language.labels import labels

CARRIED = ("reference", "country", "operation", "subject", "data_access_request", "humanitarian_need", "purpose")


def same(record: Agreement, values: dict[str, object]) -> None:
    sent = record.values()
    assert {key: values.get(key) for key in CARRIED} == {key: sent.get(key) for key in CARRIED}
    read = Agreement.model_validate(sent | {"table_b": values["table_b"], "table_c": values["table_c"]})
    assert read.table_c == record.table_c
    assert read.table_b.password_change_plan == record.table_b.password_change_plan
    for mine, theirs in ((read.table_b.low, record.table_b.low), (read.table_b.medium, record.table_b.medium)):
        assert (mine is None) == (theirs is None)
        if mine and theirs:
            assert (mine.timeline, mine.datasets) == (theirs.timeline, theirs.datasets)
            assert set(mine.destination) == set(theirs.destination)
            assert set(mine.method) == set(theirs.method)


@given(records())
def test_a_record_becomes_texts_and_the_texts_become_the_record(record: Agreement) -> None:
    rows = Rows.of(record)
    texts = texts_of(record, rows, record.language)
    said = values_of(texts, rows, record.language)
    same(record.as_printed(), said.values)
    assert not said.contradictions


def test_samples_go_both_ways(sample: Agreement) -> None:
    rows = Rows.of(sample)
    same(sample, values_of(texts_of(sample, rows, sample.language), rows, sample.language).values)


@pytest.mark.parametrize(
    ("language", "printed"),
    [
        ("en", "1 December 2026"),
        ("fr", "1er décembre 2026"),
        ("es", "1 de diciembre de 2026"),
        ("ar", "1 كانون الأول/ديسمبر 2026"),
    ],
)
def test_a_day_is_written_in_the_words_of_the_document_on_one_line_and_read_again(language: str, printed: str) -> None:
    day = datetime.date(2026, 12, 1)
    record = Agreement.model_validate(load_sample("en").values() | {"valid_until": day, "language": language})
    texts, rows = texts_of(record, Rows.of(record), language), Rows.of(record)
    assert texts["valid_until"] == printed.replace(" ", "\u00a0")
    assert values_of(texts, rows, language).values["valid_until"] == day
    for other, meant in (("2027-01-31", datetime.date(2027, 1, 31)), ("03/04/2027", "03/04/2027"), ("soon", "soon")):
        assert values_of(texts | {"valid_until": other}, rows, language).values["valid_until"] == meant


@pytest.mark.parametrize("day", [datetime.date(2026, month, 15 + month) for month in range(1, 13)])
@pytest.mark.parametrize("language", LANGUAGES)
def test_the_days_of_each_month_are_read_again(language: str, day: datetime.date) -> None:
    record = Agreement.model_validate(load_sample("en").values() | {"valid_until": day})
    rows = Rows.of(record)
    assert values_of(texts_of(record, rows, language), rows, language).values["valid_until"] == day


def test_rows_left_empty_close_up_and_keep_their_fields() -> None:
    rows = Rows((6, 1, 1, 6, 1, 1))
    texts = {"table_b_low_datasets_03_name": "A", "table_b_low_datasets_05_name": "B"}
    said = values_of(texts, rows, "en")
    assert [dataset["name"] for dataset in said.values["table_b"]["low"]["datasets"]] == ["A", "B"]
    assert said.names["table_b.low.datasets[1].name"] == "table_b_low_datasets_05_name"


def test_the_name_of_a_dataset_is_one_line_however_it_was_typed() -> None:
    texts = {
        "table_b_low_datasets_01_name": " Displaced persons\r\nby site \n\nand sex\r",
        "table_b_low_timeline": "a\nb",
    }
    column = values_of(texts, Rows(), "en").values["table_b"]["low"]
    assert (column["datasets"][0]["name"], column["timeline"]) == ("Displaced persons by site and sex", "a\nb")


def test_a_post_of_iom_without_anybody_says_so_and_is_a_vacancy_again() -> None:
    values = load_sample("fr").values()
    for side in values["table_c"].values():
        side.pop("secondary", None)
    texts = texts_of(Agreement.model_validate(values), Rows(), "fr")
    assert texts["table_c_iom_secondary_name"] == labels("fr").ours["vacant"] != ""
    assert texts["table_c_iom_secondary_title"] == texts["table_c_requesting_organization_secondary_name"] == ""
    assert "secondary" not in values_of(texts, Rows(), "fr").values["table_c"]["iom"]


def test_a_country_is_named_and_known_again_by_its_code() -> None:
    record = load_sample("es")
    texts = texts_of(record, Rows(), "ar")
    assert texts["country"] == f"{record.country_in('ar')} ({record.country})"
    assert values_of(texts, Rows(), "ar").values["country"] == record.country


def test_a_column_without_any_entry_is_unused() -> None:
    assert values_of({}, Rows(), "en").values["table_b"] == {"low": None, "medium": None}


def test_a_column_that_is_marked_unused_and_has_entries_is_a_contradiction() -> None:
    texts = {"table_b_low_not_applicable": TICKED, "table_b_low_timeline": "Monthly"}
    assert values_of(texts, Rows(), "en").contradictions == ["table_b_low_not_applicable"]


def test_a_method_in_the_forms_own_words_is_that_method() -> None:
    texts = {"table_b_low_method_other_01": labels("fr").methods["telephone_call"]}
    assert values_of(texts, Rows(), "fr").values["table_b"]["low"]["method"] == ["telephone_call"]


def test_a_choice_stored_as_it_is_shown_is_understood() -> None:
    texts = {"table_b_low_datasets_01_level": "par site"}
    assert values_of(texts, Rows(), "fr").values["table_b"]["low"]["datasets"][0]["level"] == "site"


def test_destinations_print_a_title_in_low_and_people_in_medium() -> None:
    """Rule C4."""
    record = load_sample("en")
    place = "requesting_organization.primary"
    assert printed_destination(record, "low", place) == "Child Protection & M&E Lead"
    assert printed_destination(record, "medium", place) == "Wanjiru Kamau, Child Protection & M&E Lead"
    assert printed_destination(record, "medium", "The cluster") == "The cluster"


def test_every_field_is_told_apart_by_its_tooltip() -> None:
    for language in LANGUAGES:
        tooltips = [tooltip(field, language) for field in fields(Rows())]
        assert all(tooltips)
        assert len(set(tooltips)) == len(tooltips)


@pytest.mark.parametrize("blank", [" ", "  ", "\u00a0", "\u202f", "\u3000", "\t", "\n"])
def test_no_text_of_a_form_begins_or_ends_with_a_blank(blank: str) -> None:
    sample = load_sample("en")
    values = copy.deepcopy(sample.values())
    values["reference"] += blank.strip("\t\n")
    values["purpose"] = f"{blank.strip(chr(9))}{values['purpose']}{blank.strip(chr(9))}"
    person = values["table_c"]["requesting_organization"]["primary"]
    person["email"] += blank.strip("\t\n")
    values["table_b"]["low"]["destination"].append("Protection cluster" + blank.strip("\t\n"))
    record = Agreement.model_validate(values)
    texts = texts_of(record, Rows.of(record), "en")
    assert all(text == text.strip() for text in texts.values())
    assert texts["table_c_requesting_organization_primary_email"] == person["email"].strip()
    assert record.values()["table_c"]["requesting_organization"]["primary"]["email"] == person["email"]
