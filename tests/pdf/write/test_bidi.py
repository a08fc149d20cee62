"""The order in which the parts of a line stand, held against python-bidi, which is not of our making."""

from __future__ import annotations

import pytest
from bidi import get_display
from hypothesis import given
from hypothesis import strategies as st
from sampling import examples

from dtmforms.language.direction import right_to_left
from dtmforms.pdf.write.bidi import parts, parts_of_lines

LETTERS = "abÄ אבג ابت ۱۲ ١٢ 12 +-/,.:% $€ ()[]<>«» !?;& \u0301\u064b ښ"


def visual(text: str) -> str:
    """The letters from left to right."""
    drawn = parts(text, backwards=right_to_left(text))
    return "".join(part[::-1] if backwards else part for part, backwards in drawn)


@examples(300)
@given(st.text(st.sampled_from(LETTERS), min_size=1, max_size=14).filter(lambda text: text.strip()))
def test_letters_stand_as_another_implementation_has_them(text: str) -> None:
    base = "R" if right_to_left(text) else "L"
    assert visual(text) == get_display(text, base_dir=base)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("UNICEF", [("UNICEF", False)]),
        ("محمد", [("محمد", True)]),
        ("محمد UNICEF (+964) 770", [("UNICEF (+964) 770", False), ("محمد ", True)]),
        ("(اختر)", [("(اختر)", True)]),
        ("DTM عربي", [("DTM ", False), ("عربي", True)]),
        ("", []),
    ],
)
def test_parts_are_given_as_they_are_read(text: str, expected: list[tuple[str, bool]]) -> None:
    assert list(parts(text, backwards=right_to_left(text))) == expected


def test_a_line_of_a_paragraph_from_right_to_left_begins_on_the_right() -> None:
    assert list(parts("UNICEF عربي", backwards=True)) == [(" عربي", True), ("UNICEF", False)]


def test_what_is_read_from_right_to_left_goes_on_on_the_next_line() -> None:
    """A number stays within the Arabic words before it."""
    broken = parts_of_lines(["DTM عدد في ", "12 موقع"], backwards=False)
    assert list(broken) == [[("DTM ", False), ("عدد في", True), (" ", False)], [(" موقع", True), ("12", False)]]
