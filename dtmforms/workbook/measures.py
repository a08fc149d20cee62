"""How wide columns are, how tall rows, and on how many pages beside each other a sheet is printed: A4, landscape.

Neither Excel nor LibreOffice finds the height of a row by itself in a file that was not theirs, and cuts what is long.
"""

from __future__ import annotations

import datetime
import math
import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache

from dtmforms.workbook.cells import Blank, Cell, Late

PAGE = 150
"""The widths of a page of columns, in digits, with letters of some 9 pt when it is printed."""
_PAGE_PX = 960
"""A page, 271 mm wide, in pixels at full size, less what LibreOffice takes a column for wider than Excel does."""
_DIGIT_PX, _PADDING_PX = 7, 5
_NARROWEST, _WIDEST = 5, 60
_NARROWEST_TO_TYPE_IN = 12
_TYPED = "what is typed in has room"
_LONGEST_WORD = 24
"""Longer ones, such as addresses, may break."""
_FILTER_BUTTON, _MARGIN = 3, 2
_LINE_PT, _PADDING_PT, _TALLEST_PT, _LEAST_HEADING_PT = 13, 5, 405, 30
_FULL = 0.92
"""How much of a line letters take, before the next word goes to the next one."""
_CAPITALS = re.compile("[A-Z]")


@dataclass(frozen=True, slots=True)
class Measures:
    """The widths of a sheet's columns, in digits; the column with which its second page begins, 0 where all are on one
    page, and the percentage at which it is printed then."""

    widths: tuple[float, ...]
    second_page: int = 0
    scale: int = 100

    @property
    def width_px(self) -> int:
        return _px(self.widths)


def measured(
    headings: Sequence[str], rows: Sequence[Sequence[Cell]], day_letters: int, *, to_type_in: bool
) -> Measures:
    """Columns as wide as their texts, where a page has room for them; else narrower ones, but for their words; of two
    pages, where one has no room for these. The first column stands on both."""
    narrowest = _NARROWEST_TO_TYPE_IN if to_type_in else _NARROWEST
    columns = list(zip(*rows, strict=True)) or [()] * len(headings)
    least: list[float] = []
    wanted: list[float] = []
    for heading, cells in zip(headings, columns, strict=True):
        held = set(cells)
        lines = {line for cell in held for line in _lines(cell)}
        days = day_letters if any(isinstance(cell, (datetime.date, Late)) for cell in held) else 0
        words = max(map(_width, heading.split()), default=0) + _FILTER_BUTTON
        longest = max(map(_width, lines), default=0) / _FULL + 1
        word = max((_width(word) for line in lines for word in line.split()), default=0) + _MARGIN
        least.append(max(narrowest, words, min(word, _LONGEST_WORD), days))
        wanted.append(max(least[-1], min(longest, _WIDEST)))
    if sum(least) <= PAGE:
        return Measures(_narrowed(least, wanted, PAGE))
    widths = _narrowed(least, wanted, 2 * PAGE - least[0])
    break_at = min(_breaks(headings), key=lambda at: max(_pages(widths, at)))
    return Measures(widths, break_at, min(100, math.floor(100 * _PAGE_PX / max(_pages(widths, break_at)))))


def _narrowed(least: Sequence[float], wanted: Sequence[float], room: float) -> tuple[float, ...]:
    """The widths that are wanted; where there is no room for them, each with the same part of what it wants beyond the
    least."""
    needed, more = sum(least), sum(wanted) - sum(least)
    part = min(1, max(0, room - needed) / more) if more else 1
    return tuple(low + part * (high - low) for low, high in zip(least, wanted, strict=True))


def _breaks(headings: Sequence[str]) -> Iterator[int]:
    """The columns with which a second page may begin: not between those of one heading, which are numbered."""
    names = [heading.rstrip(" 0123456789") for heading in headings]
    return (at for at in range(2, len(names)) if names[at] != names[at - 1])


def _pages(widths: Sequence[float], break_at: int) -> tuple[int, int]:
    return _px(widths[:break_at]), _px([widths[0], *widths[break_at:]])


def _px(widths: Sequence[float]) -> int:
    return sum(round(width * _DIGIT_PX) + _PADDING_PX for width in widths)


def height_pt(cells: Sequence[Cell], widths: Sequence[float]) -> float:
    """Room for all lines of a row."""
    lines = (
        sum(math.ceil(_letters(line) / (width * _FULL)) or 1 for line in _lines(cell))
        for cell, width in zip(cells, widths, strict=True)
        if cell is not None
    )
    return min(_PADDING_PT + _LINE_PT * max(lines, default=1), _TALLEST_PT)


def height_of_headings_pt(headings: Sequence[str], widths: Sequence[float]) -> float:
    lines = (
        math.ceil((_width(heading) * 1.1 + _FILTER_BUTTON) / width)
        for heading, width in zip(headings, widths, strict=True)
    )
    return max(_LEAST_HEADING_PT, _PADDING_PT + _LINE_PT * max(lines, default=1))


def _lines(cell: Cell) -> list[str]:
    if isinstance(cell, str):
        return cell.split("\n")
    if isinstance(cell, Blank):
        return [_TYPED]
    return [str(cell)] if isinstance(cell, int) else []


def _letters(line: str) -> float:
    return len(line) if line.isascii() else _width(line)


@lru_cache(maxsize=4096)
def _width(line: str) -> float:
    if line.isascii():
        return len(line) + 0.25 * len(_CAPITALS.findall(line))
    return sum(_letter_width(letter) for letter in line)


@cache
def _letter_width(letter: str) -> float:
    """In digits, as Excel measures columns; about, for it depends on the font."""
    if unicodedata.east_asian_width(letter) in "WF":
        return 2
    if unicodedata.combining(letter):
        return 0
    return 1.25 if letter.isupper() else 1
