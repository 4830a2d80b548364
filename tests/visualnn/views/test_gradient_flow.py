"""Gradient flow: every measure is NumPy's of the trace, and the flags stand where they should."""

from __future__ import annotations

import math
from collections.abc import Mapping
from functools import lru_cache
from itertools import pairwise

import numpy as np
import pytest

from visualnn.lesson import Lesson, from_dict
from visualnn.lesson.histogram import BINS, counts_of
from visualnn.ops import Array
from visualnn.run.history import History
from visualnn.views import VIEWS, Moment, UnsuitedError
from visualnn.views.moments import moment_at

VIEW = VIEWS["gradient-flow"]
COLUMNS = (
    "layer", "norm_dW", "norm_da", "update_ratio", "factor", "through_f", "through_W",
    "mean_slope", "weight_norm", "silent", "units", "flag",
)  # fmt: skip
EXACT = 1e-12
"""The largest relative difference of a measure from NumPy's."""
NETS: Mapping[str, tuple[str, int, float]] = {
    "healthy relu": ("relu", 3, 0.5),
    "healthy tanh": ("tanh", 3, 0.4),
    "vanishing": ("sigmoid", 10, 0.35),
    "exploding": ("relu", 8, 3.0),
    "vanishing relu": ("relu", 8, 0.1),
    "saturated": ("tanh", 2, 30.0),
}
"""Name → activation of the hidden layers, how many there are, spread of their weights."""

LAST = {"exploding": "identity"}
"""Nets whose output is no sigmoid, which would saturate on their sums; their loss is squares."""


def lesson_of(layers: list[Mapping[str, object]], **more: object) -> Lesson:
    return from_dict(
        {
            "format": 1,
            "name": "small",
            "title": {"en": "Small", "ko": "작은 신경망"},
            "seed": 5,
            "epochs": 5,
            "data": {"source": "moons", "n": 40, "noise": 0.1},
            "layers": layers,
            "loss": {"kind": "binary_cross_entropy"},
            "optimizer": {"kind": "adam", "lr": 0.01},
            **more,
        }
    )


@lru_cache
def run(net: str) -> tuple[Lesson, History]:
    activation, count, spread = NETS[net]
    layers: list[Mapping[str, object]] = [
        {"name": f"h{n}", "kind": "dense", "units": 12, "activation": activation,
         "weights": {"kind": "normal", "std": spread}}
        for n in range(count)
    ]  # fmt: skip
    layers.append(
        {"name": "out", "kind": "dense", "units": 1, "activation": LAST.get(net, "sigmoid")}
    )
    loss = "mean_squared_error" if net in LAST else "binary_cross_entropy"
    lesson = lesson_of(layers, loss={"kind": loss})
    return lesson, History(lesson.program, lesson.start)


def at(net: str, iteration: int) -> Moment:
    lesson, history = run(net)
    return moment_at(lesson, history, lesson.program.end_of(iteration), VIEW)


def rows(moment: Moment) -> Mapping[str, Mapping[str, object]]:
    table = VIEW.table(moment, "layers")
    assert table.columns == COLUMNS
    return {str(row[0]): dict(zip(table.columns, row, strict=True)) for row in table.rows}


def norm(array: Array) -> float:
    return math.sqrt(math.fsum(float(x) ** 2 for x in array.ravel()))


def close(value: float) -> object:
    return pytest.approx(value, rel=EXACT, abs=0)


