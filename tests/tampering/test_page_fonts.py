"""The pages of a form draw their words in the fonts that it was sent with: another font draws whatever it likes."""

from __future__ import annotations

import io
from collections.abc import Callable
from typing import Any

import pikepdf
import pytest
from conftest import load_sample
from papers import altered, form_of, read
from pikepdf import Array, Dictionary, Name, Stream

from dtmforms.changes.fingerprint import fingerprint
from dtmforms.language import LANGUAGES
from dtmforms.pdf.read.pdfium_reader import PdfiumPages
from dtmforms.pdf.read.pypdf_reader import read_by_pypdf
from dtmforms.pdf.read.qpdf_reader import read_by_qpdf
from dtmforms.pdf.write.form import draw, draw_blank
from dtmforms.returns.field_names import identity_of
from dtmforms.returns.tampering.fixed_text import PagesDrawn

RECORD = load_sample("en")


def are_as_sent(data: bytes) -> bool:
    file = read_by_pypdf(data)
    with PdfiumPages(data, None) as pages:
        return PagesDrawn(file, pages, identity_of(file.fields)).are_as_sent(read_by_qpdf(data))


def with_pages(change: Callable[[pikepdf.Pdf, Any], object]) -> bytes:
    def change_all(pdf: pikepdf.Pdf) -> None:
        for page in pdf.pages:
            change(pdf, page.obj)

    return altered(form_of(RECORD), change_all)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_form_has_our_fonts_in_every_language(language: str) -> None:
    record = RECORD.model_copy(update={"language": language})
    assert are_as_sent(draw(record, language, fingerprint(record)))
    assert are_as_sent(draw_blank(language))


def packed(data: bytes, **options: Any) -> bytes:
    target = io.BytesIO()
    with pikepdf.open(io.BytesIO(data)) as pdf:
        pdf.save(target, **options)
    return target.getvalue()


def test_fonts_that_are_packed_otherwise_are_the_same() -> None:
    for options in (
        {"recompress_flate": True, "object_stream_mode": pikepdf.ObjectStreamMode.generate},
        {"compress_streams": False, "stream_decode_level": pikepdf.StreamDecodeLevel.generalized},
    ):
        assert are_as_sent(packed(form_of(RECORD), **options))


def as_type_3(pdf: pikepdf.Pdf, page: Any, key: str) -> None:
    font = page.Resources.Font[key]
    names = [Name(f"/g{code}") for code in range(256)]
    drawn = pdf.make_indirect(Stream(pdf, b"500 0 d0 0 0 400 700 re f"))
    page.Resources.Font[key] = pdf.make_indirect(
        Dictionary(
            Type=Name.Font,
            Subtype=Name.Type3,
            FontBBox=Array([0, 0, 0, 0]),
            FontMatrix=Array([0.001, 0, 0, 0.001, 0, 0]),
            CharProcs=Dictionary({str(name): drawn for name in names}),
            Encoding=Dictionary(Type=Name.Encoding, Differences=Array([0, *names])),
            FirstChar=font.FirstChar,
            LastChar=font.LastChar,
            Widths=font.Widths,
        )
    )


def as_symbols(pdf: pikepdf.Pdf, page: Any) -> None:
    symbol = pdf.make_indirect(Dictionary(Type=Name.Font, Subtype=Name.Type1, BaseFont=Name.Symbol))
    for key in [*page.Resources.Font.keys()]:
        page.Resources.Font[key] = symbol


def with_wider_letters(_: pikepdf.Pdf, page: Any) -> None:
    page.Resources.Font.F1.Widths = Array([900] * len(page.Resources.Font.F1.Widths))


def with_other_codes(_: pikepdf.Pdf, page: Any) -> None:
    differences = Array([ord("a"), Name.z])
    page.Resources.Font.F1.Encoding = Dictionary(BaseEncoding=Name.WinAnsiEncoding, Differences=differences)


def with_the_program_of_the_other(_: pikepdf.Pdf, page: Any) -> None:
    fonts = page.Resources.Font
    fonts.F1.FontDescriptor.FontFile2 = fonts.F2.FontDescriptor.FontFile2


CHANGES: dict[str, Callable[[pikepdf.Pdf, Any], None]] = {
    "F1 draws areas": lambda pdf, page: as_type_3(pdf, page, "/F1"),
    "F2 draws areas": lambda pdf, page: as_type_3(pdf, page, "/F2"),
    "symbols": as_symbols,
    "no fonts": lambda _, page: page.Resources.__delitem__("/Font"),
    "wider letters": with_wider_letters,
    "other codes": with_other_codes,
}


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
def test_pages_that_look_otherwise_by_their_fonts_are_told(change: Callable[[pikepdf.Pdf, Any], None]) -> None:
    data = with_pages(change)
    assert not are_as_sent(data)
    answer = read(data, RECORD)
    assert "foreign_content" in [finding.code for finding in answer.findings]
    assert answer.record is None
    assert answer.exit_code == 3


def test_the_program_of_another_font_is_not_ours() -> None:
    """Bold letters that stand as the others do look much like them; the fields that have the same font are told."""
    data = with_pages(with_the_program_of_the_other)
    assert not are_as_sent(data)
    assert read(data, RECORD).record is None


def with_a_font_more(pdf: pikepdf.Pdf, page: Any) -> None:
    page.Resources.Font["/Helv"] = pdf.Root.AcroForm.DR.Font.Helv


def with_a_font_in_the_page(_: pikepdf.Pdf, page: Any) -> None:
    page.Resources.Font["/F1"] = Dictionary(dict(page.Resources.Font.F1.items()))


HONEST: dict[str, Callable[[pikepdf.Pdf, Any], object]] = {
    "a font more": with_a_font_more,
    "a font in the page": with_a_font_in_the_page,
    "something else": lambda _, page: setattr(page.Resources, "XObject", Dictionary()),
    "turned": lambda _, page: setattr(page, "Rotate", 90),
    "enlarged": lambda _, page: setattr(page, "UserUnit", 2),
    "turned all at once": lambda pdf, _: setattr(pdf.Root.Pages, "Rotate", 180),
}


@pytest.mark.parametrize("change", HONEST.values(), ids=HONEST)
def test_what_programs_may_write_is_looked_at_and_taken(change: Callable[[pikepdf.Pdf, Any], object]) -> None:
    data = with_pages(change)
    assert not are_as_sent(data)
    assert read(data, RECORD).record == RECORD
