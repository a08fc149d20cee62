"""What the appearance streams of fields show (ISO 32000-2:2020 12.5.5 and 12.7.4.3), as far as it can be told.

Text is told by the codes of its letters and what their font says of them (9.10). Not done here: looking at glyphs. An
appearance that draws anything else than letters, or letters that cannot be told, tells nothing.
"""

from __future__ import annotations

import re
import zlib
from typing import Any, TypeAlias

from pikepdf import Array, Dictionary, Name, Stream

from dtmforms.pdf.operators import PAINTING, PICTURING, SHOWING, pieces

_ESCAPED = re.compile(rb"\\([0-7]{1,3}|\r\n|.)", re.DOTALL)
_LETTERS = {b"n": b"\n", b"r": b"\r", b"t": b"\t", b"b": b"\b", b"f": b"\f", b"\n": b"", b"\r": b"", b"\r\n": b""}
_UNTOLD = PICTURING | {b"c", b"v", b"y"}
"""Operators that draw what is no letter, or may be one: pictures, other streams, shadings and curves."""
_SIMPLE = {"/WinAnsiEncoding": "cp1252", "/MacRomanEncoding": "mac_roman"}
_HEX = re.compile(rb"<([0-9A-Fa-f\s]*)>|([\[\]])")
_MOST_CODES = 65536
_LARGEST_UNPACKED, _LARGEST_PACKED = 4_000_000, 20_000
"""Bytes of an appearance, of a map of letters, or of a value. The smaller one is for filters of which it is not known
how much they unpack to before they have."""
_OURS = re.compile(rb"/Tx BMC (EMC|q 1 1 [\d.e+]+ [\d.e+]+ re W n 0 g )")
"""How appearances begin that `widgets` draws."""

_Letters: TypeAlias = "tuple[int, dict[int, str]] | str | None"
"""How the letters of a font are told: bytes a code with texts by code, an encoding, or not at all."""


class Appearances:
    """The appearances of one file, whose interactive form is `form`; fonts are looked up once."""

    def __init__(self, form: Any) -> None:
        self.default = _part(form, "/DR", "/Font")
        self.fonts: dict[int, _Letters] = {}

    def text_of(self, widget: Any) -> str | None:
        """The text that a widget's normal appearance shows, spaces left out where the text has none; `None` where that
        cannot be told or there is no appearance."""
        normal = _part(widget, "/AP", "/N")
        if not isinstance(normal, Stream):
            return None
        fonts = _part(normal, "/Resources", "/Font")
        shown: list[str] = []
        held: list[bytes] = []
        font: _Letters = None
        for token in pieces(bytes_of(normal)):
            if token in _UNTOLD:
                return None
            if token == b"Tf" and len(held) > 1:
                font = self.letters(fonts, held[-2])
            elif token == b"Tr" and held[-1:] not in ([b"0"], [b"2"]):
                return None
            elif token in SHOWING:
                text = _told(held, font)
                if text is None:
                    return None
                shown.append(text)
            held = [] if token[:1].isalpha() or token in (b"'", b'"') else [*held, token]
        return "".join(shown)

    def is_ours(self, widget: Any) -> bool:
        """Whether the normal appearance begins as ours do; programs that draw nothing leave them."""
        normal = _part(widget, "/AP", "/N")
        return isinstance(normal, Stream) and bool(_OURS.match(bytes_of(normal)))

    def letters(self, fonts: Any, name: bytes) -> _Letters:
        key = name.decode("latin-1")
        font = fonts.get(key) if isinstance(fonts, Dictionary) else None
        if font is None and isinstance(self.default, Dictionary):
            font = self.default.get(key)
        if not isinstance(font, Dictionary):
            return None
        number = font.objgen[0]
        if not number:
            return _letters_of(font)
        if number not in self.fonts:
            self.fonts[number] = _letters_of(font)
        return self.fonts[number]

    def mark_contradicts(self, widget: Any) -> bool:
        """Whether a check box looks ticked in its off state, or like nothing in its on state (12.7.5.2.3)."""
        states = _part(widget, "/AP", "/N")
        current = widget.get("/AS")
        if not isinstance(states, Dictionary) or isinstance(states, Stream) or not isinstance(current, Name):
            return False
        drawn = {
            key: bytes_of(mark)
            for key in states.keys()  # noqa: SIM118 - a dictionary of this library is no mapping
            if isinstance(mark := states.get(key), Stream)
        }
        here = drawn.get(str(current), b"")
        others = [mark for key, mark in drawn.items() if key != str(current)]
        if str(current) != "/Off":
            return str(current) in drawn and (not _paints(here) or any(_paints_more(mark, here) for mark in others))
        return any((_paints(mark) and mark == here) or _paints_more(here, mark) for mark in others)


def _part(holder: Any, *keys: str) -> Any:
    """What stands at the end of a line of keys; `None` where there is nothing."""
    for key in keys:
        holder = holder.get(key) if isinstance(holder, Dictionary | Stream) else None
    return holder


def _paints(content: bytes) -> bool:
    return not (PAINTING | SHOWING).isdisjoint(pieces(content))


def _paints_more(content: bytes, other: bytes) -> bool:
    """Whether a state is drawn with more than another one is."""
    more, fewer = (sum(piece in PAINTING | SHOWING for piece in pieces(drawn)) for drawn in (content, other))
    return more > fewer


def bytes_of(stream: Any) -> bytes:
    """What a stream holds, unpacked. Raises `ValueError` where that is larger than what any field has, and what the
    library and zlib raise for damaged ones."""
    raw, filters = bytes(stream.get_raw_stream_buffer()), stream.get("/Filter")
    flate = filters == Name.FlateDecode or (isinstance(filters, Array) and list(filters) == [Name.FlateDecode])
    if flate and "/DecodeParms" not in stream:
        unpacked = zlib.decompressobj().decompress(raw, _LARGEST_UNPACKED + 1)
    elif len(raw) <= (_LARGEST_UNPACKED if filters is None else _LARGEST_PACKED):
        unpacked = bytes(stream.get_stream_buffer())
    else:
        raise ValueError("larger than what any field has")
    if len(unpacked) > _LARGEST_UNPACKED:
        raise ValueError("larger than what any field has")
    return unpacked


def _told(operands: list[bytes], font: _Letters) -> str | None:
    """The text of the strings among the operands; `None` where a letter of them is not known."""
    raw = b"".join(_string(token) for token in operands if token[:1] in (b"(", b"<"))
    if not raw:
        return ""
    if isinstance(font, str):
        return raw.decode(font, "replace")
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


def _letters_of(font: Any) -> _Letters:
    """How a font's codes become letters: by its ToUnicode map (9.10.3), or for a simple font by its encoding (9.6.5);
    not for fonts that have letters of their own."""
    simple = font.get("/Subtype") in ("/Type1", "/TrueType", "/MMType1")
    map_of_codes = font.get("/ToUnicode")
    if isinstance(map_of_codes, Stream):
        return (1 if simple else 2), _map_of(bytes_of(map_of_codes))
    encoding = font.get("/Encoding")
    return _SIMPLE.get(str(encoding)) if simple and isinstance(encoding, Name) else None


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
