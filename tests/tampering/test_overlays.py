"""Whatever lies over fields or fixed words, and is no field in its place, is told with its page."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import pytest

from dtmforms.pdf.geometry import Box, Geometry, PlacedField, PlacedWords
from dtmforms.pdf.read.annotations import OverlaidAnnotation
from dtmforms.pdf.read.model import QpdfField, QpdfWidget
from dtmforms.pdf.read.qpdf_reader import QpdfFile
from dtmforms.returns.tampering.overlays import box_signed, covered, pages_covered

BOX: Box = (100, 100, 50, 16)
WORDS: Box = (200, 100, 50, 8)
PAGE: Box = (0, 0, 300, 200)


def over(
    box: Box = BOX, page: int = 1, name: str = "", *, comment: bool = False, highlight: bool = False
) -> OverlaidAnnotation:
    return OverlaidAnnotation(page, box, name, comment, highlight)


def field(*places: tuple[int, Box]) -> QpdfField:
    return QpdfField([""], [QpdfWidget(page, box, hidden=False) for page, box in places or [(1, BOX)]])


# Over fields


def covered_by(*annotations: OverlaidAnnotation, **fields: QpdfField) -> list[tuple[int, str]]:
    return list(covered(annotations, fields or {"a": field()}))


def test_a_field_with_nothing_over_it_is_not_covered() -> None:
    assert covered_by() == []
    assert covered_by(over(name="a")) == []
    assert covered_by(over((0, 0, 50, 50)), over(name="a")) == []


def test_what_stands_over_a_field_covers_it() -> None:
    assert covered_by(over()) == [(1, "a")]
    assert covered_by(over(name="b")) == [(1, "a")]
    assert covered_by(over(PAGE)) == [(1, "a")]
    assert covered_by(over((110, 104, 20, 4))) == [(1, "a")]
    low: Box = (100, 10, 50, 16)
    assert covered_by(over(low), a=field((1, low))) == [(1, "a")]


def test_a_mark_of_a_highlighter_covers_nothing() -> None:
    assert covered_by(over(highlight=True, comment=True)) == []
    assert covered_by(over(highlight=True), over()) == [(1, "a")]


def test_a_note_covers_the_field_that_it_lies_over() -> None:
    """Its picture may be a white box with another value."""
    assert covered_by(over(comment=True)) == [(1, "a")]
    assert covered_by(over((160, 100, 16, 16), comment=True)) == []


def test_another_widget_of_the_field_itself_covers_it_unless_it_is_the_first_in_its_place() -> None:
    moved: Box = (101, 100, 50, 16)
    assert covered_by(over(moved, name="a")) == [(1, "a")]
    assert covered_by(over(name="a"), a=field((1, BOX), (1, moved))) == []
    assert covered_by(over(moved, name="a"), a=field((1, BOX), (1, moved))) == [(1, "a")]


def test_a_field_is_covered_on_its_page_alone() -> None:
    assert covered_by(over(page=2)) == []
    assert covered_by(over(page=2), a=field((2, BOX))) == [(2, "a")]
    assert covered_by(over(page=1), a=QpdfField([""])) == []


def test_every_field_below_something_is_named() -> None:
    beside: Box = (160, 100, 50, 16)
    fields = {"a": field(), "b": field((1, beside)), "c": field((1, (100, 60, 50, 16))), "d": field((2, BOX))}
    both: Box = (120, 95, 80, 30)
    assert covered_by(over(both), **fields) == [(1, "a"), (1, "b")]
    assert covered_by(over(both), over(BOX, 2), **fields) == [(1, "a"), (1, "b"), (2, "d")]


def test_a_highlight_is_read_through_and_one_upon_another_is_not() -> None:
    mark, beside = over((100, 100, 20, 16), highlight=True), over((118, 100, 20, 16), highlight=True)
    assert covered_by(mark) == []
    assert covered_by(mark, beside) == []
    assert covered_by(mark, mark) == [(1, "a")]


@pytest.mark.parametrize(
    ("box", "covers"),
    [
        ((60, 100, 43, 16), False),
        ((60, 100, 43.1, 16), True),
        ((147, 100, 40, 16), False),
        ((146.9, 100, 40, 16), True),
        ((100, 80, 50, 23), False),
        ((100, 80, 50, 23.1), True),
        ((100, 113, 50, 20), False),
        ((100, 112.9, 50, 20), True),
        ((120, 100, 3, 16), True),  # several of them hide a digit
        ((120, 105, 20, 3), True),
        ((148, 100, 3, 16), True),
        ((149, 100, 3, 16), False),
        ((120, 115, 20, 3), False),
        ((60, 80, 43.1, 23.1), True),
        ((60, 80, 43.1, 20), False),
        ((60, 80, 20, 23.1), False),
        ((100, 30, 50, 16), False),
        ((100, 170, 50, 16), False),
    ],
)
def test_what_reaches_over_it_a_little_does_not(box: Box, covers: bool) -> None:
    assert covered_by(over(box)) == ([(1, "a")] if covers else [])


def test_a_field_of_no_height_is_covered_by_nothing() -> None:
    assert covered_by(over(), a=field((1, (100, 105, 50, 0)))) == []


def test_so_many_annotations_are_looked_at() -> None:
    beside = [over((0, 0, 9, 9))]
    assert covered_by(*beside * 1999, over()) == [(1, "a")]
    assert covered_by(*beside * 2000, over()) == []


# Over fixed words


def form(*words: Box, page: int = 1, signatures: tuple[tuple[int, Box], ...] = ()) -> Geometry:
    """A form of two pages with words, of which each box is where its letters stand, and boxes to sign in."""
    return Geometry(
        300,
        200,
        2,
        (),
        tuple(PlacedWords("words", page, x, y, width, height) for x, y, width, height in words or [WORDS]),
        (0, 0, 0, 0),
        (),
        tuple(PlacedField("signature", "signature", on, box) for on, box in signatures),
    )


def pages(
    *annotations: OverlaidAnnotation,
    fields: Mapping[str, QpdfField] | None = None,
    made: Geometry | None = None,
    as_sent: Mapping[int, int] | None = None,
    crop_boxes: tuple[Box, ...] = (PAGE, PAGE, PAGE),
) -> set[int]:
    file = QpdfFile(crop_boxes=[*crop_boxes], annotations=[*annotations])
    found = pages_covered(file, fields or {}, made or form(), {1: 1, 2: 2} if as_sent is None else as_sent)
    return found.covered


def test_words_with_nothing_over_them_are_not_covered() -> None:
    assert pages() == set()
    assert pages(over(BOX)) == set()
    assert pages(over(WORDS, comment=True)) == set()
    assert pages(over(WORDS, page=2)) == set()


def test_a_page_with_something_over_words_is_told() -> None:
    assert pages(over(WORDS)) == {1}
    assert pages(over(WORDS, page=2), made=form(page=2)) == {2}
    assert pages(over(BOX), over(WORDS)) == {1}
    assert pages(over(WORDS), made=form(BOX, WORDS)) == {1}


@pytest.mark.parametrize(
    ("box", "covers"),
    [
        ((160, 100, 43, 8), False),
        ((160, 100, 43.1, 8), True),
        ((247, 100, 40, 8), False),
        ((246.9, 100, 40, 8), True),
        ((200, 80, 50, 23), False),
        ((200, 80, 50, 23.1), True),
        ((200, 105, 50, 20), False),
        ((200, 104.9, 50, 20), True),
    ],
)
def test_what_reaches_over_words_a_little_does_not(box: Box, covers: bool) -> None:
    assert pages(over(box)) == ({1} if covers else set())


def test_a_field_of_the_form_in_its_place_covers_no_words() -> None:
    own = {"a": field((1, WORDS))}
    assert pages(over(WORDS, name="a"), fields=own) == set()
    assert pages(over(WORDS, name="b"), fields=own) == {1}
    assert pages(over(WORDS), fields=own) == {1}
    assert pages(over(WORDS, name="a"), fields={"a": field((1, BOX))}) == {1}
    assert pages(over(WORDS, name="a"), fields={"a": field((2, WORDS))}) == {1}
    assert pages(over(WORDS, name="a"), over(WORDS), fields=own) == {1}


def test_words_are_looked_for_on_the_page_of_the_form_that_is_shown() -> None:
    assert pages(over(WORDS), as_sent={1: 2}, made=form(page=2)) == {1}
    assert pages(over(WORDS), as_sent={1: 2}, made=form(page=1)) == set()
    assert pages(over(WORDS, page=3), as_sent={3: 1}) == {3}


def test_on_a_page_that_is_none_of_the_form_anything_is_too_much() -> None:
    assert pages(over(BOX, page=3)) == {3}
    assert pages(over(BOX, page=3, comment=True)) == set()
    assert pages(over(BOX), as_sent={}) == {1}
    assert pages(over(BOX, page=3, name="a"), fields={"a": field((3, BOX))}) == set()


def test_places_are_counted_from_the_corner_of_the_page() -> None:
    moved: Box = (1000, 2000, 300, 200)
    there: Box = (1200, 2100, 50, 8)
    assert pages(over(there), crop_boxes=(moved,)) == {1}
    assert pages(over(WORDS), crop_boxes=(moved,)) == set()
    assert pages(over(there, page=2), crop_boxes=(PAGE, moved), made=form(page=2)) == {2}
    assert pages(over((1200, 100, 50, 8)), crop_boxes=((1000, 0, 300, 200),)) == {1}
    assert pages(over((200, 2100, 50, 8)), crop_boxes=((0, 2000, 300, 200),)) == {1}


@pytest.mark.parametrize(("y", "beside"), [(94.9, False), (95, True), (100, True), (105, True), (105.1, False)])
def test_words_beside_a_box_to_sign_in_may_be_reached_over(y: float, beside: bool) -> None:
    """Beside is where the line of the words stands within the height of the box."""
    words: Box = (200, y, 50, 8)
    made = form(words, signatures=((1, (20, 95, 100, 10)),))
    assert pages(over(words), made=made) == (set() if beside else {1})


def test_words_elsewhere_may_not() -> None:
    signing: Box = (20, 95, 100, 20)
    assert pages(over(WORDS), made=form(signatures=((2, signing),))) == {1}
    assert pages(over(WORDS), made=form(signatures=((1, (20, 10, 100, 20)), (1, signing)))) == set()
    other: Box = (200, 150, 50, 8)
    assert pages(over(other), made=form(WORDS, other, signatures=((1, signing),))) == {1}


def test_more_annotations_than_anybody_looks_at_are_too_many() -> None:
    assert pages(*[over(BOX)] * 2000) == set()
    assert pages(*[over(BOX)] * 2000, over(BOX, page=2)) == {2}
    assert pages(*[over(BOX, comment=True)] * 2000, over(BOX, page=2, comment=True)) == {2}
    assert pages(*[over(BOX)] * 1999, over(WORDS)) == {1}


# In the boxes to sign in

OURS: Box = (20, 20, 100, 30)
THEIRS: Box = (160, 20, 100, 30)


def to_sign(*fields: PlacedField) -> Geometry:
    made = form((200, 100, 50, 8), (130, 30, 20, 8))
    boxes = [PlacedField(f"signature_{side}", "signature", 1, box) for side, box in SIDES.items()]
    return replace(made, signatures=tuple(boxes), fields=fields)


SIDES = {"iom": OURS, "requesting_organization": THEIRS}


@pytest.mark.parametrize(
    ("box", "signed"),
    [
        (THEIRS, "signature_requesting_organization"),
        ((170, 25, 20, 10), "signature_requesting_organization"),
        ((140, 16, 130, 40), "signature_requesting_organization"),
        (OURS, "signature_iom"),
        (BOX, ""),
        ((200, 45, 20, 15), ""),
        ((161, 10, 100, 95), ""),
        (PAGE, ""),
    ],
)
def test_what_stands_in_a_box_to_sign_in_is_known_by_its_middle(box: Box, signed: str) -> None:
    """The line of words beside the box may be reached over; other words, and fields, may not."""
    assert box_signed(box, 1, to_sign()) == signed
    assert box_signed(box, 2, to_sign()) == ""


def test_what_reaches_over_a_field_is_no_signature() -> None:
    made = to_sign(PlacedField("a", "line", 1, (160, 53, 100, 16)))
    assert box_signed((160, 20, 100, 35), 1, made) == "signature_requesting_organization"
    assert box_signed((160, 20, 100, 38), 1, made) == ""


def test_a_picture_of_a_signature_is_told_and_covers_nothing() -> None:
    file = QpdfFile(crop_boxes=[PAGE], annotations=[over(THEIRS)])
    found = pages_covered(file, {}, to_sign(), {1: 1})
    assert (found.covered, found.signed) == (set(), {1})
    of_a_field = QpdfFile(crop_boxes=[PAGE], annotations=[over(THEIRS, name="signature_requesting_organization")])
    assert pages_covered(of_a_field, {}, to_sign(), {1: 1}).signed == set()


def test_what_somebody_else_puts_into_our_box_is_told_as_foreign() -> None:
    file = QpdfFile(crop_boxes=[PAGE], annotations=[over(OURS), over(THEIRS)])
    found = pages_covered(file, {}, to_sign(), {1: 1})
    assert (found.covered, found.signed) == ({1}, {1})
