"""The hidden space: every point is the network's own, and the line is the next layer's cut."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from functools import lru_cache
from typing import Any

import numpy as np
import pytest

from visualnn.expr import Source
from visualnn.lesson import Lesson, from_dict, open_named
from visualnn.ops import Array
from visualnn.run.history import History
from visualnn.views import VIEWS, Moment, UnsuitedError
from visualnn.views.hidden_space import HiddenSpace, hidden_space
from visualnn.views.moments import moment_at
from visualnn.views.plane import plane_of

ROUNDING = 1e-12
"""The largest difference from the forward pass by hand, where numbers are about 1."""
SHARES = (0.0, 0.01, 0.3, 1.0)
"""After which shares of a training the space is looked at."""
ACTIVATIONS: Mapping[str, Callable[[Array], Array]] = {
    "relu": lambda z: np.maximum(z, 0),
    "tanh": np.tanh,
    "sigmoid": lambda z: 1 / (1 + np.exp(-z)),
    "softmax": lambda z: np.exp(z) / np.exp(z).sum(axis=1, keepdims=True),
    "none": lambda z: z,
}


def chain(
    *units: int, activation: str = "tanh", seed: int = 0, data: Mapping[str, object] | None = None
) -> Lesson:
    """A chain of dense layers h0, h1, … and a sigmoid of the last number of units."""
    layers = [
        {"name": f"h{n}", "kind": "dense", "units": count, "activation": activation}
        for n, count in enumerate(units[:-1])
    ]
    last = {"name": "out", "kind": "dense", "units": units[-1], "activation": "sigmoid"}
    return from_dict(
        {
            "format": 1,
            "name": "chain",
            "title": {"en": "Chain", "ko": "층"},
            "seed": seed,
            "epochs": 300,
            "data": data or {"source": "xor"},
            "layers": [*layers, last],
            "loss": {"kind": "binary_cross_entropy"},
            "optimizer": {"kind": "adam", "lr": 0.1},
        }
    )


MOONS = {"source": "moons", "n": 30, "noise": 0.1, "standardise": True, "validation": 0.2}
MAKERS: Mapping[str, Callable[[], Lesson]] = {
    "2-2-1": lambda: chain(2, 1),
    "2-2-1 relu": lambda: chain(2, 1, activation="relu", seed=6),
    "2-8-1": lambda: open_named("xor"),
    "2-5-3-1": lambda: chain(5, 3, 1, data=MOONS),
    "2-1-1": lambda: chain(1, 1),
    "2-3-1 straight": lambda: chain(3, 1, activation="none"),
    "64-32-10": lambda: open_named("digits"),
}
SOLVED = ("2-2-1", "2-2-1 relu", "2-8-1")
PLANAR = [name for name in MAKERS if not name.startswith("64")]


@lru_cache
def run(name: str) -> tuple[Lesson, History]:
    lesson = MAKERS[name]()
    return lesson, History(lesson.program, lesson.start)


def moment(name: str, share: float, focus: Source | None = None) -> Moment:
    lesson, history = run(name)
    iteration = int(share * (lesson.iterations - 1))
    tick = lesson.program.end_of(iteration) if share else 0
    return moment_at(lesson, history, tick, VIEWS["hidden-space"], focus)


def forward(now: Moment, raw: Array) -> Mapping[str, Array]:
    """Every value of the network by hand, for raw inputs."""
    lesson, known = now.lesson, now.values
    x = raw / lesson.start["scale"] if lesson.plan.scale else raw
    if lesson.plan.standardise:
        x = (x - lesson.start["data.mean"]) / lesson.start["data.deviation"]
    found = {"x": x}
    for layer in lesson.network.layers:
        found[f"{layer.name}.xW"] = x @ known[f"{layer.name}.W"]
        x = found[f"{layer.name}.z"] = found[f"{layer.name}.xW"] + known[f"{layer.name}.b"]
        if layer.activation != "none":
            x = found[f"{layer.name}.a"] = ACTIVATIONS[layer.activation](x)
    return found


def seen(found: HiddenSpace) -> Mapping[str, Any]:
    return {stage.name: stage for stage in found.stages}


def close(mine: Array, theirs: Array) -> None:
    np.testing.assert_allclose(mine, theirs, rtol=1e-9, atol=ROUNDING)


def principal(rows: Array, count: int, earlier: Array | None = None) -> Array:
    """The first principal directions by singular values; the rows lie along them as they lay
    `earlier`, else the largest weight is positive."""
    centred = rows - rows.mean(axis=0)
    directions = np.linalg.svd(centred)[2][:count]
    signs = directions[range(count), np.abs(directions).argmax(axis=1)]
    if earlier is not None:
        before = earlier @ principal(earlier, count).T
        signs = np.diag((centred @ directions.T).T @ (before - before.mean(axis=0)))
    return np.asarray(directions * np.sign(signs)[:, None])


def at_first(now: Moment) -> Mapping[str, Array]:
    """Every value of the network for its examples before the first update, by hand."""
    return forward(Moment(now.lesson, 0, now.lesson.start), now.lesson.data.x)


def cut_of(now: Moment, layer: str) -> tuple[Array, float]:
    return now.values[f"{layer}.W"][:, 0], float(now.values[f"{layer}.b"][0])


@pytest.mark.parametrize("share", SHARES)
@pytest.mark.parametrize("name", PLANAR)
def test_u_is_the_distance_to_the_cut_and_its_sign_that_of_z(name: str, share: float) -> None:
    now = moment(name, share, Source("h1.z", (0, 0)) if name == "2-5-3-1" else None)
    found = hidden_space(now)
    w, _b = cut_of(now, found.following)
    assert found.line is not None
    assert found.mesh is not None
    for raw, of in ((now.lesson.data.x, "points"), (found.mesh.inputs, "mesh")):
        by_hand = forward(now, raw)
        z = by_hand[f"{found.following}.z"][:, 0]
        u, v = getattr(found.stages[-1], of).T
        a, c, constant = found.line
        length = np.sqrt(w @ w)
        if len(w) == 2:
            close(np.stack([u, v], axis=1), by_hand[found.stages[-1].name])
            close(a * u + c * v + constant, z)
        else:
            assert list(found.line) == [1, 0, 0]
            close(u, z / length)
        # exactly 0 where all units are silent; else nearer to 0 than rounding allows is no side
        sure = (np.abs(z) > ROUNDING) | (z == 0)
        assert sure.mean() > 0.95
        sides = np.sign(a * u + c * v + constant)
        np.testing.assert_array_equal(sides[sure], np.sign(z)[sure])


@pytest.mark.parametrize("name", SOLVED)
def test_in_a_solved_net_every_class_lies_on_its_side_of_the_line(name: str) -> None:
    now = moment(name, 1.0)
    a, b, c = VIEWS["hidden-space"].table(now, "line").rows[0]
    rows = VIEWS["hidden-space"].table(now, "points").rows
    last = [row for row in rows if row[1] == rows[-1][1]]
    assert len(last) == 4
    for _layer, _stage, _row, u, v, target, output in last:
        side = np.array([a, b, c], dtype=float) @ np.array([u, v, 1.0], dtype=float)
        assert (side > 0) == (target == 1)
        assert (float(output or 0) > 0.5) == (side > 0)
    assert sorted(float(row[5] or 0) for row in last) == [0, 0, 1, 1]


@pytest.mark.parametrize("share", SHARES)
@pytest.mark.parametrize("name", ["2-8-1", "2-3-1 straight"])
def test_v_is_the_widest_direction_across(name: str, share: float) -> None:
    now = moment(name, share)
    found = hidden_space(now)
    w, b = cut_of(now, found.following)
    away = w / np.sqrt(w @ w)
    a = forward(now, now.lesson.data.x)[found.stages[-1].name]
    across = principal(a - np.outer(a @ away, away), 1)[0]
    close(found.projection.weights, np.stack([away, across]))
    close(found.projection.constants, np.array([b / np.sqrt(w @ w), 0]))
    close(found.stages[-1].points[:, 1], a @ across)
    assert abs(found.projection.weights[1] @ w) < ROUNDING


@pytest.mark.parametrize("name", ["2-2-1", "2-2-1 relu", "2-8-1", "2-3-1 straight"])
def test_an_axis_does_not_turn_round_from_one_iteration_to_the_next(name: str) -> None:
    lesson, history = run(name)
    before: Array | None = None
    turned = 0
    for iteration in range(200):
        values = history.at(lesson.program.start_of(iteration)).values
        across = hidden_space(Moment(lesson, 0, values), 2).projection.weights[1]
        if before is not None:
            turned += int(across @ before < -0.5)
        before = across
    assert turned == 0


@pytest.mark.parametrize("share", SHARES)
def test_with_several_outputs_there_are_the_two_widest_directions_and_no_line(
    share: float,
) -> None:
    now = moment("64-32-10", share)
    found = hidden_space(now)
    assert VIEWS["hidden-space"].table(now, "line").rows == ()
    assert VIEWS["hidden-space"].table(now, "grid").rows == ()
    assert found.mesh is None
    by_hand = forward(now, now.lesson.data.x)
    first = at_first(now)
    weights = principal(by_hand["hidden.a"], 2, first["hidden.a"])
    close(found.projection.weights, weights)
    stages = seen(found)
    assert list(stages) == ["x", "hidden.xW", "hidden.z", "hidden.a"]
    for name in ("hidden.xW", "hidden.z", "hidden.a"):
        np.testing.assert_allclose(stages[name].points, by_hand[name] @ weights.T, atol=1e-9)
    own = principal(by_hand["x"], 2, first["x"])
    np.testing.assert_allclose(stages["x"].points, by_hand["x"] @ own.T, atol=1e-9)
    spread = stages["hidden.a"].points.var(axis=0)
    assert spread[0] > spread[1] > 0
    outputs = by_hand["output.a"].argmax(axis=1)
    assert [each.output for each in found.examples] == outputs.tolist()
    assert [each.target for each in found.examples] == now.lesson.data.t[:, 0].tolist()


@pytest.mark.parametrize("share", SHARES)
@pytest.mark.parametrize("name", PLANAR)
def test_stages_are_the_instructions_on_the_way(name: str, share: float) -> None:
    now = moment(name, share)
    found = hidden_space(now)
    assert found.mesh is not None
    written = [use.writes for use in now.lesson.network.applications]
    stages = list(seen(found))
    assert stages[0] == "x"
    assert stages[1:] == written[: len(stages) - 1]
    assert stages[-1] == now.lesson.network.outputs[found.layer]
    for raw, of in ((now.lesson.data.x, "points"), (found.mesh.inputs, "mesh")):
        by_hand = forward(now, raw)
        close(getattr(seen(found)["x"], of), by_hand["x"])
        weights, constants = found.projection.weights, found.projection.constants
        for stage in found.stages[1:]:
            close(getattr(stage, of), by_hand[stage.name] @ weights.T + constants)


def test_a_deeper_layer_shows_the_whole_way() -> None:
    now = moment("2-5-3-1", 0.3, Source("d.h1.W", (0, 0)))
    found = hidden_space(now)
    assert (found.layer, found.following) == ("h1", "out")
    names = ["x", "h0.xW", "h0.z", "h0.a", "h1.xW", "h1.z", "h1.a"]
    assert list(seen(found)) == names
    by_hand = forward(now, now.lesson.data.x)
    for name in names[1:4]:  # five units that are not the layer's: their own widest directions
        close(
            seen(found)[name].points,
            by_hand[name] @ principal(by_hand[name], 2, at_first(now)[name]).T,
        )


@pytest.mark.parametrize(
    ("focus", "layer"),
    [(None, "h0"), (Source("h1.b", (0,)), "h1"), (Source("out.z", (0, 0)), "h0"),
     (Source("x", (0, 0)), "h0"), (Source("m.h1.W", (0, 0)), "h1"), (Source("L"), "h0")],
    ids=str,
)  # fmt: skip
def test_the_layer_in_focus_if_it_is_hidden_else_the_first(
    focus: Source | None, layer: str
) -> None:
    assert hidden_space(moment("2-5-3-1", 0.01, focus)).layer == layer


def table(now: Moment, part: str) -> Sequence[tuple[Any, ...]]:
    return VIEWS["hidden-space"].table(now, part).rows


@pytest.mark.parametrize("name", ["2-2-1", "2-8-1"])
def test_the_tables_are_the_picture(name: str) -> None:
    now = moment(name, 1.0)
    found = hidden_space(now)
    view = VIEWS["hidden-space"]
    assert [view.table(now, part).columns for part in view.parts] == [
        ("layer", "stage", "row", "u", "v", "target", "output"),
        ("layer", "stage", "i", "j", "u", "v"),
        ("a", "b", "c"),
        ("axis", "unit", "weight"),
    ]
    axes = {(axis, unit): weight for axis, unit, weight in table(now, "axes")}
    a = forward(now, now.lesson.data.x)[found.stages[-1].name]
    for row, (u, v) in enumerate(found.stages[-1].points):
        for axis, told in (("u", u), ("v", v)):
            made = sum(axes[axis, unit] * value for unit, value in enumerate(a[row]))
            assert made + axes[axis, None] == pytest.approx(told, abs=ROUNDING)
    plane = plane_of(now.lesson)
    grid = [row for row in table(now, "grid") if row[1] == "x"]
    assert len(grid) == 21 * 21
    for _layer, _stage, i, j, u, v in grid:
        assert (u, v) == (plane.axis(0, 21)[i], plane.axis(1, 21)[j])
    layers = {row[0] for part in ("points", "grid") for row in table(now, part)}
    assert layers == {found.layer}


def test_examples_are_there_before_the_batch_is_and_stay_in_the_order_of_the_data() -> None:
    now = moment("64-32-10", 0.0)
    assert "x" not in now.values
    rows = table(now, "points")
    of_x = [row[2] for row in rows if row[1] == "x"]
    assert of_x == list(range(len(now.lesson.data.x)))


def test_weights_that_are_all_nothing_cut_nothing() -> None:
    now = moment("2-8-1", 0.3)
    values = {**now.values, "output.W": np.zeros((8, 1))}
    found = hidden_space(Moment(now.lesson, now.tick, values))
    assert found.line is None
    a = forward(now, now.lesson.data.x)["hidden.a"]
    close(found.stages[-1].points, a @ principal(a, 2).T)


def test_units_that_are_all_silent_lie_on_one_spot() -> None:
    now = moment("2-8-1", 0.3)
    values = {**now.values, "hidden.b": np.full(8, -1e6)}
    found = hidden_space(Moment(now.lesson, now.tick, values))
    w, b = cut_of(now, "output")
    close(found.stages[-1].points, np.tile([b / np.sqrt(w @ w), 0], (4, 1)))
    assert abs(found.projection.weights[1] @ w) < ROUNDING


@pytest.mark.parametrize("word", ["hidden.W", "hidden.b", "output.W", "output.b"])
@pytest.mark.parametrize("value", [np.nan, np.inf, 1e300])
def test_a_run_that_diverged_is_a_table_all_the_same(word: str, value: float) -> None:
    now = moment("2-8-1", 0.3)
    broken = now.values[word].copy()
    broken.flat[0] = value
    here = Moment(now.lesson, now.tick, {**now.values, word: broken})
    assert len(table(here, "points")) == 4 * 4
    assert len(table(here, "axes")) == 2 * 9


def test_arrays_that_are_handed_out_are_read_only() -> None:
    found = hidden_space(moment("2-8-1", 0.3))
    assert found.mesh is not None
    arrays = [found.projection.weights, found.projection.constants, found.mesh.inputs]
    arrays += [found.mesh.outputs]
    for stage in found.stages:
        arrays += [stage.points, stage.mesh] if stage.mesh is not None else [stage.points]
    assert not any(array.flags.writeable for array in arrays)


def test_what_is_no_chain_of_dense_layers_says_so() -> None:
    view = VIEWS["hidden-space"]
    with pytest.raises(UnsuitedError, match="this network has no hidden layer"):
        view.refuse(open_named("logistic"))
    hidden = {"name": "h", "kind": "dense", "units": 2}
    drop = {"name": "drop", "kind": "dropout", "p": 0.5}
    last = {"name": "out", "kind": "dense", "units": 1, "activation": "sigmoid"}
    description = {
        "format": 1,
        "name": "other",
        "title": {"en": "Other", "ko": "다른 것"},
        "epochs": 1,
        "data": {"source": "xor"},
        "loss": {"kind": "binary_cross_entropy"},
        "optimizer": {"kind": "sgd", "lr": 0.1},
    }
    with pytest.raises(UnsuitedError, match="dense layers; drop is of the kind dropout"):
        view.refuse(from_dict({**description, "layers": [hidden, drop, last]}))
    early = {**last, "name": "early"}
    two = {**description, "losses": [{"kind": "binary_cross_entropy", "output": "early"}]}
    beside = {**last, "inputs": ["h"]}
    with pytest.raises(UnsuitedError, match="out does not read the layer before it"):
        view.refuse(from_dict({**two, "layers": [hidden, early, beside]}))


def moment_of_end(what: Lesson) -> Moment:
    history = History(what.program, what.start)
    return moment_at(what, history, what.program.end_of(20), VIEWS["hidden-space"])


def test_two_units_that_are_asked_for_are_the_axes_and_nothing_cuts() -> None:
    what = chain(5, 1)
    here = moment_of_end(what)
    plain = hidden_space(here)
    asked = hidden_space(replace(here, units=(3, 1)))
    assert (plain.units, asked.units) == (None, (3, 1))
    assert asked.line is None
    outputs = np.tanh(here.values["data.x"] @ here.values["h0.W"] + here.values["h0.b"])
    np.testing.assert_allclose(asked.stages[-1].points, outputs[:, [3, 1]], rtol=1e-12)
    assert asked.stages[0].points.tolist() == plain.stages[0].points.tolist()
    for units in ((3, 5), (0, 7)):  # the layer has no such unit: as without them
        none = hidden_space(replace(here, units=units))
        assert none.units is None
        np.testing.assert_array_equal(none.stages[-1].points, plain.stages[-1].points)
    two = moment_of_end(chain(2, 1))
    assert hidden_space(replace(two, units=(1, 0))).line is not None  # they are the axes anyway
