"""The small trainings whose losses, penalties and clipping are compared with PyTorch's."""

from __future__ import annotations

from typing import Any

import numpy as np

UPDATES = 10


def _rows(seed: int, rows: int, width: int) -> list[list[float]]:
    drawn = np.random.default_rng(seed).normal(size=(rows, width))
    return [[round(float(number), 4) for number in row] for row in drawn]


def _described(name: str, targets: list[list[float]], **parts: Any) -> dict[str, Any]:
    data = {"source": "table", "inputs": _rows(1, 6, 3), "targets": targets}
    return {
        "format": 1,
        "name": name,
        "title": {"en": "Compared with PyTorch", "ko": "파이토치와 비교"},
        "epochs": UPDATES,
        "data": data,
        "layers": [
            {"name": "hidden", "kind": "dense", "units": 5, "activation": "tanh"},
            {"name": "out", "kind": "dense", "units": 3},
        ],
        "optimizer": {"kind": "sgd", "lr": 0.2},
        **parts,
    }


NUMBERS = _rows(2, 6, 3)
CLASSES = [[0.0], [2.0], [1.0], [1.0], [0.0], [2.0]]
ROWS = [[float(row[0] == n) for n in range(3)] for row in CLASSES]
SQUARES = {"kind": "mean_squared_error"}

DESCRIBED: dict[str, dict[str, Any]] = {
    "penalties": _described(
        "penalties", NUMBERS, loss=SQUARES, regularization={"l1": 0.01, "l2": 0.03}
    ),
    "penalties of a layer": _described(
        "one-layer", NUMBERS, loss=SQUARES, regularization={"l2": 0.1, "layers": ["hidden"]}
    ),
    "clip by value": _described(
        "by-value", NUMBERS, loss=SQUARES, clip={"kind": "value", "limit": 0.05}
    ),
    "clip all": _described(
        "by-length", NUMBERS, loss=SQUARES, clip={"kind": "global_norm", "limit": 0.3}
    ),
    "clip all, with decay": _described(
        "by-length-adam", NUMBERS, loss=SQUARES, clip={"kind": "global_norm", "limit": 0.3},
        optimizer={"kind": "adam", "lr": 0.05, "weight_decay": 0.1},
    ),
    "two outputs": _described(
        "two-outputs", CLASSES,
        layers=[
            {"name": "hidden", "kind": "dense", "units": 5, "activation": "tanh"},
            {"name": "aux", "kind": "dense", "units": 3},
            {
                "name": "deep", "kind": "dense", "units": 4, "activation": "tanh",
                "inputs": ["hidden"],
            },
            {"name": "out", "kind": "dense", "units": 3},
        ],
        loss={
            "kind": "sparse_categorical_cross_entropy_with_logits",
            "class_weights": [0.5, 2.0, 1.0],
        },
        losses=[{
            "kind": "sparse_categorical_cross_entropy_with_logits", "output": "aux", "weight": 0.3,
            "label_smoothing": 0.1,
        }],
        regularization={"l2": 0.01},
        clip={"kind": "global_norm", "limit": 0.5},
    ),
    "class numbers": _described(
        "class-numbers", CLASSES,
        loss={
            "kind": "sparse_categorical_cross_entropy_with_logits",
            "class_weights": [0.5, 2.0, 1.0],
        },
    ),
}  # fmt: skip
"""What a lesson file would say, by name."""
