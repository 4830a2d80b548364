"""The networks that are measured: described as a lesson would, and the same in plain PyTorch."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from itertools import pairwise
from typing import Any

import numpy as np

from visualnn.lesson import Lesson, from_dict

WIDE = (784, 1024, 512, 256, 24)
"""The widths of the network of 1.47 million parameters."""


def chain(
    widths: Sequence[int],
    *,
    rows: int,
    batch: int,
    dtype: str,
    hidden: str,
    last: str,
    loss: str,
    optimizer: Mapping[str, object],
) -> Lesson:
    """Dense layers on drawn numbers: `rows` examples in batches of `batch`, in order."""
    random = np.random.default_rng(1)
    x = random.uniform(-1, 1, size=(rows, widths[0])).round(3)
    t = targets(random, rows, widths[-1])
    layers = [
        {
            "name": f"layer{n}",
            "kind": "dense",
            "units": units,
            "activation": last if n == len(widths) - 1 else hidden,
            "weights": "pytorch",
            "bias": "pytorch",
        }
        for n, units in enumerate(widths[1:], 1)
    ]
    description: dict[str, object] = {
        "format": 1,
        "name": "measured",
        "title": {"en": "Measured", "ko": "측정"},
        "dtype": dtype,
        "epochs": 1,
        "data": {"source": "table", "inputs": x.tolist(), "targets": t.tolist()},
        "batch": {"size": batch},
        "layers": layers,
        "loss": {"kind": loss},
        "optimizer": optimizer,
    }
    return from_dict(description)


def targets(random: np.random.Generator, rows: int, width: int) -> np.ndarray[Any, Any]:
    """Yes or no for a single output, otherwise one class of many."""
    if width == 1:
        return random.integers(0, 2, size=(rows, 1)).astype(float)
    return np.eye(width)[random.integers(0, width, size=rows)]


def small() -> Lesson:
    """2-8-8-8-1 on 240 points in batches of 30, the size of a network in a browser's playground."""
    return chain(
        (2, 8, 8, 8, 1), rows=240, batch=30, dtype="float64", hidden="tanh", last="sigmoid",
        loss="binary_cross_entropy", optimizer={"kind": "sgd", "lr": 0.03},
    )  # fmt: skip


def wide(optimizer: str, batch: int) -> Lesson:
    """784-1024-512-256-24 in float32 on one batch, as a classifier."""
    return chain(
        WIDE, rows=batch, batch=batch, dtype="float32", hidden="relu", last="softmax",
        loss="categorical_cross_entropy", optimizer={"kind": optimizer, "lr": 0.001},
    )  # fmt: skip


def torch_step(lesson: Lesson, hidden: str, optimizer: str) -> Callable[[], object] | None:
    """One iteration of the same chain in PyTorch eager on one thread, as its tutorials write it;
    None without PyTorch. A classifier takes PyTorch's own loss of scores."""
    try:
        import torch
    except ImportError:
        return None
    torch.set_num_threads(1)
    kinds: Mapping[str, type[Any]] = {"tanh": torch.nn.Tanh, "relu": torch.nn.ReLU}
    widths = [lesson.data.x.shape[1], *(p.shape[1] for p in lesson.network.parameters[::2])]
    parts: list[Any] = []
    for before, units in pairwise(widths):
        parts += [torch.nn.Linear(before, units), kinds[hidden]()]
    yes_or_no = widths[-1] == 1
    parts[-1:] = [torch.nn.Sigmoid()] if yes_or_no else []
    dtype = getattr(torch, lesson.spec.dtype)
    model = torch.nn.Sequential(*parts).to(dtype)
    loss = torch.nn.BCELoss() if yes_or_no else torch.nn.CrossEntropyLoss()
    rule = {"sgd": torch.optim.SGD, "adam": torch.optim.Adam}[optimizer]
    update = rule(model.parameters(), lr=0.01)
    batch, turn = lesson.plan.batch, 0
    x, t = (torch.tensor(a, dtype=dtype) for a in (lesson.data.x, lesson.data.t))
    starts = range(0, len(x), batch)

    def run() -> None:
        nonlocal turn
        begin = starts[turn % len(starts)]
        turn += 1
        update.zero_grad()
        value = loss(model(x[begin : begin + batch]), t[begin : begin + batch])
        value.backward()
        update.step()

    return run
