"""The pages of a file as they look: letters with their places, and pictures. Bytes and password in, plain values
and Pillow pictures out.

Not read here: form fields. A page whose picture says all, such as a scan, has no letters, not even those that a
program for recognizing text has laid invisibly over it: they are guesses.
"""

from __future__ import annotations

import ctypes
import io
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import pypdfium2
import pypdfium2.raw as pdfium
from PIL import Image, ImageOps, ImageSequence, UnidentifiedImageError

from dtmforms.errors import ReturnError
from dtmforms.pdf.read.model import FileSheet, Letter

if TYPE_CHECKING:
    from dtmforms.pdf.read.transform import Point

MOST_SHEETS = 200
MOST_PIXELS = 100_000_000
"""Of one picture: a page of A3 at 600 dpi has 70 million."""

_TEXT_DPI, _PICTURE_DPI = 200, 300
_MOST_DRAWN_PIXELS = 25_000_000
"""Of a picture that we make ourselves of a page of any size."""
_LARGEST_SIDE_PT = 14_400
"""Of a page, five metres: to find letters, PDFium keeps two marks for every point of a side."""
_WHOLE_PAGE = 0.5
"""The part of a page that a picture on it covers where the page is a scan."""
_INVISIBLE = 3
"""Text rendering mode, ISO 32000-2:2020 Table 104."""


def is_picture(data: bytes) -> bool:
    """Whether a file is a picture of one of the kinds that scanners and telephones make."""
    magic = (b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n", b"II*\0", b"MM\0*")
    return data.startswith(magic)


def sheets_of(data: bytes, password: str = "") -> Iterator[FileSheet]:
    """The sheets of a PDF file or of a picture, one after the other. Raises `ReturnError` of the kind `encrypted`,
    `damaged` or `too_large`."""
    return _sheets_of_picture(data) if is_picture(data) else _sheets_of_pdf(data, password)


def _sheets_of_picture(data: bytes) -> Iterator[FileSheet]:
    try:
        with _opened_picture(data) as image:
            for number, frame in enumerate(ImageSequence.Iterator(image), start=1):
                _within_limits(number, *frame.size)
                yield FileSheet(number, _grey(ImageOps.exif_transpose(frame)))
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


def _sheets_of_pdf(data: bytes, password: str) -> Iterator[FileSheet]:
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


def _sheet(document: pypdfium2.PdfDocument, index: int) -> FileSheet:
    try:
        page = document[index]
        if is_too_large(page):
            raise ReturnError("too_large", reason="too_many_pixels")
        scanned = _is_scan(page)
        picture = _picture(page, _PICTURE_DPI if scanned else _TEXT_DPI)
        letters = () if scanned else tuple(_letters(page, picture.size))
        if not scanned and not letters:
            picture = _picture(page, _PICTURE_DPI)
    except pypdfium2.PdfiumError:
        raise ReturnError("damaged", reason="damaged") from None
    return FileSheet(index + 1, picture, letters)


def is_too_large(page: pypdfium2.PdfPage) -> bool:
    """Whether it takes too much memory to look for letters on a page."""
    return bool(max(page.get_size()) > _LARGEST_SIDE_PT)


def _is_scan(page: pypdfium2.PdfPage) -> bool:
    """Whether one picture covers the page: what else stands there lies under it, or was guessed from it."""
    width, height = page.get_size()
    covers = False
    for image in page.get_objects(filter=[pdfium.FPDF_PAGEOBJ_IMAGE]):
        left, bottom, right, top = _on_page(image)
        if (right - left) * (top - bottom) > _WHOLE_PAGE * width * height:
            _no_bomb(image)
            covers = True
    return covers


def _on_page(image: pypdfium2.PdfObject) -> tuple[float, float, float, float]:
    """The edges of a picture; of one within a form (8.10) by the matrices of all that it is in."""
    edges, around = image.get_bounds(), image.container
    while around is not None:
        edges, around = around.get_matrix().on_rect(*edges), around.container
    left, bottom, right, top = edges
    return left, bottom, right, top


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
    high, painted = "", _Painted(page)
    for index in range(text.count_chars()):
        letter = high + chr(pdfium.FPDFText_GetUnicode(text.raw, index))
        if len(letter) == 1 and "\ud800" <= letter <= "\udbff":  # PDFium counts in UTF-16: the other half comes next
            high = letter
            continue
        high, letter = "", letter.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
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
        over = painted.over(
            pdfium.FPDFText_GetTextObject(text.raw, index), (left.value, bottom.value, right.value, top.value)
        )
        yield Letter(letter, origin, (x0, y0, x1 - x0, y1 - y0), over)


class _Painted:
    """What a page paints that can cover letters, pictures and areas, in the order of painting."""

    def __init__(self, page: pypdfium2.PdfPage) -> None:
        self.places: dict[int | None, int] = {}
        self.covering: list[tuple[int, tuple[float, float, float, float]]] = []
        for place, one in enumerate(page.get_objects()):
            self.places[_address(one.raw)] = place
            if _can_cover(one):
                self.covering.append((place, _on_page(one)))

    def over(self, text: Any, edges: tuple[float, float, float, float]) -> bool:
        """Whether anything is painted over a letter of a text, within these edges."""
        place = self.places.get(_address(text), 0)
        x, y = (edges[0] + edges[2]) / 2, (edges[1] + edges[3]) / 2
        return any(
            place < after and left < x < right and bottom < y < top
            for after, (left, bottom, right, top) in self.covering
        )


def _address(drawn: Any) -> int | None:
    return ctypes.cast(drawn, ctypes.c_void_p).value


def _can_cover(drawn: pypdfium2.PdfObject) -> bool:
    if drawn.type == pdfium.FPDF_PAGEOBJ_PATH:
        filled, stroked = ctypes.c_int(), ctypes.c_int()
        pdfium.FPDFPath_GetDrawMode(drawn.raw, filled, stroked)
        return bool(filled.value)
    return drawn.type in (pdfium.FPDF_PAGEOBJ_IMAGE, pdfium.FPDF_PAGEOBJ_SHADING)


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
