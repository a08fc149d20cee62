"""The PDF form: every field with its value exactly, its tooltip, its place; whatever the script."""

from __future__ import annotations

import io
import re
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl

import pdfua
import pikepdf
import pypdf
import pypdfium2
import pytest
import zxingcpp
from conftest import load_sample
from hypothesis import given, settings
from strategies import records

sys.path.insert(0, str(Path(__file__).parents[2] / "scripts"))

import lettering as pictures

from dtmforms.agreement.record import Agreement
from dtmforms.form.fields import IDENTITY, TICKED, Rows, fields
from dtmforms.form.identity import Identity, identity_of_code
from dtmforms.form.labels import labels
from dtmforms.form.texts import texts_of
from dtmforms.pdf.content import blank_layout
from dtmforms.pdf.drawing import draw, draw_blank, geometry, layout_of
from dtmforms.pdf.preparing import prepared
from dtmforms.pdf.reading import read_fields
from dtmforms.pdf.sheet import CODE, FOOT_PT
from dtmforms.versions.terms import fingerprint


def drawn(record: Agreement) -> bytes:
    return draw(record, record.language, fingerprint(record))


@contextmanager
def widgets(data: bytes) -> Iterator[dict[str, Any]]:
    """The fields by name; they live as long as their file is open."""
    with pikepdf.open(io.BytesIO(data)) as pdf:
        yield {str(field.T): field for field in pdf.Root.AcroForm.Fields}


@settings(max_examples=25)
@given(records())
def test_every_text_is_stored_exactly(record: Agreement) -> None:
    """As two readers that did not write it see it: pypdf through our reading, and pikepdf."""
    data = drawn(record)
    expected = texts_of(record, Rows.of(record), record.language)
    read = read_fields(data).texts
    assert {name: read[name] for name in expected} == expected
    with widgets(data) as form:
        seen = {name: str(field.get("/V", "")) for name, field in form.items()}
    texts = {field.name for field in fields(Rows.of(record)) if field.kind in ("line", "lines")}
    assert {name: seen[name] for name in texts} == {name: expected[name] for name in texts}


def test_every_field_has_a_tooltip_and_stands_on_a_page() -> None:
    record = load_sample("en")
    data = drawn(record)
    pages = read_fields(data).pages
    with widgets(data) as form:
        for name, field in form.items():
            assert str(field.TU).strip()
            assert name in pages


def test_fields_stand_inside_the_page_and_do_not_overlap(sample: Agreement) -> None:
    pdf = pikepdf.open(io.BytesIO(drawn(sample)))
    for page in pdf.pages:
        box = [float(edge) for edge in page.mediabox]
        seen: list[list[float]] = []
        for widget in page.get("/Annots", []):
            if int(widget.F) & 2:
                continue
            left, bottom, right, top = (float(edge) for edge in widget.Rect)
            assert box[0] < left < right < box[2]
            assert box[1] < bottom < top < box[3]
            for other in seen:
                apart = right <= other[0] or other[2] <= left or top <= other[1] or other[3] <= bottom
                assert apart, f"{widget.T} overlaps another field"
            seen.append([left, bottom, right, top])


def test_the_cells_of_iom_are_read_only_and_the_partners_are_not() -> None:
    """Rule D3."""
    record = load_sample("en")
    with widgets(drawn(record)) as form:
        for field in fields(Rows.of(record)):
            assert bool(int(form[field.name].Ff) & 1) == field.ours, field.name


def test_in_a_blank_form_nothing_but_its_identity_is_locked() -> None:
    with widgets(draw_blank("en")) as form:
        assert {name for name, field in form.items() if int(field.get("/Ff", 0)) & 1} == set(IDENTITY)


def test_choices_are_choices_and_begin_with_no_answer() -> None:
    with widgets(draw_blank("fr")) as form:
        level = form["table_b_low_datasets_01_level"]
        assert [str(option[0]) for option in level.Opt][:3] == ["-", "national", "admin1"]
        assert str(level.V) == "-"
        tick = form["table_b_low_method_password_protected_web_portal"]
        assert str(tick.V) == "/Off"
        assert set(tick.AP.N.keys()) == {"/Yes", "/Off"}


