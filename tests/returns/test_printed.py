"""Returns that were printed or flattened: what stands in the boxes is the record that comes back, or a person is
asked; never anything else."""

from __future__ import annotations

import io
from pathlib import Path

import pikepdf
import pypdfium2
import pytest
from conftest import load_sample
from papers import (
    ARABIC,
    CYRILLIC,
    ETHIOPIC,
    FLATTENERS,
    PARTNER,
    STATUS,
    altered,
    by_partner,
    by_pdfium,
    changes,
    drawn_over,
    drop,
    filled,
    form_of,
    placed,
    read,
)

from dtmforms.agreement.keys import text_key
from dtmforms.agreement.model import Agreement
from dtmforms.form.fields import Rows, fields
from dtmforms.form.texts import texts_of
from dtmforms.pdf.geometry import Box
from dtmforms.pdf.write.form import draw_blank, geometry, layout_of
from dtmforms.returns.ingest import Return

SENT = load_sample("en")
WANTED = by_partner(SENT)
TABLE = {entry.name: entry for entry in fields(Rows())}


@pytest.fixture(scope="module")
def flat() -> bytes:
    """The form as the partner filled it in, flattened."""
    return by_pdfium(filled(form_of(SENT), changes(SENT, WANTED)))


@pytest.fixture(scope="module")
def as_sent() -> bytes:
    return by_pdfium(form_of(SENT))


def wrong_and_sure(answer: Return, wanted: Agreement) -> list[str]:
    """The fields that say something else than was typed, and are not in doubt: there must be none."""
    texts = texts_of(wanted, layout_of(SENT, SENT.language).rows, SENT.language)
    return [
        name
        for name, source in answer.sources.items()
        if source["sure"] and text_key(answer.fields[name]) != text_key(texts[name])
    ]


def comes_back(answer: Return, wanted: Agreement) -> None:
    """Every value is read as it was typed; what was typed is for a person to confirm, and so are empty boxes, in which
    something may have been typed too, and ticks, which may be shown as they were."""
    texts = texts_of(wanted, layout_of(SENT, SENT.language).rows, SENT.language)
    partners = [name for name in answer.sources if not TABLE[name].ours]
    assert {name: text_key(answer.fields[name]) for name in partners} == {
        name: text_key(texts[name]) for name in partners
    }
    typed = {name for name in changes(SENT, wanted) if TABLE[name].kind in ("line", "lines")}
    texts_in_doubt = {name for name in unsure(answer) if name in partners and TABLE[name].kind in ("line", "lines")}
    assert {name for name in texts_in_doubt if answer.fields[name]} == typed
    assert answer.record is None


def errors(answer: Return) -> list[str]:
    return [finding.text() for finding in answer.findings if finding.severity == "error"]


def box_of(name: str) -> tuple[int, Box]:
    place = next(place for place in geometry("en", layout_of(SENT, SENT.language)).fields if place.name == name)
    return place.page, place.box


def unsure(answer: Return) -> set[str]:
    return {name for name, source in answer.sources.items() if not source["sure"]}


def over(data: bytes, name: str, content: str) -> bytes:
    """Content drawn over a field; `{x}` and `{y}` are those of its corner, `{w}` and `{h}` its size."""
    page, (x, y, width, height) = box_of(name)
    return drawn_over(data, page, content.format(x=x, y=y, w=width, h=height))


# What comes back


@pytest.mark.sampled("flattened forms")
@pytest.mark.program("pdftocairo", "qpdf", "gs")
@pytest.mark.parametrize("program", FLATTENERS)
def test_latin_text_comes_back_through_every_program(program: str, tmp_path: Path) -> None:
    data = FLATTENERS[program](filled(form_of(SENT), changes(SENT, WANTED)), tmp_path)
    answer = read(data, SENT)
    assert answer.kind == "flattened"
    comes_back(answer, WANTED)


@pytest.mark.sampled("flattened forms")
@pytest.mark.program("pdftocairo", "qpdf", "gs")
@pytest.mark.parametrize("program", FLATTENERS)
def test_a_form_with_the_numbers_of_its_agreement_comes_back_as_well(program: str, tmp_path: Path) -> None:
    data = FLATTENERS[program](filled(form_of(SENT, STATUS), changes(SENT, WANTED)), tmp_path)
    comes_back(read(data, SENT), WANTED)


