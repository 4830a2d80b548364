"""The activation: its curve is PyTorch's, and every unit of the batch stands on it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import lru_cache
from pathlib import Path

import numpy as np
import pytest

from tests.reference import activation_grid
from tests.reference.activation_grid import NOT_IN_PYTORCH
from visualnn.errors import SettingError
from visualnn.expr import Source
from visualnn.lesson import Lesson, from_dict, open_named
from visualnn.ops import Array
from visualnn.run.history import History
from visualnn.views import VIEWS, Moment, UnsuitedError
from visualnn.views.activation import OVERLAYS, Activated, activated
from visualnn.views.moments import moment_at

STORED = Path(activation_grid.__file__).parent / "activations.npz"
RELATIVE = 1e-12
"""The largest relative difference of a value or slope from PyTorch's."""
FUNCTIONS: Mapping[str, tuple[Callable[[Array], Array], Callable[[Array], Array]]] = {
    "relu": (lambda z: np.maximum(z, 0), lambda z: np.where(z > 0, 1.0, 0.0)),
    "tanh": (np.tanh, lambda z: 1 / np.cosh(z) ** 2),
    "sigmoid": (lambda z: 1 / (1 + np.exp(-z)), lambda z: np.exp(-z) / (1 + np.exp(-z)) ** 2),
    "hard_tanh": (lambda z: np.clip(z, -1, 1), lambda z: np.where(np.abs(z) < 1, 1.0, 0.0)),
}


def lesson_of(*layers: Mapping[str, object], source: Mapping[str, object] | None = None) -> Lesson:
    """A small classifier with these layers before its output."""
    last = {"name": "out", "kind": "dense", "units": 1, "activation": "sigmoid"}
    return from_dict(
        {
            "format": 1,
            "name": "small",
            "title": {"en": "Small", "ko": "작은 신경망"},
            "seed": 5,
            "epochs": 30,
            "data": source or {"source": "moons", "n": 40, "noise": 0.1, "validation": 0.25},
            "layers": [*layers, last],
            "loss": {"kind": "binary_cross_entropy"},
            "optimizer": {"kind": "adam", "lr": 0.1},
        }
    )


def dense(activation: str, units: int = 4, name: str = "h") -> Mapping[str, object]:
    return {"name": name, "kind": "dense", "units": units, "activation": activation}


@lru_cache
def run(activation: str) -> tuple[Lesson, History]:
    lesson = lesson_of(dense(activation))
    return lesson, History(lesson.program, lesson.start)


def moment(activation: str, tick: int, focus: Source | None = None) -> Moment:
    lesson, history = run(activation)
    return moment_at(lesson, history, tick, VIEWS["activation"], focus)


def written(lesson: Lesson, name: str, iteration: int) -> int:
    """The tick at which a name has just been written in an iteration."""
    names = [line.writes for line in lesson.program.instructions(iteration)]
    return lesson.program.start_of(iteration) + names.index(name) + 1


def laid(z: Array, a: Array, activation: str, focus: Source | None = None) -> Activated:
    """A moment at which a layer has these numbers."""
    lesson = lesson_of(dense(activation, z.shape[1]))
    return activated(Moment(lesson, 5, {**lesson.start, "h.z": z, "h.a": a}, focus))


@pytest.mark.parametrize("word", [w for w in OVERLAYS if w not in NOT_IN_PYTORCH])
def test_values_and_slopes_are_pytorchs_at_the_kinks_too(word: str) -> None:
    reads = activation_grid.inputs(word)
    z, g = reads["z"][None], reads["g"]
    with np.load(STORED, allow_pickle=False) as stored:
        a, gradient = stored[f"{word}:forward"][None], stored[f"{word}:grad_z"]
    slope = laid(z, a, word).slope
    assert slope is not None
    np.testing.assert_allclose(slope[0] * g, gradient, rtol=RELATIVE, atol=0)


