"""What a record puts into a blank form: its code, its status and its identity, on every page, whatever the script."""

from __future__ import annotations

import io
import re
from urllib.parse import parse_qsl

import pikepdf
import pypdf
import pypdfium2
import pytest
import zxingcpp
from conftest import load_sample, read_fields

from dtmforms.agreement.model import Agreement
from dtmforms.changes.fingerprint import fingerprint
from dtmforms.form.fields import IDENTITY, UNCHOSEN, Rows
from dtmforms.form.identity import Identity, identity_of_code
from dtmforms.language import LANGUAGES
from dtmforms.language.labels import labels
from dtmforms.pdf.geometry import FormLayout
from dtmforms.pdf.write.canvas import HEAD
from dtmforms.pdf.write.filled_form import BlankForm
from dtmforms.pdf.write.form import blank_form, draw, draw_blank
from dtmforms.pdf.write.form_layout import layout_of

LAYOUT = FormLayout("fill", Rows())
LAYOUT_OF_SAMPLE = "fill 3 1 1 3 1 1 0 0 0 6=1 7=1"
IDENTITY_OF_ALL = Identity("NGA-1", "en", "7Q2M-KX4D", str(LAYOUT))


def drawn(record: Agreement) -> bytes:
    return draw(record, record.language, fingerprint(record))


@pytest.fixture
def blank() -> BlankForm:
    return blank_form("en", LAYOUT)


def test_a_field_that_the_record_has_nothing_for_is_empty_and_a_choice_unanswered(blank: BlankForm) -> None:
    texts = read_fields(blank.filled(IDENTITY_OF_ALL, {"operation": "Lake Chad"}, {}, "Draft")).texts
    assert texts["operation"] == "Lake Chad"
    assert texts["subject"] == ""
    assert texts["table_b_low_datasets_01_level"] == UNCHOSEN
    assert texts["table_b_low_not_applicable"] == "Off"


def test_one_form_spares_the_next(blank: BlankForm) -> None:
    first = blank.filled(IDENTITY_OF_ALL, {"subject": "Київ"}, {}, "Draft")
    second = blank.filled(IDENTITY_OF_ALL, {}, {}, "Draft")
    assert read_fields(second).texts["subject"] == ""
    assert blank.filled(IDENTITY_OF_ALL, {"subject": "Київ"}, {}, "Draft") == first
    assert "Київ".encode("utf-16-be") not in second


def test_the_words_of_a_record_stand_in_their_slots(blank: BlankForm) -> None:
    name = "Harbour Children's Trust"
    words = {"organization": name, "organization_again": name, "send": "it back to Aino Mäki"}
    with pypdfium2.PdfDocument(blank.filled(IDENTITY_OF_ALL, {}, words, "Draft")) as document:
        texts = [page.get_textpage().get_text_range() for page in document]
    assert [text in texts[0] for text in words.values()] == [False, False, True]
    assert all(name in page for page in texts[1:])
    assert sum(page.count(name) for page in texts) == len(texts)  # every other head, and Table C


def test_the_pages_are_numbered_in_words_of_the_language() -> None:
    ours = labels("fr").ours
    with pypdfium2.PdfDocument(draw_blank("fr")) as document:
        for number, page in enumerate(document, start=1):
            assert f"{ours['page']} {number} {ours['of']} {len(document)}" in beside_the_code(page)


def test_only_the_glyphs_that_a_form_uses_are_in_it(blank: BlankForm) -> None:
    plain, cyrillic = (blank.filled(IDENTITY_OF_ALL, {"subject": text}, {}, "Draft") for text in ("Kyiv", "Київ"))
    assert len(composite_fonts(cyrillic)) == len(composite_fonts(plain)) + 1


def composite_fonts(data: bytes) -> list[str]:
    with pikepdf.open(io.BytesIO(data)) as pdf:
        fonts = [font for _, font in pdf.pages[0].Resources.Font.items()]
        return [str(font.BaseFont) for font in fonts if str(font.Subtype) == "/Type0"]


STATUSES = {
    "en": "Revision 12 · Contacts 34; signed with the contacts of 2026-10-01; current contacts 2026-11-03; ended on "
    "2026-11-10",
    "fr": "Révision n° 12 · Liste de contacts n° 34\u00a0; signé avec la liste de contacts du 2026-10-01\u00a0; "
    "liste de contacts actuelle du 2026-11-03\u00a0; accord terminé le 2026-11-10",
    "es": "Revisión n.º 12 · Lista de contactos n.º 34; firmado con la lista de contactos del 2026-10-01; "
    "lista de contactos actual del 2026-11-03",
    "ar": "التنقيح رقم 12 · قائمة الاتصال رقم 34؛ وُقِّع وفق قائمة الاتصال المؤرخة \u200e2026-10-01\u200e؛ "
    "قائمة الاتصال الحالية مؤرخة \u200e2026-11-03\u200e؛ انتهى الاتفاق بتاريخ \u200e2026-11-10\u200e",
}


