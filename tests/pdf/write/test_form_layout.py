"""Where everything stands in a form: it follows from the language and the layout alone, and all of it has room."""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pikepdf
import pytest
from conftest import load_sample

from dtmforms.agreement.closed_lists import FOCAL_POINT, POSTS, SIDES
from dtmforms.agreement.model import Agreement
from dtmforms.form.fields import DATES, OPTIONAL, OTHER_TERMS, SIGNATURES, Rows, fields
from dtmforms.language import LANGUAGES
from dtmforms.language.labels import labels
from dtmforms.pdf.geometry import FormLayout, Geometry, PlacedField
from dtmforms.pdf.write import form_pages
from dtmforms.pdf.write.canvas import BOX_PT, CODE, FOOT_PT, MARGIN_PT, TOP_PT, WIDTH_PT
from dtmforms.pdf.write.form import draw
from dtmforms.pdf.write.form_layout import blank_layout, layout_of
from dtmforms.pdf.write.form_pages import content

LARGE = FormLayout(
    "fill",
    Rows((60, 9, 9, 70, 12, 3), OPTIONAL),
    (
        ("humanitarian_need", 44),
        ("purpose", 24),
        ("benefit_of_sharing", 9),
        ("risk_of_sharing", 1),
        ("risk_of_not_sharing", 60),
        *((term.name, 3) for term in OTHER_TERMS),
        ("table_b_low_datasets_02_name", 9),
        ("table_b_password_change_plan", 44),
        ("table_c_iom_primary_title", 3),
        ("table_c_requesting_organization_primary_title", 3),
    ),
)
SIGNED = FormLayout("sign", Rows((3, 0, 1, 0, 0, 0)), ())
LAYOUTS = pytest.mark.parametrize("layout", [blank_layout(), LARGE, SIGNED], ids=["blank", "large", "to sign"])


def places(language: str, layout: FormLayout) -> dict[str, PlacedField]:
    return {place.name: place for place in content(language, layout).geometry.fields}


def strings(value: Any) -> Iterator[str]:
    if isinstance(value, dict | list):
        for part in value.values() if isinstance(value, dict) else value:
            yield from strings(part)
    else:
        yield str(value)


def record_with(**values: Any) -> Agreement:
    return Agreement.model_validate(load_sample("en").values() | values)


@LAYOUTS
@pytest.mark.parametrize("language", LANGUAGES)
def test_every_field_of_the_table_has_one_place(language: str, layout: FormLayout) -> None:
    geometry = content(language, layout).geometry
    names = [place.name for place in geometry.fields]
    drawn = [field.name for field in fields(layout.rows)]
    signed = [] if layout.purpose == "fill" else SIGNATURES
    assert sorted(names) == sorted([*drawn, *(DATES if signed else ())])
    assert [place.name for place in geometry.signatures] == [*signed]


@LAYOUTS
@pytest.mark.parametrize("language", LANGUAGES)
def test_fields_and_words_stand_inside_of_the_pages_beside_the_code(language: str, layout: FormLayout) -> None:
    geometry = content(language, layout).geometry
    for place in (*geometry.fields, *geometry.signatures):
        x, y, width, height = place.box
        assert MARGIN_PT <= x < x + width <= WIDTH_PT - MARGIN_PT
        assert FOOT_PT <= y < y + height <= TOP_PT
        assert 1 <= place.page <= geometry.pages
    assert all(MARGIN_PT <= words.x < words.x + words.width < WIDTH_PT - MARGIN_PT + 0.1 for words in geometry.words)
    assert all(words.x + words.width <= CODE[0] or words.y < TOP_PT for words in geometry.words)


@LAYOUTS
def test_no_two_fields_overlap(layout: FormLayout) -> None:
    geometry = content("en", layout).geometry
    boxes = [(place.page, *place.box, place.name) for place in (*geometry.fields, *geometry.signatures)]
    for number, (page, x, y, width, height, name) in enumerate(boxes):
        for other, left, low, wide, high, its_name in boxes[number + 1 :]:
            apart = x + width <= left or left + wide <= x or y + height <= low or low + high <= y
            assert page != other or apart, (name, its_name)


