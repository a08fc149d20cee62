"""The pages of a form are found on the sheets of a file by their codes, else by their words, all as of the form of the
first; a sheet that shows none is named, and one that may be of ours is kept."""

from __future__ import annotations

import io
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

import pytest
from conftest import load_sample
from PIL import Image

from dtmforms.form.barcode import ReadCode
from dtmforms.form.fields import DATES, TICKED, UNTICKED, Rows, fields
from dtmforms.form.identity import WORD, Identity
from dtmforms.language import LANGUAGES
from dtmforms.pdf.geometry import Box, FormLayout, Geometry
from dtmforms.pdf.read.model import FileSheet, Letter
from dtmforms.pdf.read.transform import Point, Transform
from dtmforms.pdf.write.form import geometry, layout_of
from dtmforms.returns.printed import ocr, registration
from dtmforms.returns.printed.pages import FoundPages, found_as_sent
from dtmforms.returns.returned_file import DRAFT, PrintedCell, PrintedPages, UnplacedSheet

LAYOUT = FormLayout("sign", Rows((14, 1, 1, 8, 1, 1)), (("humanitarian_need", 44),))
"""Of four pages: Table B begins on the second one, and the last one is to be signed."""
FORM = Identity("MOZ-CD-HCT-CP", "en", "AAAA-AAAA", str(LAYOUT))
BLANK = replace(FORM, reference="", terms="")
PLACES = geometry("en", LAYOUT)
OURS = {entry.name for entry in fields(LAYOUT.rows) if entry.ours}
PAGES_OF_FIELDS = {place.name: place.page for place in PLACES.fields}
DPI = 90
"""Of the sheets here, whatever stands on them: at that of a scan each would take a fifth of a second."""
SCALE = DPI / 72
UPRIGHT = Transform((SCALE, 0, 0, 0, -SCALE, PLACES.height_pt * SCALE, 0, 0))
SIZE = round(PLACES.width_pt * SCALE), round(PLACES.height_pt * SCALE)
TICK, TIMELINE = "table_b_low_not_applicable", "table_b_low_timeline"
NOWHERE: Point = (50.0, 50.0)


class Reader:
    """Recognizes no text."""

    def __init__(self, there: bool) -> None:
        self.there = there

    def installed(self) -> bool:
        return self.there

    def recognized(self, pictures: Sequence[Image.Image], language: str, *, lines: bool) -> list[str]:
        return [f"{language} {lines}"] * len(pictures)


