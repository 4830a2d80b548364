"""The loss plane: its heights are what the run would compute there, its directions those in which
the way goes most."""

from __future__ import annotations

import numpy as np
import pytest

from visualnn.expr import Source
from visualnn.lesson import Lesson, open_named
from visualnn.lesson.change import Change
from visualnn.lesson.changes import open_changed
from visualnn.ops import Array
from visualnn.run.history import ArrayEdit, Edit, History
from visualnn.views import VIEWS, Moment, UnsuitedError
from visualnn.views.contours import loss_levels, relief_of_losses
from visualnn.views.loss_plane import (
    LossSurface,
    PlaneCut,
    axes_of_way,
    axes_of_weights,
    cut_of,
    followed_numbers,
    followed_values,
    loss_at,
    numbers_next_to,
    plane_of_spots,
    side_of,
    surface_steps,
    walk_of,
    way_of,
)
from visualnn.views.moments import moment_at
from visualnn.views.plane import Plane

VIEW = VIEWS["loss-plane"]
TOLERANCE = 1e-12
"""Relative: the same instructions in float64, in another order of sums."""
ONE, OTHER = Source("hidden.W", (0, 3)), Source("output.W", (3, 0))


@pytest.fixture(scope="module")
def run() -> tuple[Lesson, History]:
    lesson = open_named("xor")
    return lesson, History(lesson.program, lesson.start)


def at(run: tuple[Lesson, History], tick: int, focus: Source | None = None) -> Moment:
    return moment_at(*run, tick, VIEW, focus)


def end(run: tuple[Lesson, History], iteration: int) -> Moment:
    return at(run, run[0].program.end_of(iteration))


def loss_with(run: tuple[Lesson, History], iteration: int, changes: dict[str, Array]) -> float:
    """L of an iteration in a run whose parameters were changed as it began."""
    fork = run[1].fork(1 << 22)
    start = run[0].program.start_of(iteration)
    for name, values in changes.items():
        fork.edit(ArrayEdit(start, name, values))
    done = run[0].program.done_after("L", iteration)
    assert done is not None
    return float(fork.at(start + done).values["L"])


def test_heights_over_two_weights_are_those_of_edited_runs(run: tuple[Lesson, History]) -> None:
    cut = cut_of(end(run, 20), axes_of_weights(run[0], ONE, OTHER))
    start = run[0].program.start_of(20)
    before = run[1].at(start).values
    here = [before[each.name][each.index] for each in (ONE, OTHER)]
    np.testing.assert_array_equal(cut.origin, here)
    for spot in ((here[0], here[1]), (0.3, -0.7), (-1.5, 2.0)):
        fork = run[1].fork(1 << 22)
        for each, value in zip((ONE, OTHER), spot, strict=True):
            fork.edit(Edit(start, each, value))
        done = run[0].program.done_after("L", 20)
        assert done is not None
        wanted = float(fork.at(start + done).values["L"])
        assert loss_at(cut, np.array(spot)) == pytest.approx(wanted, rel=TOLERANCE)


def test_heights_over_the_main_directions_are_those_of_changed_runs(
    run: tuple[Lesson, History],
) -> None:
    moment = end(run, 60)
    cut = cut_of(moment, axes_of_way(way_of(moment)))
    for spot in ((0.0, 0.0), (0.4, -0.2), (-1.0, 0.5)):
        vector = cut.base + np.array(spot) @ cut.axes.directions
        changes, begin = {}, 0
        for each in run[0].network.trained:
            size = int(np.prod(each.shape))
            changes[each.name] = vector[begin : begin + size].reshape(each.shape)
            begin += size
        assert loss_at(cut, np.array(spot)) == pytest.approx(
            loss_with(run, 60, changes), rel=TOLERANCE
        )


