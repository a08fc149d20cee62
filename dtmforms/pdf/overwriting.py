"""Text that someone put into the pages of a form where its fields stand, as programs do that edit pages and know no
fields: the fields then still hold what they held when the form was sent.

Not read here: annotations, fields, and what is no text.
"""

from __future__ import annotations

import pypdfium2

from dtmforms.agreement.normal import text_key
from dtmforms.form.fields import TICKED
from dtmforms.pdf.returned import Mark, PdfFields

PAGE_TEXT = "PageText"
"""The kind of a mark that is no annotation."""
_INSET_PT = 1.0


def written_into_pages(data: bytes, read: PdfFields) -> list[Mark]:
    """A mark for each field in whose box the page says something else than the field; none in a file that PDFium does
    not open, and none for fields whose value the page repeats, or that have no text, as those to sign in. Our own forms
    have no text of the page in a box."""
    try:
        with pypdfium2.PdfDocument(data, password=read.opened_with, autoclose=True) as document:
            return [mark for number in range(1, len(document) + 1) for mark in _on_page(document, number, read)]
    except pypdfium2.PdfiumError:
        return []


def _on_page(document: pypdfium2.PdfDocument, number: int, read: PdfFields) -> list[Mark]:
    letters = document[number - 1].get_textpage()
    marks = []
    for name, box in read.boxes.items():
        if read.pages.get(name) != number or read.texts.get(name) in (None, TICKED):
            continue
        x, y, width, height = box
        edges = (x + _INSET_PT, y + _INSET_PT, x + width - _INSET_PT, y + height - _INSET_PT)
        text = letters.get_text_bounded(*edges) if edges[0] < edges[2] and edges[1] < edges[3] else ""
        if text.strip() and text_key(text) != text_key(read.texts.get(name, "")):
            marks.append(Mark(PAGE_TEXT, number, box, text, name))
    return marks