def covered(geometry: Geometry) -> list[tuple[str, str]]:
    """Fixed words that stand over a field or over other words, each with those."""
    found = []
    for words in geometry.words:
        right, low, high = words.x + words.width, words.y, words.y + words.size_pt / 2
        for place in (*geometry.fields, *geometry.signatures):
            x, y, width, height = place.box
            if place.page == words.page and words.x < x + width and x < right and low < y + height and y < high:
                found.append((words.text, place.name))
        in_line = (other for other in geometry.words if (other.page, other.y) == (words.page, words.y))
        found += [(words.text, other.text) for other in in_line if words.x < other.x < right]
    return found


@LAYOUTS
@pytest.mark.parametrize("language", LANGUAGES)
def test_no_words_stand_over_a_field_or_other_words(language: str, layout: FormLayout) -> None:
    assert covered(content(language, layout).geometry) == []


def test_a_head_of_two_lines_pushes_down_what_stands_below(monkeypatch: pytest.MonkeyPatch) -> None:
    ours = labels("en").ours | {"partner_label": "Its classification by yourselves"}
    monkeypatch.setattr(form_pages, "labels", lambda language: replace(labels(language), ours=ours))
    geometry = content.__wrapped__("en", blank_layout()).geometry
    assert any(words.text == "by yourselves" for words in geometry.words)
    assert covered(geometry) == []


def test_an_arabic_form_is_the_mirror_of_an_english_one() -> None:
    """Columns change sides; what stands in one line stays in it."""
    english, arabic = (places(language, blank_layout()) for language in ("en", "ar"))
    low, medium = "table_b_low_timeline", "table_b_medium_timeline"
    assert english[low].box[0] < english[medium].box[0]
    assert arabic[low].box[0] > arabic[medium].box[0]
    for name, place in english.items():
        mirrored = WIDTH_PT - place.box[0] - place.box[2]
        assert arabic[name].box[0] == pytest.approx(mirrored), name


def test_table_c_stands_on_one_page_whatever_comes_before() -> None:
    for rows in range(1, 12):
        layout = FormLayout("fill", Rows((rows, 2, 2, rows, 2, 2)))
        found = places("en", layout)
        names = [f"table_c_{side}_{post}_{key}" for side in SIDES for post in POSTS for key in FOCAL_POINT]
        assert len({found[name].page for name in names}) == 1


def test_the_head_of_table_b_stands_on_each_of_its_pages() -> None:
    geometry = content("en", LARGE).geometry
    pages = {place.page for place in geometry.fields if place.name.startswith("table_b_low_datasets")}
    assert len(pages) > 1
    for head in (labels("en").official["low"], labels("en").official["medium"]):
        assert pages <= {words.page for words in geometry.words if words.text == head}


def test_each_form_says_what_it_is_for_and_has_room_for_the_words_of_its_record() -> None:
    ours, official = labels("en").ours, str(labels("en").official["requesting_organization"])
    for layout, steps in ((layout_of(load_sample("en"), "en"), "save"), (SIGNED, "sign"), (blank_layout(), "save")):
        made = content("en", layout)
        said = " ".join(words.text for words in made.geometry.words)
        assert ours[f"{steps}_what"] in said
        of_the_record = {slot.key for slot in made.slots} & {"organization", "send"}
        assert of_the_record == (set() if layout.purpose == "blank" else {"organization", "send"})
        assert any(words.text == official for words in made.geometry.words) is (layout.purpose == "blank")
        assert (ours["signature_and_stamp"] in said) is (layout.purpose != "fill")


def test_nothing_is_smaller_than_eight_points() -> None:
    for language in LANGUAGES:
        for layout in (blank_layout(), LARGE, SIGNED):
            made = content(language, layout)
            assert min(words.size_pt for words in made.geometry.words) >= 8
            assert min(slot.style.size_pt for slot in made.slots) >= 8


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_fixed_words_break_within_a_word(language: str) -> None:
    """A line ends at a space, or after a slash that is written."""
    said = labels(language)
    known = " ".join(strings([said.official, said.methods, said.levels, said.ours, said.prevails]))
    whole = {*known.split(), *known.replace("/", "/ ").split(), said.official["iom"]}
    for layout in (blank_layout(), LARGE, SIGNED):
        for words in content(language, layout).geometry.words:
            assert {part for part in words.text.split() if not part.isdecimal()} <= whole


