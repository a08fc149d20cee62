"""A mission's policy and the terms: equal terms and no revision are one thing, by whichever policy."""

from __future__ import annotations

import pytest
from conftest import load_sample, stricter_policy
from edits import changed, edited, mixed, some_attributes
from hypothesis import given
from hypothesis import strategies as st
from strategies import valid_records

from dtmforms.agreement.destinations import as_it_stands, beside
from dtmforms.agreement.model import Agreement
from dtmforms.changes.compare import Grounds, compare
from dtmforms.changes.fingerprint import fingerprint
from dtmforms.changes.policy import known_paths, our_policy

OLD = load_sample("en")
NOT_AGREED = [".".join(path) for path in known_paths() if not our_policy().takes_a_revision(path)]
stricter_paths = st.lists(st.sampled_from(NOT_AGREED), unique=True)


@given(old=valid_records(), new=valid_records(), some=some_attributes, paths=stricter_paths)
def test_terms_are_equal_just_where_no_revision_is_needed(
    old: Agreement, new: Agreement, some: set[str], paths: list[str]
) -> None:
    new, policy = mixed(old, new, some), stricter_policy(paths)
    comparison = compare(old, new, Grounds(policy=policy))
    assert (comparison.old_terms == comparison.new_terms) == (not comparison.revision_required)
    assert comparison.old_terms == fingerprint(old, policy)
    if beside(as_it_stands(old.values()), new.values()) == as_it_stands(new.values()):
        assert comparison.new_terms == fingerprint(new, policy)  # else free text has come to be what Table C prints


@pytest.mark.parametrize("path", NOT_AGREED)
def test_what_a_mission_makes_a_revision_joins_the_terms_and_nothing_else_does(path: str) -> None:
    assert [".".join(one) for one in stricter_policy([path]).stricter_paths] == [path]


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ("signatories", []),
        ("table_c.iom.primary.title", "Lead"),
        ("risk_assessment.reassess_by", None),
        ("requesting_organization.email_domains", []),
    ],
)
def test_a_text_that_only_a_mission_tells_apart_has_other_terms_by_its_policy_alone(path: str, value: object) -> None:
    new = edited(path, value)
    strict = stricter_policy([one for one in NOT_AGREED if one.startswith(path)])
    assert compare(OLD, new).old_terms == compare(OLD, new).new_terms
    comparison = compare(OLD, new, Grounds(policy=strict))
    assert comparison.revision_required
    assert comparison.old_terms != comparison.new_terms


@given(record=valid_records(), one=stricter_paths, other=stricter_paths)
def test_two_policies_give_one_text_the_same_terms_just_where_they_ask_for_the_same_revisions(
    record: Agreement, one: list[str], other: list[str]
) -> None:
    """Also of a record that has nothing of what they differ in."""
    assert (fingerprint(record, stricter_policy(one)) == fingerprint(record, stricter_policy(other))) == (
        set(one) == set(other)
    )


def test_a_policy_that_asks_for_nothing_more_leaves_the_terms_as_they_are() -> None:
    again = stricter_policy(["purpose", "table_b.low.timeline"])
    assert fingerprint(OLD, again) == fingerprint(OLD, stricter_policy([])) == fingerprint(OLD)


@given(new=st.sampled_from([OLD, changed(purpose="Another."), changed(signatories=[])]), paths=stricter_paths)
def test_terms_that_a_text_bears_by_an_earlier_policy_stay_as_long_as_the_text_does(
    new: Agreement, paths: list[str]
) -> None:
    comparison = compare(OLD, new, Grounds(policy=stricter_policy(paths), terms=fingerprint(OLD)))
    assert comparison.old_terms == fingerprint(OLD)
    assert (comparison.new_terms == fingerprint(OLD)) == (not comparison.revision_required)


def test_what_moved_away_from_its_terms_by_a_looser_policy_does_not_get_them_again_by_a_revision() -> None:
    """It was signed with its signatories as a term, which took no revision for a while, and takes one again."""
    strict, signed = stricter_policy(["signatories.**"]), changed(signatories=[])
    comparison = compare(OLD, signed, Grounds(policy=strict, terms=fingerprint(signed, strict)))
    assert comparison.revision_required
    assert comparison.old_terms == fingerprint(signed, strict)
    assert comparison.new_terms == fingerprint(signed, strict, unlike=comparison.old_terms)
    assert comparison.new_terms not in (comparison.old_terms, fingerprint(OLD, strict))
