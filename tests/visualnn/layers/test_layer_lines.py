"""What layers are made of: the instructions that a learner steps through, chance and evaluation,
frozen and shared parameters, and what is refused."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from itertools import pairwise
from typing import Any, cast

import numpy as np
import pytest

from tests.visualnn.layer_nets import CASES, dense, net, out, rows, steps, values_of, words
from tests.visualnn.nets import Net, drawn, make
from visualnn import lesson
from visualnn.errors import BatchError, LessonError, SettingError, ShapeError, VisualnnError
from visualnn.expr import Source
from visualnn.initializers import Given
from visualnn.initializers.plain import Uniform
from visualnn.layers import (
    GRU,
    LSTM,
    RNN,
    Add,
    BatchNorm,
    Concatenate,
    DenseSteps,
    Dropout,
    Embedding,
    Flatten,
    Layer,
    LayerNorm,
    PReLU,
)
from visualnn.layers.base import Library
from visualnn.lesson.file.references import parse_reference
from visualnn.network import build
from visualnn.ops import Array, Named
from visualnn.program import Phase
from visualnn.run.history import History
from visualnn.tell.explain import explain

# -- what a learner sees --------------------------------------------------------------------------


def lines(made: Net, layer: str, phase: Phase = Phase.FORWARD) -> list[tuple[str, tuple[str, ...]]]:
    """The instructions of a layer in the closing iteration: what is written, from what."""
    return [
        (ins.writes, ins.reads)
        for ins in made.program.closing
        if ins.layer == layer and ins.phase == phase
    ]


def test_batch_norm_is_the_lines_of_the_paper_and_two_running_statistics() -> None:
    made = net("batch_norm", 6, validation=3)
    assert lines(made, "norm") == [
        ("norm.mean", ("a.a",)),
        ("norm.var", ("a.a", "norm.mean")),
        ("norm.running_mean", ("norm.running_mean", "norm.mean")),
        ("norm.running_var", ("a.a", "norm.running_var", "norm.var")),
        ("norm.norm", ("a.a", "norm.mean", "norm.var")),
        ("norm.scaled", ("norm.norm", "norm.gamma")),
        ("norm.z", ("norm.scaled", "norm.beta")),
    ]
    assert lines(made, "norm", Phase.EVALUATE) == [
        ("val.norm.norm", ("val.a.a", "norm.running_mean", "norm.running_var")),
        ("val.norm.scaled", ("val.norm.norm", "norm.gamma")),
        ("val.norm.z", ("val.norm.scaled", "norm.beta")),
    ]
    gradients = [ins.writes for ins in made.program.closing if ins.layer == "norm" and ins.like]
    assert gradients == [
        "d.norm.scaled", "d.norm.beta", "d.norm.norm", "d.norm.gamma", "d.a.a.use1",
        "d.norm.mean.use1", "d.norm.var", "d.a.a.use2", "d.norm.mean.use2", "d.a.a.use3",
    ]  # fmt: skip


def test_running_statistics_live_on_and_go_back() -> None:
    made = net("batch_norm", 6)
    history = made.history()
    first = history.at(made.program.end_of(0)).values["norm.running_mean"]
    later = history.at(made.program.end_of(4)).values["norm.running_mean"]
    assert (made.start["norm.running_mean"] == 0).all()
    assert (made.start["norm.running_var"] == 1).all()
    np.testing.assert_allclose(first, 0.1 * values_of(made)["norm.mean"], rtol=1e-12)
    assert (first != later).all()
    assert (history.at(made.program.end_of(0)).values["norm.running_mean"] == first).all()
    before = made.program.start_of(0) + (made.program.done_after("norm.running_mean", 0) or 0) - 1
    assert (history.at(before).values["norm.running_mean"] == 0).all()


def test_a_channel_of_one_number_has_no_unbiased_variance() -> None:
    with pytest.raises(ShapeError, match="divide by 1 − 1 = 0"):
        net("batch_norm", 1)
    inputs, layers = CASES["batch_norm"]
    with pytest.raises(ShapeError, match="the last of an epoch included"):
        make(layers, inputs(7), np.zeros((7, 2)), loss="mean_squared_error", batch=3,
             settings={"lr": 0.1})  # fmt: skip
    assert values_of(net("batch_norm_images", 1))["L"] > 0
    assert values_of(net("batch_norm_keras", 1))["L"] > 0


@pytest.mark.parametrize(
    ("case", "drawn_value"), [("dropout", "mask"), ("gaussian_noise", "noise")]
)
def test_chance_is_new_in_every_iteration_and_off_in_evaluation(
    case: str, drawn_value: str
) -> None:
    made = net(case, 6, validation=3)
    layer = made.network.layers[1].name
    history, name = made.history(), f"{layer}.{drawn_value}"
    ends = [made.program.end_of(n) for n in range(3)]
    seen = [history.at(tick).values[name] for tick in ends]
    assert all((one != other).any() for one, other in pairwise(seen))
    again = [history.at(tick).values[name] for tick in reversed(ends)]
    assert all((one == other).all() for one, other in zip(seen, reversed(again), strict=True))
    assert made.program.usual == ()
    assert made.program.closing[0].writes == "k"
    values = history.at(ends[0]).values
    assert (values[f"val.{layer}.z"] == values["val.a.a"]).all()
    assert (values[f"{layer}.z"] != values["a.a"]).any()
    assert lines(made, layer, Phase.EVALUATE) == [(f"val.{layer}.z", ("val.a.a",))]
    assert all(not ins.writes.startswith(f"d.{name}") for ins in made.program.closing)


def test_a_recurrent_layer_is_lines_of_its_own_for_each_step() -> None:
    made = net("lstm", 3)
    told = dict(lines(made, "cell"))
    assert told["cell.t0.h"] == ("x",)
    assert told["cell.t2.x"] == ("x",)
    assert told["cell.t2.xW"] == ("cell.t2.x", "cell.W_ih")
    assert told["cell.t2.x_sum"] == ("cell.t2.xW", "cell.b_ih")
    assert told["cell.t2.hW"] == ("cell.t1.h", "cell.W_hh")
    assert told["cell.t2.h_sum"] == ("cell.t2.hW", "cell.b_hh")
    assert told["cell.t2.sum"] == ("cell.t2.x_sum", "cell.t2.h_sum")
    assert [told[f"cell.t2.{gate}"] for gate in "ifgo"] == [
        (f"cell.t2.{gate}_sum",) for gate in "ifgo"
    ]
    assert told["cell.t2.c"] == ("cell.t2.f", "cell.t1.c", "cell.t2.i", "cell.t2.g")
    assert told["cell.t2.h"] == ("cell.t2.o", "cell.t2.tanh_c")
    assert made.network.outputs["cell"] == "cell.t4.h"
    sums = [ins for ins in made.program.closing if ins.writes == "d.cell.W_hh"]
    assert [ins.reads for ins in sums] == [("d.cell.W_hh.sum3", "d.cell.W_hh.use4")]
    assert "cell.h" in dict(lines(net("lstm_keras_all", 3), "cell"))
    assert "cell.b_hh" not in net("lstm_keras_all", 3).start


def test_names_of_steps_can_be_written_in_a_lesson() -> None:
    for case in CASES:
        for instruction in net(case, 3).program.closing:
            assert parse_reference(instruction.writes).name == instruction.writes


def test_kerass_forget_gate_starts_open() -> None:
    biases: dict[Library, list[str]] = {"keras": ["b"], "pytorch": ["b_ih", "b_hh"]}
    for convention, names in biases.items():
        layer = LSTM("cell", ("x",), units=2, convention=convention)
        parameters = {p.name: p for p in build((layer,), (4, 3)).parameters}
        assert list(parameters) == ["cell.W_ih", "cell.W_hh", *(f"cell.{n}" for n in names)]
        for name in names:
            first = parameters[f"cell.{name}"].first
            forget = Given((0.0, 0.0, 1.0, 1.0, 0.0, 0.0, 0.0, 0.0))
            assert first == (forget if convention == "keras" else "zeros")


def test_pytorchs_rule_draws_within_a_root_of_the_units() -> None:
    layer = GRU("cell", ("x",), units=4, weights="pytorch", recurrent="pytorch", bias="pytorch")
    assert {p.first for p in build((layer,), (4, 3)).parameters} == {Uniform(-0.5, 0.5)}


# -- freezing and sharing -------------------------------------------------------------------------


@pytest.mark.parametrize("case", CASES)
def test_a_frozen_layer_keeps_its_parameters_and_lets_gradients_through(case: str) -> None:
    inputs, layers = CASES[case]
    with_own = [p.layer for p in build(layers, inputs(1).shape[1:]).parameters]
    for name in dict.fromkeys(with_own):
        some = tuple(replace(one, trainable=one.name != name) for one in layers)
        if len(set(with_own)) == 1:
            continue
        made = make(some, inputs(6), drawn(9).normal(size=(6, 2)), loss="mean_squared_error",
                    settings={"lr": 0.1}, seed=2)  # fmt: skip
        free, frozen = values_of(net(case, 6)), values_of(made)
        for parameter in made.network.parameters:
            if parameter.layer == name:
                assert not parameter.trainable
                assert f"d.{parameter.name}" not in frozen
                assert (frozen[parameter.name] == made.start[parameter.name]).all()
            else:
                own, other = (v[f"d.{parameter.name}"] for v in (frozen, free))
                np.testing.assert_array_equal(own, other)


@pytest.mark.parametrize(
    ("inputs", "first", "second"),
    [
        (rows, BatchNorm("one", ("x",)), BatchNorm("two", ("one",))),
        (rows, LayerNorm("one", ("x",)), LayerNorm("two", ("one",))),
        (rows, PReLU("one", ("x",)), PReLU("two", ("one",))),
        (rows, dense("one", units=7), dense("two", "one", units=7)),
        (steps, DenseSteps("one", ("x",), units=3), DenseSteps("two", ("one",), units=3)),
        *(
            (steps, kind("one", ("x",), units=3, returns="all"),
             kind("two", ("one",), units=3, returns="all"))
            for kind in (RNN, LSTM, GRU)
        ),
        (words, Embedding("one", ("x",), rows=6, units=3),
         Embedding("two", ("x",), rows=6, units=3)),
    ],
)  # fmt: skip
def test_layers_share_parameters_and_the_gradients_of_both_add_up(
    inputs: Callable[[int], Array], first: Layer, second: Layer
) -> None:
    ends: tuple[Layer, ...] = (Add("both", ("one", "two")), Flatten("flat", ("both",)), out("flat"))
    x, t = inputs(5), drawn(9).normal(size=(5, 2))
    apart, together = (
        make((first, replace(second, shares=shares), *ends), x, t, loss="mean_squared_error",
             settings={"lr": 0.1}, seed=2)
        for shares in ("", "one")
    )  # fmt: skip
    assert "one" in {p.layer for p in together.network.parameters}
    assert "two" not in {p.layer for p in together.network.parameters}
    start = dict(apart.start)
    for parameter in apart.network.layer_parameters("two"):
        start[parameter.name] = start[parameter.name.replace("two.", "one.")]
    same = replace(apart, start=start)
    one, other = values_of(together), values_of(same)
    assert (one["L"] == other["L"]).all()
    for parameter in together.network.layer_parameters("one"):
        name = parameter.name
        added = other[f"d.{name}"] + other[f"d.{name.replace('one.', 'two.')}"]
        np.testing.assert_allclose(one[f"d.{name}"], added, rtol=1e-10, atol=1e-14)


# -- what is refused ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("layer", "shape", "error", "sentence"),
    [
        (BatchNorm("n", ("x",)), (), ShapeError, "normalises channels"),
        (LayerNorm("n", ("x",)), (3, 4, 2), ShapeError, "put a flatten layer before it"),
        (PReLU("p", ("x",)), (), ShapeError, "has slopes for channels"),
        (RNN("r", ("x",), units=2), (3,), ShapeError, r"needs a sequence, .* not \(3,\)"),
        (DenseSteps("r", ("x",), units=2), (3, 4, 2), ShapeError, "needs a sequence"),
        (Embedding("e", ("x",), rows=3, units=2), (3, 2), ShapeError, "looks up numbers"),
        (Concatenate("c", ("x", "x")), (), ShapeError, "behind each other"),
        (Dropout("p", ("x",), p=1.0), (3,), SettingError, "from 0 to below 1, not 1.0"),
    ],
)
def test_what_does_not_fit_is_refused(
    layer: Layer, shape: tuple[int, ...], error: type[Exception], sentence: str
) -> None:
    with pytest.raises(error, match=sentence):
        build((layer,), shape)


@pytest.mark.parametrize(
    "make_layer",
    [
        lambda: BatchNorm("n", ("x",), convention=cast(Any, "onnx")),
        lambda: LSTM("n", ("x",), units=2, convention=cast(Any, "onnx")),
        lambda: GRU("n", ("x",), units=2, returns=cast(Any, "first")),
    ],
)
def test_unknown_words_are_refused(make_layer: Callable[[], Layer]) -> None:
    with pytest.raises(SettingError, match=r"the layer n .* one of"):
        make_layer()


# -- in a lesson file -----------------------------------------------------------------------------

TABLES: list[dict[str, Any]] = [
    {"kind": "embedding", "rows": 6, "units": 4, "table": {"kind": "normal", "std": 0.5}},
    {"kind": "gaussian_noise", "deviation": 0.2},
    {"kind": "rnn", "units": 4, "returns": "all", "nonlinearity": "relu"},
    {"kind": "lstm", "units": 4, "returns": "all", "bias": "pytorch"},
    {"kind": "gru", "units": 4, "returns": "all", "convention": "keras"},
    {"kind": "dense_steps", "units": 6, "activation": "tanh"},
    {"kind": "layer_norm", "eps": 1e-4, "gamma": [1, 2, 1, 2, 1, 2]},
    {"kind": "reshape", "to": [5, -1, 2]},
    {"kind": "batch_norm", "convention": "keras", "momentum": 0.8, "trainable": False},
    {"kind": "prelu", "per_channel": True},
    {"kind": "flatten"},
    {"kind": "maxout", "pieces": 3},
    {"kind": "dropout", "p": 0.25},
    {"kind": "multiply", "inputs": ["n12", "n11"]},
    {"kind": "concatenate", "inputs": ["n13", "n11", "n12"]},
    {"kind": "add", "inputs": ["n14", "n14", "n14"]},
    {"kind": "dense", "units": 1},
]
"""Every kind of this family with settings of its own, one after the other."""


def described(tables: list[dict[str, Any]]) -> dict[str, Any]:
    return {
        "format": 1,
        "name": "kinds",
        "title": {"en": "Kinds", "ko": "종류"},
        "epochs": 1,
        "data": {"source": "table", "inputs": words(4).tolist(), "targets": [[0], [1], [2], [3]]},
        "layers": [{"name": f"n{n}", **table} for n, table in enumerate(tables)],
        "loss": {"kind": "mean_squared_error"},
        "optimizer": {"kind": "sgd", "lr": 0.1},
    }


def test_a_lesson_can_name_every_kind_with_its_settings() -> None:
    made = lesson.from_dict(described(TABLES))
    for layer, table in zip(made.network.layers, TABLES, strict=True):
        assert layer.kind == table["kind"]
        for key in table.keys() - {"kind", "inputs", "table", "gamma", "to"}:
            assert getattr(layer, key) == table[key]
    assert made.start["n6.gamma"].tolist() == [1, 2, 1, 2, 1, 2]
    assert made.network.shapes["n7.z"] == (1, 5, 3, 2)
    history = History(made.program, made.start)
    assert np.isfinite(history.at(made.program.end_of(0)).values["L"])


def test_a_lesson_is_told_that_its_batch_is_too_small() -> None:
    norm = {"kind": "batch_norm"}
    tables: list[dict[str, Any]] = [TABLES[-1], norm, TABLES[-1]]
    with pytest.raises(LessonError, match=r"^batch: the unbiased variance of one number") as told:
        lesson.from_dict({**described(tables), "batch": {"size": 3}})
    assert isinstance(told.value.__cause__, BatchError)


@pytest.mark.parametrize(
    ("table", "told"),
    [
        ({"kind": "dropout", "p": 1.0}, "layers[0].p"),
        ({"kind": "batch_norm", "convention": "onnx"}, "layers[0].convention"),
        ({"kind": "lstm", "units": 2, "returns": "first"}, "layers[0].returns"),
        ({"kind": "reshape", "to": [0]}, "layers[0]"),
        ({"kind": "batch_norm", "gamma": [1.0]}, "layers[0].gamma"),
        ({"kind": "embedding", "rows": 6, "units": 2, "table": [[1.0, 2.0]]}, "layers[0].table"),
    ],
)
def test_a_lesson_is_told_where_its_layer_is_wrong(table: dict[str, Any], told: str) -> None:
    with pytest.raises(VisualnnError) as refused:
        lesson.from_dict(described([table, {"kind": "flatten"}, {"kind": "dense", "units": 1}]))
    assert told in str(refused.value)


def test_a_sequence_can_be_classified_at_every_step() -> None:
    t = np.eye(6)[drawn(8).integers(0, 6, size=(5, 4))]
    layers = (
        Embedding("table", ("x",), rows=6, units=3),
        GRU("cell", ("table",), units=4, returns="all"),
        DenseSteps("out", ("cell",), "softmax", units=6),
    )
    made = make(layers, words(5)[:, :4], t, loss="categorical_cross_entropy",
                metrics=("accuracy",), settings={"lr": 0.1})  # fmt: skip
    values = values_of(made)
    shares = values["out.a"]
    assert shares.shape == (5, 4, 6)
    np.testing.assert_allclose(values["L"], -np.log(shares[t == 1]).mean(), rtol=1e-12)
    np.testing.assert_allclose(values["d.out.z"], (shares - t) / 20, rtol=1e-10, atol=1e-15)
    assert values["accuracy"] == (shares.argmax(axis=-1) == t.argmax(axis=-1)).mean()


@pytest.mark.parametrize("case", CASES)
def test_every_line_explains_the_number_that_it_wrote(case: str) -> None:
    made = net(case, 3, validation=2)
    history, start = made.history(), made.program.start_of(0)
    for done, ins in enumerate(made.program.closing, 1):
        value = history.at(start + done).values[ins.writes]
        last = tuple(length - 1 for length in value.shape)
        told = explain(history, start + done, Source(ins.writes, last))
        before = history.at(start + done - 1).values
        named = [Named(name, before[name]) for name in ins.reads]
        tree = ins.op.explain(ins.rule, last, named)
        assert told.value == value[last] == pytest.approx(tree.value, rel=1e-9, abs=1e-12)
        assert told.numbers
        assert told.formula == ins.formula
