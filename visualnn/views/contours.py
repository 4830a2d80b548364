"""Contours of a function of two numbers: levels in steps of the logarithm, and the lines of equal
height."""

from __future__ import annotations

import math

import numpy as np

from ..dataclass import dataclass
from ..ops import Array
from ..ops.landscape import Landscape, Places
from .level_lines import level_lines
from .plane import Plane

__all__ = ["Contour", "Relief", "relief_of", "relief_of_factors", "relief_of_losses"]

LEVEL_COUNT = 11
"""Levels of a function with a lowest place; of one without, half as many to each side of 0."""
LOG_FACTOR = 20.0
FACTOR_LEVELS = (0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.85, 0.9, 0.95, 0.98)
"""Levels of factors per update: closer where one more hundredth is many updates."""
MANTISSAS = (1.0, 3.0)
"""Levels are these times a power of ten above the lowest height."""


@dataclass(frozen=True)
class Contour:
    """The lines on which a function has one height."""

    level: float
    lines: tuple[Array, ...]
    """``(points, 2)`` each: places along a line."""


@dataclass(frozen=True)
class Relief:
    """The heights of a function over a plane, and its contours."""

    plane: Plane
    heights: Array
    """``(rows, columns)``: w0 runs along a row, w1 rises from row to row."""
    lowest: float | None
    """The height of the known minima; None where there are none."""
    minima: Places
    saddles: Places
    contours: tuple[Contour, ...]
    """From the lowest level to the highest."""

    @property
    def bands(self) -> Array:
        """``(rows, columns)``: for each place how many of the levels lie below its height."""
        levels = np.array([contour.level for contour in self.contours])
        return np.searchsorted(levels, self.heights)


def relief_of(landscape: Landscape, plane: Plane, columns: int, rows: int) -> Relief:
    """The relief of a function on a grid of `columns` times `rows` places of a plane."""
    x, y = np.meshgrid(plane.axis(0, columns), plane.axis(1, rows))
    with np.errstate(all="ignore"):
        heights = landscape.compute("forward", np.stack([x.ravel(), y.ravel()], axis=1))
    heights = heights.reshape(rows, columns)
    lowest = landscape.lowest_height
    levels = contour_levels(heights, lowest)
    contours = _contours(plane, heights, levels, lowest)
    return Relief(plane, heights, lowest, landscape.lowest, landscape.saddles, contours)


def relief_of_losses(plane: Plane, heights: Array) -> Relief:
    """The relief of losses ``(rows, columns)`` over a plane, whose lowest place nobody knows."""
    return Relief(
        plane, heights, None, (), (), _contours(plane, heights, loss_levels(heights), None)
    )


def relief_of_factors(plane: Plane, factors: Array) -> Relief:
    """The relief of factors per update ``(rows, columns)`` over a plane of rates and momenta."""
    levels = tuple(level for level in FACTOR_LEVELS if level > float(factors.min()))
    return Relief(plane, factors, None, (), (), _contours(plane, factors, levels, None))


def _contours(
    plane: Plane, heights: Array, levels: tuple[float, ...], lowest: float | None
) -> tuple[Contour, ...]:
    base = 0.0 if lowest is None else lowest
    rows, columns = heights.shape
    bent = _bent(heights - base, lowest is not None)
    generator = level_lines(plane.axis(0, columns), plane.axis(1, rows), bent)
    return tuple(
        Contour(level, tuple(np.asarray(line) for line in generator.lines(height)))
        for level in levels
        for height in _bent(np.array([level - base]), lowest is not None).tolist()
    )


def _bent(above: Array, has_lowest: bool) -> Array:
    """Heights above the lowest, so that straight lines between the points of a grid fit them
    better: the root of a round bowl is a cone. Contours are the same."""
    return np.sqrt(np.maximum(above, 0.0)) if has_lowest else above


def contour_levels(heights: Array, lowest: float | None) -> tuple[float, ...]:
    """Heights for contours, rising: `MANTISSAS` times powers of ten above the lowest height; of a
    function without one, above and below 0, and 0 itself."""
    finite = heights[np.isfinite(heights)]
    if not finite.size:
        return ()
    base = 0.0 if lowest is None else lowest
    above = finite - base
    most = float(np.abs(above).max())
    if not most > 0.0:
        return ()
    count = LEVEL_COUNT if lowest is not None else LEVEL_COUNT // 2
    steps = _steps(most, count)
    if lowest is not None:
        return tuple(base + step for step in steps)
    low, high = float(above.min()), float(above.max())
    signed = [*(-step for step in reversed(steps)), 0.0, *steps]
    return tuple(step for step in signed if low < step < high)


def loss_levels(losses: Array) -> tuple[float, ...]:
    """Heights for contours of losses, rising: `MANTISSAS` times powers of ten where they reach over
    `LOG_FACTOR`, else about `LEVEL_COUNT` round ones."""
    finite = losses[np.isfinite(losses)]
    if not finite.size:
        return ()
    low, high = float(finite.min()), float(finite.max())
    if low > 0.0 and high > LOG_FACTOR * low:
        return tuple(step for step in _steps(high, LEVEL_COUNT) if step > low)
    if not high > low:
        return ()
    power = 10.0 ** math.floor(math.log10((high - low) / LEVEL_COUNT))
    step = next(power * n for n in (1, 2, 5, 10) if power * n * LEVEL_COUNT >= high - low)
    first, last = math.ceil(low / step), math.floor(high / step)
    return tuple(float(f"{n * step:.12g}") for n in range(first, last + 1) if low < n * step < high)


def _steps(most: float, count: int) -> list[float]:
    """The `count` largest levels below `most`, rising."""
    power = math.floor(math.log10(most))
    found: list[float] = []
    while len(found) < count:
        for mantissa in reversed(MANTISSAS):
            step = float(f"{mantissa:g}e{power}")
            if step < most and len(found) < count:
                found.append(step)
        power -= 1
    return found[::-1]