@pytest.mark.parametrize(
    ("lines", "room"), [(1, 1), (3, 3), (4, 4), (5, 6), (7, 9), (13, 14), (25, 44), (45, 60), (90, 60)]
)
def test_a_text_of_several_lines_has_one_of_a_few_heights(lines: int, room: int) -> None:
    """So that most forms of a language look alike; a text that no page can hold is drawn smaller."""
    layout = layout_of(record_with(purpose="\n".join(["x"] * lines)), "en")
    assert layout.lines_of("purpose") == room


def test_a_text_that_is_left_out_takes_no_room() -> None:
    layout = layout_of(record_with(benefit_of_sharing=None), "en")
    assert "benefit_of_sharing" not in places("en", layout)


@pytest.mark.parametrize(
    ("name", "count"),
    [
        ("UNICEF", 1),
        ("Association of Women of the Lake for Peace and Protection in the Sahel", 2),
        ("Association of Women of the Lake for Peace and Protection in the Sahel " * 4, 4),
    ],
)
def test_the_head_of_table_c_has_the_lines_that_the_name_of_the_organization_needs(name: str, count: int) -> None:
    record = record_with(requesting_organization={"name": name})
    layout = layout_of(record, "en")
    assert FormLayout.parse(str(layout)) == layout
    slot = next(slot for slot in content("en", layout).slots if slot.key == "organization" and slot.style.bold)
    assert slot.lines == count


def test_a_title_that_is_too_long_for_a_line_makes_its_row_higher_on_both_sides() -> None:
    values = load_sample("en").values()
    values["table_c"]["iom"]["primary"]["title"] = (
        "Data protection and field operations officer for the Lake Chad basin"
    )
    layout = layout_of(Agreement.model_validate(values), "en")
    assert layout.lines_of("table_c_requesting_organization_primary_title") == 2
    found = places("en", layout)
    heights = {found[f"table_c_{side}_primary_title"].box[3] for side in SIDES}
    assert heights == {found["table_c_iom_primary_title"].box[3]}
    assert max(heights) > found["table_c_iom_primary_name"].box[3]


def test_what_is_written_in_one_line_has_boxes_of_one_height_whoever_writes_it() -> None:
    found = places("en", layout_of(load_sample("en"), "en"))
    people = {f"table_c_{side}_primary_{part}" for side in SIDES for part in FOCAL_POINT}
    assert {found[name].box[3] for name in {"table_b_low_timeline", *people}} == {BOX_PT}


def test_a_form_to_fill_in_has_rows_to_spare_and_one_to_sign_has_none() -> None:
    record = load_sample("en")
    assert layout_of(record, "en").rows == Rows.of(record)
    assert layout_of(record, "en", to_sign=True).rows == Rows.of(record, spare=False)


def test_boxes_stand_four_millimetres_apart_for_scans() -> None:
    boxes = [*places("en", blank_layout()).values()]
    for place in boxes:
        for other in boxes:
            if place.page == other.page and place.name < other.name:
                (x, y, width, height), (left, low, wide, high) = place.box, other.box
                beside = max(left - x - width, x - left - wide)
                above = max(low - y - height, y - low - high)
                assert max(beside, above) >= 11.3, (place.name, other.name)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_fields_of_a_file_stand_at_these_places(language: str) -> None:
    record = load_sample("en")
    known = places(language, layout_of(record, language))
    with pikepdf.open(io.BytesIO(draw(record, language, "X"))) as pdf:
        for number, page in enumerate(pdf.pages, start=1):
            for widget in page.Annots:
                place = known.get(str(widget.T))
                if place:
                    x, y, width, height = place.box
                    assert place.page == number
                    edges = [float(edge) for edge in widget.Rect]
                    assert edges == pytest.approx([x, y, x + width, y + height], abs=0.01)
                    del known[place.name]
    assert not known
