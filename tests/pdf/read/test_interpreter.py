"""What a content stream shows is told letter by letter, and only where all that it does is explained."""

from __future__ import annotations

from typing import Any

import pytest

from dtmforms.pdf.read.believed_fonts import BelievedFont
from dtmforms.pdf.read.colours import lightness
from dtmforms.pdf.read.content_stream import UnreadableError
from dtmforms.pdf.read.edges import Edges
from dtmforms.pdf.read.interpreter import Drawn, GraphicsState, Interpreter
from dtmforms.pdf.read.reading_order import ShownText, shown_text

BOX: Edges = (0, 0, 200, 16)


def latin(codes: bytes) -> list[tuple[str, float]] | None:
    """Each letter is half as wide as high."""
    return [(letter, 500) for letter in codes.decode("latin-1")] if b"?" not in codes else None


class OneOfEach:
    """Resources with one font, `/F`, which has no question mark, one inner stream, `/X`, and one plain state, `/S`."""

    def __init__(self, inner: bytes) -> None:
        self.content = inner

    def font(self, name: str) -> BelievedFont:
        return BelievedFont(latin) if name == "/F" else _refused()

    def inner(self, name: str, state: GraphicsState, drawn: Drawn) -> None:
        _ = Interpreter(state, self, drawn).run(self.content) if name == "/X" else _refused()

    def check_state(self, name: str) -> None:
        _ = None if name == "/S" else _refused()


def _refused() -> Any:
    raise UnreadableError


def drawn(content: bytes, inner: bytes = b"") -> Drawn | None:
    """`None` where it is not known what is drawn."""
    try:
        return Interpreter(GraphicsState(clip=BOX), OneOfEach(inner), Drawn(BOX)).run(content)
    except UnreadableError:
        return None


def shown(content: bytes, inner: bytes = b"") -> str | None:
    """The text; `None` where it is not known what is shown."""
    found = drawn(content, inner)
    try:
        return "|".join(shown_text(found.glyphs, BOX).lines) if found else None
    except UnreadableError:
        return None


def shown_in(box: Edges, content: bytes) -> ShownText | None:
    try:
        found = Interpreter(GraphicsState(clip=box), OneOfEach(b""), Drawn(box)).run(content)
        return shown_text(found.glyphs, box)
    except UnreadableError:
        return None


def text(operators: bytes, before: bytes = b"", after: bytes = b"") -> bytes:
    return b"%b BT /F 9 Tf 2 4 Td %b ET %b" % (before, operators, after)


# What is shown


@pytest.mark.parametrize(
    ("operators", "texts"),
    [
        (b"(Amina) Tj", "Amina"),
        (b"(Amina) Tj (Bello) Tj", "AminaBello"),
        (b"[(A) -50 (mi) 3 (na)] TJ", "Amina"),
        (b"(Amina) '", "Amina"),
        (b'0 0 (Amina) "', "Amina"),
        (b'1 0 (Amina) "', None),
        (b"() Tj", ""),
        (b"[5] TJ", ""),
        (b"(who?) Tj", None),
    ],
)
def test_strings_are_decoded_by_their_font(operators: bytes, texts: str | None) -> None:
    assert shown(text(operators)) == texts


@pytest.mark.parametrize("content", [b"BT 2 4 Td (a) Tj ET", b"BT /G 9 Tf 2 4 Td (a) Tj ET"])
def test_without_a_font_that_is_believed_nothing_is_known(content: bytes) -> None:
    assert shown(content) is None


def test_what_is_set_holds_until_the_state_is_restored() -> None:
    assert shown(b"q 1 g Q " + text(b"(a) Tj")) == "a"
    assert shown(b"q 0 0 1 1 re W n Q " + text(b"(a) Tj")) == "a"
    assert shown(b"q q 1 g Q Q " + text(b"(a) Tj")) == "a"


# In the order of reading


