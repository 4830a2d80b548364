"""Networks of all kinds of layers equal what PyTorch and Keras computed for them: loss, gradients,
updates, running statistics and evaluation."""

from __future__ import annotations

import numpy as np
import pytest

from tests.reference.layer_runs import LOOKED_AT, STORED, UPDATES, in_keras, ours, updates
from tests.visualnn.layer_nets import CASES
from visualnn.ops import Array
from visualnn.ops.chance import Dropout

TOLERANCE = 1e-11


@pytest.fixture(scope="module")
def stored() -> dict[str, Array]:
    with np.load(STORED, allow_pickle=False) as file:
        return {name: file[name] for name in file.files}


@pytest.mark.parametrize("case", CASES)
def test_networks_equal_pytorch_and_keras(case: str, stored: dict[str, Array]) -> None:
    made = ours(case)
    parameters = [parameter.name for parameter in made.network.parameters]
    every = ["L", "val.out.z", *(buffer.name for buffer in made.network.buffers)]
    compared = 0
    for update, values in enumerate(updates(made)):
        slopes = [f"d.{name}" for name in parameters] if update in LOOKED_AT else []
        last = parameters if update == UPDATES - 1 else []
        for name in (*every, *slopes, *last):
            compared += 1
            np.testing.assert_allclose(
                values[name], stored[f"{case}:{update}:{name}"], rtol=TOLERANCE, atol=TOLERANCE,
                err_msg=f"{name} in update {update}",
            )  # fmt: skip
    assert len([name for name in stored if name.startswith(f"{case}:")]) == compared


def test_keras_is_asked_for_each_of_its_conventions() -> None:
    found = {type(layer).__name__ for case in CASES if in_keras(case) for layer in CASES[case][1]}
    assert found >= {"BatchNorm", "LayerNorm", "RNN", "LSTM", "GRU"}


def test_dropout_with_pytorchs_mask_gives_pytorchs_numbers(stored: dict[str, Array]) -> None:
    told = {name: stored[f"dropout alone:{name}"] for name in ("x", "g", "mask", "a", "d.x")}
    op = Dropout(0.3)
    assert 0 < told["mask"].mean() < 1
    kept = op.compute("forward", told["x"], told["mask"])
    np.testing.assert_allclose(kept, told["a"], rtol=1e-15)
    np.testing.assert_allclose(
        op.compute("grad_x", told["g"], told["mask"]), told["d.x"], rtol=1e-15
    )
