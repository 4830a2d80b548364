"""Value axes: every number between the ends lies between them, also at the limits of floats."""

from __future__ import annotations

import math
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ui.kit.geometry.axis import (
    ValueAxis,
    axis_between,
    count_ticks,
    round_step,
    spans_decades,
    value_ticks,
)

numbers = st.floats(allow_nan=False, allow_infinity=False)


@given(numbers, numbers)
def test_an_axis_holds_its_numbers(one: float, other: float) -> None:
    low, high = sorted((one, other))
    axis = axis_between(low, high, log=spans_decades(low, high))
    for value in (low, high):
        assert -1e-6 <= axis.place(value) <= 1 + 1e-6
    assert all(-1e-6 <= axis.place(tick) <= 1 + 1e-6 for tick in value_ticks(axis, 5))
    assert len(value_ticks(axis, 5)) <= 5


@given(st.floats(1e-300, 1e300), st.floats(0.0, 1e6))
def test_one_number_and_many_are_placed_alike(low: float, more: float) -> None:
    axis = axis_between(low, low * (1 + more), log=spans_decades(low, low * (1 + more)))
    values = np.linspace(low, low * (1 + more), 5)
    places = [axis.place(float(value)) for value in values]
    assert axis.share(values) == pytest.approx(places, abs=1e-9)


@pytest.mark.parametrize(
    ("low", "high", "log"),
    [(0.01, 0.9, False), (0.01, 1.01, True), (0.0, 5.0, False), (-1.0, 500.0, False)],
)
def test_powers_of_ten_are_for_more_than_a_hundredfold(low: float, high: float, log: bool) -> None:
    assert spans_decades(low, high) is log


def test_what_is_not_positive_lies_below_an_axis_of_powers() -> None:
    axis = ValueAxis(0.01, 10.0, True)
    assert axis.place(0.0) == -math.inf
    assert axis.share(np.array([0.0, -3.0])).tolist() == [-math.inf, -math.inf]
    assert value_ticks(axis, 9) == pytest.approx((0.01, 0.1, 1.0, 10.0))


def test_ticks_are_round() -> None:
    assert value_ticks(ValueAxis(0.07, 0.93, False), 5) == pytest.approx((0.2, 0.4, 0.6, 0.8))
    assert [round_step(n) for n in (0.11, 1.0, 3.0, 7.0)] == pytest.approx([0.2, 1.0, 5.0, 10.0])


@given(st.floats(0, 1e6), st.floats(0.01, 1e6), st.floats(20, 2000))
def test_counts_stand_apart(first: float, length: float, width: float) -> None:
    ticks = count_ticks(first, first + length, width, 60.0)
    assert all(first - 1e-6 <= n <= first + length + 1 for n in ticks)
    apart = [(b - a) / length * width for a, b in pairwise(ticks)]
    assert all(gap >= 60.0 * (1 - 1e-6) for gap in apart)


def test_no_room_has_no_counts() -> None:
    assert count_ticks(0.0, 10.0, 0.0, 60.0) == ()
    assert count_ticks(5.0, 5.0, 100.0, 60.0) == ()
