"""The code on a page: read again from its picture, whatever it holds."""

from __future__ import annotations

import io

import pytest
import zxingcpp
from PIL import Image

from dtmforms.form.barcode import code_bits, code_png
from dtmforms.form.identity import Identity

PAYLOADS = [
    "dtmforms",
    Identity("NGA-LCB-UNICEF-CP", "en", "7Q2M-KX4D", "6 2 2 6 2 2 6 6 3 3 3 6").code(3),
    Identity("مرجع-٣" * 4, "ar", "7Q2M-KX4D", "500 99 99 500 99 99 44 44 44 44 44 44").code(99),
]


@pytest.mark.parametrize("payload", PAYLOADS)
def test_a_code_is_read_from_its_png(payload: str) -> None:
    picture = Image.open(io.BytesIO(code_png(payload)))
    width = picture.width * 4
    [code] = zxingcpp.read_barcodes(picture.resize((width, width), Image.Resampling.NEAREST))
    assert (code.text, code.format) == (payload, zxingcpp.BarcodeFormat.QRCode)


@pytest.mark.parametrize("payload", PAYLOADS)
def test_its_rows_are_those_of_the_picture_without_the_quiet_zone(payload: str) -> None:
    """A bit a module, each row filled up to whole bytes, 1 for white."""
    size, bits = code_bits(payload)
    picture = Image.open(io.BytesIO(code_png(payload)))
    quiet = (picture.width - size) // 2
    assert quiet == 4
    bytes_a_row = -(-size // 8)
    assert len(bits) == size * bytes_a_row
    for row in range(size):
        line = int.from_bytes(bits[row * bytes_a_row : (row + 1) * bytes_a_row])
        shown = [line >> (bytes_a_row * 8 - 1 - column) & 1 for column in range(size)]
        assert shown == [int(picture.getpixel((column + quiet, row + quiet)) > 0) for column in range(size)]  # type: ignore[operator]


def test_the_same_payload_gives_the_same_picture_and_another_another() -> None:
    assert code_png("one") == code_png("one") != code_png("two")


def test_a_code_can_be_read_where_a_part_of_it_is_dirty() -> None:
    """Level M: 15 of 100 code words may be lost (ISO/IEC 18004)."""
    picture = Image.open(io.BytesIO(code_png(PAYLOADS[1]))).convert("L")
    width = picture.width * 4
    picture = picture.resize((width, width), Image.Resampling.NEAREST)
    picture.paste(255, (width // 2, width // 2, width // 2 + 16, width // 2 + 16))
    assert [code.text for code in zxingcpp.read_barcodes(picture)] == [PAYLOADS[1]]