@pytest.mark.sampled("flattened forms in other scripts")
@pytest.mark.program("pdftocairo", "qpdf", "gs")
@pytest.mark.parametrize("program", FLATTENERS)
@pytest.mark.parametrize("written", [CYRILLIC, ETHIOPIC, ARABIC], ids=["cyrillic", "ethiopic", "arabic"])
def test_what_programs_cannot_draw_is_never_a_sure_value(
    program: str, written: tuple[str, ...], tmp_path: Path
) -> None:
    wanted = by_partner(SENT, written)
    answer = read(FLATTENERS[program](filled(form_of(SENT), changes(SENT, wanted)), tmp_path), SENT)
    assert wrong_and_sure(answer, wanted) == []
    assert answer.record in (None, wanted)


def test_cyrillic_comes_back_where_it_was_drawn_rightly() -> None:
    wanted = by_partner(SENT, CYRILLIC)
    answer = read(by_pdfium(filled(form_of(SENT), changes(SENT, wanted))), SENT)
    comes_back(answer, wanted)


@pytest.mark.parametrize("language", ["en", "fr"])
def test_what_was_sent_comes_back_unchanged(language: str) -> None:
    sample = load_sample(language)
    answer = read(by_pdfium(form_of(sample)), sample)
    assert answer.record == sample, errors(answer)
    assert answer.comparison
    assert answer.comparison.verdict == "unchanged"
    assert all(source["sure"] for name, source in answer.sources.items() if not TABLE[name].ours)
    assert any("No new text" in f.text() or "Aucun nouveau" in f.text() for f in answer.findings)


def test_what_was_sent_and_is_drawn_without_letters_is_for_a_person_to_see() -> None:
    sample = load_sample("es")  # it has a picture of a wave in one of its texts
    answer = read(by_pdfium(form_of(sample)), sample)
    assert unsure(answer) == {"table_b_medium_datasets_01_name"}


def test_every_value_says_where_it_is_from(flat: bytes) -> None:
    answer = read(flat, SENT)
    assert answer.sources[f"{PARTNER}_email"] == {"source": "text", "sure": False, "page": 2}
    assert answer.sources["table_c_requesting_organization_secondary_email"]["sure"]
    assert answer.sources["table_b_low_not_applicable"]["source"] == "ink"
    assert set(answer.sources) == set(texts_of(SENT, layout_of(SENT, SENT.language).rows, "en"))


@pytest.mark.sampled("pages that lie elsewhere")
@pytest.mark.parametrize(
    ("matrix", "box"),
    [
        ("1 0 0 1 30 -20", (0, 0, 595, 842)),
        ("0.7 0 0 0.7 100 0", (0, 0, 842, 595)),
        ("1.4 0 0 1.4 0 0", (0, 0, 842, 1191)),
        ("0 1 -1 0 842 0", (0, 0, 842, 595)),
        ("-1 0 0 -1 595 842", (0, 0, 595, 842)),
        ("0 -0.7 0.7 0 100 650", (0, 0, 842, 700)),
    ],
    ids=["moved", "on a landscape sheet", "on A3", "turned left", "upside down", "turned and smaller"],
)
def test_pages_are_found_wherever_they_lie(flat: bytes, matrix: str, box: tuple[int, int, int, int]) -> None:
    answer = read(placed(flat, matrix, box), SENT)
    comes_back(answer, WANTED)


def test_a_rotated_page_is_read(flat: bytes) -> None:
    def rotate(pdf: pikepdf.Pdf) -> None:
        for page in pdf.pages:
            page.rotate(90, relative=True)

    answer = read(altered(flat, rotate), SENT)
    comes_back(answer, WANTED)


def test_two_pages_on_a_sheet_are_read(flat: bytes) -> None:
    def impose(pdf: pikepdf.Pdf) -> None:
        sheets = []
        for first in range(0, len(pdf.pages), 2):
            node = pikepdf.Dictionary(Type=pikepdf.Name.Page, MediaBox=[0, 0, 842, 595])
            sheet = pikepdf.Page(pdf.make_indirect(node))
            for place, page in enumerate(pdf.pages[first : first + 2]):
                sheet.add_overlay(page, pikepdf.Rectangle(421 * place, 0, 421 * (place + 1), 595), push_stack=True)
            sheets.append(sheet)
        del pdf.pages[:]
        pdf.pages.extend(sheets)

    answer = read(altered(flat, impose), SENT)
    comes_back(answer, WANTED)
    assert {source["page"] for source in answer.sources.values()} == {1}


