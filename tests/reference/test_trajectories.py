"""The lesson's eleven optimizers walk where PyTorch's walk, read off the table of the landscape."""

from __future__ import annotations

import math
from functools import cache
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from tests.reference.trajectories import GROUNDS, OPTIMIZERS, STEP_COUNT
from visualnn.lesson import Lesson
from visualnn.lesson.change import Change
from visualnn.lesson.changes import open_changed
from visualnn.lesson.variants import LESSON_RUN, open_named_variant
from visualnn.race.standings import LEAVING_FACTOR
from visualnn.run.history import History
from visualnn.views import VIEWS
from visualnn.views.moments import moment_at

TOLERANCE = 1e-9
"""Relative, and absolute for coordinates below 1e-3."""
VIEW = VIEWS["landscape"]


@cache
def lesson(where: str, kind: str) -> Lesson:
    ground = GROUNDS[where]
    changes = (
        Change("function.kind", where),
        Change("function.start", list(ground.start)),
        Change("optimizer.lr", ground.lr),
    )
    if kind == "sgd":
        return open_changed("trajectories", changes)
    return open_named_variant("trajectories", kind, changes)


@cache
def ways(where: str, kind: str) -> NDArray[np.float64]:
    """The places, the heights of the ground and the lengths of 100 updates side by side."""
    opened = lesson(where, kind)
    history = History(opened.program, opened.start)
    end = opened.program.end_of(STEP_COUNT - 1)
    table = VIEW.table(moment_at(opened, history, end, VIEW), "ways")
    places = ("w0", "w1")[: len(GROUNDS[where].start)]
    told = ("iteration", *places, "L", "plane_L", "lr", "step_length", "distance")
    assert table.columns == told
    assert [row[0] for row in table.rows] == list(range(STEP_COUNT + 1))
    columns = [told.index(name) for name in (*places, "plane_L", "step_length")]
    rows = [[row[n] for n in columns] for row in table.rows]
    return np.array([[math.nan if n is None else n for n in row] for row in rows], float)


def stored(where: str, kind: str) -> NDArray[np.float64]:
    with np.load(Path(__file__).parent / "trajectories.npz", allow_pickle=False) as kept:
        assert set(kept) == {f"{ground}: {each}" for ground in GROUNDS for each in OPTIMIZERS}
        places: NDArray[np.float64] = kept[f"{where}: {kind}"]
    return places


@pytest.mark.parametrize("kind", OPTIMIZERS)
@pytest.mark.parametrize("where", GROUNDS)
def test_the_way_in_the_table_is_pytorchs(where: str, kind: str) -> None:
    ours, theirs = ways(where, kind), stored(where, kind)
    np.testing.assert_allclose(ours[:, :-2], theirs, rtol=TOLERANCE, atol=TOLERANCE * 1e-3)
    assert np.isfinite(theirs).all()
    steps = np.linalg.norm(np.diff(ours[:, :-2], axis=0), axis=1)
    np.testing.assert_allclose(ours[:-1, -1], steps, rtol=1e-12)


def test_the_lesson_brings_all_eleven_and_its_own_run_is_sgd() -> None:
    opened = lesson("ravine", "sgd")
    assert opened.spec.optimizer.kind == "sgd"
    assert [each.id for each in opened.variants] == list(OPTIMIZERS[1:])
    assert LESSON_RUN not in OPTIMIZERS
    for each in OPTIMIZERS[1:]:
        assert lesson("ravine", each).spec.optimizer.kind == each


def test_walks_that_are_compared_stay_well_conditioned() -> None:
    # one run leaves, on the ravine, where nothing is rounded away: it is compared all the same
    leaving = {
        (where, kind)
        for where in GROUNDS
        for kind in OPTIMIZERS
        if where != "saddle"
        and ways(where, kind)[-1, -2] > LEAVING_FACTOR * ways(where, kind)[0, -2]
    }
    assert leaving == {("ravine", "nesterov")}
