"""Scanned returns: the right agreement and page, whatever the scanner did; drafts and pictures for a person, and never
a value."""

from __future__ import annotations

import io
import json
import struct
import zlib
from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest
from conftest import RECORDS, load_sample
from papers import (
    PARTNER,
    STATUS,
    Pictures,
    as_jpeg,
    as_pdf,
    as_tiff,
    by_partner,
    by_pdfium,
    changes,
    drawn_over,
    filled,
    form_of,
    read,
    rendered,
    turned,
)
from PIL import Image

from dtmforms.agreement.model import Agreement
from dtmforms.changes.fingerprint import fingerprint
from dtmforms.cli.main import run
from dtmforms.form.fields import TICKED, UNTICKED, fields
from dtmforms.form.identity import PAPERWORK, WORD, Identity
from dtmforms.form.texts import texts_of
from dtmforms.pdf.read import raster
from dtmforms.pdf.read.raster import sheets_of
from dtmforms.pdf.read.transform import perspective
from dtmforms.pdf.write.form import geometry, layout_of
from dtmforms.returns.ingest import Return
from dtmforms.returns.printed import ocr
from dtmforms.returns.printed.laid import AROUND_PT

SENT = load_sample("en")
WANTED = by_partner(SENT)
EXPECTED = texts_of(WANTED, layout_of(SENT, SENT.language).rows, "en")
PARTNERS = {entry.name for entry in fields(layout_of(SENT, SENT.language).rows) if not entry.ours}
PAGES = geometry("en", layout_of(SENT, SENT.language)).pages


@pytest.fixture(scope="module")
def flat() -> bytes:
    """The form as the partner filled it in, as it is printed."""
    return by_pdfium(filled(form_of(SENT), changes(SENT, WANTED)))


@pytest.fixture(scope="module")
def clean(flat: bytes) -> Pictures:
    """The same, scanned by a good scanner."""
    return rendered(flat, 300)


@pytest.fixture
def without_ocr(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ocr, "PROGRAM", "no-such-program")


def ticks(texts: dict[str, str]) -> set[str]:
    return {name for name, text in texts.items() if text == TICKED}


def is_routed(answer: Return) -> bool:
    """Whether agreement and pages are known, the ticks are seen rightly, and nothing is taken for a value."""
    assert answer.kind == "scanned"
    assert answer.reference == SENT.reference
    assert answer.signed_copy
    assert answer.record is None
    assert answer.exit_code == 3
    assert not any(source["sure"] for source in answer.sources.values())
    assert set(answer.sources) == PARTNERS
    return ticks(answer.fields) == ticks(EXPECTED) and answer.signed_copy["pages"] == list(range(1, PAGES + 1))


def on_black(pictures: Pictures) -> Pictures:
    """With the black edges of a scanner whose lid is open."""
    wider = [Image.new("L", (picture.width + 150, picture.height + 120), 0) for picture in pictures]
    for sheet, picture in zip(wider, pictures, strict=True):
        sheet.paste(picture, (80, 50))
    return wider


def from_aside(pictures: Pictures) -> Pictures:
    """As a telephone sees a page on a table."""
    seen = []
    for picture in pictures:
        width, height = picture.size
        corners = [(0, 0), (width, 0), (0, height), (width, height)]
        places = [(-0.04, -0.04), (1.06, -0.03), (-0.02, 1.05), (1.03, 1.02)]
        lens = perspective([(a, (x * width, y * height)) for a, (x, y) in zip(corners, places, strict=True)])
        assert lens
        seen.append(
            picture.transform(
                picture.size, Image.Transform.PERSPECTIVE, lens.coefficients, Image.Resampling.BICUBIC, fillcolor=180
            )
        )
    return seen


def two_on_a_sheet(pictures: Pictures) -> Pictures:
    sheets = []
    for first in range(0, len(pictures), 2):
        width, height = pictures[first].size
        sheet = Image.new("L", (width, 2 * height), 255)
        for place, picture in enumerate(pictures[first : first + 2]):
            sheet.paste(picture, (0, place * height))
        sheets.append(sheet.resize((round(width * 0.7), round(height * 1.4)), Image.Resampling.LANCZOS))
    return sheets


def as_is(pictures: Pictures) -> Pictures:
    return pictures


