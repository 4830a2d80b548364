"""Small networks made of the blocks of the large ones, and LeNet-5 as it is, as lessons; what both
sides of the comparison with PyTorch train."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import numpy as np

from visualnn.lesson import Lesson, from_dict
from visualnn.lesson.architectures.common import Table, conv, dense, described, pool
from visualnn.lesson.architectures.googlenet import auxiliary, inception
from visualnn.lesson.architectures.lenet import lenet5
from visualnn.lesson.architectures.resnet import norm, residual
from visualnn.ops import Array

UPDATES, RATE, MOMENTUM = 10, 0.05, 0.9
LARGE = 2_000
"""Arrays of more numbers than that are stored as a few weighted sums of them."""


def resnet() -> Table:
    """Plain and projected blocks, with two 3×3 convolutions and with a bottleneck."""
    blocks = [
        residual(f"{name}_{'deep' if deep else 'flat'}", deep, projected)
        for deep in (False, True)
        for name, projected in (("plain", False), ("projected", True))
    ]

    def use(name: str, block: str, **settings: int) -> Table:
        return {"name": name, "kind": "block", "block": block, "settings": settings}

    layers = [
        {**conv("conv1", 4, 3, padding=1), "biased": False},
        norm("norm1", "relu"),
        {**use("stage2", "plain_flat", channels=4), "repeat": 2},
        use("stage3_1", "projected_flat", channels=6, stride=2),
        use("stage4_1", "projected_deep", channels=3, out=8, stride=2),
        use("stage4_2", "plain_deep", channels=3, out=8),
        {"name": "pool", "kind": "global_average_pool"},
        dense("fc", 4, "softmax"),
    ]
    return described("small-resnet", "Small", (2, 12, 12), 4, layers, blocks)


def googlenet() -> Table:
    """Two inception blocks with an auxiliary classifier between them."""
    names = ("one", "reduce3", "three", "reduce5", "five", "project")

    def use(name: str, *channels: int) -> Table:
        settings = dict(zip(names, channels, strict=True))
        return {"name": name, "kind": "block", "block": "inception", "settings": settings}

    blocks = [inception(), auxiliary(3, 5, 4, drop=0.0)]
    layers = [
        conv("conv1", 3, 3, padding=1, activation="relu"),
        pool("pool1", 3, rounding="up"),
        use("first", 2, 3, 4, 1, 2, 3),
        use("second", 3, 2, 2, 2, 3, 1),
        {"name": "aux", "kind": "block", "block": "auxiliary", "inputs": ["first"]},
        {"name": "pool", "kind": "global_average_pool", "inputs": ["second"]},
        dense("fc", 4, "softmax"),
    ]
    lesson = described("small-googlenet", "Small", (2, 16, 16), 4, layers, blocks)
    return {**lesson, "losses": [{**lesson["loss"], "output": "aux", "weight": 0.3}]}


DESCRIPTIONS: Mapping[str, Callable[[], Table]] = {
    "resnet": resnet,
    "googlenet": googlenet,
    "lenet5": lenet5,
}


def lesson(name: str, dtype: str = "float64", n: int = 5) -> Lesson:
    """Some made-up pictures, all of them in each update, momentum."""
    found = DESCRIPTIONS[name]()
    optimizer = {"kind": "momentum", "lr": RATE, "momentum": MOMENTUM}
    data = {**found["data"], "n": n}
    return from_dict(
        {**found, "dtype": dtype, "epochs": UPDATES, "optimizer": optimizer, "data": data}
    )


def short(values: Array) -> Array:
    """A small array as it is; of a large one, eight sums in which each number has a weight of its
    own, so that any that is off is noticed."""
    if values.size <= LARGE:
        return values
    weights = np.random.default_rng(values.size).normal(size=(8, values.size))
    return np.asarray(weights @ values.reshape(-1))
