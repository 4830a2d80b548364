"""Ways of a walk as pixels on a plot. Without Qt."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ui.plot.axes import PlotMap

__all__ = ["DOT_APART_PIXELS", "DrawnWay", "drawn_ways", "pixels_of"]

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
    if not np.isfinite(found).all():
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
    enters = np.ones(len(points), bool)  # what stays in its square is not the first there
    enters[1:] = numbered[1:] != numbered[:-1]
    entering = np.flatnonzero(enters)
    has_dot = np.zeros(len(points), bool)
    has_dot[entering[np.unique(numbered[entering], return_index=True)[1]]] = True
    parts = [slice(start, end) for start, end in zip(starts, ends, strict=True)]
    return tuple(
        DrawnWay(points[part], points[part][moves[part]], points[part][has_dot[part]])
        for part in parts
    )
