"""Several outputs, penalties and clipped gradients train as PyTorch trains them."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from tests.reference.objectives import DESCRIBED, UPDATES
from visualnn import lesson
from visualnn.run.history import History

TOLERANCE = 1e-10


@pytest.mark.parametrize("name", DESCRIBED)
def test_a_training_equals_pytorch(name: str) -> None:
    taught = lesson.from_dict(DESCRIBED[name])
    history = History(taught.program, taught.start)
    end = history.at(taught.last_tick).values
    with np.load(Path(__file__).parent / "objectives.npz", allow_pickle=False) as stored:
        assert len(stored[f"{name}: L"]) == UPDATES
        np.testing.assert_allclose(
            history.curves["L"], stored[f"{name}: L"], rtol=TOLERANCE, atol=TOLERANCE
        )
        for parameter in taught.network.parameters:
            np.testing.assert_allclose(
                end[parameter.name],
                stored[f"{name}: {parameter.name}"],
                rtol=TOLERANCE,
                atol=TOLERANCE,
            )


def test_clipping_acts_in_what_is_compared() -> None:
    """Otherwise a comparison would say nothing."""
    for name in DESCRIBED:
        taught = lesson.from_dict(DESCRIBED[name])
        if taught.plan.clip is None:
            continue
        values = History(taught.program, taught.start).at(taught.program.end_of(0)).values
        assert (values["clipped.out.W"] != values["d.out.W"]).any()
