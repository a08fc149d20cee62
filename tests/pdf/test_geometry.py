"""The layout of a form as text: what a returned form carries, and what is none."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dtmforms.form.fields import Rows
from dtmforms.pdf.geometry import FormLayout
from dtmforms.pdf.write.form_layout import long_fields

counts = st.lists(st.integers(0, 99), min_size=6, max_size=6).map(tuple)


@given(counts, counts)
def test_a_layout_is_known_again_from_its_text(rows: tuple[int, ...], lines: tuple[int, ...]) -> None:
    layout = FormLayout(Rows(rows), lines)
    assert FormLayout.parse(str(layout)) == layout


def test_there_is_a_number_of_lines_for_each_field_of_several() -> None:
    assert len(long_fields()) == 6


@pytest.mark.parametrize(
    "text",
    ["", "6 2 2 6 2 2", "6 2 2 6 2 2 6 6 3 3 3", "6 2 2 6 2 2 6 6 3 3 3 6 1", "six", "6 2 2 6 2 999 6 6 3 3 3 6"],
)
def test_what_is_no_layout_is_none(text: str) -> None:
    assert FormLayout.parse(text) is None


def test_a_number_of_lines_is_never_more_than_a_page_can_hold() -> None:
    layout = FormLayout.parse("6 2 2 6 2 2 999 6 3 3 3 6")
    assert layout
    assert layout.lines == (99, 6, 3, 3, 3, 6)
