"""The pages of a file as they look: letters with their places, and pictures. Bytes and password in, plain values
and Pillow pictures out; no object of PDFium leaves this module.

Not read here: form fields. A page whose picture says all, such as a scan, has no letters, not even those that a
program for recognizing text has laid invisibly over it: they are guesses.
"""

from __future__ import annotations

import ctypes
import io
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pypdfium2
import pypdfium2.raw as pdfium
from PIL import Image, ImageOps, ImageSequence, UnidentifiedImageError

from dtmforms.errors import ReturnError

if TYPE_CHECKING:
    from dtmforms.pdf.geometry import Box
    from dtmforms.pdf.transform import Point

MOST_SHEETS = 200
MOST_PIXELS = 100_000_000
"""Of one picture: a page of A3 at 600 dpi has 70 million."""

_TEXT_DPI, _PICTURE_DPI = 200, 300
_MOST_DRAWN_PIXELS = 25_000_000
"""Of a picture that we make ourselves of a page of any size."""
_WHOLE_PAGE = 0.5
"""The part of a page that a picture on it covers where the page is a scan."""
_INVISIBLE = 3
"""Text rendering mode, ISO 32000-2:2020 Table 104."""


@dataclass(frozen=True, slots=True)
class Letter:
    """A letter or a space: where its baseline begins, and the box of its ink, in pixels of the sheet's picture,
    y counted from the top. A gap between words that no space fills is a space where the letter before it begins."""

    text: str
    origin: Point
    box: Box


@dataclass(frozen=True, slots=True)
class Sheet:
    """One page of a file or one picture; `number` counts from 1. `letters` are in the order of the file, and empty
    where the sheet is a picture only."""

    number: int
    picture: Image.Image
    letters: tuple[Letter, ...] = ()


def is_picture(data: bytes) -> bool:
    """Whether a file is a picture of one of the kinds that scanners and telephones make."""
    magic = (b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n", b"II*\0", b"MM\0*")
    return data.startswith(magic)


def sheets_of(data: bytes, password: str = "") -> Iterator[Sheet]:
    """The sheets of a PDF file or of a picture, one after the other. Raises `ReturnError` of the kind `encrypted`,
    `damaged` or `too_large`."""
    return _sheets_of_picture(data) if is_picture(data) else _sheets_of_pdf(data, password)


def _sheets_of_picture(data: bytes) -> Iterator[Sheet]:
    try:
        with _opened_picture(data) as image:
            for number, frame in enumerate(ImageSequence.Iterator(image), start=1):
                _within_limits(number, *frame.size)
                yield Sheet(number, _grey(ImageOps.exif_transpose(frame)))
    except Image.DecompressionBombError:
        raise ReturnError("too_large", reason="too_many_pixels") from None
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError):
        raise ReturnError("damaged", reason="damaged") from None


def _opened_picture(data: bytes) -> Image.Image:
    with warnings.catch_warnings():
        # Pillow warns before our own limit is reached.
        warnings.simplefilter("ignore", Image.DecompressionBombWarning)
        image = Image.open(io.BytesIO(data), formats=("JPEG", "PNG", "TIFF"))
    _within_limits(getattr(image, "n_frames", 1), *image.size)
    return image


def _grey(picture: Image.Image) -> Image.Image:
    """Shades of grey on white: what is transparent is paper."""
    if picture.has_transparency_data:
        coloured = picture.convert("RGBA")
        picture = Image.alpha_composite(Image.new("RGBA", picture.size, "white"), coloured)
    return picture.convert("L")


def _within_limits(sheets: int, width_px: int, height_px: int) -> None:
    if sheets > MOST_SHEETS:
        raise ReturnError("too_large", reason="too_many_pages")
    if width_px * height_px > MOST_PIXELS:
        raise ReturnError("too_large", reason="too_many_pixels")


def _sheets_of_pdf(data: bytes, password: str) -> Iterator[Sheet]:
    with _opened(data, password) as document:
        _within_limits(len(document), 0, 0)
        for index in range(len(document)):
            yield _sheet(document, index)


@contextmanager
def _opened(data: bytes, password: str) -> Iterator[pypdfium2.PdfDocument]:
    try:
        document = pypdfium2.PdfDocument(data, password=password or None)
    except pypdfium2.PdfiumError as error:
        if error.err_code == pdfium.FPDF_ERR_PASSWORD:
            raise ReturnError("encrypted", reason="password_needed") from None
        raise ReturnError("damaged", reason="damaged") from None
    try:
        yield document
    finally:
        document.close()


