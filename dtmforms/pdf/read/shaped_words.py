"""What glyphs of known fonts show: words as they are shaped, and letters by themselves.

A word that is stored is drawn in the very font that the file embeds. Where the same glyphs stand in the same places, a
person sees that word, and no other: the order, the marks on letters and the ligatures are all told by that. Where no
stored word is drawn like that, each glyph has to stand for a letter by itself, as it does in programs that do not shape
words; a glyph that only shaping yields is not explained then, and what it stands in is not read.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from dtmforms.pdf.read.known_fonts import NOTDEF, KnownFont
from dtmforms.pdf.read.reading_order import UNTOLD, PlacedGlyph

_WORDS = (re.compile(r"[^\s\0-\xff]+"), re.compile(r"[^\s\0-\xff\u2000-\u206f]+"))
"""Programs draw letters of Windows-1252 in another font, and signs in one or the other."""
_LONGEST = 200
_NEAR, _NEAR_PT = 0.01, 0.02
"""How far off its place a glyph may be, by the size of the font, and for how numbers are rounded."""
_NEXT_LINE = 0.75


def words_shown(glyphs: Sequence[PlacedGlyph], stored: Sequence[str]) -> list[PlacedGlyph]:
    """The glyphs, each run of a known font that draws a stored word as one. What is not explained stays `UNTOLD`."""
    words = dict.fromkeys(word for text in stored for kind in _WORDS for word in kind.findall(text))
    letters = set("".join(stored))
    shown: list[PlacedGlyph] = []
    for run in _runs(glyphs):
        font = run[0].shape.font if run[0].shape else None
        word = next(filter(None, (_as_drawn(run, font, word) for word in words)), None) if font else None
        shown += [word] if word else [_by_itself(glyph, letters) for glyph in run]
    return shown


def _runs(glyphs: Sequence[PlacedGlyph]) -> Iterator[list[PlacedGlyph]]:
    """Glyphs that follow each other in one font, on one line, without spaces."""
    run: list[PlacedGlyph] = []
    for glyph in glyphs:
        if run and not _follows(glyph, run[-1]):
            yield run
            run = []
        run.append(glyph)
    if run:
        yield run


def _follows(glyph: PlacedGlyph, last: PlacedGlyph) -> bool:
    if not glyph.shape or not last.shape or glyph.shape.font is not last.shape.font or glyph.blank or last.blank:
        return False
    return abs(glyph.y - last.y) < _NEXT_LINE * glyph.size and glyph.size == last.size and glyph.clip == last.clip


def _as_drawn(run: list[PlacedGlyph], font: KnownFont, word: str) -> PlacedGlyph | None:
    """The run as a word, where it is drawn as the font draws that, in whatever order; `None` where it is another."""
    shaped = font.shape(word) if len(word) <= _LONGEST else None
    if not shaped or len(shaped.glyphs) != len(run):
        return None
    drawn, meant = sorted(run, key=_number_and_place), sorted(shaped.glyphs)
    unit, near = run[0].size / 1000, _NEAR * run[0].size + _NEAR_PT
    x, y = drawn[0].x - meant[0].x * unit, drawn[0].y - meant[0].y * unit
    for glyph, (number, right, up) in zip(drawn, meant, strict=True):
        if glyph.shape is None or glyph.shape.number != number:
            return None
        if abs(glyph.x - x - right * unit) > near or abs(glyph.y - y - up * unit) > near:
            return None
    text = word[::-1] if shaped.right_to_left else word
    return run[0]._replace(text=text, x=x, y=y, width=shaped.width * unit, shape=None)


def _number_and_place(glyph: PlacedGlyph) -> tuple[int, float, float]:
    return glyph.shape.number if glyph.shape else 0, glyph.x, glyph.y


def _by_itself(glyph: PlacedGlyph, stored: set[str]) -> PlacedGlyph:
    if not glyph.shape or glyph.shape.number == NOTDEF:
        return glyph
    letters = glyph.shape.font.letters.get(glyph.shape.number, UNTOLD)
    return glyph._replace(text=next((letter for letter in letters if letter in stored), letters[0]), shape=None)
