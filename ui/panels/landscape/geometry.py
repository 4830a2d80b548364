"""Where ways and the enlarged update stand on a landscape. Without Qt."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ui.kit.geometry.box import Box
from ui.plot.axes import PlotMap

__all__ = [
    "Magnifier",
    "alike",
    "corner_for",
    "dots_of",
    "drawn_way",
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
    finite = np.isfinite(places).all(axis=1)
    if not finite.all():
        places = places[: int(finite.argmin())]
    box = plot.box
    with np.errstate(all="ignore"):
        x = (places[:, 0] - plot.x[0]) / (plot.x[1] - plot.x[0]) * box.width
        y = (plot.y[1] - places[:, 1]) / (plot.y[1] - plot.y[0]) * box.height
        middle = np.array([box.width, box.height]) / 2
        found = np.stack([x, y], axis=1) - middle
        far = np.abs(found).max(axis=1, initial=0.0)
        is_far = far > FARTHEST_PIXELS
        found[is_far] *= (FARTHEST_PIXELS / far[is_far])[:, None]
    found = np.nan_to_num(found, nan=0.0, posinf=FARTHEST_PIXELS, neginf=-FARTHEST_PIXELS)
    return np.asarray(found + middle + [box.left, box.top])


def drawn_way(points: Array) -> Array:
    """The points of a way that are drawn: what moves by less than `LEAST_STEP_PIXELS` is left out,
    the last point never."""
    if len(points) < 3:
        return points
    cells = np.floor(points / LEAST_STEP_PIXELS)
    moves = np.empty(len(points), bool)
    moves[0] = moves[-1] = True
    moves[1:-1] = (cells[1:-1] != cells[:-2]).any(axis=1)
    return points[moves]


def dots_of(points: Array, apart: float) -> NDArray[np.intp]:
    """The iterations that get a dot: the first in each square of `apart` pixels, rising."""
    if not len(points):
        return np.empty(0, np.intp)
    cells = np.floor(points / apart).astype(np.int64)
    _squares, first = np.unique(cells[:, 0] * SQUARES_APART + cells[:, 1], return_index=True)
    return np.sort(first)


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
