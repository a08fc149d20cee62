"""Rule D3: each organization designates only its own people; who stands on the other side is named by their post."""

from __future__ import annotations

from typing import Any

import pytest
from conftest import load_sample
from edits import VALUES, changed, edited

from dtmforms.agreement.model import Agreement
from dtmforms.changes.compare import compare

OLD = load_sample("en")
IOM, PARTNER = VALUES["table_c"]["iom"], VALUES["table_c"]["requesting_organization"]
STRANGER = {
    "name": "Ngozi Eze",
    "title": "Officer",
    "mobile": "+258 84 555 0109",
    "email": "neze@harbour-trust.example",
}


def said(new: Agreement, old: Agreement = OLD) -> list[tuple[str, str]]:
    return [(found.code, found.path) for found in compare(old, new).findings if found.rule == "D3"]


def in_post(place: str, person: dict[str, Any] | None, old: Agreement = OLD) -> Agreement:
    values = old.values()
    side, _, post = place.partition(".")
    values["table_c"][side] = values["table_c"][side] | {post: person}
    return changed(table_c=values["table_c"])


@pytest.mark.parametrize(
    ("place", "person", "code", "at"),
    [
        ("requesting_organization.secondary", IOM["primary"], "person_of_other_side", ""),
        (
            "requesting_organization.secondary",
            STRANGER | {"name": IOM["primary"]["name"].upper()},
            "person_of_other_side",
            "",
        ),
        ("iom.secondary", PARTNER["primary"], "person_of_other_side", ""),
        ("iom.secondary", STRANGER, "domain_of_partner", ".email"),
        ("requesting_organization.secondary", STRANGER | {"email": "neze@iom.example"}, "domain_of_iom", ".email"),
    ],
)
def test_who_stands_on_the_other_side_is_named_by_their_post(
    place: str, person: dict[str, Any], code: str, at: str
) -> None:
    assert (code, f"table_c.{place}{at}") in said(in_post(place, person))


def test_who_was_on_the_other_side_before_is_known_too() -> None:
    """IOM's focal point is the partner's from now on, and writes from there."""
    moved = PARTNER["secondary"] | {"name": IOM["secondary"]["name"]}
    new = changed(
        table_c={"iom": {"primary": IOM["primary"]}, "requesting_organization": PARTNER | {"secondary": moved}}
    )
    assert said(new) == [("person_of_other_side", "table_c.requesting_organization.secondary")]


@pytest.mark.parametrize(
    "new",
    [
        in_post("requesting_organization.primary", STRANGER),
        in_post("iom.secondary", STRANGER | {"email": "neze@iom.example"}),
        in_post("iom.secondary", STRANGER | {"email": "neze@gmail.com"}),
        changed(table_c=VALUES["table_c"] | {"iom": {"primary": IOM["secondary"], "secondary": IOM["primary"]}}),
        in_post("iom.secondary", None),
        edited("purpose", "Something else."),
    ],
)
def test_near_miss_everybody_stands_on_their_own_side(new: Agreement) -> None:
    assert said(new) == []


def test_what_was_so_before_is_no_news_of_another_change() -> None:
    """Neither of another attribute nor of another post."""
    old = in_post("iom.secondary", STRANGER)
    assert said(Agreement.model_validate(old.values() | {"purpose": "Something else."}), old) == []
    values = old.values()
    values["table_c"]["requesting_organization"]["primary"]["title"] = "Lead"
    assert said(Agreement.model_validate(values), old) == []
