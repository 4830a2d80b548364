"""Every kind of layer in a network: its gradients, both types of numbers, batches of one row.

What PyTorch and Keras make of the same networks is compared in `tests/reference`.
"""

from __future__ import annotations

import numpy as np
import pytest

from tests.visualnn.layer_nets import CASES, batch, loss_with, net, values_of
from tests.visualnn.nets import make
from visualnn.expr import Source
from visualnn.layers import KINDS


def test_every_kind_of_this_family_is_in_a_case() -> None:
    inside = {type(layer) for _, layers in CASES.values() for layer in layers}
    modules = {"normalize", "chance", "combine", "shape", "bend", "sequence", "recurrent"}
    kinds = {kind for kind in KINDS.values() if kind.__module__.rpartition(".")[2] in modules}
    assert kinds <= inside


@pytest.mark.parametrize("count", [1, 2, 11])
@pytest.mark.parametrize("case", CASES)
def test_every_gradient_is_the_slope_of_the_loss(case: str, count: int) -> None:
    made = net(case, batch(case, count))
    found = values_of(made)
    step = 1e-5
    names = [parameter.name for parameter in made.network.trained]
    assert names
    for name in names:
        gradient = found[f"d.{name}"]
        for index in _some(gradient.shape):
            place, at = Source(name, index), float(made.start[name][index])
            more, less = (loss_with(made, place, at + d) for d in (step, -step))
            slope = (more - less) / (2 * step)
            assert gradient[index] == pytest.approx(slope, rel=1e-6, abs=1e-8), place


def _some(shape: tuple[int, ...], most: int = 40) -> list[tuple[int, ...]]:
    every = list(np.ndindex(shape))
    return every[:: max(1, len(every) // most)]


@pytest.mark.parametrize("case", CASES)
def test_single_precision_agrees(case: str) -> None:
    double, single = (values_of(net(case, 6, dtype, 3)) for dtype in ("float64", "float32"))
    assert single.keys() == double.keys()
    for name, value in single.items():
        assert value.dtype == np.float32
        scale = max(1.0, float(abs(double[name]).max()))
        np.testing.assert_allclose(value, double[name], rtol=1e-4, atol=1e-4 * scale, err_msg=name)


_OVER_THE_BATCH = {case for case in CASES if case.startswith("batch_norm")} | {"reshape"}


@pytest.mark.parametrize("case", CASES)
def test_a_batch_is_its_rows_where_rows_do_not_see_each_other(case: str) -> None:
    if case in _OVER_THE_BATCH:
        together, alone = net(case, 4, validation=3), net(case, 4, validation=1)
        whole, first = (values_of(made)["val.out.z"] for made in (together, alone))
        assert whole.shape == (3, 2)
        assert first.shape == (1, 2)
        return
    if case in {"dropout", "gaussian_noise"}:
        return
    inputs, layers = CASES[case]
    x = inputs(5)
    whole = values_of(net(case, 5))["out.z"]
    for n in range(5):
        one = make(
            layers, x[n : n + 1], np.zeros((1, 2)), loss="mean_squared_error",
            settings={"lr": 0.1}, seed=2,
        )  # fmt: skip
        np.testing.assert_allclose(values_of(one)["out.z"][0], whole[n], rtol=1e-12)
