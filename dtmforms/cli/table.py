"""Tables for a terminal, within 80 columns."""

from __future__ import annotations

import textwrap
import unicodedata
from collections.abc import Sequence
from itertools import zip_longest

from dtmforms.language.escaped import FIRST_STRONG_ISOLATE, POP_DIRECTIONAL_ISOLATE

WIDTH = 80
_BETWEEN = "  "
_NO_COLUMN = ("Mn", "Me", "Cf")


def columns(rows: Sequence[Sequence[str]]) -> list[str]:
    """The rows, with their cells in columns, broken between words where that is wider than a terminal. Where the words
    themselves are too wide, each row begins with a line for its first cell."""
    room = WIDTH - len(_BETWEEN) * (len(rows[0]) - 1) if rows else WIDTH
    widths = [max(map(_longest_line, column)) for column in zip(*rows, strict=True)]
    narrowest = [max(map(_longest_word, column)) for column in zip(*rows, strict=True)]
    if sum(narrowest) > room and len(widths) > 1:
        rest = columns([row[1:] for row in rows])
        return [f"{row[0]}\n{textwrap.indent(others, _BETWEEN)}" for row, others in zip(rows, rest, strict=True)]
    widths = _narrowed(widths, narrowest, room)
    return ["\n".join(_lines_of_row(row, widths)) for row in rows]


def paragraph(text: str, indent: str = _BETWEEN * 2) -> list[str]:
    """A text in lines, that belongs to the line above it where it is indented."""
    return [indent + line for line in _broken(text, WIDTH - len(indent))]


def width(text: str) -> int:
    """How many columns of a terminal a text takes (UAX #11)."""
    shown = (letter for letter in text if unicodedata.category(letter) not in _NO_COLUMN)
    return sum(2 if unicodedata.east_asian_width(letter) in "WF" else 1 for letter in shown)


def _narrowed(widths: list[int], narrowest: list[int], room: int) -> list[int]:
    """The widths of columns that fit together: the widest give way, down to their longest words."""
    widths = [min(one, room) for one in widths]
    while sum(widths) > room:
        wide = [place for place, one in enumerate(widths) if one > narrowest[place]]
        if not wide:
            break
        widths[max(wide, key=widths.__getitem__)] -= 1
    return widths


def _lines_of_row(row: Sequence[str], widths: list[int]) -> list[str]:
    cells = [_broken(cell, wanted) for cell, wanted in zip(row, widths, strict=True)]
    lines = zip_longest(*cells, fillvalue="")
    return [_BETWEEN.join(map(_padded, line, widths)).rstrip() for line in lines] or [""]


def _broken(cell: str, wanted: int) -> list[str]:
    """The lines of a cell, each within the width that is wanted, if its words are."""
    lines: list[str] = []
    for line in cell.split("\n"):
        held, *words = line.split(" ")
        for word in words:
            if width(held) + 1 + width(word) > wanted:
                lines.append(held)
                held = word
            else:
                held = f"{held} {word}"
        lines.append(held)
    return _isolated_each(lines)


def _isolated_each(lines: list[str]) -> list[str]:
    """The same lines, each with the ends of its own isolates (UAX #9)."""
    found, is_open = [], False
    for line in lines:
        whole = FIRST_STRONG_ISOLATE * is_open + line
        is_open = whole.count(FIRST_STRONG_ISOLATE) > whole.count(POP_DIRECTIONAL_ISOLATE)
        found.append(whole + POP_DIRECTIONAL_ISOLATE * is_open)
    return found


def _longest_line(cell: str) -> int:
    return max(map(width, cell.split("\n")))


def _longest_word(cell: str) -> int:
    return max(map(width, cell.split()), default=0)


def _padded(text: str, wanted: int) -> str:
    return text + " " * (wanted - width(text))