@pytest.mark.parametrize("net", NETS)
@pytest.mark.parametrize("iteration", [0, 3])
def test_measures_are_those_of_the_trace(net: str, iteration: int) -> None:
    lesson, history = run(net)
    now = at(net, iteration)
    started = history.at(lesson.program.start_of(iteration)).values
    values = dict(now.values)
    found = rows(now)
    assert list(found) == [layer.name for layer in lesson.network.layers]
    for name, row in found.items():
        W, before = values[f"{name}.W"], started[f"{name}.W"]
        assert row["norm_dW"] == close(norm(values[f"d.{name}.W"]))
        assert row["norm_da"] == close(norm(values[f"d.{name}.a"]))
        assert row["weight_norm"] == close(norm(W))
        assert row["update_ratio"] == close(norm(W - before) / norm(before))
        assert row["through_f"] == close(norm(values[f"d.{name}.z"]) / norm(values[f"d.{name}.a"]))
        assert row["silent"] == int((values[f"{name}.a"] == 0).all(axis=0).sum())
        assert row["units"] == W.shape[1]
        a, z = values[f"{name}.a"], values[f"{name}.z"]
        slopes = {
            "relu": (z > 0) * 1.0,
            "tanh": 1 / np.cosh(np.clip(z, -300, 300)) ** 2,
            "sigmoid": a * (1 - a),
        }
        slopes["identity"] = np.ones_like(z)
        kind = LAST.get(net, "sigmoid") if name == "out" else NETS[net][0]
        assert row["mean_slope"] == pytest.approx(float(slopes[kind].mean()), rel=1e-9)


@pytest.mark.parametrize("net", NETS)
def test_factors_are_their_halves_and_multiply_to_the_first_over_the_last(net: str) -> None:
    found = list(rows(at(net, 2)).values())
    assert found[0]["factor"] is None
    assert found[0]["through_W"] is None
    product = 1.0
    for row in found[1:]:
        factor, f, W = (float(str(row[word])) for word in ("factor", "through_f", "through_W"))
        assert f * W == close(factor)
        product *= factor
    ratio = float(str(found[0]["norm_da"])) / float(str(found[-1]["norm_da"]))
    assert product == close(ratio)


@pytest.mark.parametrize("net", NETS)
def test_flags_stand_on_nets_built_for_them_and_on_no_other(net: str) -> None:
    flags = [str(row["flag"]) for row in rows(at(net, 0)).values()]
    assert flags[-1] == ""
    if net.startswith("healthy"):
        assert set(flags) == {""}
    else:
        flag = net.split()[0]
        assert flags[0] == flag
        assert set(flags) == {flag, ""}


def test_silent_units_are_counted_and_are_not_saturated() -> None:
    layers: list[Mapping[str, object]] = [
        {"name": "h", "kind": "dense", "units": 4, "activation": "relu",
         "bias": [-100.0, -100.0, -100.0, 0.5]},
        {"name": "leaky", "kind": "dense", "units": 4, "activation": "leaky_relu",
         "bias": [-9.0] * 4},
        {"name": "out", "kind": "dense", "units": 1, "activation": "sigmoid"},
    ]  # fmt: skip
    lesson = lesson_of(layers)
    history = History(lesson.program, lesson.start)
    found = rows(moment_at(lesson, history, lesson.program.end_of(0), VIEW))
    assert (found["h"]["silent"], found["h"]["units"], found["h"]["flag"]) == (3, 4, "")
    assert (found["leaky"]["silent"], found["leaky"]["flag"]) == (0, "")


def test_an_output_may_saturate_and_its_own_gradient_be_as_long_as_it_likes() -> None:
    wide = {"weights": {"kind": "normal", "std": 20.0}}
    out = {"name": "out", "kind": "dense", "units": 1, "activation": "sigmoid", **wide}
    hidden = {"name": "h", "kind": "dense", "units": 12, "activation": "tanh"}
    lesson = lesson_of([hidden, out])
    history = History(lesson.program, lesson.start)
    now = moment_at(lesson, history, lesson.program.end_of(0), VIEW)
    a = now.values["out.a"]
    assert (a * (1 - a) < 0.05 / 4).mean() > 0.5
    found = rows(now)
    assert float(str(found["out"]["norm_da"])) > 1e3 * float(str(found["h"]["norm_da"]))
    assert [row["flag"] for row in found.values()] == ["", ""]


