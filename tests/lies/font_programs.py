"""A TrueType font whose letters have been exchanged, by its table of characters."""

from __future__ import annotations

import struct
from pathlib import Path

NOTO = Path(__file__).parents[2] / "dtmforms" / "pdf" / "write" / "fonts" / "NotoSans-Regular.ttf"


def glyphs(font: bytes) -> dict[int, int]:
    """The glyph of each character up to 255."""
    table = _tables(font)[b"cmap"]
    for place in range(struct.unpack_from(">H", table, 2)[0]):
        start = struct.unpack_from(">HHI", table, 4 + 8 * place)[2]
        if struct.unpack_from(">H", table, start)[0] == 4:
            return _of_format_4(table, start)
    raise ValueError("no table of format 4")


def _of_format_4(table: bytes, start: int) -> dict[int, int]:
    count = struct.unpack_from(">H", table, start + 6)[0] // 2
    ends, begins = start + 14, start + 16 + 2 * count
    deltas, offsets = begins + 2 * count, begins + 4 * count
    found = {}
    for part in range(count):
        end, begin, delta, offset = (
            struct.unpack_from(">H", table, at + 2 * part)[0] for at in (ends, begins, deltas, offsets)
        )
        for code in range(begin, min(end, 255) + 1):
            glyph = code
            if offset:
                glyph = struct.unpack_from(">H", table, offsets + 2 * part + offset + 2 * (code - begin))[0]
            found[code] = (glyph + delta) % 65536
    return found


def exchanged(font: bytes, letters: dict[str, str]) -> bytes:
    """The font, with each letter that is named drawn as the one that is said of it."""
    found = glyphs(font)
    shown = {code: found.get(ord(letters.get(chr(code), chr(code))), 0) for code in range(32, 127)}
    ids = struct.pack(">95H", *(shown[code] for code in range(32, 127)))
    by_code = struct.pack(">HHHHHHH", 4, 32 + len(ids), 0, 4, 4, 1, 0)
    by_code += struct.pack(">HHHHHHHHH", 126, 0xFFFF, 0, 32, 0xFFFF, 0, 1, 4, 0) + ids
    head = struct.pack(">HHHHIHHI", 0, 2, 1, 0, 20, 3, 1, 20)
    return _font(_tables(font) | {b"cmap": head + by_code})


def _tables(font: bytes) -> dict[bytes, bytes]:
    count = struct.unpack_from(">H", font, 4)[0]
    entries = [struct.unpack_from(">4sIII", font, 12 + 16 * place) for place in range(count)]
    return {name: font[start : start + size] for name, _, start, size in entries}


def _font(tables: dict[bytes, bytes]) -> bytes:
    kept = {name: tables[name] for name in sorted(tables) if name not in (b"GSUB", b"GPOS", b"GDEF", b"DSIG")}
    place = 12 + 16 * len(kept)
    directory, body = struct.pack(">IHHHH", 0x10000, len(kept), 128, 3, 16 * len(kept) - 128), b""
    for name, data in kept.items():
        padded = data + b"\0" * (-len(data) % 4)
        total = sum(struct.unpack(f">{len(padded) // 4}I", padded)) % 2**32
        directory += struct.pack(">4sIII", name, total, place + len(body), len(data))
        body += padded
    return directory + body
