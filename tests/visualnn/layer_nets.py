"""A network around every kind of layer, ready to run for one iteration."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any

import numpy as np

from visualnn.expr import Source
from visualnn.initializers.plain import Normal, Uniform
from visualnn.layers import (
    GRU,
    LSTM,
    RNN,
    Add,
    BatchNorm,
    Concatenate,
    Dense,
    DenseSteps,
    Dropout,
    Embedding,
    Flatten,
    GaussianNoise,
    Layer,
    LayerNorm,
    Maxout,
    Multiply,
    Permute,
    PReLU,
    Reshape,
)
from visualnn.ops import Array

from .nets import Net, drawn, make

SPREAD = Normal(0.0, 0.5)
FACTORS = Uniform(0.5, 1.5)


def rows(count: int) -> Array:
    """Ordinary numbers, seven features."""
    return drawn(1).normal(size=(count, 7))


def images(count: int) -> Array:
    return drawn(2).normal(size=(count, 3, 4, 2))


def steps(count: int) -> Array:
    """Four time steps of three features."""
    return drawn(3).normal(size=(count, 4, 3))


def words(count: int) -> Array:
    """Five words out of six; some occur twice."""
    return drawn(4).integers(0, 6, size=(count, 5)).astype(float)


def dense(name: str, reads: str = "x", units: int = 6) -> Dense:
    return Dense(name, (reads,), "tanh", units=units, weights=SPREAD, bias=SPREAD)


def out(reads: str) -> Dense:
    return Dense("out", (reads,), units=2, weights=SPREAD, bias=SPREAD)


def recurrent(kind: Callable[..., Layer], reads: str = "x", **settings: Any) -> Layer:
    first = {"weights": SPREAD, "recurrent": SPREAD, "bias": SPREAD}
    return kind("cell", (reads,), **{"units": 4, **first, **settings})


def norm(kind: Callable[..., Layer], reads: str, **settings: Any) -> Layer:
    return kind("norm", (reads,), gamma=FACTORS, beta=SPREAD, **settings)


CASES: Mapping[str, tuple[Callable[[int], Array], Sequence[Layer]]] = {
    "batch_norm": (rows, (dense("a"), norm(BatchNorm, "a"), out("norm"))),
    "batch_norm_keras": (
        rows,
        (dense("a"), norm(BatchNorm, "a", convention="keras"), out("norm")),
    ),
    "batch_norm_other": (
        rows,
        (dense("a"), norm(BatchNorm, "a", eps=0.02, momentum=0.3), out("norm")),
    ),
    "batch_norm_images": (
        images,
        (
            PReLU("p", ("x",), per_channel=True),
            replace(norm(BatchNorm, "p"), activation="sigmoid"),
            Flatten("flat", ("norm",)),
            out("flat"),
        ),
    ),
    "layer_norm": (rows, (dense("a"), norm(LayerNorm, "a"), out("norm"))),
    "layer_norm_steps": (
        steps,
        (
            DenseSteps("a", ("x",), units=5, weights=SPREAD, bias=SPREAD),
            norm(LayerNorm, "a", convention="keras"),
            Flatten("flat", ("norm",)),
            out("flat"),
        ),
    ),
    "dropout": (rows, (dense("a"), Dropout("drop", ("a",), p=0.4), out("drop"))),
    "gaussian_noise": (
        rows,
        (dense("a"), GaussianNoise("noisy", ("a",), deviation=0.3), dense("b", "noisy"), out("b")),
    ),
    "combine": (
        rows,
        (
            dense("a"),
            dense("b", "a"),
            dense("c", "b"),
            Add("sum", ("a", "b", "c")),
            Multiply("product", ("sum", "b", "a")),
            Concatenate("all", ("product", "a", "x", "a")),
            out("all"),
        ),
    ),
    "concatenate_images": (
        images,
        (
            PReLU("p", ("x",), slope=0.1),
            Concatenate("both", ("p", "x")),
            Maxout("most", ("both",), pieces=2),
            Flatten("flat", ("most",)),
            out("flat"),
        ),
    ),
    "reshape": (
        rows,
        (
            dense("a", units=12),
            Reshape("cube", ("a",), to=(2, -1, 3)),
            norm(BatchNorm, "cube"),
            Reshape("row", ("norm",), "identity", to=(-1,)),
            out("row"),
        ),
    ),
    "permute": (
        steps,
        (
            DenseSteps("a", ("x",), units=5, weights=SPREAD, bias=SPREAD),
            norm(LayerNorm, "a"),
            Permute("turned", ("norm",), order=(2, 1)),
            Flatten("flat", ("turned",)),
            out("flat"),
        ),
    ),
    "maxout": (rows, (dense("a"), Maxout("most", ("a",), pieces=3), out("most"))),
    "embedding": (
        words,
        (
            Embedding("table", ("x",), rows=6, units=3),
            recurrent(RNN, "table"),
            out("cell"),
        ),
    ),
    "rnn_all": (
        steps,
        (
            recurrent(RNN, returns="all", nonlinearity="tanh"),
            DenseSteps("each", ("cell",), "tanh", units=2, weights=SPREAD, bias=SPREAD),
            Flatten("flat", ("each",)),
            out("flat"),
        ),
    ),
    "rnn_relu": (steps, (recurrent(RNN, nonlinearity="relu"), out("cell"))),
    "rnn_keras": (steps, (recurrent(RNN, convention="keras"), out("cell"))),
    "lstm": (steps, (recurrent(LSTM), out("cell"))),
    "lstm_keras_all": (
        steps,
        (
            recurrent(LSTM, convention="keras", returns="all"),
            Flatten("flat", ("cell",)),
            out("flat"),
        ),
    ),
    "gru": (steps, (recurrent(GRU), out("cell"))),
    "gru_keras_all": (
        steps,
        (
            recurrent(GRU, convention="keras", returns="all"),
            Flatten("flat", ("cell",)),
            out("flat"),
        ),
    ),
    "gru_paper": (steps, (recurrent(GRU, convention="paper"), out("cell"))),
    "stacked": (
        words,
        (
            Embedding("table", ("x",), rows=6, units=3),
            replace(recurrent(GRU, "table", returns="all"), name="lower"),
            recurrent(LSTM, "lower"),
            out("cell"),
        ),
    ),
    "shared": (
        steps,
        (
            replace(recurrent(LSTM, returns="all", units=3), name="first"),
            replace(recurrent(LSTM, "first", units=3), shares="first"),
            out("cell"),
        ),
    ),
}
"""Name → the inputs, and the layers over them."""


def net(case: str, count: int, dtype: str = "float64", validation: int = 0) -> Net:
    inputs, layers = CASES[case]
    x = inputs(count + validation)
    t = drawn(9).normal(size=(count + validation, 2))
    return make(
        layers, x, t, loss="mean_squared_error", settings={"lr": 0.1}, seed=2, dtype=dtype,
        validation=validation,
    )  # fmt: skip


def batch(case: str, count: int) -> int:
    """So many rows, unless batch norm needs one more for a variance."""
    return 2 if count == 1 and case in {"batch_norm", "batch_norm_other"} else count


def values_of(made: Net) -> Mapping[str, Array]:
    """Everything at the end of the first iteration."""
    return made.history().at(made.program.end_of(0)).values


def loss_with(made: Net, place: Source, number: float) -> float:
    """The loss of the first iteration if one number of the start were another."""
    values = dict(made.start)
    changed = values[place.name].copy()
    changed[place.index] = number
    values[place.name] = changed
    shapes = made.program.shapes[made.program.is_closing(0)]
    for ins in made.program.instructions(0):
        reads = [values[name] for name in ins.reads]
        values[ins.writes] = ins.compute(reads, shapes[ins.writes], np.dtype(np.float64))
        if ins.writes == "L":
            break
    return float(values["L"])
