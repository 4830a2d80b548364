"""A point that is asked about: its numbers are the network's own, and each has a card."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import numpy as np
import pytest

from tests.visualnn.views.nets import moons, one_input, three
from visualnn import api
from visualnn.company.asked import asked_point
from visualnn.errors import ShapeError, UnknownNameError
from visualnn.expr import Source
from visualnn.lesson import Lesson, assemble, open_named
from visualnn.run.history import History
from visualnn.tell.explain import Origin, explain
from visualnn.tell.frame import Focus, frame_at
from visualnn.tell.places import can_change

SINGLE_PRECISION = 1e-6
"""The absolute difference that float32 may have on numbers near 1."""
LESSONS: Mapping[str, Callable[[], Lesson]] = {
    "xor": lambda: open_named("xor"),
    "logistic": lambda: open_named("logistic"),
    "moons": moons,
    "three": three,
    "one input": one_input,
}
POINTS = ((0.5, 0.25), (-0.3, 1.7), (0.0, 0.0))


def point_of(lesson: Lesson, point: tuple[float, float]) -> tuple[float, ...]:
    return point[: lesson.data.x.shape[1]]


@pytest.mark.parametrize("point", POINTS)
@pytest.mark.parametrize("name", LESSONS)
def test_its_numbers_are_those_of_the_api_bit_for_bit(
    name: str, point: tuple[float, float]
) -> None:
    lesson = LESSONS[name]()
    model = api.Model(lesson)
    for iterations in (0, 1, 20):
        model.run(iterations)
        values = model.history.at(model.tick).values
        asked = asked_point(lesson, values, point_of(lesson, point))
        told = model.evaluated(asked.values["asked.x"])
        for use in lesson.network.evaluation:
            np.testing.assert_array_equal(asked.values[f"asked.{use.writes}"], told[use.writes])


def test_single_precision_agrees() -> None:
    lesson = open_named("xor")
    narrow = assemble(lesson.spec.model_copy(update={"dtype": "float32", "beside": None}))
    wide = History(lesson.program, lesson.start)
    wide.run_to(50)
    values = wide.at(lesson.program.end_of(49)).values
    for point in POINTS:
        one = asked_point(lesson, values, point).values
        other = asked_point(narrow, values, point).values
        for name, array in one.items():
            assert other[name].dtype == np.float32
            np.testing.assert_allclose(other[name], array, rtol=0, atol=SINGLE_PRECISION)


@pytest.mark.parametrize("name", LESSONS)
def test_every_number_of_its_forward_pass_has_a_card(name: str) -> None:
    lesson = LESSONS[name]()
    history = History(lesson.program, lesson.start)
    history.run_to(3)
    tick = lesson.program.end_of(2)
    asked = asked_point(lesson, history.at(tick).values, point_of(lesson, (0.5, 0.25)))
    made = 0
    for written, array in asked.values.items():
        for index in np.ndindex(array.shape):
            told = explain(history, tick, Source(written, index), asked=asked)
            assert told.origin is Origin.ASKED
            assert told.tick == tick
            assert told.value == float(array[index])
            made += len(told.made_from)
            for leaf in told.made_from:
                assert leaf.source is not None
                where = (
                    asked.values if leaf.source.name in asked.values else history.at(tick).values
                )
                assert leaf.number == where[leaf.source.name][leaf.source.index]
            assert not can_change(told.place)
    assert made >= 7


def test_its_terms_are_walked_like_those_of_the_batch() -> None:
    lesson = open_named("xor")
    history = History(lesson.program, lesson.start)
    asked = asked_point(lesson, history.at(0).values, (0.5, 0.25))
    place = Source("asked.output.xW", (0, 0))
    told = explain(history, 0, place, 3, asked)
    assert told.partial is not None
    assert (told.partial.shown, told.terms) == (3, 8)
    hidden, W = asked.values["asked.hidden.a"], lesson.start["output.W"]
    assert told.partial.subtotal == pytest.approx(float(hidden[0, :3] @ W[:3, 0]), abs=1e-15)


def test_it_comes_in_the_frame_and_goes_along_with_the_tick() -> None:
    lesson = open_named("xor")
    history = History(lesson.program, lesson.start)
    place = Source("asked.output.a", (0, 0))
    said = []
    for tick in (0, 40, 400, 40):
        frame = frame_at(lesson, history, tick, Focus(place), point=(0.5, 0.25))
        assert frame.asked is not None
        assert frame.explanation is not None
        assert frame.explanation.place == place
        assert frame.values["asked.output.a"] is frame.asked.values["asked.output.a"]
        said.append(frame.explanation.value)
    assert said[1] == said[3] != said[2]
    assert not any(name.startswith("asked.") for name in frame_at(lesson, history, 40).values)


@pytest.mark.parametrize("point", [(), (1.0,), (1.0, 2.0, 3.0), (np.nan, 0.0), (0.0, np.inf)])
def test_what_is_no_example_is_refused(point: tuple[float, ...]) -> None:
    lesson = open_named("xor")
    with pytest.raises(ShapeError, match="2 finite numbers"):
        asked_point(lesson, lesson.start, point)


def test_nothing_is_known_of_a_point_before_it_is_asked_about() -> None:
    lesson = open_named("xor")
    history = History(lesson.program, lesson.start)
    with pytest.raises(UnknownNameError, match="while the network is asked about a point"):
        explain(history, 0, Source("asked.hidden.z", (0, 3)))
