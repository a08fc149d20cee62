"""PDFium, the engine of Chromium, as a person uses it: a field is focused, its text replaced, a box clicked."""

from __future__ import annotations

import ctypes

import job
import pypdfium2
import pypdfium2.raw as pdfium

ENTER = 13
SCALE = 300 / 72


def fill(source: str, values: job.Values, out: str) -> None:
    pdf = pypdfium2.PdfDocument(source)
    pdf.init_forms()
    for page in pdf:
        for number in range(pdfium.FPDFPage_GetAnnotCount(page)):
            annotation = pdfium.FPDFPage_GetAnnot(page, number)
            set_field(pdf.formenv, page, annotation, values)
            pdfium.FPDFPage_CloseAnnot(annotation)
        pdfium.FORM_ForceToKillFocus(pdf.formenv)
    pdf.save(out)


def set_field(form, page, annotation, values: job.Values) -> None:
    name = name_of(form, annotation)
    if name in values.ticks:
        if bool(pdfium.FPDFAnnot_IsChecked(form, annotation)) != values.ticks[name]:
            click(form, page, annotation)
    elif name in values.choices:
        pdfium.FORM_SetFocusedAnnot(form, annotation)
        pdfium.FORM_SetIndexSelected(form, page, values.choices[name]["index"], True)
    elif name in values.texts:
        pdfium.FORM_SetFocusedAnnot(form, annotation)
        pdfium.FORM_SelectAllText(form, page)
        first, *lines = values.texts[name].split("\n")
        paste(form, page, first)
        for line in lines:
            pdfium.FORM_OnChar(form, page, ENTER, 0)
            paste(form, page, line)


def name_of(form, annotation) -> str:
    length = pdfium.FPDFAnnot_GetFormFieldName(form, annotation, None, 0)
    buffer = ctypes.create_string_buffer(length)
    pdfium.FPDFAnnot_GetFormFieldName(form, annotation, ctypes.cast(buffer, ctypes.POINTER(ctypes.c_ushort)), length)
    return buffer.raw[:length].decode("utf-16-le").rstrip("\0")


def paste(form, page, text: str) -> None:
    wide = ctypes.create_string_buffer((text + "\0").encode("utf-16-le"))
    pdfium.FORM_ReplaceSelection(form, page, ctypes.cast(wide, ctypes.POINTER(ctypes.c_ushort)))


def click(form, page, annotation) -> None:
    box = pdfium.FS_RECTF()
    pdfium.FPDFAnnot_GetRect(annotation, box)
    place = ((box.left + box.right) / 2, (box.top + box.bottom) / 2)
    pdfium.FORM_OnMouseMove(form, page, 0, *place)
    pdfium.FORM_OnLButtonDown(form, page, 0, *place)
    pdfium.FORM_OnLButtonUp(form, page, 0, *place)


def flatten(source: str, _: job.Values, out: str) -> None:
    pdf = pypdfium2.PdfDocument(source)
    pdf.init_forms()
    for page in pdf:
        pdfium.FPDFPage_Flatten(page, pdfium.FLAT_PRINT)
    pdf.save(out)


def scan(source: str, _: job.Values, out: str) -> None:
    pdf = pypdfium2.PdfDocument(source)
    pdf.init_forms()
    first, *others = [page.render(scale=SCALE).to_pil().convert("RGB") for page in pdf]
    first.save(out, "PDF", resolution=300, quality=75, save_all=True, append_images=others)


job.run(pypdfium2.PYPDFIUM_INFO.version, {"fill": fill, "flatten": flatten, "scan": scan})
