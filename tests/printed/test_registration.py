"""A page of a form is found on the sheet that it stands on, moved, turned, scaled or tilted, by its code and marks or
by its words; what does not agree is not found at all."""

from __future__ import annotations

import math
import random
from collections.abc import Sequence
from dataclasses import replace

import pytest
from PIL import Image, ImageDraw

from dtmforms.form.barcode import ReadCode
from dtmforms.pdf.geometry import PlacedWords
from dtmforms.pdf.read.model import FileSheet, Letter
from dtmforms.pdf.read.transform import Point, Transform
from dtmforms.pdf.write.form import geometry
from dtmforms.pdf.write.form_layout import blank_layout
from dtmforms.returns.printed.registration import SCAN_DPI, TEXT_DPI, FormPage, by_code, by_words, straightened

FORM = geometry("en", blank_layout())
MARKS, SCALE = FORM.marks, 1.5
Square = tuple[float, float, float, float]
Corners = tuple[Point, Point, Point, Point]


def turned(degrees: float, scale: float = SCALE, move: Point = (40, 1350)) -> Transform:
    """Points of the form, y up, to pixels, y down; where its lower left corner goes."""
    cos, sin = scale * math.cos(math.radians(degrees)), scale * math.sin(math.radians(degrees))
    return Transform((cos, sin, move[0], sin, -cos, move[1], 0, 0))


UPRIGHT = turned(0)
TILTED = Transform((SCALE, 0, 40, 0, -SCALE, 1350, 0.0002, 0.0001))


def corners(x: float, y: float, width: float, height: float) -> Corners:
    """As one reads a square: the upper left one first, then clockwise."""
    return (x, y + height), (x + width, y + height), (x + width, y), (x, y)


def code_at(to_sheet: Transform, off: Point = (0, 0)) -> ReadCode:
    """The code, its first corner read a little off."""
    (x, y), second, third, fourth = map(to_sheet, corners(*FORM.code))
    return ReadCode("code", ((x + off[0], y + off[1]), second, third, fourth))


def sheet_with(to_sheet: Transform, squares: Sequence[Square] = MARKS) -> Image.Image:
    picture = Image.new("L", (1000, 1400), 255)
    for square in squares:
        ImageDraw.Draw(picture).polygon([to_sheet(corner) for corner in corners(*square)], fill=0)
    return picture


def farthest_pt(found: Transform | None, meant: Transform) -> float:
    """Over the corners of the page, where it was put from where it is."""
    assert found
    page = corners(0, 0, FORM.width_pt, FORM.height_pt)
    return max(math.dist(found(corner), meant(corner)) for corner in page) / meant.scale()


@pytest.mark.parametrize(
    "to_sheet", [UPRIGHT, turned(2), turned(90, 1.1, (10, 20)), turned(180, move=(950, 40)), TILTED]
)
def test_a_page_is_found_by_its_code_and_marks(to_sheet: Transform) -> None:
    assert farthest_pt(by_code(code_at(to_sheet), FORM, sheet_with(to_sheet)), to_sheet) < 1


def test_without_marks_the_code_is_enough() -> None:
    assert farthest_pt(by_code(code_at(turned(7)), FORM, sheet_with(turned(7), ())), turned(7)) < 1


def test_marks_tell_better_than_the_code_alone_which_is_small() -> None:
    off = code_at(UPRIGHT, (-1.5, 1.5))
    assert farthest_pt(by_code(off, FORM, sheet_with(UPRIGHT, ())), UPRIGHT) > 6
    assert farthest_pt(by_code(off, FORM, sheet_with(UPRIGHT)), UPRIGHT) < 1.5


@pytest.mark.parametrize("which", range(3))
def test_one_mark_that_is_gone_is_missed_by_nobody(which: int) -> None:
    there = [mark for place, mark in enumerate(MARKS) if place != which]
    assert farthest_pt(by_code(code_at(UPRIGHT, (-1, 1)), FORM, sheet_with(UPRIGHT, there)), UPRIGHT) < 2


def test_squares_far_from_the_places_of_marks_are_none() -> None:
    astray = [(x + 80 if x < 300 else x - 80, y, width, height) for x, y, width, height in MARKS]
    assert farthest_pt(by_code(code_at(UPRIGHT), FORM, sheet_with(UPRIGHT, astray)), UPRIGHT) < 1


def test_marks_that_fit_no_page_are_not_believed() -> None:
    """Each moved otherwise, as on a sheet that two forms share, and as no camera sees them."""
    moves = [(20, -20), (-20, 20), (20, 20)]
    astray = [(x + dx, y + dy, width, height) for (x, y, width, height), (dx, dy) in zip(MARKS, moves, strict=True)]
    assert farthest_pt(by_code(code_at(UPRIGHT), FORM, sheet_with(UPRIGHT, astray)), UPRIGHT) < 1


