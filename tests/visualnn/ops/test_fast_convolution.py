"""Both layouts of the fast convolution against the readable sums, whatever the sizes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from tests.visualnn.nets import drawn
from visualnn.ops import Array, Call
from visualnn.ops.convolution.fast import patches, shifts, slid_calls, spread_calls
from visualnn.ops.convolution.fast.patches import Patches
from visualnn.ops.convolution.fast.shifts import Shifts, quick_count
from visualnn.ops.convolution.fast.sized import SizedConvolution
from visualnn.ops.convolution.rules import met, slid, spread
from visualnn.ops.sliding import SlidingAxis


@dataclass(frozen=True)
class Case:
    """A convolution of one size."""

    axes: tuple[SlidingAxis, SlidingAxis]
    batch: int
    seen: int
    made: int
    groups: int

    def arrays(self, seed: int) -> tuple[Array, Array, Array]:
        """x, W and s."""
        random = drawn(seed)
        height, width = self.axes
        x = random.normal(size=(self.batch, self.seen, height.length, width.length))
        sizes = height.size, width.size
        W = random.normal(size=(self.made, self.seen // self.groups, *sizes))
        counts = height.count, width.count
        return x, W, random.normal(size=(self.batch, self.made, *counts))

    def laid_out(self, layout: type[SizedConvolution]) -> SizedConvolution:
        channels = self.seen, self.made
        return layout(*self.axes, self.batch, channels, self.groups, np.dtype(np.float64))


def axes(strides: int, dilations: int) -> st.SearchStrategy[SlidingAxis]:
    return st.builds(
        SlidingAxis,
        length=st.integers(1, 7),
        size=st.integers(1, 3),
        stride=st.integers(1, strides),
        dilation=st.integers(1, dilations),
        before=st.integers(0, 3),
        after=st.integers(0, 3),
    ).filter(lambda axis: axis.room >= 0)


def cases(strides: int, dilations: int, groups: int) -> st.SearchStrategy[Case]:
    return st.integers(1, groups).flatmap(
        lambda count: st.builds(
            Case,
            axes=st.tuples(axes(strides, dilations), axes(strides, dilations)),
            batch=st.integers(1, 4),
            seen=st.integers(1, 3).map(lambda n: n * count),
            made=st.integers(1, 3).map(lambda n: n * count),
            groups=st.just(count),
        )
    )


def agrees(case: Case, layout: type[SizedConvolution]) -> None:
    """The calls of all three sums write what the rules give, twice with other numbers."""
    x, W, s = case.arrays(0)
    rules = (
        (np.full(s.shape, np.nan), case.laid_out(layout).slid, (x, W)),
        (np.full(x.shape, np.nan), case.laid_out(layout).spread, (s, W)),
        (np.full(W.shape, np.nan), case.laid_out(layout).met, (x, s)),
    )
    bound = [(out, calls(out, *reads)) for out, calls, reads in rules]
    for seed in (0, 1):
        for array, fresh in zip((x, W, s), case.arrays(seed), strict=True):
            array[...] = fresh
        expected = (
            slid(x, W, case.axes, case.groups),
            spread(s, W, case.axes, case.groups),
            met(x, s, W, case.axes, case.groups),
        )
        for (out, calls), numbers in zip(bound, expected, strict=True):
            for call in calls:
                call()
            np.testing.assert_allclose(out, numbers, rtol=0, atol=1e-12)


@pytest.mark.parametrize("most_waste", [-1, 10_000])
@pytest.mark.parametrize("most_numbers", [1, 500, 1 << 18])
@pytest.mark.parametrize("most_turned", [0, 1 << 16])
def test_patches_agree_however_they_are_cut(
    most_waste: int, most_numbers: int, most_turned: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(patches, "_MAX_WASTED_COLUMN_COUNT", most_waste)
    monkeypatch.setattr(patches, "_MAX_NUMBER_COUNT", most_numbers)
    monkeypatch.setattr(patches, "_MAX_TURNED_WEIGHT_COUNT", most_turned)

    @given(cases(3, 2, 2))
    def agreeing(case: Case) -> None:
        agrees(case, Patches)

    agreeing()


@pytest.mark.parametrize("most_numbers", [1, 300, 1 << 18])
def test_shifts_agree_however_they_are_cut(
    most_numbers: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(shifts, "_MAX_NUMBER_COUNT", most_numbers)

    @given(cases(1, 1, 1))
    def agreeing(case: Case) -> None:
        agrees(case, Shifts)

    agreeing()


@given(cases(2, 2, 2))
def test_shifts_are_left_to_what_they_can_do(case: Case) -> None:
    fits = Shifts.fits(*case.axes, 1000, case.groups)
    able = {axis.stride for axis in case.axes} | {axis.dilation for axis in case.axes}
    assume(able | {case.groups} != {1})
    assert not fits


def _run(calls: Sequence[Call]) -> None:
    for call in calls:
        call()


@pytest.mark.parametrize("size", [1, 2])
def test_memory_in_another_order_is_read_and_written_all_the_same(size: int) -> None:
    random = drawn(3)
    x = random.normal(size=(4, 5, 3, 2)).transpose(3, 2, 0, 1)
    W = random.normal(size=(size, size, 3, 4)).transpose(3, 2, 0, 1)
    sides = (SlidingAxis(4, size), SlidingAxis(5, size))
    s = np.empty((2, 4, 5 - size, 6 - size), order="F")
    _run(slid_calls(s, x, W, sides, 1))
    np.testing.assert_allclose(s, slid(x, W, sides, 1), rtol=0, atol=1e-12)
    back = np.empty(x.shape, order="F")
    _run(spread_calls(back, s, W, sides, 1))
    np.testing.assert_allclose(back, spread(s, W, sides, 1), rtol=0, atol=1e-12)


def test_a_few_more_columns_are_multiplied_where_that_is_quicker() -> None:
    single, double = np.dtype("f4"), np.dtype("f8")
    told = {n: (quick_count(n, single), quick_count(n, double)) for n in range(1, 18)}
    assert told[6] == (8, 6)
    assert told[3] == (4, 4)
    assert told[16] == (16, 16)
    assert told[17] == (17, 17)
    for n, counts in told.items():
        assert all(n <= count < n + 4 for count in counts)