SCANS: dict[str, tuple[int, Callable[[Pictures], Pictures], Callable[[Pictures], bytes]]] = {
    "at 150 dpi": (150, as_is, as_pdf),
    "at 200 dpi": (200, as_is, as_pdf),
    "by fax": (200, as_is, as_tiff),
    "turned left": (200, lambda seen: turned(seen, 90), as_pdf),
    "upside down": (200, lambda seen: turned(seen, 180), as_tiff),
    "turned right": (200, lambda seen: turned(seen, 270), as_pdf),
    "askew": (200, lambda seen: turned(seen, 1.5), as_pdf),
    "very askew": (150, lambda seen: turned(seen, -3), as_pdf),
    "with black edges": (200, lambda seen: on_black(turned(seen, 1)), as_pdf),
    "from aside": (200, from_aside, as_pdf),
    "two on a sheet": (300, two_on_a_sheet, as_pdf),
}


@pytest.mark.sampled("scans of other kinds")
@pytest.mark.usefixtures("without_ocr")
@pytest.mark.parametrize("scan", SCANS)
def test_any_scan_is_brought_to_its_agreement_and_pages(scan: str, flat: bytes) -> None:
    dpi, change, save = SCANS[scan]
    assert is_routed(read(save(change(rendered(flat, dpi))), SENT))


@pytest.mark.sampled("scans")
@pytest.mark.usefixtures("without_ocr")
def test_a_scan_of_a_form_with_the_numbers_of_its_agreement_is_too() -> None:
    flat = by_pdfium(filled(form_of(SENT, STATUS), changes(SENT, WANTED)))
    assert is_routed(read(as_pdf(turned(rendered(flat, 150), 2)), SENT))


@pytest.mark.sampled("scans")
@pytest.mark.program("tesseract")
def test_drafts_of_a_good_scan_are_nearly_all_right(clean: Pictures) -> None:
    answer = read(as_pdf(clean), SENT)
    assert is_routed(answer)
    typed = [name for name in PARTNERS if EXPECTED[name] not in ("", "-", TICKED, UNTICKED)]
    right = [name for name in typed if answer.fields[name] == EXPECTED[name]]
    assert len(right) >= 0.95 * len(typed), sorted(set(typed) - set(right))
    assert all(answer.fields[name] in ("", "-") for name in PARTNERS if EXPECTED[name] in ("", "-"))
    said = [finding.text() for finding in answer.findings if finding.severity == "error"]
    assert len(said) == 1
    assert "confirm" in said[0]


@pytest.mark.sampled("scans")
@pytest.mark.usefixtures("without_ocr")
def test_without_recognition_there_are_pictures_and_no_texts(clean: Pictures) -> None:
    answer = read(as_pdf(clean), SENT)
    assert is_routed(answer)
    assert answer.fields[f"{PARTNER}_name"] == ""
    assert any("Tesseract" in finding.text() for finding in answer.findings)


@pytest.mark.sampled("scans")
@pytest.mark.usefixtures("without_ocr")
def test_every_field_has_its_picture(clean: Pictures) -> None:
    answer = read(as_pdf(clean), SENT)
    assert set(answer.pictures) == PARTNERS
    for name, source in answer.sources.items():
        assert source["page"] in range(1, PAGES + 1), name
    with Image.open(io.BytesIO(answer.pictures[f"{PARTNER}_name"])) as picture:
        box = next(
            place.box
            for place in geometry("en", layout_of(SENT, SENT.language)).fields
            if place.name == f"{PARTNER}_name"
        )
        assert picture.width == pytest.approx((box[2] + 2 * AROUND_PT) * 300 / 72, abs=3)
        assert sum(picture.convert("L").histogram()[:100]) > 100


@pytest.mark.sampled("scans")
@pytest.mark.usefixtures("without_ocr")
def test_a_picture_of_one_page_says_which_pages_are_missing(clean: Pictures) -> None:
    answer = read(as_jpeg(clean[1]), SENT)
    assert answer.kind == "scanned"
    assert answer.signed_copy
    assert answer.signed_copy["pages"] == [2]
    said = " ".join(finding.text() for finding in answer.findings)
    assert "Page 1 of the form is not in the file" in said
    assert "Page 2 of the form" not in said


@pytest.mark.sampled("scans")
@pytest.mark.usefixtures("without_ocr")
def test_a_page_without_a_code_is_an_orphan(clean: Pictures) -> None:
    empty = Image.new("L", clean[0].size, 255)
    answer = read(as_pdf([*clean, empty]), SENT)
    assert any(f"Page {PAGES + 1} of the file shows neither" in finding.text() for finding in answer.findings)


