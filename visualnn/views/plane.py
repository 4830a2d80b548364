"""The part of the inputs that a picture shows: a rectangle around all examples."""

from __future__ import annotations

import math
from functools import lru_cache

import numpy as np

from ..dataclass import dataclass
from ..lesson import Lesson
from ..ops import Array

__all__ = ["Plane", "plane_around", "plane_of", "rounded_range"]

MARGIN_SHARE = 0.15
"""The share of the examples' spread that is shown beyond them, on each side."""


@dataclass(frozen=True)
class Plane:
    """The part of the inputs that is shown: least and largest raw input along each axis."""

    least: tuple[float, ...]
    largest: tuple[float, ...]

    def axis(self, n: int, side: int) -> Array:
        """Evenly spaced places along an axis, both ends included; read-only."""
        return _even(self.least[n], self.largest[n], side)

    def points(self, side: int) -> Array:
        """The grid as raw inputs ``(side², 2)``, or ``(side, 1)``; x0 runs fastest."""
        if len(self.least) == 1:
            return self.axis(0, side)[:, None]
        x0, x1 = np.meshgrid(self.axis(0, side), self.axis(1, side))
        return np.stack([x0.ravel(), x1.ravel()], axis=1)

    @property
    def corners(self) -> Array:
        """The rectangle, counter-clockwise: ``(4, 2)``."""
        (left, low), (right, high) = self.least, self.largest
        return np.array([[left, low], [right, low], [right, high], [left, high]])


@lru_cache(maxsize=64)
def _even(least: float, largest: float, count: int) -> Array:
    places = np.linspace(least, largest, count)
    places.setflags(write=False)
    return places


def plane_of(lesson: Lesson) -> Plane:
    """The plane around all examples of a lesson: their spread and a margin, rounded outward to a
    step of 1, 2 or 5 times a power of ten, so that it stays for the whole run."""
    return plane_around(np.concatenate([lesson.data.x, lesson.data.val_x]))


def plane_around(rows: Array) -> Plane:
    """The same around other rows of numbers ``(rows, 1 or 2)``."""
    # column by column: along the short axis NumPy takes twenty times as long
    ends = [rounded_range(float(each.min()), float(each.max())) for each in rows.T]
    return Plane(tuple(a for a, _ in ends), tuple(b for _, b in ends))


def rounded_range(low: float, high: float) -> tuple[float, float]:
    """A range around numbers from `low` to `high`: with a margin, its ends at round numbers."""
    spread = high - low or 1.0
    low, high = low - MARGIN_SHARE * spread, high + MARGIN_SHARE * spread
    power = 10.0 ** math.floor(math.log10(spread / 10))
    step = next(power * times for times in (1, 2, 5, 10) if power * times >= spread / 20)
    return math.floor(low / step) * step, math.ceil(high / step) * step