def test_a_layer_with_shared_weights_has_those() -> None:
    layers: list[Mapping[str, object]] = [
        {"name": "one", "kind": "dense", "units": 2, "activation": "tanh"},
        {"name": "two", "kind": "dense", "units": 2, "activation": "tanh", "shares": "one"},
        {"name": "out", "kind": "dense", "units": 1, "activation": "sigmoid"},
    ]
    lesson = lesson_of(layers)
    history = History(lesson.program, lesson.start)
    now = moment_at(lesson, history, lesson.program.end_of(0), VIEW)
    found = rows(now)
    assert found["one"]["norm_dW"] == found["two"]["norm_dW"] == close(norm(now.values["d.one.W"]))


def test_a_number_on_an_edge_is_in_the_bin_further_from_0() -> None:
    bins = BINS["W"]
    edges = np.array([0.25, -0.25, 5.0, -5.0, 0.0, -0.0, np.nan, np.inf, 1e-300])
    found = {(one.low, one.high): n for one, n in zip(bins, counts_of(edges, bins), strict=True)}
    assert {pair: n for pair, n in found.items() if n} == {
        (0.25, 0.5): 1,
        (-0.5, -0.25): 1,
        (5.0, math.inf): 2,
        (-math.inf, -5.0): 1,
        (0.0, 0.0): 2,
        (0.0, 0.25): 1,
    }


def test_what_is_not_computed_is_empty() -> None:
    lesson, history = run("healthy relu")
    start = rows(moment_at(lesson, history, 0, VIEW))["h1"]
    empty = {"norm_dW", "norm_da", "update_ratio", "factor", "through_f", "through_W",
             "mean_slope", "silent"}  # fmt: skip
    assert {word for word, value in start.items() if value is None} == empty
    program = lesson.program
    names = [ins.writes for ins in program.closing]
    tick = program.start_of(1) + names.index("h1.W") + 1
    assert rows(moment_at(lesson, history, tick - 1, VIEW))["h1"]["update_ratio"] is None
    assert rows(moment_at(lesson, history, tick, VIEW))["h1"]["update_ratio"] is not None


def test_layers_without_weights_or_activation_hand_the_gradient_on() -> None:
    rng = np.random.default_rng(2)
    data = {
        "source": "table",
        "inputs": rng.normal(size=(6, 36)).round(2).tolist(),
        "targets": rng.integers(0, 2, size=(6, 1)).astype(float).tolist(),
        "shape": [1, 6, 6],
    }
    layers: list[Mapping[str, object]] = [
        {"name": "c", "kind": "conv2d", "filters": 3, "size": 3, "activation": "tanh"},
        {"name": "bn", "kind": "batch_norm"},
        {"name": "p", "kind": "max_pool", "size": 2},
        {"name": "f", "kind": "flatten"},
        {"name": "out", "kind": "dense", "units": 1, "activation": "sigmoid"},
    ]
    lesson = lesson_of(layers, data=data)
    history = History(lesson.program, lesson.start)
    now = moment_at(lesson, history, lesson.program.end_of(0), VIEW)
    found = rows(now)
    assert [row["norm_dW"] is None for row in found.values()] == [False, False, True, True, False]
    assert {name: row["through_f"] for name, row in found.items() if name in "bn p f"} == {
        "bn": 1.0, "p": 1.0, "f": 1.0
    }  # fmt: skip
    factors = [float(str(row["factor"])) for row in list(found.values())[1:]]
    ratio = norm(now.values["d.c.a"]) / norm(now.values["d.out.a"])
    assert math.prod(factors) == close(ratio)
    assert found["f"]["factor"] == 1.0
    assert found["c"]["units"] == 3 * 4 * 4


