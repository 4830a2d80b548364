"""Lengths of many numbers, in pieces."""

from __future__ import annotations

import math
from collections.abc import Iterator

import numpy as np
import pytest

from visualnn.views import lengths
from visualnn.views.lengths import length_in_pieces, length_of


@pytest.mark.parametrize("dtype", ["float32", "float64"])
def test_the_length_is_that_of_all_numbers_whatever_the_pieces(
    dtype: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lengths, "PIECE_COUNT", 7)
    monkeypatch.setattr(lengths, "_BLOCK_COUNT", 3)
    values = np.random.default_rng(1).normal(size=(5, 11)).astype(dtype)
    true = math.sqrt(math.fsum(float(x) ** 2 for x in values.ravel()))
    assert length_of(values) == pytest.approx(true, rel=1e-14)
    differences = np.concatenate([(values - values[::-1]).ravel(), (values[0] - values[1]).ravel()])
    true = math.sqrt(math.fsum(float(x) ** 2 for x in differences))
    found: list[float] = []

    def measuring() -> Iterator[None]:
        found.append((yield from length_in_pieces([values, values[0]], [values[::-1], values[1]])))

    assert len(list(measuring())) >= 8 + 2
    assert found == [pytest.approx(true, rel=1e-14)]


def test_squares_that_are_no_numbers_have_a_length_all_the_same() -> None:
    assert length_of(np.array([3e300, 4e300])) == pytest.approx(5e300)
    assert length_of(np.array([3e-300, 4e-300])) == pytest.approx(5e-300)
    assert length_of(np.array([1e300, math.inf])) == math.inf
    assert math.isnan(length_of(np.array([1.0, math.nan])) or 0.0)
    assert length_of(np.array([3e30, 4e30], np.float32)) == pytest.approx(5e30)
    assert length_of(np.zeros(3)) == 0
    assert length_of(None) is None
