"""Convolutions against PyTorch eager: a whole iteration of LeNet-5, and the 3 × 3 convolution of a
residual block."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import numpy as np

from visualnn.lesson import Lesson, from_dict
from visualnn.lesson.architectures import ARCHITECTURES
from visualnn.ops.convolution import Conv2d

from .engine import repeated, without
from .timing import Measured, at_most, in_turns
from .torch_pictures import torch_step

BATCH = 32
LENETS = {"tanh": "average_pool", "relu": "max_pool"}
"""The activation and the pool: LeCun's, and today's."""
GOALS = {("tanh", "float32"): 0.5, ("relu", "float32"): 0.65}
"""Of activation and precision, in times of PyTorch."""
OTHER_GOAL = 0.8
BLOCK = (64, 56)
"""Channels, and height and width, of a residual block's first stage."""


def lenet() -> Iterator[Measured]:
    """Batch 32, plain gradient descent; both ways of building it, in both precisions."""
    for activation, pool in LENETS.items():
        for dtype in ("float32", "float64"):
            goal = GOALS.get((activation, dtype), OTHER_GOAL)
            what = f"LeNet-5 with {activation}, batch {BATCH}, {dtype}"
            lesson, count = _lenet(activation, pool, dtype), 5
            step = torch_step(lesson)
            if step is None:
                yield Measured(what, "torch is missing", "pip install torch", None)
                continue
            works = {"machine": without(lesson, count), "torch": repeated(step, count)}
            seconds = in_turns(works, rounds=25, warm=3)
            mine = seconds["machine"] / count
            yield at_most(
                f"{what} ({mine * 1e3:.1f} ms)", seconds["machine"] / seconds["torch"], goal
            )


def _lenet(activation: str, pool: str, dtype: str) -> Lesson:
    table: dict[str, Any] = {**ARCHITECTURES["lenet5"](), "dtype": dtype}
    table["data"] = {**table["data"], "n": BATCH}
    words = {"tanh": activation, "average_pool": pool}
    table["layers"] = [
        {key: words.get(value, value) if isinstance(value, str) else value
         for key, value in layer.items()}
        for layer in table["layers"]
    ]  # fmt: skip
    return from_dict(table)


def block() -> Iterator[Measured]:
    """Forwards and both gradients of one convolution, float32."""
    channels, side = BLOCK
    for batch in (1, 8):
        what = f"3 × 3 convolution, {channels} channels, {side} × {side}, batch {batch}"
        random = np.random.default_rng(1)
        x = random.normal(size=(batch, channels, side, side)).astype(np.float32)
        W = random.normal(size=(channels, channels, 3, 3)).astype(np.float32)
        theirs = _torch_convolution(x, W)
        if theirs is None:
            yield Measured(what, "torch is missing", "pip install torch", None)
            continue
        works = {"mine": _convolution(x, W), "torch": theirs}
        seconds = in_turns(works, rounds=25, warm=3)
        yield at_most(
            f"{what} ({seconds['mine'] * 1e3:.1f} ms)", seconds["mine"] / seconds["torch"], 2.2
        )


def _convolution(x: np.ndarray[Any, Any], W: np.ndarray[Any, Any]) -> Callable[[], object]:
    op = Conv2d(padding=(1, 1, 1, 1))
    s, g, dx, dW = np.empty_like(x), np.ones_like(x), np.empty_like(x), np.empty_like(W)
    calls = (
        *op.bind("forward", s, (x, W)),
        *op.bind("grad_x", dx, (g, x, W)),
        *op.bind("grad_W", dW, (g, x, W)),
    )

    def run() -> None:
        for call in calls:
            call()

    return run


def _torch_convolution(
    x: np.ndarray[Any, Any], W: np.ndarray[Any, Any]
) -> Callable[[], object] | None:
    try:
        import torch
    except ImportError:
        return None
    torch.set_num_threads(1)
    inputs, weights = (torch.tensor(array, requires_grad=True) for array in (x, W))
    g = torch.ones(x.shape)

    def run() -> None:
        s = torch.nn.functional.conv2d(inputs, weights, padding=1)
        torch.autograd.grad(s, (inputs, weights), g)

    return run
