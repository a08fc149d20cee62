"""How texts are drawn: in every script, never clipped, broken where a line may break."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
from conftest import ROOT
from hypothesis import given
from hypothesis import strategies as st
from strategies import lines as text_lines

sys.path.insert(0, str(ROOT / "scripts"))

import lettering as pictures

from dtmforms.pdf.write.shaping import Glyphs, Letters, fitted, line, lines

SCRIPTS = {name: text for name, (_, text) in pictures.SAMPLES.items()}
NO_FONT = "\U00012000"


@pytest.mark.parametrize("text", [*SCRIPTS.values(), pictures.MIXED, "עברית", "ไทย", "සිංහල", "தமிழ்", "ߒߞߏ", "ⵜⴰ"])
def test_these_scripts_are_drawn_whole(text: str) -> None:
    drawn = [glyph.number for piece in line(text).pieces if isinstance(piece, Glyphs) for glyph in piece.glyphs]
    assert drawn
    assert 0 not in drawn


def test_a_letter_that_no_font_has_is_seen_to_be_there() -> None:
    [piece] = line(NO_FONT).pieces
    assert isinstance(piece, Glyphs)
    assert [glyph.number for glyph in piece.glyphs] == [0]


def test_marks_that_are_not_seen_are_not_drawn() -> None:
    assert line("\u200e").pieces == ()


def test_marks_of_direction_keep_a_date_in_order_among_arabic_letters() -> None:
    """Without them its parts stand in the order of Arabic (UAX #9, W2)."""
    shown = {
        day: [
            piece.text if isinstance(piece, Glyphs) else piece.codes.decode("cp1252")
            for piece in line(f"بتاريخ {day}؛ الحالية").pieces
        ]
        for day in ("2026-10-03", "\u200e2026-10-03\u200e")
    }
    assert shown["2026-10-03"] == ["؛ الحالية", "03", "-", "10", "-", "2026", "بتاريخ "]
    assert shown["\u200e2026-10-03\u200e"] == ["؛ الحالية", "2026-10-03", "بتاريخ "]


def test_what_windows_1252_holds_is_drawn_as_it_is() -> None:
    [piece] = line("Zoë – “M&E”").pieces
    assert isinstance(piece, Letters)
    assert (piece.font, piece.codes) == ("NotoSans-Regular", "Zoë – “M&E”".encode("cp1252"))


def test_arabic_letters_are_joined_and_stand_from_right_to_left() -> None:
    [piece] = line("عربي").pieces
    assert isinstance(piece, Glyphs)
    apart = {line(letter).pieces[0].glyphs[0].number for letter in "عربي"}  # type: ignore[union-attr]
    assert not {glyph.number for glyph in piece.glyphs} <= apart
    assert piece.glyphs[-1].text.startswith("ع")


def test_parts_of_both_directions_stand_in_their_order() -> None:
    shown = [
        piece.text if isinstance(piece, Glyphs) else piece.codes.decode("cp1252")
        for piece in line("محمد DTM (1)").pieces
    ]
    assert shown == ["DTM (1)", "محمد "]


@given(text_lines, st.integers(2000, 30000))
def test_no_line_is_wider_than_the_box_and_nothing_is_left_out(text: str, width: int) -> None:
    made = lines(text, width)
    assert all(part.width <= width or len(part.text) <= 2 or not part.text.isascii() for part in made)
    assert "".join("".join(part.text for part in made).split()) == "".join(text.split())


@given(text_lines, st.booleans())
def test_a_fitted_text_stands_inside_its_box(text: str, several: bool) -> None:
    made, size = fitted(text, 160, 14, 9, several=several)
    assert sum(part.height for part in made) * size / 1000 <= 14.01 or size < 1
    assert all(part.width * size / 1000 <= 160.01 or len(part.text) < 8 for part in made)


@pytest.mark.parametrize(
    ("text", "broken"),
    [
        ("儿童保护官员", ["儿童保", "护官员"]),
        ("官员。好「吗」", ["官员。", "好", "「吗」"]),
        ("ကာကွယ်", ["ကာ", "ကွယ်"]),
        ("ស្ត្រីស្ត្រី", ["ស្ត្រី", "ស្ត្រី"]),
        ("ab cd ef", ["ab cd", "ef"]),
    ],
)
def test_a_line_breaks_where_it_may(text: str, broken: list[str]) -> None:
    """Between ideographs, but before no sign that closes; in Burmese and Khmer with all that belongs to a letter."""
    width = max(line(part).width for part in broken) + 1
    assert [part.text for part in lines(text, width)] == broken


def test_a_paragraph_from_right_to_left_stays_so_on_every_line() -> None:
    made = lines("منسق حماية الطفل UNICEF", 8000)
    assert len(made) > 1
    assert all(part.right_to_left for part in made)


@pytest.mark.sampled("scripts drawn by three programs")
@pytest.mark.program("hb-view", "pdftoppm", "mutool")
@pytest.mark.parametrize("script", SCRIPTS)
def test_three_programs_draw_what_harfbuzz_draws(script: str, tmp_path: Path) -> None:
    """By picture. Two different texts of a script are alike by less than 0.5."""
    _, numbers = pictures.alike(script, tmp_path)
    assert len(numbers) == 3
    assert min(numbers.values()) > 0.9, numbers