@pytest.mark.parametrize(
    ("operators", "texts"),
    [
        (b"22.5 0 Td (Amina) Tj -22.5 0 Td (Bello) Tj", "BelloAmina"),  # the second word is drawn before the first
        (b"[(1) -500 (2) 1000 (3)] TJ", "132"),  # kerning takes the pen back
        (b"9 0 Td (5) Tj -4.5 0 Td (4) Tj", "45"),  # as one program draws Arabic
        (b"(Amina) Tj 0 -11 Td (Bello) Tj", None),  # below the box, which has room for one line
        (b"0 -4 Td (b) Tj 0 9 Td (a) Tj", "a|b"),
        (b"[(Amina) 2500 (Bello)] TJ", None),  # one over the other
        (b"(Amina) Tj 0 0 Td (Bello) Tj", None),
        (b"(Amina) Tj 0 3 Td (Bello) Tj", None),
        (b"(a) Tj 1 Tc (b) Tj", None),
        (b"(a) Tj -1 Tw (b) Tj", None),
        (b"0 Tc 0 Tw (ab) Tj", "ab"),
        (b"188 0 Td (ab ) Tj", "ab"),  # a blank needs no room at the end of a line
        (b"188 0 Td (abc) Tj", None),
    ],
)
def test_letters_are_read_from_where_they_stand(operators: bytes, texts: str | None) -> None:
    assert shown(text(operators)) == texts


@pytest.mark.parametrize(
    ("operators", "texts"),
    [
        (b"[(516717) -900 (269)] TJ", "516717269"),
        (b"[(516717) -1200 (269)] TJ", None),  # two numbers to a person
        (b"[(516717) -9000 (269)] TJ", None),
        (b"(516717    269) Tj", "516717    269"),
        (b"(516717         269) Tj", "516717         269"),  # as it is stored, or not
        (b"(516717) Tj ( ) Tj ( ) Tj (269) Tj", "516717  269"),
        (b"(516717) Tj 40 0 Td ( ) Tj 40 0 Td (269) Tj", None),
    ],
)
def test_what_stands_far_apart_is_not_one_text(operators: bytes, texts: str | None) -> None:
    assert shown(text(operators)) == texts


@pytest.mark.parametrize(
    ("operators", "read"),
    [
        (b"(0199) Tj /F 8 Tf (5) Tj", True),
        (b"(0199) Tj /F 6 Tf (5) Tj", False),
        (b"(0199) Tj /F 2.5 Tf (5) Tj", False),  # a speck
        (b"/F 3 Tf (01995) Tj", True),
    ],
)
def test_letters_of_one_field_are_about_as_large(operators: bytes, read: bool) -> None:
    assert (shown(text(operators)) is not None) is read


@pytest.mark.parametrize(
    ("clip", "operators", "partial"),
    [
        (b"1 1 198 14 re W n", b"(a_b) Tj", False),
        (b"1 3.9 198 11 re W n", b"(a_b) Tj", True),
        (b"1 3.9 198 11 re W n", b"(yera) Tj", True),
        (b"1 3.9 198 11 re W n", b"(vera) Tj", False),
        (b"", b"[(c) 80 (lara)] TJ", True),  # which looks like a d
        (b"", b"[(c) 25 (lara)] TJ", False),
        (b"", b"(a) Tj 5 1.7 Td (_) Tj 5 -1.7 Td (b) Tj", True),  # which looks like a dash
        (b"", b"(a) Tj 5 0.3 Td (_) Tj 5 -0.3 Td (b) Tj", False),
    ],
)
def test_letters_that_are_another_in_part_are_told(clip: bytes, operators: bytes, partial: bool) -> None:
    found = drawn(text(operators, clip))
    assert found
    assert shown_text(found.glyphs, BOX).partial is partial


