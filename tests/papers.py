"""Returns on paper, made of forms: filled in, flattened by programs, rendered, turned and scanned."""

from __future__ import annotations

import copy
import ctypes
import io
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pikepdf
import pypdfium2
import pypdfium2.raw as pdfium
from conftest import TODAY
from PIL import Image

from dtmforms.agreement.model import Agreement
from dtmforms.changes.fingerprint import fingerprint
from dtmforms.form.fields import fields
from dtmforms.form.texts import texts_of
from dtmforms.pdf.write.form import draw, layout_of
from dtmforms.returns.ingest import Basis, Return, ingest

PARTNER = "table_c_requesting_organization_primary"
LATIN = (
    "Ngozi Okonkwo-Eze",
    "Chargée de la protection",
    "Déplacés internes",
    "+258 84 555 0177",
    "ngozi@relief.example",
)
CYRILLIC = ("Олена Київська", "Координатор захисту", "Постраждалі", "+380 44 555 0177", "olena@relief.example")
ETHIOPIC = ("አበበ ቢቂላ", "የጥበቃ ኃላፊ", "የተፈናቀሉ ሰዎች", "+251 11 555 0177", "abebe@relief.example")
ARABIC = ("محمد العربي", "مسؤول الحماية", "بيانات النازحين", "+964 770 555 0177", "amal@relief.example")

Texts = dict[str, str]
Pictures = list[Image.Image]


STATUS = (
    "Revision 12 · Contacts 12; signed with the contacts of 2026-10-01; current contacts 2026-11-03; "
    "ended on 2026-11-10"
)
"""What a form of an agreement in the register says on every page."""


def form_of(record: Agreement, status: str | None = None, *, to_sign: bool = False) -> bytes:
    return draw(record, record.language, fingerprint(record), status, to_sign=to_sign)


def read(data: bytes, against: Agreement | None) -> Return:
    return ingest(data, "return.pdf", Basis(against, today=TODAY))


def by_partner(record: Agreement, written: tuple[str, ...] = LATIN) -> Agreement:
    """The record as a partner would change it, all over its own cells."""
    name, title, dataset, mobile, email = written
    values = copy.deepcopy(record.values())
    values["table_c"]["requesting_organization"]["primary"] = {
        "name": name,
        "title": title,
        "mobile": mobile,
        "email": email,
    }
    values["table_b"]["low"]["timeline"] = title
    values["table_b"]["low"]["datasets"][0]["name"] = dataset
    values["table_b"]["low"]["datasets"][0]["level"] = "household"
    values["table_b"]["medium"]["datasets"][0]["name"] = "Sites with children alone"
    values["table_b"]["medium"]["method"] = ["telephone_call", dataset]
    values["table_b"]["password_change_plan"] = title
    return Agreement.model_validate(values)


def changes(sent: Agreement, wanted: Agreement) -> Texts:
    """The texts of the partner's fields that differ."""
    rows = layout_of(sent, sent.language).rows
    before, after = texts_of(sent, rows, sent.language), texts_of(wanted, rows, sent.language)
    partners = {entry.name for entry in fields(rows) if not entry.ours}
    return {name: text for name, text in after.items() if name in partners and before[name] != text}


def filled(data: bytes, texts: Texts) -> bytes:
    """The form with other values, which the next program has to draw."""
    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(data)) as pdf:
        for field in list(pdf.Root.AcroForm.Fields):
            name = str(field.get("/T", ""))
            if name not in texts:
                continue
            if field.FT == "/Btn":
                field.V = field.AS = pikepdf.Name(f"/{texts[name]}")
            else:
                field.V = pikepdf.String(texts[name])
                del field.AP
        pdf.Root.AcroForm.NeedAppearances = True
        pdf.save(out)
    return out.getvalue()


def typed_in_pdfium(data: bytes, texts: Texts) -> bytes:
    """The form as somebody leaves it who types other texts into it in PDFium, the engine of Chromium."""
    out = io.BytesIO()
    with pypdfium2.PdfDocument(data) as document:
        document.init_forms()
        form = document.formenv
        for page in document:
            for number in range(pdfium.FPDFPage_GetAnnotCount(page)):
                annotation = pdfium.FPDFPage_GetAnnot(page, number)
                if (text := texts.get(_field_name(form, annotation))) is not None:
                    pdfium.FORM_SetFocusedAnnot(form, annotation)
                    pdfium.FORM_SelectAllText(form, page)
                    wide = ctypes.create_string_buffer(f"{text}\0".encode("utf-16-le"))
                    pdfium.FORM_ReplaceSelection(form, page, ctypes.cast(wide, pdfium.FPDF_WIDESTRING))
                pdfium.FPDFPage_CloseAnnot(annotation)
            pdfium.FORM_ForceToKillFocus(form)
            page.close()
        document.save(out)
    return out.getvalue()


