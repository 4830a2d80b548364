"""The way of a larger network on a plane is the one that a smaller one has."""

from __future__ import annotations

import numpy as np
import pytest

from tests.visualnn.views.test_loss_plane import VIEW
from visualnn.company.parameter_way import ParameterWay
from visualnn.lesson import Lesson, open_named
from visualnn.ops import Array
from visualnn.run.history import History
from visualnn.views import UnsuitedError
from visualnn.views.base import Moment
from visualnn.views.long_way import (
    LongWay,
    long_axes_steps,
    long_walk_steps,
    long_way_of,
)
from visualnn.views.loss_plane import (
    PlaneAxes,
    PlaneWalk,
    axes_of_way,
    cut_of,
    has_long_way,
    walk_of,
    way_of,
)
from visualnn.views.moments import moment_at


@pytest.fixture(scope="module")
def moment() -> Moment:
    lesson = open_named("xor")
    history = History(lesson.program, lesson.start)
    return moment_at(lesson, history, lesson.program.end_of(59), VIEW)


def long_way(moment: Moment, every: int = 1) -> LongWay:
    rows = way_of(moment)
    return long_way_of(moment, ParameterWay(every, tuple(rows[:-1:every])))


def axes_of(way: LongWay) -> PlaneAxes:
    *shares, found = long_axes_steps(way)
    assert shares == sorted(shares)  # type: ignore[type-var]
    assert shares[-1] == 1.0
    assert isinstance(found, PlaneAxes)
    return found


@pytest.mark.parametrize("block", [500_000, 7])
def test_the_directions_are_those_of_all_places_at_once(
    moment: Moment, monkeypatch: pytest.MonkeyPatch, block: int
) -> None:
    monkeypatch.setattr("visualnn.views.long_way.BLOCK_NUMBER_COUNT", block)
    wanted, found = axes_of_way(way_of(moment)), axes_of(long_way(moment))
    np.testing.assert_allclose(found.directions, wanted.directions, rtol=0, atol=1e-9)
    assert found.shares == pytest.approx(wanted.shares, rel=1e-9)
    np.testing.assert_allclose(found.directions @ found.directions.T, np.eye(2), rtol=0, atol=1e-12)


def test_the_walk_is_the_one_of_all_places_at_once(moment: Moment) -> None:
    cut = cut_of(moment, axes_of_way(way_of(moment)))
    wanted = walk_of(cut, moment, everywhere=False)
    *_shares, found = long_walk_steps(cut, long_way(moment), moment.curves["L"])
    assert isinstance(found, PlaneWalk)
    assert found.updates.tolist() == wanted.updates.tolist()
    np.testing.assert_allclose(found.spots, wanted.spots, rtol=0, atol=1e-12)
    np.testing.assert_allclose(found.beside, wanted.beside, rtol=0, atol=1e-12)
    np.testing.assert_array_equal(found.losses, wanted.losses)
    np.testing.assert_array_equal(found.plane_losses, wanted.plane_losses)


def test_a_thinned_way_ends_where_the_run_is(moment: Moment) -> None:
    way = long_way(moment, every=16)
    assert way.updates == (0, 16, 32, 48, 60)
    rows = way_of(moment)
    for n, place in zip(way.updates, way.places, strict=True):
        np.testing.assert_array_equal(place, rows[n])


def test_before_the_update_the_run_is_where_the_iteration_starts() -> None:
    lesson = open_named("xor")
    history = History(lesson.program, lesson.start)
    done = lesson.program.done_after("L", 8)
    assert done is not None
    early = moment_at(lesson, history, lesson.program.start_of(8) + done, VIEW)
    rows = way_of(early)
    way = long_way_of(early, ParameterWay(4, (rows[0], rows[4], rows[8], rows[8])))
    assert way.updates == (0, 4, 8)
    np.testing.assert_array_equal(way.places[-1], rows[-1])


def test_a_way_without_two_directions_has_no_plane() -> None:
    line: Array = np.arange(12.0)[:, None] * [1.0, 2.0, 3.0]
    for rows in (np.zeros((5, 3)), line, np.eye(3)[:2], np.full((5, 3), np.nan)):
        with pytest.raises(UnsuitedError, match="no two directions"):
            list(long_axes_steps(LongWay(tuple(range(len(rows))), tuple(rows))))
    with pytest.raises(UnsuitedError, match="is not kept"):
        list(long_axes_steps(LongWay((9,), (np.zeros(3),))))


@pytest.mark.parametrize(("name", "is_long"), [("xor", False), ("digits", True)])
def test_the_way_of_a_network_of_digits_is_long(name: str, is_long: bool) -> None:
    lesson: Lesson = open_named(name)
    assert has_long_way(lesson) is is_long