@pytest.mark.parametrize(
    ("border", "read"),
    [
        (b"0 G 1 w 0.5 0.5 199 15 re S", True),
        (b"1 G 2 w 2.5 2.5 195 11 re S", False),
        (b"0 G 2 w 2.5 2.5 195 11 re S", False),
    ],
)
def test_a_border_stands_over_no_letters(border: bytes, read: bool) -> None:
    assert (shown(text(b"(_1) Tj", after=border)) is not None) is read
    assert (shown(text(b"(_1) Tj", border)) is not None) is read


@pytest.mark.parametrize(
    ("clip", "operators", "read"),
    [
        (b"", b"0 -4 Td (694) Tj", True),
        (b"1 1 198 14 re W n", b"0 -3 Td (694) Tj", True),
        (b"1 1 198 14 re W n", b"0 -4 Td (694) Tj", False),  # stands with its foot below the edge
        (b"1 1 198 14 re W n", b"0 4.5 Td (694) Tj", True),
        (b"1 1 198 14 re W n", b"0 6 Td (694) Tj", False),
        (b"0.01 0 0 0.01 0 0 cm 1 1 198 14 re W n", b"(694) Tj", False),  # too small to be seen, with its clip
        (b"0.01 0 0 0.01 0 0 cm 1 1 198 14 re W n", b"(694694694694694694694694694694694694694694) Tj", False),
    ],
)
def test_digits_are_seen_from_head_to_foot(clip: bytes, operators: bytes, read: bool) -> None:
    assert (shown(text(operators, clip)) is not None) is read


@pytest.mark.parametrize(
    ("low", "below", "cut"),
    [(0, 11, False), (0, 28, False), (27, 11, True), (27, 25, None), (28.5, 11, None)],
)
def test_a_line_that_has_no_room_is_the_next_one_in_a_box_of_several(low: float, below: int, cut: bool | None) -> None:
    """What stands far below the box, or below one line, was never meant to be seen."""
    found = shown_in((0, low, 200, 60), b"BT /F 9 Tf 2 30 Td (65909) Tj 0 %d Td (0647) Tj ET" % -below)
    assert (found and found.cut) is cut


@pytest.mark.parametrize(
    ("operators", "lines", "room"),
    [
        (b"(aaaa aaaa aaaa aaaa aaaa aaaa aaaa) Tj", ["aaaa aaaa aaaa aaaa aaaa aaaa aaaa"], 10),
        (b"(aaaa aaaa aaaa aaaa aaaa aaaa) Tj 0 -11 Td (aaaa) Tj", ["aaaa aaaa aaaa aaaa aaaa aaaa"], 15),
        (b"(aaaa aaaa) Tj", ["aaaa aaaa"], None),  # there is room for more
        (b"(aaaa aaaa) Tj 0 -11 Td (aaaa) Tj", None, None),
        (b"(aaaa) Tj 150 0 Td (aaaa) Tj", None, None),
        (b"/F 11 Tf (aaaa aaaa aaaa aaaa aaaa aaaa) Tj", ["aaaa aaaa aaaa aaaa aaaa aaaa"], None),  # in large letters
    ],
)
def test_how_many_letters_more_have_room_is_told_of_a_box_that_is_full(
    operators: bytes, lines: list[str] | None, room: int | None
) -> None:
    """A line that a program breaks off below it is not seen."""
    found = shown_in(BOX, text(operators))
    assert (found and [*found.lines]) == lines
    assert found is None or found.room == room


@pytest.mark.parametrize(
    ("box", "clip", "y", "full"),
    [
        ((0, 0, 200, 16), b"1 1 198 14 re W n", 4, True),
        ((0, 0, 200, 39), b"1 1 198 37 re W n", 4, False),  # a line has room above it
        ((0, 0, 200, 39), b"1 1 198 37 re W n", 28, False),  # or below
        ((0, 0, 200, 39), b"1 25 198 13 re W n", 28, False),
        ((0, 0, 300, 16), b"1 1 198 14 re W n", 4, False),  # or behind
        ((0, -9, 200, 16), b"1 1 198 14 re W n", 4, False),
    ],
)
def test_a_box_is_full_where_it_is_seen_whole_and_has_no_line_more(box: Edges, clip: bytes, y: int, full: bool) -> None:
    found = shown_in(box, b"%b BT /F 9 Tf 2 %d Td (%b) Tj ET" % (clip, y, b"a" * 40))
    assert found
    assert (found.room is not None) is full


