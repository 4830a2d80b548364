"""Nets of convolutions that both sides of the comparison with PyTorch train, and their data."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import numpy as np

from tests.visualnn.nets import Net, dense, make
from visualnn.layers import (
    AveragePool,
    Conv1d,
    Conv2d,
    ConvTranspose2d,
    Flatten,
    GlobalAveragePool,
    Layer,
    MaxPool,
)
from visualnn.ops import Array

UPDATES = 10


def lenet(dtype: str = "float64", batch: int = 7) -> Net:
    """Like LeNet-5: convolution, pool, convolution, pool, three dense layers, softmax."""
    layers = (
        Conv2d("c1", ("x",), "relu", filters=3, size=5, padding=2, bias="pytorch"),
        MaxPool("s2", ("c1",), size=2),
        Conv2d("c3", ("s2",), "tanh", filters=5, size=3, bias="pytorch"),
        AveragePool("s4", ("c3",), size=2),
        Flatten("flat", ("s4",)),
        dense("f5", 12, "relu", "flat", bias="pytorch"),
        dense("out", 4, "softmax", "f5", bias="pytorch"),
    )
    x = np.random.default_rng(1).normal(size=(batch, 1, 12, 12))
    return _trained(layers, x, "categorical_cross_entropy", np.eye(4)[np.arange(batch) % 4], dtype)


def encoder(dtype: str = "float64", batch: int = 3) -> Net:
    """Down with strides, groups and dilation, and up again with transposed convolutions."""
    layers = (
        Conv2d("down", ("x",), "relu", filters=4, size=3, stride=2, padding=1, bias="pytorch"),
        Conv2d("wide", ("down",), "tanh", filters=6, size=(2, 3), dilation=(2, 1), groups=2,
               padding=(1, 1, 1, 1), bias="pytorch"),
        MaxPool("p", ("wide",), size=3, stride=1, padding=1),
        ConvTranspose2d("up", ("p",), "sigmoid", filters=2, size=4, stride=2, padding=1,
                        bias="pytorch"),
    )  # fmt: skip
    x = np.random.default_rng(2).normal(size=(batch, 2, 7, 8))
    net_out = (batch, 2, 8, 8)
    t = np.random.default_rng(3).uniform(size=net_out)
    return _trained(
        (*layers, Flatten("flat", ("up",))), x, "mean_squared_error", t.reshape(batch, -1), dtype
    )


def sequence(dtype: str = "float64", batch: int = 5) -> Net:
    """Filters along sequences, their average over all places, two numbers out."""
    layers = (
        Conv1d("a", ("x",), "relu", filters=4, size=3, padding=1, bias="pytorch"),
        MaxPool("p", ("a",), size=2),
        Conv1d("b", ("p",), "tanh", filters=6, size=3, dilation=2, groups=2, biased=False),
        GlobalAveragePool("g", ("b",)),
        dense("out", 2, "none", "g", bias="pytorch"),
    )
    x = np.random.default_rng(4).normal(size=(batch, 2, 13))
    t = np.random.default_rng(5).normal(size=(batch, 2))
    return _trained(layers, x, "mean_squared_error", t, dtype)


def _trained(layers: tuple[Layer, ...], x: Array, loss: str, t: Array, dtype: str) -> Net:
    settings = {"lr": 0.1, "momentum": 0.9}
    return make(
        layers, x, t, loss=loss, optimizer="momentum", settings=settings, dtype=dtype, seed=7
    )


NETS: Mapping[str, Callable[..., Net]] = {"lenet": lenet, "encoder": encoder, "sequence": sequence}
