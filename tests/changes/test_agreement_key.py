"""Rule E4: where country, operation, organization or subject change, it is another agreement."""

from __future__ import annotations

from typing import Any

import pytest
from conftest import load_sample
from edits import VALUES, changed, edited
from hypothesis import given
from strategies import valid_records

from dtmforms.agreement.model import Agreement
from dtmforms.changes.agreement_key import key_of
from dtmforms.changes.compare import compare
from dtmforms.changes.split import split

OLD = load_sample("en")
NAME = VALUES["requesting_organization"]["name"]
PERSON = {"name": "Ngozi Eze", "title": "Officer", "mobile": "+258 84 555 0109", "email": "neze@harbour-trust.example"}


def said(old: Agreement, new: Agreement) -> list[list[str]]:
    """The attributes that each finding of another agreement names."""
    findings = [found for found in compare(old, new).findings if found.code == "another_agreement"]
    assert all(found.rule == "E4" for found in findings)
    return [list(map(str, found.values["paths"])) for found in findings if isinstance(found.values["paths"], list)]


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ("country", "TZA"),
        ("operation", "Cyclone response"),
        ("subject", "Gender-based violence"),
        ("requesting_organization.name", "Harbour Children's Foundation"),
    ],
)
def test_another_key_is_a_revision_and_another_agreement(path: str, value: str) -> None:
    new = edited(path, value)
    assert compare(OLD, new).verdict == "revision"
    assert said(OLD, new) == [[path]]


def test_all_that_changed_of_the_key_is_named_in_one_finding() -> None:
    assert said(OLD, changed(country="TZA", subject="Another")) == [["country", "subject"]]


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ("requesting_organization.name", NAME.upper()),
        ("requesting_organization.name", f" {NAME} "),
        ("requesting_organization.name", NAME.replace("o", "\u043e")),  # the Cyrillic letter
        ("subject", VALUES["subject"].replace(" ", "  ")),
        ("reference", "MOZ-CD-HCT-GBV"),
        ("data_access_request", "DAR-2"),
        ("purpose", "Something else."),
        ("language", "fr"),
        ("table_c.requesting_organization.primary", PERSON),
    ],
)
def test_what_a_person_takes_for_the_same_is_the_same_agreement(path: str, value: Any) -> None:
    """Near misses: letter case, spaces, look-alike letters, and what an agreement is not known by."""
    assert said(OLD, edited(path, value)) == []


def test_of_another_agreement_nothing_is_a_notice() -> None:
    """Neither its people, on either side, nor what nobody agrees to."""
    people = {side: posts | {"primary": PERSON} for side, posts in VALUES["table_c"].items()}
    new = changed(subject="Another", table_c=people, signatories=[])
    parts = split(OLD, new)
    assert (parts.notice, parts.revision, parts.taking_effect) == (None, new, ())
    assert len(parts.waiting) == len(compare(OLD, new).changes)


def test_a_near_miss_is_split_as_ever() -> None:
    parts = split(OLD, changed(purpose="Something else.", signatories=[]))
    assert parts.notice
    assert [change.path for change in parts.waiting] == ["purpose"]


@given(old=valid_records(), new=valid_records())
def test_it_is_said_just_where_the_keys_differ(old: Agreement, new: Agreement) -> None:
    keys = [
        key_of(dict(VALUES) | record.values() | {"organization": record.requesting_organization.name})
        for record in (old, new)
    ]
    assert bool(said(old, new)) == (keys[0] != keys[1])
    if said(old, new):
        assert compare(old, new).revision_required
