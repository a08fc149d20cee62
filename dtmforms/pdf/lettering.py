"""How a text is drawn: which font draws which letter, in which order, with which glyphs, and where a line breaks.

Letters of Windows-1252 are drawn as they are. All else is ordered by the Unicode bidirectional algorithm (UAX #9,
python-bidi), shaped (HarfBuzz) and broken into lines (UAX #14, uniseg). A letter that no font of ours has is drawn as
an empty box: it is seen that there is something. Lengths are in thousandths of an em, but for those that end in `_pt`.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache
from itertools import groupby, pairwise
from typing import NamedTuple

import uharfbuzz
from bidi import get_display
from uniseg.graphemecluster import grapheme_clusters
from uniseg.linebreak import line_break_units

from dtmforms.pdf.fonts import BOLD, BOLD_FALLBACKS, FALLBACKS, REGULAR, face, face_of, letter_widths

LINE_HEIGHT = 1222.0
"""From baseline to baseline of Latin lines; scripts with taller letters take more."""
_UNSEEN = dict.fromkeys((0x200E, 0x200F, *range(0x202A, 0x202F), *range(0x2066, 0x206A), 0x2060, 0xFEFF))
"""Marks that only say directions; nothing is drawn for them."""
_RIGHT_TO_LEFT = ("R", "AL")
_MARK = "\u2060"
_IDEOGRAPHS = re.compile("[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7a3\uf900-\ufaff\U00020000-\U0003ffff]")


class Letters(NamedTuple):
    """Letters of Windows-1252 in the regular or the bold font."""

    font: str
    codes: bytes
    width: float


class Glyph(NamedTuple):
    """One glyph: its number in the font, its own width, how far the pen goes on, how far off the pen it is drawn, and
    the text that it stands for, empty where it belongs to a glyph before it."""

    number: int
    width: float
    advance: float
    x: float
    y: float
    text: str


class Glyphs(NamedTuple):
    """Shaped glyphs of one font, from left to right, and the text that they show."""

    font: str
    glyphs: tuple[Glyph, ...]
    text: str
    width: float


class Line(NamedTuple):
    """One line of text, as its pieces from left to right. `height` is how much room it takes from line to line."""

    text: str
    pieces: tuple[Letters | Glyphs, ...]
    width: float
    height: float
    right_to_left: bool


def line(text: str, *, bold: bool = False) -> Line:
    """One line; line ends in it count as spaces."""
    font = BOLD if bold else REGULAR
    letters = _letters(text, font)
    if letters:
        return Line(text, (letters,), letters.width, LINE_HEIGHT, right_to_left=False)
    return _ordered(text, bold)


def lines(text: str, width: float, *, bold: bool = False) -> list[Line]:
    """Lines that are at most so wide, unless a single letter is wider."""
    return [made for paragraph in text.split("\n") for made in _wrapped(paragraph, width, bold)]


@lru_cache(maxsize=4096)
def _ordered(text: str, bold: bool) -> Line:
    text = text.replace("\n", " ").replace("\t", " ").translate(_UNSEEN)
    classes = [unicodedata.bidirectional(letter) for letter in text]
    right_to_left = next((kind in _RIGHT_TO_LEFT for kind in classes if kind in ("L", *_RIGHT_TO_LEFT)), False)
    backwards = any(kind in ("R", "AL", "AN") for kind in classes)
    pieces = tuple(_pieces(text, bold, backwards))
    height = max((_height(piece.font) for piece in pieces), default=LINE_HEIGHT)
    return Line(text, pieces, sum(piece.width for piece in pieces), height, right_to_left)


def _height(font: str) -> float:
    used, latin = face(font), face(REGULAR)
    return LINE_HEIGHT * max(1.0, (used.ascent + used.descent) / (latin.ascent + latin.descent))


def _pieces(text: str, bold: bool, ordered: bool) -> Iterator[Letters | Glyphs]:
    """The pieces of a line from left to right."""
    names = BOLD_FALLBACKS if bold else FALLBACKS
    for backwards, part in _directions(text) if ordered else [(False, text)]:
        for font, run in _fonts(part, names, backwards):
            letters = _letters(run, font) if font in (REGULAR, BOLD) and not backwards else None
            yield letters or _shaped(run, font, "rtl" if backwards else "ltr")


def _directions(text: str) -> Iterator[tuple[bool, str]]:
    """The parts of a line from left to right, each as it is read; true for one that is read from right to left.

    python-bidi only gives the letters in their new order. So each is followed by a mark that the algorithm does not
    see (class BN, which keeps to the letter before it): where the mark comes out first, the letter stands backwards."""
    visual = str(get_display("".join(letter + _MARK for letter in text)))
    marked = [(pair[0] == _MARK, pair.strip(_MARK)) for pair in map("".join, zip(*[iter(visual)] * 2, strict=True))]
    for backwards, group in groupby(marked, key=lambda pair: pair[0]):
        part = "".join(letter for _, letter in group)
        yield backwards, part[::-1] if backwards else part


def _fonts(text: str, names: tuple[str, ...], backwards: bool) -> list[tuple[str, str]]:
    """Runs of one font each, from left to right; a font goes on for as long as it has the letters."""
    runs: list[tuple[str, str]] = []
    for letter in text:
        current = runs[-1][0] if runs else None
        stays = current and ord(letter) in face(current).covered and not unicodedata.category(letter).startswith("L")
        font = current if stays and current else face_of(letter, names)
        if font is None:
            font = current if current and unicodedata.category(letter)[0] in "MC" else names[0]
        if current == font:
            runs[-1] = (font, runs[-1][1] + letter)
        else:
            runs.append((font, letter))
    return runs[::-1] if backwards else runs


def _letters(text: str, font: str) -> Letters | None:
    try:
        codes = text.encode("cp1252")
    except UnicodeEncodeError:
        return None
    return Letters(font, codes, sum(map(letter_widths(font).__getitem__, codes)))


def _shaped(text: str, font: str, direction: str) -> Glyphs:
    used = face(font)
    buffer = uharfbuzz.Buffer()
    buffer.add_str(text)
    buffer.guess_segment_properties()
    buffer.direction = direction
    uharfbuzz.shape(used.font, buffer)
    infos, places = buffer.glyph_infos, buffer.glyph_positions
    starts = sorted({info.cluster for info in infos} | {len(text)})
    ends = dict(pairwise(starts))
    glyphs, seen = [], set()
    for info, place in zip(infos, places, strict=True):
        said = "" if info.cluster in seen else text[info.cluster : ends[info.cluster]]
        seen.add(info.cluster)
        advance, x, y = place.x_advance * used.scale, place.x_offset * used.scale, place.y_offset * used.scale
        glyphs.append(Glyph(info.codepoint, used.width(info.codepoint), advance, x, y, said))
    return Glyphs(font, tuple(glyphs), text, sum(glyph.advance for glyph in glyphs))


def _wrapped(text: str, width: float, bold: bool) -> Iterator[Line]:
    whole = line(text, bold=bold)
    if whole.width <= width:
        yield whole
        return
    current = ""
    for unit in _units(text, width, bold):
        if current and line((current + unit).rstrip(" "), bold=bold).width > width:
            yield line(current.rstrip(" "), bold=bold)
            current = ""
        current += unit
    yield line(current.rstrip(" "), bold=bold)


def _units(text: str, width: float, bold: bool) -> Iterator[str]:
    """What a line does not break within. Words, at spaces; a word with ideographs or one that is too wide at every
    place where a line may break; what is still too wide between its letters."""
    for word in re.findall(r"[^ ]+ *| +", text):
        if _fits(word, width, bold) and not _IDEOGRAPHS.search(word):
            yield word
            continue
        for unit in line_break_units(word):
            if _fits(unit, width, bold):
                yield unit
            else:
                yield from grapheme_clusters(unit)


def _fits(unit: str, width: float, bold: bool) -> bool:
    return line(unit.rstrip(" "), bold=bold).width <= width


def glyphs_of(drawn: list[Line]) -> list[Glyphs]:
    """The pieces of lines whose glyphs a form has to hold."""
    return [piece for made in drawn for piece in made.pieces if isinstance(piece, Glyphs)]


_SHORTEST = 0.72
"""A line is drawn smaller, down to this share of its size, before it is broken."""


def fitted(text: str, width_pt: float, height_pt: float, size_pt: float, *, several: bool) -> tuple[list[Line], float]:
    """The lines that show a whole text in a box, and the size of their letters in points: never larger than asked for,
    smaller where there is no other way. `several` lines are what the box is for."""
    if not several:
        only = line(text)
        size = size_pt if only.width * size_pt <= width_pt * 1000 else width_pt * 1000 / only.width
        if size >= size_pt * _SHORTEST:
            return [only], size
    size = size_pt if several else size_pt * _SHORTEST
    while True:
        made = lines(text, width_pt * 1000 / size)
        if sum(part.height for part in made) * size <= height_pt * 1000 or size < 1:
            return made, size
        size *= 0.9


def operators(drawn: Line, x_pt: float, y_pt: float, size_pt: float) -> str:
    """What draws a line from a place on its baseline on (ISO 32000-2:2020 9.4), in ASCII."""
    said = [f"BT 1 0 0 1 {x_pt:.2f} {y_pt:.2f} Tm"]
    for piece in drawn.pieces:
        if isinstance(piece, Letters):
            said.append(f"/{FONT_KEYS[piece.font]} {size_pt:.3g} Tf {_string(piece.codes)} Tj")
        else:
            said.append(f"/{GLYPH_KEYS[piece.font]} {size_pt:.3g} Tf {_shown(piece, size_pt)}")
    said.append("ET")
    return " ".join(said)


FONT_KEYS = {REGULAR: "F1", BOLD: "F2"}
"""The names of the simple fonts among a form's resources."""
GLYPH_KEYS = {name: f"G{number}" for number, name in enumerate(dict.fromkeys((*FALLBACKS, *BOLD_FALLBACKS)))}
"""The names of the composite fonts among a form's resources."""


def _string(codes: bytes) -> str:
    if codes.isascii():
        text = codes.decode()
        if "(" in text or ")" in text or "\\" in text:
            text = text.replace("\\", "\\\\").replace("(", "\\(").replace(")", "\\)")
        return f"({text})"
    return f"<{codes.hex()}>"


def _shown(piece: Glyphs, size_pt: float) -> str:
    """Glyphs with their places, and the text that they stand for, which the glyphs alone do not always tell (14.9.4,
    Replacement text)."""
    shown = [f"/Span<</ActualText<FEFF{piece.text.encode('utf-16-be', 'surrogatepass').hex()}>>>BDC ["]
    rise, behind = 0.0, 0.0
    for glyph in piece.glyphs:
        if glyph.y != rise:
            rise = glyph.y
            shown.append(f"] TJ {rise * size_pt / 1000:.3g} Ts [")
        before = behind - glyph.x
        shown.append(f"{before:.4g}<{glyph.number:04X}>" if abs(before) > 0.5 else f"<{glyph.number:04X}>")
        behind = glyph.x + glyph.width - glyph.advance
    shown.append("] TJ 0 Ts EMC" if rise else "] TJ EMC")
    return "".join(shown)
