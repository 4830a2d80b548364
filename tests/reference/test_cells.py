"""Every cell of a layer with windows, opened: what it is made of, what reaches a number of the
input on the way back, and all that a weight touched, add up to what PyTorch computed."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from tests.reference.window_grid import CASES, inputs
from visualnn.expr import Index
from visualnn.layers import Application
from visualnn.ops import Array
from visualnn.views.cell import CellInFocus
from visualnn.views.window_numbers import made_of, returned_to, stamped, weight_numbers
from visualnn.views.windowed_layer import WindowedLayer

TOLERANCE = 1e-12
"""The largest difference of a sum of some hundred products of ordinary numbers."""


@pytest.fixture(scope="module")
def stored() -> dict[str, Array]:
    with np.load(Path(__file__).parent / "windows.npz", allow_pickle=False) as file:
        return {name: file[name] for name in file.files}


def looked_at(case: str) -> CellInFocus:
    """The layer of a case with its numbers, looked at in its first cell."""
    op, shapes = CASES[case]
    known = inputs(case)
    filters = shapes[1] if len(shapes) > 1 else ()
    use = Application(op, op.inputs, "z", "c")
    read = (1, *shapes[0][1:])
    at = WindowedLayer(use, "x", "z", "W" if filters else None, None, read, filters)
    values = {name: known[name] for name in op.inputs} | {"d.z": known["g"]}
    first = (0,) * len(read)
    return CellInFocus(at, "", values, first, first)


def moved(
    found: CellInFocus, *, cell: Index | None = None, source: Index | None = None
) -> CellInFocus:
    """The same layer, looked at elsewhere."""
    return CellInFocus(found.at, "", found.values, cell or found.cell, source or found.source)


@pytest.mark.parametrize("case", CASES)
def test_every_cell_is_the_sum_of_its_products(case: str, stored: dict[str, Array]) -> None:
    found, theirs = looked_at(case), stored[f"{case}:forward"]
    is_max = case.startswith("max_pool")
    for index in np.ndindex(*theirs.shape[:2], *found.at.lengths):
        taps = made_of(moved(found, cell=index))
        assert taps.products is not None
        assert taps.total == pytest.approx(
            theirs[(*index[:2], *found.at.cell(index[2:]))], abs=TOLERANCE
        )
        if is_max:
            assert taps.weights is not None
            assert np.count_nonzero(np.nan_to_num(taps.weights)) == 1  # the winner alone
        padded = {tuple(tap) for tap in np.argwhere(~taps.inside)}
        assert all(np.all(taps.products[(slice(None), *tap)] == 0) for tap in padded)


@pytest.mark.parametrize("case", CASES)
def test_every_gradient_of_the_input_is_the_sum_of_those_that_reach_it(
    case: str, stored: dict[str, Array]
) -> None:
    found, theirs = looked_at(case), stored[f"{case}:grad_x"]
    mine = np.empty(theirs.shape)
    for index in np.ndindex(theirs.shape):
        mine[index] = returned_to(moved(found, source=index)).total
    np.testing.assert_allclose(mine, theirs, rtol=0, atol=TOLERANCE)


WEIGHED = [case for case, (op, _shapes) in CASES.items() if "W" in op.inputs]


@pytest.mark.parametrize("case", WEIGHED)
def test_every_gradient_of_a_weight_is_the_sum_over_all_places_that_it_touched(
    case: str, stored: dict[str, Array]
) -> None:
    found, theirs = looked_at(case), stored[f"{case}:grad_W"]
    mine = np.empty(theirs.shape)
    for index in np.ndindex(theirs.shape):
        numbers = weight_numbers(found, "W", index)
        assert numbers is not None
        mine[index] = numbers.total
    np.testing.assert_allclose(mine, theirs, rtol=0, atol=TOLERANCE)


@pytest.mark.parametrize("case", WEIGHED)
def test_the_stamps_of_all_gradients_are_the_gradient_of_the_input(
    case: str, stored: dict[str, Array]
) -> None:
    found, theirs = looked_at(case), stored[f"{case}:grad_x"]
    places = int(np.prod(found.at.lengths))
    for row, channel in np.ndindex(*theirs.shape[:2]):
        here = moved(found, source=(row, channel, *(0 for _ in found.at.axes)))
        none, all_ = stamped(here, 0), stamped(here, places)
        assert none is not None
        assert all_ is not None
        assert not none.any()
        np.testing.assert_allclose(all_, theirs[row, channel], rtol=0, atol=TOLERANCE)


@pytest.mark.parametrize("case", WEIGHED)
def test_each_stamp_is_the_filter_times_one_gradient(case: str) -> None:
    found = looked_at(case)
    last = int(np.prod(found.at.lengths))
    one, before = stamped(found, last), stamped(found, last - 1)
    assert one is not None
    assert before is not None
    place = tuple(n - 1 for n in found.at.lengths)
    row, channel = found.source[:2]
    for index in np.ndindex(*found.at.read[2:]):
        back = returned_to(moved(found, source=(row, channel, *index)))
        assert back.products is not None
        brought = sum(
            float(back.products[(slice(None), *tap)].sum())
            for tap in map(tuple, np.argwhere(back.inside))
            if back.place(tap) == place
        )
        assert one[index] - before[index] == pytest.approx(brought, abs=TOLERANCE)
