"""Who can have confirmed a change (rule D8), as `compare` judges it, where no register knows more."""

from __future__ import annotations

import pytest
from edits import VALUES, changed

from dtmforms.agreement.closed_lists import COUNTERPARTS
from dtmforms.agreement.model import Agreement
from dtmforms.changes.compare import Grounds, compare

PEOPLE = VALUES["table_c"]
NEW = {"name": "Ngozi Eze", "title": "Lead", "mobile": "+258 84 555 0109", "email": "neze@harbour-trust.example"}


def with_people(**posts: dict[str, str] | None) -> Agreement:
    partner = {key: who for key, who in (PEOPLE["requesting_organization"] | posts).items() if who}
    return changed(table_c=PEOPLE | {"requesting_organization": partner})


def doubts(new: Agreement, by: str | None, *unconfirmed: str) -> set[str]:
    found = compare(changed(), new, Grounds(confirmed_by=by, unconfirmed=unconfirmed)).findings
    return {finding.code for finding in found if finding.code.startswith(("unconfirmed", "confirmed_by"))}


@pytest.mark.parametrize("by", COUNTERPARTS[1:])
def test_whoever_was_on_file_and_stays_as_they_were_confirms(by: str) -> None:
    assert doubts(with_people(primary=NEW), by) == set()


@pytest.mark.parametrize(
    ("by", "unconfirmed", "why"),
    [
        (None, (), "unconfirmed"),
        ("requesting_organization.primary", (), "confirmed_by_changing"),
        ("requesting_organization.secondary", ("requesting_organization.secondary",), "confirmed_by_unconfirmed"),
        ("requesting_organization.tertiary", (), "confirmed_by_nobody"),
        ("iom.primary", (), "confirmed_by_nobody"),
    ],
)
def test_nobody_else_does(by: str | None, unconfirmed: tuple[str, ...], why: str) -> None:
    assert doubts(with_people(primary=NEW), by, *unconfirmed) == {why}


def test_a_number_spaced_otherwise_is_no_change_of_whoever_confirms() -> None:
    secondary = PEOPLE["requesting_organization"]["secondary"]
    spaced = secondary | {"mobile": secondary["mobile"].replace(" ", "")}
    assert doubts(with_people(primary=NEW, secondary=spaced), "requesting_organization.secondary") == set()


def test_somebody_unconfirmed_is_no_doubt_in_another_post_and_no_ground_for_another() -> None:
    first, second = PEOPLE["requesting_organization"]["primary"], PEOPLE["requesting_organization"]["secondary"]
    unconfirmed = "requesting_organization.secondary"
    assert doubts(with_people(primary=second, secondary=first), None, unconfirmed) == set()
    readdressed = first | {"email": second["email"]}
    assert doubts(with_people(primary=readdressed, secondary=None), None, unconfirmed) == {"unconfirmed"}
    assert doubts(with_people(primary=readdressed, secondary=None), None) == set()
