"""Pages as a reader shows them, as grey pixels: those of a PDF file as PDFium draws them, fields and notes included."""

from __future__ import annotations

import zlib
from collections.abc import Collection, Iterator
from typing import Any

import pypdfium2
from PIL import Image

from dtmforms.errors import ReturnError
from dtmforms.pdf.read.field_pictures import opened_with_fields
from dtmforms.pdf.read.model import PagePixels
from dtmforms.pdf.read.raster import is_picture, is_too_large, sheets_of

_DPI = 100
_WIDEST_PX = 2_400


def pictures_of(data: bytes, numbers: Collection[int], password: str | None = None) -> list[PagePixels]:
    """Of the pages with these numbers, from 1, that there are. Raises `ReturnError` for what is no PDF file and no
    picture, or cannot be opened."""
    if is_picture(data):
        return [_packed(sheet.number, sheet.picture) for sheet in sheets_of(data) if sheet.number in numbers]
    try:
        with opened_with_fields(data, password) as document:
            return list(_pages(document, numbers))
    except pypdfium2.PdfiumError:
        raise ReturnError("damaged", reason="damaged") from None


def _pages(document: Any, numbers: Collection[int]) -> Iterator[PagePixels]:
    for number in sorted(numbers):
        if not 0 < number <= len(document):
            continue
        page = document[number - 1]
        if is_too_large(page):
            continue
        page.set_rotation(0)
        left, bottom, right, top = page.get_cropbox()
        picture = page.render(scale=min(_DPI / 72, _WIDEST_PX / max(page.get_size())), grayscale=True).to_pil()
        yield _packed(number, picture, left, bottom, right - left, top - bottom)


def _packed(number: int, picture: Image.Image, *place: float) -> PagePixels:
    if max(picture.size) > _WIDEST_PX:
        picture.thumbnail((_WIDEST_PX, _WIDEST_PX))
    grey = picture.convert("L")
    return PagePixels(number, *grey.size, zlib.compress(grey.tobytes(), 1), *place)
