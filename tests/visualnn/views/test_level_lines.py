"""Lines of equal height are those of contourpy's own front door, to the bit."""

from __future__ import annotations

import math

import numpy as np
import pytest
from contourpy import contour_generator

from visualnn.views.level_lines import level_lines


@pytest.mark.parametrize("shape", [(2, 2), (3, 7), (40, 50)])
@pytest.mark.parametrize("dtype", [np.float64, np.float32])
@pytest.mark.parametrize("hole", [None, math.nan, math.inf])
def test_the_lines_are_the_same(
    shape: tuple[int, int], dtype: type[np.floating], hole: float | None
) -> None:
    rows, columns = shape
    rng = np.random.default_rng(rows)
    heights = rng.normal(size=shape).astype(dtype)
    heights.flags.writeable = False
    if hole is not None:
        heights = heights.copy()
        heights[rows // 2, columns // 2] = hole
    x, y = np.linspace(-1, 3, columns), np.linspace(5, 2, rows)
    for level in (-0.5, 0.0, 0.25, 100.0):
        found = level_lines(x, y, heights).lines(level)
        expected = contour_generator(x, y, heights).lines(level)
        assert len(found) == len(expected)
        for line, other in zip(found, expected, strict=True):
            assert np.array_equal(np.asarray(line), np.asarray(other))
