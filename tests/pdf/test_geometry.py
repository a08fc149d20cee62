"""The layout of a form as text: what a returned form carries, and what is none."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dtmforms.form.fields import LONG, OTHER_TERMS, Rows, fields
from dtmforms.pdf.geometry import FormLayout

counts = st.lists(st.integers(0, 99), min_size=6, max_size=6).map(tuple)


@given(counts, counts)
def test_a_layout_is_known_again_from_its_text(rows: tuple[int, ...], lines: tuple[int, ...]) -> None:
    layout = FormLayout(Rows(rows), lines)
    assert FormLayout.parse(str(layout)) == layout


@given(counts, counts, st.lists(st.integers(0, 44), min_size=len(OTHER_TERMS), max_size=len(OTHER_TERMS)).filter(any))
def test_so_is_one_of_a_form_with_other_terms(
    rows: tuple[int, ...], lines: tuple[int, ...], of_terms: list[int]
) -> None:
    terms = tuple(term for term, number in zip(OTHER_TERMS, of_terms, strict=True) if number)
    layout = FormLayout(Rows(rows, terms), (*lines, *of_terms))
    assert FormLayout.parse(str(layout)) == layout


def test_there_is_a_number_of_lines_for_each_field_of_several() -> None:
    assert tuple(field.path for field in fields(Rows()) if field.kind == "lines") == LONG


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
