"""A drawn picture is a point that the network is asked about: its numbers are the probe's."""

from __future__ import annotations

import numpy as np
import pytest

from visualnn.expr import Source
from visualnn.lesson import open_named
from visualnn.run.history import History
from visualnn.tell.frame import Focus, frame_at
from visualnn.views import VIEWS, Moment, UnsuitedError
from visualnn.views.cell import cell_in_focus
from visualnn.views.drawing import drawable_picture, seen_picture
from visualnn.views.moments import moment_of

VIEW = VIEWS["drawing"]


@pytest.mark.parametrize(
    ("name", "sides"),
    [("digits", (8, 8)), ("lenet", (8, 8)), ("convolution", (6, 6)), ("summary-table", (28, 28))],
)
def test_a_picture_is_as_large_as_the_lessons_own_and_as_dark(
    name: str, sides: tuple[int, int]
) -> None:
    lesson = open_named(name)
    picture = drawable_picture(lesson)
    assert (picture.rows, picture.columns) == sides
    assert (picture.blank, picture.ink) == (lesson.data.x.min(), lesson.data.x.max())
    assert picture.blank < picture.ink


@pytest.mark.parametrize("name", ["xor", "descent", "alexnet", "errors"])
def test_what_cannot_be_drawn_is_refused_with_why(name: str) -> None:
    lesson = open_named(name)
    assert not VIEW.suits(lesson)
    with pytest.raises(UnsuitedError, match=r"drawn|shows"):
        VIEW.refuse(lesson)


@pytest.mark.parametrize("name", ["digits", "lenet"])
def test_drawing_an_example_gives_what_the_network_says_of_it(name: str) -> None:
    lesson = open_named(name)
    history = History(lesson.program, lesson.start)
    tick = lesson.program.start_of(2) + 1  # the batch of an iteration, nothing else
    while "output.z" not in history.at(tick).values:
        tick += 1
    end = lesson.program.start_of(3) - 1
    raw = history.at(end).values["batch.x" if "batch.x" in history.at(end).values else "x"][3]
    frame = frame_at(
        lesson,
        history,
        end,
        Focus(Source("asked.output.a", (0, 0))),
        point=tuple(raw.reshape(-1).tolist()),
    )
    moment = moment_of(frame)
    said = [row[2] for row in VIEW.table(moment, "answer").rows]
    assert said == frame.values["asked.output.a"][0].tolist()
    assert [row[1] for row in VIEW.table(moment, "answer").rows] == [f"{n}" for n in range(10)]
    drawn = np.array([row[2] for row in VIEW.table(moment, "input").rows])
    assert np.array_equal(drawn, raw.reshape(-1))
    assert sum(value for value in said if isinstance(value, float)) == pytest.approx(1)


def test_before_anything_is_computed_there_are_no_numbers() -> None:
    lesson = open_named("digits")
    moment = Moment(lesson, 0, lesson.start)
    for part, count in (("answer", 10), ("input", 64)):
        rows = VIEW.table(moment, part).rows
        assert len(rows) == count
        assert {row[2] for row in rows} == {None}


def test_until_something_is_drawn_it_is_the_example_that_is_looked_at() -> None:
    lesson = open_named("digits")
    history = History(lesson.program, lesson.start)
    end = lesson.program.start_of(1) - 1
    frame = frame_at(lesson, history, end, Focus(Source("hidden.z", (5, 1))))
    moment = moment_of(frame)
    said = [row[2] for row in VIEW.table(moment, "answer").rows]
    assert said == frame.values["output.a"][5].tolist()
    drawn = [row[2] for row in VIEW.table(moment, "input").rows]
    assert drawn == frame.values["batch.x"][5].tolist()


def test_the_convolution_follows_what_was_drawn() -> None:
    lesson = open_named("lenet")
    history = History(lesson.program, lesson.start)
    point = tuple(float(n % 17) for n in range(64))
    for focus in (Source("asked.output.a", (0, 3)), Source("asked.c1.z", (0, 2, 5, 6))):
        frame = frame_at(lesson, history, 3, Focus(focus), point=point)
        found = cell_in_focus(moment_of(frame))
        assert found.prefix == "asked."
        assert found.at.layer == "c1"
        assert found.x is frame.values["asked.frame.z"]
        if focus.name == "asked.c1.z":
            assert found.cell == focus.index
            products = [each.value or 0.0 for each in found.products()]
            total = sum(products) + (found.bias or 0.0)
            assert total == pytest.approx(frame.values["asked.c1.z"][focus.index])


def test_an_example_of_the_validation_data_is_shown_while_they_are_evaluated() -> None:
    lesson = open_named("batches")
    history = History(lesson.program, lesson.start)
    stop = next(stop for stop in lesson.stops if stop.tick and "confusion" in stop.views)
    values = history.at(stop.tick).values
    row = 7
    seen = seen_picture(lesson, values, Source("val.output.a", (row, 3)))
    assert seen.is_validation
    assert not seen.is_drawn
    assert seen.row == row
    assert seen.output == "val.output.a"
    np.testing.assert_array_equal(seen.numbers, values["val.batch.x"][row])
    np.testing.assert_array_equal(seen.said, values["val.output.a"][row])
    for focus in (Source("val.accuracy"), Source("output.a", (2, 0)), None):
        other = seen_picture(lesson, values, focus)
        assert not other.is_validation
        assert other.output == "output.a"
        np.testing.assert_array_equal(
            other.numbers, values["batch.x"][2 if focus == Source("output.a", (2, 0)) else 0]
        )