@pytest.mark.parametrize("word", [w for w in OVERLAYS if w not in NOT_IN_PYTORCH])
def test_every_curve_goes_through_pytorchs_points(word: str) -> None:
    reads = activation_grid.inputs(word)
    with np.load(STORED, allow_pickle=False) as stored:
        told = dict(zip(reads["z"].tolist(), stored[f"{word}:forward"].tolist(), strict=True))
    drawn = activated(Moment(lesson_of(dense("relu")), 0, lesson_of(dense("relu")).start))
    curve = drawn.overlay(word)
    met = [n for n, z in enumerate(curve.z.tolist()) if z in told]
    assert len(met) > 10
    wanted = [told[curve.z[n].item()] for n in met]
    np.testing.assert_allclose(curve.f[met], wanted, rtol=RELATIVE, atol=0)


@pytest.mark.parametrize("word", FUNCTIONS)
@pytest.mark.parametrize("iteration", [0, 7, 29])
def test_the_units_are_the_forward_pass(word: str, iteration: int) -> None:
    lesson, _history = run(word)
    now = moment(word, written(lesson, "h.a", iteration))
    f, slope = FUNCTIONS[word]
    z = now.values["x"] @ now.values["h.W"] + now.values["h.b"]
    table = VIEWS["activation"].table(now, "units")
    assert table.columns == ("row", "unit", "z", "a", "slope", "saturated")
    assert [row[:2] for row in table.rows] == [(n, str(j)) for n, j in np.ndindex(*z.shape)]
    told = np.array([row[2:5] for row in table.rows], dtype=float).T.reshape(3, *z.shape)
    np.testing.assert_allclose(told, [z, f(z), slope(z)], rtol=1e-9, atol=1e-12)
    curve = VIEWS["activation"].table(now, "curve")
    assert curve.columns == ("z", "f", "slope")
    axis, value, steep = np.array(curve.rows, dtype=float).T
    np.testing.assert_allclose([value, steep], [f(axis), slope(axis)], rtol=1e-9, atol=1e-12)
    assert [row[5] for row in table.rows] == list(
        np.abs(slope(z)).ravel() < 0.05 * np.abs(slope(axis)).max()
    )


def test_the_axis_is_symmetric_and_grows_in_round_steps() -> None:
    def axis(largest: float, word: str = "relu") -> Array:
        found = laid(np.array([[largest, 0.5]]), np.zeros((1, 2)), word)
        assert found.curve is not None
        return found.curve.z

    for largest, end in ((0.0, 5), (-4.99, 5), (5.01, 10), (-10.0, 10), (11.0, 20), (3e4, 5e4)):
        z = axis(largest)
        assert len(z) == 201
        assert (z[0], z[100], z[-1]) == (-end, 0, end)
        np.testing.assert_array_equal(z, -z[::-1])
    assert axis(0.0, "relu6")[-1] == 10
    for beyond in (np.nan, np.inf, -1e308):
        assert axis(beyond)[-1] == 5


def test_three_kinds_of_silence_and_saturation_are_counted() -> None:
    z = np.array([[-1.0, -2.0, 3.0], [4.0, -0.5, 0.0]])
    found = laid(z, np.maximum(z, 0), "relu", Source("h.z", (1, 0)))
    assert found.silent is not None
    assert found.silent.tolist() == [[True, True, False], [False, True, True]]
    assert found.silent_on_every_row is not None
    assert found.silent_on_every_row.tolist() == [False, True, False]
    assert found.saturated_count == 4
    assert (found.row, found.unit) == (1, (0,))


def test_the_tangent_touches_the_curve_where_the_focus_is() -> None:
    lesson, _history = run("tanh")
    now = moment("tanh", lesson.program.end_of(3), Source("d.h.z", (6, 2)))
    found = activated(now)
    line = found.tangent
    assert line is not None
    z, a = now.values["h.z"][6, 2], now.values["h.a"][6, 2]
    assert (line.z, line.a) == (z, a)
    assert line.slope * z + line.intercept == pytest.approx(a, abs=1e-15)
    beside = 1e-4
    assert np.tanh(z + beside) == pytest.approx(
        line.slope * (z + beside) + line.intercept, abs=1e-7
    )


