"""The pages of forms of every size: how many, and that all on them is large enough, apart, and in its place."""

from __future__ import annotations

import copy
import datetime
import re
import subprocess
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from agreed_beside import BESIDE, OFFICER
from conftest import load_sample

from dtmforms.agreement.closed_lists import URGENCIES
from dtmforms.agreement.model import Agreement
from dtmforms.form.fields import DATES, SIGNATURES, Field, fields
from dtmforms.form.texts import texts_of, tooltip
from dtmforms.language import LANGUAGES
from dtmforms.language.labels import labels
from dtmforms.pdf.geometry import SEND, SIGNATORIES, Box, FormLayout, PlacedField
from dtmforms.pdf.write.canvas import FOOT_PT, MARGIN_PT, TOP_PT, WIDTH_PT
from dtmforms.pdf.write.form import draw
from dtmforms.pdf.write.form_layout import layout_of
from dtmforms.pdf.write.form_pages import Content, content
from dtmforms.pdf.write.structure_tree import Element, MarkedContent, WidgetReference

SIGNING_FOOT_PT = 22
LONG_AREA = "Maiduguri Metropolitan and Jere, the camps along the road to the Alau dam"
LONG_NAME = "Hauwa Bello-Adamu bint Abdulrahman Oluwaseun Chukwuemeka"


class Size(NamedTuple):
    """How much a record holds, and which of its forms is drawn."""

    language: str
    datasets: int
    areas: int
    to_sign: bool

    def __str__(self) -> str:
        form = "to-sign" if self.to_sign else "to-fill-in"
        return f"{self.language}-{self.datasets}-datasets-{self.areas}-areas-{form}"


SIZES = [
    Size(language, datasets, areas, to_sign)
    for language in LANGUAGES
    for datasets in (1, 3, 10, 40)
    for areas in (0, 7, 60)
    for to_sign in (False, True)
]
EVERY_SIZE = pytest.mark.parametrize("size", SIZES, ids=str)


