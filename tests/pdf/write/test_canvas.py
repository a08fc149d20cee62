"""The pages that a form is drawn on: from the top down, mirrored where a language wants it, tagged all over."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest

from dtmforms.pdf.geometry import PlacedField
from dtmforms.pdf.write.canvas import (
    COLUMN_PT,
    CONTENT_PT,
    FOOT_PT,
    HEIGHT_PT,
    LABEL_PT,
    MARGIN_PT,
    MARKS,
    PLAIN,
    TOP_PT,
    WIDTH_PT,
    CellLine,
    PageCanvas,
    Slot,
)
from dtmforms.pdf.write.shaping import line
from dtmforms.pdf.write.structure_tree import Element, MarkedContent, WidgetReference

TOP = TOP_PT


class Pages(PageCanvas):
    """Pages with a table whose head is one line."""

    heads = 0

    def head(self) -> None:
        pass

    def break_page(self) -> None:
        self.next_page("")

    def table_head(self) -> None:
        self.heads += 1
        self.band("", [self.words_line("Low", PLAIN, COLUMN_PT)], [], head=True)


@pytest.fixture
def pages() -> Pages:
    return Pages(right_to_left=False)


def tags(element: Element) -> list[str]:
    return [kid.tag for kid in element.kids if isinstance(kid, Element)]


def rows(count: int, height_pt: float, drawn: list[float]) -> list[CellLine]:
    """Lines that note at which height they are drawn."""
    return [CellLine(height_pt, lambda _, top: drawn.append(top)) for _ in range(count)]


def test_words_stand_in_the_page_with_their_place_and_width(pages: Pages) -> None:
    pages.words("Timeline", 100, 500, 200, PLAIN)
    [words] = pages.placed_words
    assert (words.text, words.page, words.x, words.y, words.size_pt) == ("Timeline", 1, 100, 492, 8)
    assert words.width == pytest.approx(line("Timeline").width * 8 / 1000)


@pytest.mark.parametrize("draw", [Pages.words, Pages.words_aside])
def test_words_that_are_too_long_go_on_in_the_next_line(pages: Pages, draw: Callable[..., None]) -> None:
    draw(pages, "to be shared when data is cleaned", 100, 500, 60, PLAIN)
    assert len(pages.placed_words) > 1
    assert [words.y for words in pages.placed_words] == [492 - 10 * row for row in range(len(pages.placed_words))]
    assert all(words.width <= 60 for words in pages.placed_words)


def test_from_right_to_left_everything_is_mirrored_within_the_margins() -> None:
    """What begins at the left margin ends at the right one: the room of the code stays where it is."""
    pages = Pages(right_to_left=True)
    pages.words("الجدول", MARGIN_PT, 500, 200, PLAIN)
    pages.field(PlacedField("country", "line", 0, (MARGIN_PT, 400, 100, 16)))
    [words], [field] = pages.placed_words, pages.placed_fields
    right = MARGIN_PT + CONTENT_PT
    assert words.x + words.width == pytest.approx(right)
    assert field.page == 1
    assert field.box == pytest.approx((right - 100, 400, 100, 16))


def test_lines_of_arabic_words_stand_further_apart() -> None:
    assert Pages(right_to_left=True).leading(PLAIN) > Pages(right_to_left=False).leading(PLAIN) == 10


def test_each_piece_of_content_has_its_own_number_on_its_page(pages: Pages) -> None:
    for _ in range(2):
        pages.paragraph("Purpose", PLAIN, after=4)
    pages.break_page()
    pages.paragraph("Signatures", PLAIN, after=4)
    pages.break_page()
    contents = [kid for element in pages.root.kids if isinstance(element, Element) for kid in element.kids]
    assert contents == [MarkedContent(1, 0), MarkedContent(1, 1), MarkedContent(2, 0)]
    assert [re.findall(rb"/P<</MCID (\d)>>BDC", page) for page in pages.contents] == [[b"0", b"1"], [b"0"]]


def test_boxes_and_rules_are_no_content_of_the_document(pages: Pages) -> None:
    """ISO 32000-2:2020 14.8.2.2: artifacts."""
    pages.box((100, 100, 50, 16))
    pages.rule(100)
    pages.triangle(100, 50)
    pages.padlock(100, 50)
    pages.break_page()
    [page] = pages.contents
    outside = re.sub(rb"/Artifact BMC.*?EMC", b"", page, flags=re.DOTALL)
    assert re.search(rb"\b(re|l|S|f)\b", page)
    assert not re.search(rb"\b(re|l|S|f)\b", outside)
    assert page.count(b"BMC") + page.count(b"BDC") == page.count(b"EMC")


def test_every_page_has_the_marks_by_which_a_scan_is_straightened(pages: Pages) -> None:
    pages.begin_page()
    pages.break_page()
    pages.finish_page()
    assert len(pages.contents) == 2
    for page in pages.contents:
        assert len(re.findall(rb"8 8 re f", page)) == len(MARKS) == 3
    assert pages.geometry().pages == 2


def test_a_paragraph_that_has_no_room_begins_the_next_page(pages: Pages) -> None:
    pages.y = FOOT_PT + 9
    pages.paragraph("Purpose", PLAIN, after=4)
    *_, words = pages.placed_words
    assert (pages.page, words.text, words.page) == (2, "Purpose", 2)
    assert pages.y == pytest.approx(TOP - 14)


def test_a_page_that_is_continued_says_so_at_its_foot(pages: Pages) -> None:
    pages.next_page("Continues on page 2")
    [foot] = pages.placed_words
    assert (foot.text, foot.page) == ("Continues on page 2", 1)
    assert foot.x + foot.width / 2 == pytest.approx(WIDTH_PT / 2)
    assert 0 < foot.y < FOOT_PT


def test_a_field_is_referred_to_by_a_form_element(pages: Pages) -> None:
    with pages.tag("P"):
        pages.field(PlacedField("purpose", "lines", 0, (100, 100, 50, 16)))
    [paragraph] = [kid for kid in pages.root.kids if isinstance(kid, Element)]
    [form] = [kid for kid in paragraph.kids if isinstance(kid, Element)]
    assert (form.tag, form.kids) == ("Form", [WidgetReference("purpose", 1)])


def test_signatures_are_placed_apart_from_fields(pages: Pages) -> None:
    for name, kind in (("signature_iom", "signature"), ("country", "line")):
        pages.field(PlacedField(name, kind, 0, (100, 100, 50, 16)))  # type: ignore[arg-type]
    geometry = pages.geometry()
    assert [place.name for place in geometry.fields] == ["country"]
    assert [place.name for place in geometry.signatures] == ["signature_iom"]


def test_a_row_of_cells_is_as_high_as_its_highest_cell(pages: Pages) -> None:
    drawn: list[float] = []
    pages.cells([rows(1, 20, drawn), rows(3, 20, drawn)])
    assert pages.y == pytest.approx(TOP - 68)
    assert drawn == [TOP - 3, TOP - 3, TOP - 23, TOP - 43]
    [row] = [kid for kid in pages.root.kids if isinstance(kid, Element)]
    assert (row.tag, tags(row)) == ("TR", ["TD", "TD"])


def test_both_columns_of_a_band_go_down_together(pages: Pages) -> None:
    low: list[float] = []
    medium: list[float] = []
    pages.band("Method", rows(2, 20, low), rows(1, 30, medium))
    assert (low, medium) == ([TOP - 3, TOP - 33], [TOP - 3])
    [row] = [kid for kid in pages.root.kids if isinstance(kid, Element)]
    assert tags(row) == ["TH", "TD", "TD"]
    assert [kid.scope for kid in row.kids if isinstance(kid, Element)] == ["Row", "", ""]


def test_a_band_of_a_few_lines_is_not_parted(pages: Pages) -> None:
    pages.y = FOOT_PT + 100
    drawn: list[float] = []
    pages.band("Method", rows(5, 20, drawn), [])
    assert (pages.page, pages.heads) == (2, 1)
    assert len(drawn) == 5
    assert drawn == sorted(drawn, reverse=True)


def test_a_band_that_no_page_can_hold_goes_on_under_the_head_of_the_table(pages: Pages) -> None:
    drawn: list[float] = []
    pages.band("Datasets", rows(80, 20, drawn), [])
    assert (pages.page, pages.heads, len(drawn)) == (3, 2, 80)
    assert all(top - 20 >= FOOT_PT and top < HEIGHT_PT for top in drawn)
    labels = [words.page for words in pages.placed_words if words.text == "Datasets"]
    assert labels == [1, 2, 3]


def test_a_label_that_is_higher_than_its_row_makes_the_row_higher(pages: Pages) -> None:
    pages.band("Sensitive Datasets/information that takes several lines", rows(1, 5, []), [])
    lowest = min(words.y for words in pages.placed_words)
    assert pages.y < lowest
    assert all(words.width <= LABEL_PT for words in pages.placed_words)


@pytest.mark.parametrize(("from_the_right", "x"), [(False, 100.0), (True, 200 - line("UNICEF").width * 8 / 1000)])
def test_words_of_a_record_begin_at_the_edge_of_their_language(from_the_right: bool, x: float) -> None:
    slot = Slot("organization", 1, MarkedContent(1, 0), 100, 300, 100, 1, PLAIN, 10, from_the_right)
    assert slot.operators([line("UNICEF")], 8).strip().startswith(f"BT 1 0 0 1 {x:.2f} 300.00 Tm")


def test_several_lines_of_a_record_stand_below_each_other() -> None:
    slot = Slot("organization", 1, MarkedContent(1, 0), 100, 300, 100, 2, PLAIN, 10, from_the_right=False)
    lines = [line("Save"), line("the Children")]
    heights = [float(y) for y in re.findall(r"1 0 0 1 100\.00 (\S+) Tm", slot.operators(lines, 8))]
    assert heights == [300, 290]