def test_the_form_says_what_it_is_in_hidden_fields_and_in_its_information() -> None:
    record = load_sample("en")
    data = drawn(record)
    read = read_fields(data)
    expected = {
        "form_reference": record.reference,
        "form_edition": "1",
        "form_language": "en",
        "form_terms": fingerprint(record),
        "form_rows": "6 2 2 6 2 2 3 3 3 3 3 3",
    }
    assert {name: read.texts[name] for name in IDENTITY} == expected
    assert [dict(parse_qsl(keywords)) for keywords in read.keywords] == [expected]


def test_no_contact_data_stands_in_the_documents_information() -> None:
    record = load_sample("en")
    information = str(pypdf.PdfReader(io.BytesIO(drawn(record))).metadata)
    for person in ("Wanjiru", "Suleimane", "Joana", "+258", "@"):
        assert person not in information


def test_language_title_and_tab_order_are_set() -> None:
    pdf = pikepdf.open(io.BytesIO(drawn(load_sample("fr"))))
    assert str(pdf.Root.Lang) == "fr"
    assert str(pdf.docinfo.Title)
    assert all(page.Tabs == "/S" for page in pdf.pages)


def test_nothing_in_the_form_runs() -> None:
    data = drawn(load_sample("en"))
    with pikepdf.open(io.BytesIO(data)) as pdf:
        for key in (
            "/JS",
            "/JavaScript",
            "/OpenAction",
            "/AA",
            "/Launch",
            "/SubmitForm",
            "/NeedAppearances",
            "/MaxLen",
        ):
            assert key.encode() not in b"".join(bytes(obj.unparse()) for obj in pdf.objects)


def test_sixty_datasets_flow_over_pages() -> None:
    values = load_sample("en").values()
    values["table_b"]["low"]["datasets"] = [
        {"name": f"Dataset {number}", "level": "admin2", "classification": "confidential"} for number in range(60)
    ]
    record = Agreement.model_validate(values)
    data = drawn(record)
    assert read_fields(data).texts["table_b_low_datasets_60_name"] == "Dataset 59"
    assert len(pypdf.PdfReader(io.BytesIO(data)).pages) > 4


def test_a_field_of_several_lines_is_as_high_as_its_text() -> None:
    long = "\n".join(f"Line {number} of the purpose" for number in range(20))
    record = Agreement.model_validate(load_sample("en").values() | {"purpose": long})
    with widgets(drawn(record)) as form:
        bottom, top = float(form["purpose"].Rect[1]), float(form["purpose"].Rect[3])
    assert top - bottom > 20 * 11


def test_the_same_record_gives_the_same_bytes() -> None:
    record = load_sample("es")
    assert drawn(record) == drawn(record)
    assert draw_blank("en") == draw_blank("en")


def test_a_ticked_box_is_on_in_its_value_and_in_its_appearance() -> None:
    with widgets(drawn(load_sample("en"))) as form:
        tick = form["table_b_medium_method_telephone_call"]
        assert str(tick.V) == str(tick.AS) == f"/{TICKED}"


LANGUAGES = ("en", "fr", "es", "ar")


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_blank_form_is_small_enough_for_a_bad_connection(language: str) -> None:
    assert len(draw_blank(language)) <= 60_000


@pytest.mark.parametrize("script", [name for name in pictures.SAMPLES if name != "Chinese"])
def test_a_prefilled_form_is_small_whatever_its_script(script: str) -> None:
    _, text = pictures.SAMPLES[script]
    values = load_sample("en").values()
    for side in values["table_c"].values():
        for person in side.values():
            person |= {"name": text, "title": text}
    record = Agreement.model_validate(values | dict.fromkeys(("purpose", "subject", "operation"), text))
    assert len(drawn(record)) <= 150_000


def test_a_small_form_holds_what_a_fast_one_does() -> None:
    layout = blank_layout()
    blank = prepared("en", layout, locked=False)
    identity = Identity("", "en", "", str(layout))
    fast, small = (blank.filled(identity, {}, {}, "Blank form", small=wanted) for wanted in (False, True))
    assert len(small) < 0.6 * len(fast)
    seen = []
    for data in (fast, small):
        with pikepdf.open(io.BytesIO(data)) as pdf:
            assert not pdf.get_warnings()
            form = {str(field.T): (field.get("/V"), list(field.Rect)) for field in pdf.Root.AcroForm.Fields}
            seen.append((repr(form), [page.Contents[0].read_bytes() for page in pdf.pages]))
    assert seen[0] == seen[1]


