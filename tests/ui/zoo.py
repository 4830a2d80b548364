"""Lessons with every sort of network that the window must be able to show."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cache
from typing import Any

from visualnn.lesson import Lesson, from_dict

Layer = dict[str, Any]

DIGITS = {"source": "digits", "scale": 16.0, "classes": 10}
SCORES: Layer = {"name": "output", "kind": "dense", "units": 10, "activation": "softmax"}
WORDS = {
    "source": "table",
    "inputs": [[0, 1, 2, 3, 1], [3, 2, 1, 0, 2], [1, 1, 0, 2, 3]],
    "targets": [[0], [1], [0]],
}


def lesson(
    name: str,
    data: Mapping[str, Any],
    layers: list[Layer],
    *,
    size: int | str = "all",
    classes: bool = True,
    epochs: int = 2,
) -> Lesson:
    """A lesson with these data and layers."""
    spec: dict[str, Any] = {
        "format": 1,
        "name": name,
        "title": {"en": name, "ko": name},
        "epochs": epochs,
        "data": dict(data),
        "batch": {"size": size},
        "layers": layers,
        "loss": {"kind": "categorical_cross_entropy" if classes else "binary_cross_entropy"},
        "optimizer": {"kind": "momentum", "lr": 0.05, "momentum": 0.9},
    }
    return from_dict(spec)


def _lenet() -> Lesson:
    return lesson(
        "lenet",
        DIGITS,
        [
            {"name": "picture", "kind": "reshape", "to": [1, 8, 8]},
            {"name": "conv1", "kind": "conv2d", "filters": 6, "size": 3, "padding": "same",
             "activation": "relu"},
            {"name": "pool1", "kind": "max_pool", "size": 2},
            {"name": "conv2", "kind": "conv2d", "filters": 16, "size": 3, "activation": "relu"},
            {"name": "flat", "kind": "flatten"},
            {"name": "fc", "kind": "dense", "units": 32, "activation": "relu"},
            SCORES,
        ],
        size=16,
    )  # fmt: skip


def _normal() -> Lesson:
    return lesson(
        "normal",
        DIGITS,
        [
            {"name": "picture", "kind": "reshape", "to": [1, 8, 8]},
            {"name": "conv", "kind": "conv2d", "filters": 40, "size": 3, "padding": "same"},
            {"name": "norm", "kind": "batch_norm", "activation": "relu"},
            {"name": "drop", "kind": "dropout", "p": 0.3},
            {"name": "means", "kind": "global_average_pool"},
            SCORES,
        ],
        size=8,
    )


def _recurrent(kind: str) -> Callable[[], Lesson]:
    def make() -> Lesson:
        layers: list[Layer] = [
            {"name": "words", "kind": "embedding", "rows": 4, "units": 3},
            {"name": "cell", "kind": kind, "units": 4},
            {"name": "output", "kind": "dense", "units": 1, "activation": "sigmoid"},
        ]
        return lesson(kind, WORDS, layers, classes=False)

    return make


def _residual() -> Lesson:
    """Thirty residual blocks: far more columns than have room."""
    layers: list[Layer] = [{"name": "first", "kind": "dense", "units": 6, "activation": "relu"}]
    before = "first"
    for n in range(30):
        layers += [
            {"name": f"inner{n}", "kind": "dense", "units": 6, "activation": "relu",
             "inputs": [before]},
            {"name": f"sum{n}", "kind": "add", "inputs": [before, f"inner{n}"]},
        ]  # fmt: skip
        before = f"sum{n}"
    layers.append({"name": "output", "kind": "dense", "units": 1, "activation": "sigmoid"})
    return lesson("residual", {"source": "xor"}, layers, classes=False)


def _wide() -> Lesson:
    layers: list[Layer] = [
        {"name": "hidden", "kind": "dense", "units": 3000, "activation": "relu"},
        SCORES,
    ]
    return lesson("wide", DIGITS, layers, size=4)


def _branches() -> Lesson:
    layers: list[Layer] = [
        {"name": "left", "kind": "dense", "units": 3, "activation": "tanh", "inputs": ["x"]},
        {"name": "right", "kind": "dense", "units": 3, "activation": "sigmoid", "inputs": ["x"]},
        {"name": "gate", "kind": "multiply", "inputs": ["left", "right"]},
        {"name": "all", "kind": "concatenate", "inputs": ["gate", "left", "x"]},
        {"name": "output", "kind": "dense", "units": 1, "activation": "sigmoid"},
    ]
    return lesson("branches", {"source": "xor"}, layers, classes=False)


MAKERS: Mapping[str, Callable[[], Lesson]] = {
    "lenet": _lenet,
    "normal": _normal,
    "lstm": _recurrent("lstm"),
    "gru": _recurrent("gru"),
    "rnn": _recurrent("rnn"),
    "residual": _residual,
    "wide": _wide,
    "branches": _branches,
}


@cache
def animal(name: str) -> Lesson:
    """One of them."""
    return MAKERS[name]()
