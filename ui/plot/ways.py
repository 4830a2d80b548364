"""Ways of a walk as pixels on a plot. Without Qt."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from ui.plot.axes import PlotMap

__all__ = ["DOT_APART_PIXELS", "dots_of", "drawn_way", "pixels_of"]

FARTHEST_PIXELS = 1e5
"""Places that are farther away are drawn in their direction, so far away."""
LEAST_STEP_PIXELS = 1.0
"""From one drawn point of a way to the next."""
DOT_APART_PIXELS = 5.0
"""In a square of so many pixels one iteration has a dot."""
SQUARES_APART = 1 << 20
"""More squares than there are in a row."""

Array = NDArray[np.float64]


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
