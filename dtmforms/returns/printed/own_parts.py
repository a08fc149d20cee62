"""What is IOM's own on a page of a form: its cells, and the words that are printed. Nothing is to be written there."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from dtmforms.pdf.geometry import Box, Geometry, PlacedWords

_WORDS = "words_"
_MOST_WORDS = 10_000
_BELOW, _TALL = 0.28, 1.15
"""How far letters reach below their line, and how tall they are from there, in parts of their size."""
_WIDE_PT = 90.0
_LEADING = 1.7
"""How far below a line the next one of the same words stands at the most, in parts of their size."""


@dataclass(frozen=True, slots=True)
class OwnPart:
    """A cell of IOM, by its name, or printed lines that stand under each other, by a number; `page` counts from 1."""

    name: str
    page: int
    box: Box

    @property
    def is_words(self) -> bool:
        return self.name.startswith(_WORDS)


def own_parts(places: Geometry, is_ours: Callable[[str], bool]) -> list[OwnPart]:
    """All of a form, of which some cells are IOM's."""
    cells = [OwnPart(place.name, place.page, place.box) for place in places.fields if is_ours(place.name)]
    pieces = enumerate((page, piece) for page, box in _blocks(places) for piece in _pieces(box))
    return cells + [OwnPart(f"{_WORDS}{number}", page, box) for number, (page, box) in pieces]


def _pieces(box: Box) -> Iterator[Box]:
    """A box in parts that lie beside each other: paper lies askew, and each is laid on the drawn one by itself."""
    x, y, width, height = box
    count = math.ceil(width / _WIDE_PT)
    return ((x + number * width / count, y, width / count, height) for number in range(count))


def may_be_words(name: str) -> bool:
    """Whether a name is that of printed words in some form."""
    number = name.removeprefix(_WORDS)
    return number != name and number.isdecimal() and number.isascii() and int(number[:6]) < _MOST_WORDS


def _blocks(places: Geometry) -> Iterator[tuple[int, Box]]:
    """Lines of words that stand under each other, with no field among them."""
    block: Box = (0, 0, 0, 0)
    last: PlacedWords | None = None
    for line in places.words:
        box = (line.x, line.y - _BELOW * line.size_pt, line.width, _TALL * line.size_pt)
        both = _around(block, box)
        fields = (place.box for place in places.fields if place.page == line.page)
        if (
            last
            and _follows(line, last)
            and _meet(block, box, tall=False)
            and not any(_meet(both, one) for one in fields)
        ):
            block = both
        else:
            if last:
                yield last.page, block
            block = box
        last = line
    if last:
        yield last.page, block


def _follows(line: PlacedWords, last: PlacedWords) -> bool:
    same = (line.page, line.size_pt) == (last.page, last.size_pt)
    return same and 0 < last.y - line.y < _LEADING * line.size_pt


def _meet(one: Box, other: Box, *, tall: bool = True) -> bool:
    """Whether two boxes have a part in common; without `tall`, whether they would if one were moved up or down."""
    beside = one[0] < other[0] + other[2] and other[0] < one[0] + one[2]
    return beside and (not tall or (one[1] < other[1] + other[3] and other[1] < one[1] + one[3]))


def _around(one: Box, other: Box) -> Box:
    left, below = min(one[0], other[0]), min(one[1], other[1])
    right, above = (max(one[n] + one[n + 2], other[n] + other[n + 2]) for n in (0, 1))
    return left, below, right - left, above - below