def test_main_directions_are_those_of_the_largest_squares(run: tuple[Lesson, History]) -> None:
    way = way_of(end(run, 80))
    assert way.shape == (82, 33)
    axes = axes_of_way(way)
    apart = way - way[-1]
    squares, vectors = np.linalg.eigh(apart.T @ apart)
    assert axes.shares is not None
    for n, (direction, share) in enumerate(zip(axes.directions, axes.shares, strict=True)):
        assert share == pytest.approx(squares[-1 - n] / squares.sum(), rel=1e-9)
        assert abs(direction @ vectors[:, -1 - n]) == pytest.approx(1.0, abs=1e-9)
    np.testing.assert_allclose(axes.directions @ axes.directions.T, np.eye(2), atol=1e-12)
    cut = cut_of(end(run, 80), axes)
    whole = ((way - cut.base) ** 2).sum(axis=1)
    seen = ((cut.spots(way) - cut.origin) ** 2).sum(axis=1)
    np.testing.assert_allclose(seen + cut.beside(way) ** 2, whole, rtol=1e-9, atol=1e-12)


def test_the_dot_lies_on_the_plane_at_its_iteration_and_beside_it_later(
    run: tuple[Lesson, History],
) -> None:
    done = run[0].program.done_after("L", 50)
    assert done is not None
    now = at(run, run[0].program.start_of(50) + done)
    for axes in (axes_of_weights(run[0], ONE, OTHER), axes_of_way(way_of(now))):
        cut = cut_of(now, axes)
        walk = walk_of(cut, now)
        assert walk.updates[-1] == 50
        assert walk.losses[-1] == float(now.values["L"])
        assert walk.plane_losses[-1] == pytest.approx(walk.losses[-1], rel=TOLERANCE)
        assert walk.beside[-1] == pytest.approx(0.0, abs=1e-12)
        later = at(run, run[0].program.start_of(90) + done)
        walk = walk_of(cut, later)  # the plane is kept
        assert walk.losses[-1] == float(later.values["L"])
        assert walk.beside[-1] > 1e-3
        assert abs(walk.plane_losses[-1] - walk.losses[-1]) > 1e-3
        few = walk_of(cut, later, everywhere=False)
        assert np.isnan(few.plane_losses[:-1]).all()
        assert few.plane_losses[-1] == walk.plane_losses[-1]


def test_the_way_has_the_losses_of_the_run(run: tuple[Lesson, History]) -> None:
    rows = VIEW.table(end(run, 30), "ways").records
    assert [row["iteration"] for row in rows] == list(range(32))
    curve = run[1].curves["L"]
    assert [row["L"] for row in rows] == [*curve[:31].tolist(), None]
    weights = numbers_next_to(run[0], None)
    for row in rows:
        values = run[1].at(run[0].program.start_of(int(row["iteration"]))).values  # type: ignore[arg-type]
        assert [row["w0"], row["w1"]] == [values[each.name][each.index] for each in weights]


def test_tables_are_the_surface(run: tuple[Lesson, History]) -> None:
    moment = end(run, 10)
    rows = np.array(VIEW.table(moment, "main-grid").rows, dtype=float)
    cut = cut_of(moment, axes_of_way(way_of(moment)))
    assert len(rows) == side_of(run[0].program) ** 2
    for w0, w1, loss in rows[::211]:
        assert loss == pytest.approx(loss_at(cut, np.array([w0, w1])), rel=TOLERANCE)
    ways = np.array([row[1:3] for row in VIEW.table(moment, "main-ways").rows], dtype=float)
    assert (rows[:, :2].min(axis=0) < ways.min(axis=0)).all()
    assert (rows[:, :2].max(axis=0) > ways.max(axis=0)).all()
    for axis in (0, 1):
        told = [row for row in VIEW.table(moment, "main-axes").records if row["axis"] == axis]
        assert sum(float(row["component"] or 0) ** 2 for row in told) == pytest.approx(1.0)
    told = VIEW.table(moment, "axes").records
    assert [(row["axis"], row["weight"], row["component"]) for row in told] == [
        (0, "hidden.W[0,0]", 1.0),
        (1, "hidden.W[0,1]", 1.0),
    ]


