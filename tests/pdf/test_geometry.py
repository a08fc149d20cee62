"""The layout of a form as text: what a returned form carries, and what is none."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dtmforms.form.fields import OPTIONAL, Rows, fields
from dtmforms.pdf.geometry import PURPOSES, STEPS, FormLayout, Purpose, usual_lines

counts = st.lists(st.integers(0, 99), min_size=6, max_size=6).map(tuple)
optional = st.sets(st.sampled_from(OPTIONAL)).map(lambda some: tuple(path for path in OPTIONAL if path in some))


@given(st.data(), st.sampled_from(PURPOSES), counts, optional)
def test_a_layout_is_known_again_from_its_text(
    data: st.DataObject, purpose: Purpose, counts: tuple[int, ...], optional: tuple[tuple[str, ...], ...]
) -> None:
    rows = Rows(counts, optional)
    names = [field.name for field in fields(rows)]
    lines = data.draw(st.lists(st.tuples(st.sampled_from(names), st.sampled_from(STEPS)), max_size=9))
    layout = FormLayout(purpose, rows, tuple(lines))
    assert FormLayout.parse(str(layout)) == layout


def test_what_iom_writes_in_several_lines_and_a_dataset_has_fields_of_several() -> None:
    long = {field.path for field in fields(Rows(optional=())) if field.kind == "lines"}
    ours = {("humanitarian_need",), ("purpose",), ("table_b", "password_change_plan")}
    assert {path for path in long if "datasets" not in path} == ours
    assert all(path[-1] == "name" for path in long if "datasets" in path)
    assert [usual_lines(name) for name in ("purpose", "table_b_low_datasets_07_name", "operation")] == [2, 4, 1]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "3 1 1 3 1 1 0",
        "fill 3 1 1 3 1 1",
        "fill 3 1 1 3 1 six",
        "print 3 1 1 3 1 1 0",
        "fill 3 1 1 3 1 999 0",
        "fill 3 1 1 3 1 1 16384",
        "fill 3 1 1 3 1 1 0 999=3",
        "fill 3 1 1 3 1 1 0 7=99",
    ],
)
def test_what_is_no_layout_is_none(text: str) -> None:
    assert FormLayout.parse(text) is None
