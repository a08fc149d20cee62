"""The code on a page, drawn and read: a QR code (ISO/IEC 18004) by which a scan is tied to its text. No contact data
(rule D1)."""

from __future__ import annotations

import struct
import zlib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeAlias

import zxingcpp

if TYPE_CHECKING:
    from PIL.Image import Image

Point: TypeAlias = "tuple[float, float]"
_KINDS = zxingcpp.BarcodeFormats(zxingcpp.BarcodeFormat.QRCode)


@dataclass(frozen=True, slots=True)
class ReadCode:
    """A code on a picture. `corners` are those of its square in pixels, as one reads it: the upper left one first, then
    clockwise."""

    text: str
    corners: tuple[Point, Point, Point, Point]


def codes_on(picture: Image) -> list[ReadCode]:
    """Every code that can be read on a picture, at any size and turn; none that is damaged beyond repair."""
    found = zxingcpp.read_barcodes(picture, formats=_KINDS, try_invert=False)
    return [ReadCode(code.text, _corners(code.position)) for code in found if code.valid]


def _corners(position: zxingcpp.Position) -> tuple[Point, Point, Point, Point]:
    places = (position.top_left, position.top_right, position.bottom_right, position.bottom_left)
    first, second, third, fourth = ((float(place.x), float(place.y)) for place in places)
    return first, second, third, fourth


def code_png(payload: str) -> bytes:
    """The code as a PNG file of one pixel a module, with its quiet zone; the same payload gives the same bytes."""
    width, bits = code_bits(payload, quiet_zone=True)
    bytes_a_row = len(bits) // width
    rows = b"".join(b"\0" + bits[at : at + bytes_a_row] for at in range(0, len(bits), bytes_a_row))
    header = struct.pack(">2L5B", width, width, 1, 0, 0, 0, 0)
    chunks = ((b"IHDR", header), (b"IDAT", zlib.compress(rows, 9)), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(_chunk(kind, data) for kind, data in chunks)


def code_bits(payload: str, *, quiet_zone: bool = False) -> tuple[int, bytes]:
    """The code as how many modules it has on a side, and their rows, a bit a module, 1 for a white one, each row filled
    up to whole bytes. Its mask is not the best of the eight, which takes long to find, but always the same one: readers
    take it out again."""
    image = memoryview(_barcode(payload).to_image(scale=1, add_quiet_zones=quiet_zone))
    height, width = image.shape or (0, 0)
    pixels, filling = bytes(image), b"\xff" * (-width % 8)
    rows = b"".join([pixels[at : at + width] + filling for at in range(0, width * height, width)])
    return width, int(rows.translate(_BITS), 2).to_bytes(len(rows) // 8, "big")


_BITS = bytes(ord("1") if grey > 127 else ord("0") for grey in range(256))
_MASK = 4


def _barcode(payload: str) -> Any:
    return zxingcpp.create_barcode(payload, zxingcpp.BarcodeFormat.QRCode, ec_level="M", data_mask=_MASK)


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">L", len(data)) + kind + data + struct.pack(">L", zlib.crc32(kind + data))
