"""What goes into a plot: whatever it was, it is few finite numbers and gaps."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import ArrayLike

from ui.plot.gate import LARGEST, MAX_OBJECT_COUNT, MAX_POINT_COUNT, as_numbers, gated, span_of

NAN = float("nan")


@pytest.mark.parametrize(
    ("given_", "wanted"),
    [
        ([1, None], [1, NAN]),
        (np.array([1, 2.5, 3], dtype=object), [1, 2.5, 3]),
        (
            np.array([1, "2", None, True, 10**400, Fraction(1, 2)], dtype=object),
            [1, NAN, NAN, NAN, NAN, 0.5],
        ),
        ([Decimal(1), 2], [NAN, 2]),
        (["a", "1.5"], [NAN, NAN]),
        ([[1, 2], [3]], [NAN, NAN]),
        ([NAN, np.inf, -np.inf, 7], [NAN, NAN, NAN, 7]),
        ([1e308, -1e308, 1e-320], [LARGEST, -LARGEST, 1e-320]),
        ([1j, 2], [NAN, NAN]),
        (np.array(["2026-01-01"], dtype="datetime64[D]"), [NAN]),
        (np.array([True, False]), [1, 0]),
        (np.array([2**63], dtype=np.uint64), [2.0**63]),
        (np.array([[1, 2], [3, 4]], dtype=np.float32).T, [1, 3, 2, 4]),
        (np.longdouble("1e400"), [NAN]),
        ([], []),
    ],
)
def test_what_is_no_finite_number_is_a_gap(given_: ArrayLike, wanted: list[float]) -> None:
    before = given_.copy() if isinstance(given_, np.ndarray) else np.zeros(0)
    line = as_numbers(given_)
    np.testing.assert_array_equal(line, wanted)
    assert line.dtype == np.float64
    assert line.flags.c_contiguous
    if isinstance(given_, np.ndarray):
        np.testing.assert_array_equal(before, given_)  # the array that was handed in stays


def test_of_many_objects_the_rest_are_gaps() -> None:
    line = as_numbers(np.full(MAX_OBJECT_COUNT + 3, 1, dtype=object))
    assert np.isfinite(line).sum() == MAX_OBJECT_COUNT


def test_a_place_that_is_no_number_is_a_gap_too_and_the_longer_one_is_cut() -> None:
    line = gated(np.array([0, None, 2, 3], dtype=object), [5, 6, 7])
    np.testing.assert_array_equal(line.x, [0, 0, 2])
    np.testing.assert_array_equal(line.y, [5, NAN, 7])


def test_ten_million_points_are_few_and_no_peak_is_lost() -> None:
    count = 10_000_000
    values = np.zeros(count, dtype=np.float32)
    values[1_234_567], values[7_654_321] = 9, -4
    line = gated(np.arange(count), values)
    assert len(line) == MAX_POINT_COUNT
    for value, place in ((9, 1_234_567), (-4, 7_654_321)):
        at = int(np.flatnonzero(line.y == value)[0])
        assert abs(line.x[at] - place) <= 2 * count / MAX_POINT_COUNT
    assert (line.y.max(), line.y.min()) == (9, -4)


def test_a_gap_among_very_many_stays_one() -> None:
    values = np.sin(np.linspace(0, 60, 50_000))
    values[20_000:30_000] = np.nan
    line = gated(np.linspace(0, 1, 50_000), values)
    gap = line.x[np.isnan(line.y)]
    assert gap.min() == pytest.approx(0.4, abs=1e-3)
    assert gap.max() == pytest.approx(0.6, abs=1e-3)


@given(st.lists(st.one_of(st.floats(), st.none(), st.text(max_size=2)), max_size=9))
def test_every_number_that_comes_out_is_finite_or_a_gap(values: list[object]) -> None:
    line = gated(range(len(values)), np.array(values, dtype=object))
    assert not np.isinf(line.y).any()
    assert np.isfinite(line.x).all()
    assert (np.abs(line.y[np.isfinite(line.y)]) <= LARGEST).all()


@given(st.floats(), st.floats())
def test_the_ends_of_an_axis_are_apart_and_finite(one: float, other: float) -> None:
    low, high = span_of(one, other)
    assert np.isfinite([low, high, high - low]).all()
    assert low < low * 0.5 + high * 0.5 < high
