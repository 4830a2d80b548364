"""The table of the activation view equals what PyTorch computed, at ten iterations of nine nets."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from tests.reference.activation_runs import ITERATIONS, WORDS, activation_run
from visualnn.expr import Source
from visualnn.lesson import Lesson
from visualnn.ops import Array
from visualnn.run.history import History
from visualnn.views import VIEWS, Moment
from visualnn.views.moments import moment_at

TOLERANCE = 1e-10
VIEW = VIEWS["activation"]


@pytest.fixture(scope="module")
def stored() -> dict[str, Array]:
    with np.load(Path(__file__).parent / "activation_runs.npz", allow_pickle=False) as file:
        return {name: file[name] for name in file.files}


def moment(lesson: Lesson, history: History, iteration: int, layer: str) -> Moment:
    """When the layer's output has just been written."""
    names = [line.writes for line in lesson.program.instructions(iteration)]
    tick = lesson.program.start_of(iteration) + names.index(f"{layer}.a") + 1
    return moment_at(lesson, history, tick, VIEW, Source(f"{layer}.a", (0, 0)))


@pytest.mark.parametrize("word", WORDS)
def test_the_units_stand_where_pytorch_has_them(word: str, stored: dict[str, Array]) -> None:
    lesson = activation_run(word)
    history = History(lesson.program, lesson.start)
    steepest = np.abs(stored[f"{word}:curve"][2]).max()
    for iteration in ITERATIONS:
        for layer, most in (("h", steepest), ("o", 0.25)):
            wanted = stored[f"{word}:{iteration}:{layer}"]
            table = VIEW.table(moment(lesson, history, iteration, layer), "units")
            assert table.columns == ("row", "unit", "z", "a", "slope", "saturated")
            told = np.array([row[2:5] for row in table.rows], dtype=float).T
            where = f"{layer} in iteration {iteration}"
            np.testing.assert_allclose(
                told.reshape(wanted.shape), wanted, rtol=0, atol=TOLERANCE, err_msg=where
            )
            margin = np.abs(np.abs(wanted[2]) - 0.05 * most).min()
            assert margin > TOLERANCE, "a unit on the very edge would be told either way"
            flat = np.abs(wanted[2]) < 0.05 * most
            assert [row[5] for row in table.rows] == flat.ravel().tolist(), where


@pytest.mark.parametrize("word", WORDS)
def test_the_curve_is_pytorchs(word: str, stored: dict[str, Array]) -> None:
    lesson = activation_run(word)
    history = History(lesson.program, lesson.start)
    table = VIEW.table(moment(lesson, history, 0, "h"), "curve")
    told = np.array(table.rows, dtype=float).T
    np.testing.assert_allclose(told, stored[f"{word}:curve"], rtol=0, atol=TOLERANCE)
