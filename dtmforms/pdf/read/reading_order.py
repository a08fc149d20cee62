"""In which order a person reads the letters that are drawn, and whether all can be read: where they stand decides,
never the order in which they were drawn.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import NamedTuple

from dtmforms.pdf.read.content_stream import UnreadableError
from dtmforms.pdf.read.edges import BUTTON_PT, Edges, common
from dtmforms.pdf.read.known_fonts import Shape

UNDRAWN = "\ufffd"
"""Stands for a code that has no letter: a viewer draws a box for it, a dot, or nothing."""
UNTOLD = "\ufffe"
"""Stands for a glyph of which it is not known by itself what it shows."""

_OUTSIDE_PT, _OUTSIDE_LATIN_PT = 1.0, 0.4
"""How far letters may reach beyond where they are seen: what widths the viewer's font has of others is not known."""
_TINIEST_PT, _SMALLEST_PT, _LARGEST_CUT_PT = 1.0, 2.0, 10.5
_BEGINS_PT = 4.0
"""How far inside of its box a line begins that is too long for it."""
_SAME_LINE, _NEXT_LINE, _FAR, _OVERLAP, _APART, _SPACES = 0.2, 0.75, 1.8, 0.35, 1.0, 3.0
"""By the size of letters: how far apart the baselines of one line are at the most, those of two at the least, and at
the most where the lower one has no room; by the width of a letter, how much of it the next one may cover; and how far
apart letters of one line are at the most, without and with spaces between them."""
_LINE_AND_ABOVE = 2
"""How far below the top of a box, by the size of letters, the baseline of a line is at the most above which there is
room for none."""
_BELOW, _ABOVE, _LOST, _FEET = 0.2, 0.7, 0.05, 0.16
"""How far letters reach below and above their baseline, by their size, and how much of that may be cut off; of their
feet, where some are beyond Windows-1252: one program draws such texts lower."""


_DESCENDING = frozenset("gjpqyQ_,;@()[]{}|$/")
"""Letters that are others without what is below the baseline, or none."""
_SMALLER, _NEARER, _RAISED = 0.85, 0.03, 0.05
"""How small letters are beside others of a field at the least; and how much nearer they stand than they are wide, by
their size, and how much higher, where they cannot be taken for others."""


class PlacedGlyph(NamedTuple):
    """A glyph, or a string of plain letters, that is drawn: the text that it stands for, where its baseline begins, its
    width, the size of its font, and the edges within which it is seen; and which glyph it is, of a font that is known
    byte by byte."""

    text: str
    x: float
    y: float
    width: float
    size: float
    clip: Edges
    shape: Shape | None = None

    @property
    def blank(self) -> bool:
        return not self.text.strip()

    @property
    def box(self) -> Edges:
        return self.x, self.y - _BELOW * self.size, self.x + self.width, self.y + _ABOVE * self.size

    @property
    def seen(self) -> Edges:
        """The part of it that is not clipped."""
        return common(self.box, self.clip)

    @property
    def letters(self) -> Edges:
        """Where its ink is: below the baseline only where letters descend."""
        left, low, right, top = self.seen
        return left, low if not _DESCENDING.isdisjoint(self.text) else max(low, self.y), right, top

    @property
    def joins(self) -> bool:
        """Whether it may stand over the letter beside it, as a mark on it does, and what is no letter."""
        return self.text == UNDRAWN or (not self.text.isascii() and unicodedata.category(self.text[0])[0] == "M")


@dataclass(frozen=True, slots=True)
class ShownText:
    """What is shown, its lines from top to bottom, and each from left to right. `cut` is whether a line goes on beyond
    the box, as it does where a program does not make long texts smaller; `partial` is whether letters lack their feet,
    or stand so near each other, or so high, that they may look like others, and `seen` are those of
    which nothing is cut off beside them. `room` is how many letters more have room, where the lines fill the box;
    `None` where they do not."""

    lines: tuple[str, ...] = ()
    cut: bool = False
    seen: str = ""
    partial: bool = False
    room: int | None = None


