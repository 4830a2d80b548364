"""Polygons from arrays hold the very numbers of the array."""

from __future__ import annotations

import numpy as np
import pytest

from ui.kit.polygon import polygon_of


@pytest.mark.parametrize("count", [0, 1, 2, 1000])
def test_the_points_are_those_of_the_array(count: int) -> None:
    points = np.random.default_rng(count).normal(size=(count, 2)) * 1e4
    polygon = polygon_of(points)
    assert [[point.x(), point.y()] for point in polygon.toList()] == points.tolist()
    kept = points.copy()
    points[:] = 0.0
    assert [[point.x(), point.y()] for point in polygon.toList()] == kept.tolist()


def test_points_may_lie_in_memory_in_any_order() -> None:
    points = np.arange(12.0).reshape(2, 6).T[::2]
    polygon = polygon_of(points)
    assert [[point.x(), point.y()] for point in polygon.toList()] == points.tolist()
