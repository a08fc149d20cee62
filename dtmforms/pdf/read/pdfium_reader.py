"""The pages of a file as PDFium reads them: their text, and how they look beside the pages of another file. PDFium is
loaded when a page is first asked of: those that are as they were sent, byte by byte, are not.

Not read here: annotations and fields.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import cache, cached_property
from typing import TYPE_CHECKING, Any

from dtmforms.agreement.keys import text_key
from dtmforms.form.fields import TICKED
from dtmforms.pdf.geometry import Box
from dtmforms.pdf.read.model import PAGE_TEXT, Mark, PdfFields

if TYPE_CHECKING:
    import pypdfium2

_INSET_PT = 1.0
_SCALE = 2


@cache
def pdfium() -> Any:
    import pypdfium2

    return pypdfium2


class PdfiumPages:
    """The pages of one file, which is opened when it is first asked of, and once. A file that PDFium does not open has
    no text, and all of its pages look otherwise."""

    def __init__(self, data: bytes, password: str | None) -> None:
        self.data, self.password = data, password

    def __enter__(self) -> PdfiumPages:
        return self

    def __exit__(self, *_: Any) -> None:
        document = self.__dict__.get("document")
        if document:
            document.close()

    @cached_property
    def document(self) -> pypdfium2.PdfDocument | None:
        try:
            return pdfium().PdfDocument(self.data, password=self.password)
        except pdfium().PdfiumError:
            return None

    def texts(self) -> list[str]:
        """The text that each page draws itself; empty for a page that is too large."""
        from dtmforms.pdf.read.raster import is_too_large

        try:
            return ["" if is_too_large(page) else page.get_textpage().get_text_range() for page in self.document or ()]
        except pdfium().PdfiumError:
            return []

    def written_into(self, fields: PdfFields) -> list[Mark]:
        """Text that someone put into the pages of a form where its fields stand, as programs do that edit pages and
        know no fields: the fields then still hold what they held when the form was sent. A mark for each field in whose
        box the page says something else than the field; none for fields whose value the page repeats, or that have no
        text, as those to sign in. Our own forms have no text of the page in a box."""
        try:
            pages = enumerate(self.document or (), start=1)
            return [mark for number, page in pages for mark in _written_into(page.get_textpage(), number, fields)]
        except pdfium().PdfiumError:
            return []

    def unlike(self, sent: bytes, pages: Mapping[int, int], aside: Mapping[int, Iterable[Box]]) -> list[int]:
        """The pages, counted from 1, that look otherwise than those of the form `sent`, which `pages` tells by their
        numbers; boxes that are `aside` are not compared."""
        from dtmforms.pdf.read.page_looks import unlike

        return unlike(self.document, sent, pages, aside) if self.document else list(pages)

    def are_drawn_as(self, written: bytes) -> bool:
        """Whether all pages look just as those of another file, point by point."""
        from dtmforms.pdf.read.raster import is_too_large

        try:
            with pdfium().PdfDocument(written, autoclose=True) as other:
                ours, theirs = list(self.document or ()), list(other)
                same = len(ours) == len(theirs) and not any(map(is_too_large, ours))
                return same and all(_points(one) == _points(page) for one, page in zip(ours, theirs, strict=True))
        except pdfium().PdfiumError:
            return False


def _points(page: pypdfium2.PdfPage) -> tuple[int, int, bytes]:
    drawn = page.render(scale=_SCALE, grayscale=True, may_draw_forms=False, draw_annots=False)
    return drawn.width, drawn.height, bytes(drawn.buffer)


def _written_into(letters: pypdfium2.PdfTextPage, number: int, fields: PdfFields) -> Iterator[Mark]:
    """The marks on one page."""
    for name, (x, y, width, height) in fields.boxes.items():
        if fields.pages.get(name) != number or fields.texts.get(name) in (None, TICKED):
            continue
        edges = (x + _INSET_PT, y + _INSET_PT, x + width - _INSET_PT, y + height - _INSET_PT)
        text = letters.get_text_bounded(*edges) if edges[0] < edges[2] and edges[1] < edges[3] else ""
        if text.strip() and text_key(text) != text_key(fields.texts.get(name, "")):
            yield Mark(PAGE_TEXT, number, (x, y, width, height), text, name)