# In ink


@pytest.mark.parametrize(
    ("components", "light"),
    [
        ((0.0,), 0),
        ((1.0,), 1),
        ((1.0, 1.0, 0.0), 0.89),
        ((0.0, 0.0, 0.0, 0.0), 1),
        ((0.0, 0.0, 0.0, 1.0), 0),
        ((1.0, 1.0, 1.0, 0.0), 0),
        ((5.0,), 1),
    ],
)
def test_a_device_colour_is_as_light_as_it_looks(components: tuple[float, ...], light: float) -> None:
    assert lightness(components) == pytest.approx(light)


@pytest.mark.parametrize("components", [("/P",), (0.0, "/P"), (0.0, 0.0), ()])
def test_how_light_a_pattern_is_is_not_known(components: tuple[Any, ...]) -> None:
    with pytest.raises(UnreadableError):
        lightness(components)


@pytest.mark.parametrize(
    ("colour", "read"),
    [
        (b"0 g", True),
        (b"0 0 1 rg", True),
        (b"0 0 0 1 k", True),
        (b"/DeviceGray cs 0 sc", True),
        (b"/DeviceRGB cs 0 0 0 scn", True),
        (b"1 G", True),
        (b"1 g", False),
        (b"0.7 g", False),
        (b"1 1 1 rg", False),
        (b"0 0 0 0 k", False),
        (b"/DeviceGray cs 1 sc", False),
        (b"/DeviceRGB cs 0 sc", False),
        (b"/Ink cs 0 scn", False),
        (b"/Ink CS", False),
        (b"/P scn", False),
        (b"/P SCN", False),
    ],
)
def test_letters_are_dark_in_a_colour_that_says_so_itself(colour: bytes, read: bool) -> None:
    assert shown(text(b"(a) Tj", colour)) == ("a" if read else None)
    assert shown(text(colour + b" (a) Tj")) == ("a" if read else None)


# Upright, and large enough


@pytest.mark.parametrize(
    ("operators", "read"),
    [
        (b"/F 2 Tf", True),
        (b"/F 1.9 Tf", False),
        (b"/F 2.1 Tf (a) Tj /F 1.9 Tf", False),
        (b"/F 0 Tf", False),
        (b"/F -9 Tf", False),
        (b"/F 1 Tf 5 0 0 5 2 4 Tm", True),
        (b"/F 9 Tf 0.1 0 0 0.1 2 4 Tm", False),
        (b"/F 9 Tf 1 0 0 0.1 2 4 Tm", False),
        (b"/F 9 Tf 1 0 1 0.0001 2 4 Tm", False),
        (b"/F 9 Tf 0 1 -1 0 20 4 Tm", False),
        (b"/F 9 Tf -1 0 0 1 20 4 Tm", False),
        (b"/F 9 Tf 1 0 0 -1 2 4 Tm", False),
    ],
)
def test_letters_that_are_tiny_turned_or_flat_are_not_read(operators: bytes, read: bool) -> None:
    assert shown(text(operators + b" (a) Tj")) == ("a" if read else None)


def test_a_plane_that_is_turned_over_may_be_turned_back() -> None:
    """As MuPDF does."""
    assert shown(b"q 1 0 0 -1 0 16 cm BT /F 9 Tf 1 0 0 -1 2 12 Tm (a) Tj ET Q") == "a"
    assert shown(b"q 1 0 0 -1 0 16 cm BT /F 9 Tf 1 0 0 1 2 12 Tm (a) Tj ET Q") is None
    assert shown(b"q 1 0 0.5 1 0 0 cm " + text(b"(a) Tj") + b" Q") is None
    assert shown(b"q 0 0 0 0 0 0 cm " + text(b"(a) Tj") + b" Q") is None


