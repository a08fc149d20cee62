"""Where things stand in an appearance, by their edges, and which paths are rectangles (ISO 32000-2:2020 8.5)."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import TypeAlias

from dtmforms.pdf.read.content_stream import UnreadableError

Edges: TypeAlias = "tuple[float, float, float, float]"
"""Left, bottom, right, top."""
Point: TypeAlias = "tuple[float, float]"

BUTTON_PT = 20.0
"""How wide the button at the end of a list is at the most."""
_BORDER_PT = 2.5
_BESIDE_PT, _BELOW_PT = 1.0, 0.5


def common(one: Edges, other: Edges) -> Edges:
    return max(one[0], other[0]), max(one[1], other[1]), min(one[2], other[2]), min(one[3], other[3])


def edges_of(path: Sequence[Point]) -> Edges:
    """The box around a path."""
    x, y = [x for x, _ in path], [y for _, y in path]
    return min(x), min(y), max(x), max(y)


def rectangle_of(path: Sequence[Point]) -> tuple[Edges, bool]:
    """A rectangle by its edges, and whether its corners go round to the left. Raises `UnreadableError` for any other
    path."""
    corners = list(path[:-1] if len(path) == 5 and path[0] == path[-1] else path)
    left, low, right, top = edges = edges_of(corners)
    if set(corners) != {(left, low), (right, low), (right, top), (left, top)} or len(corners) != 4:
        raise UnreadableError
    around = [*corners, corners[0]]
    if any(one[0] != other[0] and one[1] != other[1] for one, other in pairwise(around)):
        raise UnreadableError
    return edges, sum(one[0] * other[1] - other[0] * one[1] for one, other in pairwise(around)) > 0


def is_border(path: Sequence[Point], box: Edges) -> bool:
    """Whether a path keeps to the edges of the box."""
    try:
        edges, _ = rectangle_of(path)
    except UnreadableError:
        return False
    return all(abs(one - other) <= _BORDER_PT for one, other in zip(edges, box, strict=True))


def sides(edges: Edges, half: float) -> tuple[Edges, ...]:
    """The four lines around a rectangle, by half of their width."""
    left, low, right, top = edges
    return (
        (left - half, low - half, right + half, low + half),
        (left - half, top - half, right + half, top + half),
        (left - half, low - half, left + half, top + half),
        (right - half, low - half, right + half, top + half),
    )


def is_at_the_end(area: Edges, box: Edges) -> bool:
    """Whether an area lies where the button of a list is."""
    return box[2] - box[0] >= 2 * BUTTON_PT and area[0] >= box[2] - BUTTON_PT


def hides(line: Edges, letters: Edges) -> bool:
    """Whether a line stands over letters, and does not only touch them."""
    left, low, right, top = common(line, letters)
    return right - left > _BESIDE_PT and top - low > _BELOW_PT


def touch(one: Edges, other: Edges) -> bool:
    left, low, right, top = common(one, other)
    return right > left and top > low