@pytest.mark.parametrize("net", ["healthy relu", "vanishing"])
def test_histograms_count_every_number_once_in_bins_that_stay(net: str) -> None:
    tables = [VIEW.table(at(net, iteration), "histograms") for iteration in (0, 3)]
    assert [row[:4] for row in tables[0].rows] == [row[:4] for row in tables[1].rows]
    values = at(net, 3).values
    names = {"a": "{}.a", "da": "d.{}.a", "dW": "d.{}.W", "W": "{}.W"}
    told: dict[tuple[str, str], list[tuple[float, float, int]]] = {}
    for layer, what, low, high, count in tables[1].rows:
        assert isinstance(count, int)
        bins = told.setdefault((str(layer), str(what)), [])
        bins.append((float(low or 0), float(high or 0), count))
    assert {what for _, what in told} == set(names)
    for (layer, what), bins in told.items():
        array = values[names[what].format(layer)].ravel()
        assert sum(count for *_, count in bins) == array.size
        for low, high, count in bins:
            if low == high:
                inside = array == 0
            elif low >= 0:
                inside = (array >= low) & (array < high) & (array > 0)
            else:
                inside = (array > low) & (array <= high) & (array < 0)
            assert count == int(inside.sum())
        ends = sorted({(low, high) for low, high, _ in bins})
        assert (ends[0][0], ends[-1][1]) == (-math.inf, math.inf)
        wide = [pair for pair in ends if pair[0] != pair[1]]
        assert all(one[1] == other[0] for one, other in pairwise(wide))


def test_lengths_survive_numbers_whose_squares_do_not() -> None:
    now = at("healthy tanh", 0)
    for size in (1e-200, 1e200):
        values = {**now.values, "d.h1.a": np.full((2, 2), size)}
        other = Moment(now.lesson, now.tick, values)
        assert rows(other)["h1"]["norm_da"] == close(2 * size)
    values = {**now.values, "d.h1.a": np.full((2, 2), np.nan), "h1.a": np.full((40, 12), np.inf)}
    broken = rows(Moment(now.lesson, now.tick, values))["h1"]
    assert math.isnan(float(str(broken["norm_da"])))


def test_a_walk_has_no_layers() -> None:
    walk = {
        "format": 1,
        "name": "walk",
        "title": {"en": "A walk", "ko": "걷기"},
        "epochs": 3,
        "function": {"kind": "bowl", "start": [1.0, 2.0]},
        "optimizer": {"kind": "sgd", "lr": 0.1},
    }
    with pytest.raises(UnsuitedError, match="there is no network"):
        VIEW.refuse(from_dict(walk))


@pytest.mark.parametrize("batch", [None, 8])
def test_a_layer_whose_units_are_all_dead_is_flagged_so(batch: int | None) -> None:
    layers: list[Mapping[str, object]] = [
        {"name": "h", "kind": "dense", "units": 4, "activation": "relu", "bias": [-100.0] * 4},
        {"name": "out", "kind": "dense", "units": 1, "activation": "sigmoid"},
    ]
    lesson = lesson_of(layers, **({} if batch is None else {"batch": {"size": batch}}))
    history = History(lesson.program, lesson.start)
    found = rows(moment_at(lesson, history, lesson.program.end_of(0), VIEW))
    assert (found["h"]["silent"], found["h"]["flag"], found["out"]["flag"]) == (4, "dead", "")


def test_a_unit_that_only_this_batch_does_not_reach_is_not_dead() -> None:
    data = {"source": "table", "inputs": [[1.0], [-1.0]], "targets": [[1.0], [0.0]]}
    unit = {"name": "h", "kind": "dense", "units": 1, "activation": "relu", "weights": [[1.0]]}
    out = {"name": "out", "kind": "dense", "units": 1, "activation": "sigmoid"}
    lesson = lesson_of([unit, out], data=data, batch={"size": 1})
    history = History(lesson.program, lesson.start)
    flags = {}
    for n in (0, 1):
        now = moment_at(lesson, history, lesson.program.end_of(n), VIEW)
        silent = rows(now)["h"]["silent"]
        flags[silent] = rows(now)["h"]["flag"] == "dead"
    assert flags == {0: False, 1: False}
