"""The first 50 updates of the lesson on activations and of its variants equal PyTorch's."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import numpy as np
import pytest

from tests.reference.variants import CHANGED_KEY, UPDATES, activation_of, activation_runs
from visualnn.company.company import company_of
from visualnn.company.differences import differences
from visualnn.lesson import Lesson
from visualnn.lesson.file import LESSON_RUN
from visualnn.ops import Array
from visualnn.run.history import History

TOLERANCE = 1e-10


def _loaded() -> Mapping[str, Mapping[str, Array]]:
    found: dict[str, dict[str, Array]] = {}
    with np.load(Path(__file__).parent / "variants.npz", allow_pickle=False) as file:
        for key in file.files:
            run, _colon, name = key.partition(":")
            found.setdefault(run, {})[name] = file[key]
    return found


STORED = _loaded()
"""Run → ``L`` and parameters → one value for each update."""


@pytest.fixture(scope="module")
def runs() -> Mapping[str, Lesson]:
    return activation_runs()


def test_all_of_them_are_compared_and_only_the_activation_differs(
    runs: Mapping[str, Lesson],
) -> None:
    assert set(STORED) == set(runs)
    assert len(runs) >= 1 + 6
    (only,) = differences([run.spec for run in runs.values()])
    assert only.key == CHANGED_KEY
    assert only.values == tuple(map(activation_of, runs.values()))
    for run in runs.values():
        for name in run.program.parameters:
            np.testing.assert_array_equal(run.start[name], runs[LESSON_RUN].start[name])


@pytest.mark.parametrize("name", STORED)
def test_fifty_updates_equal_pytorch(name: str, runs: Mapping[str, Lesson]) -> None:
    run, stored = runs[name], STORED[name]
    history = History(run.program, run.start)
    history.run_to(UPDATES)
    losses = history.curves["L"][:UPDATES]
    np.testing.assert_allclose(losses, stored["L"], rtol=0, atol=TOLERANCE)
    for iteration in range(UPDATES):
        values = history.at(run.program.end_of(iteration)).values
        for parameter in run.program.parameters:
            np.testing.assert_allclose(
                values[parameter],
                stored[parameter][iteration],
                rtol=0,
                atol=TOLERANCE,
                err_msg=f"{parameter} after update {iteration + 1}",
            )


def test_the_runs_in_step_with_the_lesson_equal_pytorch_too(runs: Mapping[str, Lesson]) -> None:
    leading = runs[LESSON_RUN]
    history, company = History(leading.program, leading.start), company_of(leading)
    company.run_to(history, UPDATES)
    assert company.stand(leading.program, leading.program.end_of(UPDATES - 1), lambda: False)
    for name in set(runs) - {LESSON_RUN}:
        run, stored = company.runs[name], STORED[name]
        assert run.values is not None
        losses = run.curves["L"][:UPDATES]
        np.testing.assert_allclose(losses, stored["L"], rtol=0, atol=TOLERANCE)
        for parameter in leading.program.parameters:
            np.testing.assert_allclose(
                run.values[parameter],
                stored[parameter][-1],
                rtol=0,
                atol=TOLERANCE,
                err_msg=f"{name}: {parameter}",
            )