@pytest.fixture(autouse=True)
def small_sheets_and_no_reader(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(registration, "SCAN_DPI", DPI)
    monkeypatch.setattr(registration, "TEXT_DPI", DPI)
    ocr.recognise_by(Reader(there=False))
    yield
    ocr.recognise_by(None)


def scan(number: int = 1, *ink: Box) -> FileSheet:
    """A sheet as a scanner leaves it, with ink where it is in the form."""
    picture = Image.new("L", SIZE, 255)
    for box in ink:
        blacken(picture, box)
    return FileSheet(number, picture)


def blacken(picture: Image.Image, box: Box) -> None:
    x, y, width, height = box
    (left, top), (right, bottom) = UPRIGHT((x, y + height)), UPRIGHT((x + width, y))
    picture.paste(0, (round(left), round(top), round(right), round(bottom)))


def box_in(form: Geometry, name: str) -> Box:
    return next(place.box for place in form.fields if place.name == name)


def letters(text: str, x: float, y: float, to_sheet: Transform = UPRIGHT) -> list[Letter]:
    found = []
    for place, letter in enumerate(text):
        left, base = to_sheet((x + 4 * place, y))
        found.append(Letter(letter, (left, base), (left, base - 5 * SCALE, 3 * SCALE, 5 * SCALE)))
    return found


def printed(
    page: int, number: int = 1, *, form: Geometry = PLACES, typed: Mapping[str, str] | None = None
) -> FileSheet:
    """A sheet with some of a page's fixed words, and with what was typed into its fields."""
    texts = [word.text for word in form.words]
    words = [word for word in form.words if word.page == page and len(word.text) > 8 and texts.count(word.text) == 1][
        :8
    ]
    found = [letter for word in words for letter in letters(word.text, word.x, word.y)]
    ink = []
    for name, text in (typed or {}).items():
        x, y, _, height = box_in(form, name)
        found += letters(text, x + 4, y + height / 2)
        ink += [(x + 4 + 4 * place, y + height / 2, 3.0, 5.0) for place in range(len(text))]
    return replace(scan(number, *ink), letters=tuple(found))


def code(to_sheet: Transform = UPRIGHT) -> ReadCode:
    x, y, width, height = PLACES.code
    upper_left, upper_right = to_sheet((x, y + height)), to_sheet((x + width, y + height))
    return ReadCode("code", (upper_left, upper_right, to_sheet((x + width, y)), to_sheet((x, y))))


WITHOUT_EXTENT = ReadCode("code", (NOWHERE, NOWHERE, NOWHERE, NOWHERE))


def taken(*sheets: tuple[FileSheet, Identity]) -> PrintedPages:
    """Sheets that each show one code."""
    found = FoundPages()
    for sheet, identity in sheets:
        found.take_coded(sheet, [(code(), identity)])
    return found.pages


def by_words(*sheets: FileSheet, identity: Identity | None = None) -> PrintedPages:
    found = FoundPages()
    found.take_uncoded(sheets, identity)
    return found.pages


def on_page(page: int) -> set[str]:
    return {place.name for place in PLACES.fields if place.page == page and place.name not in DATES}


def names(cells: Sequence[PrintedCell]) -> set[str]:
    return {cell.name for cell in cells}


def text_in(found: PrintedPages, name: str) -> str:
    [cell] = [cell for cell in found.cells if cell.name == name]
    return cell.text


# By codes


def test_of_a_scan_the_partners_boxes_are_read_as_drafts() -> None:
    found = taken((scan(7), FORM.on_page(2)))
    assert found.identity == FORM
    assert found.sheets == {2: [7]}
    assert (found.page_count, found.places) == (4, {place.name: place.page for place in PLACES.fields})
    assert (found.scanned, found.ink, found.recognised) == (True, {}, False)
    assert (found.orphans, found.others, found.unplaced, found.signature_pictures) == ([], [], [], {})
    assert names(found.cells) == on_page(2) - OURS
    assert all((cell.sheet, cell.doubt) == (7, DRAFT) and cell.picture for cell in found.cells)


@pytest.mark.parametrize("identity", [FORM, BLANK])
def test_of_a_blank_form_all_boxes_are(identity: Identity) -> None:
    found = taken((scan(), identity.on_page(4)))
    assert names(found.cells) == (on_page(4) if identity is BLANK else on_page(4) - OURS)
    assert on_page(4) & OURS


def test_of_a_page_with_letters_all_boxes_are_read_as_they_are() -> None:
    found = taken((printed(2, 3, typed={TIMELINE: "Weekly"}), FORM.on_page(2)))
    assert names(found.cells) == on_page(2)
    assert text_in(found, TIMELINE) == "Weekly"
    assert all(cell.sheet == 3 and not cell.doubt and not cell.picture for cell in found.cells)
    assert (found.scanned, found.ink, found.recognised) == (False, {}, False)


def test_a_box_is_read_where_it_is_on_its_page() -> None:
    found = taken((scan(1, box_in(PLACES, TICK)), FORM.on_page(2)))
    ticks = {cell.name: cell.text for cell in found.cells if cell.source == "ink"}
    assert ticks.pop(TICK) == TICKED
    assert {*ticks.values()} == {UNTICKED}
    moved = Transform((SCALE, 0, 30, 0, -SCALE, PLACES.height_pt * SCALE + 20, 0, 0))
    aside = FoundPages()
    aside.take_coded(scan(1, box_in(PLACES, TICK)), [(code(moved), FORM.on_page(2))])
    assert text_in(aside.pages, TICK) == UNTICKED


def test_the_first_code_says_of_which_form_the_pages_are() -> None:
    other = replace(FORM, terms="BBBB-BBBB")
    found = taken((scan(1), FORM.on_page(2)), (scan(2), other.on_page(3)), (scan(3), FORM.on_page(3)))
    assert found.identity == FORM
    assert found.others == [other.on_page(3)]
    assert found.sheets == {2: [1], 3: [3]}
    assert {cell.sheet for cell in found.cells} == {1, 3}


def test_a_sheet_may_show_two_pages() -> None:
    found = FoundPages()
    found.take_coded(scan(5), [(code(), FORM.on_page(1)), (code(), FORM.on_page(2))])
    assert found.pages.sheets == {1: [5], 2: [5]}
    assert names(found.pages.cells) == (on_page(1) | on_page(2)) - OURS
    assert found.pages.others == []


def test_a_page_may_come_twice() -> None:
    found = taken((scan(1), FORM.on_page(3)), (scan(2), FORM.on_page(3)))
    assert found.sheets == {3: [1, 2]}
    assert len(found.cells) == 2 * len(on_page(3) - OURS)


@pytest.mark.parametrize(
    "identity",
    [replace(FORM, rows=WORD), replace(FORM, edition="0"), replace(FORM, language="xx"), replace(FORM, rows="6 2 2")],
    ids=["Word", "edition", "language", "layout"],
)
def test_where_no_field_has_a_place_a_page_is_known_and_not_read(identity: Identity) -> None:
    found = taken((scan(4), identity.on_page(1)))
    assert (found.identity, found.sheets, found.scanned) == (identity, {1: [4]}, True)
    assert (found.page_count, found.places, found.cells, found.ink) == (0, {}, [], {})


@pytest.mark.parametrize(("rows", "scanned"), [(WORD, True), (str(LAYOUT), False)])
def test_a_word_document_is_taken_for_a_scan_though_it_has_letters(rows: str, scanned: bool) -> None:
    assert taken((printed(1), replace(FORM, rows=rows, edition="0").on_page(1))).scanned == scanned


def test_a_scan_is_read_in_the_language_of_its_form() -> None:
    ocr.recognise_by(Reader(there=True))
    form = geometry("fr", LAYOUT)
    x, y, _, _ = box_in(form, TIMELINE)
    page = next(place.page for place in form.fields if place.name == TIMELINE)
    found = taken((scan(1, (x + 4, y + 4, 5, 5)), replace(FORM, language="fr").on_page(page)))
    assert text_in(found, TIMELINE) == "fr False"


def test_every_row_is_read_that_the_form_has() -> None:
    more = FormLayout("sign", Rows((15, 2, 2, 9, 2, 2)), LAYOUT.lines)
    name = "table_b_low_datasets_15_name"
    page = next(place.page for place in geometry("en", more).fields if place.name == name)
    found = taken((scan(), replace(FORM, rows=str(more)).on_page(page)))
    assert name not in PAGES_OF_FIELDS
    assert name in found.places
    assert name in names(found.cells)


def test_one_scan_makes_all_pages_one() -> None:
    assert taken((scan(1), FORM.on_page(1)), (printed(2, 2), FORM.on_page(2))).scanned
    assert taken((printed(2, 1), FORM.on_page(2)), (scan(2), FORM.on_page(1))).scanned


def test_a_page_whose_code_has_no_extent_is_known_and_not_read() -> None:
    ocr.recognise_by(Reader(there=True))
    found = FoundPages()
    found.take_coded(scan(4), [(WITHOUT_EXTENT, FORM.on_page(4))])
    assert (found.pages.sheets, found.pages.cells, found.pages.page_count) == ({4: [4]}, [], 4)
    assert (found.pages.ink, found.pages.recognised) == ({}, False)


def test_whether_somebody_recognizes_text_is_told_of_scans() -> None:
    ocr.recognise_by(Reader(there=True))
    x, y, _, _ = box_in(PLACES, TIMELINE)
    found = taken((scan(1, (x + 4, y + 4, 5, 5)), FORM.on_page(2)))
    assert found.recognised
    assert text_in(found, TIMELINE) == "en False"
    assert not taken((printed(2), FORM.on_page(2))).recognised


# Signatures


IOMS, PARTNERS = (place.box for place in PLACES.signatures)


IOM, PARTNER = (place.name for place in PLACES.signatures)


def pen(box: Box, width: float = 60, height: float = 12) -> Box:
    """What is drawn in the middle of a box, as large as a signature."""
    return (box[0] + 30, box[1] + 14, width, height)


def signed(*drawn: Box, page: int = 4) -> dict[str, bool]:
    return taken((scan(1, *drawn), FORM.on_page(page))).ink


def test_each_box_holds_ink_or_none() -> None:
    assert signed() == {IOM: False, PARTNER: False}
    assert signed(pen(IOMS)) == {IOM: True, PARTNER: False}
    assert signed(pen(PARTNERS)) == {IOM: False, PARTNER: True}
    assert signed(pen(IOMS), pen(PARTNERS)) == {IOM: True, PARTNER: True}


@pytest.mark.parametrize(
    ("width", "height"), [(1, 1), (5, 5), (12, 12), (100, 1), (1, 30)], ids=["dust", "dot", "blot", "line", "fold"]
)
def test_a_dot_and_a_line_are_no_signature(width: float, height: float) -> None:
    assert signed(pen(IOMS, width, height)) == {IOM: False, PARTNER: False}
    assert signed(pen(IOMS, width + 15, height + 6)) == {IOM: True, PARTNER: False}


def test_dust_all_over_a_box_is_no_signature() -> None:
    dust = [(IOMS[0] + 10 + 8 * n, IOMS[1] + 8 + 6 * (n % 5), 1.5, 1.5) for n in range(19)]
    assert signed(*dust) == {IOM: False, PARTNER: False}


def test_a_box_that_is_dark_all_over_tells_nothing() -> None:
    assert signed(IOMS) == {IOM: False, PARTNER: False}


def test_boxes_to_sign_in_are_shown() -> None:
    found = taken((scan(1, pen(IOMS)), FORM.on_page(4)))
    assert [*found.signature_pictures] == [IOM, PARTNER]
    seen = [Image.open(io.BytesIO(picture)) for picture in found.signature_pictures.values()]
    assert [picture.format for picture in seen] == ["PNG", "PNG"]
    assert [picture.getextrema() for picture in seen] == [(0, 255), (255, 255)]
    assert not found.signature_pictures.keys() & names(found.cells)


@pytest.mark.parametrize("thick", [1.0, 1.9, 4.0])
def test_the_frame_of_a_box_is_no_signature(thick: float) -> None:
    x, y, width, height = IOMS
    frame = [(x, y, thick, height), (x + width - thick, y, thick, height)]
    frame += [(x, y, width, thick), (x, y + height - thick, width, thick)]
    assert signed(*frame) == {IOM: False, PARTNER: False}
    assert signed(*frame, pen(IOMS)) == {IOM: True, PARTNER: False}


def test_on_other_pages_nobody_signs() -> None:
    found = taken((scan(1, pen(IOMS), pen(PARTNERS)), FORM.on_page(3)))
    assert (found.ink, found.signature_pictures) == ({}, {})


def test_on_a_page_with_letters_something_was_put_in_and_nobody_has_signed() -> None:
    for drawn, put_in in (((), []), ((pen(IOMS),), [IOM])):
        found = taken((replace(scan(1, *drawn), letters=printed(4).letters), FORM.on_page(4)))
        assert (found.ink, found.signature_pictures, found.put_in) == ({}, {}, put_in)


def test_of_a_page_that_comes_twice_each_is_to_be_signed() -> None:
    for sheets in ((scan(1, pen(IOMS)), scan(2)), (scan(1), scan(2, pen(IOMS)))):
        assert taken(*((sheet, FORM.on_page(4)) for sheet in sheets)).ink == {IOM: False, PARTNER: False}
    twice = (scan(1, pen(IOMS)), scan(2, pen(IOMS)))
    assert taken(*((sheet, FORM.on_page(4)) for sheet in twice)).ink == {IOM: True, PARTNER: False}


def test_what_is_written_in_a_margin_is_told_of_its_page() -> None:
    assert taken((scan(1), FORM.on_page(4))).written_beside == []
    assert taken((scan(1, (400, 60, 30, 20)), FORM.on_page(4))).written_beside == [4]
    assert taken((scan(1, (500, 60, 3, 3), (40, 60, 400, 1)), FORM.on_page(4))).written_beside == []


# By words


def test_a_page_is_found_by_its_words_as_of_the_form_that_is_named() -> None:
    found = by_words(printed(2, 3, typed={TIMELINE: "Weekly"}), printed(3, 4), identity=FORM)
    assert found.identity == FORM
    assert found.sheets == {2: [3], 3: [4]}
    assert names(found.cells) == on_page(2) | on_page(3)
    assert text_in(found, TIMELINE) == "Weekly"
    assert (found.page_count, found.orphans, found.unplaced) == (4, [], [])


def test_a_sheet_with_other_words_is_an_orphan() -> None:
    other = replace(scan(5), letters=tuple(letters("Minutes of another meeting", 50, 50)))
    found = by_words(printed(2, 3), other, scan(6), identity=FORM)
    assert (found.sheets, found.orphans, found.unplaced) == ({2: [3]}, [5, 6], [])


def test_where_no_field_has_a_place_no_page_is_found_by_words() -> None:
    found = by_words(printed(2, 3), identity=replace(FORM, edition="0"))
    assert (found.sheets, found.orphans, found.unplaced) == ({}, [3], [])


def test_the_form_of_the_pages_with_codes_comes_before_the_one_that_is_named() -> None:
    found = FoundPages()
    found.take_coded(printed(3, 1), [(code(), FORM.on_page(3))])
    found.take_uncoded([printed(2, 2)], replace(FORM, reference="ANOTHER"))
    assert found.pages.identity == FORM
    assert found.pages.sheets == {3: [1], 2: [2]}
    found.take_uncoded([printed(4, 3)], None)
    assert found.pages.sheets == {3: [1], 2: [2], 4: [3]}
    assert found.pages.orphans == []


def test_without_sheets_nothing_is_found() -> None:
    assert by_words(identity=FORM) == PrintedPages()
    assert by_words() == PrintedPages()


# Of which it is not known whose they are


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_sheet_with_our_words_is_kept_while_it_is_not_known_of_which_form_it_is(language: str) -> None:
    sheet = printed(2, 3, form=geometry(language, LAYOUT))
    found = by_words(sheet)
    assert (found.identity, found.sheets, found.orphans) == (None, {}, [])
    [kept] = found.unplaced
    assert (kept.number, kept.width_px, kept.height_px, kept.letters) == (3, *SIZE, [*sheet.letters])
    assert kept.pixels() == sheet.picture.tobytes()
    assert len(kept.grey) * 100 < len(kept.pixels())


def test_a_sheet_without_them_is_an_orphan() -> None:
    other = replace(scan(5), letters=tuple(letters("Minutes of another meeting", 50, 50)))
    found = by_words(other, printed(2, 6), scan(7))
    assert (found.orphans, [kept.number for kept in found.unplaced]) == ([5, 7], [6])


def small(number: int, count: int | None = None) -> FileSheet:
    """A sheet with our words and with so many letters in all."""
    words = printed(2).letters
    more = letters("x", 0, 0) * ((count or len(words)) - len(words))
    return FileSheet(number, Image.new("L", (1, 1), 255), (*words, *more))


def test_so_many_sheets_are_kept_and_no_more() -> None:
    found = by_words(*map(small, range(1, 27)))
    assert [kept.number for kept in found.unplaced] == [*range(1, 25)]
    assert found.orphans == [25, 26]


def test_a_sheet_with_more_letters_than_any_page_has_is_not_kept() -> None:
    found = by_words(small(1, 8000), small(2, 8001))
    assert ([kept.number for kept in found.unplaced], found.orphans) == ([1], [2])


# Found by a record

SENT = load_sample("en")
SENT_FORM = geometry("en", layout_of(SENT, SENT.language))


def test_sheets_that_were_kept_are_found_as_of_the_form_of_a_record() -> None:
    page = printed(1, 3, form=SENT_FORM, typed={TIMELINE: "Weekly"})
    x, y, width, height = box_in(SENT_FORM, TICK)
    blacken(page.picture, (x, y, width / 2, height))
    kept = by_words(page, small(6))
    kept.orphans += [1, 2]
    other = UnplacedSheet(4, 1, 1, kept.unplaced[1].grey, letters("Minutes of a meeting", 50, 50))
    found = found_as_sent(replace(kept, unplaced=[kept.unplaced[0], other]), SENT)
    assert found.identity == Identity(SENT.reference, "en", "", str(layout_of(SENT, SENT.language)))
    assert (found.sheets, found.orphans, found.unplaced) == ({1: [3]}, [1, 2, 4], [])
    assert (text_in(found, TIMELINE), text_in(found, TICK)) == ("Weekly", TICKED)
    assert not any(cell.doubt for cell in found.cells)
    assert kept.orphans == [1, 2]


def test_a_form_to_sign_is_found_as_that() -> None:
    layout = layout_of(SENT, "en", to_sign=True)
    form = geometry("en", layout)
    pages = [printed(page, page, form=form) for page in range(1, form.pages + 1)]
    for sheets in (pages, pages[:1], pages[-1:]):
        found = found_as_sent(PrintedPages(unplaced=by_words(*sheets).unplaced), SENT)
        assert found.identity == Identity(SENT.reference, "en", "", str(layout))
        assert found.sheets == {sheet.number: [sheet.number] for sheet in sheets}


def test_a_record_in_another_language_has_another_form() -> None:
    french = load_sample("fr")
    form = geometry("fr", layout_of(french, french.language))
    found = found_as_sent(PrintedPages(unplaced=by_words(printed(1, 3, form=form)).unplaced), french)
    assert found.identity == Identity(french.reference, "fr", "", str(layout_of(french, french.language)))
    assert found.sheets == {1: [3]}
    english = found_as_sent(PrintedPages(unplaced=by_words(printed(1, 3)).unplaced), french)
    assert (english.sheets, english.orphans) == ({}, [3])
