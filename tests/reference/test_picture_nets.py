"""Ten updates of nets of convolutions equal what PyTorch computed for the same nets."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from tests.reference.picture_nets import NETS, UPDATES
from visualnn.ops import Array

TOLERANCE = 1e-10


@pytest.fixture(scope="module")
def stored() -> dict[str, Array]:
    with np.load(Path(__file__).parent / "picture_nets.npz", allow_pickle=False) as file:
        return {name: file[name] for name in file.files}


@pytest.mark.parametrize("name", NETS)
def test_ten_updates_equal_pytorch(name: str, stored: dict[str, Array]) -> None:
    net = NETS[name]()
    history = net.history()
    history.run_to(UPDATES)
    np.testing.assert_allclose(history.curves["L"], stored[f"{name}:L"], rtol=0, atol=TOLERANCE)
    first = history.at(net.program.end_of(0)).values
    last = history.at(net.program.end_of(UPDATES - 1)).values
    for parameter in net.program.parameters:
        gradient = f"d.{parameter}"
        for told, key in ((first[gradient], gradient), (last[parameter], parameter)):
            np.testing.assert_allclose(
                told, stored[f"{name}:{key}"], rtol=0, atol=TOLERANCE, err_msg=key
            )


@pytest.mark.parametrize("name", NETS)
@pytest.mark.parametrize("batch", [1, 2, 9])
def test_float32_follows_float64(name: str, batch: int) -> None:
    wide, narrow = NETS[name]("float64", batch), NETS[name]("float32", batch)
    end = wide.program.end_of(0)
    one, other = wide.history().at(end).values, narrow.history().at(end).values
    assert one.keys() == other.keys()
    for key, value in one.items():
        assert other[key].dtype == np.float32
        np.testing.assert_allclose(other[key], value, rtol=1e-4, atol=1e-4, err_msg=key)


@pytest.mark.parametrize("name", NETS)
def test_the_gradient_of_a_batch_is_the_mean_of_its_examples(name: str) -> None:
    """Batches of one example each, and the batch of them all, have consistent gradients."""
    net = NETS[name]()
    end = net.program.end_of(0)
    whole = net.history().at(end).values
    rows = len(net.start["data.x"])
    single = NETS[name](batch=1)
    parts: dict[str, list[Array]] = {}
    for row in range(rows):
        start = dict(single.start)
        start |= {word: net.start[word][row : row + 1] for word in ("data.x", "data.t")}
        start |= {word: net.start[word] for word in net.program.parameters}
        values = (
            type(net)(single.network, single.plan, single.program, start)
            .history()
            .at(single.program.end_of(0))
            .values
        )
        for parameter in net.program.parameters:
            parts.setdefault(parameter, []).append(values[f"d.{parameter}"])
    for parameter, gradients in parts.items():
        mean = np.mean(gradients, axis=0)
        np.testing.assert_allclose(whole[f"d.{parameter}"], mean, rtol=0, atol=1e-12)
