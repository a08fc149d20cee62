"""A word in a known font is seen where its glyphs stand as that font draws it; else each is a letter by itself."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from dtmforms.pdf.read import known_fonts
from dtmforms.pdf.read.content_stream import UnreadableError
from dtmforms.pdf.read.edges import Edges
from dtmforms.pdf.read.known_fonts import KnownFont, Shape
from dtmforms.pdf.read.reading_order import UNDRAWN, UNTOLD, PlacedGlyph, shown_text
from dtmforms.pdf.read.shaped_words import words_shown
from dtmforms.pdf.write.fonts import face

BOX: Edges = (0, 0, 400, 20)
SIZE = 10.0


def known(name: str) -> KnownFont:
    return known_fonts._open_type(name, face(name).face.blob.data)


ARABIC, BURMESE, LATIN = known("NotoSansArabic-Regular"), known("NotoSansMyanmar-Regular"), known("NotoSans-Regular")


def placed(font: KnownFont, number: int, x: float, y: float = 6) -> PlacedGlyph:
    letters = font.letters.get(number, UNTOLD) if number else UNDRAWN
    return PlacedGlyph(letters[0], x, y, font.width(number) * SIZE / 1000, SIZE, BOX, Shape(font, number))


def shaped(font: KnownFont, word: str, x: float = 10) -> list[PlacedGlyph]:
    """A word as a program draws it that shapes words."""
    found = font.shape(word)
    assert found
    unit = SIZE / 1000
    return [placed(font, number, x + right * unit, 6 + up * unit) for number, right, up in found.glyphs]


def one_by_one(font: KnownFont, text: str, x: float = 10) -> list[PlacedGlyph]:
    """A text as a program draws it that does not shape words: letter by letter, from left to right."""
    glyphs = []
    for letter in text:
        glyphs.append(placed(font, font.glyph(letter), x))
        x += glyphs[-1].width
    return glyphs


def seen(glyphs: Sequence[PlacedGlyph], *stored: str) -> str | None:
    """`None` where it is not known what is shown."""
    try:
        return "|".join(shown_text(words_shown(glyphs, stored), BOX).lines)
    except UnreadableError:
        return None


SALAM, GIRL = "سلامٌ", "မိန်းကလေး"


@pytest.mark.parametrize(("font", "word", "text"), [(ARABIC, SALAM, SALAM[::-1]), (BURMESE, GIRL, GIRL)])
def test_a_word_that_is_drawn_as_the_font_draws_it_is_seen(font: KnownFont, word: str, text: str) -> None:
    """From left to right."""
    assert seen(shaped(font, word), word) == text
    assert seen(shaped(font, word)[::-1], word) == text
    assert seen(shaped(font, word), "other", f"x {word} 5") == text


def test_another_word_is_none() -> None:
    for word, other in (("سلام", "كلام"), ("سلام", "سلامة"), ("ကို", "ကု"), ("ကြို့", "ကို့")):
        font = ARABIC if word.startswith("س") else BURMESE
        assert seen(shaped(font, word), other) not in (other, other[::-1])


def test_a_glyph_that_no_letter_has_is_not_seen() -> None:
    assert seen(shaped(BURMESE, "ကြို့"), "ကြို့") == "ကြို့"
    assert seen(shaped(BURMESE, "ကြို့"), "ကို") is None


@pytest.mark.parametrize("at", range(len(shaped(ARABIC, SALAM))))
def test_a_glyph_of_a_word_stands_in_its_place(at: int) -> None:
    glyphs = shaped(ARABIC, SALAM)
    assert seen(glyphs, SALAM) == SALAM[::-1]
    for other in (
        glyphs[at]._replace(x=glyphs[at].x + 2),
        glyphs[at]._replace(y=glyphs[at].y + 1.5),
        glyphs[at]._replace(size=SIZE * 1.1),
        glyphs[at]._replace(clip=(0, 0, 5, 5)),
        placed(ARABIC, ARABIC.glyph("ب"), glyphs[at].x, glyphs[at].y),
    ):
        assert seen([*glyphs[:at], other, *glyphs[at + 1 :]], SALAM) != SALAM[::-1]
    assert seen([*glyphs[:at], *glyphs[at + 1 :]], SALAM) != SALAM[::-1]
    assert seen([*glyphs, glyphs[at]], SALAM) != SALAM[::-1]


def test_letters_that_are_not_shaped_are_seen_by_themselves() -> None:
    assert seen(one_by_one(ARABIC, "سلام"), "سلام") == "سلام"
    assert seen(one_by_one(ARABIC, "كلام"), "سلام") == "كلام"
    assert seen(one_by_one(LATIN, "Łucja"), "Łucja") == "Łucja"
    assert seen(one_by_one(LATIN, "5550199"), "5550103") == "5550199"


def test_what_the_font_lacks_is_seen_as_that() -> None:
    assert seen(one_by_one(LATIN, "aبc"), "aبc") == f"a{UNDRAWN}c"


def test_a_glyph_that_is_two_letters_is_seen_as_the_one_that_is_stored() -> None:
    number, letters = next((number, letters) for number, letters in LATIN.letters.items() if "Đ" in letters)
    for letter in letters:
        assert seen([placed(LATIN, number, 10)], letter) == letter
    assert seen([placed(LATIN, number, 10)], "x") == letters[0]


def test_words_stand_on_one_line_without_spaces() -> None:
    words = [*shaped(ARABIC, "سلام", 32), placed(ARABIC, ARABIC.glyph(" "), 27), *shaped(ARABIC, "عبد", 10)]
    assert seen(words, "سلام عبد") == "دبع مالس"