def shown_text(glyphs: Sequence[PlacedGlyph], box: Edges, *, is_choice: bool = False) -> ShownText:
    """What a person reads in a box, at the end of which there may be the button of a choice. Raises `UnreadableError`
    where letters stand over others, or are not seen, and where it is not told what a glyph shows."""
    if any(UNTOLD in glyph.text for glyph in glyphs):
        raise UnreadableError
    lines: list[list[PlacedGlyph]] = []
    for glyph in sorted((glyph for glyph in glyphs if not glyph.blank), key=lambda glyph: -glyph.y):
        apart = lines[-1][0].y - glyph.y if lines else 0
        if lines and apart <= _SAME_LINE * glyph.size:
            lines[-1].append(glyph)
        elif lines and apart < _NEXT_LINE * max(glyph.size, lines[-1][0].size):
            raise UnreadableError
        else:
            lines.append([glyph])
    sizes = [glyph.size for line in lines for glyph in line]
    if sizes and min(sizes) < _SMALLER * max(sizes):
        raise UnreadableError
    in_order = [sorted(line, key=lambda glyph: glyph.x) for line in lines]
    while in_order[1:] and _is_broken_off(in_order[-1]) and _room(in_order[:-1], box) is not None:
        del in_order[-1]
    if is_choice:
        ends = min([box[2], *(glyph.clip[2] for glyph in glyphs)])
        box = (*box[:2], max(ends, box[2] - BUTTON_PT), box[3])
    cuts = [
        _is_cut(line, box, below=above, is_choice=is_choice)
        for above, line in zip([None, *in_order], in_order, strict=False)
    ]
    for line in in_order:
        _check_gaps(line, glyphs)
    seen = [glyph.text for line in in_order for glyph in line if _is_whole(glyph)] if any(cuts) else ()
    partial = any(_lacks_feet(line) or _is_narrow(line) or _is_raised(line) for line in in_order)
    room = _room(in_order, box) if in_order and not is_choice else None
    return ShownText(tuple(_text(line, glyphs) for line in in_order), any(cuts), "".join(seen), partial, room)


def _text(line: list[PlacedGlyph], glyphs: Sequence[PlacedGlyph]) -> str:
    """A line with the spaces that are drawn in it."""
    return "".join(glyph.text for glyph in sorted((*line, *_spaces(line, glyphs)), key=lambda glyph: glyph.x)).strip()


def _spaces(line: list[PlacedGlyph], glyphs: Sequence[PlacedGlyph]) -> list[PlacedGlyph]:
    y, size = line[0].y, line[0].size
    return [glyph for glyph in glyphs if glyph.blank and abs(glyph.y - y) <= _SAME_LINE * size]


def _is_broken_off(line: list[PlacedGlyph]) -> bool:
    """Whether nothing is seen of a line, below one that fills a box of one line: a program breaks long texts there
    too."""
    return all(
        glyph.clip[3] - glyph.clip[1] < 2 * _FAR * glyph.size
        and glyph.size <= _LARGEST_CUT_PT
        and glyph.y + _ABOVE * glyph.size <= glyph.clip[1]
        for glyph in line
    )


def _room(lines: Sequence[list[PlacedGlyph]], box: Edges) -> int | None:
    """How many letters more have room, where the lines fill the box and letters that are seen most of the last line;
    `None` where they do not."""
    letters = [glyph for glyph in lines[-1] if glyph.text != UNDRAWN]
    width, size = sum(glyph.width for glyph in letters), lines[-1][0].size
    begins, low, ends, _ = lines[-1][0].clip
    whole = max(begins - box[0], low - box[1], box[2] - ends) <= _BEGINS_PT and size <= _LARGEST_CUT_PT
    full = lines[-1][0].y - size < low and box[3] - lines[0][0].y <= _LINE_AND_ABOVE * size
    if not whole or not full or 2 * width < ends - begins:
        return None
    free = ends - begins - max(glyph.x + glyph.width for glyph in letters) + min(glyph.x for glyph in letters)
    return max(int(free * sum(len(glyph.text) for glyph in letters) / width), 0)