@pytest.mark.parametrize(
    ("focus", "layer", "row", "unit"),
    [
        (Source("h.z", (3, 2)), "h", 3, (2,)),
        (Source("d.h.a", (4, 1)), "h", 4, (1,)),
        (Source("h.W", (1, 3)), "h", 0, (3,)),
        (Source("d.h.W", (0, 2)), "h", 0, (2,)),
        (Source("h.b", (1,)), "h", 0, (1,)),
        (Source("d.h.b", (1,)), "h", 0, (1,)),
        (Source("m.h.W", (1, 2)), "h", 0, (2,)),
        (Source("out.xW", (5, 0)), "out", 5, (0,)),
        (Source("out.W", (2, 0)), "out", 0, (0,)),
        (Source("x", (7, 1)), "h", 7, (0,)),
        (Source("val.x", (9, 1)), "h", 0, (0,)),
        (Source("L"), "h", 0, (0,)),
    ],
    ids=str,
)
def test_the_focus_says_which_layer_row_and_unit(
    focus: Source, layer: str, row: int, unit: tuple[int, ...]
) -> None:
    lesson, _history = run("tanh")
    found = activated(moment("tanh", lesson.program.end_of(0), focus))
    assert (found.use.layer, found.row, found.unit) == (layer, row, unit)


def test_the_evaluation_is_looked_at_where_its_numbers_are() -> None:
    lesson, _history = run("tanh")
    now = moment("tanh", lesson.program.end_of(0), Source("val.h.z", (9, 3)))
    found = activated(now)
    assert found.z is not None
    np.testing.assert_array_equal(found.z, now.values["val.h.z"])
    assert (found.row, found.unit) == (9, (3,))


def test_before_anything_is_computed_there_is_only_the_curve() -> None:
    view = VIEWS["activation"]
    now = moment("tanh", 0)
    assert now.focus is None
    assert view.table(now, "units").rows == ()
    assert len(view.table(now, "curve").rows) == 201
    lesson, history = run("tanh")
    computed = written(lesson, "h.z", 0)
    now = moment_at(lesson, history, computed, view, Source("h.z", (0, 0)))
    rows = view.table(now, "units").rows
    assert [row[2] for row in rows] == now.values["h.z"].ravel().tolist()
    assert {row[3:] for row in rows} == {(None, None, None)}
    assert moment("tanh", computed).focus is None
    assert moment("tanh", computed + 1).focus == Source("h.a", (0, 0))


@pytest.mark.parametrize(
    ("word", "loss"),
    [("softmax", "categorical_cross_entropy"), ("log_softmax", "negative_log_likelihood")],
)
def test_softmax_has_no_curve_and_the_slope_of_its_own_score(word: str, loss: str) -> None:
    z = np.array([[1.0, 2.0, 3.0], [0.0, 0.0, -9.0]])
    shares = np.exp(z) / np.exp(z).sum(axis=1, keepdims=True)
    a, slope, steepest = {
        "softmax": (shares, shares * (1 - shares), 0.25),
        "log_softmax": (np.log(shares), 1 - shares, 1.0),
    }[word]
    lesson = from_dict(
        {
            "format": 1,
            "name": "shares",
            "title": {"en": "Shares", "ko": "확률"},
            "epochs": 1,
            "data": {"source": "blobs", "n": 9, "classes": 3},
            "layers": [{"name": "out", "kind": "dense", "units": 3, "activation": word}],
            "loss": {"kind": loss},
            "optimizer": {"kind": "sgd", "lr": 0.1},
        }
    )
    found = activated(Moment(lesson, 5, {**lesson.start, "out.z": z, "out.a": a}))
    assert found.curve is None
    assert found.slope is not None
    np.testing.assert_allclose(found.slope, slope, rtol=1e-12, atol=1e-15)
    assert found.saturated is not None
    np.testing.assert_array_equal(found.saturated, slope < 0.05 * steepest)


def test_digits_end_in_a_softmax() -> None:
    lesson = open_named("digits")
    history = History(lesson.program, lesson.start)
    view = VIEWS["activation"]
    focus = Source("output.z", (0, 3))
    now = moment_at(lesson, history, lesson.program.end_of(0), view, focus)
    assert view.table(now, "curve").rows == ()
    rows = view.table(now, "units").rows
    assert len(rows) == now.values["output.a"].size
    for row, unit, _z, a, slope, _flat in rows:
        assert a == now.values["output.a"][int(str(row)), int(str(unit))]
        assert slope == pytest.approx(float(a or 0) * (1 - float(a or 0)), rel=1e-12)