# Within the box


@pytest.mark.parametrize(
    ("x", "y", "read"),
    [(0, 4, True), (-2, 4, False), (195, 4, True), (199.95, 4, False), (2, -3, False), (2, 14, False), (2, 60, False)],
)
def test_letters_beside_the_box_are_not_read(x: float, y: float, read: bool) -> None:
    assert shown(b"BT /F 9 Tf %f %f Td (a) Tj ET" % (x, y)) == ("a" if read else None)


@pytest.mark.parametrize(
    ("x", "size", "letters", "cut"),
    [(2, 9, 40, False), (2, 9, 50, True), (-50, 9, 50, None), (30, 9, 50, None), (2, 30, 40, None), (2, 12, 50, None)],
)
def test_of_a_text_that_is_too_long_the_beginning_is_seen(
    x: float, size: float, letters: int, cut: bool | None
) -> None:
    found = drawn(b"BT /F %f Tf %f 4 Td (%b) Tj ET" % (size, x, b"a" * letters))
    assert found
    if cut is None:
        with pytest.raises(UnreadableError):
            shown_text(found.glyphs, BOX)
    else:
        assert shown_text(found.glyphs, BOX).cut is cut


@pytest.mark.parametrize(
    ("clip", "read"),
    [
        (b"0 0 200 16 re W n", True),
        (b"0 0 50 16 re n", True),
        (b"0 0 m 50 0 l 50 16 l 0 16 l h W n", True),
        (b"200 16 -200 -16 re W n", True),
        (b"W n", True),
        (b"0 0 1 1 re W n", False),
        (b"0 3 200 2 re W n", False),
        (b"100 0 50 16 re W* n", False),
        (b"0 0 50 16 re W n 40 0 50 16 re W n", False),
        (b"0 0 0.01 0.01 re 199.99 15.99 0.01 0.01 re W n", False),  # two specks in far corners
        (b"0 0 200 16 re 0 0 200 16 re W* n", False),  # one rectangle twice leaves nothing
        (b"0 0 200 16 re 0 16 200 -16 re W n", False),
        (b"100 0 m 150 0 l 150 16 l W n", False),
        (b"0 0 m 200 0 l 0 16 l 200 16 l h W n", False),
        (b"0 0 m 0 16 l 200 16 l 200 0 l h 1 1 m 1 15 l 199 15 l 199 1 l h W n", True),  # a border that was not drawn
    ],
)
def test_a_clip_is_one_rectangle_that_holds_the_letters(clip: bytes, read: bool) -> None:
    """ISO 32000-2:2020 8.5.4."""
    assert shown(text(b"(a) Tj", clip)) == ("a" if read else None)


# With nothing over it


@pytest.mark.parametrize("paint", [b"f", b"F", b"f*", b"B", b"B*", b"b", b"b*"])
def test_letters_that_are_painted_over_are_not_read(paint: bytes) -> None:
    assert shown(text(b"(abcd) Tj", after=b"1 g 0 0 200 16 re " + paint)) is None
    assert shown(text(b"(abcd) Tj", before=b"1 g 0 0 200 16 re %b 0 g" % paint)) == "abcd"


