"""The tables of the boundary and of the hidden space are PyTorch's numbers, at ten ticks each."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache
from pathlib import Path

import numpy as np
import pytest

from tests.reference.plane_nets import GRID_STRIDE_COUNT, NETS, UPDATES
from visualnn.lesson import Lesson
from visualnn.ops import Array
from visualnn.run.history import History
from visualnn.views import VIEWS, Moment
from visualnn.views.base import CellValue
from visualnn.views.moments import moment_at

TOLERANCE = 1e-11
"""The largest difference after up to 900 updates, of numbers up to 10."""
PLACES = [(name, update) for name in NETS for update in UPDATES[name]]


@pytest.fixture(scope="module")
def stored() -> dict[str, Array]:
    with np.load(Path(__file__).parent / "planes.npz", allow_pickle=False) as file:
        return {name: file[name] for name in file.files}


@lru_cache
def run(name: str) -> tuple[Lesson, History]:
    lesson = NETS[name]()
    return lesson, History(lesson.program, lesson.start)


def moment(name: str, update: int, view: str) -> Moment:
    lesson, history = run(name)
    return moment_at(lesson, history, lesson.program.start_of(update), VIEWS[view])


def column(rows: Sequence[Mapping[str, CellValue]], *names: str) -> Array:
    return np.array([[row[name] for name in names] for row in rows], dtype=float)


def close(mine: Array, theirs: Array, what: str) -> None:
    np.testing.assert_allclose(mine, theirs, rtol=0, atol=TOLERANCE, err_msg=what)


@pytest.mark.parametrize(("name", "update"), PLACES)
def test_the_tables_of_the_boundary_are_pytorchs(
    name: str, update: int, stored: dict[str, Array]
) -> None:
    now, view = moment(name, update, "boundary"), VIEWS["boundary"]
    key = f"{name}:{update}:"
    grid = view.table(now, "grid").records
    outputs = [word for word in grid[0] if word.startswith("output")]
    told = column(grid, *outputs)[::GRID_STRIDE_COUNT]
    close(told, stored[key + "outputs"], "outputs")
    theirs = stored[key + "outputs"]
    classes = theirs.argmax(axis=1) if theirs.shape[1] > 1 else theirs[:, 0] > 0.5
    sure = np.abs(theirs - 0.5).min(axis=1) > TOLERANCE if theirs.shape[1] == 1 else slice(None)
    mine = column(grid, "class")[::GRID_STRIDE_COUNT, 0]
    np.testing.assert_array_equal(mine[sure], classes[sure])
    close(column(view.table(now, "examples").records, "output")[:, 0], stored[key + "said"], "said")
    hidden = now.lesson.network.layers[0].name
    units = [row for row in view.table(now, "units").records if row["layer"] == hidden]
    shares = column(units, "fires_share")[:, 0]
    close(shares, stored[key + "fires"], "fires")


@pytest.mark.parametrize(("name", "update"), PLACES)
def test_the_tables_of_the_hidden_space_are_pytorchs(
    name: str, update: int, stored: dict[str, Array]
) -> None:
    now, view = moment(name, update, "hidden-space"), VIEWS["hidden-space"]
    key = f"{name}:{update}:"
    last = now.lesson.network.outputs[now.lesson.network.layers[0].name]
    for part in ("points", "grid"):
        rows = [row for row in view.table(now, part).records if row["stage"] == last]
        stride = 1 if part == "points" else GRID_STRIDE_COUNT
        theirs = stored[key + ("points" if part == "points" else "mesh")]
        close(column(rows, "u", "v")[::stride], theirs, part)
    axes = [row for row in view.table(now, "axes").records if row["unit"] is not None]
    close(column(axes, "weight")[:, 0].reshape(2, -1), stored[key + "axes"], "axes")
