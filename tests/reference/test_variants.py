"""The first 50 updates of a lesson and its six variants equal what PyTorch computed."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import numpy as np
import pytest

from tests.reference.variants import ACTIVATIONS, UPDATES, lesson, name_of, runs
from visualnn.company.company import company_of
from visualnn.company.differences import differences
from visualnn.lesson import Lesson
from visualnn.ops import Array
from visualnn.run.history import History

TOLERANCE = 1e-10


@pytest.fixture(scope="module")
def stored() -> dict[str, Array]:
    with np.load(Path(__file__).parent / "variants.npz", allow_pickle=False) as file:
        return {name: file[name] for name in file.files}


@pytest.fixture(scope="module")
def made() -> Mapping[str, Lesson]:
    return runs()


@pytest.mark.parametrize("name", ["relu", *ACTIVATIONS])
def test_fifty_updates_equal_pytorch(
    name: str, made: Mapping[str, Lesson], stored: dict[str, Array]
) -> None:
    run = made[name]
    history = History(run.program, run.start)
    history.run_to(UPDATES)
    np.testing.assert_allclose(
        history.curves["L"][:UPDATES], stored[f"{name}:L"], rtol=0, atol=TOLERANCE
    )
    for iteration in range(UPDATES):
        values = history.at(run.program.end_of(iteration)).values
        for parameter in run.program.parameters:
            np.testing.assert_allclose(
                values[parameter],
                stored[f"{name}:{parameter}"][iteration],
                rtol=0,
                atol=TOLERANCE,
                err_msg=f"{parameter} after update {iteration + 1}",
            )


def test_the_activation_is_all_that_differs(made: Mapping[str, Lesson]) -> None:
    (only,) = differences([run.spec for run in made.values()])
    assert only.key == "layers.hidden.activation"
    assert only.values == ("relu", *ACTIVATIONS)
    for run in made.values():
        for name in run.program.parameters:
            np.testing.assert_array_equal(run.start[name], made["relu"].start[name])


def test_the_runs_in_step_with_the_lesson_equal_pytorch_too(stored: dict[str, Array]) -> None:
    leading = lesson()
    history, company = History(leading.program, leading.start), company_of(leading)
    company.run_to(history, UPDATES)
    assert company.stand(leading.program, leading.program.end_of(UPDATES - 1), lambda: False)
    for name in ACTIVATIONS:
        run = company.runs[name_of(name)]
        assert run.values is not None
        np.testing.assert_allclose(
            run.curves["L"][:UPDATES], stored[f"{name}:L"], rtol=0, atol=TOLERANCE
        )
        for parameter in leading.program.parameters:
            np.testing.assert_allclose(
                run.values[parameter],
                stored[f"{name}:{parameter}"][-1],
                rtol=0,
                atol=TOLERANCE,
                err_msg=f"{name}: {parameter}",
            )
