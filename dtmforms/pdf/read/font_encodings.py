"""What the codes in the strings of a font stand for, of fonts that are believed; and the codes of simple ones (ISO
32000-2:2020 9.6).
"""

from __future__ import annotations

import hashlib
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from pikepdf import Array, Dictionary, Name
from pypdf._codecs.adobe_glyphs import adobe_glyphs

from dtmforms.pdf.read.believed_fonts import (
    NARROWEST,
    PROGRAMS,
    STANDARD,
    SYMBOLIC,
    WIDEST,
    BelievedFont,
    Glyphs,
    flags_of,
    is_subset_of,
    is_text,
    our_programs,
    program_of,
)
from dtmforms.pdf.read.composite_fonts import composite
from dtmforms.pdf.read.reading_order import UNDRAWN
from dtmforms.pdf.write.fonts import REGULAR, WINDOWS_1252, letter_widths

_ENCODINGS = {"/WinAnsiEncoding": "cp1252", "/MacRomanEncoding": "mac_roman"}
_KEYS = frozenset(
    {
        *("/Type", "/Subtype", "/BaseFont", "/Name", "/Encoding", "/FirstChar", "/LastChar", "/Widths"),
        *("/FontDescriptor", "/ToUnicode"),
    }
)
_WIDTH_OFF, _NARROW, _WIDE = 12, 0.55, 1.8
"""How far a width may be off that of the standard font, in thousandths; and for other families, how often it is."""
_TICKS = dict.fromkeys(range(0x33, 0x39), "\N{HEAVY CHECK MARK}") | dict.fromkeys(b"lnuH", "\N{BLACK SQUARE}")
"""ZapfDingbats: ticks and crosses, and what radio buttons have."""
_TICK_WIDTH = 760.0


def believed(font: Any) -> BelievedFont | None:
    """`None` for a font that may draw other glyphs than it says."""
    if not isinstance(font, Dictionary):
        return None
    kind, base = font.get("/Subtype"), str(font.get("/BaseFont"))
    if kind == Name.Type0:
        return composite(font, base)
    if kind not in (Name.Type1, Name.TrueType) or not _KEYS.issuperset(font.keys()):
        return None
    descriptor = font.get("/FontDescriptor")
    if isinstance(descriptor, Dictionary):
        if any(entry in descriptor for entry in PROGRAMS):
            return _ours(font, base, descriptor)
        return _simple(font, base) if not flags_of(descriptor) & SYMBOLIC and is_text(base) else None
    if base == "/ZapfDingbats":
        return _dingbats(font)
    return _simple(font, base) if descriptor is None and base in STANDARD else None


def _dingbats(font: Any) -> BelievedFont | None:
    if font.get("/Encoding") not in (None, Name.WinAnsiEncoding) or "/Widths" in font:
        return None

    def glyphs(codes: bytes) -> Glyphs:
        return [(" " if code == 32 else _TICKS.get(code, UNDRAWN), _TICK_WIDTH) for code in codes]

    return BelievedFont(glyphs)


def _simple(font: Any, base: str) -> BelievedFont | None:
    letters, widths = _letters(font.get("/Encoding")), _widths(font)
    if letters is None or widths is None or not (widths or base in STANDARD):
        return None
    measures = STANDARD.get(base, STANDARD["/Helvetica"]).character_widths
    widths_of = _LetterWidths(measures, widths, is_standard=base in STANDARD)

    def glyphs(codes: bytes) -> Glyphs | None:
        texts = [letters.get(code, UNDRAWN) for code in codes]
        found = [widths_of(code, text) for code, text in zip(codes, texts, strict=True)]
        known = [width for width in found if width is not None]
        return list(zip(texts, known, strict=True)) if len(known) == len(found) else None

    return BelievedFont(glyphs)


@dataclass(frozen=True, slots=True)
class _LetterWidths:
    """How wide letters are by what a font `said`, beside the `measures` of a standard one."""

    measures: Mapping[str, float]
    said: Mapping[int, float]
    is_standard: bool

    def __call__(self, code: int, letter: str) -> float | None:
        """`None` where letters would not stand beside each other as they are wide."""
        known, said = self.measures.get(letter), self.said.get(code)
        if not self.said:
            return 0.0 if letter == UNDRAWN else float(self.measures["default"] if known is None else known)
        if said is None:
            return None
        lowest, highest = self.bounds(letter, known)
        return said if lowest <= said <= highest else None

    def bounds(self, letter: str, known: float | None) -> tuple[float, float]:
        if letter in ("", " ", UNDRAWN) or unicodedata.category(letter[0])[0] == "M":
            return 0, WIDEST
        if known is None or not (self.is_standard or letter.isascii()):
            return NARROWEST, WIDEST
        if self.is_standard:
            return known - _WIDTH_OFF, known + _WIDTH_OFF
        return known * _NARROW, known * _WIDE


def _letters(encoding: Any) -> Mapping[int, str] | None:
    """The letters of the codes by an encoding (9.6.5); `None` for one that is not known."""
    if encoding is None:
        return _named("ascii")
    if isinstance(encoding, Name):
        return _named(_ENCODINGS[str(encoding)]) if str(encoding) in _ENCODINGS else None
    if not isinstance(encoding, Dictionary):
        return None
    base = encoding.get("/BaseEncoding")
    if base is not None and str(base) not in _ENCODINGS:
        return None
    letters = dict(_named(_ENCODINGS[str(base)] if base is not None else "ascii"))
    code = 0
    for part in encoding.get("/Differences", ()):
        if isinstance(part, Name):
            letters[code] = adobe_glyphs.get(str(part), UNDRAWN)
            code += 1
        elif isinstance(part, int):
            code = part
        else:
            return None
    return letters


@cache
def _named(encoding: str) -> Mapping[int, str]:
    texts = {code: bytes([code]).decode(encoding, "ignore") for code in range(32, 256)}
    return {code: text for code, text in texts.items() if text}


def _widths(font: Any) -> dict[int, float] | None:
    """The widths of codes; none where the font has none, and `None` where they are not numbers."""
    widths, first = font.get("/Widths"), font.get("/FirstChar", 0)
    if widths is None:
        return {}
    if not isinstance(widths, Array) or not isinstance(first, int):
        return None
    try:
        return {code: float(width) for code, width in enumerate(widths, start=first)}
    except (TypeError, ValueError):
        return None


def _ours(font: Any, base: str, descriptor: Any) -> BelievedFont | None:
    """The font of ours with a byte a letter."""
    widths, encoding = _widths(font), font.get("/Encoding")
    if font.get("/Subtype") != Name.TrueType or encoding != Name.WinAnsiEncoding or flags_of(descriptor) & SYMBOLIC:
        return None
    if not widths or not is_subset_of(base, REGULAR):
        return None
    if hashlib.sha256(program_of(descriptor)).digest() not in our_programs():
        return None
    true = letter_widths(REGULAR)
    if any(abs(width - true[code]) > 1 for code, width in widths.items() if code < len(true)):
        return None
    return BelievedFont(
        lambda codes: [(WINDOWS_1252[code], true[code]) for code in codes] if widths.keys() >= set(codes) else None
    )
