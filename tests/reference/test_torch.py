"""The first updates of the lessons equal what PyTorch computed for the same networks."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from tests.reference.lessons import LESSONS, UPDATES, kept
from visualnn.lesson import find, load
from visualnn.run.history import History

TOLERANCE = 1e-10


@pytest.mark.parametrize("name", LESSONS)
def test_first_updates_equal_pytorch(name: str) -> None:
    lesson = load(find(name))
    history = History(lesson.program, lesson.start)
    with np.load(Path(__file__).parent / f"{name}.npz", allow_pickle=False) as stored:
        history.run_to(UPDATES)
        np.testing.assert_allclose(
            history.curves["L"], stored["losses"], rtol=TOLERANCE, atol=TOLERANCE
        )
        for update in kept(lesson):
            values = history.at(lesson.program.end_of(update - 1)).values
            for parameter in lesson.program.parameters:
                np.testing.assert_allclose(
                    values[parameter],
                    stored[f"{update}:{parameter}"],
                    rtol=TOLERANCE,
                    atol=TOLERANCE,
                    err_msg=f"{parameter} after update {update}",
                )
