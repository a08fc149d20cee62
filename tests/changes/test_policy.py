"""The policy: each attribute covered by exactly one row, and whatever no row names is a revision."""

from __future__ import annotations

import pytest

from dtmforms.agreement.model import attribute_paths
from dtmforms.changes.policy import EFFECTS, UNNAMED, Policy, known_paths, our_policy, strictest, tightened
from dtmforms.errors import RecordError
from dtmforms.language.spoken import told_reason


def steps(path: tuple[str, ...]) -> tuple[str, ...]:
    """The steps that a comparison knows an attribute by: a list of texts is one part, an item has a name."""
    trimmed = path[:-1] if path[-1] == "*" else path
    return tuple("an item, with, its name" if step == "*" else step for step in trimmed)


@pytest.mark.parametrize("path", attribute_paths(), ids=".".join)
def test_every_attribute_is_covered_by_exactly_one_row(path: tuple[str, ...]) -> None:
    """An attribute that is added to the record without a rule fails here."""
    covering = [row.path for row in our_policy().rows if row.covers(steps(path))]
    assert len(covering) == 1, f"{'.'.join(path)} is covered by {covering}"


def test_every_row_covers_an_attribute() -> None:
    for row in our_policy().rows:
        assert any(row.covers(steps(path)) for path in attribute_paths()), row.path


@pytest.mark.parametrize(
    "path", [("new",), ("table_b", "low", "price"), ("table_c", "third", "primary", "name", "x"), ()]
)
def test_what_no_row_names_is_a_revision(path: tuple[str, ...]) -> None:
    assert our_policy().row_for(path) is UNNAMED
    assert UNNAMED.effect == "revision"


def test_a_path_that_two_rows_name_is_a_revision() -> None:
    doubled = Policy(our_policy().rows * 2)
    assert doubled.row_for(("table_c", "iom", "primary", "name")).effect == "revision"


def test_effects_are_ordered_and_every_row_has_one_with_its_rule_and_reason() -> None:
    assert EFFECTS == ("unchanged", "administrative", "focal_point_notice", "revision")
    assert strictest(["administrative", "revision", "focal_point_notice"]) == "revision"
    assert strictest([]) == "unchanged"
    for row in our_policy().rows:
        assert row.effect in EFFECTS[1:]
        assert row.rule
        assert told_reason(row.reason).text("en").endswith(".")
        assert told_reason(row.reason).code == row.reason


def test_no_reason_says_that_something_was_signed_or_agreed() -> None:
    """A comparison does not know whether its texts are drafts."""
    reasons = {told_reason(row.reason).text("en") for row in our_policy().rows}
    assert not [reason for reason in reasons if "signed" in reason or "agreed" in reason]


def row(path: str, effect: str, more: str = "") -> str:
    return f'[[row]]\npath = "{path}"\neffect = "{effect}"\nrule = "ours"\nreason = "The mission says so."\n{more}\n'


def test_a_mission_may_tighten_the_policy() -> None:
    text = row("signatories.**", "revision") + row("table_c.iom.*.*", "focal_point_notice")
    policy = tightened(text.encode(), "ours.toml")
    assert policy.row_for(("signatories", "iom", "name")).effect == "revision"
    assert policy.row_for(("table_c", "iom", "primary", "name")).reason == "The mission says so."
    assert policy.row_for(("table_c", "requesting_organization", "primary", "name")).rule == "D5"
    assert policy.row_for(("table_b", "low", "timeline")).effect == "revision"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (row("table_b.*.timeline", "administrative"), "“administrative” here and “revision” in"),
        (row("table_c.iom.*.*", "unchanged"), "“unchanged” here and “focal_point_notice” in “table_c.*.*.*”"),
        (row("table_b.**", "focal_point_notice"), "never loosen it"),
        (row("**", "administrative"), "never loosen it"),
        (row("table_b.*.price", "revision"), "names nothing that a record has"),
        (row("table_b.low.*", "revision") + row("table_b.*.timeline", "revision"), "name the same"),
        (row("purpose", "forbidden"), "effect is one of"),
        (row("purpose", "revision", "severity = 3"), "and nothing else"),
        (row("purpose", "revision", "correctable = true"), "and nothing else"),
        ('[[row]]\npath = "purpose"\n', "a row has path, effect, rule and reason, and nothing else"),
        ("row = 3", "a row has"),
        ("rows = []", "expected [[row]] tables only"),
        ("[[row]", "not valid TOML"),
        ("\u2028", "not valid TOML"),
    ],
)
def test_a_policy_that_is_looser_or_not_understood_is_refused(text: str, said: str) -> None:
    """The file, the row and both effects are named."""
    with pytest.raises(RecordError) as refused:
        tightened(text.encode(), "ours.toml")
    sentences = "\n".join(refused.value.sentences())
    assert said in sentences
    assert "ours.toml" in sentences


def test_every_bad_row_of_a_policy_is_named_at_once() -> None:
    text = row("purpose", "administrative") + row("signatories.**", "revision") + row("reference", "unchanged")
    with pytest.raises(RecordError) as refused:
        tightened(text.encode(), "ours.toml")
    assert [finding.path for finding in refused.value.findings] == ["row[0]", "row[2]"]


def test_no_row_of_a_mission_loosens_even_where_nobody_checked_it() -> None:
    looser = our_policy().row_for(("table_c", "iom", "primary", "name"))
    policy = Policy(our_policy().rows, [type(looser)("**", "unchanged", "", "")])
    assert all(policy.row_for(path) == our_policy().row_for(path) for path in known_paths())


@pytest.mark.parametrize("text", ["row = " + "[" * 100_000, "row = " + "{a=" * 100_000])
def test_a_policy_of_tables_within_tables_ends_in_a_sentence(text: str) -> None:
    with pytest.raises(RecordError, match="tables stand within tables"):
        tightened(text.encode(), "policy.toml")
