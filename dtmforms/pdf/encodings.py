"""How the codes of a font become letters (ISO 32000-2:2020 9.6, 9.7 and 9.10), as far as its file says it."""

from __future__ import annotations

import re
from typing import Any, TypeAlias

from pikepdf import Name, Stream

from dtmforms.pdf.streams import bytes_of

Letters: TypeAlias = "tuple[int, dict[int, str]] | str | None"
"""How the letters of a font are told: bytes a code with texts by code, an encoding, or not at all."""

_ESCAPED = re.compile(rb"\\([0-7]{1,3}|\r\n|.)", re.DOTALL)
_LETTERS = {b"n": b"\n", b"r": b"\r", b"t": b"\t", b"b": b"\b", b"f": b"\f", b"\n": b"", b"\r": b"", b"\r\n": b""}
_SIMPLE = {"/WinAnsiEncoding": "cp1252", "/MacRomanEncoding": "mac_roman"}
_STANDARD = ("/Helvetica", "/Times", "/Courier")
_HEX = re.compile(rb"<([0-9A-Fa-f\s]*)>|([\[\]])")
_MOST_CODES = 65536


def told(operands: list[bytes], font: Letters) -> str | None:
    """The text of the strings among the operands; `None` where a letter of them is not known."""
    raw = b"".join(_string(token) for token in operands if token[:1] in (b"(", b"<"))
    if not raw:
        return ""
    if isinstance(font, str):
        try:
            return raw.decode(font)
        except UnicodeDecodeError:
            return None
    if font is None:
        return None
    size, texts = font
    codes = [int.from_bytes(raw[at : at + size]) for at in range(0, len(raw), size)]
    return None if any(code not in texts for code in codes) else "".join(texts[code] for code in codes)


def _string(token: bytes) -> bytes:
    """A literal or hexadecimal string (7.3.4)."""
    if token[:1] == b"<":
        digits = b"".join(token[1:-1].split())
        return bytes.fromhex((digits + b"0" * (len(digits) % 2)).decode())
    return _ESCAPED.sub(_unescaped, token[1:-1]) if b"\\" in token else token[1:-1]


def _unescaped(found: re.Match[bytes]) -> bytes:
    said = found[1]
    return bytes([int(said, 8) & 255]) if said[:1].isdigit() and said[:1] < b"8" else _LETTERS.get(said, said)


def letters_of(font: Any) -> Letters:
    """How a font's codes become letters: by its ToUnicode map (9.10.3), or for a simple font by its encoding (9.6.5).
    A code that these tell differently is not told; neither are fonts that have letters of their own."""
    simple = font.get("/Subtype") in ("/Type1", "/TrueType", "/MMType1")
    encoding = _encoding_of(font) if simple else None
    map_of_codes = font.get("/ToUnicode")
    if not isinstance(map_of_codes, Stream):
        return encoding
    texts = _map_of(bytes_of(map_of_codes))
    if encoding:
        texts = {code: text for code, text in texts.items() if text == bytes([code & 255]).decode(encoding, "replace")}
    return (1 if simple else 2), texts


def _encoding_of(font: Any) -> str | None:
    """The encoding of a simple font; of the standard fonts without one their own, as far as it is ASCII."""
    encoding = font.get("/Encoding")
    if encoding is None and str(font.get("/BaseFont")).startswith(_STANDARD):
        return "ascii"
    return _SIMPLE.get(str(encoding)) if isinstance(encoding, Name) else None


def _map_of(cmap: bytes) -> dict[int, str]:
    texts: dict[int, str] = {}
    for section in cmap.split(b"begin")[1:]:
        body = section.partition(b"end")[0]
        parts: list[tuple[bytes, bytes]] = _HEX.findall(body)
        if body.startswith(b"bfrange"):
            texts |= _of_ranges(parts)
        elif body.startswith(b"bfchar"):
            texts |= _of_pairs(parts)
    return texts


def _of_pairs(parts: list[tuple[bytes, bytes]]) -> dict[int, str]:
    codes = [digits for digits, bracket in parts if not bracket]
    return {_number(code): _unicode(text) for code, text in zip(codes[::2], codes[1::2], strict=False)}


def _of_ranges(parts: list[tuple[bytes, bytes]]) -> dict[int, str]:
    """From one code to another: texts that count up, or a list of them."""
    texts: dict[int, str] = {}
    waiting = iter(parts)
    for (first, _), (last, _), (start, bracket) in zip(waiting, waiting, waiting, strict=False):
        codes = range(_number(first), min(_number(last), _number(first) + _MOST_CODES - len(texts)) + 1)
        if not bracket:
            base = _unicode(start)
            texts |= {code: base[:-1] + chr(ord(base[-1]) + step) for step, code in enumerate(codes) if base}
            continue
        for code in codes:
            digits, closing = next(waiting, (b"", b"]"))
            if closing:
                break
            texts[code] = _unicode(digits)
        else:
            next(waiting, None)
    return texts


def _number(digits: bytes) -> int:
    return int(b"".join(digits.split()) or b"0", 16)


def _unicode(digits: bytes) -> str:
    clean = b"".join(digits.split())
    return bytes.fromhex((clean + b"0" * (len(clean) % 2)).decode()).decode("utf-16-be", "replace")
