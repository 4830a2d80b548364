"""Which example a number belongs to, and which number stands for an example."""

from __future__ import annotations

from functools import cache

import pytest

from tests.visualnn.views.nets import moons
from visualnn.expr import Source
from visualnn.lesson import open_named
from visualnn.run.history import History
from visualnn.tell.frame import Focus, frame_at
from visualnn.views import VIEWS
from visualnn.views.examples import number_of_example, row_in_focus
from visualnn.views.moments import moment_at, moment_of


@cache
def history() -> History:
    lesson = moons()
    made = History(lesson.program, lesson.start)
    made.run_to(4)
    return made


def test_a_number_of_a_batch_belongs_to_the_example_that_was_dealt() -> None:
    lesson = moons()
    values = history().at(lesson.program.end_of(2)).values
    for place, row in enumerate(map(int, values["rows"])):
        for name in ("x", "t", "h.z", "h.a", "o.a", "d.h.z"):
            index = (place,) + (0,) * (values[name].ndim - 1)
            assert row_in_focus(lesson, values, Source(name, index)) == ("train", row)
        output = number_of_example(lesson, values, "train", row)
        assert output == Source("o.a", (place, 0))
        assert (values["x"][place] == values["data.x"][row]).all()


def test_an_example_outside_the_batch_is_its_input_among_the_data() -> None:
    lesson = moons()
    values = history().at(lesson.program.end_of(2)).values
    row = next(n for n in range(30) if n not in values["rows"])
    assert number_of_example(lesson, values, "train", row) == Source("data.x", (row, 0))
    assert number_of_example(lesson, values, "validation", 3) == Source("val.data.x", (3, 0))
    assert row_in_focus(lesson, values, Source("data.x", (row, 1))) == ("train", row)
    assert row_in_focus(lesson, values, Source("val.data.t", (3, 0))) == ("validation", 3)


@pytest.mark.parametrize("name", ["h.W", "d.h.W", "h.b", "v.h.W"])
def test_a_parameter_belongs_to_no_example(name: str) -> None:
    lesson = moons()
    values = history().at(lesson.program.end_of(2)).values
    assert row_in_focus(lesson, values, Source(name, (0,))) is None
    assert row_in_focus(lesson, values, None) is None
    assert row_in_focus(lesson, values, Source("L")) is None


def test_before_the_output_is_computed_the_input_in_the_batch_stands_for_it() -> None:
    lesson = open_named("xor")
    made = History(lesson.program, lesson.start)
    at_start = made.at(0).values
    assert number_of_example(lesson, at_start, "train", 2) == Source("data.x", (2, 0))
    done = enumerate(lesson.program.closing, 1)
    tick = next(n for n, instruction in done if instruction.writes == "t")
    assert number_of_example(lesson, made.at(tick).values, "train", 2) == Source("x", (2, 0))


def test_the_moment_of_a_frame_is_that_of_the_history() -> None:
    lesson = moons()
    view = VIEWS["boundary"]
    focus = Source("h.z", (1, 2))
    for tick in (lesson.program.end_of(1), lesson.program.end_of(1) - 3):
        found = moment_of(frame_at(lesson, history(), tick, Focus(focus)))
        known = moment_at(lesson, history(), tick, view, focus)
        assert (found.tick, found.focus) == (known.tick, known.focus) == (tick, focus)
        assert {name: list(curve) for name, curve in found.curves.items()} == {
            name: list(curve) for name, curve in known.curves.items()
        }
        for part in view.parts:
            assert view.table(found, part) == view.table(known, part)
