"""Whether letters on a page are as tall and wide as the letters that the file says they are. A file can show one letter
and tell another: where fonts are told by another encoding, `í` becomes `Ì` or `’`, and `Hello` becomes `+HOOR`.

Not done here: telling letters of one size apart.
"""

from __future__ import annotations

import io
from collections.abc import Sequence
from functools import cache
from importlib import resources
from statistics import median

from PIL import ImageFont

_EM = 500
_SIGNS = "‘’“”–—"
_FIRST_OTHER = "\u0250"
"""What comes after the letters of Latin; in other scripts fonts differ more, and errors of encodings look Latin."""
_OTHER_HEIGHT, _OTHER_WIDTH = 0.13, 0.33
"""How far apart, in ems, letters of one kind may be in two fonts: serifs and slanted faces included."""
_TALL = 0.4
_VARIED = "Jf"
"""Letters that go below the baseline in some fonts, and not in others."""

Extent = tuple[float, float, float]
"""Width, lower and upper edge of a letter's ink, the edges counted from the baseline."""


def alike(text: str, extents: Sequence[Extent]) -> bool:
    """Whether each Latin letter, digit and sign of a text has the extent that it has in a font of ours, all scaled by
    one size. True where there is none of them that tells a size."""
    ours = [_extent(letter) for letter in text]
    seen = [pair for letter, *pair in zip(text, extents, ours, strict=True) if _tells(letter)]
    sizes = [(one[2] - one[1]) / (other[2] - other[1]) for one, other in seen if other[2] - other[1] > _TALL]
    return not sizes or all(_near(one, other, median(sizes)) for one, other in seen)


def _tells(letter: str) -> bool:
    return (letter < _FIRST_OTHER or letter in _SIGNS) and letter not in _VARIED


def _near(seen: Extent, ours: Extent, size: float) -> bool:
    apart = [abs(one / size - other) for one, other in zip(seen, ours, strict=True)]
    return apart[0] <= _OTHER_WIDTH and max(apart[1:]) <= _OTHER_HEIGHT


@cache
def _extent(letter: str) -> Extent:
    mask, (_, down) = _font().getmask2(letter, mode="L", anchor="ls")
    left, top, right, bottom = mask.getbbox() or (0, 0, 0, 0)
    return (right - left) / _EM, -(down + bottom) / _EM, -(down + top) / _EM


@cache
def _font() -> ImageFont.FreeTypeFont:
    data = resources.files("dtmforms.pdf").joinpath("fonts", "NotoSans-Regular.ttf").read_bytes()
    return ImageFont.truetype(io.BytesIO(data), _EM)