def test_the_surface_comes_in_steps_that_say_how_far_it_is(run: tuple[Lesson, History]) -> None:
    cut: PlaneCut = cut_of(end(run, 10), axes_of_weights(run[0], ONE, OTHER))
    steps = list(surface_steps(cut, Plane((-1.0, -1.0), (1.0, 1.0))))
    *shares, last = steps
    assert shares == sorted(shares)  # type: ignore[type-var]
    assert shares[-1] == 1.0
    assert isinstance(last, LossSurface)
    assert last.heights.shape == (41, 41)
    assert last.heights[0, -1] == loss_at(cut, np.array([1.0, -1.0]))


def test_what_is_followed_is_the_way(run: tuple[Lesson, History]) -> None:
    names = followed_numbers(run[0])
    assert len(names) == 33
    moment = end(run, 12)
    way = way_of(moment)
    numbers = {name: way[:-1, n] for n, name in enumerate(names)}
    found = followed_values(moment, numbers, 1)
    for name, rows in found.items():
        np.testing.assert_array_equal(rows, moment.followed[name])
    assert followed_values(moment, {**numbers, names[4]: way[:5, 4]}, 1) == {}
    assert followed_values(moment, numbers, 2) == {}


def test_a_way_along_one_line_has_no_plane(run: tuple[Lesson, History]) -> None:
    for way in (np.zeros((5, 3)), np.arange(12.0)[:, None] * [1.0, 2.0, 3.0], np.eye(3)[:2]):
        with pytest.raises(UnsuitedError, match="no two directions"):
            axes_of_way(way)
    with pytest.raises(UnsuitedError, match="twice"):
        axes_of_weights(run[0], ONE, ONE)
    with pytest.raises(UnsuitedError, match="no number that is trained"):
        axes_of_weights(run[0], ONE, Source("hidden.z", (0, 0)))
    with pytest.raises(UnsuitedError):
        VIEW.refuse(open_named("trajectories"))


def test_a_number_in_focus_and_the_next_one(run: tuple[Lesson, History]) -> None:
    first, last = Source("hidden.W", (0, 0)), Source("output.b", (0,))
    assert numbers_next_to(run[0], Source("d.hidden.W", (0, 3)))[0] == ONE
    assert numbers_next_to(run[0], last) == (last, first)
    assert numbers_next_to(run[0], Source("hidden.a", (0, 0)))[0] == first


def test_a_short_way_has_room_around_it(run: tuple[Lesson, History]) -> None:
    cut = cut_of(end(run, 0), axes_of_weights(run[0], ONE, OTHER))
    plane = plane_of_spots(cut, cut.spots(cut.base[None]))
    for n in range(2):
        assert plane.least[n] <= cut.origin[n] - 0.5
        assert plane.largest[n] >= cut.origin[n] + 0.5


def test_levels_of_losses_are_round_and_between_them() -> None:
    assert loss_levels(np.array([0.02, 5.0])) == (0.03, 0.1, 0.3, 1.0, 3.0)
    assert loss_levels(np.array([0.61, 0.72])) == pytest.approx(
        (0.62, 0.63, 0.64, 0.65, 0.66, 0.67, 0.68, 0.69, 0.70, 0.71)
    )
    assert loss_levels(np.array([0.5, 0.5, np.nan])) == ()
    heights = np.add.outer(np.linspace(0.1, 1, 30), np.linspace(0, 1, 30))
    relief = relief_of_losses(Plane((0.0, 0.0), (1.0, 1.0)), heights)
    for contour in relief.contours:
        for line in contour.lines:
            np.testing.assert_allclose(0.1 + 0.9 * line[:, 1] + line[:, 0], contour.level)


def test_small_batches_have_planes_of_their_own() -> None:
    lesson = open_changed("logistic", [Change("batch.size", 2)])
    made = lesson, History(lesson.program, lesson.start)
    spot = np.zeros(2)
    for iteration in (3, 4):
        moment = end(made, iteration)
        cut = cut_of(moment, axes_of_way(way_of(end(made, 4))))
        wanted = float(made[1].curves["L"][iteration])
        assert loss_at(cut, spot) == pytest.approx(wanted, rel=TOLERANCE)