@cache
def record_of(datasets: int, areas: int, language: str) -> Agreement:
    """An agreement with so many datasets in each column, and so many areas of the partner, half as many of IOM."""
    values = copy.deepcopy(load_sample("fr" if language in ("fr", "es") else "en").values())
    columns = [column for column in map(values["table_b"].get, URGENCIES) if column]
    for urgency in URGENCIES:
        column = values["table_b"][urgency] = copy.deepcopy(values["table_b"].get(urgency) or columns[0])
        known = column["datasets"]
        column["datasets"] = [
            known[number % len(known)] | {"name": f"{known[number % len(known)]['name']} {number + 1}"}
            for number in range(datasets)
        ]
    rows: list[dict[str, Any]] = [
        {"area": f"{LONG_AREA} {number}"} | (OFFICER | {"name": LONG_NAME} if number % 5 else {})
        for number in range(areas)
    ]
    for side, count in (("requesting_organization", areas), ("iom", areas // 2)):
        values["table_c"][side]["field"] = rows[:count]
    return Agreement.model_validate(values)


@cache
def layout(size: Size) -> FormLayout:
    return layout_of(record_of(size.datasets, size.areas, size.language), size.language, to_sign=size.to_sign)


def drawn(size: Size) -> Content:
    return content(size.language, layout(size))


@cache
def table_of(size: Size) -> dict[str, Field]:
    return {field.name: field for field in fields(layout(size).rows)}


def placed(made: Content) -> tuple[PlacedField, ...]:
    return (*made.geometry.fields, *made.geometry.signatures)


def boxes(size: Size) -> list[PlacedField]:
    """What has a frame: the partner's cells while they are filled in, else the days and the signatures; and ticks."""
    table = table_of(size)
    framed = []
    for place in placed(drawn(size)):
        open_to_partner = place.name in table and not table[place.name].ours and not size.to_sign
        if open_to_partner or place.kind == "tick" or place.name in (*DATES, *SIGNATURES):
            framed.append(place)
    return framed


def apart(one: Box, other: Box) -> float:
    """How far two boxes are from each other, beside or above; less than nothing where they overlap."""
    (x, y, width, height), (left, low, wide, high) = one, other
    return max(left - x - width, x - left - wide, low - y - height, y - low - high)


def pairs(places: list[PlacedField]) -> Iterator[tuple[PlacedField, PlacedField]]:
    """Those of the same page."""
    for number, place in enumerate(places):
        for other in places[number + 1 :]:
            if other.page == place.page:
                yield place, other


@pytest.mark.sampled("sizes of forms")
@EVERY_SIZE
def test_a_form_has_few_pages_and_its_annex_comes_after_them(size: Size) -> None:
    made = drawn(size)
    in_annex = [place.page for place in made.geometry.fields if "_field_" in place.name]
    before = min(in_annex, default=made.geometry.pages + 1) - 1
    assert before <= {1: 2, 3: 2, 10: 3, 40: 7}[size.datasets]
    assert all(place.page <= before for place in placed(made) if "_field_" not in place.name)
    assert made.geometry.pages - before <= {0: 0, 7: 2, 60: 11}[size.areas]


@pytest.mark.sampled("sizes of forms")
@EVERY_SIZE
def test_boxes_stand_four_millimetres_apart(size: Size) -> None:
    near = [(one.name, other.name) for one, other in pairs(boxes(size)) if apart(one.box, other.box) < 11.4 - 1e-6]
    assert near == []


@pytest.mark.sampled("sizes of forms")
@EVERY_SIZE
def test_nothing_overlaps_and_nothing_leaves_its_page(size: Size) -> None:
    made = drawn(size)
    assert [(one.name, other.name) for one, other in pairs([*placed(made)]) if apart(one.box, other.box) < 0] == []
    signing = {place.page for place in made.geometry.signatures}
    for place in placed(made):
        x, y, width, height = place.box
        assert MARGIN_PT - 0.01 <= x < x + width <= WIDTH_PT - MARGIN_PT + 0.01
        assert (SIGNING_FOOT_PT if place.page in signing else FOOT_PT) <= y + 0.01 < y + height <= TOP_PT + 0.01
    continues = labels(size.language).ours["continues"]
    for words in made.geometry.words:
        if words.text == continues.format(page=words.page + 1):
            continue
        foot = SIGNING_FOOT_PT if words.page in signing else FOOT_PT
        assert words.y >= foot - 3, words.text
        for place in placed(made):
            over = (words.x, words.y, words.width, words.size_pt / 2)
            assert place.page != words.page or apart(over, place.box) >= 0, (words.text, place.name)


@pytest.mark.sampled("sizes of forms")
@EVERY_SIZE
def test_the_words_of_a_record_stand_clear_of_all_that_is_fixed(size: Size) -> None:
    made = drawn(size)
    for slot in made.slots:
        below = (slot.lines - 1) * slot.leading_pt
        room = (slot.x, slot.y - below, slot.width, below + slot.style.size_pt / 2)
        for words in made.geometry.words:
            over = (words.x, words.y, words.width, words.size_pt / 2)
            assert slot.page != words.page or apart(room, over) >= 0, (slot.key, words.text)
        for place in placed(made):
            assert slot.page != place.page or apart(room, place.box) >= 0, (slot.key, place.name)


@pytest.mark.sampled("sizes of forms")
@EVERY_SIZE
def test_no_letter_is_smaller_than_eight_points(size: Size) -> None:
    made, record = drawn(size), record_of(size.datasets, size.areas, size.language)
    file = draw(record, size.language, "X", to_sign=size.to_sign)
    sizes = {float(found) for page in (*made.pages, file) for found in re.findall(rb"/[FG]\d+ ([\d.]+) Tf", page)}
    assert sizes
    assert min(sizes) >= 8
    assert set(re.findall(rb"/Helv ([\d.]+) Tf", file)) <= {b"9", b"8.5"}


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("to_sign", [False, True])
def test_a_long_name_to_send_the_form_to_takes_a_line_more(language: str, to_sign: bool) -> None:
    values = copy.deepcopy(load_sample("en").values()) | {"reference": "MOZ-CD-HCT-CHILD-PROTECTION-AND-REUNIFICATION"}
    values["table_c"]["iom"]["primary"] |= {"name": LONG_NAME, "email": "hbello-adamu-oluwaseun@iom.example"}
    record = Agreement.model_validate(values)
    made = layout_of(record, language, to_sign=to_sign)
    assert made.lines_of(SEND) == 3
    file = draw(record, language, "X", to_sign=to_sign, return_by=datetime.date(2026, 12, 15))
    assert min(float(found) for found in re.findall(rb"/[FG]\d+ ([\d.]+) Tf", file)) >= 8


@pytest.mark.sampled("sizes of forms")
@EVERY_SIZE
def test_no_fixed_words_break_within_a_word(size: Size) -> None:
    """A line ends at a space, or after a slash or a hyphen that is written."""
    said = labels(size.language)
    known = " ".join(strings([said.official, said.methods, said.levels, said.ours, said.prevails]))
    whole = {word.rstrip(":") for word in (*known.split(), *re.sub(r"([/-])", r"\1 ", known).split())}
    for words in drawn(size).geometry.words:
        assert {part.rstrip(":") for part in words.text.split() if not part.isdecimal()} <= whole


def strings(value: Any) -> Iterator[str]:
    if isinstance(value, dict | list):
        for part in value.values() if isinstance(value, dict) else value:
            yield from strings(part)
    else:
        yield str(value)


@pytest.mark.sampled("sizes of forms")
@EVERY_SIZE
def test_tags_are_read_in_the_order_of_the_eye(size: Size) -> None:
    """Whatever stands higher than what was read before it begins a column: it stands farther on in the line."""
    made = drawn(size)
    read: dict[int, list[int]] = {}
    fields_read = []
    for kid in leaves(made.root):
        if isinstance(kid, WidgetReference):
            fields_read.append(kid.name)
        else:
            read.setdefault(kid.page, []).append(kid.number)
    assert all(numbers == [*range(len(numbers))] for numbers in read.values())
    assert [*read] == [*range(1, made.geometry.pages + 1)]
    assert [*fields_read] == [place.name for place in sorted(placed(made), key=lambda p: fields_read.index(p.name))]
    by_name = {place.name: place for place in placed(made)}
    right_to_left = labels(size.language).right_to_left
    before = by_name[fields_read[0]]
    for place in map(by_name.__getitem__, fields_read[1:]):
        assert place.page >= before.page
        (x, y, width, _), (left, low, wide, high) = place.box, before.box
        if place.page == before.page and y > low + high - 0.01:
            assert x + width < left + wide if right_to_left else x > left, (before.name, place.name)
        before = place


def leaves(element: Element) -> Iterator[MarkedContent | WidgetReference]:
    for kid in element.kids:
        yield from leaves(kid) if isinstance(kid, Element) else [kid]


@pytest.mark.sampled("sizes of forms")
@EVERY_SIZE
def test_every_field_is_announced_by_its_label_and_its_row_and_column(size: Size) -> None:
    words, table = labels(size.language), table_of(size)
    said = {name: tooltip(field, size.language) for name, field in table.items()}
    assert len({*said.values()}) == len(said)
    for name, field in table.items():
        steps = [step for step in field.path if step not in ("name", "table_b", "table_c")]
        if len(steps) < 2 or field.path[0] not in ("table_b", "table_c"):
            continue
        for step in steps:
            known = words.ours if step == "requesting_organization" else words.official | words.ours
            label = words.official.get(f"person_{step}") or known.get(str(step))
            assert (str(step + 1) if isinstance(step, int) else str(label).rstrip(" :\u00a0*")) in said[name]


def test_both_boxes_to_sign_and_their_days_are_announced_by_their_side() -> None:
    for language in LANGUAGES:
        file = draw(record_of(1, 0, language), language, "X", to_sign=True)
        for name in (*DATES, *SIGNATURES):
            found = re.search(rb"/T\(%b\)/TU(\([^)]+\)|<[0-9a-fA-F]+>)" % name.encode(), file)
            assert found, (language, name)
            assert len(found[1]) > 10, (language, name)


def signatories(*people: tuple[str, str, str]) -> Agreement:
    values = load_sample("en").values()
    signing = [{"organization": side, "name": name, "title": title} for side, name, title in people]
    return Agreement.model_validate(values | {"signatories": signing})


TITLE = "Deputy Chief of Mission for Operations, Emergencies and Programme Support in the Northern Provinces"


def test_above_each_box_stands_who_signs_there_the_first_of_each_side(tmp_path: Path) -> None:
    """Rule E5. A long title takes a line more, on both sides."""
    record = signatories(
        ("requesting_organization", "Olga Ruiz", "Country Director"),
        ("iom", "Ingrid Holm", TITLE),
        ("iom", "Second Person", "Also signs"),
    )
    text = shown(draw(record, "en", "X", to_sign=True), tmp_path)
    for said in ("Olga Ruiz", "Country Director", "Ingrid Holm", TITLE):
        assert said in text
    assert "Second Person" not in text
    assert "Ingrid Holm" not in shown(draw(record, "en", "X"), tmp_path)
    made = layout_of(record, "en", to_sign=True)
    assert [made.lines_of(key) for key in SIGNATORIES] == [1, 3, 1, 1]


@pytest.mark.program("pdftotext")
@pytest.mark.parametrize("letters", [60, 130, 240])
def test_a_long_name_of_an_organization_stands_whole_beside_the_code(letters: int, tmp_path: Path) -> None:
    name = " ".join(["Association of Women of the Lake for Peace"] * 9)[:letters].strip()
    values = record_of(3, 7, "en").values()
    record = Agreement.model_validate(values | {"requesting_organization": {"name": name}})
    for to_sign in (False, True):
        file = draw(record, "en", "X", to_sign=to_sign)
        pages = content("en", layout_of(record, "en", to_sign=to_sign)).geometry.pages
        heads = [
            shown(file, tmp_path, "-f", str(page), "-l", str(page), "-x", "0", "-y", "0", "-W", "482", "-H", "145")
            for page in range(2, pages + 1)
        ]
        assert all(name in head for head in heads)


@pytest.mark.program("pdftotext")
@pytest.mark.parametrize("size", [size for size in SIZES if size.datasets in (3, 40) and size.areas == 7], ids=str)
def test_every_word_of_the_record_is_on_the_pages_and_whole(size: Size, tmp_path: Path) -> None:
    """As another program reads the pages; it gives Arabic letters in other shapes, so that only the values are looked
    for, which are in Latin letters."""
    record = record_of(size.datasets, size.areas, size.language)
    text = {*shown(draw(record, size.language, "X", to_sign=size.to_sign), tmp_path).split()}
    for name, value in texts_of(record, layout(size).rows, size.language).items():
        if table_of(size)[name].kind in ("line", "lines") and "@" not in value:
            latin = [word for word in value.split() if word.isascii() and (word.isalnum() or size.language != "ar")]
            assert {*latin} <= text, name


def shown(file: bytes, folder: Path, *options: str) -> str:
    """The text of a form as poppler reads it, on one line, without its marks of direction."""
    (folder / "form.pdf").write_bytes(file)
    command = ["pdftotext", *options, "-r", "72", str(folder / "form.pdf"), "-"]
    done = subprocess.run(command, check=True, capture_output=True, timeout=60)
    return " ".join(re.sub("[\u202a-\u202c]", "", done.stdout.decode()).split())


def test_a_text_that_fills_whole_pages_is_beside_nothing_else() -> None:
    """All that may be agreed beside Section 2, in a form to sign: the signatures come after it, on the last page."""
    record = Agreement.model_validate(record_of(3, 7, "en").values() | BESIDE)
    made = content("en", layout_of(record, "en", to_sign=True))
    [signed] = {place.page for place in made.geometry.signatures}
    assert signed == max(place.page for place in made.geometry.fields if "_field_" not in place.name)
    for place, other in pairs([*placed(made)]):
        assert apart(place.box, other.box) >= 0, (place.name, other.name)
