"""A mission's policy among the events: which one is in force at which moment, and what is no policy."""

from __future__ import annotations

import datetime
from pathlib import Path
from typing import Any

import pytest
from conftest import stricter_policy
from histories import somebody, the_first_text, with_posts

from dtmforms.changes.policy import our_policy
from dtmforms.errors import RegisterError
from dtmforms.register import query, record_event
from dtmforms.register.events import REGISTER, Dated
from dtmforms.register.mission_policy import policies, policy_in_force, record_policy, stricter_parts
from dtmforms.register.store import RegisterStore
from dtmforms.register.transfer import merge

DAY = Dated(datetime.date(2026, 1, 1))
ROW = {"path": "signatories.**", "effect": "revision", "rule": "HQ-7", "reason": "We sign again."}
STRICT, STRICTER = stricter_policy(["signatories.**"]), stricter_policy(["signatories.**", "table_c.*.primary.name"])


@pytest.fixture
def store(tmp_path: Path) -> RegisterStore:
    return RegisterStore(str(tmp_path / "r.sqlite3"))


def test_what_was_in_force_when_something_was_recorded_is_known_afterwards(store: RegisterStore) -> None:
    first = the_first_text()
    with store.writing(begins=True) as transaction:
        [drafted] = record_event.add(transaction, first, DAY).added
        record_policy(transaction, STRICT, "1" * 64, DAY)
        [issued] = record_event.issue(transaction, first.reference, None, DAY).added
        record_policy(transaction, STRICTER, "2" * 64, DAY)
        assert policy_in_force(transaction, drafted) is our_policy()
        assert policy_in_force(transaction, issued) is STRICT
        assert policy_in_force(transaction) is STRICTER


@pytest.mark.parametrize(
    ("kind", "details", "files"),
    [
        ("policy", {"rows": [ROW | {"path": "purpose", "effect": "administrative"}]}, {"policy": "1"}),
        ("policy", {"rows": [ROW | {"effect": "looser"}]}, {"policy": "1"}),
        ("policy", {"rows": [ROW | {"reason": 1}]}, {"policy": "1"}),
        ("policy", {"rows": ["signatories.**"]}, {"policy": "1"}),
        ("policy", {"rows": {"path": "signatories.**"}}, {"policy": "1"}),
        ("policy", {}, {"policy": "1"}),
        ("policy", {"rows": [ROW]}, {}),
        ("issued", {"rows": [ROW]}, {"policy": "1"}),
    ],
)
def test_what_is_no_policy_is_not_taken(
    store: RegisterStore, kind: Any, details: dict[str, Any], files: dict[str, str]
) -> None:
    with pytest.raises(RegisterError) as refused, store.writing(begins=True) as transaction:
        merge(transaction, [DAY.event(REGISTER, kind, details=details, files=files)])
    assert refused.value.code == "events_of_no_policy"
    with store.writing(begins=True) as transaction:
        assert merge(transaction, [DAY.event(REGISTER, "policy", details={"rows": [ROW]}, files={"policy": "1"})]).added
        assert [one.rows for one in policies(transaction).recorded] == [STRICT.tighter]


def test_a_policy_is_of_no_agreement(store: RegisterStore) -> None:
    with store.writing(begins=True) as transaction:
        record_policy(transaction, STRICT, "1" * 64, DAY)
        with pytest.raises(RegisterError) as unknown:
            query.projection_of(transaction, REGISTER)
        assert unknown.value.code == "unknown_agreement"
        assert query.projections_of(transaction) == []
    with pytest.raises(RegisterError), store.writing() as transaction:
        merge(transaction, [DAY.event("MOZ-1", "policy", details={"rows": [ROW]}, files={"policy": "1"})])


def test_what_a_mission_makes_a_revision_of_is_known_part_by_part() -> None:
    record = the_first_text()
    assert stricter_parts(record, our_policy()) == {}
    found = stricter_parts(record, STRICTER)
    assert found.keys() == {"signatories", "iom.primary", "requesting_organization.primary"}
    other = stricter_parts(with_posts(record, iom_primary=None), STRICTER)
    assert {part for part in found if found[part] != other[part]} == {"iom.primary"}
    known = record.values()["table_c"]["iom"]["primary"]
    moved = with_posts(record, iom_primary=somebody(1) | {"name": known["name"]})
    assert stricter_parts(moved, STRICTER) == found
