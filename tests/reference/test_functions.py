"""Every landscape has the heights and the slopes that PyTorch finds, and lies as it is said to."""

from __future__ import annotations

import math
from pathlib import Path

import numpy as np
import pytest

from tests.reference.functions import HEIGHTS, LOWEST
from visualnn.ops.functions import FUNCTIONS


def test_every_landscape_is_compared() -> None:
    assert set(FUNCTIONS) == set(HEIGHTS)
    assert set(FUNCTIONS) - set(LOWEST) == {"saddle"}


@pytest.mark.parametrize("name", FUNCTIONS)
def test_heights_and_slopes_equal_pytorch(name: str) -> None:
    op = FUNCTIONS[name]
    with np.load(Path(__file__).parent / "functions.npz", allow_pickle=False) as stored:
        w, heights, slopes = stored["places"], stored[f"{name}.f"], stored[f"{name}.slopes"]
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


def test_a_saddle_rises_one_way_and_falls_the_other() -> None:
    op = FUNCTIONS["saddle"]
    heights = op.compute("forward", np.array([[0.0, 0.0], [1.0, 0.0], [0.0, 1.0]]))
    assert heights.tolist() == [0, 1, -1]


def test_numbers_of_one_type_stay_of_that_type() -> None:
    w = np.ones((2, 2), np.float32)
    for op in FUNCTIONS.values():
        f = op.compute("forward", w)
        assert f.dtype == op.compute("grad_w", f, w).dtype == np.float32
