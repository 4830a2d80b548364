"""Cell by cell, what the convolution view says a number is made of sums to what PyTorch computed:
outputs, and the gradients of inputs and weights, at every index of every layer."""

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
"""Sums of some hundred products of ordinary numbers, added in another order."""
WITH_WEIGHTS = [case for case, (_op, shapes) in CASES.items() if len(shapes) > 1]


@pytest.fixture(scope="module")
def stored() -> dict[str, Array]:
    with np.load(Path(__file__).parent / "windows.npz", allow_pickle=False) as file:
        return {name: file[name] for name in file.files}


class Layer:
    """One case as a layer whose output and gradients are known."""

    def __init__(self, case: str) -> None:
        op, shapes = CASES[case]
        known = inputs(case)
        z = op.compute("forward", *(known[name] for name in op.inputs))
        filters = shapes[1] if len(shapes) > 1 else ()
        use = Application(op, ("x", "c.W") if filters else ("x",), "c.z", "c")
        self.at = WindowedLayer(
            use, "x", "c.z", "c.W" if filters else None, None, shapes[0], filters
        )
        self.values = {"x": known["x"], "c.z": z, "d.c.z": known["g"]}
        if filters:
            self.values["c.W"] = known["W"]

    def at_cell(self, index: Index) -> CellInFocus:
        """With a number of the output in focus."""
        place = index[2:] or (0,) * len(self.at.axes)
        first = (index[0], 0, *(0 for _axis in self.at.axes))
        return CellInFocus(self.at, "", self.values, (*index[:2], *place), first)

    def at_source(self, index: Index) -> CellInFocus:
        """With a number of the input in focus."""
        first = (index[0], 0, *(0 for _axis in self.at.axes))
        return CellInFocus(self.at, "", self.values, first, index)


@pytest.mark.parametrize("case", CASES)
def test_a_cell_is_made_of_what_pytorch_makes_it_of(case: str, stored: dict[str, Array]) -> None:
    layer, theirs = Layer(case), stored[f"{case}:forward"]
    for index in np.ndindex(*theirs.shape):
        total = made_of(layer.at_cell(index)).total
        assert total == pytest.approx(float(theirs[index]), rel=0, abs=TOLERANCE), index


@pytest.mark.parametrize("case", CASES)
def test_a_gradient_of_the_input_is_made_of_what_pytorch_makes_it_of(
    case: str, stored: dict[str, Array]
) -> None:
    layer, theirs = Layer(case), stored[f"{case}:grad_x"]
    for index in np.ndindex(*theirs.shape):
        total = returned_to(layer.at_source(index)).total
        assert total == pytest.approx(float(theirs[index]), rel=0, abs=TOLERANCE), index


@pytest.mark.parametrize("case", WITH_WEIGHTS)
def test_a_gradient_of_a_weight_is_made_of_what_pytorch_makes_it_of(
    case: str, stored: dict[str, Array]
) -> None:
    layer, theirs = Layer(case), stored[f"{case}:grad_W"]
    found = layer.at_source((0,) * len(layer.at.read))
    for index in np.ndindex(*theirs.shape):
        numbers = weight_numbers(found, "W", index)
        assert numbers is not None
        assert numbers.total == pytest.approx(float(theirs[index]), rel=0, abs=TOLERANCE), index


@pytest.mark.parametrize("case", WITH_WEIGHTS)
def test_all_stamps_of_a_channel_are_pytorchs_gradient_of_it(
    case: str, stored: dict[str, Array]
) -> None:
    layer, theirs = Layer(case), stored[f"{case}:grad_x"]
    for row, channel in np.ndindex(*theirs.shape[:2]):
        index = (row, channel, *(0 for _axis in layer.at.axes))
        made = stamped(layer.at_source(index), 10**6)
        assert made is not None
        np.testing.assert_allclose(made, theirs[row, channel], rtol=0, atol=TOLERANCE)
