"""Inputs made of inputs: what the network reads is x0², x0·x1, sin x0 of the data."""

from __future__ import annotations

import numpy as np
import pytest

from visualnn.errors import LessonError
from visualnn.expr import Source
from visualnn.lesson import Lesson, open_named
from visualnn.lesson.change import parse_change
from visualnn.lesson.changes import changed
from visualnn.run.history import History
from visualnn.tell.explain import explain
from visualnn.views.boundary import boundary
from visualnn.views.moments import moment_at
from visualnn.views.registry import VIEWS

ALL = 'data.features=["x0", "x1", "x0^2", "x1^2", "x0*x1", "sin(x0)", "sin(x1)"]'


def made(*settings: str) -> Lesson:
    return changed(open_named("playground"), map(parse_change, settings))


def test_the_network_reads_what_is_made_of_the_data_in_training_and_validation() -> None:
    lesson = made(ALL)
    history = History(lesson.program, lesson.start)
    values = history.at(lesson.program.end_of(7)).values
    for prefix in ("", "val."):
        raw, x = values[f"{prefix}batch.x"], values[f"{prefix}x"]
        a, b = raw[:, 0], raw[:, 1]
        wanted = np.stack([a, b, a * a, b * b, a * b, np.sin(a), np.sin(b)], axis=1)
        assert np.array_equal(x, wanted)
    assert values["hidden.W"].shape == (7, 4)
    tick = lesson.program.end_of(7)
    for j in range(7):
        told = explain(history, tick, Source("x", (0, j)))
        assert told.value == pytest.approx(float(values["x"][0, j]), abs=1e-15)
        assert {leaf.source.name for leaf in told.made_from if leaf.source} == {"batch.x"}


def test_the_plane_is_that_of_the_data_and_curved_pieces_have_no_cells() -> None:
    relu = ("layers.hidden.activation=relu", "layers.hidden2.activation=relu")
    for settings, is_straight in ((relu, True), ((*relu, ALL), False)):
        lesson = made(*settings)
        history = History(lesson.program, lesson.start)
        moment = moment_at(lesson, history, lesson.program.end_of(3), VIEWS["boundary"])
        found = boundary(moment)
        assert (found.cells is not None) == is_straight
    assert made(ALL).data.x.shape[1] == 2


@pytest.mark.parametrize(
    ("written", "told"),
    [
        ('["x2"]', "x2 asks for an input that is not there; there are 2"),
        ('["x0^3"]', "an input is written x0, x0^2, x0*x1 or sin(x0)"),
        ('["sin(x0"]', "an input is written"),
        ("[]", "too short"),
        ('"x0"', ""),
    ],
)
def test_what_is_no_input_is_refused_at_its_place(written: str, told: str) -> None:
    with pytest.raises(LessonError, match="features") as refused:
        made(f"data.features={written}")
    assert told in str(refused.value)


def test_pictures_have_no_inputs_to_be_made_of() -> None:
    with pytest.raises(LessonError, match="one row of numbers"):
        changed(open_named("lenet"), [parse_change('data.features=["x0"]')])


def test_inputs_made_of_inputs_solve_xor_without_a_hidden_layer() -> None:
    lesson = changed(open_named("logistic"), [parse_change('data.features=["x0", "x1", "x0*x1"]')])
    history = History(lesson.program, lesson.start)
    last = lesson.program.end_of(lesson.iterations - 1)
    values = history.at(last).values
    assert values["L"] < 0.45 < np.log(2)
