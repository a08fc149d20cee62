"""Pictures of the pages of a returned file: drawn in the process apart, which answers pixels, in which nothing can
hide, and made into PNG files here."""

from __future__ import annotations

import io
import zlib
from collections.abc import Collection
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from dtmforms.errors import ReaderError, ReturnError
from dtmforms.pdf.read.model import PagePixels
from dtmforms.returns.sandbox_start import FOR_A_RETURN
from dtmforms.sandbox import client, protocol
from dtmforms.sandbox.answers import Answer
from dtmforms.sandbox.limits import FORM, PAGES

if TYPE_CHECKING:
    from dtmforms.pdf.geometry import Box

MOST = 8
_MOST_PIXELS = 6_000_000


@dataclass(frozen=True, slots=True)
class DrawnPages:
    pages: list[PagePixels]


@dataclass(frozen=True, slots=True)
class PictureOfPage:
    """A page as a PNG file, and its size in pixels."""

    png: bytes = field(repr=False)
    width: int
    height: int
    drawn: PagePixels = field(repr=False)

    def place(self, box: Box) -> tuple[float, float, float, float] | None:
        """Where a box of the page is on the picture: left, top, width and height in pixels; `None` where it is not."""
        drawn = self.drawn
        if not drawn.width_pt or not drawn.height_pt:
            return None
        x, y, width, height = box
        across, down = self.width / drawn.width_pt, self.height / drawn.height_pt
        left, top = (x - drawn.left) * across, (drawn.bottom + drawn.height_pt - y - height) * down
        return (left, top, width * across, height * down)


_ANSWER = Answer(DrawnPages)


def page_pictures(
    data: bytes, numbers: Collection[int], password: str | None = None, within: str = ""
) -> dict[int, PictureOfPage]:
    """The pages with these numbers, the first eight of them, of the file or of the one `within` an archive, a mail or a
    portfolio that has this digest; none of a file that has no pages that can be drawn, such as a Word document, or
    whose reader did not come to an end with it."""
    wanted = sorted(numbers)[:MOST]
    arguments = {"pages": wanted, "password": password, "within": within}
    try:
        task = client.Task(f"{__name__}:pictures_task", arguments, FOR_A_RETURN)
        answer = client.shared().read(task, data, limits=FORM, longer=PAGES)
        drawn = _ANSWER.read(answer).pages
    except (ReaderError, ReturnError):
        return {}
    return {page.number: picture for page in drawn[:MOST] if page.number in wanted and (picture := _picture(page))}


def pictures_task(arguments: dict[str, Any], data: bytes) -> bytes:
    from dtmforms.pdf.read.page_pictures import pictures_of
    from dtmforms.returns.within import file_within

    protocol.take_longer()
    pages, password, within = (arguments[name] for name in ("pages", "password", "within"))
    return _ANSWER.of(lambda: DrawnPages(pictures_of(file_within(data, within, password), pages, password)))


def _picture(page: PagePixels) -> PictureOfPage | None:
    from PIL import Image

    size = page.width_px * page.height_px
    if not 0 < size <= _MOST_PIXELS or min(page.width_px, page.height_px) < 1:
        return None
    try:
        grey = zlib.decompressobj().decompress(page.grey, size)
    except zlib.error:
        return None
    if len(grey) != size:
        return None
    out = io.BytesIO()
    Image.frombytes("L", (page.width_px, page.height_px), grey).save(out, "PNG")
    return PictureOfPage(out.getvalue(), page.width_px, page.height_px, page)
