"""A mixed change in two parts: the notice stands by itself, the rest waits, and both make the whole (rule D7)."""

from __future__ import annotations

import copy

import pytest
from conftest import TODAY, load_sample
from edits import VALUES, changed, edited, mixed, some_attributes
from hypothesis import assume, given
from strategies import valid_records

from dtmforms.agreement.check import check_values
from dtmforms.agreement.model import Agreement
from dtmforms.changes.compare import Grounds, compare
from dtmforms.changes.fingerprint import fingerprint
from dtmforms.changes.policy import tightened
from dtmforms.changes.split import split, with_changes
from dtmforms.errors import RecordError

OLD = load_sample("en")
LIKE_ITS_OWN = OLD.requesting_organization.name.replace("a", "\u0430")
"""Another name, of Cyrillic letters, that looks like it: a change, and the same agreement all the same (rule E4)."""


def valid(record: Agreement | None) -> bool:
    return record is not None and check_values(record.values(), today=TODAY).record == record


@given(valid_records(), valid_records(), some_attributes)
def test_both_parts_one_after_the_other_make_the_whole(old: Agreement, new: Agreement, some: set[str]) -> None:
    """Every change is in one part, none in both; the notice is valid and leaves the terms as they are."""
    new = mixed(old, new, (some | {"table_c"}) - {"reference"})
    assume(valid(new))
    parts, whole = split(old, new), compare(old, new)
    middle = parts.notice or old
    effect = compare(old, middle)
    assert effect.changes == parts.taking_effect
    assert effect.new_terms == effect.old_terms == fingerprint(old)
    assert compare(middle, parts.revision or middle).changes == parts.waiting
    assert (parts.revision or parts.notice or old) in (new, old)
    assert sorted(whole.changes, key=repr) == sorted([*parts.taking_effect, *parts.waiting], key=repr)
    assert valid(middle)
    assert (parts.revision is not None) == whole.revision_required
    assert split(old, middle).notice in (middle, None)


def test_what_takes_no_revision_goes_with_the_notice() -> None:
    new = edited("table_c.requesting_organization.primary.name", "Ngozi Eze")
    new = new.model_copy(update={"purpose": "Something else.", "signatories": []})
    parts = split(OLD, new)
    assert parts.notice == OLD.model_copy(update={"table_c": new.table_c, "signatories": []})
    assert parts.revision == new
    assert [change.path for change in parts.taking_effect] == [
        "table_c.requesting_organization.primary.name",
        "signatories[iom]",
        "signatories[requesting_organization]",
    ]
    assert [change.path for change in parts.waiting] == ["purpose"]


OFFICERS = {
    "Gwoza": {
        "name": "Hauwa Bello",
        "title": "Officer",
        "mobile": "+258 84 555 0105",
        "email": "hbello@harbour-trust.example",
    },
    "Bama": {
        "name": "Musa Adamu",
        "title": "Officer",
        "mobile": "+258 84 555 0106",
        "email": "madamu@harbour-trust.example",
    },
}


def with_areas(*areas: dict[str, str], record: Agreement = OLD) -> Agreement:
    values = copy.deepcopy(record.values())
    values["table_c"]["requesting_organization"]["field"] = list(areas)
    return Agreement.model_validate(values)


def test_an_area_waits_and_those_who_are_called_elsewhere_do_not() -> None:
    """Rules D7, D11: an officer takes effect at once, by the area as it is called in what was agreed."""
    hauwa, musa = ({"area": "N’Gala"} | OFFICERS[area] for area in ("Gwoza", "Bama"))
    old = with_areas({"area": "Monguno"}, hauwa)
    new = with_areas(musa | {"area": "N'Gala"}, {"area": "Bama"})
    parts = split(old, new)
    assert parts.notice == with_areas({"area": "Monguno"}, musa)
    assert parts.revision == new
    assert {change.path for change in parts.waiting} == {
        "table_c.requesting_organization.field[Bama]",
        "table_c.requesting_organization.field[Monguno]",
    }
    assert compare(parts.notice or old, parts.revision or old).changes == parts.waiting


def test_an_area_that_gets_another_officer_keeps_its_place() -> None:
    gwoza, bama = ({"area": area} | OFFICERS[area] for area in OFFICERS)
    another = gwoza | {"name": "Amina Yusuf", "mobile": "+258 84 555 0107"}
    new = with_areas(bama, another).model_copy(update={"purpose": "Something else."})
    assert split(with_areas(gwoza, bama), new).notice == with_areas(another, bama)


