"""From one plane to another and back: what pairs of points say of it, and when they say nothing."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dtmforms.pdf.read.transform import Point, Transform, misfit, perspective, similarity

TILTED = Transform((1.5, 0.2, 40, 0.1, -1.5, 950, 0.0002, 0.0001))
CORNERS: list[Point] = [(0, 0), (842, 0), (842, 595), (0, 595)]

near = st.floats(-500, 500).map(lambda value: round(value, 2))
points = st.tuples(near, near)


def turned(degrees: float, scale: float, move: Point) -> Transform:
    cos, sin = scale * math.cos(math.radians(degrees)), scale * math.sin(math.radians(degrees))
    return Transform((cos, sin, move[0], sin, -cos, move[1], 0, 0))


def pairs_of(transform: Transform, sources: list[Point]) -> list[tuple[Point, Point]]:
    return [(source, transform(source)) for source in sources]


@given(points, points)
def test_a_transform_and_its_inverse_are_nothing(one: Point, other: Point) -> None:
    for transform in (TILTED, turned(one[0], 2, other)):
        assert math.dist(transform.inverse()(transform(one)), one) < 1e-6
        assert math.dist(transform.after(transform.inverse())(one), one) < 1e-6


@given(points)
def test_one_after_the_other_is_both_in_their_order(point: Point) -> None:
    move = turned(30, 2, (5, -7))
    assert math.dist(TILTED.after(move)(point), TILTED(move(point))) < 1e-6
    assert math.dist(move.after(TILTED)(point), move(TILTED(point))) < 1e-6


def test_what_flattens_the_plane_has_no_inverse() -> None:
    with pytest.raises(ValueError, match="flattens"):
        Transform((0, 0, 5, 0, 0, 5, 0, 0)).inverse()


@pytest.mark.parametrize("scale", [0.5, 1, 3])
def test_the_scale_is_how_long_a_length_of_one_becomes(scale: float) -> None:
    assert turned(33, scale, (9, 9)).scale() == pytest.approx(scale)


@given(st.floats(-180, 180), st.floats(0.1, 9), points)
def test_two_points_say_a_move_a_turn_and_a_scale(degrees: float, scale: float, move: Point) -> None:
    meant = turned(degrees, scale, move)
    found = similarity(pairs_of(meant, CORNERS[:2]))
    assert found
    assert misfit(found, pairs_of(meant, CORNERS)) < 1e-6


def test_more_points_say_the_best_of_it() -> None:
    meant = turned(10, 2, (0, 0))
    pairs = pairs_of(meant, CORNERS)
    source, (x, y) = pairs[0]
    found = similarity([(source, (x + 4, y)), *pairs[1:]])
    assert found
    assert math.dist(found((421, 297.5)), meant((421, 297.5))) == pytest.approx(1)
    assert 1 < misfit(found, pairs) < 4


def test_four_points_say_from_which_side_a_page_is_seen_and_no_move_does() -> None:
    pairs = pairs_of(TILTED, CORNERS)
    found, moved = perspective(pairs), similarity(pairs)
    assert found
    assert moved
    assert misfit(found, pairs_of(TILTED, [*CORNERS, (100, 200)])) < 1e-6
    assert misfit(moved, pairs) > 20


@pytest.mark.parametrize("sources", [[], [(1, 1)], [(1, 1), (1, 1)]])
def test_fewer_than_two_points_say_nothing(sources: list[Point]) -> None:
    assert similarity(pairs_of(TILTED, sources)) is None


def test_points_that_all_become_one_say_nothing() -> None:
    assert similarity([(corner, (5, 5)) for corner in CORNERS]) is None


@pytest.mark.parametrize("sources", [CORNERS[:3], [(0, 0), (1, 1), (2, 2), (3, 3)]])
def test_points_on_a_line_or_fewer_than_four_say_no_side(sources: list[Point]) -> None:
    assert perspective(pairs_of(TILTED, sources)) is None


def test_the_misfit_is_that_of_the_worst_point() -> None:
    still = Transform((1, 0, 0, 0, 1, 0, 0, 0))
    assert misfit(still, [((0, 0), (0, 1)), ((5, 5), (8, 9)), ((1, 1), (1, 1))]) == 5
