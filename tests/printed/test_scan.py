"""Of a scanned page there are pictures of its boxes, and drafts of what they say: never a value, and never a draft that
its field cannot hold."""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from typing import Literal

import pytest
from PIL import Image

from dtmforms.form.fields import TICKED, UNCHOSEN, UNTICKED
from dtmforms.language.labels import labels
from dtmforms.pdf.geometry import Box, PlacedField
from dtmforms.returns.printed import ocr
from dtmforms.returns.printed.ink import PAGE_DPI
from dtmforms.returns.printed.registration import FormPage
from dtmforms.returns.printed.scan import picture_of, picture_of_page, read_boxes
from dtmforms.returns.returned_file import PrintedCell

WIDTH_PT, HEIGHT_PT, PIXELS = 160, 90, 10
"""Of the page; ten pixels a point."""
Kind = Literal["line", "lines", "tick", "choice"]
BOX = (20.0, 20.0, 60.0, 20.0)
WORDS = labels("en")


class Reader:
    """Recognizes text: what it is told to say of boxes, in the order in which it is asked."""

    def __init__(self, *said: str, there: bool = True) -> None:
        self.said, self.there = list(said), there
        self.asked: list[tuple[list[tuple[int, int]], str, bool]] = []
        self.seen: list[Image.Image] = []

    def installed(self) -> bool:
        return self.there

    def recognized(self, pictures: Sequence[Image.Image], language: str, *, lines: bool) -> list[str]:
        self.asked.append(([picture.size for picture in pictures], language, lines))
        self.seen += pictures
        return [self.said.pop(0) for _ in pictures]


@pytest.fixture(autouse=True)
def nobody_reads() -> Iterator[None]:
    ocr.recognise_by(Reader(there=False))
    yield
    ocr.recognise_by(None)


def field(name: str = "timeline", kind: Kind = "line", box: Box = BOX) -> PlacedField:
    return PlacedField(name, kind, 1, box)


def page(*ink: Box, grey: int = 0) -> FormPage:
    picture = Image.new("L", (WIDTH_PT * PIXELS, HEIGHT_PT * PIXELS), 255)
    for box in ink:
        x, y, width, height = (round(edge * PIXELS) for edge in box)
        top = HEIGHT_PT * PIXELS - y - height
        picture.paste(grey, (x, top, x + width, top + height))
    return FormPage(1, 4, picture, 72 * PIXELS, HEIGHT_PT, scanned=True)


def written(fields: Iterable[PlacedField]) -> FormPage:
    """A page with ink in each of these boxes, at their beginning."""
    return page(*((one.box[0] + 4, one.box[1] + 4, 3, 3) for one in fields))


def read_by(reader: Reader, *fields: PlacedField, language: str = "en") -> list[PrintedCell]:
    ocr.recognise_by(reader)
    return read_boxes(fields, written(fields), labels(language))


def draft(text: str, name: str = "timeline", kind: Kind = "line", language: str = "en") -> str:
    """The draft of a box of which that is read."""
    [cell] = read_by(Reader(text), field(name, kind), language=language)
    return cell.text


# Without a program that reads


def test_without_a_program_there_are_pictures_alone() -> None:
    fields = [field("a"), field("b", "lines"), field("c", "choice")]
    found = read_boxes(fields, page(), WORDS)
    pictures = [picture_of(one, page()) for one in fields]
    assert found == [
        PrintedCell("a", 4, "ocr", "", doubt="drafts", picture=pictures[0]),
        PrintedCell("b", 4, "ocr", "", doubt="drafts", picture=pictures[1]),
        PrintedCell("c", 4, "ocr", UNCHOSEN, doubt="drafts", picture=pictures[2]),
    ]
    assert all(pictures)


def test_a_program_that_is_not_there_is_not_asked() -> None:
    reader = Reader(there=False)
    assert [cell.text for cell in read_by(reader, field())] == [""]
    assert reader.asked == []


@pytest.mark.parametrize(("ink", "state"), [((), UNTICKED), (((22.0, 22.0, 56.0, 16.0),), TICKED)])
def test_a_tick_is_read_by_its_ink_and_is_a_draft_all_the_same(ink: tuple[Box, ...], state: str) -> None:
    [cell] = read_boxes([field(kind="tick")], page(*ink), WORDS)
    picture = picture_of(field(), page(*ink))
    assert replace(cell, unsure=False) == PrintedCell("timeline", 4, "ink", state, doubt="drafts", picture=picture)


@pytest.mark.parametrize(
    ("ink", "unsure"),
    [
        ((), False),
        (((40.0, 22.0, 8.0, 16.0),), False),
        (((40.0, 25.0, 2.0, 6.0),), True),
        (((22.0, 22.0, 56.0, 16.0),), True),
    ],
    ids=["empty", "ticked", "faint", "blot"],
)
def test_a_tick_that_may_be_another_says_so(ink: tuple[Box, ...], *, unsure: bool) -> None:
    [cell] = read_boxes([field(kind="tick")], page(*ink), WORDS)
    assert (cell.doubt, cell.unsure) == ("drafts", unsure)


def test_a_picture_shows_a_box_and_a_little_around_it() -> None:
    corners = [(14.0, 14.0, 1.0, 1.0), (85.0, 45.0, 1.0, 1.0)]
    with Image.open(io.BytesIO(picture_of(field(), page(*corners)))) as seen:
        assert (seen.format, seen.size) == ("PNG", (720, 320))
        assert [seen.getpixel(corner) for corner in ((0, 319), (719, 0), (0, 0), (719, 319))] == [0, 0, 255, 255]


