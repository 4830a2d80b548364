"""Ways of a walk as pixels on a plot. Without Qt."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from ui.plot.axes import PlotMap
from visualnn.dataclass import dataclass

__all__ = ["DOT_APART_PIXELS", "DrawnWay", "DrawnWays", "pixels_of"]

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


@dataclass(frozen=True, eq=False)
class _Gone:
    """A way as far as it is gone, point by point."""

    places: Array
    points: Array
    moves: NDArray[np.bool_]
    """``(n,)``: whether a point lies in another pixel than the one before."""
    dots: NDArray[np.intp]
    """Which points get a dot, in their order."""
    squares: NDArray[np.int64]
    """The number of the square of each dot."""

    @classmethod
    def nowhere(cls) -> _Gone:
        """The beginning of any way."""
        none = np.empty((0, 2))
        whole = np.empty(0, np.intp)
        return cls(none, none, np.empty(0, bool), whole, whole.astype(np.int64))

    def until(self, places: Array) -> _Gone:
        """As far as it goes through these places too; the last of both may be another next time."""
        count = min(len(self.places), len(places)) - 1
        if count <= 0 or not np.array_equal(self.places[:count], places[:count]):
            return _NOWHERE
        kept = int(np.searchsorted(self.dots, count))
        return _Gone(
            self.places[:count],
            self.points[:count],
            self.moves[:count],
            self.dots[:kept],
            self.squares[:kept],
        )

    @property
    def drawn(self) -> DrawnWay:
        """What is drawn of it."""
        moves = self.moves.copy()
        moves[-1:] = True
        return DrawnWay(self.points, self.points[moves], self.points[self.dots])


_NOWHERE = _Gone.nowhere()


class DrawnWays:
    """Ways that grow, in pixels: what was there before is not gone through again."""

    def __init__(self) -> None:
        self._gone: list[_Gone] = []
        self._on: tuple[PlotMap, float] | None = None

    def of(self, ways: Sequence[Array], plot: PlotMap, apart: float) -> tuple[DrawnWay, ...]:
        """Ways, each of places ``(n, 2)``, in pixels, with a dot in a square of `apart` pixels. The
        new places of all of them are gone through at once: of each alone, the calls took longer
        than the numbers."""
        sound = [_finite(places) for places in ways]
        if self._on != (plot, apart) or len(self._gone) != len(sound):
            self._gone, self._on = [_NOWHERE] * len(sound), (plot, apart)
        known = [gone.until(places) for gone, places in zip(self._gone, sound, strict=True)]
        fresh = [places[len(gone.places) :] for gone, places in zip(known, sound, strict=True)]
        points = _pixels(np.concatenate([*fresh, np.empty((0, 2))]), plot)
        cells = np.floor(points / LEAST_STEP_PIXELS)
        squares = np.floor(points / apart).astype(np.int64)
        numbers = squares[:, 0] * SQUARES_APART + squares[:, 1]
        self._gone, start = [], 0
        for gone, places, more in zip(known, sound, fresh, strict=True):
            part = slice(start, start + len(more))
            start = part.stop
            self._gone.append(_further(gone, places, points[part], cells[part], numbers[part]))
        return tuple(gone.drawn for gone in self._gone)


def _further(
    gone: _Gone, places: Array, points: Array, cells: Array, numbers: NDArray[np.int64]
) -> _Gone:
    """A way with more points ``(new, 2)``, the pixel that each lies in ``(new, 2)``, and the
    numbers of their squares ``(new,)``."""
    if not len(points):
        return _Gone(places, gone.points, gone.moves, gone.dots, gone.squares)
    count = len(gone.points)
    moves = np.ones(len(points), bool)
    other = cells[1:] != cells[:-1]
    moves[1:] = other[:, 0] | other[:, 1]
    if count:
        moves[0] = (np.floor(gone.points[-1] / LEAST_STEP_PIXELS) != cells[0]).any()
    enters = np.ones(len(points), bool)  # what stays in its square is not the first there
    enters[1:] = numbers[1:] != numbers[:-1]
    entering = np.flatnonzero(enters)
    seen = set(gone.squares.tolist())
    dots = []
    for nth, number in zip(entering.tolist(), numbers[entering].tolist(), strict=True):
        if number not in seen:
            seen.add(number)
            dots.append(nth)
    return _Gone(
        places,
        np.concatenate([gone.points, points]),
        np.concatenate([gone.moves, moves]),
        np.concatenate([gone.dots, np.array(dots, np.intp) + count]),
        np.concatenate([gone.squares, numbers[dots]]),
    )
