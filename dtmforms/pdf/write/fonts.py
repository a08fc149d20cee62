"""The fonts that a form is drawn with, and how each is embedded: only the glyphs that are used.

Two kinds of font objects (ISO 32000-2:2020 9.6 and 9.7): a simple font for what Windows-1252 holds, a byte a letter,
and a composite font for shaped glyphs of any script, whose codes are the glyphs' own numbers.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache, lru_cache
from importlib import resources
from typing import Any, TypeAlias

import uharfbuzz

REGULAR, BOLD = "NotoSans-Regular", "NotoSans-Bold"
FALLBACKS = (
    REGULAR,
    *(
        f"NotoSans{script}-Regular"
        for script in (
            *("Arabic", "Ethiopic", "Myanmar", "Devanagari", "Bengali", "Khmer", "Georgian", "Armenian", "Hebrew"),
            *("Thai", "Lao", "Sinhala", "Tamil", "NKo", "Tifinagh", "Adlam"),
        )
    ),
    "DroidSansFallbackFull",
)
"""In this order a font is looked for that has a letter. The last one holds Chinese and Japanese."""
BOLD_FALLBACKS = (BOLD, "NotoSansArabic-Bold", *FALLBACKS)

WINDOWS_1252 = tuple(bytes([code]).decode("cp1252", "ignore") if code >= 32 else "" for code in range(256))
"""The letters of the encoding by their codes; empty where it has none."""
ALL_LETTERS = frozenset(filter(None, WINDOWS_1252))
_TABLES_LEFT_OUT = ("GSUB", "GPOS", "GDEF", "name", "post", "DSIG", "gasp", "vhea", "vmtx", "VORG", "OS/2")


Measure: TypeAlias = "tuple[float, float, float]"
"""How wide a glyph is, how far it reaches above the baseline, and, negative, below it."""


@dataclass(frozen=True, slots=True, eq=False)
class Face:
    """A font file, its metrics in thousandths of an em."""

    name: str
    face: Any
    font: Any
    scale: float
    covered: frozenset[int]
    ascent: float
    descent: float
    measures: dict[int, Measure] = field(default_factory=dict)

    def width(self, glyph: int) -> float:
        return float(self.font.get_glyph_h_advance(glyph) * self.scale)

    def measure(self, glyph: int) -> Measure:
        """The measures of a glyph, kept in `measures`."""
        extents = self.font.get_glyph_extents(glyph)
        above, height = (extents.y_bearing, extents.height) if extents else (0, 0)
        measured = self.width(glyph), above * self.scale, (above + height) * self.scale
        self.measures[glyph] = measured
        return measured

    def glyph(self, letter: str) -> int:
        return self.font.get_nominal_glyph(ord(letter)) or 0


@cache
def face(name: str) -> Face:
    data = resources.files("dtmforms.pdf.write").joinpath("fonts", f"{name}.ttf").read_bytes()
    read = uharfbuzz.Face(data)
    font = uharfbuzz.Font(read)
    scale = 1000 / read.upem
    extents = font.get_font_extents("ltr")
    return Face(name, read, font, scale, frozenset(read.unicodes), extents.ascender * scale, -extents.descender * scale)


@cache
def letter_widths(name: str) -> tuple[float, ...]:
    """The widths of the letters of Windows-1252 by their codes, in thousandths of an em."""
    used = face(name)
    return tuple(used.width(used.glyph(letter)) if letter else 0.0 for letter in WINDOWS_1252)


def face_of(letter: str, names: Iterable[str]) -> str | None:
    """The first of the fonts that has a letter; `None` where none has."""
    return next((name for name in names if ord(letter) in face(name).covered), None)


@dataclass(frozen=True, slots=True)
class FontObjects:
    """What embeds a font, as bodies of objects: the font itself, those that it is made of, in their order, and the
    streams among them compressed already. `{0}` in a body stands for the number of the first of them, and so on."""

    font: str
    parts: tuple[bytes | str, ...]


@lru_cache(maxsize=64)
def simple(name: str, letters: frozenset[str]) -> FontObjects:
    """A font for letters of Windows-1252 (9.6.3, TrueType fonts)."""
    used, program = face(name), simple_program(name, letters)
    codes = [code for code, letter in enumerate(WINDOWS_1252) if letter in letters]
    widths = " ".join(f"{width:.0f}" for width in letter_widths(name)[codes[0] : codes[-1] + 1])
    font = (
        f"<</Type/Font/Subtype/TrueType/BaseFont/{_tag(program)}+{name}/Encoding/WinAnsiEncoding"
        f"/FirstChar {codes[0]}/LastChar {codes[-1]}/Widths[{widths}]/FontDescriptor {{0}} 0 R>>"
    )
    return FontObjects(font, (_descriptor(used, program, flags=32), _stream(program, f"/Length1 {len(program)}")))


@lru_cache(maxsize=256)
def composite(name: str, glyphs: frozenset[int], texts: tuple[tuple[int, str], ...]) -> FontObjects:
    """A font for glyphs by their numbers (9.7.4, CIDFonts; Identity-H). `texts` are what the glyphs stand for."""
    used, program = face(name), composite_program(name, glyphs)
    widths = " ".join(f"{glyph}[{used.width(glyph):.4g}]" for glyph in sorted(glyphs))
    font_name = f"{_tag(program)}+{name}"
    font = (
        f"<</Type/Font/Subtype/Type0/BaseFont/{font_name}/Encoding/Identity-H"
        f"/DescendantFonts[<</Type/Font/Subtype/CIDFontType2/BaseFont/{font_name}/CIDToGIDMap/Identity"
        "/CIDSystemInfo<</Registry(Adobe)/Ordering(Identity)/Supplement 0>>"
        f"/W[{widths}]/FontDescriptor {{0}} 0 R>>]/ToUnicode {{2}} 0 R>>"
    )
    parts = (
        _descriptor(used, program, flags=4),
        _stream(program, f"/Length1 {len(program)}"),
        _stream(_to_unicode(dict(texts)), ""),
    )
    return FontObjects(font, parts)


def simple_program(name: str, letters: frozenset[str] = ALL_LETTERS) -> bytes:
    """The font file that `simple` embeds."""
    return _subset(face(name), {ord(letter) for letter in letters}, set())


def composite_program(name: str, glyphs: frozenset[int]) -> bytes:
    """The font file that `composite` embeds."""
    return _subset(face(name), set(), set(glyphs))


def _subset(used: Face, letters: set[int], glyphs: set[int]) -> bytes:
    """The font program with these letters, or with these glyphs, each under its own number."""
    subset = uharfbuzz.SubsetInput()
    subset.flags = uharfbuzz.SubsetFlags.NO_HINTING | uharfbuzz.SubsetFlags.NO_LAYOUT_CLOSURE
    if glyphs:
        subset.flags |= uharfbuzz.SubsetFlags.RETAIN_GIDS
    subset.unicode_set.clear()
    subset.unicode_set.update(letters)
    subset.glyph_set.update(glyphs)
    left_out = (*_TABLES_LEFT_OUT, *(() if letters else ("cmap",)))
    subset.drop_table_tag_set.update(int.from_bytes(tag.encode(), "big") for tag in left_out)
    program: bytes = uharfbuzz.SubsetPlan(used.face, subset).execute().blob.data
    return program


def _descriptor(used: Face, program: bytes, flags: int) -> str:
    return (
        f"<</Type/FontDescriptor/FontName/{_tag(program)}+{used.name}/Flags {flags}/FontBBox[-500 -600 2000 1200]"
        f"/ItalicAngle 0/Ascent {used.ascent:.0f}/Descent {-used.descent:.0f}/CapHeight 714/StemV 90"
        "/FontFile2 {1} 0 R>>"
    )


def _tag(program: bytes) -> str:
    """Six letters that name a subset (9.9.2), the same for the same one."""
    number, letters = zlib.crc32(program), ""
    for _ in range(6):
        number, letter = divmod(number, 26)
        letters += chr(65 + letter)
    return letters


def _stream(data: bytes, entries: str) -> bytes:
    packed = zlib.compress(data, 9 if len(data) < 100_000 else 6)
    return f"<</Filter/FlateDecode/Length {len(packed)}{entries}>>stream\n".encode() + packed + b"\nendstream"


def _to_unicode(texts: Mapping[int, str]) -> bytes:
    """What glyphs stand for (9.10.3, ToUnicode CMaps)."""
    pairs = [f"<{glyph:04X}><{text.encode('utf-16-be').hex()}>" for glyph, text in sorted(texts.items())]
    blocks = [pairs[start : start + 100] for start in range(0, len(pairs), 100)]
    lines = "\n".join(f"{len(block)} beginbfchar\n{chr(10).join(block)}\nendbfchar" for block in blocks)
    return (
        "/CIDInit/ProcSet findresource begin 12 dict begin begincmap/CIDSystemInfo<</Registry(Adobe)/Ordering(UCS)"
        "/Supplement 0>>def/CMapName/Adobe-Identity-UCS def/CMapType 2 def\n"
        f"1 begincodespacerange<0000><FFFF>endcodespacerange\n{lines}\n"
        "endcmap CMapName currentdict/CMap defineresource pop end end"
    ).encode()