def _sheet(document: pypdfium2.PdfDocument, index: int) -> Sheet:
    try:
        page = document[index]
        scanned = _is_scan(page)
        picture = _picture(page, _PICTURE_DPI if scanned else _TEXT_DPI)
        letters = () if scanned else tuple(_letters(page, picture.size))
        if not scanned and not letters:
            picture = _picture(page, _PICTURE_DPI)
    except pypdfium2.PdfiumError:
        raise ReturnError("damaged", reason="damaged") from None
    return Sheet(index + 1, picture, letters)


def _is_scan(page: pypdfium2.PdfPage) -> bool:
    """Whether one picture covers the page: what else stands there lies under it, or was guessed from it."""
    width, height = page.get_size()
    for image in page.get_objects(filter=[pdfium.FPDF_PAGEOBJ_IMAGE]):
        left, bottom, right, top = image.get_bounds()
        if (right - left) * (top - bottom) > _WHOLE_PAGE * width * height:
            _no_bomb(image)
            return True
    return False


def _no_bomb(image: pypdfium2.PdfObject) -> None:
    width, height = ctypes.c_uint(), ctypes.c_uint()
    if pdfium.FPDFImageObj_GetImagePixelSize(image.raw, width, height):
        _within_limits(1, width.value, height.value)


def _picture(page: pypdfium2.PdfPage, dpi: int) -> Image.Image:
    width, height = page.get_size()
    scale = min(dpi / 72, (_MOST_DRAWN_PIXELS / (width * height)) ** 0.5)
    picture: Image.Image = page.render(scale=scale, grayscale=True).to_pil()
    return picture.convert("L")


def _letters(page: pypdfium2.PdfPage, size_px: tuple[int, int]) -> Iterator[Letter]:
    text = page.get_textpage()
    to_pixels = _page_to_pixels(page, size_px)
    x, y = ctypes.c_double(), ctypes.c_double()
    left, right, bottom, top = (ctypes.c_double() for _ in range(4))
    origin = (0.0, 0.0)
    for index in range(text.count_chars()):
        letter = chr(pdfium.FPDFText_GetUnicode(text.raw, index))
        if letter in "\r\n" or _invisible(text, index):
            continue
        if pdfium.FPDFText_IsGenerated(text.raw, index) == 1:
            yield Letter(letter, origin, (*origin, 0, 0))
            continue
        pdfium.FPDFText_GetCharOrigin(text.raw, index, x, y)
        pdfium.FPDFText_GetCharBox(text.raw, index, left, right, bottom, top)
        corners = [to_pixels((a.value, b.value)) for a, b in ((left, bottom), (right, top))]
        (x0, x1), (y0, y1) = (sorted(values) for values in zip(*corners, strict=True))
        origin = to_pixels((x.value, y.value))
        yield Letter(letter, origin, (x0, y0, x1 - x0, y1 - y0))


def _invisible(text: pypdfium2.PdfTextPage, index: int) -> bool:
    drawn = pdfium.FPDFText_GetTextObject(text.raw, index)
    return bool(drawn) and pdfium.FPDFTextObj_GetTextRenderMode(drawn) == _INVISIBLE


def _page_to_pixels(page: pypdfium2.PdfPage, size_px: tuple[int, int]) -> Any:
    """From the page's own coordinates to pixels of its picture, whatever its crop box and rotation."""
    fine = 16
    x, y = ctypes.c_int(), ctypes.c_int()

    def device(point: Point) -> Point:
        pdfium.FPDF_PageToDevice(page.raw, 0, 0, size_px[0] * fine, size_px[1] * fine, 0, *point, x, y)
        return x.value / fine, y.value / fine

    (cx, cy), (ax, ay), (bx, by) = (device(point) for point in ((0, 0), (1000, 0), (0, 1000)))
    (ax, ay), (bx, by) = ((ax - cx) / 1000, (ay - cy) / 1000), ((bx - cx) / 1000, (by - cy) / 1000)
    return lambda point: (ax * point[0] + bx * point[1] + cx, ay * point[0] + by * point[1] + cy)
