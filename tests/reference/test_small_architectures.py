"""Ten updates of a small residual network, a small GoogLeNet and LeNet-5 equal PyTorch's."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from tests.reference.small_architectures import DESCRIPTIONS, UPDATES, lesson, short
from visualnn.history import History
from visualnn.ops import Array

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
