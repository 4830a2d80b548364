"""Ten updates of a small residual network, a small GoogLeNet and LeNet-5 equal PyTorch's."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from tests.reference.small_architectures import DESCRIPTIONS, UPDATES, lesson, short
from visualnn.expr import Source
from visualnn.ops import Array, Named
from visualnn.run.history import History
from visualnn.tell.explain import explain

TOLERANCE = 1e-9


@pytest.fixture(scope="module")
def stored() -> dict[str, Array]:
    file = Path(__file__).parent / "small_architectures.npz"
    with np.load(file, allow_pickle=False) as arrays:
        return {name: arrays[name] for name in arrays.files}


@pytest.mark.parametrize("name", DESCRIPTIONS)
def test_ten_updates_equal_pytorch(name: str, stored: dict[str, Array]) -> None:
    trained = lesson(name)
    history = History(trained.program, trained.start)
    history.run_to(UPDATES)
    expected = {
        key.removeprefix(f"{name}:"): a for key, a in stored.items() if key.startswith(name)
    }
    first = history.at(trained.program.end_of(0)).values
    last = history.at(trained.program.end_of(UPDATES - 1)).values
    found = {"L": history.curves["L"]}
    found |= {f"d.{p.name}": short(first[f"d.{p.name}"]) for p in trained.network.trained}
    found |= {kept: short(last[kept]) for kept in trained.network.kept}
    assert found.keys() == expected.keys()
    for key, values in found.items():
        scale = np.abs(expected[key]).max()
        assert np.abs(values - expected[key]).max() <= TOLERANCE * max(1.0, scale), key


@pytest.mark.parametrize("name", DESCRIPTIONS)
@pytest.mark.parametrize("n", [1, 2, 6])
def test_float32_follows_float64(name: str, n: int) -> None:
    wide, narrow = lesson(name, "float64", n), lesson(name, "float32", n)
    end = wide.program.end_of(0)
    one = History(wide.program, wide.start).at(end).values
    other = History(narrow.program, narrow.start).at(end).values
    assert one.keys() == other.keys()
    for key, value in one.items():
        assert other[key].dtype == np.float32
        scale = max(1.0, float(np.abs(value).max()))
        assert np.abs(other[key] - value).max() <= 1e-4 * scale, key


@pytest.mark.parametrize("name", DESCRIPTIONS)
def test_any_number_of_an_iteration_explains_itself(name: str) -> None:
    """Of every instruction some numbers, forwards, backwards and in the update."""
    trained = lesson(name, n=2)
    history, random = History(trained.program, trained.start), np.random.default_rng(0)
    for tick in range(1, trained.program.end_of(0) + 1):
        instruction = trained.program.at(tick)
        assert instruction is not None
        before, value = history.at(tick - 1).values, history.at(tick).values[instruction.writes]
        named = [Named(read, before[read]) for read in instruction.reads]
        drawn = random.integers(np.array(value.shape, int), size=(3, value.ndim))
        for index in {tuple(map(int, row)) for row in drawn}:
            tree = instruction.op.explain(instruction.rule, index, named)
            np.testing.assert_allclose(tree.value, value[index], rtol=1e-9, atol=1e-12)
            assert explain(history, tick, Source(instruction.writes, index)).value == value[index]