def test_the_black_edge_of_a_scanner_is_no_mark() -> None:
    edges = [(-60, -60, 80, 990), (-60, -60, 740, 80)]
    assert farthest_pt(by_code(code_at(UPRIGHT), FORM, sheet_with(UPRIGHT, edges)), UPRIGHT) < 1


@pytest.mark.parametrize(("black", "white", "seen"), [(215, 255, False), (60, 190, True)])
def test_a_square_is_seen_by_how_much_darker_it_is_than_its_paper(black: int, white: int, seen: bool) -> None:
    sheet = sheet_with(UPRIGHT).point([black if value < 128 else white for value in range(256)])
    assert (farthest_pt(by_code(code_at(UPRIGHT, (-1.5, 1.5)), FORM, sheet), UPRIGHT) < 1.5) == seen


def test_a_code_without_extent_finds_nothing() -> None:
    point = (50.0, 50.0)
    assert by_code(ReadCode("code", (point, point, point, point)), FORM, sheet_with(UPRIGHT)) is None


# By words

WORDS = tuple(
    PlacedWords(text, page, x, y, 40, 8)
    for text, page, x, y in [
        ("Table B", 1, 10, 100),
        ("Timeline", 1, 120, 100),
        ("Purpose of sharing", 1, 10, 60),
        ("Method", 1, 10, 20),
        ("Destination", 1, 120, 20),
        ("Table C", 2, 10, 100),
        ("Focal point", 2, 120, 60),
        ("Secondary", 2, 10, 20),
        ("Signature", 2, 120, 20),
        ("Name", 1, 60, 80),
        ("Name", 2, 60, 80),
        ("of", 1, 90, 90),
    ]
)
WIDTH_PT, HEIGHT_PT = 200.0, 120.0
TWO_PAGES = replace(FORM, width_pt=WIDTH_PT, height_pt=HEIGHT_PT, pages=2, words=WORDS)
AS_TEXT = TEXT_DPI / 72


def letters_of(to_sheet: Transform, page: int, words: tuple[PlacedWords, ...] = WORDS) -> tuple[Letter, ...]:
    found = []
    for word in words:
        for number, letter in enumerate(word.text if word.page == page else ""):
            origin = to_sheet((word.x + 4 * number, word.y))
            found.append(Letter(letter, origin, (*origin, 3, 5)))
    return tuple(found)


def sheet_of(*letters: Letter) -> FileSheet:
    return FileSheet(1, Image.new("L", (900, 900), 255), letters)


@pytest.mark.parametrize("to_sheet", [turned(0, AS_TEXT), turned(180, AS_TEXT), turned(90, AS_TEXT * 0.5)])
def test_a_page_is_found_by_words_that_stand_in_the_form_once(to_sheet: Transform) -> None:
    found = by_words(sheet_of(*letters_of(to_sheet, 2)), TWO_PAGES)
    assert found.keys() == {2}
    assert farthest_pt(found[2], to_sheet) < 0.01


def test_two_pages_on_one_sheet_are_both_found() -> None:
    left, right = turned(0, AS_TEXT / 2, (0, 300)), turned(0, AS_TEXT / 2, (400, 300))
    found = by_words(sheet_of(*letters_of(left, 1), *letters_of(right, 2)), TWO_PAGES)
    assert [*found] == [1, 2]
    assert farthest_pt(found[1], left) < 0.01
    assert farthest_pt(found[2], right) < 0.01


def test_words_that_stand_elsewhere_than_the_others_say_are_passed_over() -> None:
    to_sheet = turned(0, AS_TEXT)
    astray = letters_of(turned(0, AS_TEXT, (500, 700)), 1, WORDS[:1])
    found = by_words(sheet_of(*astray, *letters_of(to_sheet, 1, WORDS[1:])), TWO_PAGES)
    assert farthest_pt(found[1], to_sheet) < 0.01


def test_words_that_stand_farthest_apart_are_tried_first() -> None:
    """They tell a page from its few words among so many astray that not all can be tried."""
    rng, to_sheet = random.Random(1), turned(0, AS_TEXT)  # noqa: S311 - no secrets in it
    middle = tuple(PlacedWords(f"Word {chr(number)}", 1, 80, 30 + number % 60, 40, 8) for number in range(192, 256))
    corners = tuple(
        PlacedWords(text, 1, x, y, 40, 8)
        for text, x, y in [
            ("North west", 5, 115),
            ("North east", 160, 115),
            ("South west", 5, 5),
            ("South east", 160, 5),
        ]
    )
    astray = [
        letter
        for word in middle
        for letter in letters_of(turned(0, AS_TEXT, (rng.uniform(2000, 9000), rng.uniform(2000, 9000))), 1, (word,))
    ]
    form = replace(TWO_PAGES, words=(*middle, *corners))
    found = by_words(sheet_of(*astray, *letters_of(to_sheet, 1, corners)), form)
    assert farthest_pt(found.get(1), to_sheet) < 0.01


