"""Small lessons of one and two inputs whose boundary is drawn."""

from __future__ import annotations

from functools import cache
from typing import Any

from visualnn.lesson import Lesson, from_dict


def net(data: dict[str, Any], layers: list[dict[str, Any]], loss: str, **more: Any) -> Lesson:
    """A lesson with these data, layers and loss."""
    spec: dict[str, Any] = {
        "format": 1,
        "name": "small",
        "title": {"en": "Small", "ko": "작은 신경망"},
        "seed": 5,
        "epochs": 40,
        "data": data,
        "layers": layers,
        "loss": {"kind": loss},
        "optimizer": {"kind": "adam", "lr": 0.05},
    }
    return from_dict({**spec, **more})


def dense(name: str, units: int, activation: str) -> dict[str, Any]:
    return {"name": name, "kind": "dense", "units": units, "activation": activation}


@cache
def one_input() -> Lesson:
    """Yes between −0.5 and 0.5, no elsewhere."""
    inputs = [[n / 10] for n in range(-10, 11, 2)]
    data = {
        "source": "table",
        "inputs": inputs,
        "targets": [[int(abs(x) < 0.5)] for (x,) in inputs],
    }
    return net(data, [dense("h", 4, "relu"), dense("o", 1, "sigmoid")], "binary_cross_entropy")


@cache
def fit() -> Lesson:
    """A curve through numbers: no class is decided."""
    inputs = [[n / 10] for n in range(-10, 11, 2)]
    data = {"source": "table", "inputs": inputs, "targets": [[x * x] for (x,) in inputs]}
    return net(data, [dense("h", 4, "tanh"), dense("o", 1, "none")], "mean_squared_error")


@cache
def three() -> Lesson:
    """Three classes."""
    layers = [dense("h", 6, "tanh"), dense("o", 3, "softmax")]
    data = {"source": "blobs", "n": 30, "classes": 3}
    return net(data, layers, "categorical_cross_entropy")


@cache
def moons() -> Lesson:
    """Two classes, batches of eight, and examples kept for validation."""
    layers = [dense("h", 5, "relu"), dense("h2", 4, "relu"), dense("o", 1, "sigmoid")]
    data = {"source": "moons", "n": 40, "noise": 0.1, "validation": 0.25}
    return net(data, layers, "binary_cross_entropy", batch={"size": 8})