@pytest.mark.parametrize(
    ("after", "read"),
    [
        (b"1 g 100 0 50 16 re f", True),
        (b"1 g 10 0 3 16 re f", False),
        (b"1 g 0 0 200 2 re f 0 2 200 2 re f 0 4 200 2 re f", False),
        (b"1 G 32 w 0 8 m 200 8 l S", False),
        (b"1 G 1 w 0 8 m 200 8 l S", False),
        (b"0 G 1 w 0 8 m 200 8 l S", False),
        (b"1 G [1] 0 d 2 w 2 2 196 12 re S", True),
        (b"1 G 20 w 0 0 200 16 re S", False),
        (b"0 G 1 w 0.5 0.5 199 15 re S", True),
        (b"0 G 1 w 5 5 9 9 re S", False),
        (b"BI/W 1/H 1/BPC 1/IM true ID x EI", False),
        (b"1 Tr BT ET", False),
        (b"(b) Tj", False),
        (b"q 0 0 9 16 re W n 0 g 22 0 9 16 re f Q", True),  # clipped away
        (b"1 G 0.5 w 18 3 m 18 12 l S", False),
        (b"0 G 0.5 w 4 3 m 4 12 l S", False),  # a stroke through the first letter
    ],
)
def test_nothing_is_drawn_over_letters(after: bytes, read: bool) -> None:
    assert shown(text(b"(abcd) Tj", after=after)) == ("abcd" if read else None)


@pytest.mark.parametrize(
    ("before", "read"),
    [
        (b"0 g 0 0 200 16 re f", False),  # dark letters on dark
        (b"0.5 g 0 0 20 16 re f 0 g", False),
        (b"0.7 g 0 0 200 16 re f 0 g", False),
        (b"0.9 g 0 0 200 16 re f 0 g", True),
        (b"0 G 2 w 4 0 m 4 16 l S", False),
        (b"0 g 180 0 20 16 re f", True),
    ],
)
def test_letters_stand_on_paper(before: bytes, read: bool) -> None:
    assert shown(text(b"(abcd) Tj", before)) == ("abcd" if read else None)


@pytest.mark.parametrize(
    ("line", "marks", "pale"),
    [
        (b"0 G", 1, False),
        (b"", 1, False),
        (b"1 G", 0, False),
        (b"0.6 G", 1, True),
        (b"0 0 0 0 K", 0, False),
        (b"/DeviceGray CS 1 SC", 0, False),
        (b"/DeviceGray CS", 1, False),
        (b"1 g", 1, False),
    ],
)
def test_a_line_is_as_light_as_its_own_colour(line: bytes, marks: int, pale: bool) -> None:
    found = drawn(line + b" 50 4 m 60 12 l S")
    assert found
    assert (len(found.marks), found.pale) == (marks, pale)
    assert drawn(b"/DeviceRGB CS 1 SC") is None


def test_what_is_drawn_in_ink_and_is_no_letter_is_a_mark() -> None:
    found = drawn(b"0 g 2 2 1 1 re f 4 4 1 1 re f")
    assert found
    assert found.marks == [(2, 2, 3, 3), (4, 4, 5, 5)]
    whites = drawn(b"1 g 2 2 1 1 re f")
    assert whites
    assert not whites.marks


def test_many_squares_may_be_letters() -> None:
    squares = b" ".join(b"%d 2 1 1 re f" % (2 * number) for number in range(12))
    assert drawn(squares)
    assert drawn(squares + b" 90 2 1 1 re f") is None
    assert drawn(b"0 0 m " + b"1 1 l " * 48 + b"f") is None


# Streams within


def test_an_inner_stream_is_read_where_it_stands() -> None:
    assert shown(b"/X Do", text(b"(a) Tj")) == "a"
    assert shown(b"q 0 0 1 1 re W n /X Do Q", text(b"(a) Tj")) is None
    assert shown(b"1 g /X Do", text(b"(a) Tj")) is None
    assert shown(b"/Y Do", text(b"(a) Tj")) is None
    assert shown(b"/X Do 1 g 0 0 200 16 re f", text(b"(abcd) Tj")) is None
    assert shown(text(b"(abcd) Tj") + b" /X Do", b"1 g 0 0 200 16 re f") is None


def test_what_an_inner_stream_sets_ends_with_it() -> None:
    """ISO 32000-2:2020 8.10.1."""
    for inner in (b"1 g", b"0 0 1 1 re W n", b"1 0 0 1 300 0 cm"):
        assert shown(b"BT /F 9 Tf ET /X Do BT 2 4 Td (a) Tj ET", inner) == "a"