def test_pages_in_another_order_are_read(flat: bytes) -> None:
    answer = read(altered(flat, lambda pdf: pdf.pages.reverse()), SENT)
    comes_back(answer, WANTED)
    assert any("order" in finding.text() for finding in answer.findings)


def test_a_missing_page_is_asked_for(flat: bytes) -> None:
    answer = read(altered(flat, lambda pdf: pdf.pages.__delitem__(1)), SENT)
    assert answer.record is None
    assert any(finding.text().startswith("Page 2 of the form did not come back") for finding in answer.findings)


@pytest.mark.sampled("pages whose code is gone")
@pytest.mark.parametrize("status", [None, STATUS], ids=["draft", "numbers"])
@pytest.mark.parametrize("known_by", ["keywords", "record"])
def test_pages_whose_code_is_gone_are_found_by_their_words(known_by: str, status: str | None) -> None:
    flat = by_pdfium(filled(form_of(SENT, status), changes(SENT, WANTED)))
    x, y, width, height = geometry("en", layout_of(SENT, SENT.language)).code

    def blot(pdf: pikepdf.Pdf) -> None:
        for page in pdf.pages:
            page.contents_add(b"q", prepend=True)
            page.contents_add(f"Q 1 g {x} {y} {width} {height} re f".encode())
        if known_by == "record":
            del pdf.docinfo
            drop(pdf.Root, "/Metadata")

    answer = read(placed(altered(flat, blot), "0.8 0 0 0.8 40 50", (0, 0, 595, 842)), SENT)
    comes_back(answer, WANTED)


def test_a_page_of_something_else_is_named_and_not_read(flat: bytes) -> None:
    answer = read(altered(flat, lambda pdf: pdf.add_blank_page(page_size=(595, 842))), SENT)
    comes_back(answer, WANTED)
    assert any(finding.text().startswith("Page 3 of the file shows neither") for finding in answer.findings)


def test_pages_of_two_agreements_are_told_apart(flat: bytes) -> None:
    other = load_sample("fr")

    def add(pdf: pikepdf.Pdf) -> None:
        with pikepdf.open(io.BytesIO(by_pdfium(form_of(other)))) as more:
            pdf.pages.append(more.pages[0])

    answer = read(altered(flat, add), SENT)
    assert answer.record is None
    assert any(other.reference in finding.text() for finding in answer.findings)


def test_a_blank_form_that_was_filled_in_and_printed_is_for_a_person_to_confirm() -> None:
    rows = layout_of(SENT, SENT.language).rows
    texts = {name: text for name, text in texts_of(SENT, rows, "en").items() if text not in ("", "Off")}
    answer = read(by_pdfium(filled(draw_blank("en"), texts)), SENT)
    assert {name: text_key(answer.fields[name]) for name in texts} == {name: text_key(texts[name]) for name in texts}
    assert answer.record is None


# What is not sure


def test_without_the_record_empty_boxes_are_unknown(flat: bytes) -> None:
    answer = read(flat, None)
    assert answer.record is None
    assert any("--against" in finding.text() for finding in answer.findings if finding.severity == "error")
    assert answer.fields[f"{PARTNER}_email"] == WANTED.table_c.requesting_organization.primary.email  # type: ignore[union-attr]


@pytest.mark.sampled("boxes that something is put over")
@pytest.mark.parametrize(
    ("content", "name"),
    [
        ("1 g {x} {y} {w} {h} re f 0 g BT /Over 9 Tf {x} {y} Td 2 4 Td (Amina Bello) Tj ET", f"{PARTNER}_name"),
        ("0 G 2 w q 1 0 0 1 {x} {y} cm 0 0 m {w} {h} l S Q", "table_b_low_timeline"),
        ("BT /Over 9 Tf {x} {y} Td 60 4 Td (Ade) Tj ET", "table_b_low_datasets_01_name"),
        ("1 g {x} {y} {w} {h} re f", f"{PARTNER}_mobile"),
        ("BT 3 Tr /Over 9 Tf {x} {y} Td 2 4 Td (Hidden words) Tj ET", "table_b_low_datasets_03_name"),
        ("0 G 1 w q 1 0 0 1 {x} {y} cm 4 4 m 20 12 l 40 3 l S Q", "table_b_low_datasets_03_name"),
        ("0 g q 1 0 0 1 {x} {y} cm 1.5 1.5 8 8 re f Q", "table_b_low_not_applicable"),
        ("0 g q 1 0 0 1 {x} {y} cm 4 4 1.2 1.2 re f Q", "table_b_low_not_applicable"),
    ],
    ids=["typed over", "struck", "two texts", "painted white", "hidden text", "scribble", "blotted", "dirt"],
)
def test_what_is_put_over_a_box_is_in_doubt(flat: bytes, content: str, name: str) -> None:
    answer = read(over(flat, name, content), SENT)
    assert name in unsure(answer)
    assert wrong_and_sure(answer, WANTED) == []
    assert answer.record is None