def _check_gaps(line: list[PlacedGlyph], glyphs: Sequence[PlacedGlyph]) -> None:
    """Raises `UnreadableError` where what stands in a line is two texts to a person, or only one of them."""
    ends = line[0].x
    for glyph in line:
        gap = glyph.x - ends
        if gap > _APART * glyph.size:
            blank = sum(space.width for space in _spaces(line, glyphs) if ends - _OUTSIDE_PT < space.x < glyph.x)
            if gap - blank > _APART * glyph.size or gap > _SPACES * glyph.size:
                raise UnreadableError
        ends = max(ends, glyph.x + glyph.width)


def _lacks_feet(line: list[PlacedGlyph]) -> bool:
    size, low = line[0].size, line[0].clip[1] - _LOST * line[0].size
    descends = any(not _DESCENDING.isdisjoint(glyph.text) for glyph in line)
    return line[0].y - (_BELOW * size if descends else 0) < low


def _is_narrow(line: list[PlacedGlyph]) -> bool:
    return any(
        other.x < one.x + one.width - _NEARER * one.size
        for one, other in pairwise(line)
        if one.text.isascii() and other.text.isascii()
    )


def _is_raised(line: list[PlacedGlyph]) -> bool:
    """Whether letters stand higher than others, where a low line is one in the middle."""
    heights = [glyph.y for glyph in line if glyph.text.isascii()]
    return bool(heights) and max(heights) - min(heights) > _RAISED * line[0].size


def _is_whole(glyph: PlacedGlyph) -> bool:
    outside = _OUTSIDE_LATIN_PT if glyph.text.isascii() else _OUTSIDE_PT
    return glyph.clip[0] - outside <= glyph.x and glyph.x + glyph.width <= glyph.clip[2] + outside


def _is_cut(line: list[PlacedGlyph], box: Edges, *, below: list[PlacedGlyph] | None, is_choice: bool) -> bool:
    """Whether a line `below` another is seen in part, for want of room. Raises `UnreadableError` where it is not seen
    for another reason."""
    if all(glyph.text == UNDRAWN for glyph in line):
        return False
    letters = [glyph for glyph in line if not glyph.joins]
    for one, other in pairwise(letters):
        if other.x < one.x + one.width - _OVERLAP * min(one.width, other.width, one.size / 2):
            raise UnreadableError
    left, right = line[0].x, max(glyph.x + glyph.width for glyph in line)
    clips = {glyph.clip for glyph in line}
    size = max(glyph.size for glyph in line)
    if len(clips) > 1:
        raise UnreadableError
    begins, low, ends, top = clips.pop()
    room = ends - begins
    is_long = right - left > (box[2] - box[0]) / 2
    if min(glyph.size for glyph in line) < (_TINIEST_PT if is_long else _SMALLEST_PT):  # a long text may have to be
        raise UnreadableError
    whole = begins - box[0] <= _BEGINS_PT and box[2] - ends <= _BEGINS_PT
    y, small = line[0].y, whole and size <= _LARGEST_CUT_PT
    if y + _ABOVE * size > top + _LOST * size or room <= 0:
        raise UnreadableError
    rare = is_choice or not all(glyph.text.encode("cp1252", "ignore") for glyph in line)
    hidden = y < low - (_FEET if rare else _LOST) * size
    if hidden and not (small and below and below[0].y - y <= _FAR * size and top - low >= 2 * _FAR * size):
        raise UnreadableError
    if all(map(_is_whole, letters)):
        return hidden
    too_long = right - left > room - 2 * _BEGINS_PT
    at_an_edge = abs(left - begins) <= _BEGINS_PT or abs(right - ends) <= _BEGINS_PT
    if not (too_long and at_an_edge and small):
        raise UnreadableError
    return True
