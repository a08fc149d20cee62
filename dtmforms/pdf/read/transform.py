"""From one plane to another: where a point of a form lies on a picture of it, moved, turned, scaled or tilted."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeAlias

Point: TypeAlias = "tuple[float, float]"
Pair: TypeAlias = "tuple[Point, Point]"
"""A point of the one plane and where it lies on the other."""

_UNIT = 1000.0
"""Coordinates are counted in thousands while equations are solved, so that all terms are of one size."""


@dataclass(frozen=True, slots=True)
class Transform:
    """x' = (ax + by + c) / (gx + hy + 1), y' = (dx + ey + f) / (gx + hy + 1)."""

    coefficients: tuple[float, float, float, float, float, float, float, float]

    def __call__(self, point: Point) -> Point:
        a, b, c, d, e, f, g, h = self.coefficients
        x, y = point
        depth = g * x + h * y + 1
        return (a * x + b * y + c) / depth, (d * x + e * y + f) / depth

    def inverse(self) -> Transform:
        corners = [(0.0, 0.0), (_UNIT, 0.0), (0.0, _UNIT), (_UNIT, _UNIT)]
        found = perspective([(self(corner), corner) for corner in corners])
        if found is None:
            raise ValueError("a transform that flattens the plane has no inverse")
        return found

    def after(self, first: Transform) -> Transform:
        """The transform that does `first`, and then this one."""
        a, b, c, d, e, f, g, h = self.coefficients
        p, q, r, s, t, u, v, w = first.coefficients
        product = (
            *(a * p + b * s + c * v, a * q + b * t + c * w, a * r + b * u + c),
            *(d * p + e * s + f * v, d * q + e * t + f * w, d * r + e * u + f),
            *(g * p + h * s + v, g * q + h * t + w),
        )
        a, b, c, d, e, f, g, h = (value / (g * r + h * u + 1) for value in product)
        return Transform((a, b, c, d, e, f, g, h))

    def scale(self) -> float:
        """How long a length of 1 becomes, about the origin."""
        return math.dist(self((0, 0)), self((1, 1))) / math.sqrt(2)


def similarity(pairs: Sequence[Pair]) -> Transform | None:
    """The best move, turn and scale between a plane whose y goes up and one whose y goes down, by least squares;
    `None` for fewer than two points, or where all of one plane are one."""
    if len(pairs) < 2:
        return None
    sources = [complex(x, -y) for (x, y), _ in pairs]
    targets = [complex(x, y) for _, (x, y) in pairs]
    source, target = sum(sources) / len(pairs), sum(targets) / len(pairs)
    spread = sum(abs(point - source) ** 2 for point in sources)
    if spread == 0:
        return None
    turn = sum((t - target) * (s - source).conjugate() for s, t in zip(sources, targets, strict=True)) / spread
    if turn == 0:
        return None
    move = target - turn * source
    return Transform((turn.real, turn.imag, move.real, turn.imag, -turn.real, move.imag, 0.0, 0.0))


def perspective(pairs: Sequence[Pair]) -> Transform | None:
    """The best transform for a page seen from any side, by least squares; `None` where the points do not say it."""
    rows: list[list[float]] = []
    for (x, y), (u, v) in (tuple((a / _UNIT, b / _UNIT) for a, b in pair) for pair in pairs):
        rows.append([x, y, 1, 0, 0, 0, -u * x, -u * y, u])
        rows.append([0, 0, 0, x, y, 1, -v * x, -v * y, v])
    found = _least_squares(rows)
    if found is None:
        return None
    a, b, c, d, e, f, g, h = found
    return Transform((a, b, c * _UNIT, d, e, f * _UNIT, g / _UNIT, h / _UNIT))


def misfit(transform: Transform, pairs: Sequence[Pair]) -> float:
    """The largest distance between where a point lies and where the transform puts it."""
    return max(math.dist(transform(source), target) for source, target in pairs)


def _least_squares(rows: list[list[float]]) -> list[float] | None:
    """The solution of equations, each given as its coefficients and its right side, by normal equations."""
    size = len(rows[0]) - 1
    matrix = [[sum(row[i] * row[j] for row in rows) for j in range(size + 1)] for i in range(size)]
    for i in range(size):
        pivot = max(range(i, size), key=lambda row: abs(matrix[row][i]))
        if abs(matrix[pivot][i]) < 1e-15:
            return None
        matrix[i], matrix[pivot] = matrix[pivot], matrix[i]
        for row in range(i + 1, size):
            factor = matrix[row][i] / matrix[i][i]
            matrix[row] = [value - factor * top for value, top in zip(matrix[row], matrix[i], strict=True)]
    solution = [0.0] * size
    for i in reversed(range(size)):
        solution[i] = (matrix[i][size] - sum(matrix[i][j] * solution[j] for j in range(i + 1, size))) / matrix[i][i]
    return solution
