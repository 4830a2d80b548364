"""A value axis: which height a number of a curve is drawn at, evenly or by its power of ten."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from visualnn.dataclass import dataclass

Array = NDArray[np.float64]

LOGARITHMIC_RATIO = 100.0
"""From this ratio of the largest to the smallest number on, heights go by powers of ten."""

MAX_AXIS_END = 1.7e308
"""Ends are not pushed beyond this."""


@dataclass(frozen=True)
class ValueAxis:
    """The numbers at the lower and the upper end, and whether heights go by powers of ten."""

    low: float
    high: float
    log: bool

    def share(self, values: Array) -> Array:
        """The height of each number as a share of the axis, same shape: 0 at the lower end, 1 at
        the upper.

        On an axis of powers of ten, what is not positive lies below the lower end.
        """
        with np.errstate(all="ignore"):
            if self.log:
                span = math.log(self.high) - math.log(self.low)
                return np.asarray((np.log(np.maximum(values, 0.0)) - math.log(self.low)) / span)
            # halves: the span of the largest numbers would overflow
            return np.asarray((values * 0.5 - self.low * 0.5) / (self.high * 0.5 - self.low * 0.5))

    def place(self, value: float) -> float:
        """The height of one number; −∞ for a number ≤ 0 on an axis of powers of ten."""
        if self.log:
            if value <= 0.0:
                return -math.inf
            low = math.log(self.low)
            return (math.log(value) - low) / (math.log(self.high) - low)
        return (value * 0.5 - self.low * 0.5) / (self.high * 0.5 - self.low * 0.5)


def spans_decades(low: float, high: float) -> bool:
    """Whether numbers between these two are better drawn by their powers of ten."""
    return low > 0.0 and high / LOGARITHMIC_RATIO > low


def axis_between(low: float, high: float, *, log: bool, room: float = 0.06) -> ValueAxis:
    """An axis that holds both numbers, with some room at its ends; one number alone lies in the
    middle."""
    if log and low > 0.0:
        grown = max((high / low) ** room, 1.05) if high / low < 1e300 else 1e18
        smallest, largest = low / grown, high * grown
        return ValueAxis(max(smallest, 5e-324), max(high, min(largest, MAX_AXIS_END)), True)
    half = high * 0.5 - low * 0.5
    grown = 2 * room * half if half > 0.0 else max(abs(high) * 0.5, 1e-300)
    return ValueAxis(
        min(low, max(low - grown, -MAX_AXIS_END)), max(high, min(high + grown, MAX_AXIS_END)), False
    )


def value_ticks(axis: ValueAxis, most: int) -> tuple[float, ...]:
    """A few round numbers between the ends of an axis, at most `most` (1 or more)."""
    if axis.log:
        return _powers(axis, most)
    span = axis.high * 0.5 - axis.low * 0.5
    step = round_step(span / max(most, 1) * 2)
    if not (math.isfinite(step) and step > 0.0):
        return ()
    first, last = math.ceil(axis.low / step), math.floor(axis.high / step)
    return tuple(n * step for n in range(first, min(last, first + most) + 1))[:most]


def _powers(axis: ValueAxis, most: int) -> tuple[float, ...]:
    first = math.ceil(math.log10(axis.low) - 1e-9)
    last = math.floor(math.log10(axis.high) + 1e-9)
    every = max(1, math.ceil((last - first + 1) / max(most, 1)))
    return tuple(10.0**n for n in range(first, last + 1, every))


def round_step(least: float) -> float:
    """The smallest of … 0.1 0.2 0.5 1 2 5 10 … that is not below `least`."""
    if not 1e-300 < least < 1e300:
        return math.inf if least >= 1e300 else 0.0
    power = 10.0 ** math.floor(math.log10(least))
    return next(power * n for n in (1.0, 2.0, 5.0, 10.0, 20.0) if power * n >= least * (1 - 1e-9))


def count_ticks(first: float, end: float, width: float, apart: float) -> tuple[int, ...]:
    """Round whole numbers between two places, drawn at least `apart` pixels from each other when
    the two are `width` pixels apart."""
    if end <= first or width <= 0.0:
        return ()
    step = max(1, round(round_step(max(apart / width * (end - first), 1.0))))
    begin = math.ceil(first / step)
    return tuple(n * step for n in range(begin, math.floor(end / step + 1e-9) + 1))
