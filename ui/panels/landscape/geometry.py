"""Where ways and the enlarged update stand on a landscape. Without Qt."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ui.kit.geometry.box import Box
from ui.plot.axes import PlotMap

__all__ = [
    "DrawnWay",
    "Magnifier",
    "alike",
    "corner_for",
    "drawn_ways",
    "enlarged",
    "pixels_of",
]

FARTHEST_PIXELS = 1e5
"""Places that are farther away are drawn in their direction, so far away."""
LEAST_STEP_PIXELS = 1.0
"""From one drawn point of a way to the next."""
DOT_APART_PIXELS = 5.0
"""In a square of so many pixels one iteration has a dot."""
SQUARES_APART = 1 << 20
"""More squares than there are in a row."""

Array = NDArray[np.float64]


def alike(
    x: tuple[float, float], y: tuple[float, float], width: float, height: float
) -> tuple[tuple[float, float], tuple[float, float]]:
    """The ends of both axes so that a unit is as long on both and all between the given ends is in
    sight: only then does a gradient stand upright on its contour."""
    across, up = x[1] - x[0], y[1] - y[0]
    unit = max(across / max(width, 1.0), up / max(height, 1.0))
    more_x, more_y = (unit * width - across) / 2, (unit * height - up) / 2
    return (x[0] - more_x, x[1] + more_x), (y[0] - more_y, y[1] + more_y)


def pixels_of(places: Array, plot: PlotMap) -> Array:
    """Places ``(n, 2)`` as pixels, up to the first that is not finite; what is far outside lies in
    its direction."""
    return _pixels(_finite(places), plot)


def _finite(places: Array) -> Array:
    finite = np.isfinite(places)
    return places if finite.all() else places[: int(finite.all(axis=1).argmin())]


def _pixels(places: Array, plot: PlotMap) -> Array:
    box = plot.box
    with np.errstate(all="ignore"):
        x = (places[:, 0] - plot.x[0]) / (plot.x[1] - plot.x[0]) * box.width
        y = (plot.y[1] - places[:, 1]) / (plot.y[1] - plot.y[0]) * box.height
        middle = np.array([box.width, box.height]) / 2
        found = np.stack([x, y], axis=1) - middle
        far = np.abs(found)
        if not far.max(initial=0.0) <= FARTHEST_PIXELS:
            far = far.max(axis=1, initial=0.0)
            is_far = far > FARTHEST_PIXELS
            found[is_far] *= (FARTHEST_PIXELS / far[is_far])[:, None]
    found = np.nan_to_num(found, nan=0.0, posinf=FARTHEST_PIXELS, neginf=-FARTHEST_PIXELS)
    return np.asarray(found + middle + [box.left, box.top])


@dataclass(frozen=True, eq=False)
class DrawnWay:
    """A way in pixels: all of it, and what is drawn of it."""

    points: Array
    """``(n, 2)``: its places, up to the first that is not finite."""
    line: Array
    """``(lines, 2)``: those that are joined: what moves by less than `LEAST_STEP_PIXELS` is left
    out, the last one never."""
    dots: Array
    """``(dots, 2)``: those that get a dot: the first in each square."""


def drawn_ways(ways: Sequence[Array], plot: PlotMap, apart: float) -> tuple[DrawnWay, ...]:
    """Ways, each of places ``(n, 2)``, in pixels, with a dot in a square of `apart` pixels. All of
    them are gone through at once: of each alone, the calls took longer than the numbers."""
    sound = [_finite(places) for places in ways]
    counts = [len(places) for places in sound]
    if not sum(counts):
        return tuple(DrawnWay(each, each, each) for each in sound)
    points = _pixels(np.concatenate(sound), plot)
    ends = np.cumsum(counts)
    starts = ends - counts
    moves = np.ones(len(points), bool)
    cells = np.floor(points / LEAST_STEP_PIXELS)
    other = cells[1:] != cells[:-1]
    moves[1:] = other[:, 0] | other[:, 1]
    moves[starts[starts < len(points)]] = True
    moves[ends - 1] = True
    squares = np.floor(points / apart).astype(np.int64)
    nth = np.repeat(np.arange(len(sound)), counts)
    numbered = (nth * SQUARES_APART + squares[:, 0]) * SQUARES_APART + squares[:, 1]
    has_dot = np.zeros(len(points), bool)
    has_dot[np.unique(numbered, return_index=True)[1]] = True
    parts = [slice(start, end) for start, end in zip(starts, ends, strict=True)]
    return tuple(
        DrawnWay(points[part], points[part][moves[part]], points[part][has_dot[part]])
        for part in parts
    )


@dataclass(frozen=True)
class Magnifier:
    """The way from numbers to pixels inside the magnifier."""

    factor: float
    """How many times larger everything is than on the plot."""
    middle: tuple[float, float]
    """The place that stands in the middle."""
    box: Box
    unit: float
    """Pixels a unit."""

    def pixel(self, x: float, y: float) -> tuple[float, float]:
        """The pixel of a place."""
        across = self.box.left + self.box.width / 2 + (x - self.middle[0]) * self.unit
        up = self.box.top + self.box.height / 2 - (y - self.middle[1]) * self.unit
        return across, up


def enlarged(
    corners: Sequence[tuple[float, float]], plot: PlotMap, box: Box, room: float
) -> Magnifier:
    """A magnifier in which places fill the share `room` of a box; its factor is a round number."""
    points = np.array(corners)
    low, high = points.min(axis=0), points.max(axis=0)
    on_plot = plot.box.width / (plot.x[1] - plot.x[0])
    most = max(float((high - low).max()), 1e-300)
    wanted = room * min(box.width, box.height) / (most * on_plot)
    power = 10.0 ** np.floor(np.log10(wanted))
    factor = max(float(power * step) for step in (1, 2, 5) if power * step <= wanted * (1 + 1e-9))
    middle = (low + high) / 2
    return Magnifier(factor, (float(middle[0]), float(middle[1])), box, factor * on_plot)


def corner_for(width: float, height: float, room: Box, points: Array) -> Box:
    """The corner of a room in which a box covers the fewest points."""
    gap = 6.0
    right, bottom = room.right - width - gap, room.bottom - height - gap
    left, top = room.left + gap, room.top + gap
    boxes = [
        Box(x, y, width, height)
        for x, y in ((right, top), (right, bottom), (left, top), (left, bottom))
    ]

    def covered(box: Box) -> int:
        if not len(points):
            return 0
        inside = (points >= [box.left - gap, box.top - gap]) & (
            points <= [box.right + gap, box.bottom + gap]
        )
        return int(inside.all(axis=1).sum())

    return min(boxes, key=covered)
