"""Whether pages look as they were sent: PDFium draws both, without fields and annotations. Not compared: the boundaries
and the rotation of a page, which move its fields too.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import pypdfium2
from PIL import Image, ImageChops, ImageDraw, ImageFilter

from dtmforms.pdf.geometry import Box

_SCALE = 2
_INK, _PAPER = 128, 215
"""Shades of grey: darker than the one is surely drawn, lighter than the other surely is not."""
_MOST_POINTS = 6


def unlike(
    returned: pypdfium2.PdfDocument, sent: bytes, pages: Mapping[int, int], aside: Mapping[int, Iterable[Box]]
) -> list[int]:
    """The pages of a file, counted from 1, that look otherwise than those of the form `sent`, which `pages` names by
    their numbers; boxes that are `aside` are not compared. All of them where PDFium does not open the form, or a page.
    Their boundaries and rotation are no longer what they were."""
    try:
        with pypdfium2.PdfDocument(sent, autoclose=True) as form:
            return [
                number
                for number, page in pages.items()
                if _differ(returned[number - 1], form[page - 1], aside.get(page, ()))
            ]
    except pypdfium2.PdfiumError:
        return list(pages)


def _differ(returned: pypdfium2.PdfPage, sent: pypdfium2.PdfPage, aside: Iterable[Box]) -> bool:
    width, height = sent.get_size()
    left, low, right, top = returned.get_cropbox()
    if right - left < width - 1 or top - low < height - 1:
        return True
    paper = (left, low, left + width, low + height)
    returned.set_rotation(0)
    returned.set_mediabox(*paper)
    returned.set_cropbox(*paper)
    one, other = _picture(returned, height, aside), _picture(sent, height, aside)
    return one.size != other.size or _missing(one, other) or _missing(other, one)


def _picture(page: pypdfium2.PdfPage, height: float, aside: Iterable[Box]) -> Image.Image:
    picture: Image.Image = page.render(scale=_SCALE, grayscale=True, may_draw_forms=False, draw_annots=False).to_pil()
    picture = picture.convert("L")
    for x, y, wide, high in aside:
        edges = (x, height - y - high, x + wide, height - y)
        ImageDraw.Draw(picture).rectangle([edge * _SCALE for edge in edges], fill=255)
    return picture


def _missing(one: Image.Image, other: Image.Image) -> bool:
    """Whether something is drawn on one of two pictures that is nowhere near on the other."""
    ink = one.point(lambda shade: 255 if shade < _INK else 0)
    paper = other.filter(ImageFilter.MinFilter(3)).point(lambda shade: 255 if shade > _PAPER else 0)
    return ImageChops.multiply(ink, paper).histogram()[255] > _MOST_POINTS
