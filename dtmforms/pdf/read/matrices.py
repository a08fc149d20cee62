"""Transformations of what a content stream draws (ISO 32000-2:2020 8.3.3 and 8.3.4)."""

from __future__ import annotations

from typing import TypeAlias

Matrix: TypeAlias = "tuple[float, ...]"
"""The six numbers of a transformation."""
UNCHANGED: Matrix = (1, 0, 0, 1, 0, 0)


def times(one: Matrix, other: Matrix) -> Matrix:
    """One after the other."""
    a, b, c, d, e, f = one
    p, q, r, s, t, u = other
    return (a * p + b * r, a * q + b * s, c * p + d * r, c * q + d * s, e * p + f * r + t, e * q + f * s + u)