# What the program is asked


def test_a_whole_page_is_shown_smaller_and_keeps_its_shape() -> None:
    with Image.open(io.BytesIO(picture_of_page(page()))) as seen:
        assert seen.height == round(HEIGHT_PT * PAGE_DPI / 72)
        assert seen.width == round(page().picture.width * seen.height / page().picture.height)


def test_empty_boxes_and_ticks_are_not_read() -> None:
    reader = Reader("read")
    ocr.recognise_by(reader)
    fields = [field("a"), field("b", box=(90, 20, 60, 20)), field("c", "tick", (20, 50, 20, 20))]
    found = read_boxes(fields, written(fields[1:]), WORDS)
    assert [cell.text for cell in found] == ["", "read", UNTICKED]
    assert reader.asked == [([(568, 168)], "en", False)]


def test_the_arrow_of_a_choice_is_no_writing() -> None:
    reader = Reader("Site")
    ocr.recognise_by(reader)
    arrow = page((62, 24, 12, 12))
    assert [cell.text for cell in read_boxes([field(kind="choice")], arrow, WORDS)] == [UNCHOSEN]
    assert reader.asked == []
    assert [cell.text for cell in read_boxes([field()], arrow, WORDS)] == ["Site"]


def test_the_border_of_a_box_is_not_looked_at() -> None:
    """It is up to 1.6 points thick; and a box without its arrow is read."""
    reader = Reader("Site", "read")
    fields = [field("c", "choice"), field("t", box=(90, 20, 60, 20))]
    read_by(reader, *fields)
    assert reader.asked == [([(368, 168), (568, 168)], "en", False)]


def test_grey_letters_are_read_as_black_ones() -> None:
    reader = Reader("read")
    ocr.recognise_by(reader)
    read_boxes([field()], page((24, 24, 20, 8), grey=100), WORDS)
    assert reader.seen[0].getextrema() == (0, 255)


@pytest.mark.parametrize(("rows", "black"), [(40, True), (47, True), (49, False), (75, False)])
def test_a_few_specks_do_not_keep_letters_from_being_black(rows: int, black: bool) -> None:
    """The darkest hundredth of the 568 by 168 pixels does not count."""
    reader = Reader("read")
    ocr.recognise_by(reader)
    seen = page((24, 24, 20, 8), grey=100)
    seen.picture.paste(0, (400, 600, 420, 600 + rows))
    read_boxes([field()], seen, WORDS)
    assert (reader.seen[0].getpixel((100, 100)) == 0) == black


def test_fields_of_one_language_are_read_at_once_and_addresses_apart() -> None:
    reader = Reader("one", "two", "three", "four", "five")
    kinds: list[tuple[str, Kind]] = [
        ("table_c_iom_primary_name", "line"),
        ("table_c_iom_primary_email", "line"),
        ("plan", "lines"),
        ("table_c_iom_primary_mobile", "line"),
        ("table_c_iom_primary_title", "line"),
    ]
    fields = [field(name, kind, (10, 1 + 16 * place, 60, 15)) for place, (name, kind) in enumerate(kinds)]
    found = read_by(reader, *fields, language="fr")
    assert reader.asked == [
        ([(568, 118)] * 2, "fr", False),
        ([(568, 118)] * 2, "addresses", False),
        ([(568, 118)], "fr", True),
    ]
    assert [cell.text for cell in found] == ["one", "three", "five", "f0ur", "two"]


def test_every_draft_is_in_doubt_and_has_its_picture() -> None:
    [cell] = read_by(Reader("read"), field())
    assert cell == PrintedCell("timeline", 4, "ocr", "read", "read", "drafts", picture=cell.picture, written=True)
    assert cell.picture == picture_of(field(), written([field()]))


# What a field can hold


@pytest.mark.parametrize(
    ("name", "text", "tidy"),
    [
        ("table_c_iom_primary_email", " Ngozi @ Relief.example\n", "ngozi@relief.example"),
        ("table_c_iom_primary_email", "O1S|", "o1s|"),
        ("table_c_iom_primary_mobile", "+O2 58 l|S I5o", "+02 58 115 150"),
        ("table_c_iom_primary_mobile", "tel 12", "te1 12"),
        ("table_c_iom_primary_name", "Olive |Smith  Io", "Olive |Smith  Io"),
        ("email", "Two Words", "Two Words"),
        ("mobile", "Olo", "Olo"),
    ],
)
def test_a_draft_has_nothing_that_its_field_cannot_hold(name: str, text: str, tidy: str) -> None:
    assert draft(text, name) == tidy


@pytest.mark.parametrize(
    ("language", "text", "option"),
    [
        *(("en", WORDS.levels["site"], "site"), ("en", WORDS.levels["household"].upper(), "household")),
        *(("fr", labels("fr").levels["household"], "household"), ("en", WORDS.ours["choose"], UNCHOSEN)),
        *(("en", "Hausehald", "household"), ("en", "zzzz", "zzzz"), ("en", "", UNCHOSEN)),
    ],
)
def test_a_choice_is_the_option_whose_words_are_nearest(language: str, text: str, option: str) -> None:
    assert draft(text, kind="choice", language=language) == option


@pytest.mark.parametrize(("text", "option"), [("househXXXXX", "household"), ("househXXXXXX", "househXXXXXX")])
def test_a_draft_that_is_less_than_three_fifths_like_an_option_remains(text: str, option: str) -> None:
    assert draft(text, kind="choice") == option
