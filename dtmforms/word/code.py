"""The code on a page: a QR code (ISO/IEC 18004) by which a scan is tied to its text. No contact data."""

from __future__ import annotations

import struct
import zlib
from functools import lru_cache
from typing import Any

import zxingcpp


@lru_cache(maxsize=256)
def code_png(payload: str) -> bytes:
    """The code as a PNG file of one pixel a module, with its quiet zone; the same payload gives the same bytes."""
    image: Any = zxingcpp.create_barcode(payload, zxingcpp.BarcodeFormat.QRCode).to_image(scale=1)
    image = memoryview(image)
    height, width = image.shape or (0, 0)
    pixels = bytes(image)
    rows = b"".join(b"\0" + pixels[row * width : (row + 1) * width] for row in range(height))
    header = struct.pack(">2L5B", width, height, 8, 0, 0, 0, 0)
    chunks = ((b"IHDR", header), (b"IDAT", zlib.compress(rows, 9)), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(_chunk(kind, data) for kind, data in chunks)


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">L", len(data)) + kind + data + struct.pack(">L", zlib.crc32(kind + data))
