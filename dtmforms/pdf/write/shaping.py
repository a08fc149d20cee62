"""How a text is drawn: which font draws which letter, in which order, with which glyphs, and where a line breaks.

Letters of Windows-1252 are drawn as they are. All else is ordered by the Unicode bidirectional algorithm, shaped
(HarfBuzz) and broken into lines. A letter that no font of ours has is drawn as an empty box, so that it is seen that
there is something. Lengths are in thousandths of an em, but for those that end in `_pt`.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from itertools import pairwise
from typing import NamedTuple

import regex
import uharfbuzz

from dtmforms.language.direction import right_to_left
from dtmforms.pdf.write.bidi import parts
from dtmforms.pdf.write.fonts import BOLD, BOLD_FALLBACKS, FALLBACKS, REGULAR, face, face_of, letter_widths

ASCENT, LINE_HEIGHT = 960.0, 1222.0
"""Of Latin lines; lines with taller letters take more."""
_UNSEEN = dict.fromkeys((*range(0x202A, 0x202F), *range(0x2066, 0x206A), 0x2060, 0xFEFF))
"""Marks of which nothing is made, and nothing is drawn."""
_DIRECTING = dict.fromkeys((0x200E, 0x200F))
"""The marks that have a direction as letters have (UAX #9, 2.6); nothing is drawn for them."""
_WORD = regex.compile(r"[^ ]+ *| +")
_BREAKS = regex.compile(r"(?<=[/-])(?=[\p{L}\p{N}])"), regex.compile(r"(?=@)|(?<=[.-])(?=[\p{L}\p{N}])")
"""Where a word breaks that is wider than a line, and where an e-mail address does."""
_IDEOGRAPH = regex.compile(r"\p{lb=ID}|\p{lb=CJ}|\p{lb=H2}|\p{lb=H3}")
_LETTER = regex.compile(
    r"\p{lb=OP}*\X(?:(?<=[\u1039\u17D2\u200D])\X|[\p{lb=CL}\p{lb=CP}\p{lb=EX}\p{lb=IS}\p{lb=NS}\p{M}])* *"
)
"""A letter with its marks (UAX #29, grapheme clusters), with what is stacked below it in Burmese and Khmer, and with
the signs that keep to it (UAX #14, line breaking classes)."""


_MIRRORED = str.maketrans("()<>[]{}«»‹›", ")(><][}{»«›‹")


class Letters(NamedTuple):
    """Letters of Windows-1252 in the regular or the bold font, from left to right. `text` is what they stand for, where
    they are read from right to left."""

    font: str
    codes: bytes
    width: float
    text: str = ""


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
    top: float
    bottom: float


class Line(NamedTuple):
    """One line of text, as its pieces from left to right. `ascent` and `height` are how much room it takes above its
    baseline and in all."""

    text: str
    pieces: tuple[Letters | Glyphs, ...]
    width: float
    ascent: float
    height: float
    right_to_left: bool


@lru_cache(maxsize=1024)
def line(text: str, *, bold: bool = False, backwards: bool | None = None) -> Line:
    """One line; line ends in it count as spaces. `backwards` is whether its paragraph is read from right to left,
    where that does not follow from the line itself."""
    font = BOLD if bold else REGULAR
    letters = None if backwards else _letters(text, font)
    if letters:
        return Line(text, (letters,), letters.width, ASCENT, LINE_HEIGHT, right_to_left=False)
    return _ordered(text, bold, backwards)


@lru_cache(maxsize=256)
def lines(text: str, width: float, *, bold: bool = False) -> tuple[Line, ...]:
    """Lines that are at most so wide, unless a single letter is wider."""
    return tuple([made for paragraph in text.split("\n") for made in _wrapped(paragraph, width, bold)])


def _ordered(text: str, bold: bool, backwards: bool | None) -> Line:
    drawn = text.replace("\n", " ").replace("\t", " ").translate(_UNSEEN)
    if backwards is None:
        backwards = right_to_left(drawn)
    ordered = backwards or any(unicodedata.bidirectional(letter) in ("R", "AL", "AN") for letter in drawn)
    directed = parts(drawn, backwards=backwards) if ordered else [(drawn, False)]
    pieces = tuple(_pieces(((part.translate(_DIRECTING), turned) for part, turned in directed), bold))
    ascent = max([ASCENT, *(piece.top for piece in pieces if isinstance(piece, Glyphs))])
    descent = max([LINE_HEIGHT - ASCENT, *(-piece.bottom for piece in pieces if isinstance(piece, Glyphs))])
    return Line(text, pieces, sum(piece.width for piece in pieces), ascent, ascent + descent, backwards)


def _pieces(directed: Iterable[tuple[str, bool]], bold: bool) -> Iterator[Letters | Glyphs]:
    """The pieces of the parts of a line, from left to right."""
    names = BOLD_FALLBACKS if bold else FALLBACKS
    for part, backwards in directed:
        for font, run in _fonts(part, names, backwards) if part else ():
            letters = None
            if font in (REGULAR, BOLD):
                letters = _letters_backwards(run, font) if backwards else _letters(run, font)
            yield letters or _shaped(run, font, "rtl" if backwards else "ltr")


def _fonts(text: str, names: tuple[str, ...], backwards: bool) -> list[tuple[str, str]]:
    """Runs of one font each, from left to right; a font goes on for as long as it has the letters."""
    first = face_of(next((letter for letter in text if letter.isalpha()), text[0]), names)
    if first and face(first).covered.issuperset(map(ord, text)):
        return [(first, text)]
    runs: list[tuple[str, str]] = []
    for letter in text:
        current = runs[-1][0] if runs else None
        font = _font_of(letter, current, names)
        if current == font:
            runs[-1] = (font, runs[-1][1] + letter)
        else:
            runs.append((font, letter))
    return runs[::-1] if backwards else runs


def _font_of(letter: str, current: str | None, names: tuple[str, ...]) -> str:
    """The font for a letter after one in the `current` font: the same for what is no letter, such as a space or a
    digit, and for marks that no font has."""
    kind = unicodedata.category(letter)[0]
    if current and kind != "L" and ord(letter) in face(current).covered:
        return current
    return face_of(letter, names) or (current if current and kind in "MC" else names[0])


def _letters(text: str, font: str) -> Letters | None:
    try:
        codes = text.encode("cp1252")
    except UnicodeEncodeError:
        return None
    return Letters(font, codes, sum(map(letter_widths(font).__getitem__, codes)))


def _letters_backwards(text: str, font: str) -> Letters | None:
    """Letters that are read from right to left: brackets are drawn as their mirror images (UAX #9, L4)."""
    letters = _letters(text[::-1].translate(_MIRRORED), font)
    return letters and letters._replace(text=text)


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
    glyphs, tops, bottoms, length = [], [0.0], [0.0], 0.0
    scale, measures = used.scale, used.measures
    for info, place in zip(infos, places, strict=True):
        number, cluster = info.codepoint, info.cluster
        width, above, below = measures.get(number) or used.measure(number)
        letters = text[cluster : ends.pop(cluster, cluster)]
        advance, rise = place.x_advance * scale, place.y_offset * scale
        glyphs.append(Glyph(number, width, advance, place.x_offset * scale, rise, letters))
        tops.append(above + rise)
        bottoms.append(below + rise)
        length += advance
    return Glyphs(font, tuple(glyphs), text, length, max(tops), min(bottoms))


def _wrapped(text: str, width: float, bold: bool) -> Iterator[Line]:
    whole = line(text, bold=bold)
    if whole.width <= width:
        yield whole
        return
    backwards = whole.right_to_left or None
    current, taken, space = "", 0.0, line(" ", bold=bold).width
    for unit in _units(text, width, bold):
        letters = unit.rstrip(" ")
        room = line(letters, bold=bold).width if letters else 0.0
        if current and taken + room > width:
            yield line(current.rstrip(" "), bold=bold, backwards=backwards)
            current, taken = "", 0.0
        current += unit
        taken += room + space * (len(unit) - len(letters))
    yield line(current.rstrip(" "), bold=bold, backwards=backwards)


def _units(text: str, width: float, bold: bool) -> Iterator[str]:
    """What a line does not break within: words, at spaces; the parts of a word that is too wide; the letters of one
    with ideographs, or of a part that is still too wide, with the signs that may not begin or end a line."""
    for word in _WORD.findall(text):
        if _IDEOGRAPH.search(word):
            yield from _LETTER.findall(word)
            continue
        parts_of_word = [word] if _fits(word, width, bold) else _BREAKS["@" in word].split(word)
        for part in parts_of_word:
            yield from [part] if _fits(part, width, bold) else _LETTER.findall(part)


def _fits(unit: str, width: float, bold: bool) -> bool:
    return line(unit.rstrip(" "), bold=bold).width <= width


def glyphs_of(drawn: Sequence[Line]) -> list[Glyphs]:
    """The pieces of lines whose glyphs a form has to hold."""
    return [piece for made in drawn for piece in made.pieces if isinstance(piece, Glyphs)]


_SHORTEST = 8 / 9
"""A line is drawn smaller, down to this share of its size, before it is broken."""


def fitted(
    text: str, width_pt: float, height_pt: float, size_pt: float, *, several: bool
) -> tuple[Sequence[Line], float]:
    """The lines that show a whole text in a box, and the size of their letters in points: never larger than asked for,
    smaller where there is no other way. `several` lines are what the box is for."""
    if not several:
        only = line(text)
        size = size_pt if only.width * size_pt <= width_pt * 1000 else width_pt * 1000 / only.width
        size = min(size, height_pt * 1000 / only.height)
        if size >= size_pt * _SHORTEST:
            return [only], size
    size = size_pt if several else size_pt * _SHORTEST
    while True:
        made = lines(text, width_pt * 1000 / size)
        if sum([part.height for part in made]) * size <= height_pt * 1000 or size < 1:
            return made, size
        size *= 0.9


def in_lines(
    text: str, width_pt: float, size_pt: float, most: int, *, bold: bool = False
) -> tuple[Sequence[Line], float]:
    """At most so many lines that show a whole text in a width, and the size of their letters in points: smaller than
    asked for only where the lines are not enough."""
    size = size_pt
    while len(made := lines(text, width_pt * 1000 / size, bold=bold) if text else ()) > most and size >= 1:
        size *= 0.9
    return made, size


def operators(drawn: Line, x_pt: float, y_pt: float, size_pt: float, *, marked: bool = True) -> str:
    """The operators that show a line, from a place on its baseline on (ISO 32000-2:2020 9.4), in ASCII. `marked` is
    whether glyphs are marked with the text that they stand for, which does not always follow from them (14.9.4)."""
    shown = [f"BT 1 0 0 1 {x_pt:.2f} {y_pt:.2f} Tm"]
    for piece in drawn.pieces:
        if isinstance(piece, Letters):
            string = f"{_string(piece.codes)} Tj"
            shown.append(f"/{FONT_KEYS[piece.font]} {size_pt:.3g} Tf {_said(string, piece.text if marked else '')}")
        else:
            shown.append(f"/{GLYPH_KEYS[piece.font]} {size_pt:.3g} Tf {_shown(piece, size_pt, marked)}")
    shown.append("ET")
    return " ".join(shown)


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


def _said(shown: str, text: str) -> str:
    """Operators within a mark that says which text they show."""
    said = text.encode("utf-16-be", "surrogatepass").hex()
    return f"/Span<</ActualText<FEFF{said}>>>BDC {shown} EMC" if text else shown


def _shown(piece: Glyphs, size_pt: float, marked: bool) -> str:
    """Glyphs with their places."""
    shown = ["[<"]
    rise, behind = 0.0, 0.0
    for number, width, advance, x, y, _ in piece.glyphs:
        if y != rise:
            rise = y
            shown.append(f">] TJ {rise * size_pt / 1000:.3g} Ts [<")
        before = behind - x
        shown.append(f">{before:.4g}<{number:04X}" if abs(before) > 0.5 else f"{number:04X}")
        behind = x + width - advance
    shown.append(">] TJ 0 Ts" if rise else ">] TJ")
    return _said("".join(shown), piece.text if marked else "")