def test_a_picture_without_a_page_of_ours_is_a_picture() -> None:
    answer = read(as_jpeg(Image.new("L", (800, 600), 255)), SENT)
    assert (answer.kind, answer.exit_code) == ("scanned", 4)


@pytest.mark.sampled("scans")
@pytest.mark.usefixtures("without_ocr")
def test_text_that_a_program_guessed_under_a_scan_is_not_read(clean: Pictures) -> None:
    """OCR programs lay invisible text over scans, others visible text under them."""
    data = drawn_over(as_pdf(clean), 2, "BT 3 Tr /Over 9 Tf 100 300 Td (Guessed Name) Tj ET")
    assert read(data, SENT).kind == "scanned"
    assert next(iter(sheets_of(data))).letters == ()


@pytest.mark.sampled("scans")
@pytest.mark.usefixtures("without_ocr")
def test_the_pictures_are_written_under_the_names_of_the_fields(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "scan.jpg").write_bytes(as_jpeg(to_sign()[1]))
    options = ["--against", str(RECORDS["en"]), "--pictures", str(tmp_path / "seen"), "--json"]
    assert run(["ingest", str(tmp_path / "scan.jpg"), *options]) == 3
    answer = json.loads(capfd.readouterr().out)
    place = Path(answer["sources"][f"{PARTNER}_email"]["picture"])
    assert place == tmp_path / "seen" / f"{PARTNER}_email.png"
    assert place.read_bytes().startswith(b"\x89PNG")
    assert len(list((tmp_path / "seen").iterdir())) == len(answer["sources"]) + 2


# Signed copies


@pytest.mark.sampled("scans")
@pytest.mark.usefixtures("without_ocr")
def test_a_signed_scan_is_the_signed_copy_of_its_text() -> None:
    answer = read(as_pdf(signed(to_sign(), 150)), SENT)
    assert answer.signed_copy == {
        "reference": SENT.reference,
        "terms": fingerprint(SENT),
        "pages": [1, 2],
        "accepted": True,
        "words": "not_compared",
        "boxes": {"iom": "ink", "requesting_organization": "ink"},
    }
    assert not any("No ink" in finding.text() for finding in answer.findings)
    assert any("make sure by looking that it is signed" in finding.text() for finding in answer.findings)


@pytest.mark.sampled("scans")
@pytest.mark.usefixtures("without_ocr")
def test_a_scan_that_was_changed_unsigned_or_torn_is_no_signed_copy(clean: Pictures) -> None:
    """Nor is one of the form to fill in, which has no box to sign in."""
    unsigned = to_sign()
    for pictures in (signed(to_sign(changes(SENT, WANTED)), 150), unsigned, signed(unsigned, 150)[1:], clean):
        answer = read(as_pdf(pictures), SENT)
        assert answer.signed_copy
        assert not answer.signed_copy["accepted"]


def to_sign(texts: dict[str, str] | None = None) -> Pictures:
    """The form to sign, printed, with other values where there are any."""
    return rendered(by_pdfium(filled(form_of(SENT, to_sign=True), texts or {})), 150)


def signed(pictures: Pictures, dpi: int) -> Pictures:
    """By both sides, each in its box."""
    places = geometry("en", layout_of(SENT, "en", to_sign=True)).signatures
    number = places[0].page - 1
    page = pictures[number].copy()
    for place in places:
        x, y, width, height = (edge * dpi / 72 for edge in place.box)
        ink = Image.new("L", (round(width * 0.8), round(height * 0.2)), 60)
        page.paste(ink, (round(x + 0.1 * width), round(page.height - y - 0.6 * height)))
    return [*pictures[:number], page, *pictures[number + 1 :]]


@pytest.mark.sampled("scans")
@pytest.mark.usefixtures("without_ocr")
def test_a_scan_without_a_signature_is_remarked_side_by_side() -> None:
    answer = read(as_pdf(to_sign()), SENT)
    sides = [finding.values["side"] for finding in answer.findings if finding.code == "box_empty"]
    assert sides == ["iom", "requesting_organization"]
    assert {f"signature_{side}" for side in sides} <= set(answer.pictures)


@pytest.mark.sampled("scans")
@pytest.mark.usefixtures("without_ocr")
def test_a_scan_of_other_terms_is_no_signed_copy(clean: Pictures) -> None:
    values = SENT.values()
    values["table_b"]["low"]["timeline"] = "Weekly"
    answer = read(as_jpeg(clean[0]), Agreement.model_validate(values))
    assert answer.signed_copy
    assert answer.signed_copy["accepted"] is False
    assert any(fingerprint(SENT) in finding.text() for finding in answer.findings if finding.severity == "error")