STATUSES = {
    "en": "Revision 12 · Contacts 34; signed with the contacts of 2026-10-01; current contacts 2026-11-03; ended on "
    "2026-11-10",
    "fr": "Révision 12 · Contacts 34\u00a0; signé avec les contacts du 2026-10-01\u00a0; "
    "contacts actuels du 2026-11-03\u00a0; terminé le 2026-11-10",
    "es": "Revisión 12 · Contactos 34; firmado con los contactos del 2026-10-01; contactos actuales del 2026-11-03",
    "ar": "المراجعة 12 · جهات الاتصال 34؛ وُقِّع مع جهات الاتصال بتاريخ \u200e2026-10-01\u200e؛ جهات الاتصال الحالية "
    "بتاريخ \u200e2026-11-03\u200e؛ انتهى بتاريخ \u200e2026-11-10\u200e",
}


def below_the_code(page: pypdfium2.PdfPage) -> str:
    """The text below the code of a page, on one line; what is drawn there stays within the code's width."""
    x, y, width, _ = CODE
    letters = page.get_textpage()
    for index in range(letters.count_chars()):
        left, bottom, right, top = letters.get_charbox(index)
        if left > x - 1 and top < y and right - left > 0:
            assert x - 0.5 <= left <= right <= x + width + 0.5
            assert bottom > FOOT_PT
    return " ".join(letters.get_text_bounded(x - 1, FOOT_PT, x + width + 30, y).split())


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_page_says_its_status_below_the_code(language: str) -> None:
    """Rule D6. Days keep their order among Arabic words."""
    record, status = load_sample("en"), STATUSES[language]
    with pypdfium2.PdfDocument(draw(record, language, "X", status)) as document:
        said = [below_the_code(page) for page in document]
    words = re.findall(r"[0-9-]+", status) if language == "ar" else status.split()
    for text in said:
        assert [word for word in words if word not in text] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_without_a_status_a_form_of_a_record_is_a_draft_and_an_empty_one_a_blank_form(language: str) -> None:
    ours = labels(language).ours
    for data, said in ((draw(load_sample("en"), language, "X"), ours["draft"]), (draw_blank(language), ours["blank"])):
        words = [word[::-1] if language == "ar" else word for word in said.split()]  # PDFium gives what is seen
        with pypdfium2.PdfDocument(data) as document:
            assert all(word in below_the_code(page) for page in document for word in words)


@pytest.mark.parametrize("reference", ["NGA-LCB-UNICEF-CP", "Ж 1/2 & Co", "مرجع-٣", "x" * 60])
def test_every_page_says_what_it_is_in_a_code(reference: str) -> None:
    """Read from pages drawn as coarsely as a bad scan does."""
    record = Agreement.model_validate(load_sample("en").values() | {"reference": reference})
    document = pypdfium2.PdfDocument(drawn(record))
    layout = str(layout_of(record))
    for number, page in enumerate(document, start=1):
        [code] = zxingcpp.read_barcodes(page.render(scale=120 / 72, grayscale=True).to_pil())
        assert identity_of_code(code.text) == Identity(reference, "en", fingerprint(record), layout, page=number)
    document.close()


def test_a_code_holds_no_contact_data() -> None:
    record = load_sample("en")
    code = Identity(record.reference, "en", fingerprint(record), str(layout_of(record))).code(1)
    assert code == f"DTM/1/en/{fingerprint(record)}/1/6.2.2.6.2.2.3.3.3.3.3.3/MOZ-CD-HCT-CP"


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_places_of_a_form_are_those_of_its_fields(language: str) -> None:
    record = load_sample("en")
    known = {place.name: place for place in geometry(language, layout_of(record)).fields}
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


def test_boxes_stand_four_millimetres_apart_for_scans() -> None:
    places = [place for place in geometry("en", blank_layout()).fields if place.kind != "tick"]
    for place in places:
        for other in places:
            if place.page == other.page and place.name < other.name:
                (x, y, width, height), (left, low, wide, high) = place.box, other.box
                beside = max(left - x - width, x - left - wide)
                above = max(low - y - height, y - low - high)
                assert max(beside, above) >= 11.3, (place.name, other.name)


@pytest.mark.parametrize("language", LANGUAGES)
def test_an_accessibility_checker_finds_no_error(language: str, tmp_path: Path) -> None:
    path = tmp_path / "form.pdf"
    for data in (draw_blank(language), draw(load_sample("en"), language, "X")):
        path.write_bytes(data)
        assert not [
            finding for finding in pdfua.validate(str(path)).findings if finding.severity is pdfua.Severity.ERROR
        ]


