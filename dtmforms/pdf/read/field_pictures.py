"""How fields look in a viewer that shows their appearances as they stand in the file, as PDFium draws them."""

from __future__ import annotations

import io
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

import pypdfium2

from dtmforms.pdf.geometry import Box
from dtmforms.pdf.read.raster import is_too_large

_DPI = 150
_DRAWN_ANEW, _AS_IT_IS = b"/NeedAppearances true", b"/NeedAppearances null"


@contextmanager
def opened_with_fields(data: bytes, password: str | None) -> Iterator[pypdfium2.PdfDocument]:
    """A file whose pages are drawn with their fields as these stand in it, also where it asks that viewers draw them
    anew (ISO 32000-2:2020 12.7.3, NeedAppearances). Raises `PdfiumError` where it cannot be opened."""
    stored = data.replace(_DRAWN_ANEW, _AS_IT_IS)
    with pypdfium2.PdfDocument(stored, password=password, autoclose=True) as document:
        document.init_forms()
        yield document


def field_pictures(
    data: bytes, password: str | None, boxes: Mapping[str, tuple[int, Box]], dpi: int = _DPI
) -> dict[str, bytes]:
    """PNG files of boxes, by their names, each with its page; none of a page that PDFium does not open."""
    if not boxes:
        return {}
    try:
        with opened_with_fields(data, password) as document:
            return dict(_pictures(document, boxes, dpi))
    except (pypdfium2.PdfiumError, ValueError, IndexError):
        return {}


def _pictures(document: Any, boxes: Mapping[str, tuple[int, Box]], dpi: int) -> Iterator[tuple[str, bytes]]:
    for number in sorted({page for page, _ in boxes.values()}):
        page = document[number - 1]
        if is_too_large(page):
            continue
        page.set_rotation(0)
        picture = page.render(scale=dpi / 72, grayscale=True).to_pil()
        left, _, _, top = page.get_cropbox()
        for name, (_, (x, y, width, height)) in ((name, place) for name, place in boxes.items() if place[0] == number):
            edges = (x - left, top - y - height, x - left + max(width, 1), top - y + 1)
            written = io.BytesIO()
            picture.crop(tuple(round(edge * dpi / 72) for edge in edges)).save(written, "PNG")
            yield name, written.getvalue()