@pytest.mark.parametrize("name", [f"{PARTNER}_title", "table_b_low_datasets_02_name"])
def test_text_that_is_longer_than_its_box_is_in_doubt(name: str) -> None:
    long = "Coordinator for the protection of children and of those who look after them in every district of the north"
    answer = read(by_pdfium(filled(form_of(SENT), {name: f"{long}, {long}"})), SENT)
    assert name in unsure(answer)
    assert answer.record is None


def test_a_finding_names_the_page_and_the_place_and_no_contact() -> None:
    data = by_pdfium(filled(form_of(SENT), {f"{PARTNER}_email": "no.address.example"}))
    answer = read(data, SENT)
    said = [finding.text() for finding in answer.findings if f"[{PARTNER}_email]" in finding.text()]
    assert len(said) == 1
    assert said[0].startswith("page 2, Table C, Requesting organization, Primary Focal Point, E-mail")
    assert not any("no.address" in finding.text() for finding in answer.findings)
    assert answer.fields[f"{PARTNER}_email"] == "no.address.example"


def test_a_form_printed_without_its_fields_is_no_empty_form() -> None:
    def strip(pdf: pikepdf.Pdf) -> None:
        drop(pdf.Root, "/AcroForm")
        for page in pdf.pages:
            drop(page.obj, "/Annots")

    answer = read(altered(filled(form_of(SENT), changes(SENT, WANTED)), strip), SENT)
    assert wrong_and_sure(answer, WANTED) == []
    assert answer.record is None


def test_an_edit_of_ioms_cells_is_seen_and_not_taken() -> None:
    """Rule D3."""
    data = by_pdfium(filled(form_of(SENT), {"table_c_iom_primary_email": "thief@iom.example"}))
    answer = read(data, SENT)
    assert answer.record == SENT
    assert [finding.path for finding in answer.findings if finding.rule == "D3"] == ["table_c.iom.primary.email"]


# What is painted over letters

MOBILE = "table_c_requesting_organization_primary_mobile"
PICTURE = "q {w} 0 0 {h} {x} {y} cm BI /W 2 /H 1 /BPC 8 /CS /G /F /AHx ID 00FF> EI Q "
AREAS = "q 1 g {x} {y} {w} {h} re f 0 g {x} {y} 1 {h} re f Q "


def over_letters(data: bytes, content: str) -> bytes:
    """Other ink painted over each digit of a number, and nowhere else: what a picture of another number does."""
    page, (x, y, width, height) = box_of(MOBILE)
    with pypdfium2.PdfDocument(data) as document:
        text = document[page - 1].get_textpage()
        boxes = [text.get_charbox(index) for index in range(text.count_chars())]
    within = [box for box in boxes if x < box[0] and box[2] < x + width and y < box[1] and box[3] < y + height]
    assert len(within) > 8
    painted = (content.format(x=x0, y=y0, w=x1 - x0, h=y1 - y0) for x0, y0, x1, y1 in within)
    return drawn_over(data, page, "".join(painted))


@pytest.mark.parametrize("content", [PICTURE, AREAS], ids=["a picture", "areas"])
def test_a_letter_that_something_is_painted_over_is_not_sure(as_sent: bytes, content: str) -> None:
    assert MOBILE in unsure(read(over_letters(as_sent, content), SENT))


def test_what_is_painted_beside_or_behind_letters_leaves_them_sure(as_sent: bytes) -> None:
    for content in (PICTURE, AREAS):
        beside = content.format(x=300, y=25, w=30, h=8)
        assert MOBILE not in unsure(read(drawn_over(as_sent, box_of(MOBILE)[0], beside), SENT))

    def change(pdf: pikepdf.Pdf) -> None:
        page, (x, y, width, height) = box_of(MOBILE)
        light = f"q 0.95 g {x} {y} {width} {height} re f Q"
        pdf.pages[page - 1].contents_add(light.encode(), prepend=True)

    assert MOBILE not in unsure(read(altered(as_sent, change), SENT))