def test_every_field_and_every_word_of_the_form_stands_in_its_structure() -> None:
    """ISO 32000-2:2020 14.7.5: each content item has a structure element, each widget a key to one."""
    with pikepdf.open(io.BytesIO(drawn(load_sample("en")))) as pdf:
        tree: dict[int, Any] = {}
        nums = list(pdf.Root.StructTreeRoot.ParentTree.Nums)
        tree = {int(key): value for key, value in zip(nums[::2], nums[1::2], strict=True)}
        for page in pdf.pages:
            marked = b"".join(stream.read_bytes() for stream in page.Contents).count(b"/MCID")
            assert len(tree[int(page.StructParents)]) == marked
            for widget in page.Annots:
                if not int(widget.F) & 2:
                    element = tree[int(widget.StructParent)]
                    assert str(element.S) == "/Form"
                    assert element.K[0].Obj.T == widget.T


def test_viewers_draw_what_is_typed_in_plain_helvetica() -> None:
    """The one default appearance that no program draws wrongly."""
    with pikepdf.open(io.BytesIO(draw_blank("en"))) as pdf:
        font = pdf.Root.AcroForm.DR.Font.Helv
        assert (str(font.BaseFont), str(font.Encoding)) == ("/Helvetica", "/WinAnsiEncoding")
        assert all(str(f.DA).startswith("/Helv 9 Tf") for f in pdf.Root.AcroForm.Fields if f.FT in ("/Tx", "/Ch"))


def test_there_is_room_for_the_signatures_of_both_sides() -> None:
    with widgets(drawn(load_sample("en"))) as form:
        signing = {name: field for name, field in form.items() if str(field.FT) == "/Sig"}
        assert set(signing) == {"signature_iom", "signature_requesting_organization"}
        assert all("/V" not in field and "/AP" in field for field in signing.values())


VALIDATORS = (
    ("qpdf", "--check"),
    ("pdfinfo",),
    ("gs", "-q", "-dPDFSTOPONERROR", "-dPDFSTOPONWARNING", "-dNOPAUSE", "-dBATCH", "-sDEVICE=nullpage"),
)


@pytest.mark.program("qpdf", "pdfinfo", "gs")
@pytest.mark.parametrize("language", LANGUAGES)
def test_other_programs_find_nothing_to_say(language: str, tmp_path: Path) -> None:
    path = tmp_path / "form.pdf"
    for data in (draw_blank(language), draw(load_sample("en"), language, "X")):
        path.write_bytes(data)
        for command in VALIDATORS:
            done = subprocess.run([*command, str(path)], check=True, capture_output=True, text=True)
            assert not done.stderr, command


@pytest.mark.program("pdftocairo")
@pytest.mark.parametrize("language", LANGUAGES)
def test_other_programs_draw_every_value_without_a_word(language: str, tmp_path: Path) -> None:
    """Texts of several lines, too long for one, and in every script."""
    values = load_sample("en").values()
    texts = [text for _, text in pictures.SAMPLES.values()]
    values |= {"purpose": "\n".join(texts), "operation": " ".join(texts), "humanitarian_need": " ".join(texts * 9)}
    values["table_c"]["requesting_organization"]["primary"]["title"] = pictures.MIXED * 5
    path = tmp_path / "form.pdf"
    path.write_bytes(draw(Agreement.model_validate(values), language, "X"))
    done = subprocess.run(["pdftocairo", "-svg", str(path), str(tmp_path / "out.svg")], capture_output=True, text=True)
    assert (done.returncode, done.stderr) == (0, "")


@pytest.mark.program("pdftotext")
@pytest.mark.parametrize("language", ["en", "fr", "es"])
def test_other_programs_read_the_official_words(language: str, tmp_path: Path) -> None:
    path = tmp_path / "form.pdf"
    path.write_bytes(draw_blank(language))
    text = subprocess.run(["pdftotext", "-raw", str(path), "-"], check=True, capture_output=True).stdout.decode()
    flat = " ".join(text.split())
    for key in ("heading", "table_b", "low", "low_when", "medium", "medium_when", "note", "table_c", "turnover"):
        assert " ".join(str(labels(language).official[key]).split()) in flat, key
    assert " ".join(labels(language).prevails.split()) in flat
