"""The engine: playing with history kept against PyTorch without any, and seeking in a long
history."""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Iterator

import numpy as np

from visualnn.history import MEGABYTE, History
from visualnn.lesson import Lesson, find, load
from visualnn.machine import Machine

from .timing import Measured, at_least, at_most, in_turns, percentile

LONG = 100_000
"""Iterations of the history in which is sought."""


def playing() -> Iterator[Measured]:
    lesson = load(find("xor"))
    count = 3000
    works: dict[str, Callable[[], object]] = {
        "history": _with_history(lesson, count),
        "machine": _without(lesson, count),
    }
    torch_work = _torch(lesson, count // 10)
    if torch_work is not None:
        works["torch"] = torch_work
    seconds = in_turns(works)
    mine = seconds["history"] / count
    yield at_most(
        "XOR: history kept, against the same calls without a history",
        seconds["history"] / seconds["machine"],
        1.10,
    )
    if torch_work is None:
        yield Measured("XOR against PyTorch eager", "torch is missing", "pip install torch", None)
    else:
        theirs = seconds["torch"] / (count // 10)
        yield at_least(
            f"XOR played with history ({mine * 1e6:.1f} µs), against PyTorch eager "
            f"({theirs * 1e6:.0f} µs)",
            theirs / mine,
            8,
        )


def _with_history(lesson: Lesson, count: int) -> Callable[[], object]:
    history = History(lesson.program, lesson.start)
    return lambda: history.run_to(history.furthest + count)


def _without(lesson: Lesson, count: int) -> Callable[[], object]:
    calls = Machine(lesson.program, lesson.start).fast[True]

    def run() -> None:
        with np.errstate(all="ignore"):
            for _ in range(count):
                for call in calls:
                    call()

    return run


def _torch(lesson: Lesson, count: int) -> Callable[[], object] | None:
    """The same network in PyTorch eager, float64, one thread, as its tutorials write it; None
    without PyTorch."""
    try:
        import torch
    except ImportError:
        return None
    torch.set_num_threads(1)
    model = torch.nn.Sequential(
        torch.nn.Linear(2, 8), torch.nn.ReLU(), torch.nn.Linear(8, 1), torch.nn.Sigmoid()
    ).double()
    loss = torch.nn.BCELoss()
    optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
    x, t = torch.tensor(lesson.data.x), torch.tensor(lesson.data.t)

    def run() -> None:
        for _ in range(count):
            optimizer.zero_grad()
            value = loss(model(x), t)
            value.backward()
            optimizer.step()

    return run


def seeking() -> Iterator[Measured]:
    lesson = load(find("xor"))
    history = History(lesson.program, lesson.start, budget=256 * MEGABYTE)
    history.run_to(LONG)
    last = lesson.program.end_of(LONG - 1)
    ticks = random.Random(1).choices(range(last), k=300)  # noqa: S311  a sample, no secret
    taken = []
    for tick in ticks:
        begun = time.perf_counter()
        history.at(tick)
        taken.append(time.perf_counter() - begun)
    yield at_most(
        f"XOR: seek to a random tick of {LONG} iterations, p95",
        percentile(taken, 0.95) * 1e3,
        16,
        "ms",
    )
    yield at_most("    and the memory of that history", history.nbytes / MEGABYTE, 256, "MB")
