"""In which direction a text is read (UAX #9, Unicode bidirectional algorithm)."""

from __future__ import annotations

import unicodedata

_STRONG = ("L", "R", "AL")
_LEFT_TO_RIGHT_MARK = "\u200e"


def right_to_left(text: str) -> bool:
    """Whether the first letter that has a direction is read from right to left (P2, P3); false where none has one."""
    if text.isascii():
        return False
    return next((kind != "L" for kind in map(unicodedata.bidirectional, text) if kind in _STRONG), False)


def in_order(value: str, *, among_right_to_left: bool) -> str:
    """A value that keeps its order among words from right to left: `2026-11-03` would run backwards there, part by part
    (UAX #9, W2), but for a left-to-right mark before and after it."""
    marked = not value or value.startswith(_LEFT_TO_RIGHT_MARK)
    turns = among_right_to_left and not right_to_left(value) and not marked
    return f"{_LEFT_TO_RIGHT_MARK}{value}{_LEFT_TO_RIGHT_MARK}" if turns else value
