"""What was typed of a record, right or wrong: kept as a file, and read again as the same."""

from __future__ import annotations

import datetime

import pytest
from conftest import RECORDS

import dtmforms
from dtmforms.agreement.model import attribute_kind, attribute_paths

NAME = "table_c.iom.primary.name"


@pytest.mark.parametrize("language", sorted(RECORDS))
def test_a_record_is_a_draft_and_is_written_as_records_are(language: str) -> None:
    record = dtmforms.load(RECORDS[language])
    draft = dtmforms.read_draft(RECORDS[language])
    assert draft.to_yaml() == dtmforms.to_yaml(record)
    assert draft.check().record == record
    assert dict(draft.in_order()) == draft.typed


@pytest.mark.parametrize(
    "typed",
    [
        *(
            "yes",
            "null",
            "~",
            "1",
            "1.5",
            "2026-01-01",
            "2026-13-01",
            "0801",
            "{a}",
            "[a",
            "*a",
            "&a",
            "!t",
            "<<",
            "---",
        ),
        *("# c", "'", '"', "- a", "a: b", "a #b", "> a", "|", "%", "@", "`", "12:30:45", "1_000", "?"),
        *(" ", "\n", "a\n\n  b\n", "  a", "a  ", "\t", "a\x00b", "\x85", "a\u2028b", "\u2029", "\ufeffa", "\U0001fffe"),
        *("أبجد", "\u202eab", "Олена", "🏕"),
    ],
    ids=ascii,
)
def test_whatever_was_typed_comes_back_as_it_was_typed(typed: str) -> None:
    draft = dtmforms.draft({"purpose": typed, NAME: typed})
    assert draft.typed == {"purpose": typed, NAME: typed}
    assert dtmforms.read_draft(draft.to_yaml()) == draft


def test_a_day_and_a_number_are_written_as_such_where_they_are_any() -> None:
    right = dtmforms.draft({"valid_until": "2027-12-31", "turnover.notify_within_days": "5"}).to_yaml().decode()
    assert "valid_until: 2027-12-31\n" in right
    assert "notify_within_days: 5\n" in right
    wrong = dtmforms.draft({"valid_until": "2027-02-30", "turnover.notify_within_days": "five"})
    assert dtmforms.read_draft(wrong.to_yaml()) == wrong
    found = {one.path: one.severity for one in wrong.check().findings}
    assert found["valid_until"] == found["turnover.notify_within_days"] == "error"


def test_what_is_empty_leaves_no_gap_and_its_finding_is_found_where_it_was_typed() -> None:
    typed = {"table_b.low.datasets[4].name": "Fear", "table_b.low.datasets[1].name": "", "purpose": ""}
    draft = dtmforms.draft(typed)
    assert draft.typed == {"table_b.low.datasets[0].name": "Fear"}
    missing = [one.path for one in draft.check().findings if "datasets" in one.path]
    assert "table_b.low.datasets[0].level" in missing
    assert draft.as_given("table_b.low.datasets[0].level") == "table_b.low.datasets[4].level"
    assert draft.as_given("purpose") == "purpose"


@pytest.mark.parametrize(
    "place", ["schema", "purpos", "table_b", "table_c.iom.field[x].name", "purpose[0]", "reference ]", "a.b[00].c", ""]
)
def test_what_is_no_attribute_is_left_out(place: str) -> None:
    assert dtmforms.draft({place: "x", "table_b.low.datasets[00].name": "x"}).typed == {}


def test_each_missing_attribute_is_found_at_its_own_place() -> None:
    found = {one.path for one in dtmforms.draft({}).check().findings}
    assert {"reference", "purpose", "requesting_organization.name", "table_c.iom"} <= found
    assert "schema" not in found


def test_an_attribute_holds_a_text_a_day_or_a_number() -> None:
    kinds = {attribute_kind(path) for path in attribute_paths()}
    assert kinds == {str, datetime.date, int}
    assert attribute_kind(("risk_assessment", "assessed_on")) is datetime.date
    with pytest.raises(KeyError):
        attribute_kind(("purpos",))


@pytest.mark.parametrize(
    "data", [b"", b"- a", b"purpose: {a: b}", b"purpos: x", b"a: [", b"%PDF-1.7", b"purpose: &a x"]
)
def test_what_no_draft_can_hold_is_refused_with_what_was_found(data: bytes) -> None:
    with pytest.raises(dtmforms.RecordError) as error:
        dtmforms.read_draft(data)
    assert error.value.findings
