"""Ink on a scanned page: whether a box to sign in holds some, and what is written where the form prints nothing.

Dust, a blot and the frame of the box are no ink of anybody's. What the ink says, and whose it is, is not known here.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from PIL import Image

if TYPE_CHECKING:
    from dtmforms.pdf.geometry import Box, Geometry
    from dtmforms.returns.printed.registration import FormPage

PAGE_DPI = 75
EDGE_PT, CORNER_PT = 48.0, 70.0
"""How far from an edge the middles of holes are at the most, and how far from both edges of a corner its staple."""
_DARK = 150
_STROKE_PT, _THIN_PT = 14.0, 2.5
"""How far a stroke of a pen reaches at the least, and how thick a line is at the most that is only a line."""
_FRAME_PT, _FRAME = 5.0, 0.5
"""How near to its edge the frame of a box is found, and the part of the edge that it fills at the least."""
_FULL = 0.6
"""The part of a box that is dark where nothing can be told from it."""
_PAPER = 0.65
"""The part of a picture that is no brighter than its paper."""
_EDGE_PT, _MARK_PT, _AIR_PT, _FOOT_PT = 10.0, 30.0, 24.0, 30.0


def holds_ink(page: FormPage, box: Box) -> bool:
    """Whether something is written or drawn in a box."""
    ink = _Ink(page.crop(box, 1.0), page.dpi)
    ink.without_frame()
    return ink.is_written()


def written_beside(page: FormPage, places: Geometry) -> bool:
    """Whether something is written in the margins of a page: above what is printed, below it, or beside it."""
    return any(_Ink(page.crop(box), page.dpi).is_written() for box in _margins(page.page, places))


def _margins(page: int, places: Geometry) -> Iterator[Box]:
    """The parts of a page on which nothing is printed, without the edges, where scanners leave their shadows. A line at
    the foot has room on both sides."""
    printed = [place.box for place in (*places.fields, *places.signatures) if place.page == page]
    printed += [(words.x, words.y, words.width, words.size_pt) for words in places.words if words.page == page]
    if not printed:
        return
    width, height = places.width_pt - 2 * _MARK_PT, places.height_pt
    foot = [box for box in printed if box[1] + box[3] < _FOOT_PT]
    bottom = min((box[1] for box in printed if box not in foot), default=_EDGE_PT) - _AIR_PT
    top = max(box[1] + box[3] for box in printed) + _AIR_PT / 2
    if bottom - _EDGE_PT > _STROKE_PT:
        edges = [_MARK_PT, *(edge for x, _, wide, _ in foot for edge in (x - _AIR_PT, x + wide + _AIR_PT))]
        edges.append(_MARK_PT + width)
        for left, right in zip(edges[::2], edges[1::2], strict=True):
            yield (left, _EDGE_PT, right - left, bottom - _EDGE_PT)
    if height - _EDGE_PT - top > _STROKE_PT:
        yield (_MARK_PT, top, min(places.code[0] - 2 * _MARK_PT, width), height - _EDGE_PT - top)


@dataclass(frozen=True, slots=True)
class Stroke:
    """All that hangs together on a picture: the edges of its points, in points from the upper left corner, and how many
    squares of about a point it fills."""

    left: float
    top: float
    width: float
    height: float
    count: int

    @property
    def reach(self) -> float:
        return max(self.width, self.height)


def strokes_on(picture: Image.Image) -> list[Stroke]:
    """What is dark on a picture of 75 dots an inch."""
    return list(_Ink(picture, PAGE_DPI).strokes())


class _Ink:
    """What is dark in a picture, in squares of about a point."""

    def __init__(self, picture: Image.Image, dpi: int) -> None:
        scale = PAGE_DPI / dpi
        size = (max(round(picture.width * scale), 1), max(round(picture.height * scale), 1))
        self.width, self.height = size
        grey = picture.resize(size, Image.Resampling.BOX).tobytes()
        self.dark = {place for place, shade in enumerate(grey) if shade < _DARK}

    def without_frame(self) -> None:
        """Leave out lines along the edges of the picture, which are the box's own."""
        near = round(_FRAME_PT * PAGE_DPI / 72)
        rows = [*range(near), *range(self.height - near, self.height)]
        columns = [*range(near), *range(self.width - near, self.width)]
        lines = [{row * self.width + column for column in range(self.width)} for row in rows]
        lines += [{row * self.width + column for row in range(self.height)} for column in columns]
        for line in lines:
            if len(line & self.dark) > _FRAME * len(line):
                self.dark -= line

    def is_written(self) -> bool:
        """Whether a stroke is there that is neither a dot nor a straight line, on paper that is not dark itself."""
        if len(self.dark) > _FULL * self.width * self.height:
            return False
        return any(one.reach >= _STROKE_PT and min(one.width, one.height) > _THIN_PT for one in self.strokes())

    def strokes(self) -> Iterator[Stroke]:
        left = set(self.dark)
        while left:
            stroke = [left.pop()]
            for place in stroke:
                near = left.intersection(self._around(place))
                left -= near
                stroke += near
            xs, ys = [place % self.width for place in stroke], [place // self.width for place in stroke]
            point = 72 / PAGE_DPI
            width, height = (max(xs) - min(xs) + 1) * point, (max(ys) - min(ys) + 1) * point
            yield Stroke(min(xs) * point, min(ys) * point, width, height, len(stroke))

    def _around(self, place: int) -> Iterator[int]:
        """The places beside one, and beyond a gap of one, over which a pen may have slipped."""
        row, column = divmod(place, self.width)
        for y in range(max(row - 2, 0), min(row + 3, self.height)):
            for x in range(max(column - 2, 0), min(column + 3, self.width)):
                yield y * self.width + x


# Shades


def darker(picture: Image.Image, than: int) -> Image.Image:
    """White where a picture is darker, black elsewhere."""
    return picture.point([255 if grey < than else 0 for grey in range(256)])


def on_white(picture: Image.Image) -> Image.Image:
    """A picture as if its paper were white."""
    below, paper = _PAPER * picture.width * picture.height, 0
    for grey, count in enumerate(picture.histogram()):
        below -= count
        if below <= 0:
            paper = max(grey, 1)
            break
    return picture.point([min(round(grey * 255 / paper), 255) for grey in range(256)])


def count_of(picture: Image.Image) -> int:
    return sum(picture.histogram()[1:])


def shifts(reach: int) -> Iterator[tuple[int, int]]:
    """All by which one picture may lie beside another, in pixels."""
    return ((x, y) for x in range(-reach, reach + 1) for y in range(-reach, reach + 1))