def _field_name(form: Any, annotation: Any) -> str:
    length = pdfium.FPDFAnnot_GetFormFieldName(form, annotation, None, 0)
    name = ctypes.create_string_buffer(length)
    pdfium.FPDFAnnot_GetFormFieldName(form, annotation, ctypes.cast(name, ctypes.POINTER(pdfium.FPDF_WCHAR)), length)
    return name.raw.decode("utf-16-le").rstrip("\0")


# Programs that flatten


def by_pdfium(data: bytes) -> bytes:
    out = io.BytesIO()
    with pypdfium2.PdfDocument(data) as document:
        document.init_forms()
        for index in range(len(document)):
            page = document[index]
            pdfium.FPDFPage_Flatten(page.raw, pdfium.FLAT_PRINT)
            page.close()
        document.save(out)
    return without_fields(out.getvalue())


def without_fields(data: bytes) -> bytes:
    return altered(data, lambda pdf: drop(pdf.Root, "/AcroForm"))


def drop(node: Any, key: str) -> None:
    if key in node:
        del node[key]


def by_pikepdf(data: bytes) -> bytes:
    def change(pdf: pikepdf.Pdf) -> None:
        pdf.generate_appearance_streams()
        pdf.flatten_annotations("all")

    return without_fields(altered(data, change))


def by_program(*command: str) -> Callable[[bytes, Path], bytes]:
    def run(data: bytes, folder: Path) -> bytes:
        (folder / "in.pdf").write_bytes(data)
        subprocess.run(command, check=True, capture_output=True, cwd=folder)
        return (folder / "out.pdf").read_bytes()

    return run


FLATTENERS: dict[str, Callable[[bytes, Path], bytes]] = {
    "pdfium": lambda data, _: by_pdfium(data),
    "pikepdf": lambda data, _: by_pikepdf(data),
    "pdftocairo": by_program("pdftocairo", "-pdf", "in.pdf", "out.pdf"),
    "qpdf": by_program("qpdf", "--generate-appearances", "--flatten-annotations=all", "in.pdf", "out.pdf"),
    "gs": by_program("gs", "-q", "-dNOPAUSE", "-dBATCH", "-sDEVICE=pdfwrite", "-sOutputFile=out.pdf", "in.pdf"),
}


# What is done to pages


def altered(data: bytes, change: Callable[[pikepdf.Pdf], object]) -> bytes:
    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(data)) as pdf:
        change(pdf)
        pdf.save(out)
    return out.getvalue()


def placed(data: bytes, matrix: str, box: tuple[int, int, int, int]) -> bytes:
    """Every page drawn by that matrix on a sheet of that size."""

    def change(pdf: pikepdf.Pdf) -> None:
        for page in pdf.pages:
            page.contents_add(f"q {matrix} cm".encode(), prepend=True)
            page.contents_add(b"Q")
            page.mediabox = page.cropbox = pikepdf.Array(box)

    return altered(data, change)


def drawn_over(data: bytes, page: int, content: str) -> bytes:
    """The file with more content on a page, counted from 1; text in the font /Over."""

    def change(pdf: pikepdf.Pdf) -> None:
        sheet = pdf.pages[page - 1]
        font = pikepdf.Dictionary(
            Type=pikepdf.Name.Font,
            Subtype=pikepdf.Name.Type1,
            BaseFont=pikepdf.Name.Helvetica,
            Encoding=pikepdf.Name.WinAnsiEncoding,
        )
        sheet.contents_add(b"q", prepend=True)
        sheet.contents_add(b"Q")
        sheet.add_resource(font, pikepdf.Name.Font, pikepdf.Name.Over)
        sheet.contents_add(content.encode("cp1252"))

    return altered(data, change)


# Scans


def rendered(data: bytes, dpi: int) -> Pictures:
    with pypdfium2.PdfDocument(data) as document:
        return [document[index].render(scale=dpi / 72, grayscale=True).to_pil() for index in range(len(document))]


def turned(pictures: Pictures, degrees: float) -> Pictures:
    return [
        picture.rotate(degrees, expand=True, fillcolor=255, resample=Image.Resampling.BICUBIC) for picture in pictures
    ]


def as_pdf(pictures: Pictures) -> bytes:
    return _saved(pictures, "PDF", resolution=300, quality=70)


def as_tiff(pictures: Pictures) -> bytes:
    """Black and white, as fax machines do."""
    return _saved([picture.convert("1") for picture in pictures], "TIFF", compression="group4")


def as_jpeg(picture: Image.Image) -> bytes:
    return _saved([picture], "JPEG", quality=60)


def _saved(pictures: Pictures, kind: str, **options: object) -> bytes:
    out = io.BytesIO()
    more = {"save_all": True, "append_images": pictures[1:]} if len(pictures) > 1 else {}
    pictures[0].save(out, kind, **more, **options)
    return out.getvalue()
