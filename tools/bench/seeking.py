"""Seeking: a random tick of a long run, and the memory that takes."""

from __future__ import annotations

import random
import time
from collections.abc import Iterator

from visualnn.lesson import Lesson, find, load
from visualnn.run.history import MEGABYTE, History

from .nets import wide
from .timing import Measured, at_most, percentile
from .wide import NAME

LONG = 1_000_000
"""Iterations of the small network's history."""
SHORT = 600
"""Iterations of the large one's."""


def seeking() -> Iterator[Measured]:
    history, taken = _sought(load(find("xor")), LONG, 2000)
    yield at_most(
        f"XOR: seek to a random tick of {LONG} iterations, p99", percentile(taken, 0.99), 1, "ms"
    )
    yield at_most("    and the memory of that history", history.nbytes / LONG, 16, "B/iteration")
    history, taken = _sought(wide("sgd", 32), SHORT, 60)
    yield at_most(f"{NAME}: any tick of {SHORT} iterations", max(taken), 250, "ms")
    yield at_most("    and the memory of that history", history.nbytes / MEGABYTE, 256, "MB")


def _sought(lesson: Lesson, iterations: int, seeks: int) -> tuple[History, list[float]]:
    """A history of so many iterations, and the milliseconds of each seek."""
    history = History(lesson.program, lesson.start, budget=256 * MEGABYTE)
    history.run_to(iterations)
    last = lesson.program.end_of(iterations - 1)
    taken = []
    for tick in random.Random(1).choices(range(last), k=seeks):  # noqa: S311  a sample, no secret
        begun = time.process_time()
        history.at(tick)
        taken.append((time.process_time() - begun) * 1e3)
    return history, taken
