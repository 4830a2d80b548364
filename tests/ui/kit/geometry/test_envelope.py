"""The envelope of a curve against the line itself, sampled finely."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ui.kit.geometry.envelope import coverage, envelope, plain
from ui.kit.geometry.stretch import Stretch


@given(
    st.lists(st.floats(-1e6, 1e6), min_size=2, max_size=60),
    st.integers(1, 40),
    st.floats(0, 20),
    st.floats(0.5, 60),
    st.sampled_from([(0.0, 1.0), (0.4, 1.0), (44.0, 45.0)]),
)
def test_it_is_the_reach_of_the_line(
    numbers: list[float], columns: int, first: float, length: float, steps: tuple[float, float]
) -> None:
    values, (offset, step) = np.array(numbers), steps
    stretch = Stretch(first * step, length * step)
    found = envelope(values, stretch, columns, offset=offset, step=step)
    at = offset + step * np.arange(values.size)
    edges = stretch.first + np.arange(columns + 1) * stretch.length / columns
    for column in range(columns):
        begin, end = max(edges[column], at[0]), min(edges[column + 1], at[-1])
        if end - begin > 1e-6:
            inside = at[(at > begin + 1e-9) & (at < end - 1e-9)]
            line = np.interp(np.concatenate([[begin, end], inside]), at, values)
            assert found.low[column] <= line.min() + 1e-3
            assert found.high[column] >= line.max() - 1e-3
            assert found.low[column] >= line.min() - 1e-3
            assert found.high[column] <= line.max() + 1e-3


def test_no_peak_of_a_long_curve_is_lost() -> None:
    values = np.zeros(100_000)
    values[12_345], values[77_777] = 5.0, -3.0
    found = envelope(values, Stretch(0.0, 100_000.0), 1000)
    assert found.high[123] == 5.0
    assert found.low[777] == -3.0
    assert found.extent == (-3.0, 5.0)


def test_where_there_is_no_number_there_is_no_line() -> None:
    found = envelope(np.arange(10.0), Stretch(0.0, 20.0), 20)
    assert not np.isnan(found.low[:9]).any()
    assert np.isnan(found.low[10:]).all()


@pytest.mark.parametrize("bad", [np.nan, np.inf, -np.inf])
def test_a_number_that_is_not_finite_is_a_gap(bad: float) -> None:
    values = np.arange(10.0)
    values[4] = bad
    found = envelope(values, Stretch(0.0, 9.0), 90)
    # its neighbours at 3 and 5 still show, at the edges of columns 30 and 49
    assert np.flatnonzero(np.isnan(found.low)).tolist() == list(range(31, 49))
    assert found.extent == (0.0, 9.0)


@pytest.mark.parametrize("bad", [np.nan, np.inf])
def test_a_curve_of_nothing_finite_has_no_extent(bad: float) -> None:
    assert envelope(np.full(5, bad), Stretch(0.0, 5.0), 10).extent is None
    assert envelope(np.empty(0), Stretch(0.0, 5.0), 10).extent is None


def test_one_number_alone_is_a_dot() -> None:
    found = envelope(np.array([2.0]), Stretch(0.0, 10.0), 10, offset=3.5)
    assert np.flatnonzero(~np.isnan(found.low)).tolist() == [3]


def test_the_gate_takes_real_numbers_only() -> None:
    for bad in (np.array([1, None]), np.array(["a"]), np.array([1j])):
        with pytest.raises(TypeError, match="real numbers"):
            plain(bad)
    made = plain(np.arange(12, dtype=np.int64)[::3])
    assert made.tolist() == [0.0, 3.0, 6.0, 9.0]
    assert made.flags.c_contiguous


def test_coverage_is_the_share_of_each_pixel() -> None:
    cover = coverage(np.array([np.nan, 2.0, 1.0]), np.array([np.nan, 2.0, 3.5]), 5)
    assert cover[:, 0].tolist() == [0, 0, 0, 0, 0]
    # a level line at height 2, one pixel thick: half of the pixels above and below
    assert cover[:, 1].tolist() == [0, 127, 127, 0, 0]
    # from 0.5 to 4
    assert cover[:, 2].tolist() == [127, 255, 255, 255, 0]


def test_a_line_far_outside_covers_nothing() -> None:
    cover = coverage(np.array([-1e300, 1e300]), np.array([-1e200, np.inf]), 4)
    assert not cover.any()


def test_on_a_log_axis_equal_factors_make_a_straight_line() -> None:
    values = 4.0 * 0.25 ** np.arange(21.0)
    found = envelope(values, Stretch(0.0, 20.0), 400, log=True)
    middles = (np.log(found.low) + np.log(found.high)) / 2
    steps = np.diff(middles)
    assert steps == pytest.approx(np.full(399, 20 * np.log(0.25) / 400), rel=1e-9)


def test_on_a_log_axis_a_number_that_is_not_above_0_leaves_a_gap() -> None:
    found = envelope(np.array([1.0, 0.0, -1.0, 2.0, 4.0]), Stretch(0.0, 4.0), 8, log=True)
    assert np.isnan(found.low[1:5]).all()
    assert found.high[-1] == pytest.approx(4.0)
