"""Where everything stands in a form: it follows from the language and the layout alone, and all of it has room."""

from __future__ import annotations

import io
from dataclasses import replace
from typing import Any

import pikepdf
import pytest
from conftest import load_sample

from dtmforms.agreement.closed_lists import FOCAL_POINT, POSTS, SIDES
from dtmforms.agreement.model import Agreement
from dtmforms.form.fields import LONG, SIGNATURES, Rows, fields
from dtmforms.language import LANGUAGES
from dtmforms.language.labels import labels
from dtmforms.pdf.geometry import FormLayout, Geometry, PlacedField
from dtmforms.pdf.write import form_layout
from dtmforms.pdf.write.canvas import CODE, FOOT_PT, HEIGHT_PT, MARGIN_PT, WIDTH_PT
from dtmforms.pdf.write.form import draw
from dtmforms.pdf.write.form_layout import LINE_PT, blank_layout, content, layout_of

LARGE = FormLayout(Rows((60, 9, 9, 70, 12, 3)), (44, 44, 24, 12, 6, 44))


def places(language: str, layout: FormLayout) -> dict[str, PlacedField]:
    return {place.name: place for place in content(language, layout, locked=True).geometry.fields}


def record_with(**values: Any) -> Agreement:
    return Agreement.model_validate(load_sample("en").values() | values)


@pytest.mark.parametrize("layout", [blank_layout(), LARGE], ids=["blank", "large"])
@pytest.mark.parametrize("language", LANGUAGES)
def test_every_field_of_the_table_has_one_place(language: str, layout: FormLayout) -> None:
    geometry = content(language, layout, locked=False).geometry
    names = [place.name for place in geometry.fields]
    assert sorted(names) == sorted(field.name for field in fields(layout.rows))
    assert {place.name for place in geometry.signatures} == set(SIGNATURES)
    kinds = {field.name: field.kind for field in fields(layout.rows)}
    assert all(place.kind == kinds[place.name] for place in geometry.fields)


@pytest.mark.parametrize("layout", [blank_layout(), LARGE], ids=["blank", "large"])
@pytest.mark.parametrize("language", LANGUAGES)
def test_fields_and_words_stand_inside_of_the_pages_beside_the_code(language: str, layout: FormLayout) -> None:
    geometry = content(language, layout, locked=True).geometry
    for place in (*geometry.fields, *geometry.signatures):
        x, y, width, height = place.box
        assert MARGIN_PT <= x < x + width <= CODE[0]
        assert FOOT_PT <= y < y + height <= HEIGHT_PT
        assert 1 <= place.page <= geometry.pages
    assert all(0 < words.x < words.x + words.width < WIDTH_PT for words in geometry.words)
    assert all(words.x + words.width <= CODE[0] for words in geometry.words)


@pytest.mark.parametrize("layout", [blank_layout(), LARGE], ids=["blank", "large"])
def test_no_two_fields_overlap(layout: FormLayout) -> None:
    geometry = content("en", layout, locked=True).geometry
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


@pytest.mark.parametrize("layout", [blank_layout(), LARGE], ids=["blank", "large"])
@pytest.mark.parametrize("language", LANGUAGES)
def test_no_words_stand_over_a_field_or_other_words(language: str, layout: FormLayout) -> None:
    assert covered(content(language, layout, locked=False).geometry) == []


def test_a_head_of_two_lines_pushes_down_what_stands_below(monkeypatch: pytest.MonkeyPatch) -> None:
    ours = labels("en").ours | {"partner_label": "Its classification by yourselves"}
    monkeypatch.setattr(form_layout, "labels", lambda language: replace(labels(language), ours=ours))
    geometry = content.__wrapped__("en", blank_layout(), locked=False).geometry
    assert any(words.text == "by yourselves" for words in geometry.words)
    assert covered(geometry) == []


def test_an_arabic_form_is_the_mirror_of_an_english_one() -> None:
    """Columns change sides; what stands in one line stays in it."""
    english, arabic = (places(language, blank_layout()) for language in ("en", "ar"))
    low, medium = "table_b_low_timeline", "table_b_medium_timeline"
    assert english[low].box[0] < english[medium].box[0]
    assert arabic[low].box[0] > arabic[medium].box[0]
    for name, place in english.items():
        mirrored = 2 * MARGIN_PT + (CODE[0] - 10 - MARGIN_PT) - place.box[0] - place.box[2]
        assert arabic[name].box[0] == pytest.approx(mirrored), name


def test_table_c_stands_on_one_page_whatever_comes_before() -> None:
    for rows in range(1, 12):
        layout = FormLayout(Rows((rows, 2, 2, rows, 2, 2)), (6, 6, 3, 3, 3, 6))
        found = places("en", layout)
        names = [f"table_c_{side}_{post}_{key}" for side in SIDES for post in POSTS for key in FOCAL_POINT]
        assert len({found[name].page for name in names}) == 1


def test_the_head_of_table_b_stands_on_each_of_its_pages() -> None:
    geometry = content("en", LARGE, locked=True).geometry
    pages = {place.page for place in geometry.fields if place.name.startswith("table_b_low_datasets")}
    assert len(pages) > 1
    for head in (labels("en").official["low"], labels("en").official["medium"]):
        assert pages <= {words.page for words in geometry.words if words.text == head}


def test_a_locked_form_says_so_and_has_room_for_the_words_of_its_record() -> None:
    layout = blank_layout()
    locked, free = (content("en", layout, locked=wanted) for wanted in (True, False))
    assert {slot.key for slot in locked.slots} == {"country", "organization"}
    assert free.slots == ()
    official = str(labels("en").official["requesting_organization"])
    for form, has in ((locked, False), (free, True)):
        assert any(words.text == official for words in form.geometry.words) is has
        said = " ".join(words.text for words in form.geometry.words)
        assert (labels("en").ours["locked"] in said) is not has


@pytest.mark.parametrize(
    ("lines", "room"), [(0, 3), (1, 3), (3, 3), (4, 6), (6, 6), (7, 12), (13, 24), (25, 44), (44, 44), (60, 44)]
)
def test_a_field_of_several_lines_has_one_of_a_few_heights(lines: int, room: int) -> None:
    """So that most forms of a language look alike; a text that no page can hold is drawn smaller."""
    text = "\n".join(["x"] * lines)
    layout = layout_of(record_with(purpose=text)) if lines else layout_of(record_with(benefit_of_sharing=None))
    assert layout.lines[LONG.index(("purpose" if lines else "benefit_of_sharing",))] == room


def test_a_text_that_is_wrapped_counts_the_lines_that_it_takes() -> None:
    """300 words of some 25 pt in lines of some 640 pt are about twelve lines."""
    layouts = [layout_of(record_with(purpose="word " * count)) for count in (20, 300)]
    assert [layout.lines[1] for layout in layouts] == [3, 12]


def test_the_layout_has_rows_to_spare_for_the_partner() -> None:
    record = load_sample("en")
    assert layout_of(record).rows == Rows.of(record)


def test_a_field_is_as_high_as_its_lines() -> None:
    found = places("en", LARGE)
    for path, lines in zip(LONG, LARGE.lines, strict=True):
        assert found["_".join(path)].box[3] == pytest.approx(lines * LINE_PT + 6)


def test_boxes_stand_four_millimetres_apart_for_scans() -> None:
    boxes = [place for place in places("en", blank_layout()).values() if place.kind != "tick"]
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
    known = places(language, layout_of(record))
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
