"""The codes that stand on a picture of a page (QR, ISO/IEC 18004), at any size and turn."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import zxingcpp

if TYPE_CHECKING:
    from PIL.Image import Image

    from dtmforms.pdf.transform import Point

_KINDS = zxingcpp.BarcodeFormats(zxingcpp.BarcodeFormat.QRCode)


@dataclass(frozen=True, slots=True)
class SeenCode:
    """`corners` are those of the code's square in pixels, as one reads it: the upper left one first, then clockwise."""

    text: str
    corners: tuple[Point, Point, Point, Point]


def codes_on(picture: Image) -> list[SeenCode]:
    """Every code that can be read on a picture; a code that is damaged beyond repair is not there."""
    found = zxingcpp.read_barcodes(picture, formats=_KINDS, try_invert=False)
    return [SeenCode(code.text, _corners(code.position)) for code in found if code.valid]


def _corners(position: zxingcpp.Position) -> tuple[Point, Point, Point, Point]:
    places = (position.top_left, position.top_right, position.bottom_right, position.bottom_left)
    first, second, third, fourth = ((float(place.x), float(place.y)) for place in places)
    return first, second, third, fourth
