"""A form is held against the blank one that it says it was made from: its fields, its pages, what lies over them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

import pytest
from plain_pages import LAYOUT, MADE, SENT, WORDS, SaidPages, file_of, identity

from dtmforms.form.fields import IDENTITY, Rows
from dtmforms.pdf.geometry import Box, FormLayout
from dtmforms.pdf.read.annotations import OverlaidAnnotation
from dtmforms.pdf.read.model import QpdfField, QpdfForm, QpdfWidget
from dtmforms.pdf.read.qpdf_reader import QpdfFile
from dtmforms.pdf.write.form import geometry
from dtmforms.returns.returned_file import BesideBlankForm
from dtmforms.returns.tampering.blank_form import beside_blank_form, places_of

PLACES = {place.name: place for place in MADE.geometry.fields}
PAGES = {place.name: place.page for place in MADE.geometry.fields}
WIDTH, HEIGHT = MADE.geometry.width_pt, MADE.geometry.height_pt
FIRST, SECOND = (next(place.name for place in MADE.geometry.fields if place.page == page) for page in (1, 2))
NAME = "table_c_requesting_organization_primary_name"
NOWHERE: Box = (10, 10, 1, 1)
CORNER: Box = (0, 0, WIDTH, HEIGHT)


@dataclass
class File:
    """A form as it was sent, on its way to be another one: where its fields stand by their names in it."""

    places: dict[str, list[QpdfWidget]] = field(
        default_factory=lambda: {place.name: [shown(place.page, place.box)] for place in MADE.geometry.fields}
    )
    crop_boxes: list[Box] = field(default_factory=lambda: [CORNER] * 4)
    texts: dict[str, str] = field(default_factory=dict)
    over: list[OverlaidAnnotation] = field(default_factory=list)
    contents: list[bytes] = field(default_factory=lambda: [*SENT])
    pages: SaidPages = field(default_factory=SaidPages)

    def put(self, name: str, page: int = 0, box: Box | None = None, *, hidden: bool = False) -> File:
        """A field where it stands, with one widget; elsewhere than it was sent, where a page or a box is said."""
        place = PLACES.get(name)
        page, box = page or (place.page if place else 1), box or (place.box if place else NOWHERE)
        self.places[name] = [shown(page, box, hidden=hidden)]
        return self

    def beside(self) -> BesideBlankForm:
        texts = {name: "" for name in self.places if name not in IDENTITY}
        file = file_of(self.contents, 4, **(texts | self.texts))
        fields = {name: QpdfField([""], widgets) for name, widgets in self.places.items()}
        return beside_blank_form(file, QpdfFile(QpdfForm(fields), self.crop_boxes, self.over), self.pages)


def shown(page: int, box: Box, *, hidden: bool = False) -> QpdfWidget:
    return QpdfWidget(page, box, hidden)


def moved(box: Box, x: float = 0, y: float = 0, width: float = 0, height: float = 0) -> Box:
    return box[0] + x, box[1] + y, box[2] + width, box[3] + height


# Where fields were sent


def test_the_pages_of_fields_follow_from_what_the_form_says() -> None:
    assert places_of(identity()) == PAGES
    assert {*PAGES.values()} == {1, 2, 3, 4}
    longer = FormLayout(LAYOUT.purpose, Rows((40, *LAYOUT.rows.counts[1:])), LAYOUT.lines)
    found = places_of(identity("fr", rows=str(longer)))
    assert found == {place.name: place.page for place in geometry("fr", longer).fields}
    assert max(found.values()) > 4


def test_in_a_language_that_nobody_knows_they_are_those_of_the_english_form() -> None:
    assert places_of(identity("xx")) == places_of(identity("")) == PAGES


def test_of_a_form_that_does_not_say_how_it_was_laid_out_they_are_not_known() -> None:
    assert places_of(identity(rows="")) == places_of(identity("xx", rows="word")) == {}


# A form as it was sent


def test_a_form_as_it_was_sent_is_as_it_was() -> None:
    assert File().beside() == BesideBlankForm(PAGES, page_count=4, copies=1)


def test_without_what_the_second_reader_sees_its_words_are_held_against_it() -> None:
    contents = [SENT[0], b"", *SENT[2:]]
    pages = SaidPages(WORDS.replace("Timeline", ""))
    assert beside_blank_form(file_of(contents), None, pages) == BesideBlankForm(PAGES, changed_words=[(2, "Timeline")])
    assert pages.asked == []


# Of a form that does not say how it was drawn


@pytest.mark.parametrize(
    ("said", "places"), [(identity("xx"), PAGES), (identity(rows=""), {}), (identity("xx", rows="1"), {})]
)
def test_of_a_form_that_does_not_say_how_it_was_drawn_less_is_told(
    said: dict[str, str], places: dict[str, int]
) -> None:
    """Not what it would need the pages for: what has moved, and what is drawn on them."""
    name = "table_b_low_timeline"
    file = File(texts=said, contents=[b"0 0 9 9 re f"], pages=SaidPages(unlike=[1]))
    file.put(name, 1, NOWHERE).put("form_terms", 1)
    file.over = [OverlaidAnnotation(1, NOWHERE), OverlaidAnnotation(1, CORNER)]
    file.put("table_b_medium_timeline", 1, (50, 50, 50, 16))
    found = file.beside()
    assert (1, "table_b_medium_timeline") in found.covered
    assert replace(found, covered=[]) == BesideBlankForm(places, moved=["form_terms"])


# Hidden fields


@pytest.mark.parametrize("name", IDENTITY)
def test_a_hidden_field_that_is_shown_is_told(name: str) -> None:
    assert File().put(name).beside().moved == [name]
    assert File().put(name, hidden=True).beside().moved == []
    file = File()
    file.places[name] = []
    assert file.beside().moved == []
    renamed = File().put(f"form1.{NAME}", 4, PLACES[NAME].box).put(f"form1.{name}")
    assert renamed.beside().moved == [name]


# Fields that have moved


@pytest.mark.parametrize(
    ("x", "y", "width", "height", "away"),
    [
        (0, 0, 0, 0, False),
        (8.4, 8.4, 0, 0, False),
        (-8.4, -8.4, 0, 0, False),
        (8.6, 0, 0, 0, True),
        (-8.6, 0, 0, 0, True),
        (0, 8.6, 0, 0, True),
        (0, -8.6, 0, 0, True),
        (8.6, 0, -8.6, 0, True),
        (0, 8.6, 0, -8.6, True),
        (0, 0, -2.9, -2.9, False),
        (0, 0, -3.1, 0, True),
        (0, 0, 0, -3.1, True),
        (2, 2, -4, -4, True),
        (0, 0, 8.4, 8.4, False),
        (0, 0, 8.6, 0, True),
        (0, 0, -8.6, 0, True),
        (0, 0, 0, 8.6, True),
        (0, 0, 0, -8.6, True),
        (300, 0, 0, 0, True),
    ],
)
def test_a_field_has_moved_where_one_of_its_edges_has(
    x: float, y: float, width: float, height: float, away: bool
) -> None:
    """By more than 3 mm; or where it has become smaller, by what would cut a letter off."""
    box = moved(PLACES[NAME].box, x, y, width, height)
    assert File().put(NAME, box=box).beside().moved == ([NAME] if away else [])


def test_a_field_that_has_moved_by_just_so_much_has_not() -> None:
    place = PLACES[FIRST]
    assert place.box[0] + 8.5 - place.box[0] == 8.5
    assert File().put(FIRST, box=moved(place.box, x=8.5)).beside().moved == []


def test_two_fields_that_have_changed_places_have_moved() -> None:
    title = NAME.replace("_name", "_title")
    file = File().put(NAME, box=PLACES[title].box).put(title, box=PLACES[NAME].box)
    assert {*file.beside().moved} == {NAME, title}


def test_every_widget_of_a_field_is_looked_at() -> None:
    file = File()
    file.places[NAME] += [shown(4, NOWHERE)]
    assert file.beside().moved == [NAME]
    file.places[NAME].reverse()
    assert file.beside().moved == [NAME]
    file.places[NAME] = [*[shown(4, PLACES[NAME].box)] * 2]
    assert file.beside().moved == []


def test_a_field_that_is_hidden_or_on_no_page_has_not_moved() -> None:
    file = File().put(NAME, box=NOWHERE, hidden=True)
    file.places[FIRST] = []
    assert file.beside().moved == []


def test_a_field_of_no_place_has_not_moved() -> None:
    assert File().put("Text1").beside().moved == []


def test_a_field_on_another_page_has_moved() -> None:
    assert File().put(NAME, page=3).beside().moved == [NAME]


def test_renamed_fields_have_places_of_their_own() -> None:
    file = File()
    file.places = {f"form1.{name}": widgets for name, widgets in file.places.items()}
    assert file.beside() == BesideBlankForm(PAGES, page_count=4, copies=1)
    file.put(f"form1.{NAME}", 4, NOWHERE)
    assert file.beside().moved == [NAME]


def test_of_two_fields_that_stand_for_one_both_are_looked_at() -> None:
    assert File().put(f"{NAME}+1", 4, PLACES[NAME].box).beside().moved == []
    assert File().put(f"{NAME}+1", 4, NOWHERE).beside().moved == [NAME]


# Pages


def on_pages(order: Mapping[int, int]) -> File:
    """The form with its pages in another order: which page of the form each of the file is."""
    now = {page: number for number, page in order.items()}
    file = File(contents=[SENT[page - 1] for page in order.values()])
    for place in MADE.geometry.fields:
        file.put(place.name, page=now[place.page])
    return file


def test_pages_may_be_in_another_order() -> None:
    assert on_pages({1: 4, 2: 3, 3: 2, 4: 1}).beside() == BesideBlankForm(PAGES, page_count=4, copies=1)


@pytest.mark.parametrize("page", [2, 3, 4])
def test_a_page_is_the_one_that_most_of_its_fields_were_sent_on(page: int) -> None:
    """Whatever its own number is."""
    most = [place.name for place in MADE.geometry.fields if place.page == 3][:2]
    file = File(places={})
    for name in (SECOND, *most):
        file.put(name, page)
    assert file.beside().moved == [SECOND]
    file.put("form_terms", page, hidden=True).put("Text1", page).put(FIRST, 1)
    assert file.beside().moved == [SECOND]


def test_places_are_counted_from_the_corner_of_their_page() -> None:
    file = File()
    file.crop_boxes[3] = (1000, 2000, WIDTH, HEIGHT)
    assert {*file.beside().moved} == {place.name for place in MADE.geometry.fields if place.page == 4}
    for place in MADE.geometry.fields:
        if place.page == 4:
            file.put(place.name, box=moved(place.box, x=1000, y=2000))
    assert file.beside().moved == []


def test_a_field_that_is_cut_off_has_moved() -> None:
    x, y, width, height = PLACES[NAME].box
    one = File(places={NAME: [shown(4, PLACES[NAME].box)]})
    for wide, high, away in (
        (x + width - 8.4, y + height - 8.4, False),
        (x + width - 8.6, HEIGHT, True),
        (WIDTH, y + height - 8.6, True),
        (x + width - 8.6, y + height - 8.6, True),
    ):
        one.crop_boxes[3] = (0, 0, wide, high)
        assert one.beside().moved == ([NAME] if away else [])


def test_a_field_that_ends_just_so_much_beyond_its_page_is_not_cut_off() -> None:
    x, y, width, height = PLACES[NAME].box
    one = File(places={NAME: [shown(4, PLACES[NAME].box)]})
    wide, high = x + width - 8.5, y + height - 8.5
    one.crop_boxes[3] = (0, 0, wide, high)
    assert (wide + 8.5, high + 8.5) == (x + width, y + height)
    assert one.beside().moved == []


# What lies over it


def test_a_field_that_something_stands_over_is_covered() -> None:
    file = File(over=[OverlaidAnnotation(4, PLACES[NAME].box)])
    assert file.beside().covered == [(4, NAME)]
    assert file.beside().moved == []
    file.over = [OverlaidAnnotation(4, PLACES[NAME].box, NAME)]
    assert file.beside() == BesideBlankForm(PAGES, page_count=4, copies=1)


def test_covered_fields_have_their_names_in_the_file() -> None:
    file = File(over=[OverlaidAnnotation(4, PLACES[NAME].box)])
    file.places = {f"form1.{name}": widgets for name, widgets in file.places.items()}
    assert file.beside().covered == [(4, f"form1.{NAME}")]


def test_only_fields_of_the_form_are_covered() -> None:
    file = File(over=[OverlaidAnnotation(1, (0, 0, 9, 9)), OverlaidAnnotation(1, (10, 10, 9, 9))])
    for name in ("Text1", "form_terms", "table_b_low_datasets_27_name"):
        file.put(name, 1, (10, 10, 9, 9), hidden=True)
    assert file.beside().covered == [(1, "table_b_low_datasets_27_name")]


def test_the_fields_of_the_form_are_those_that_are_seen_and_those_that_it_says_it_has() -> None:
    more = FormLayout(LAYOUT.purpose, Rows((27, *LAYOUT.rows.counts[1:])), LAYOUT.lines)
    name = "table_b_low_datasets_27_name"
    for said, seen, found in ((more, False, True), (LAYOUT, True, True), (LAYOUT, False, False)):
        texts = {"form_rows": str(said), NAME: ""} | ({name: ""} if seen else {})
        widgets = {name: QpdfField([""], [shown(1, (10, 10, 9, 9))])}
        qpdf = QpdfFile(QpdfForm(widgets), [CORNER] * 4, [OverlaidAnnotation(1, (10, 10, 9, 9))])
        beside = beside_blank_form(file_of(SENT, 4, **texts), qpdf, SaidPages())
        assert beside.covered == ([(1, name)] if found else [])


# What is drawn on its pages


def words_on(page: int) -> Box:
    words = next(words for words in MADE.geometry.words if words.page == page and words.size_pt > 5)
    return words.x, words.y, words.width, words.size_pt


def test_pages_whose_words_something_lies_over_are_painted() -> None:
    assert File(over=[OverlaidAnnotation(3, words_on(3))]).beside().painted == [3]
    assert File(over=[OverlaidAnnotation(5, NOWHERE)]).beside().painted == [5]


def test_a_field_of_another_form_may_not_lie_over_words() -> None:
    file = File(over=[OverlaidAnnotation(3, words_on(3), "Text1")]).put("Text1", 3, words_on(3))
    assert file.beside().painted == [3]


def test_pages_that_are_drawn_upon_are_painted() -> None:
    file = File()
    file.contents[1] += b"0 0 9 9 re f"
    assert file.beside().painted == [2]


def test_painted_pages_are_told_once_and_in_their_order() -> None:
    file = on_pages({1: 4, 2: 3, 3: 2, 4: 1})
    file.contents[3] += b"0 0 9 9 re f"
    file.contents[1] += b"0 0 9 9 re f"
    file.over = [OverlaidAnnotation(1, words_on(4)), OverlaidAnnotation(2, words_on(3))]
    assert file.beside().painted == [1, 2, 4]


def test_which_page_is_drawn_upon_is_told_by_its_fields() -> None:
    file = on_pages({1: 4, 2: 3, 3: 2, 4: 1})
    file.contents[0] = b"BT (other) Tj ET"
    file.pages = SaidPages(WORDS, unlike=[1])
    assert file.beside().painted == [1]
    [(_, asked, _)] = file.pages.asked
    assert asked == {1: 4}


def test_a_page_whose_words_have_changed_is_not_looked_at_as_well() -> None:
    file = File(pages=SaidPages(WORDS.replace("Timeline", ""), unlike=[1, 2]))
    file.contents[:2] = [b"BT (other) Tj ET"] * 2
    found = file.beside()
    assert (found.changed_words, found.painted) == ([(2, "Timeline")], [1])