def test_an_officer_of_an_area_that_is_gone_has_no_place() -> None:
    """A form from before it was taken away brings no area back."""
    hauwa, musa = ({"area": "Gwoza"} | one for one in OFFICERS.values())
    changes = compare(with_areas(hauwa), with_areas(musa)).changes
    with pytest.raises(RecordError) as refused:
        with_changes(with_areas({"area": "Bama"}), with_areas(musa), changes)
    assert refused.value.code == "changes_have_no_place"


def test_the_field_focal_points_of_an_organization_that_is_renamed_wait_with_its_name() -> None:
    hauwa, musa = ({"area": "Gwoza"} | one for one in OFFICERS.values())
    new = with_areas(musa, record=edited("requesting_organization.name", LIKE_ITS_OWN))
    assert split(with_areas(hauwa), new).notice is None


def test_the_domains_of_an_organization_that_is_renamed_wait_with_its_name() -> None:
    values = OLD.values()
    values["requesting_organization"] |= {"name": LIKE_ITS_OWN, "email_domains": ["harbour-relief.example"]}
    parts = split(OLD, Agreement.model_validate(values))
    assert parts.notice is None
    assert {change.path.partition("[")[0] for change in parts.waiting} == {
        "requesting_organization.name",
        "requesting_organization.email_domains",
    }


def test_nothing_to_split_gives_no_parts() -> None:
    parts = split(OLD, OLD)
    assert (parts.notice, parts.revision, parts.taking_effect, parts.waiting) == (None, None, (), ())


def test_a_part_that_is_not_there_is_none() -> None:
    assert split(OLD, changed(purpose="Something else.")).notice is None
    assert split(OLD, changed(signatories=[])).revision is None


def test_where_a_mission_is_stricter_the_posts_of_a_side_wait_together() -> None:
    """Half a swap would name one person twice."""
    rows = '[[row]]\npath="table_c.*.primary.name"\neffect="revision"\nrule="ours"\nreason="We sign it again."\n'
    sides = VALUES["table_c"]["requesting_organization"]
    swapped = {"primary": sides["secondary"], "secondary": sides["primary"]}
    new = changed(table_c=VALUES["table_c"] | {"requesting_organization": swapped}, signatories=[])
    comparison = compare(OLD, new, Grounds(policy=tightened(rows.encode(), "ours.toml")))
    parts = split(OLD, new, comparison)
    assert len(parts.waiting) == 8
    assert parts.notice == changed(signatories=[])
    assert valid(parts.notice)


def test_where_a_mission_is_stricter_all_that_changes_in_the_signatories_waits_together() -> None:
    rows = '[[row]]\npath="signatories.*.name"\neffect="revision"\nrule="ours"\nreason="We sign it again."\n'
    signatories = [one | {"name": "Ngozi Eze", "title": "Another title"} for one in VALUES["signatories"]]
    table_c = edited("table_c.requesting_organization.primary.title", "Another post").values()["table_c"]
    new = changed(signatories=signatories, table_c=table_c)
    parts = split(OLD, new, compare(OLD, new, Grounds(policy=tightened(rows.encode(), "ours.toml"))))
    assert parts.notice == changed(table_c=table_c)
    assert {change.steps[0] for change in parts.waiting} == {"signatories"}


def test_another_agreement_is_not_split() -> None:
    """Rule E4."""
    with pytest.raises(RecordError, match="another agreement"):
        split(OLD, load_sample("fr"))


@given(valid_records(), valid_records(), some_attributes)
def test_a_record_with_all_changes_to_another_is_the_other(old: Agreement, new: Agreement, some: set[str]) -> None:
    new = mixed(old, new, some - {"reference"})
    made = with_changes(old, new, compare(old, new).changes)
    assert compare(made, new).verdict == "unchanged"


def test_a_part_that_only_one_of_two_records_has_comes_and_goes_as_a_whole() -> None:
    having = changed(country_protocol={"name": "Protocol of 2025"})
    for old, new in ((OLD, having), (having, OLD)):
        assert with_changes(old, new, compare(old, new).changes) == new


def test_a_change_that_has_no_place_any_more_is_named() -> None:
    low = VALUES["table_b"]["low"]
    gone = changed(table_b=VALUES["table_b"] | {"low": low | {"datasets": low["datasets"][:1]}})
    renamed = edited("table_b.low.datasets.1.name", "Fear at the well")
    with pytest.raises(RecordError, match="Fear at the water point"):
        with_changes(gone, renamed, compare(OLD, renamed).changes)
