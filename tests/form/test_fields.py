"""The form's table: names, rows, and what a returned form says of its own rows."""

from __future__ import annotations

import re
from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from dtmforms.agreement.closed_lists import FOCAL_POINT, MOST_AREAS, POSTS, SIDES, URGENCIES
from dtmforms.agreement.model import Agreement
from dtmforms.form.fields import IDENTITY, OPTIONAL, Rows, fields, known_name, rows_seen


def test_names_are_flat_and_stand_once(sample: Agreement) -> None:
    names = [field.name for field in fields(Rows.of(sample))]
    assert len(names) == len(set(names))
    assert all(re.fullmatch(r"[a-z0-9_]+", name) for name in names)


def test_names_are_stable() -> None:
    """Forms that are out with partners have these names; a change needs a new edition."""
    names = {field.name for field in fields(Rows())}
    assert {f"table_c_{side}_{post}_{part}" for side in SIDES for post in POSTS for part in FOCAL_POINT} <= names
    assert {
        "table_b_low_timeline",
        "table_b_low_datasets_01_name",
        "table_b_low_datasets_01_level",
        "table_b_medium_destination_primary",
        "table_b_medium_method_telephone_call",
        "table_b_medium_method_other_01",
        "table_b_medium_not_applicable",
        "table_b_password_change_plan",
    } <= names


def test_only_ioms_cells_and_what_stands_before_section_2_are_ioms() -> None:
    ours = {field.name for field in fields(Rows()) if field.ours}
    assert not any(name.startswith(("table_b", "table_c_requesting_organization")) for name in ours)
    assert sum(name.startswith("table_c_iom") for name in ours) == 8


optional = st.sets(st.sampled_from(OPTIONAL)).map(lambda some: tuple(path for path in OPTIONAL if path in some))
areas = st.tuples(*[st.integers(0, MOST_AREAS)] * 2)
unused = st.sampled_from([(), *((urgency,) for urgency in URGENCIES), URGENCIES])
rows = st.builds(Rows, st.tuples(*[st.integers(1, 99)] * 6), optional, areas, unused)


@given(rows)
def test_rows_are_known_again_from_text_and_but_for_unused_columns_from_names(rows: Rows) -> None:
    assert Rows.parse(str(rows)) == rows
    assert rows_seen(field.name for field in fields(rows)) == replace(rows, unused=())
    assert all(known_name(field.name) for field in fields(rows))


def test_what_is_no_rows_is_none() -> None:
    assert [Rows.parse(text) for text in ("", "6", "6 2 2 6 2", "6 2 2 6 2 2", "a b c d e f g", "6 2 2 6 2 999 0")] == [
        None
    ] * 6


def test_names_of_other_forms_are_unknown() -> None:
    assert not any(map(known_name, ("name", "table_c", "table_b_high_timeline", "table_b_low_timeline+1", "email")))
    assert all(map(known_name, IDENTITY))