def test_a_learned_slope_is_that_of_the_unit_in_focus() -> None:
    lesson = lesson_of(dense("none"), {"name": "bend", "kind": "prelu", "per_channel": True})
    alpha = np.array([0.1, -0.5, 2.0, 0.0])
    z = np.array([[-1.0, -2.0, -3.0, -4.0], [1.0, 2.0, 3.0, 4.0]])
    a = np.where(z > 0, z, z * alpha)
    values = {**lesson.start, "bend.alpha": alpha, "h.z": z, "bend.z": a}
    found = activated(Moment(lesson, 9, values, Source("bend.z", (0, 2))))
    assert found.curve is not None
    np.testing.assert_array_equal(found.slope, np.where(z > 0, 1, alpha))
    np.testing.assert_allclose(
        found.curve.f, np.where(found.curve.z > 0, 1, 2.0) * found.curve.z, rtol=RELATIVE
    )


def test_a_recurrent_layer_shows_the_time_step_in_focus() -> None:
    source: dict[str, object] = {"source": "table", "inputs": [[0.5, 1.0, -1.0], [1.0, 0.0, 2.0]]}
    source |= {"targets": [[0], [1]], "shape": [3, 1]}
    layer = {"name": "r", "kind": "rnn", "units": 2}
    lesson = lesson_of(layer, source=source)
    history = History(lesson.program, lesson.start)
    now = moment_at(
        lesson, history, lesson.program.end_of(0), VIEWS["activation"], Source("r.t2.z", (1, 1))
    )
    found = activated(now)
    assert found.use.writes == "r.t2.h"
    np.testing.assert_array_equal(found.z, now.values["r.t2.z"])


def test_pictures_name_a_unit_by_its_whole_index() -> None:
    layers = (
        {"name": "c", "kind": "conv2d", "filters": 2, "size": 2, "activation": "relu"},
        {"name": "flat", "kind": "flatten"},
    )
    source: dict[str, object] = {
        "source": "table",
        "inputs": np.arange(18.0).reshape(2, 9).tolist(),
    }
    lesson = lesson_of(*layers, source=source | {"targets": [[0], [1]], "shape": [1, 3, 3]})
    history = History(lesson.program, lesson.start)
    view = VIEWS["activation"]
    now = moment_at(lesson, history, lesson.program.end_of(0), view)
    rows = view.table(now, "units").rows
    assert [row[1] for row in rows[:3]] == ["0,0,0", "0,0,1", "0,1,0"]
    assert [row[3] for row in rows] == now.values["c.a"].ravel().tolist()


def test_other_functions_are_laid_over_on_the_same_axis() -> None:
    found = laid(np.array([[7.0, -1.0]]), np.array([[7.0, 0.0]]), "relu")
    laid_over = found.overlay("tanh")
    np.testing.assert_array_equal(laid_over.z, found.axis)
    assert laid_over.z[-1] == 10
    np.testing.assert_allclose(laid_over.f, np.tanh(found.axis), rtol=RELATIVE)
    with pytest.raises(SettingError, match="no function softmax to be laid over"):
        found.overlay("softmax")


def test_a_run_that_diverged_says_nothing_of_what_is_no_number() -> None:
    z = np.array([[np.nan, np.inf, 1e300]])
    lesson = lesson_of(dense("tanh", 3))
    now = Moment(lesson, 5, {**lesson.start, "h.z": z, "h.a": np.tanh(z)})
    rows = VIEWS["activation"].table(now, "units").rows
    assert [row[5] for row in rows] == [None, True, True]
    assert len(VIEWS["activation"].table(now, "curve").rows) == 201


def test_a_lesson_without_activations_says_so() -> None:
    straight = from_dict(
        {
            "format": 1,
            "name": "line",
            "title": {"en": "Line", "ko": "직선"},
            "epochs": 2,
            "data": {"source": "sine", "n": 20, "noise": 0.1},
            "layers": [{"name": "out", "kind": "dense", "units": 1}],
            "loss": {"kind": "mean_squared_error"},
            "optimizer": {"kind": "sgd", "lr": 0.1},
        }
    )
    with pytest.raises(UnsuitedError, match="no layer of this lesson has an activation"):
        VIEWS["activation"].refuse(straight)
