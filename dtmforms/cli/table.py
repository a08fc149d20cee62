"""Tables for a terminal, within 80 columns."""

from __future__ import annotations

import textwrap
import unicodedata
from collections.abc import Sequence

WIDTH = 80
_BETWEEN = "  "
_NO_COLUMN = ("Mn", "Me", "Cf")


def columns(rows: Sequence[Sequence[str]]) -> list[str]:
    """The rows, with their cells in columns. Where that is wider than a terminal, each begins with a line for its first
    cell."""
    widths = [max(map(width, column)) for column in zip(*rows, strict=True)]
    if sum(widths) + len(_BETWEEN) * (len(widths) - 1) > WIDTH and len(widths) > 1:
        rest = columns([row[1:] for row in rows])
        return [f"{row[0]}\n{_BETWEEN}{others}" for row, others in zip(rows, rest, strict=True)]
    return [_BETWEEN.join(map(_padded, row, widths)).rstrip() for row in rows]


def paragraph(text: str) -> list[str]:
    """A text that belongs to the line above it."""
    indent = _BETWEEN * 2
    return textwrap.wrap(
        text, WIDTH, initial_indent=indent, subsequent_indent=indent, break_long_words=False, break_on_hyphens=False
    )


def width(text: str) -> int:
    """How many columns of a terminal a text takes (UAX #11)."""
    shown = (letter for letter in text if unicodedata.category(letter) not in _NO_COLUMN)
    return sum(2 if unicodedata.east_asian_width(letter) in "WF" else 1 for letter in shown)


def _padded(text: str, wanted: int) -> str:
    return text + " " * (wanted - width(text))