def test_a_small_form_holds_what_a_fast_one_does(blank: BlankForm) -> None:
    fast, small = (blank.filled(IDENTITY_OF_ALL, {}, {}, "Draft", small=wanted) for wanted in (False, True))
    assert len(small) < 0.6 * len(fast)
    seen = []
    for data in (fast, small):
        with pikepdf.open(io.BytesIO(data)) as pdf:
            assert not pdf.get_warnings()
            form = {str(field.T): (field.get("/V"), list(field.Rect)) for field in pdf.Root.AcroForm.Fields}
            seen.append((repr(form), [page.Contents[0].read_bytes() for page in pdf.pages]))
    assert seen[0] == seen[1]


def beside_the_code(page: pypdfium2.PdfPage) -> str:
    """The text at the head of a page, on one line; what is drawn there stays beside the code."""
    x, y, width, height = HEAD
    letters = page.get_textpage()
    for index in range(letters.count_chars()):
        left, bottom, right, _ = letters.get_charbox(index)
        if bottom > y and right - left > 0:
            assert x - 0.5 <= left <= right <= x + width + 0.5
    return " ".join(letters.get_text_bounded(x - 1, y, x + width + 1, y + height).split())


@pytest.mark.parametrize(("language", "status"), STATUSES.items())
def test_every_page_says_its_status_beside_the_code(language: str, status: str) -> None:
    """Rule D6. Days keep their order among Arabic words."""
    record = load_sample("en")
    with pypdfium2.PdfDocument(draw(record, language, "X", status)) as document:
        said = [beside_the_code(page) for page in document]
    words = re.findall(r"[0-9-]+", status) if language == "ar" else status.split()
    for text in said:
        assert [word for word in words if word not in text] == []


@pytest.mark.parametrize("reference", ["NGA-LCB-UNICEF-CP", "Ж 1/2 & Co", "مرجع-٣", "x" * 60])
def test_every_page_says_what_it_is_in_a_code(reference: str) -> None:
    """Read from pages drawn as coarsely as a bad scan does."""
    record = Agreement.model_validate(load_sample("en").values() | {"reference": reference})
    document = pypdfium2.PdfDocument(drawn(record))
    layout = str(layout_of(record, "en"))
    for number, page in enumerate(document, start=1):
        [code] = zxingcpp.read_barcodes(page.render(scale=120 / 72, grayscale=True).to_pil())
        assert identity_of_code(code.text) == Identity(reference, "en", fingerprint(record), layout, page=number)
    document.close()


def test_a_code_holds_no_contact_data() -> None:
    record = load_sample("en")
    code = Identity(record.reference, "en", fingerprint(record), str(layout_of(record, "en"))).code(1)
    assert code == f"DTM/2/en/{fingerprint(record)}/1/{LAYOUT_OF_SAMPLE.replace(' ', '.')}/MOZ-CD-HCT-CP"


def test_the_form_says_what_it_is_in_hidden_fields_and_in_its_information() -> None:
    record = load_sample("en")
    data = drawn(record)
    read = read_fields(data)
    expected = {
        "form_reference": record.reference,
        "form_edition": "2",
        "form_language": "en",
        "form_terms": fingerprint(record),
        "form_rows": LAYOUT_OF_SAMPLE,
    }
    assert {name: read.texts[name] for name in IDENTITY} == expected
    assert [dict(parse_qsl(keywords)) for keywords in read.keywords] == [expected]


def test_no_contact_data_stands_in_the_documents_information() -> None:
    record = load_sample("en")
    information = str(pypdf.PdfReader(io.BytesIO(drawn(record))).metadata)
    for person in ("Wanjiru", "Suleimane", "Joana", "+258", "@"):
        assert person not in information


@pytest.mark.parametrize("language", LANGUAGES)
def test_without_a_status_a_form_of_a_record_is_a_draft_and_an_empty_one_a_blank_form(language: str) -> None:
    ours, backwards = labels(language).ours, labels(language).right_to_left
    for data, said in ((draw(load_sample("en"), language, "X"), ours["draft"]), (draw_blank(language), ours["blank"])):
        words = [word[::-1] if backwards else word for word in said.split()]  # PDFium gives what is seen
        with pypdfium2.PdfDocument(data) as document:
            assert all(word in beside_the_code(page) for page in document for word in words)
