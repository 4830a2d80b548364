"""The network of 1.47 million parameters, float32: its steps against PyTorch's, and what its
history costs."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import numpy as np

from visualnn.lesson import Lesson

from .engine import repeated, with_history, without
from .nets import torch_step, wide
from .timing import Measured, at_least, at_most, in_turns

NAME = "784-1024-512-256-24"


def steps() -> Iterator[Measured]:
    """A whole iteration, batch 32, the calls of the machine against PyTorch eager."""
    for optimizer in ("sgd", "adam"):
        lesson, count = wide(optimizer, 32), 10
        step = torch_step(lesson, "relu", optimizer)
        works = {"machine": without(lesson, count), "history": with_history(lesson, count)}
        if step is not None:
            works["torch"] = repeated(step, count)
        seconds = in_turns(works, rounds=15, warm=3)
        mine = seconds["machine"] / count
        if step is None:
            yield Measured(f"{NAME} {optimizer}", "torch is missing", "pip install torch", None)
        else:
            yield at_most(
                f"{NAME}, batch 32, {optimizer} ({mine * 1e3:.1f} ms) against PyTorch eager",
                seconds["machine"] / seconds["torch"],
                1.0,
            )
        yield at_most(
            "    history kept, against the same calls without a history",
            seconds["history"] / seconds["machine"],
            1.20,
        )


def products() -> Iterator[Measured]:
    """Batch 256: how much of the time is the matrix products."""
    lesson, count = wide("sgd", 256), 3
    seconds = in_turns(
        {"machine": without(lesson, count), "products": repeated(_products(lesson), count)},
        rounds=9,
    )
    yield at_least(
        f"{NAME}, batch 256, sgd: speed, against the matrix products alone",
        seconds["products"] / seconds["machine"],
        0.8,
    )


def _products(lesson: Lesson) -> Callable[[], object]:
    """The three products of every dense layer (two for the first), nothing else."""
    rows = lesson.plan.batch
    calls: list[Callable[[], object]] = []
    for n, parameter in enumerate(lesson.network.parameters[::2]):
        inputs, units = parameter.shape
        x, g = np.ones((rows, inputs), np.float32), np.ones((rows, units), np.float32)
        # products of zeros take as long, and do not grow from round to round
        W, dW = np.zeros((inputs, units), np.float32), np.zeros((inputs, units), np.float32)
        calls += [_product(x, W, g), _product(x.T, g, dW)]
        if n:
            calls.append(_product(g, W.T, x))

    def run() -> None:
        for call in calls:
            call()

    return run


def _product(
    a: np.ndarray[tuple[int, ...], np.dtype[np.float32]],
    b: np.ndarray[tuple[int, ...], np.dtype[np.float32]],
    out: np.ndarray[tuple[int, ...], np.dtype[np.float32]],
) -> Callable[[], object]:
    return lambda: a.dot(b, out)
