"""Checking a record: all problems at once, each with its line, its path, and how to write it."""

from __future__ import annotations

import copy
import datetime
from typing import Any

import pytest
from conftest import RECORDS, TODAY
from hypothesis import given
from hypothesis import strategies as st
from sampling import examples

from dtmforms.agreement.check import Checked, check, check_values
from dtmforms.agreement.closed_lists import METHODS
from dtmforms.agreement.record_file import parse
from dtmforms.findings import Finding, any_error

DEMO = RECORDS["en"].read_text(encoding="utf-8")


def checked(text: str) -> Checked:
    return check(text.encode(), name="a.yaml", today=TODAY)


def edited(*replacements: tuple[str, str]) -> str:
    text = DEMO
    for old, new in replacements:
        assert text.count(old) >= 1, old
        text = text.replace(old, new, 1)
    return text


def test_a_sample_is_valid(sample: object) -> None:
    assert sample


def test_the_demo_has_nothing_to_remark() -> None:
    assert checked(DEMO).findings == ()


TWELVE = {
    "language: en": "language: english",
    "country: MOZ": "country: NO",
    "subject: Child protection": "subject: 0123",
    "purpose:": "purpos:",
    "data_access_request: DAR-MOZ-2026-021": "data_access_request: .nan",
    "assessed_on: 2026-09-21": 'assessed_on: "2026-09-21"',
    "timeline: Every second month": 'timeline: "[eg. Monthly]"',
    "family, level: site, classification: confidential": "family, level: site, classification: secret",
    "method: [password_protected_web_portal]": "method: []",
    "timeline: Within 48 hours": "timeline: High",
    "mobile: +258 82 555 0102": "mobile: +258825550102",
    "email: suleimane@harbour-trust.example": "email: suleimane",
}


def test_twelve_different_mistakes_are_twelve_findings_each_with_its_line() -> None:
    text = edited(*TWELVE.items())
    findings = checked(text).findings
    expected = []
    for mistake in TWELVE.values():
        before, _, _ = text.partition(mistake)
        expected.append(before.count("\n") + 1)
    assert sorted(finding.line or 0 for finding in findings) == sorted(expected)
    assert len(findings) == 12
    assert all(finding.severity == "error" for finding in findings)


@pytest.mark.parametrize(
    ("old", "new", "path", "advice"),
    [
        ("country: MOZ", "country: NO", "country", "NOR"),
        ("country: MOZ", "country: MZ", "country", "write MOZ"),
        ("country: MOZ", "country: Mozambique", "country", "write MOZ"),
        ("operation: Cabo Delgado Conflict", "operation:", "operation", "empty; write text"),
        ("schema: dtmforms/agreement/1", "# none", "schema", "write `schema: dtmforms/agreement/1`"),
        ("mobile: +258 82 555 0101", "mobile: +258825550101", "table_c.iom.primary.mobile", 'mobile: "…"'),
        ("subject: Child protection", "subject: 0123", "subject", 'subject: "0123"'),
        ("subject: Child protection", "subject: 2026-01-01", "subject", "quotes"),
        ("subject: Child protection", "subject: yes", "subject", 'subject: "yes"'),
        ("subject: Child protection", "subject: .nan", "subject", 'subject: ".nan"'),
        ("subject: Child protection", "subject: [a]", "subject", "a list stands here"),
        ("subject: Child protection", 'subject: " "', "subject", "no text"),
        ("subject: Child protection", 'subject: "\\u200e\\ufeff"', "subject", "no text"),
        ("subject: Child protection", 'subject: "a\\nb"', "subject", "more than one line"),
        ("subject: Child protection", 'subject: "a\\x07b"', "subject", "U+0007"),
        ("subject: Child protection", "subjct: Child protection", "subjct", "did you mean “subject”?"),
        (
            "assessed_on: 2026-09-21",
            "assessed_on: 21 Sep 2026",
            "risk_assessment.assessed_on",
            "`assessed_on: 2026-09-21`",
        ),
        ("assessed_on: 2026-09-21", "assessed_on: 20/10/2026", "risk_assessment.assessed_on", ": 2026-10-20`"),
        (
            "assessed_on: 2026-09-21",
            "assessed_on: 03/04/2026",
            "risk_assessment.assessed_on",
            "assessed_on: 2026-04-03 or assessed_on: 2026-03-04",
        ),
        ("assessed_on: 2026-09-21", "assessed_on: 2026-9-21", "risk_assessment.assessed_on", ": 2026-09-21`"),
        ("assessed_on: 2026-09-21", "assessed_on: soon", "risk_assessment.assessed_on", ": 2026-10-02`"),
        ("assessed_on: 2026-09-21", "assessed_on: 1448-02-30", "risk_assessment.assessed_on", "Islamic calendar"),
        ("assessed_on: 2026-09-21", "assessed_on: 2019-13-04", "risk_assessment.assessed_on", "Ethiopian calendar"),
        ("name: Suleimane", "name: Null", "table_c.requesting_organization.secondary.name", 'quotes: `name: "…"`'),
        ("name: Suleimane", "name: ~", "table_c.requesting_organization.secondary.name", "read as nothing"),
        ("name: Suleimane", "name: ", "table_c.requesting_organization.secondary.name", "empty; write text"),
        ("subject: Child protection", "subject: NULL", "subject", 'put it in quotes: `subject: "NULL"`'),
        (
            "assessed_on: 2026-09-21",
            'assessed_on: "2026-09-21"',
            "risk_assessment.assessed_on",
            "without quotes: `assessed_on: 2026-09-21`",
        ),
        ("assessed_on: 2026-09-21", "assessed_on: 2026-02-30", "risk_assessment.assessed_on", "does not exist"),
        ("level: site", "level: sites", "table_b.low.datasets[0].level", "expected one of: national"),
    ],
)
def test_each_problem_says_how_to_write_it(old: str, new: str, path: str, advice: str) -> None:
    [finding] = checked(edited((old, new))).findings
    assert finding.path == path
    assert advice in finding.text()
    assert finding.severity == "error"


