"""Rule D3 in the register: whichever act puts a person of one side on the other says so."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from conftest import REFERENCE, load_sample

import dtmforms
from dtmforms import Agreement

DEMO = load_sample("en")
LATER = datetime.date(2026, 11, 3)
IOM, PARTNER = DEMO.values()["table_c"]["iom"], DEMO.values()["table_c"]["requesting_organization"]
STRANGER = {
    "name": "Ngozi Eze",
    "title": "Officer",
    "mobile": "+258 84 555 0109",
    "email": "neze@harbour-trust.example",
}
BY = "requesting_organization.primary"


def with_secondary(person: dict[str, Any], **values: Any) -> Agreement:
    table_c = {"iom": IOM, "requesting_organization": PARTNER | {"secondary": person}}
    return Agreement.model_validate(DEMO.values() | {"table_c": table_c} | values)


OTHERS = with_secondary(IOM["secondary"])
ACTS: dict[str, Callable[[dtmforms.Register], Any]] = {
    "notice": lambda kept: kept.notice(REFERENCE, OTHERS, on=LATER, confirmed_by=BY),
    "revise": lambda kept: kept.revise(
        REFERENCE, with_secondary(IOM["secondary"], purpose="Another."), on=LATER, confirmed_by=BY
    ),
    "return": lambda kept: kept.take_return(dtmforms.form(OTHERS), on=LATER, confirmed_by=BY),
    "replace": lambda kept: kept.replace_person(
        PARTNER["secondary"]["email"], IOM["secondary"], on=LATER, confirmed_by=BY
    )[0],
}


@pytest.fixture
def kept(tmp_path: Path) -> dtmforms.Register:
    """A register with the invented agreement in it."""
    kept = dtmforms.Register(tmp_path / "r.sqlite3")
    kept.add(DEMO, on=datetime.date(2026, 10, 1))
    return kept


def said(act: Any) -> set[tuple[str, str]]:
    return {(found.code, found.path) for found in act.findings if found.rule == "D3"}


@pytest.mark.parametrize("act", ACTS.values(), ids=ACTS)
def test_an_act_says_that_a_person_of_iom_stands_on_the_partners_side(
    kept: dtmforms.Register, act: Callable[[dtmforms.Register], Any]
) -> None:
    place = "table_c.requesting_organization.secondary"
    assert said(act(kept)) == {("person_of_other_side", place), ("domain_of_iom", f"{place}.email")}


def test_so_does_the_beginning_of_an_agreement(tmp_path: Path) -> None:
    act = dtmforms.Register(tmp_path / "new.sqlite3").add(OTHERS)
    assert said(act) >= {("person_of_other_side", "table_c.requesting_organization.secondary")}


def test_near_miss_nothing_is_said_of_the_partners_own_person(kept: dtmforms.Register) -> None:
    act = kept.notice(REFERENCE, with_secondary(STRANGER), on=LATER, confirmed_by=BY)
    assert act.added
    assert said(act) == set()
