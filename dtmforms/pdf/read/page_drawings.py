"""Where something is drawn that was put upon a page of ours, such as a picture of a signature: content that comes
behind ours, and is no text (ISO 32000-2:2020 8.5, 8.8 and 8.10)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from pikepdf import Array, Dictionary, Name, Stream

from dtmforms.pdf.geometry import Box
from dtmforms.pdf.read.content_stream import INLINE_IMAGE, PAINTING, Instruction, UnreadableError
from dtmforms.pdf.read.matrices import UNCHANGED, Matrix, times

_UNIT: Box = (0, 0, 1, 1)
"""The square that an image fills (8.9.5)."""
_BESIDE = frozenset({
    *("J", "j", "M", "d", "i", "ri", "gs", "h", "W", "W*", "BMC", "BDC", "EMC", "MP", "DP"),
    *("g", "rg", "k", "cs", "sc", "scn", "G", "RG", "K", "CS", "SC", "SCN"),
})  # fmt: skip
"""Operators that draw nothing, and move nothing."""


def drawings_of(page: Any) -> dict[str, Box]:
    """The external objects of a page by their names, each with the box that it draws within: of a form that of its
    /BBox in the space of its /Matrix (8.10.1)."""
    resources = page.obj.get("/Resources")
    objects = resources.get("/XObject") if isinstance(resources, Dictionary) else None
    found = dict(objects.items()) if isinstance(objects, Dictionary) else {}
    return {name: box for name, one in found.items() if (box := _box_of(one)) is not None}


def _box_of(drawing: Any) -> Box | None:
    if not isinstance(drawing, Stream):
        return None
    if drawing.get("/Subtype") == Name.Image:
        return _UNIT
    box, matrix = drawing.get("/BBox"), drawing.get("/Matrix", Array(UNCHANGED))
    if not isinstance(box, Array) or len(box) != 4 or not isinstance(matrix, Array) or len(matrix) != 6:
        return None
    left, low, right, top = map(float, box)
    return _around(_corners((left, low, right - left, top - low), tuple(map(float, matrix))))


def places_drawn(found: Iterable[Instruction], drawings: Mapping[str, Box]) -> list[Box]:
    """The boxes within which instructions draw, as far out as they can. Raises `UnreadableError` for text, and for
    whatever else is not understood."""
    return list(_Places(drawings).drawn(found))


class _Places:
    def __init__(self, drawings: Mapping[str, Box]) -> None:
        self.drawings = drawings
        self.matrix: Matrix = UNCHANGED
        self.width = 1.0
        self.saved: list[tuple[Matrix, float]] = []
        self.path: list[tuple[float, float]] = []

    def drawn(self, found: Iterable[Instruction]) -> Iterator[Box]:
        for operator, operands in found:
            if operator == "Do":
                yield self.around_square(self.drawings.get(operands[0]))
            elif operator == INLINE_IMAGE:
                yield self.around_square(_UNIT)
            elif operator in PAINTING - {"sh"}:
                if self.path:
                    yield self.around_path()
                self.path = []
            elif operator not in _BESIDE:
                self.go_on(operator, operands)

    def go_on(self, operator: str, operands: tuple[Any, ...]) -> None:
        match operator:
            case "q":
                self.saved.append((self.matrix, self.width))
            case "Q":
                # One more than was saved here ends what a program has put around the page.
                self.matrix, self.width = self.saved.pop() if self.saved else (UNCHANGED, 1.0)
            case "cm":
                self.matrix = times(operands, self.matrix)
            case "w":
                [self.width] = operands
            case "re":
                self.path += _corners(operands, self.matrix)
            case "m" | "l" | "c" | "v" | "y":
                points = zip(operands[::2], operands[1::2], strict=True)
                self.path += [_moved(point, self.matrix) for point in points]
            case "n":
                self.path = []
            case _:
                raise UnreadableError

    def around_square(self, box: Box | None) -> Box:
        if box is None:
            raise UnreadableError
        return _around(_corners(box, self.matrix))

    def around_path(self) -> Box:
        x, y, width, height = _around(self.path)
        line = self.width * max(map(abs, self.matrix[:4]))
        return (x - line, y - line, width + 2 * line, height + 2 * line)


def _moved(point: tuple[float, float], matrix: Matrix) -> tuple[float, float]:
    a, b, c, d, e, f = matrix
    x, y = point
    return a * x + c * y + e, b * x + d * y + f


def _corners(box: Any, matrix: Matrix) -> list[tuple[float, float]]:
    x, y, width, height = box
    return [_moved(one, matrix) for one in ((x, y), (x + width, y), (x, y + height), (x + width, y + height))]


def _around(points: list[tuple[float, float]]) -> Box:
    x, y = [x for x, _ in points], [y for _, y in points]
    return (min(x), min(y), max(x) - min(x), max(y) - min(y))
