"""Every landscape has the heights and the slopes that PyTorch finds, and lies as it is said to."""

from __future__ import annotations

import math
from pathlib import Path

import numpy as np
import pytest

from tests.reference.functions import HEIGHTS, HEIGHTS_OF_ONE, LOWEST
from visualnn.ops.functions import FUNCTIONS


def test_every_landscape_is_compared() -> None:
    assert set(FUNCTIONS) == {*HEIGHTS, *HEIGHTS_OF_ONE}
    assert set(HEIGHTS) - set(LOWEST) == {"saddle"}
    assert {name for name, op in FUNCTIONS.items() if op.dimension == 1} == set(HEIGHTS_OF_ONE)


@pytest.mark.parametrize("name", FUNCTIONS)
def test_heights_and_slopes_equal_pytorch(name: str) -> None:
    op = FUNCTIONS[name]
    with np.load(Path(__file__).parent / "functions.npz", allow_pickle=False) as stored:
        w, heights, slopes = stored["places"], stored[f"{name}.f"], stored[f"{name}.slopes"]
    w = w[:, : op.dimension]
    g = np.linspace(-2, 2, len(w))
    np.testing.assert_allclose(op.compute("forward", w), heights, rtol=1e-12)
    np.testing.assert_allclose(
        op.compute("grad_w", g, w), g[:, None] * slopes, rtol=1e-11, atol=1e-11
    )
    for place, height, slope in zip(w, heights, slopes, strict=True):
        assert op.compute("forward", place) == pytest.approx(height, rel=1e-12)
        alone = op.compute("grad_w", np.array(1.0), place)
        np.testing.assert_allclose(alone, slope, rtol=1e-11, atol=1e-11)


@pytest.mark.parametrize(
    ("name", "x", "y"), [(n, *at) for n, all_ in LOWEST.items() for at in all_]
)
def test_the_lowest_places_are_level_and_the_lowest_around(name: str, x: float, y: float) -> None:
    op, place = FUNCTIONS[name], np.array([x, y])
    assert op.compute("forward", place) == pytest.approx(0, abs=1e-20)
    np.testing.assert_allclose(op.compute("grad_w", np.array(1.0), place), 0, atol=1e-9)
    turns = np.linspace(0, 2 * math.pi, 16)
    around = place + 0.05 * np.stack([np.cos(turns), np.sin(turns)], axis=1)
    assert (op.compute("forward", around) > 0).all()


@pytest.mark.parametrize("name", HEIGHTS_OF_ONE)
def test_of_one_number_valleys_are_found_by_walking_over_all_of_it(name: str) -> None:
    op = FUNCTIONS[name]
    w = np.linspace(-2.5, 2.5, 500_001)
    heights = op.compute("forward", w[:, None])
    inside = heights[1:-1]
    bottoms = w[1:-1][(inside < heights[:-2]) & (inside < heights[2:])]
    known = sorted(place[0] for place in (*op.lowest, *op.local_minima))
    np.testing.assert_allclose(bottoms, known, rtol=0, atol=2e-5)
    for place in known:
        slope = op.compute("grad_w", np.array(1.0), np.array([place]))
        np.testing.assert_allclose(slope, 0, atol=1e-14)
    assert op.lowest_height == pytest.approx(heights.min(), abs=1e-9)


def test_the_right_one_of_two_wells_lies_higher() -> None:
    op = FUNCTIONS["double_well"]
    low, high = (op.compute("forward", np.array(at[0])) for at in (op.lowest, op.local_minima))
    assert low < 0 < high


def test_a_saddle_rises_one_way_and_falls_the_other() -> None:
    op = FUNCTIONS["saddle"]
    heights = op.compute("forward", np.array([[0.0, 0.0], [1.0, 0.0], [0.0, 1.0]]))
    assert heights.tolist() == [0, 1, -1]


def test_numbers_of_one_type_stay_of_that_type() -> None:
    for op in FUNCTIONS.values():
        w = np.ones((2, op.dimension), np.float32)
        f = op.compute("forward", w)
        assert f.dtype == op.compute("grad_w", f, w).dtype == np.float32