@pytest.mark.sampled("scans")
@pytest.mark.usefixtures("without_ocr")
def test_a_scan_of_another_agreement_is_refused(clean: Pictures) -> None:
    answer = read(as_jpeg(clean[0]), load_sample("fr"))
    assert [finding.rule for finding in answer.findings if finding.severity == "error"][-1] == "E4"
    assert answer.signed_copy
    assert answer.signed_copy["accepted"] is False


def scanned_document(identity: Identity) -> bytes:
    """A page of a printed Word document, by its code."""
    import zxingcpp

    barcode = zxingcpp.create_barcode(identity.code(), zxingcpp.BarcodeFormat.QRCode)
    seen = memoryview(barcode.to_image(scale=5))  # type: ignore[arg-type]
    assert seen.shape
    code = Image.frombytes("L", (seen.shape[1], seen.shape[0]), bytes(seen))
    page = Image.new("L", (1240, 1754), 255)
    page.paste(code, (900, 80))
    return as_jpeg(turned([page], 2)[0])


def test_of_the_scan_of_a_word_document_a_person_has_to_say_that_it_is_signed() -> None:
    """Rule E9: where it is signed is not known by its place, and its code says nothing of a signature."""
    answer = read(scanned_document(Identity(SENT.reference, "en", fingerprint(SENT), WORD)), SENT)
    assert (answer.kind, answer.exit_code, answer.record) == ("scanned", 3, None)
    assert [finding.code for finding in answer.findings] == ["copy_by_code", "boxes_not_known"]
    assert answer.signed_copy
    assert not answer.signed_copy["accepted"]


def test_the_scan_of_a_word_document_of_other_terms_is_not() -> None:
    answer = read(scanned_document(Identity(SENT.reference, "en", "AAAA-AAAA", WORD)), SENT)
    assert (answer.exit_code, answer.record) == (3, None)


def test_the_scan_of_a_notice_is_no_copy_of_the_text_whose_terms_its_code_names() -> None:
    """Rule E9: it was signed as a letter, not as the agreement."""
    answer = read(scanned_document(Identity(SENT.reference, "en", fingerprint(SENT), PAPERWORK)), SENT)
    assert (answer.exit_code, answer.record, answer.signed_copy) == (4, None, None)


# Of another edition


@pytest.mark.parametrize("rows", [WORD, "6.2.2.6.2.2"])
def test_of_a_scan_of_another_edition_nothing_else_is_said(rows: str) -> None:
    """Neither what stands in its boxes nor that it is a copy of the text: its layout is another."""
    answer = read(scanned_document(Identity(SENT.reference, "en", fingerprint(SENT), rows, "1")), SENT)
    assert (answer.kind, answer.exit_code, answer.record) == ("scanned", 3, None)
    assert [(found.code, found.values) for found in answer.findings] == [
        ("other_edition", {"returned": "1", "sent": "2"})
    ]
    assert answer.signed_copy
    assert not answer.signed_copy["accepted"]


def test_of_a_flattened_form_of_another_edition_nothing_else_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("dtmforms.pdf.write.form.Identity", partial(Identity, edition="1"))
    answer = read(by_pdfium(filled(form_of(SENT), changes(SENT, WANTED))), SENT)
    assert (answer.kind, answer.record) == ("flattened", None)
    assert [found.code for found in answer.findings] == ["other_edition"]


# What may not be opened


def test_a_picture_that_would_fill_the_memory_is_refused() -> None:
    header = struct.pack(">2L5B", 60_000, 60_000, 1, 0, 0, 0, 0)
    chunks = ((b"IHDR", header), (b"IDAT", zlib.compress(bytes(1000), 9)), (b"IEND", b""))
    data = b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">L", len(body)) + kind + body + struct.pack(">L", zlib.crc32(kind + body)) for kind, body in chunks
    )
    answer = read(data, SENT)
    assert (answer.kind, answer.exit_code) == ("too_large", 4)


def test_more_pages_than_any_form_has_are_refused() -> None:
    answer = read(as_tiff([Image.new("L", (10, 10), 255)] * (raster.MOST_SHEETS + 1)), SENT)
    assert answer.kind == "too_large"
