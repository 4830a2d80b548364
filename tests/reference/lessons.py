"""What both sides of a comparison start from: first weights, settings, and the examples of each
batch."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from visualnn.lesson import Lesson
from visualnn.lesson.file import LessonSpec

LESSONS = ("logistic", "xor", "digits")
UPDATES = 50
FEW = 100
"""Parameters of smaller networks are stored after every update, of larger ones after some."""


@dataclass(frozen=True)
class Batch:
    """Inputs as the network reads them, targets as the data have them (classes as numbers)."""

    x: NDArray[np.float64]
    t: NDArray[np.float64]


def first_parameters(lesson: Lesson) -> dict[str, NDArray[np.float64]]:
    return {name: lesson.start[name] for name in lesson.program.parameters}


def kept(lesson: Lesson) -> frozenset[int]:
    """The updates after which the parameters are stored."""
    count = sum(value.size for value in first_parameters(lesson).values())
    return frozenset(range(1, UPDATES + 1) if count < FEW else (1, 2, 10, 44, 45, 46, UPDATES))


def batches(lesson: Lesson) -> Iterator[Batch]:
    """The batches of the first updates, dealt out by this module alone from the data, the seed and
    the batch size.

    The order is PCG64's permutation for (seed, epoch), as the card of the shuffle says.
    """
    assert isinstance(lesson.spec, LessonSpec)
    x, t = lesson.data.x / (lesson.spec.data.scale or 1.0), lesson.data.t
    size, rows = lesson.plan.batch, len(lesson.data.x)
    epoch, left = 0, np.empty(0, np.intp)
    for _ in range(UPDATES):
        if not len(left):
            epoch += 1
            left = np.arange(rows)
            if lesson.spec.batch.shuffle:
                left = np.random.default_rng([lesson.spec.seed, epoch]).permutation(rows)
        now, left = left[:size], left[size:]
        yield Batch(x[now], t[now])
