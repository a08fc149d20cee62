"""The policy: each attribute covered by exactly one row, and whatever no row names is a revision."""

from __future__ import annotations

import pytest

from dtmforms.agreement.record import attribute_paths
from dtmforms.versions.policy import EFFECTS, UNNAMED, row_for, rows, strictest


def steps(path: tuple[str, ...]) -> tuple[str, ...]:
    """The steps that a comparison knows an attribute by: a list of texts is one part, an item has a name."""
    trimmed = path[:-1] if path[-1] == "*" else path
    return tuple("an item, with, its name" if step == "*" else step for step in trimmed)


@pytest.mark.parametrize("path", attribute_paths(), ids=".".join)
def test_every_attribute_is_covered_by_exactly_one_row(path: tuple[str, ...]) -> None:
    """An attribute that is added to the record without a rule fails here."""
    covering = [row.path for row in rows() if row.covers(steps(path))]
    assert len(covering) == 1, f"{'.'.join(path)} is covered by {covering}"


def test_every_row_covers_an_attribute() -> None:
    for row in rows():
        assert any(row.covers(steps(path)) for path in attribute_paths()), row.path


@pytest.mark.parametrize(
    "path", [("new",), ("table_b", "low", "price"), ("table_c", "third", "primary", "name", "x"), ()]
)
def test_what_no_row_names_is_a_revision(path: tuple[str, ...]) -> None:
    assert row_for(path) is UNNAMED
    assert UNNAMED.effect == "revision"


def test_a_path_that_two_rows_name_is_a_revision(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("dtmforms.versions.policy.rows", lambda: rows() + rows())
    assert row_for(("table_c", "iom", "primary", "name")).effect == "revision"


def test_effects_are_ordered_and_every_row_has_one_with_its_rule_and_reason() -> None:
    assert EFFECTS == ("unchanged", "administrative", "focal_point_notice", "revision")
    assert strictest(["administrative", "revision", "focal_point_notice"]) == "revision"
    assert strictest([]) == "unchanged"
    for row in rows():
        assert row.effect in EFFECTS[1:]
        assert row.rule
        assert row.reason.endswith(".")