# What is not understood


@pytest.mark.parametrize(
    "content",
    [
        b"/GS gs",
        b"/S sh",
        b"1 2 3 4 5 6 c",
        b"1 2 3 4 v",
        b"1 2 3 4 y",
        b"/OC /x BDC EMC",
        b"/OC BMC EMC",
        b"BT 2 Tr ET",
        b"BT 3 Tr ET",
        b"BT 7 Tr ET",
        b"BT 50 Tz ET",
        b"BT 5 Ts ET",
        b"foo",
        b"q",
        b"Q 1 g",
        b"1 1 l",
    ],
)
def test_what_is_not_understood_leaves_the_whole_stream_unreadable(content: bytes) -> None:
    assert shown(content) is None
    assert shown(text(b"(a) Tj", after=content)) is None


def test_what_neither_shows_nor_hides_is_passed_over() -> None:
    beside = b"0 J 1 j 1 M [1] 0 d /P ri 1 i /S gs /DeviceRGB CS /A MP /A <<>> DP /A BMC EMC /A /B BDC EMC "
    assert shown(beside + text(b"0 Tc 0 Tr 100 Tz 0 Ts (a) Tj")) == "a"


# Letters of another font, as one program writes them


class WithAnother(OneOfEach):
    """A second font, `/G`, of letters by their numbers."""

    def font(self, name: str) -> BelievedFont:
        return BelievedFont(lambda codes: [(codes.decode("utf-16-be"), 500)]) if name == "/G" else super().font(name)


def borrowed(operators: bytes) -> Drawn | None:
    try:
        return Interpreter(GraphicsState(clip=BOX), WithAnother(b""), Drawn(BOX)).run(text(operators))
    except UnreadableError:
        return None


@pytest.mark.parametrize(
    ("operators", "texts"),
    [
        (b"(W ka) Tj q /G 9 Tf <017c> Tj Q (dy) Tj", "W każdy"),
        (b"() Tj q /G 9 Tf 0 0 Td <0141> Tj Q 4.5 0 Td (ucja) Tj", "Łucja"),
        (b"( 90 ) Tj q /G 9 Tf 18 0 Td <0434> Tj Q 4.5 0 Td (x) Tj", "90 дx"),
    ],
)
def test_a_letter_of_another_font_goes_on_with_the_line(operators: bytes, texts: str) -> None:
    found = borrowed(operators)
    assert found
    assert found.borrows
    assert shown_text(found.glyphs, BOX).lines == (texts,)


@pytest.mark.parametrize(
    "operators",
    [
        b"(0) Tj q /G 9 Tf <0035> Tj Q (1) Tj",
        b"(0) Tj q /G 9 Tf <0665> Tj Q (1) Tj",
        b"(0) Tj q /G 9 Tf <00e9> Tj Q (1) Tj",
        b"(0) Tj q /G 9 Tf 40 0 Td <017c> Tj Q (1) Tj",
        b"(0) Tj q /G 9 Tf 0 5 Td <017c> Tj Q (1) Tj",
        b"(0) Tj q /G 9 Tf -9 0 Td <017c> Tj Q (1) Tj",
        b"(0) Tj q /G 9 Tf [<017c>] TJ Q (1) Tj",
        b"(0) Tj q /G 9 Tf Q (1) Tj",
        b"(0) Tj q 1 0 0 1 9 0 cm Q (1) Tj",
        b"(0) Tj q /G 9 Tf <017c> Tj (1) Tj",
        b"(0) Tj Q",
    ],
)
def test_nothing_else_stands_there(operators: bytes) -> None:
    assert borrowed(operators) is None


def test_what_is_in_one_font_is_not_borrowed() -> None:
    found = borrowed(b"(a) Tj")
    assert found
    assert not found.borrows
