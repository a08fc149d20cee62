"""The fonts of a form: which letters they have, and what of them is embedded."""

from __future__ import annotations

import re
import unicodedata
import zlib

import pytest
import uharfbuzz

from dtmforms.pdf.write.fonts import (
    BOLD,
    BOLD_FALLBACKS,
    FALLBACKS,
    REGULAR,
    WINDOWS_1252,
    composite,
    face,
    face_of,
    letter_widths,
    simple,
)


def program_of(part: bytes | str) -> uharfbuzz.Face:
    assert isinstance(part, bytes)
    return uharfbuzz.Face(zlib.decompress(part.partition(b"stream\n")[2].removesuffix(b"\nendstream")))


ARABIC, ETHIOPIC = "NotoSansArabic-Regular", "NotoSansEthiopic-Regular"


@pytest.mark.parametrize(
    ("letter", "font"),
    [
        ("a", REGULAR),
        ("é", REGULAR),
        ("Ж", REGULAR),
        ("ع", "NotoSansArabic-Regular"),
        ("ከ", "NotoSansEthiopic-Regular"),
    ],
)
def test_a_letter_is_looked_for_in_the_order_of_the_fonts(letter: str, font: str) -> None:
    assert face_of(letter, FALLBACKS) == font


def test_bold_words_fall_back_to_bold_letters_where_there_are_some() -> None:
    assert [face_of(letter, BOLD_FALLBACKS) for letter in "aعከ"] == [
        BOLD,
        "NotoSansArabic-Bold",
        "NotoSansEthiopic-Regular",
    ]


def test_a_letter_that_no_font_has_has_none() -> None:
    assert face_of("\U00012000", FALLBACKS) is None
    assert face(REGULAR).glyph("\U00012000") == 0


def test_widths_are_thousandths_of_an_em() -> None:
    """A digit of Noto Sans is 572 of 1000 units wide, in every weight that lines up in columns."""
    widths = letter_widths(REGULAR)
    assert [round(widths[ord(digit)]) for digit in "059"] == [572] * 3
    assert widths[ord("i")] < widths[ord("m")]
    assert widths[0] == 0


def test_the_ascent_and_descent_are_those_of_the_line() -> None:
    """Both are lengths, whichever sign the font gives them."""
    used = face(REGULAR)
    assert (round(used.ascent), round(used.descent)) == (1069, 293)
    assert used.measure(used.glyph("g"))[2] < 0 < used.measure(used.glyph("g"))[1]


def test_a_simple_font_holds_its_letters_and_no_other_with_their_widths() -> None:
    made = simple(REGULAR, frozenset("az"))
    assert "/FirstChar 97/LastChar 122" in made.font
    widths = re.search(r"/Widths\[([^]]*)\]", made.font)
    assert widths
    assert widths[1].split() == [f"{width:.0f}" for width in letter_widths(REGULAR)[97:123]]
    assert {chr(code) for code in program_of(made.parts[1]).unicodes} == {"a", "z"}


def test_the_encoding_is_windows_1252() -> None:
    assert WINDOWS_1252[0x80] == "€"
    assert WINDOWS_1252[0x81] == WINDOWS_1252[0x1F] == ""
    assert all(len(letter) <= 1 for letter in WINDOWS_1252)
    assert not any(unicodedata.category(letter) == "Cc" for letter in WINDOWS_1252[:0x7F] if letter)


def test_a_composite_font_keeps_the_numbers_of_its_glyphs() -> None:
    glyph = face(ARABIC).glyph("ع")
    made = composite(ARABIC, frozenset({glyph}), ((glyph, "ع"),))
    assert f"/W[{glyph}[{face(ARABIC).width(glyph):.4g}]]" in made.font
    assert "/Encoding/Identity-H" in made.font
    font = uharfbuzz.Font(program_of(made.parts[1]))
    assert font.get_glyph_h_advance(glyph) * 1000 / font.face.upem == pytest.approx(face(ARABIC).width(glyph))


def test_what_a_glyph_stands_for_is_in_the_font() -> None:
    made = composite(REGULAR, frozenset({5, 6}), ((5, "ж"), (6, "fi")))
    assert isinstance(made.parts[2], bytes)
    to_unicode = zlib.decompress(made.parts[2].partition(b"stream\n")[2].removesuffix(b"\nendstream")).decode()
    assert "2 beginbfchar\n<0005><0436>\n<0006><00660069>\nendbfchar" in to_unicode


def test_a_subset_is_named_by_what_it_holds() -> None:
    """ISO 32000-2:2020 9.9.2: six capital letters and a plus sign."""
    names = [
        re.search(r"/BaseFont/(\S+?)/", simple(REGULAR, frozenset(letters)).font) for letters in ("ab", "ab", "ac")
    ]
    one, same, other = (name[1] if name else "" for name in names)
    assert re.fullmatch(r"[A-Z]{6}\+NotoSans-Regular", one)
    assert one == same != other
