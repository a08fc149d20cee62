"""In which direction a text is read (UAX #9, Unicode bidirectional algorithm)."""

from __future__ import annotations

import unicodedata

_STRONG = ("L", "R", "AL")


def right_to_left(text: str) -> bool:
    """Whether the first letter that has a direction is read from right to left (P2, P3); false where none has one."""
    if text.isascii():
        return False
    return next((kind != "L" for kind in map(unicodedata.bidirectional, text) if kind in _STRONG), False)