def test_json_dates_are_text() -> None:
    record = check(RECORDS["es"].read_bytes(), name="x.json").record
    assert record
    assert record.risk_assessment
    assert record.risk_assessment.assessed_on == datetime.date(2026, 7, 14)


def test_a_lone_surrogate_is_refused() -> None:
    text = RECORDS["es"].read_text(encoding="utf-8").replace("en género", "en \\ud800 género")
    [finding] = [
        found for found in check(text.encode(), name="x.json", today=TODAY).findings if found.severity == "error"
    ]
    assert finding.path == "subject"
    assert "U+D800" in finding.text()


def test_a_message_never_repeats_contact_data() -> None:
    """Rule D1: whatever is wrong with a focal point, what was typed stays out of the message."""
    text = edited(
        ("mobile: +258 82 555 0101", "mobile: +258825550101"),
        ("email: jmacuacua@iom.example", "email: jmacuacua at iom"),
        ("{name: Suleimane,", "{name: [Suleimane],"),
        ("{name: Wanjiru Kamau, title", "{nam: Wanjiru Kamau, title"),
    )
    findings = checked(text).findings
    assert len(findings) == 4, findings
    said = " ".join(finding.sentence("a.yaml") for finding in findings)
    for typed in ("258825550101", "jmacuacua", "Suleimane", "Wanjiru"):
        assert typed not in said


def test_a_piece_of_a_name_that_stands_where_a_key_must_is_not_repeated() -> None:
    """Rule D1: a comma without quotes parts a name into a value and a key."""
    [finding] = checked(edited(("name: Wanjiru Kamau, title", "name: Kamau, Wanjiru, title"))).findings
    assert finding.path == "table_c.requesting_organization.primary"
    assert "comma" in finding.text()
    assert "Wanjiru" not in finding.sentence("a.yaml")


def test_a_finding_reads_file_line_path_message_rule() -> None:
    [finding] = checked(edited(("timeline: Within 48 hours", "timeline: Within x days"))).findings
    assert finding.sentence("a.yaml") == (
        f"a.yaml:{finding.line}: Table B, medium urgency, timeline (table_b.medium.timeline): “Within x days” still "
        "has the form's placeholder; give a number, for example “Within 2 days” (rule C3)"
    )


ODD = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(max_size=8)
    | st.dates()
    | st.sampled_from(METHODS),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=6,
)


def places(value: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    steps = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return [path, *(place for step, item in steps for place in places(item, (*path, step)))]


DEMO_VALUES = parse(DEMO.encode()).values


@examples(300)
@given(st.lists(st.tuples(st.sampled_from(places(DEMO_VALUES)[1:]), ODD), min_size=1, max_size=4))
def test_whatever_stands_anywhere_is_found_or_valid_and_never_a_fault(edits: list[tuple[tuple[Any, ...], Any]]) -> None:
    values = copy.deepcopy(DEMO_VALUES)
    for path, odd in edits:
        place = values
        try:
            for step in path[:-1]:
                place = place[step]
            place[path[-1]] = odd
        except (KeyError, IndexError, TypeError):
            continue
    result = check_values(values, today=TODAY)
    assert (result.record is None) == any_error(result.findings)


@pytest.mark.parametrize("text", ["", "[]", "x", "42", "null", "- a\n- b", "{}"])
def test_a_file_that_is_no_record_says_so(text: str) -> None:
    result = checked(text)
    assert result.record is None
    assert [finding.code for finding in result.findings][:1] == (["missing_schema"] if text == "{}" else ["no_record"])


def test_contact_data_that_stands_where_it_does_not_belong_is_not_said_again() -> None:
    """Rule D1."""
    typed = "GPS of Jane Roe +258 845 550 199 jane@x.example, 0025884555019, 070 55-01-03"
    sentence = Finding("partner_label", "table_b.low", {"label": f"{typed}; since 2026-10-02"}).sentence("a.yaml")
    assert sentence == (
        "a.yaml: Table B, low urgency (table_b.low): warning: the partner's “GPS of Jane Roe … …, …, …; since "
        "2026-10-02” is often what IOM classes Secret; make sure that IOM's class is right (rule A2)"
    )
