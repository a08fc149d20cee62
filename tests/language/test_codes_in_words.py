"""Codes of the record's closed lists, as people know them; and what people type for one."""

from __future__ import annotations

import pytest
import yaml
from conftest import RECORDS

import dtmforms
from dtmforms.agreement.closed_lists import DESTINATIONS, LEVELS, METHODS
from dtmforms.language import LANGUAGES
from dtmforms.language.codes_in_words import code_in_words, code_meant, item_in_words, with_code
from dtmforms.language.spoken import Told


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_item_of_a_closed_list_has_a_word_that_is_understood_again(language: str) -> None:
    for codes in (LEVELS, METHODS, DESTINATIONS):
        assert [code_meant(code_in_words(code, language), codes, LANGUAGES) for code in codes] == [*codes]


def test_the_code_stands_behind_its_word_where_they_differ() -> None:
    assert with_code("household", "fr") == "ménage (household)"
    assert with_code("national", "fr") == "national"
    assert with_code("dtmforms/agreement/1", "fr") == "dtmforms/agreement/1"


def test_in_an_item_the_name_stays_whatever_it_is() -> None:
    assert item_in_words("site, household", "fr") == "site, ménage"
    assert item_in_words("Water", "fr") == "Water"


def test_a_change_in_a_closed_list_is_told_by_words_and_free_text_as_it_is() -> None:
    values = {"path": "table_b.low.method", "old": ["telephone_call"], "new": ["telephone_call", "by pigeon"]}
    said = Told("change_in_list", values).text("fr")
    assert (
        "«\u00a0Appel téléphonique\u00a0»\u00a0-> «\u00a0Appel téléphonique\u00a0» et «\u00a0by pigeon\u00a0»" in said
    )


def test_a_comparison_shows_a_new_dataset_with_its_level_in_words() -> None:
    values = yaml.safe_load(RECORDS["en"].read_text(encoding="utf-8"))
    old = dtmforms.load(yaml.safe_dump(values).encode())
    values["table_b"]["low"]["datasets"].append({"name": "Eau", "level": "admin2", "classification": "confidential"})
    [change] = dtmforms.compare(old, dtmforms.load(yaml.safe_dump(values).encode())).changes
    assert change.as_json("fr")["new"] == "Eau, admin2, confidential"
    assert "«\u00a0Eau, admin 2, Confidentiel\u00a0»" in change.told.text("fr")


def test_a_word_of_any_language_typed_for_a_code_is_answered_with_the_code() -> None:
    values = yaml.safe_load(RECORDS["en"].read_text(encoding="utf-8"))
    values["table_b"]["low"]["datasets"][0]["level"] = "ménage"
    [finding] = dtmforms.check(yaml.safe_dump(values).encode()).findings
    assert (finding.code, finding.values["near"]) == ("outside_the_list_near", "household")
    values["table_b"]["low"]["datasets"][0]["level"] = "élevé"
    [finding] = dtmforms.check(yaml.safe_dump(values).encode()).findings
    assert finding.code == "outside_the_list"
    assert "ménage (household)" in finding.text("fr")


def test_what_the_agreements_language_calls_a_method_is_not_meant_as_free_text() -> None:
    values = yaml.safe_load(RECORDS["en"].read_text(encoding="utf-8"))
    for method, found in (("Telephone call", ["nearly_a_method"]), ("By courier", [])):
        values["table_b"]["medium"]["method"] = [method]
        findings = dtmforms.check(yaml.safe_dump(values).encode()).findings
        assert [finding.code for finding in findings if finding.code == "nearly_a_method"] == found
