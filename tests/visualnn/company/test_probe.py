"""A probe says of other inputs what the network says of them, and leaves the run alone."""

from __future__ import annotations

import numpy as np
import pytest

from visualnn import api
from visualnn.company.probe import Probe
from visualnn.errors import ShapeError
from visualnn.lesson import from_dict, open_named
from visualnn.network import RAW_INPUT

NAMES = ("xor", "logistic", "digits")
SINGLE_PRECISION = 1e-6
"""The absolute difference that float32 may have on numbers near 1."""


@pytest.mark.parametrize("name", NAMES)
def test_rows_of_the_batch_get_the_numbers_of_the_run(name: str) -> None:
    lesson = open_named(name)
    model = api.Model(lesson)
    model.run(2)
    before = {each: model.value(each) for each in lesson.program.carried}
    model.forward()
    given = RAW_INPUT if RAW_INPUT in model.names() else "x"
    probe = Probe(lesson, len(model.value("x")))
    found = probe.ask(before, model.value(given))
    for written in (use.writes for use in lesson.network.evaluation):
        np.testing.assert_array_equal(found[written], model.value(written), err_msg=written)


@pytest.mark.parametrize("name", NAMES)
def test_single_precision_agrees(name: str) -> None:
    lesson = open_named(name)
    points = np.random.default_rng(3).normal(size=(9, *lesson.data.x.shape[1:]))
    exact = Probe(lesson, 9).ask(lesson.start, points)
    quick = Probe(lesson, 9, "float32").ask(lesson.start, points)
    output = lesson.network.output
    assert quick[output].dtype == np.float32
    np.testing.assert_allclose(quick[output], exact[output], rtol=0, atol=SINGLE_PRECISION)


def test_asking_again_uses_the_same_memory_and_the_new_parameters() -> None:
    lesson = open_named("xor")
    probe = Probe(lesson, 4)
    first = probe.ask(lesson.start, lesson.data.x)
    array, numbers = first["output.a"], first["output.a"].copy()
    model = api.Model(lesson)
    model.run(5)
    values = {name: model.value(name) for name in lesson.program.carried}
    again = probe.ask(values, lesson.data.x)
    assert again["output.a"] is array
    assert not np.array_equal(again["output.a"], numbers)
    with pytest.raises(ValueError, match="read-only"):
        array[0, 0] = 1.0


def test_dropout_is_off_and_standardised_inputs_are_raw() -> None:
    lesson = from_dict(
        {
            "format": 1,
            "name": "dropped",
            "title": {"en": "Dropped", "ko": "드롭아웃"},
            "epochs": 1,
            "data": {
                "source": "table",
                "inputs": [[0.0, 10.0], [2.0, 30.0], [4.0, 20.0]],
                "targets": [[0.0], [1.0], [1.0]],
                "standardise": True,
            },
            "layers": [
                {"name": "one", "kind": "dense", "units": 3, "activation": "tanh"},
                {"name": "drop", "kind": "dropout", "p": 0.5},
                {"name": "out", "kind": "dense", "units": 1},
            ],
            "loss": {"kind": "mean_squared_error"},
            "optimizer": {"kind": "sgd", "lr": 0.1},
        }
    )
    raw = lesson.data.x
    found = Probe(lesson, 3).ask(lesson.start, raw)
    x = (raw - raw.mean(0)) / raw.std(0)
    hidden = np.tanh(x @ lesson.start["one.W"] + lesson.start["one.b"])
    expected = hidden @ lesson.start["out.W"] + lesson.start["out.b"]
    np.testing.assert_allclose(found[lesson.network.output], expected, rtol=1e-12)


def test_what_does_not_fit_is_refused() -> None:
    lesson = open_named("xor")
    with pytest.raises(ShapeError, match="at least one point"):
        Probe(lesson, 0)
    with pytest.raises(ShapeError, match="not \\(3, 2\\)"):
        Probe(lesson, 4).ask(lesson.start, np.zeros((3, 2)))
