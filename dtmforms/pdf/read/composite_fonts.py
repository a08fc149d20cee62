"""What the codes of composite fonts stand for (ISO 32000-2:2020 9.7), of those that are believed."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Mapping
from typing import Any

from pikepdf import Array, Dictionary, Name, Stream

from dtmforms.pdf.read.believed_fonts import (
    NARROWEST,
    PROGRAMS,
    WIDEST,
    BelievedFont,
    Glyphs,
    is_subset_of,
    is_text,
    program_of,
)
from dtmforms.pdf.read.content_stream import unpacked
from dtmforms.pdf.read.known_fonts import NOTDEF, KnownFont, Shape, known_font
from dtmforms.pdf.read.reading_order import UNDRAWN, UNTOLD
from dtmforms.pdf.write.fonts import FALLBACKS, composite_program, face

_COLLECTIONS = {"GB1": "gbk", "CNS1": "cp950", "Japan1": "cp932", "Korea1": "cp949"}
"""Character collections (9.7.3), each with the encoding that has its letters."""
_CHARACTER_MAPS = {
    "/GBK-EUC-H": "GB1",
    "/UniGB-UTF16-H": "GB1",
    "/ETenms-B5-H": "CNS1",
    "/UniCNS-UTF16-H": "CNS1",
    "/90ms-RKSJ-H": "Japan1",
    "/UniJIS-UTF16-H": "Japan1",
    "/KSCms-UHC-H": "Korea1",
    "/UniKS-UTF16-H": "Korea1",
}
"""The predefined ones (9.7.5.2, Table 116), each with its collection, with which two programs write letters that
Helvetica lacks."""
_WIDTH_OFF = 5
"""How far the width that a file says may be off that of a known font: it is where the next letter stands."""
_LARGEST_FONT = 20_000_000
"""One program embeds whole collections of Chinese, Japanese and Korean fonts, of which it draws the first one."""
_MOST_GLYPHS = 5000
_DEFAULT_WIDTH, _LATIN_1_ENDS = 1000, 0x100
_KINDS = {
    b"OTTO": ("/CIDFontType0", "/FontFile3", "/OpenType"),
    b"\1\0\4\2": ("/CIDFontType0", "/FontFile3", "/CIDFontType0C"),
    b"\0\1\0\0": ("/CIDFontType2", "/FontFile2", "None"),
    b"ttcf": ("/CIDFontType2", "/FontFile2", "None"),
}
"""How font programs begin, and what a font says that embeds one; else some viewers take another in its place."""


def composite(font: Any, base: str) -> BelievedFont | None:
    encoding, below = font.get("/Encoding"), font.get("/DescendantFonts")
    if not isinstance(below, Array) or len(below) != 1 or not isinstance(below[0], Dictionary):
        return None
    below = below[0]
    descriptor = below.get("/FontDescriptor")
    if "/W2" in below or "/DW2" in below or not isinstance(descriptor, Dictionary | None):
        return None
    widths = composite_widths(below)
    if widths is None or below.get("/DW", _DEFAULT_WIDTH) != _DEFAULT_WIDTH:
        return None
    if descriptor is None or not any(entry in descriptor for entry in PROGRAMS):
        return _of_the_viewer(str(encoding), below, widths) if isinstance(encoding, Name) and is_text(base) else None
    if encoding != Name("/Identity-H") or _ordering(below) != "Identity":
        return None
    known = _embedded(below, descriptor)
    if known:
        return _known(known, below, widths)
    name = next((name for name in FALLBACKS if is_subset_of(base, name)), None)
    if name is None or below.get("/CIDToGIDMap") != Name.Identity or not _is_our_subset(name, widths, descriptor):
        return None
    return BelievedFont(
        lambda _: None, lambda codes: not len(codes) % 2 and widths.keys() >= set(_numbers(codes)), name
    )


def _is_our_subset(name: str, widths: Mapping[int, float], descriptor: Any) -> bool:
    if len(widths) > _MOST_GLYPHS or composite_program(name, frozenset(widths)) != program_of(descriptor):
        return False
    return all(abs(width - face(name).width(glyph)) < 1 for glyph, width in widths.items())


def _of_the_viewer(encoding: str, below: Any, widths: Mapping[int, float]) -> BelievedFont | None:
    """A font that is not embedded, by the predefined map of its codes."""
    ordering = _ordering(below)
    if _CHARACTER_MAPS.get(encoding) != ordering:
        return None
    if "UTF16" in encoding:
        codec = _COLLECTIONS[ordering]
        return BelievedFont(_unicode(codec), lacks=_beyond(codec)) if not widths else None
    plain = all(NARROWEST <= width <= WIDEST for width in widths.values())
    return BelievedFont(_multibyte(_COLLECTIONS[ordering])) if plain else None


def _ordering(below: Any) -> str:
    collection = below.get("/CIDSystemInfo")
    return str(collection.get("/Ordering")) if isinstance(collection, Dictionary) else ""


def _multibyte(codec: str) -> Callable[[bytes], Glyphs | None]:
    def glyphs(codes: bytes) -> Glyphs | None:
        return [(letter, 500.0 if letter.isascii() else 1000.0) for letter in codes.decode(codec, "replace")]

    return glyphs


def _unicode(codec: str) -> Callable[[bytes], Glyphs | None]:
    """Of letters that the collection has not, a viewer may show nothing."""

    def glyphs(codes: bytes) -> Glyphs | None:
        letters = codes.decode("utf-16-be", "replace")
        return [(letter if letter.encode(codec, "ignore") else UNDRAWN, _DEFAULT_WIDTH) for letter in letters]

    return glyphs


def _beyond(codec: str) -> Callable[[bytes], str]:
    def lacks(codes: bytes) -> str:
        letters = codes.decode("utf-16-be", "replace")
        return "".join(letter for letter in letters if not letter.encode(codec, "ignore"))

    return lacks


def _known(font: KnownFont, below: Any, widths: Mapping[int, float]) -> BelievedFont | None:
    """A font that is known byte by byte. Its codes are numbers of glyphs, or those of letters, as one program maps
    them; any other map is none."""
    to_glyphs = below.get("/CIDToGIDMap")
    glyph_of: Callable[[int], int | None]
    if to_glyphs in (None, Name.Identity):
        glyph_of = _same
    elif isinstance(to_glyphs, Stream):
        glyph_of = _by_letters(font, unpacked(to_glyphs))
    else:
        return None

    def shapes(codes: bytes) -> list[Shape]:
        return [Shape(font, glyph_of(code) or NOTDEF) for code in _numbers(codes)]

    def glyphs(codes: bytes) -> Glyphs | None:
        found: Glyphs = []
        for code in _numbers(codes):
            glyph, width = glyph_of(code), widths.get(code, _DEFAULT_WIDTH)
            if len(codes) % 2 or glyph is None or abs(width - font.width(glyph)) > _WIDTH_OFF:
                return None
            found.append((UNDRAWN if glyph == NOTDEF else font.letters.get(glyph, UNTOLD)[0], width))
        return found

    return BelievedFont(glyphs, shapes=shapes)


def _same(code: int) -> int:
    return code


def _by_letters(font: KnownFont, to_glyphs: bytes) -> Callable[[int], int | None]:
    """The glyphs of codes that are letters (9.7.4.2), where the map says of each what the font does; `None` for others,
    and for digits and what Latin-1 has, which are written in the other font. A viewer that did not ask the map would
    show letters that nobody can choose, for the codes are the letters of the text."""

    def glyph_of(code: int) -> int | None:
        letter = chr(code)
        if code < _LATIN_1_ENDS or unicodedata.category(letter)[0] == "N":
            return None
        glyph = int.from_bytes(to_glyphs[2 * code : 2 * code + 2])
        return glyph if glyph == font.glyph(letter) else None

    return glyph_of


def _numbers(codes: bytes) -> list[int]:
    return [int.from_bytes(codes[at : at + 2]) for at in range(0, len(codes), 2)]


def _embedded(below: Any, descriptor: Any) -> KnownFont | None:
    """The known font that is embedded, where there is one program and its kind is what it is said to be (Table 124)."""
    found = [entry for entry in PROGRAMS if entry in descriptor]
    program = descriptor.get(found[0])
    if len(found) != 1 or not isinstance(program, Stream):
        return None
    kind = str(below.get("/Subtype")), found[0], str(program.get("/Subtype"))
    content = unpacked(program, _LARGEST_FONT) if kind in _KINDS.values() else b""
    return known_font(content) if _KINDS.get(content[:4]) == kind else None


def composite_widths(below: Any) -> dict[int, float] | None:
    """The widths of glyphs by their numbers (9.7.4.3); `None` where they are not numbers."""
    widths: dict[int, float] = {}
    try:
        parts = list(below.get("/W", ()))
        while parts:
            first, second = int(parts.pop(0)), parts.pop(0)
            if isinstance(second, Array):
                widths |= {number: float(width) for number, width in enumerate(second, start=first)}
            else:
                last = min(int(second), first + 0xFFFF)
                widths |= dict.fromkeys(range(first, last + 1), float(parts.pop(0)))
    except (TypeError, ValueError, IndexError):
        return None
    return widths
