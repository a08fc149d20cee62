"""The cases of `cases.toml`, which a lawyer can read: each is compared, and split, as it says."""

from __future__ import annotations

import copy
import tomllib
from pathlib import Path
from typing import Any

import pytest
from conftest import TODAY, load_sample, stricter_policy

from dtmforms.agreement.check import Checked, check_values
from dtmforms.agreement.model import Agreement
from dtmforms.changes.compare import Comparison, Grounds, compare
from dtmforms.changes.people import names_anybody, names_of_all
from dtmforms.changes.split import split

CASES: list[dict[str, Any]] = tomllib.loads(Path(__file__).with_name("cases.toml").read_text(encoding="utf-8"))["case"]
REFUSED = [case for case in CASES if case["verdict"] == "refused"]


def named(cases: list[dict[str, Any]]) -> pytest.MarkDecorator:
    return pytest.mark.parametrize("case", cases, ids=[f"{case['number']}-{case['rule']}" for case in cases])


each_case = named([case for case in CASES if case not in REFUSED])


def checked(record: Agreement, said: dict[str, Any], gone: list[str]) -> Checked:
    """The record with what a case says, and without what it says is not there, checked."""
    values = copy.deepcopy(record.values())
    for path, value in [*said.items(), *((path, None) for path in gone)]:
        *steps, last = (int(step) if step.isdigit() else step for step in path.split("."))
        place: Any = values
        for step in steps:
            place = place[step]
        place[last] = copy.deepcopy(value)
    return check_values(values, today=TODAY)


def edited(record: Agreement, said: dict[str, Any], gone: list[str]) -> Agreement:
    """The same where it is valid."""
    found = checked(record, said, gone)
    assert found.record, found.findings
    return found.record


def records(case: dict[str, Any]) -> tuple[Agreement, Agreement]:
    old = edited(load_sample("en"), case.get("before", {}), case.get("before_gone", []))
    return old, edited(old, case.get("after", {}), case.get("gone", []))


def compared(case: dict[str, Any]) -> Comparison:
    old, new = records(case)
    beside = [edited(load_sample("en"), case["beside"], [])] if "beside" in case else []
    policy = stricter_policy(case["strict"]) if "strict" in case else None
    return compare(old, new, Grounds(policy, beside, case.get("confirmed_by")))


def test_the_cases_are_numbered_and_every_rule_of_a_change_has_some() -> None:
    assert [case["number"] for case in CASES] == list(range(1, len(CASES) + 1))
    assert len(CASES) >= 180
    asked = {"C4", "C5", *(f"D{number}" for number in range(1, 10)), "E4", "E5", "E6"}
    assert asked <= {case["rule"] for case in CASES}
    assert all(case["what"].endswith(".") and case["why"].endswith((".", "?")) for case in CASES)


@named(REFUSED)
def test_a_record_is_refused_as_a_case_says(case: dict[str, Any]) -> None:
    old = edited(load_sample("en"), case.get("before", {}), case.get("before_gone", []))
    found = checked(old, case.get("after", {}), case.get("gone", []))
    assert found.record is None
    assert sorted({one.rule or "" for one in found.findings if one.severity == "error"}) == case["findings"]


@each_case
def test_a_case_has_its_verdict(case: dict[str, Any]) -> None:
    comparison = compared(case)
    assert comparison.verdict == case["verdict"], comparison.changes
    if "kinds" in case:
        assert [change.kind for change in comparison.changes] == case["kinds"]
    if "derived" in case:
        assert list(dict.fromkeys(item.path for item in comparison.derived)) == case["derived"]


@each_case
def test_a_case_has_just_its_findings(case: dict[str, Any]) -> None:
    findings = compared(case).findings
    assert sorted({finding.rule or "" for finding in findings}) == case["findings"]
    assert case.get("says", {}).items() <= {finding.path: finding.rule for finding in findings}.items()
    assert not {finding.path for finding in findings} & set(case.get("silent", ()))


@each_case
def test_the_terms_stay_where_no_revision_is_needed_and_nowhere_else(case: dict[str, Any]) -> None:
    """Rules D5 and D6."""
    comparison = compared(case)
    assert (comparison.old_terms == comparison.new_terms) == (not comparison.revision_required)


@each_case
def test_no_finding_holds_contact_data(case: dict[str, Any]) -> None:
    """Rule D1."""
    everybody = [record.focal_point(f"{side}.{post}") for record in records(case) for side, post in PLACES]
    for finding in compared(case).findings:
        assert not names_anybody(finding.text(), [name for record in records(case) for name in names_of_all(record)])
        assert not any(
            text in finding.text() for person in everybody if person for text in (person.email, person.mobile)
        )
        assert "@" not in finding.text()


PLACES = [(side, post) for side in ("iom", "requesting_organization") for post in ("primary", "secondary")]


@each_case
def test_a_case_is_split_as_it_says(case: dict[str, Any]) -> None:
    """Rule D7."""
    old, new = records(case)
    if case["rule"] == "E4" and "E4" in case["findings"]:
        return
    parts = split(old, new, compared(case))
    there = [name for name, part in (("notice", parts.notice), ("revision", parts.revision)) if part]
    if "parts" in case:
        assert there == case["parts"]
    assert ("revision" in there) == (case["verdict"] == "revision")
    if parts.notice:
        assert check_values(parts.notice.values(), today=TODAY).record == parts.notice
