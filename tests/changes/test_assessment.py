"""What is taken back in a risk assessment asks for another one (rule B3), as `compare` says it."""

from __future__ import annotations

import datetime
from typing import Any

import pytest
from edits import VALUES, changed, edited

from dtmforms.changes.compare import compare

ASSESSED = VALUES["risk_assessment"]
LATER, EARLIER = datetime.date(2026, 10, 20), datetime.date(2026, 9, 1)
DECIDED = ASSESSED["combinations"][0]
IMPACT = {
    "dataset": "Fear at the water point",
    "individuals": "moderate",
    "vulnerable_groups": "moderate",
    "communities": "low",
    "stakeholders": "none",
}
THIRD = {"name": "Rosa", "role": "sectoral_expert", "organization": "IOM"}


def said(before: dict[str, Any], after: dict[str, Any]) -> set[str]:
    old, new = (changed(risk_assessment=ASSESSED | part) for part in (before, after))
    return {finding.code for finding in compare(old, new).findings if finding.rule == "B3"}


@pytest.mark.parametrize(
    ("after", "code"),
    [
        ({"combinations": []}, "combination_dropped"),
        ({"combinations": [], "assessed_on": LATER}, "combination_dropped"),
        ({"combinations": [DECIDED | {"datasets": [*DECIDED["datasets"], "Wells"]}]}, "combination_dropped"),
        ({"combinations": [DECIDED | {"decision": "Sent in one file."}]}, "combination_decided_otherwise"),
        ({"assessed_on": EARLIER}, "assessed_earlier"),
        ({"reassess_by": datetime.date(2027, 9, 21)}, "reassessment_put_off"),
        ({"reassess_by": None}, "reassessment_put_off"),
    ],
)
def test_what_is_taken_back_is_said(after: dict[str, Any], code: str) -> None:
    assert said({}, after) == {code}


def test_fewer_who_assessed_are_said_where_the_day_is_the_same() -> None:
    more = {"assessors": [*ASSESSED["assessors"], THIRD]}
    assert said(more, {}) == {"assessor_gone"}
    assert said(more, {"assessed_on": LATER}) == set()


@pytest.mark.parametrize(
    "after",
    [
        {"assessed_on": LATER},
        {"assessed_on": LATER, "reassess_by": datetime.date(2027, 10, 20)},
        {"reassess_by": datetime.date(2027, 1, 21)},
        {"combinations": [*ASSESSED["combinations"], {"datasets": ["Wells", "Roads"], "decision": "Never together."}]},
        {"combinations": [DECIDED | {"datasets": DECIDED["datasets"][::-1]}]},
        {"combinations": [DECIDED | {"decision": f" {DECIDED['decision']}"}]},
        {"assessors": [*ASSESSED["assessors"], THIRD]},
        {"assessors": [ASSESSED["assessors"][0], ASSESSED["assessors"][1] | {"name": "Wanjiru N. Kamau"}]},
    ],
)
def test_what_is_assessed_anew_or_added_or_only_written_otherwise_is_not(after: dict[str, Any]) -> None:
    assert said({}, after) == set()


def test_another_class_and_no_assessment_at_all_are_said() -> None:
    found = compare(changed(), edited("table_b.low.datasets.0.classification", "public")).findings
    assert [finding.code for finding in found] == ["dataset_classed_otherwise"]
    found = compare(changed(), changed(risk_assessment=None)).findings
    assert [finding.code for finding in found if finding.rule == "B3"] == ["assessment_gone"]


@pytest.mark.parametrize("impacts", [[], [IMPACT | {"individuals": "low"}], [IMPACT | {"dataset": "Water"}]])
def test_an_impact_that_is_less_grave_or_gone_is_said_where_the_day_is_the_same(impacts: list[Any]) -> None:
    assert said({"impacts": [IMPACT]}, {"impacts": impacts}) == {"impact_lowered"}
    assert said({"impacts": [IMPACT]}, {"impacts": impacts, "assessed_on": LATER}) == set()


@pytest.mark.parametrize("impacts", [[IMPACT], [IMPACT | {"individuals": "severe"}]])
def test_an_impact_that_is_stated_or_graver_is_not_and_no_change_of_one_is_agreed(impacts: list[Any]) -> None:
    assert said({}, {"impacts": impacts}) == set()
    old = changed(risk_assessment=ASSESSED | {"impacts": [IMPACT]})
    new = changed(risk_assessment=ASSESSED | {"impacts": impacts, "collection_begins": LATER})
    comparison = compare(old, new)
    assert comparison.verdict == "administrative"
    assert comparison.old_terms == comparison.new_terms


def test_an_impact_is_known_by_its_dataset_and_shown_in_words() -> None:
    old = changed(risk_assessment=ASSESSED | {"impacts": [IMPACT]})
    new = changed(risk_assessment=ASSESSED | {"impacts": [IMPACT | {"communities": "moderate"}]})
    [change] = compare(old, new).changes
    assert change.path == "risk_assessment.impacts[Fear at the water point].communities"
    assert "Faible" in change.told.text("fr")
