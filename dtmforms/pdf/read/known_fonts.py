"""Fonts that programs embed whole, known byte by byte: `known_fonts.toml` lists them.

Nothing of such a font can be false: which glyph a letter has, how wide it is, and what a word looks like in it is asked
of its own bytes, and of nothing else that a file says. A file may choose only which glyphs it draws, and where: that is
held against the words that it stores. Where a glyph stands for several letters (capital eth and D with stroke), it is
read as the one that is stored, for the two look the same.
"""

from __future__ import annotations

import hashlib
import tomllib
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib import resources
from typing import Any, NamedTuple

import uharfbuzz

NOTDEF = 0
"""The number of the glyph that stands for a letter that a font lacks."""

_UNSEEN = frozenset({"Cc", "Cf", "Zs", "Zl", "Zp"})
"""Letters that are not seen. Fonts that draw one (the space of Ogham is a stroke) have none for that glyph."""


class Placed(NamedTuple):
    """A glyph of a shaped word: its number, and where it is drawn, in thousandths of an em from where the word
    begins."""

    number: int
    x: float
    y: float


class Shaped(NamedTuple):
    """A word as a font draws it, its glyphs from left to right."""

    glyphs: tuple[Placed, ...]
    width: float
    right_to_left: bool


@dataclass(frozen=True, slots=True, eq=False)
class KnownFont:
    """`letters` has all letters that a glyph stands for by itself, `width` says how wide it is in thousandths of an em,
    and `shape` draws a word. `glyph` is that of a letter."""

    letters: Mapping[int, str]
    width: Callable[[int], float]
    glyph: Callable[[str], int]
    shape: Callable[[str], Shaped | None] = lambda _: None


class Shape(NamedTuple):
    """What is drawn for a code: a glyph of a known font."""

    font: KnownFont
    number: int


def known_font(program: bytes) -> KnownFont | None:
    """The font that a font program is; `None` for one that is not known."""
    digest = hashlib.sha256(program).hexdigest()
    if digest in _table()["open_type"]:
        return _open_type(digest, program)
    return _compact(digest) if digest in _table()["compact"] else None


@cache
def _table() -> dict[str, Any]:
    return tomllib.loads(resources.files(__package__).joinpath("known_fonts.toml").read_text(encoding="utf-8"))


@lru_cache(maxsize=8)
def _open_type(_: str, program: bytes) -> KnownFont:
    face = uharfbuzz.Face(program)
    font, letters, scale = uharfbuzz.Font(face), dict[int, str](), 1000 / face.upem
    for code in sorted(face.unicodes):
        number = font.get_nominal_glyph(code)
        if unicodedata.category(chr(code)) not in _UNSEEN or _is_blank(font, number):
            letters[number] = letters.get(number, "") + chr(code)
    return KnownFont(
        letters,
        lambda number: float(font.get_glyph_h_advance(number) * scale),
        lambda letter: font.get_nominal_glyph(ord(letter)) or NOTDEF,
        lru_cache(maxsize=512)(lambda word: _shaped(font, scale, word)),
    )


def _is_blank(font: Any, number: int) -> bool:
    extents = font.get_glyph_extents(number)
    return not extents or not (extents.width and extents.height)


def _shaped(font: Any, scale: float, word: str) -> Shaped | None:
    """A word as a font draws it; `None` where it has not all of it."""
    buffer = uharfbuzz.Buffer()
    buffer.add_str(word)
    buffer.guess_segment_properties()
    uharfbuzz.shape(font, buffer)
    glyphs, pen = [], 0.0
    for info, place in zip(buffer.glyph_infos, buffer.glyph_positions, strict=True):
        if info.codepoint == NOTDEF:
            return None
        glyphs.append(Placed(info.codepoint, (pen + place.x_offset) * scale, place.y_offset * scale))
        pen += place.x_advance
    return Shaped(tuple(glyphs), pen * scale, buffer.direction == "rtl")


@cache
def _compact(digest: str) -> KnownFont:
    """A font in the Compact Font Format alone (9.9.1, Table 124), which has no table of letters of its own."""
    entry = _table()["compact"][digest]
    numbers = {letter: number for number, letter in enumerate(entry["letters"], start=1)}
    widths = entry["widths"]
    return KnownFont(
        {number: letter for letter, number in numbers.items()},
        lambda number: float(widths[number]) if number < len(widths) else -1.0,
        lambda letter: numbers.get(letter, NOTDEF),
    )
