"""A slip in agreed text takes no revision where a person states it, by role; both texts are kept."""

from __future__ import annotations

from typing import Any

import pytest
from conftest import load_sample
from edits import VALUES, changed, edited

from dtmforms.changes.compare import Correction, Grounds, compare
from dtmforms.errors import RecordError

OLD = load_sample("en")
PURPOSE = "To decide each month which sites the mobile child protection teams visits."


def stated(path: str, by: str = "DTM Coordinator", why: str = "A letter too many") -> list[Correction]:
    return [Correction(path, by, why)]


def test_both_texts_the_role_and_the_reason_are_kept() -> None:
    comparison = compare(OLD, edited("purpose", PURPOSE), Grounds(corrections=stated("purpose")))
    assert comparison.verdict == "administrative"
    [change] = comparison.changes
    assert change.as_json() == {
        "path": "purpose",
        "old": VALUES["purpose"],
        "new": PURPOSE,
        "effect": "administrative",
        "rule": "E2",
        "reason": "Stated by DTM Coordinator to correct a slip in the agreed text: “A letter too many”.",
        "kind": "changed",
        "correction": {"stated_by": "DTM Coordinator", "why": "A letter too many"},
    }


def test_the_terms_move_and_it_is_said() -> None:
    comparison = compare(OLD, edited("purpose", PURPOSE), Grounds(corrections=stated("purpose")))
    assert comparison.old_terms != comparison.new_terms
    [finding] = [finding for finding in comparison.findings if finding.rule == "D6"]
    assert comparison.old_terms in finding.text()
    assert comparison.new_terms in finding.text()


def test_a_correction_covers_its_own_change_and_no_other() -> None:
    new = changed(purpose=PURPOSE, humanitarian_need="Something else.")
    assert compare(OLD, new, Grounds(corrections=stated("purpose"))).verdict == "revision"


@pytest.mark.parametrize(
    ("path", "value", "stated_path"),
    [
        ("reference", "MOZ-CD-HCT-CPP", "reference"),
        ("requesting_organization.name", "Harbor Children's Trust", "requesting_organization.name"),
        ("operation", "Cabo Delgado Conflicts", "operation"),
        ("subject", "Child protections", "subject"),
        ("language", "fr", "language"),
        ("country", "TZA", "country"),
        ("table_b.low.destination", ["requesting_organization.secondary"], "table_b.low.destination"),
        ("table_b.low.method", ["telephone_call"], "table_b.low.method"),
        (
            "table_b.low.datasets.1.level",
            "admin1",
            "table_b.low.datasets[Fear at the water point, site].level",
        ),
        (
            "table_b.low.datasets.1.classification",
            "public",
            "table_b.low.datasets[Fear at the water point, site].classification",
        ),
        (
            "table_b.low.datasets",
            VALUES["table_b"]["low"]["datasets"][:1],
            "table_b.low.datasets[Fear at the water point, site]",
        ),
        ("benefit_of_sharing", "Fewer children travel on alone.", "benefit_of_sharing"),
        ("table_b.password_change_plan", None, "table_b.password_change_plan"),
        ("table_c.iom.primary.title", "Coordinator", "table_c.iom.primary.title"),
        ("purpose", VALUES["purpose"], "purpose"),
        ("purpose", PURPOSE, "no.such.path"),
    ],
)
def test_what_is_no_text_of_one_attribute_cannot_be_corrected(path: str, value: Any, stated_path: str) -> None:
    with pytest.raises(RecordError) as refused:
        compare(OLD, edited(path, value), Grounds(corrections=stated(stated_path)))
    [sentence] = refused.value.sentences()
    assert stated_path in sentence


@pytest.mark.parametrize(
    ("by", "why"),
    [
        ("Wanjiru Kamau", "A letter too many"),
        ("DTM Coordinator", "Ms Kamau saw it"),
        ("jmacuacua@iom.example", "A letter too many"),
        ("Ingrid Holm, Chief of Mission", "A letter too many"),
        (" ", "A letter too many"),
        ("DTM Coordinator", ""),
    ],
)
def test_a_correction_is_stated_by_a_role_for_a_reason(by: str, why: str) -> None:
    """Rule D1: and the refusal does not repeat the name."""
    with pytest.raises(RecordError) as refused:
        compare(OLD, edited("purpose", PURPOSE), Grounds(corrections=stated("purpose", by, why)))
    assert not any(name in str(refused.value.sentences()) for name in ("Kamau", "Holm", "jmacuacua"))


def test_all_that_is_wrong_with_corrections_is_said_at_once() -> None:
    with pytest.raises(RecordError) as refused:
        compare(OLD, changed(reference="X"), Grounds(corrections=[*stated("reference"), *stated("purpose")]))
    assert [finding.path for finding in refused.value.findings] == ["reference", "purpose"]


def test_what_is_more_than_a_slip_is_said_whatever_else_changed_before_it() -> None:
    new = changed(humanitarian_need="Something else.", purpose="Something else altogether.", signatories=[])
    comparison = compare(OLD, new, Grounds(corrections=stated("purpose")))
    assert comparison.changes[0].path != "purpose"
    assert [finding.path for finding in comparison.findings if finding.code == "more_than_a_slip"] == ["purpose"]