def test_three_words_that_agree_are_too_few() -> None:
    to_sheet = turned(0, AS_TEXT)
    assert by_words(sheet_of(*letters_of(to_sheet, 1, WORDS[:4])), TWO_PAGES).keys() == {1}
    assert by_words(sheet_of(*letters_of(to_sheet, 1, WORDS[:3])), TWO_PAGES) == {}


def test_words_that_stand_twice_or_are_short_find_no_page() -> None:
    to_sheet = turned(0, AS_TEXT)
    many = [letters_of(to_sheet, 1, WORDS[:3]), letters_of(to_sheet, 1, WORDS[9:])]
    assert by_words(sheet_of(*many[0], *many[1]), TWO_PAGES) == {}


def test_spaces_are_not_looked_at() -> None:
    to_sheet = turned(0, AS_TEXT)
    letters = letters_of(to_sheet, 1)
    spaced = [one for letter in letters for one in (letter, replace(letter, text=" "))]
    assert by_words(sheet_of(*spaced), TWO_PAGES).keys() == {1}


@pytest.mark.parametrize(("scale", "there"), [(0.25, False), (0.35, True), (2.9, True), (3.1, False)])
def test_a_page_that_is_much_too_large_or_small_is_none(scale: float, there: bool) -> None:
    found = by_words(sheet_of(*letters_of(turned(0, AS_TEXT * scale), 1)), TWO_PAGES)
    assert bool(found) == there


# Cut out


def test_a_scanned_page_is_cut_out_upright_at_the_resolution_of_scans() -> None:
    to_sheet = turned(90, 300 / 72, (200, 150))
    picture = Image.new("L", (1100, 1100), 255)
    ImageDraw.Draw(picture).polygon([to_sheet(corner) for corner in corners(100, 30, 20, 10)], fill=0)
    page = straightened(FileSheet(3, picture), TWO_PAGES, 2, to_sheet)
    assert (page.page, page.sheet, page.dpi, page.scanned, page.letters) == (2, 3, SCAN_DPI, True, ())
    assert page.picture.size == (round(WIDTH_PT * 300 / 72), round(HEIGHT_PT * 300 / 72))
    assert page.crop((101, 31, 18, 8)).getextrema() == (0, 0)
    assert page.crop((90, 20, 8, 8)).getextrema() == (255, 255)


def test_letters_are_placed_in_points_of_the_form() -> None:
    to_sheet = turned(180, AS_TEXT, (600, 30))
    x, y = to_sheet((50, 40))
    letter = Letter("a", (x, y), (x - 4 * AS_TEXT, y, 4 * AS_TEXT, 6 * AS_TEXT))
    page = straightened(FileSheet(1, Image.new("L", (900, 900), 255), (letter,)), TWO_PAGES, 1, to_sheet)
    assert (page.dpi, page.scanned) == (TEXT_DPI, False)
    [placed] = page.letters
    assert placed.text == "a"
    assert placed.origin == pytest.approx((50, 40))
    assert placed.box == pytest.approx((50, 40, 4, 6))


def test_the_box_of_a_turned_letter_is_that_around_all_its_corners() -> None:
    to_sheet = turned(45, AS_TEXT, (300, 300))
    x, y = to_sheet((50, 40))
    letter = Letter("a", (x, y), (x - 5, y - 5, 10, 10))
    [placed] = straightened(FileSheet(1, Image.new("L", (900, 900), 255), (letter,)), TWO_PAGES, 1, to_sheet).letters
    half = 5 * math.sqrt(2) / AS_TEXT
    assert placed.box == pytest.approx((50 - half, 40 - half, 2 * half, 2 * half))


def test_a_box_is_cropped_without_as_much_of_its_border_as_is_asked() -> None:
    picture = Image.new("L", (400, 240), 255)
    ImageDraw.Draw(picture).rectangle((20, 200, 59, 219), fill=0)
    page = FormPage(1, 1, picture, 144, HEIGHT_PT)
    assert page.crop((10, 10, 20, 10)).size == (40, 20)
    assert page.crop((10, 10, 20, 10)).getextrema() == (0, 0)
    assert page.crop((9, 10, 20, 10)).getextrema() == (0, 255)
    assert page.crop((9, 9, 22, 12), 1.0).size == (40, 20)
    assert page.crop((9, 9, 22, 12), 1.0).getextrema() == (0, 0)
