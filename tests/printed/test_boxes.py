"""A box of a printed page holds the letters that begin in it, and the ink that is seen in it; where the two may not be
the same, a person is asked."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Literal

import pytest
from PIL import Image

from dtmforms.form.fields import TICKED, UNTICKED
from dtmforms.pdf.geometry import Box, PlacedField
from dtmforms.pdf.read.transform import Point
from dtmforms.returns.printed.boxes import (
    foreign_ink,
    ink_part,
    read_cell,
    read_tick,
    runs_on,
    without_button,
)
from dtmforms.returns.printed.registration import FormPage, PlacedLetter
from dtmforms.returns.returned_file import PrintedCell

WIDTH_PT, HEIGHT_PT, PIXELS = 160, 90, 10
"""Of the page; ten pixels a point, so that a box of whole tenths of a point ends between two pixels."""
BOX = (20.0, 20.0, 100.0, 40.0)
Kind = Literal["line", "lines", "tick", "choice"]


def field(kind: Kind = "line", box: Box = BOX, name: str = "field") -> PlacedField:
    return PlacedField(name, kind, 1, box)


def letter(text: str, x: float, y: float, width: float = 5, height: float = 5) -> PlacedLetter:
    """A letter whose box begins where its baseline does."""
    return PlacedLetter(text, (x, y), (x, y, width, height))


def word(text: str, x: float = 30, y: float = 36) -> list[PlacedLetter]:
    """Letters side by side; spaces have no ink, and so no body."""
    return [letter(one, x + 6 * place, y, 5, 0 if one == " " else 5) for place, one in enumerate(text)]


def page(letters: Iterable[PlacedLetter] = (), ink: Iterable[Box] = (), *, drawn: bool = True) -> FormPage:
    """A page with its letters, each of them seen as a black box, and with other ink."""
    letters = tuple(letters)
    picture = Image.new("L", (WIDTH_PT * PIXELS, HEIGHT_PT * PIXELS), 255)
    for box in [*(letter.box for letter in letters if drawn and letter.text.strip()), *ink]:
        blacken(picture, box)
    return FormPage(1, 3, picture, 72 * PIXELS, HEIGHT_PT, letters)


def blacken(picture: Image.Image, box: Box, grey: int = 0) -> None:
    x, y, width, height = (round(edge * PIXELS) for edge in box)
    top = HEIGHT_PT * PIXELS - y - height
    picture.paste(grey, (x, top, x + width, top + height))


def read(letters: Sequence[PlacedLetter], placed: PlacedField | None = None, ink: Iterable[Box] = ()) -> PrintedCell:
    return read_on(page(letters, ink), placed)


def read_on(seen: FormPage, placed: PlacedField | None = None) -> PrintedCell:
    placed = placed or field()
    return read_cell(placed, seen, runs_on(seen, [placed]))


def homes(letters: Iterable[PlacedLetter], *fields: PlacedField) -> list[tuple[str, str | None]]:
    """The text of each run, and the field in which it begins."""
    return [("".join(one.text for one in run.letters), run.home) for run in runs_on(page(letters), fields)]


# Runs


def test_a_page_without_letters_has_no_runs() -> None:
    assert homes([], field()) == []


@pytest.mark.parametrize(
    ("x", "y", "one"),
    [
        *((40.9, 36.0, True), (41.0, 36.0, False), (41.1, 36.0, False)),
        *((29.1, 36.0, True), (29.0, 36.0, False), (28.9, 36.0, False)),
        *((35.0, 36.9, True), (35.0, 37.0, False), (35.0, 35.1, True), (35.0, 35.0, False)),
    ],
)
def test_letters_near_each_other_on_one_line_are_one_run(x: float, y: float, one: bool) -> None:
    """The first letter ends at 35."""
    found = homes([letter("a", 30, 36), letter("b", x, y)], field())
    assert [text for text, _ in found] == (["ab"] if one else ["a", "b"])


def test_how_near_letters_are_is_told_by_their_ink_and_on_which_line_by_their_baseline() -> None:
    low = PlacedLetter("b", (52, 36), (36, 20, 5, 5))
    far = PlacedLetter("c", (41, 36), (52, 36, 5, 5))
    assert homes([letter("a", 30, 36), low, far], field()) == [("ab", "field"), ("c", "field")]


def test_a_run_goes_on_from_its_last_letter() -> None:
    assert homes(word("abcdefgh"), field()) == [("abcdefgh", "field")]
    assert homes([*word("abc"), *word("def", 60)], field()) == [("abc", "field"), ("def", "field")]


def test_a_run_belongs_where_its_first_letter_stands() -> None:
    left, right = field(box=(20, 20, 30, 40), name="left"), field(box=(60, 20, 30, 40), name="right")
    assert homes(word("abcdefgh", 40), left, right) == [("abcdefgh", "left")]
    assert homes(word("abcdefgh", 65), left, right) == [("abcdefgh", "right")]
    assert homes(word("abcdefgh", 100), left, right) == [("abcdefgh", None)]


def test_spaces_before_the_first_letter_stand_nowhere() -> None:
    assert homes(word("  a", 4), field()) == [("  a", None)]
    assert homes(word("  a", 10), field()) == [("  a", "field")]
    assert homes(word("   ", 30), field()) == [("   ", "field")]
    assert homes(word("   ", 112), field()) == [("   ", "field")]
    assert homes(word("   ", 0), field()) == [("   ", None)]


@pytest.mark.parametrize(
    ("point", "inside"),
    [
        *(((30, 20), True), ((130, 60), True), ((30, 60), True), ((130, 20), True)),
        *(((29.9, 40), False), ((130.1, 40), False), ((60, 19.9), False), ((60, 60.1), False)),
    ],
)
def test_a_box_reaches_up_to_its_edges(point: Point, inside: bool) -> None:
    placed = field(box=(30, 20, 100, 40))
    assert homes([letter("a", *point, 0, 0)], placed) == [("a", "field" if inside else None)]


@pytest.mark.parametrize(
    ("box", "inside"),
    [
        *(((114, 40, 12, 5), True), ((114, 40, 12.2, 5), False), ((18, 40, 4, 5), True), ((17.8, 40, 4, 5), False)),
        *(((50, 56, 5, 8), True), ((50, 56, 5, 8.2), False), ((50, 18, 5, 4), True), ((50, 17.8, 5, 4), False)),
    ],
)
def test_a_letter_stands_where_its_middle_is(box: Box, inside: bool) -> None:
    elsewhere = PlacedLetter("a", (0, 0), box)
    assert homes([elsewhere], field()) == [("a", "field" if inside else None)]


@pytest.mark.parametrize("size", [(0, 0), (0, 5), (5, 0)])
def test_a_letter_without_a_body_stands_where_its_baseline_begins(size: tuple[float, float]) -> None:
    assert homes([PlacedLetter("a", (30, 30), (0, 0, *size))], field()) == [("a", "field")]
    assert homes([PlacedLetter("a", (0, 0), (30, 30, *size))], field()) == [("a", None)]


@pytest.mark.parametrize("size", [(0.5, 5), (5, 0.5)])
def test_a_thin_letter_has_a_body(size: tuple[float, float]) -> None:
    assert homes([PlacedLetter("a", (0, 0), (30, 30, *size))], field()) == [("a", "field")]
    assert homes([PlacedLetter("a", (30, 30), (0, 0, *size))], field()) == [("a", None)]


def test_letters_of_a_run_are_all_of_the_field_in_which_it_begins() -> None:
    left, right = field(box=(20, 20, 30, 40), name="left"), field(box=(60, 20, 30, 40), name="right")
    [run] = runs_on(page(word("abcdefgh", 40)), [left, right])
    assert "".join(one.text for one in run.within(left)) == "abcdefgh"
    assert run.within(right) == []


def test_letters_of_a_run_that_begins_nowhere_are_of_the_field_in_which_they_stand() -> None:
    [run] = runs_on(page(word("abcdefgh", 2)), [field()])
    assert "".join(one.text for one in run.within(field())) == "defgh"


# Ticks


SQUARE = field("tick", (20, 20, 9, 9))
"""Without its border it has 50 by 50 pixels."""


def tick(pixels: int, outside: int = 0) -> PrintedCell:
    """The cell of a box with so many black pixels, and a black border of so many on each side."""
    seen = page()
    if outside:
        blacken(seen.picture, (20, 20, 9, 9))
        blacken(seen.picture, (20 + outside / 10, 20 + outside / 10, 9 - outside / 5, 9 - outside / 5), 255)
    for place in range(pixels):
        seen.picture.putpixel((220 + place % 50, HEIGHT_PT * PIXELS - 221 - place // 50), 0)
    return read_tick(SQUARE, seen)


@pytest.mark.parametrize(
    ("pixels", "state", "doubt"),
    [
        *((0, UNTICKED, ""), (20, UNTICKED, ""), (21, UNTICKED, "doubt_tick"), (249, UNTICKED, "doubt_tick")),
        *((250, TICKED, ""), (2125, TICKED, ""), (2126, TICKED, "doubt_blot"), (2500, TICKED, "doubt_blot")),
    ],
)
def test_a_box_is_ticked_by_how_much_of_it_is_dark(pixels: int, state: str, doubt: str) -> None:
    assert tick(pixels) == PrintedCell("field", 3, "ink", state, doubt=doubt)


def test_the_border_of_a_box_is_no_tick() -> None:
    assert tick(0, 20) == PrintedCell("field", 3, "ink", UNTICKED)
    assert tick(0, 21).text == UNTICKED
    assert tick(0, 21).doubt == "doubt_tick"


def test_a_tick_is_read_as_one_where_there_are_letters_too() -> None:
    letters = [letter("x", 21, 21, 7, 7)]
    assert read(letters, SQUARE) == PrintedCell("field", 3, "ink", TICKED, doubt="doubt_blot")


@pytest.mark.parametrize(("grey", "part"), [(0, 1.0), (139, 1.0), (140, 0.0), (255, 0.0)])
def test_what_is_rather_black_is_dark(grey: int, part: float) -> None:
    assert ink_part(Image.new("L", (4, 3), grey)) == part


def test_the_dark_part_is_that_of_all_pixels() -> None:
    picture = Image.new("L", (5, 4), 255)
    picture.paste(0, (0, 0, 2, 3))
    assert ink_part(picture) == 6 / 20


def test_of_nothing_no_part_is_dark() -> None:
    assert ink_part(Image.new("L", (0, 0))) == 0
    dot = Image.new("L", (1, 1), 0)
    assert ink_part(dot) == 1


# Ink


def speck(pixels: int, grey: int = 0) -> FormPage:
    seen = page()
    for place in range(pixels):
        seen.picture.putpixel((500 + place, 500), grey)
    return seen


def test_a_speck_of_ten_pixels_is_dirt() -> None:
    assert not foreign_ink(speck(10), BOX)
    assert foreign_ink(speck(11), BOX)
    assert foreign_ink(speck(11, 139), BOX)
    assert not foreign_ink(speck(11, 140), BOX)


@pytest.mark.parametrize(
    ("border", "inner"),
    [
        ((20, 20, 2, 40), (22, 30, 0.1, 5)),
        ((118, 20, 2, 40), (117.9, 30, 0.1, 5)),
        ((20, 20, 100, 2), (30, 22, 5, 0.1)),
        ((20, 58, 100, 2), (30, 57.9, 5, 0.1)),
    ],
    ids=["left", "right", "lower", "upper"],
)
def test_the_border_of_a_box_is_not_foreign(border: Box, inner: Box) -> None:
    assert not foreign_ink(page(ink=[border]), BOX)
    assert foreign_ink(page(ink=[inner]), BOX)


ALONE = letter("a", 60, 40, 10, 8)
"""It is covered up to 1 point around it, and a pixel more to the right and below."""


@pytest.mark.parametrize(
    ("covered", "seen"),
    [
        ((59, 40, 0.1, 8), (58.9, 40, 0.1, 8)),
        ((71, 40, 0.1, 8), (71.1, 40, 0.1, 8)),
        ((60, 38.9, 10, 0.1), (60, 38.8, 10, 0.1)),
        ((60, 48.9, 10, 0.1), (60, 49, 10, 0.1)),
    ],
    ids=["left", "right", "below", "above"],
)
def test_ink_that_is_a_point_from_a_letter_is_its_own(covered: Box, seen: Box) -> None:
    assert not foreign_ink(page([ALONE], [covered]), BOX, [ALONE])
    assert foreign_ink(page([ALONE], [seen]), BOX, [ALONE])


def test_ink_under_a_letter_is_foreign_where_it_is_none_of_those_letters() -> None:
    assert foreign_ink(page([ALONE]), BOX)
    assert foreign_ink(page([ALONE, letter("b", 80, 40)]), BOX, [ALONE])
    assert not foreign_ink(page([ALONE, letter("b", 80, 40)]), BOX, [ALONE, letter("b", 80, 40)])


def test_no_ink_belongs_to_a_space() -> None:
    assert foreign_ink(page(ink=[(60, 40, 10, 8)]), BOX, [letter(" ", 60, 40, 10, 8)])


def test_looking_for_ink_leaves_the_page_as_it_is() -> None:
    seen = page([ALONE])
    assert not foreign_ink(seen, BOX, [ALONE])
    assert seen.crop(ALONE.box).getextrema() == (0, 0)


def test_of_a_choice_the_arrow_at_its_end_is_no_part() -> None:
    assert without_button(field("choice", (20, 30, 90, 12))) == (20, 30, 78, 12)
    assert without_button(field("line", (20, 30, 90, 12))) == (20, 30, 90, 12)
    arrow = [(100.0, 33.0, 6.0, 6.0)]
    assert read(word("ab", 30), field("choice", (20, 30, 90, 12)), arrow).doubt == ""
    assert read(word("ab", 30), field("line", (20, 30, 90, 12)), arrow).doubt == "doubt_ink_beside"


# What a cell says


def test_an_empty_box_is_a_text_without_letters() -> None:
    assert read([]) == PrintedCell("field", 3, "text")


def test_ink_without_letters_is_for_a_person_to_read() -> None:
    assert read([], ink=[(60, 40, 10, 2)]) == PrintedCell("field", 3, "ink", doubt="doubt_ink")


def test_spaces_alone_are_no_text() -> None:
    assert read(word("   ")) == PrintedCell("field", 3, "text")
    assert read(word("   "), ink=[(60, 40, 10, 2)]) == PrintedCell("field", 3, "ink", doubt="doubt_ink")


def test_letters_are_a_text() -> None:
    assert read(word("ab c")) == PrintedCell("field", 3, "text", text="ab c", in_order="ab c")


def test_letters_of_another_field_are_not_of_this_one() -> None:
    left, right = field(box=(20, 20, 40, 40), name="left"), field(box=(70, 20, 80, 40), name="right")
    seen = page([*word("ab", 30), *word("cd", 90)])
    runs = runs_on(seen, [left, right])
    assert [read_cell(one, seen, runs).text for one in (left, right)] == ["ab", "cd"]


def test_letters_stand_line_by_line_from_the_left_and_keep_the_order_of_the_file_beside_it() -> None:
    found = read([*word("cd", y=30), *reversed(word("ab", y=45))], field("lines"))
    assert (found.text, found.in_order) == ("ab\ncd", "cdba")


def test_a_letter_is_placed_on_its_line_by_its_baseline() -> None:
    first = PlacedLetter("a", (30, 36), (40, 36, 5, 5))
    second = PlacedLetter("b", (36, 36), (30, 36, 5, 5))
    assert read([second, first]).text == "ab"


@pytest.mark.parametrize(("y", "text"), [(39, "ab"), (33, "ab"), (39.1, "b\na"), (32.9, "a\nb")])
def test_letters_a_little_higher_or_lower_are_on_one_line(y: float, text: str) -> None:
    assert read([letter("a", 30, 36), letter("b", 40, y)]).text == text


def test_how_high_a_letter_stands_is_counted_from_the_first_one_of_its_line() -> None:
    steps = [letter("a", 30, 40), letter("b", 40, 38), letter("c", 50, 36.9)]
    assert read(steps).text == "ab\nc"


@pytest.mark.parametrize(("y", "text"), [(39, "a b"), (33, "a b"), (39.1, "ab"), (32.9, "ab")])
def test_a_space_parts_the_letters_of_the_line_that_it_stands_on(y: float, text: str) -> None:
    assert read([letter("a", 30, 36), letter("b", 40, 36), letter(" ", 36, y, 0)]).text == text


def test_a_space_is_placed_by_the_first_letter_of_a_line() -> None:
    assert read([letter("a", 30, 39), letter("b", 40, 36), letter(" ", 36, 42, 0)]).text == "a b"
    assert read([letter("a", 30, 39), letter("b", 40, 36), letter(" ", 36, 35.9, 0)]).text == "ab"


def test_a_space_between_two_lines_is_of_the_upper_one_alone() -> None:
    lines = [letter("a", 30, 40), letter("b", 40, 40), letter("c", 30, 34.5), letter("d", 40, 34.5)]
    assert read([*lines, letter(" ", 37, 37.2, 0)], field("lines")).text == "a b\ncd"


def test_several_spaces_are_one_and_those_at_the_ends_none() -> None:
    assert read(word("  ab   c  ", 40)).text == "ab c"


def test_ligatures_become_letters() -> None:
    found = read([letter("ﬁ", 30, 36)])
    assert (found.text, found.in_order) == ("fi", "ﬁ")


@pytest.mark.parametrize(("text", "gap"), [("a  b", True), ("a b", False), ("  a b", False), ("a b  ", False)])
def test_spaces_that_follow_each_other_between_letters_are_a_gap(text: str, gap: bool) -> None:
    assert read(word(text, 40)).gap == gap


def test_one_line_with_a_gap_is_enough() -> None:
    assert read([*word("abc", y=45), *word("d  e", y=32)], field("lines")).gap
    assert not read([*word("a b", y=45), *word("d e", y=32)], field("lines")).gap


# What may not be seen


def test_a_letter_that_is_not_seen_is_in_doubt() -> None:
    assert read_on(page(word("ab"), drawn=False)).doubt == "doubt_unseen"
    assert read_on(page(word("ab"), [(30, 36, 5, 5)], drawn=False)).doubt == "doubt_unseen"


def test_a_space_need_not_be_seen() -> None:
    assert read([letter("a", 30, 36), letter(" ", 36, 36, 0.4), letter("b", 40, 36)]).doubt == ""


@pytest.mark.parametrize(("grey", "doubt"), [(0, ""), (199, ""), (200, "doubt_unseen"), (254, "doubt_unseen")])
def test_a_faint_letter_is_not_seen(grey: int, doubt: str) -> None:
    seen = page([ALONE], drawn=False)
    blacken(seen.picture, (62, 42, 0.1, 0.1), grey)
    assert read_on(seen).doubt == doubt


@pytest.mark.parametrize(
    ("near", "off"),
    [
        ((59.6, 42, 0.1, 1), (59.5, 42, 0.1, 1)),
        ((70.3, 42, 0.1, 1), (70.4, 42, 0.1, 1)),
        ((62, 39.6, 1, 0.1), (62, 39.5, 1, 0.1)),
        ((62, 48.3, 1, 0.1), (62, 48.4, 1, 0.1)),
    ],
    ids=["left", "right", "below", "above"],
)
def test_a_letter_is_seen_by_ink_a_little_off_its_box(near: Box, off: Box) -> None:
    assert read_on(page([ALONE], [near], drawn=False)).doubt == ""
    assert read_on(page([ALONE], [off], drawn=False)).doubt == "doubt_unseen"


@pytest.mark.parametrize(
    ("size", "doubt"), [((0, 5), ""), ((5, 0), ""), ((0.1, 5), "doubt_unseen"), ((5, 0.1), "doubt_unseen")]
)
def test_a_letter_without_a_body_leaves_nothing_to_see(size: Point, doubt: str) -> None:
    assert read_on(page([letter("a", 60, 40, *size)], drawn=False)).doubt == doubt


def test_whether_letters_beyond_the_box_are_seen_does_not_matter() -> None:
    letters = word("abcdef", 100)
    seen = page(letters, [one.box for one in letters[:3]], drawn=False)
    assert read_on(seen).doubt == ""
    assert read_on(page(letters, [one.box for one in letters[1:3]], drawn=False)).doubt == "doubt_unseen"


@pytest.mark.parametrize(
    ("size", "doubt"),
    [
        *(((0.52, 0.52), "doubt_unseen"), ((0.5, 0.6), ""), ((0.6, 0.5), ""), ((0, 5), ""), ((5, 0), "")),
        ((5, 5), "doubt_unseen"),
    ],
)
def test_a_space_with_a_body_is_a_letter_that_is_not_told(size: Point, doubt: str) -> None:
    assert read([letter("a", 30, 36), letter(" ", 36, 36, *size)]).doubt == doubt


def test_a_letter_with_a_small_body_is_one() -> None:
    assert read([letter("a", 30, 36), letter(".", 36, 36, 0.6, 0.6)]).doubt == ""


def test_ink_beside_the_letters_is_in_doubt() -> None:
    assert read(word("ab"), ink=[(80, 40, 10, 2)]).doubt == "doubt_ink_beside"
    assert read(word("ab"), ink=[(130, 40, 10, 2)]).doubt == ""


# Letters on top of each other


WIDE = (40.0, 36.0, 10.0, 10.0)


@pytest.mark.parametrize(
    ("other", "over"),
    [
        *(((46, 36, 10, 10), False), ((45.9, 36, 10, 10), True), ((34, 36, 10, 10), False), ((34.1, 36, 10, 10), True)),
        *(((40, 44, 10, 10), False), ((40, 43.9, 10, 10), True), ((40, 28, 10, 10), False), ((40, 28.1, 10, 10), True)),
        *(((49, 36, 2.5, 10), False), ((48.9, 36, 2.5, 10), True), ((38.5, 36, 2.5, 10), False)),
        *(((40, 45.5, 10, 2.5), False), ((40, 45.4, 10, 2.5), True), ((40, 34, 10, 2.5), False)),
        *(((38.6, 36, 2.5, 10), True), ((40, 34.1, 10, 2.5), True), ((44, 40, 1, 1), True)),
    ],
)
@pytest.mark.parametrize("turned", [False, True])
def test_letters_that_cover_each_other_are_in_doubt(other: Box, over: bool, turned: bool) -> None:
    """More than two fifths of the narrower one's width, and a fifth of the lower one's height."""
    two = [PlacedLetter("a", (40, 36), WIDE), PlacedLetter("b", (46, 36), other)]
    assert read(two[::-1] if turned else two).doubt == ("doubt_overlap" if over else "")


def test_letters_need_not_follow_each_other_to_cover_each_other() -> None:
    three = [letter("a", 30, 36), letter("b", 36, 36), letter("c", 42, 36), letter("d", 31, 36)]
    assert read(three).doubt == "doubt_overlap"


def test_that_letters_cover_each_other_is_said_before_that_one_is_not_seen() -> None:
    two = [letter("a", 30, 36), letter("b", 31, 36)]
    assert read_on(page(two, drawn=False)).doubt == "doubt_overlap"


def test_accents_and_spaces_may_stand_on_letters() -> None:
    assert read([letter("e", 30, 36), letter("\u0301", 30, 36), letter("f", 36, 36)]).doubt == ""
    assert read([letter("e", 30, 36), letter(" ", 30, 36, 5, 0.5), letter("f", 36, 36)]).doubt == ""


def test_letters_beyond_the_box_may_cover_each_other() -> None:
    letters = [*word("abc", 105), letter("d", 123, 36), letter("e", 124, 36)]
    assert read(letters).doubt == ""


# What goes up to the edge


@pytest.mark.parametrize(
    ("box", "cut"),
    [
        *(((20.5, 36, 5, 5), False), ((20.46, 36, 5, 5), True), ((109, 36, 5, 8), False), ((109.1, 36, 5, 3), True)),
        *(((60, 20, 5, 5), False), ((60, 19.9, 5, 5), True), ((60, 55, 8, 5), False), ((60, 55.1, 3, 5), True)),
    ],
)
@pytest.mark.parametrize("kind", ["line", "lines", "choice"])
def test_text_that_comes_near_an_edge_may_be_cut(box: Box, cut: bool, kind: Kind) -> None:
    assert read([PlacedLetter("a", (60, 36), box)], field(kind)).cut == cut


@pytest.mark.parametrize(
    ("x", "y", "cut"), [(20.4, 36, True), (109.1, 36, True), (60, 19.9, True), (60, 55.1, True), (60, 36, False)]
)
@pytest.mark.parametrize("last", [False, True])
def test_one_letter_near_an_edge_is_enough(x: float, y: float, cut: bool, last: bool) -> None:
    letters = [letter("b", 70, 36), letter("a", x, y), letter("c", 80, 36)]
    assert read([*letters[::2], letters[1]] if last else letters).cut == cut


def test_spaces_near_an_edge_cut_nothing() -> None:
    assert not read([letter(" ", 20, 36, 0), *word("ab", 26), letter(" ", 118, 36, 0)]).cut


@pytest.mark.parametrize(("y", "cut"), [(26, False), (25.9, True)])
def test_several_lines_are_cut_where_no_other_one_has_room(y: float, cut: bool) -> None:
    """Letters are 5 points high, a line 6."""
    lines = [letter("a", 30, 45), letter("b", 30, y)]
    assert read(lines, field("lines")).cut == cut
    assert read(lines[::-1], field("lines")).cut == cut
    assert not read(lines, field("line")).cut
    assert not read(lines[1:], field("lines")).cut


def test_the_highest_letter_tells_how_high_a_line_is() -> None:
    lines = [letter("a", 30, 45, 5, 10), letter("b", 30, 31.9)]
    assert read(lines, field("lines")).cut
    assert not read([lines[0], letter("b", 30, 32)], field("lines")).cut


def test_text_beyond_the_end_of_its_box_is_cut_and_read_all_the_same() -> None:
    found = read(word("abcdef", 100))
    assert (found.text, found.cut) == ("abcdef", True)
