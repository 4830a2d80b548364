"""Every schedule sets the rates that PyTorch's sets."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from tests.reference.schedules import CASES, COUNTS
from visualnn.schedules import SCHEDULES, rates


@pytest.mark.parametrize("kind", CASES)
def test_rates_equal_pytorch(kind: str) -> None:
    with np.load(Path(__file__).parent / "schedules.npz", allow_pickle=False) as stored:
        np.testing.assert_allclose(rates(kind, CASES[kind], COUNTS), stored[kind], rtol=1e-11)


def test_every_schedule_is_compared() -> None:
    assert set(CASES) == set(SCHEDULES) - {"constant"}
