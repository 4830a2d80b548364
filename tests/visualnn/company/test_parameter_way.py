"""The way through whole parameters: places at even distances, within a limit, true after edits."""

from __future__ import annotations

import numpy as np
import pytest

from visualnn.company.parameter_way import MIN_PLACE_COUNT, ParameterWayWatch
from visualnn.company.watching import EVERY_NUMBER, Watching
from visualnn.expr import Source
from visualnn.lesson import open_named
from visualnn.ops import Array
from visualnn.run.history import Edit, History

NAMES = ("hidden.W", "output.b")


def xor(iterations: int) -> History:
    lesson = open_named("xor")
    history = History(lesson.program, lesson.start)
    history.run_to(iterations)
    return history


def place(history: History, iteration: int) -> Array:
    values = history.at(history.program.start_of(iteration)).values
    return np.concatenate([np.ravel(values[name]) for name in NAMES])


def whole(watch: ParameterWayWatch) -> None:
    assert watch.advance(lambda: False)


def test_places_are_those_that_the_iterations_start_from() -> None:
    history = xor(30)
    watch = ParameterWayWatch(history, NAMES)
    whole(watch)
    way = watch.way
    assert (way.every, len(way.places)) == (1, 30)
    for n, found in enumerate(way.places):
        assert found.tobytes() == place(history, n).tobytes()
        assert not found.flags.writeable
    history.run_to(45)
    assert not watch.is_done
    whole(watch)
    assert len(watch.way.places) == 45


def test_of_a_longer_way_every_second_place_is_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("visualnn.company.parameter_way.MAX_PLACE_COUNT", 20)
    history = xor(75)
    watch = ParameterWayWatch(history, NAMES)
    whole(watch)
    way = watch.way
    assert way.every == 4
    assert len(way.places) == 19
    for n, found in enumerate(way.places):
        assert found.tobytes() == place(history, 4 * n).tobytes()


def test_the_memory_bounds_the_places(monkeypatch: pytest.MonkeyPatch) -> None:
    history = xor(75)
    size = 8 * len(place(history, 0))
    monkeypatch.setattr("visualnn.company.parameter_way.WAY_BYTES", MIN_PLACE_COUNT * size)
    watch = ParameterWayWatch(history, NAMES)
    whole(watch)
    assert len(watch.way.places) <= MIN_PLACE_COUNT
    monkeypatch.setattr("visualnn.company.parameter_way.WAY_BYTES", MIN_PLACE_COUNT * size - 1)
    none = ParameterWayWatch(history, NAMES)
    assert none.is_done
    assert none.way.places == ()


def test_after_an_edit_the_way_is_that_of_the_edited_run() -> None:
    history = xor(30)
    watch = ParameterWayWatch(history, NAMES)
    whole(watch)
    before = watch.way.places
    history.edit(Edit(history.program.start_of(12), Source("hidden.W", (0, 0)), 5.0))
    history.run_to(30)
    assert len(watch.way.places) == 11  # the tick is the end of iteration 11
    whole(watch)
    for n, found in enumerate(watch.way.places):
        assert found.tobytes() == place(history, n).tobytes()
        assert (found.tobytes() == before[n].tobytes()) == (n < 12)


def test_a_picture_follows_whole_parameters_beside_single_numbers() -> None:
    history, watching = xor(20), Watching()
    watching.take(history, 1_000)
    assert watching.known.way is None
    watching.want((*(f"{name}{EVERY_NUMBER}" for name in NAMES), "hidden.W[0,0]"))
    assert not watching.is_done
    assert watching.advance(lambda: False)
    known = watching.known
    assert known.way is not None
    assert [place[0] for place in known.way.places] == known.numbers["hidden.W[0,0]"].tolist()
    assert known.share == 1.0
    watching.want((f"nothing{EVERY_NUMBER}",))
    assert watching.known.way is None
