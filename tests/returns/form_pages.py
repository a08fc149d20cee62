"""A form as it is printed: pages with a code, marks and fields, and where everything stands on them."""

from __future__ import annotations

import io
from typing import Any

import zxingcpp
from PIL import Image
from reportlab.lib.utils import ImageReader

from dtmforms.agreement.record import Agreement
from dtmforms.form.fields import Rows
from dtmforms.form.identity import Identity
from dtmforms.form.texts import texts_of
from dtmforms.pdf import drawing
from dtmforms.pdf.geometry import Box, Geometry, Layout, PlacedField, PlacedWords
from dtmforms.pdf.sheet import HEIGHT_PT, WIDTH_PT
from dtmforms.versions.terms import fingerprint

CODE: Box = (WIDTH_PT - 84.0, HEIGHT_PT - 84.0, 60.0, 60.0)
MARKS: tuple[Box, ...] = (
    (20.0, HEIGHT_PT - 28.0, 8.0, 8.0),
    (20.0, 14.0, 8.0, 8.0),
    (WIDTH_PT - 28.0, 14.0, 8.0, 8.0),
)


class PrintedForm(drawing._Form):
    """The drawing of a form, with its code and marks, that writes down where everything goes."""

    def __post_init__(self) -> None:
        super().__post_init__()
        self.words_seen: list[PlacedWords] = []
        self.fields_seen: list[PlacedField] = []
        canvas: Any = self.canvas
        draw_string, widget = canvas.drawString, self.form._widget

        def draw_and_note(x: float, y: float, text: str, **options: Any) -> None:
            size, page = canvas._fontsize, canvas.getPageNumber()
            if not canvas._doc.inForm() and text:
                width = canvas.stringWidth(text, canvas._fontname, size)
                self.words_seen.append(PlacedWords(text, page, x, y, width, size))
            draw_string(x, y, text, **options)

        def widget_and_note(name: str, box: Box, *rest: Any, **options: Any) -> None:
            if box[2] and name in self.table:
                self.fields_seen.append(PlacedField(name, self.table[name].kind, canvas.getPageNumber(), box))
            widget(name, box, *rest, **options)

        canvas.drawString = draw_and_note
        self.form._widget = widget_and_note  # type: ignore[method-assign]
        self.y -= 60

    def end_page(self) -> None:
        page = self.canvas.getPageNumber()
        identity = Identity(self.identity.reference, self.identity.language, self.identity.terms, self.rows_text)
        seen: Any = zxingcpp.create_barcode(identity.code(page), zxingcpp.BarcodeFormat.QRCode)
        pixels = memoryview(seen.to_image(scale=8, add_quiet_zones=False))
        picture = Image.frombytes("L", (pixels.shape[1], pixels.shape[0]), bytes(pixels))
        self.canvas.drawImage(ImageReader(picture), *CODE)
        for mark in MARKS:
            self.canvas.rect(*mark, stroke=0, fill=1)
        super().end_page()
        self.y -= 60

    @property
    def rows_text(self) -> str:
        return str(Layout(self.identity.rows, (1,) * 6))


def form_and_places(record: Agreement) -> tuple[bytes, Geometry]:
    rows, language = Rows.of(record), record.language
    identity = drawing.FormIdentity(record.reference, language, fingerprint(record), rows)
    form = PrintedForm(identity=identity, texts=texts_of(record, rows, language), organization="x", country="y")
    form.out = io.BytesIO() if form.out is None else form.out
    data = form.drawn()
    pages = max(place.page for place in form.fields_seen)
    places = tuple(form.fields_seen)
    return data, Geometry(WIDTH_PT, HEIGHT_PT, pages, places, tuple(form.words_seen), CODE, MARKS)


def layout_of(record: Agreement) -> Layout:
    return Layout(Rows.of(record), (1,) * 6)
