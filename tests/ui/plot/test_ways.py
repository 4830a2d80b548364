"""Ways in pixels: all of them at once are the same as each of them alone."""

from __future__ import annotations

import math

import numpy as np
import pytest

from ui.kit.geometry.box import Box
from ui.plot.axes import PlotMap
from ui.plot.ways import Array, DrawnWay, DrawnWays, pixels_of

PLOT = PlotMap(Box(40.0, 10.0, 300.0, 200.0), (-2.0, 3.0), (-1.0, 4.0))
APART = 5.0


def walk(seed: int, count: int, step: float) -> Array:
    return np.cumsum(np.random.default_rng(seed).normal(0.0, step, (count, 2)), axis=0)


def broken(places: Array, at: int) -> Array:
    places = places.copy()
    places[at, 1] = math.inf
    return places


WAYS = [
    walk(0, 400, 0.02),
    walk(1, 1, 0.1),
    walk(2, 2, 0.0001),
    walk(3, 300, 0.001),
    np.empty((0, 2)),
    broken(walk(4, 50, 0.1), 20),
    broken(walk(5, 5, 0.1), 0),
    walk(6, 60, 0.1) * 1e6,
]


def assert_drawn(ways: list[Array], drawn: tuple[DrawnWay, ...]) -> None:
    """Point by point."""
    assert len(drawn) == len(ways)
    for places, way in zip(ways, drawn, strict=True):
        points = pixels_of(places, PLOT)
        assert np.array_equal(way.points, points)
        line, dots, squares = [], [], set()
        for n, (x, y) in enumerate(points.tolist()):
            before = points[n - 1].tolist() if n else None
            moved = before is None or (math.floor(x), math.floor(y)) != tuple(
                map(math.floor, before)
            )
            if moved or n == len(points) - 1:
                line.append([x, y])
            square = math.floor(x / APART), math.floor(y / APART)
            if square not in squares:
                squares.add(square)
                dots.append([x, y])
        assert way.line.tolist() == line
        assert way.dots.tolist() == dots


@pytest.mark.parametrize("picked", [[n] for n in range(len(WAYS))] + [[*range(len(WAYS))], [4, 6]])
def test_what_is_drawn_of_a_way_is_told_point_by_point(picked: list[int]) -> None:
    ways = [WAYS[n] for n in picked]
    assert_drawn(ways, DrawnWays().of(ways, PLOT, APART))


def test_ways_that_grow_shrink_and_turn_are_drawn_as_if_they_were_new() -> None:
    drawing = DrawnWays()
    for length in (1, 2, 40, 41, 41, 39, 0, 300, 100, 400):
        ways = [places[:length].copy() for places in WAYS]
        for places in ways:
            places[-1:] += 0.001 * length  # the walker stands off its trail, after an edit
        assert_drawn(ways, drawing.of(ways, PLOT, APART))
    turned = [places + 0.5 * (np.arange(len(places)) > 20)[:, None] for places in WAYS]
    assert_drawn(turned, drawing.of(turned, PLOT, APART))
    assert_drawn(turned[:2], drawing.of(turned[:2], PLOT, APART))
    wide = PlotMap(PLOT.box, (-4.0, 3.0), PLOT.y)
    drawing.of(turned[:2], wide, APART)
    assert_drawn(turned[:2], drawing.of(turned[:2], PLOT, APART))
