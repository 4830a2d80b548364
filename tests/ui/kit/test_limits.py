"""Limits: round numbers that no number of the value exceeds."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ui.kit.geometry.limits import limit_above


@pytest.mark.parametrize(
    ("largest", "limit"),
    [(0.0, 0.0), (1.0, 1.0), (1.01, 1.5), (0.829, 1.0), (0.454, 0.5), (1.72, 2.0), (6.2, 7.0)],
)
def test_a_limit_is_round(largest: float, limit: float) -> None:
    assert limit_above(largest) == pytest.approx(limit)


@given(st.floats(0, exclude_min=True, allow_infinity=False))
def test_nothing_lies_beyond_and_half_of_the_colours_are_used(largest: float) -> None:
    limit = limit_above(largest)
    assert largest <= limit <= largest * (5 / 3) * (1 + 1e-9) or limit < 1e-300
    assert math.isfinite(limit)


def test_it_holds_still_while_the_number_moves_a_little() -> None:
    assert len({limit_above(0.51 + 0.001 * n) for n in range(180)}) == 1
