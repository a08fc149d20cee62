"""Which font draws a text, and in which order its letters stand.

Helvetica draws what Windows-1252 holds; DejaVu Sans draws Cyrillic, Greek, Arabic, Armenian and Georgian.
Not done here: other scripts. A text that neither font holds is not drawn by us at all, and a viewer draws it
from the field's value.
"""

from __future__ import annotations

import unicodedata
from functools import cache
from importlib import resources
from itertools import groupby

import uharfbuzz
from bidi.algorithm import get_display
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont

LATIN = "Helvetica"
WIDE = "DejaVuSans"


def lettered(text: str) -> tuple[str, str] | None:
    """The font and the letters, from left to right, that draw one line; `None` where no font of ours can."""
    if _in_helvetica(text):
        return LATIN, text
    if not _in_the_wide_font(text):
        return None
    joined = [
        _joined(part) if right_to_left else part
        for right_to_left, part in ((key, "".join(group)) for key, group in groupby(get_display(text), _joins))
    ]
    if any(part is None for part in joined):
        return None
    letters = "".join(part for part in joined if part is not None)
    return (WIDE, letters) if _in_the_wide_font(letters) else None


def _in_the_wide_font(text: str) -> bool:
    return all(ord(letter) in _wide().face.charToGlyph for letter in text)


def _in_helvetica(text: str) -> bool:
    try:
        text.encode("cp1252")
    except UnicodeEncodeError:
        return False
    return True


def _joins(letter: str) -> bool:
    return unicodedata.bidirectional(letter) in ("AL", "NSM")


def _joined(visual: str) -> str | None:
    """Arabic letters, given from left to right, in the forms that they take beside each other (HarfBuzz);
    `None` where the font has no letter of its own for a form."""
    buffer = uharfbuzz.Buffer()
    buffer.add_str(visual[::-1])
    buffer.guess_segment_properties()
    uharfbuzz.shape(_harfbuzz(), buffer)
    letters = [_letter_of_glyph().get(info.codepoint) for info in buffer.glyph_infos]
    return None if None in letters else "".join(letter for letter in letters if letter)


@cache
def _wide() -> TTFont:
    with resources.as_file(resources.files("dtmforms.pdf").joinpath("fonts", "DejaVuSans.ttf")) as path:
        font = TTFont(WIDE, str(path))
    pdfmetrics.registerFont(font)
    return font


@cache
def _harfbuzz() -> uharfbuzz.Font:
    data = resources.files("dtmforms.pdf").joinpath("fonts", "DejaVuSans.ttf").read_bytes()
    return uharfbuzz.Font(uharfbuzz.Face(data))


@cache
def _letter_of_glyph() -> dict[int, str]:
    return {glyph: chr(letter) for letter, glyph in sorted(_wide().face.charToGlyph.items(), reverse=True)}
