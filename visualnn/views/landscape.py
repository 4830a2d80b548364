"""A walk on a function of two numbers: the ways, the current update, the heights around them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import product

import numpy as np

from ..lesson import Lesson
from ..ops import Array
from ..ops.functions import Landscape
from ..text import N_
from .base import CellValue, Moment, UnsuitedError, View, ViewTable
from .plane import Plane, plane_around
from .update_pieces import SCALED, UpdatePieces

__all__ = [
    "STEP",
    "LandscapeView",
    "WalkerWay",
    "landscape_of",
    "plane_of_places",
    "plane_of_walk",
    "update_of",
    "walker_ways",
]

Rows = Callable[[Moment], Iterator[tuple[CellValue, ...]]]

SIDE = 61
"""Points along each axis of the grid."""
FARTHEST_SPANS = 0.5
"""Places of a way are in sight up to so many widths of starts and minima beyond these."""


@dataclass(frozen=True)
class WalkerWay:
    """Where one walker was after each number of updates."""

    places: Array
    """``(updates + 1, 2)``: before the first update, and after each."""
    heights: Array
    """``(updates + 1,)``: the function there."""
    computed: int
    """For how many of the places the run has computed its height by now."""
    rates: Array
    """``(updates + 1,)``: the learning rate of the update that leaves each place; NaN where it is
    not known yet."""
    lowest: Array
    """``(minima, 2)``: the known minima."""

    @classmethod
    def along(cls, landscape: Landscape, places: Array, rates: Array) -> WalkerWay:
        """The way of one walker through places ``(updates + 1, 2)`` that were all computed."""
        with np.errstate(all="ignore"):
            heights = landscape.compute("forward", places)
        return cls(places, heights, len(places), rates, lowest_places(landscape))

    @property
    def steps(self) -> Array:
        """``(updates,)``: the length of each update."""
        with np.errstate(all="ignore"):
            return np.hypot(*np.diff(self.places, axis=0).T)

    @property
    def distances(self) -> Array | None:
        """``(updates + 1,)``: how far the nearest known minimum is; None where there is none."""
        if not len(self.lowest):
            return None
        with np.errstate(all="ignore"):
            apart = self.places[:, None] - self.lowest[None]
            return np.asarray(np.hypot(apart[..., 0], apart[..., 1]).min(axis=1))


def landscape_of(lesson: Lesson) -> Landscape:
    """The function that a lesson walks on; raises UnsuitedError in a lesson with a network."""
    for use in lesson.network.applications:
        if isinstance(use.op, Landscape):
            return use.op
    raise UnsuitedError(
        N_(
            "this lesson trains a network; a landscape is drawn where a lesson walks on a function "
            "of two numbers"
        )
    )


def lowest_places(landscape: Landscape) -> Array:
    """The known minima of a function, ``(minima, 2)``."""
    return np.array(landscape.lowest, np.float64).reshape(-1, 2)


def walker_ways(moment: Moment) -> tuple[WalkerWay, ...]:
    """The way of every walker up to a moment that follows ``w`` and ``lr``."""
    landscape = landscape_of(moment.lesson)
    program, tick = moment.lesson.program, moment.tick
    iteration = program.locate(tick).iteration
    now = moment.values["w"][None]
    w, lr = moment.followed.get("w"), moment.followed.get("lr", moment.values["lr"][None])
    if w is None:  # more walkers than anybody follows have no trail: they stand where they are
        places = now
    else:
        before = w[: iteration + 1]
        if not _written(moment, "w"):
            before = before[:-1]  # it is the place of now, unless that was edited
        places = np.concatenate([before, w[-1:]])
    heights = landscape.compute("forward", places)
    computed = iteration + _written(moment, "L")
    rates = _rates(moment, lr, len(places))
    lowest = lowest_places(landscape)
    if places.ndim == 2:
        return (WalkerWay(places, heights, computed, rates, lowest),)
    return tuple(
        WalkerWay(places[:, n], heights[:, n], computed, rates, lowest)
        for n in range(places.shape[1])
    )


def _written(moment: Moment, name: str) -> bool:
    """Whether a name is written in the iteration of the tick by now."""
    place = moment.lesson.program.locate(moment.tick)
    done = moment.lesson.program.done_after(name, place.iteration)
    return done is not None and done <= place.done


def _rates(moment: Moment, lr: Array, count: int) -> Array:
    """The rate of each update: what stands in the state as the iteration begins, or, where a
    schedule writes it, as the next one begins."""
    iteration = moment.lesson.program.locate(moment.tick).iteration
    if moment.lesson.plan.schedule is None:
        known = np.concatenate([lr[:iteration], lr[-1:]])
        filled = known[-1]
    else:
        known = np.concatenate([lr[1 : iteration + 1], lr[-1:][: _written(moment, "lr")]])
        filled = np.nan
    rates = np.full(count, filled, np.float64)
    rates[: len(known)] = known[:count]
    return rates


def plane_of_walk(moment: Moment) -> Plane:
    """The rectangle around starts, known minima and the ways (`plane_of_places`)."""
    found = walker_ways(moment)
    return plane_of_places(moment.lesson.start["w"], found[0].lowest, [way.places for way in found])


def plane_of_places(start: Array, lowest: Array, places: Sequence[Array]) -> Plane:
    """The rectangle around starts, minima and the places of ways, rounded outward to round numbers.

    Of a way that leaves for good only what is near is in it: up to `FARTHEST_SPANS` widths of
    starts and minima beyond these.
    """
    starts = start.reshape(-1, 2)
    fixed = np.concatenate([starts, lowest])
    low, high = fixed.min(axis=0), fixed.max(axis=0)
    beyond = FARTHEST_SPANS * max(float((high - low).max()), 1.0)
    walked = np.concatenate([starts, *places])
    near = ((walked >= low - beyond) & (walked <= high + beyond)).all(axis=1)
    return plane_around(np.concatenate([fixed, walked[near]]))


class LandscapeView(View):
    """A walk on a function of two numbers.

    Part ``ways``: a row for each number of updates N. ``w0``, ``w1``: the place after N updates;
    ``L``: its loss, once the run has computed it; ``plane_L``: the height of the drawn surface
    there, which is L but for noise, which tilts the ground another way in every iteration;
    ``lr``: the learning rate of update N, which leaves this place; ``step_length``: the length of
    that update, ‖w(N + 1) − w(N)‖, once it is done; ``distance``: to the nearest known minimum,
    ‖w(N) − minimum‖, empty where the function has none.

    Part ``arrows``: the update of the tick's iteration in pieces, ``dw0`` and ``dw1`` of each;
    they sum to ``step`` = w after the update − w before it. ``gradient``: −η · ∂L/∂w, of the
    clipped gradient where it is clipped. ``momentum``: what earlier gradients left in the velocity,
    −η · μ · v, v as it was before. ``look_ahead``: what Nesterov's step adds of the gradient, −η ·
    μ · ∂L/∂w. ``weight_decay``: −η · λ · w, or −λ · w as the convention has it, also where it goes
    through the velocity; within a scaled gradient it is no piece of its own.
    ``noise``: what noise adds to the gradient, times −η; ``gradient`` is then the true one.
    ``scaled_gradient``: what Adam, RMSprop and other rules that divide by the gradient's usual size
    do in one, −η · m̂ / (√v̂ + ε). Empty as long as a number that a piece is made from is not
    computed.

    Part ``scales``: for a rule that divides, a row an axis: ``value``, what is divided, the
    gradient or a running mean of it; ``size``, by what, without ε: the gradient's usual size √v̂,
    √v, the root of all squares, or the largest gradient; ``unscaled``, −η · value; ``step``, what
    the division makes of it. Empty in a rule that divides by nothing, and before both are computed.

    Part ``grid``: heights at `SIDE` times `SIDE` places of the rectangle around starts, minima and
    ways, w0 running fastest.

    Where there are several walkers, ways and arrows have one more column in front, ``walker``,
    counted from 0, and the rows of one walker after those of another.
    """

    name = "landscape"
    title = N_("Landscape")
    parts = ("ways", "arrows", "grid", "scales")

    def refuse(self, lesson: Lesson) -> None:
        landscape_of(lesson)

    def follows(self, lesson: Lesson) -> tuple[str, ...]:
        return ("w", "lr")

    def table(self, moment: Moment, part: str) -> ViewTable:
        if part == "grid":
            return _grid_table(moment)
        columns, rows = _TABLES[part]
        if moment.lesson.start["w"].ndim == 1:
            return ViewTable(columns, tuple(row[1:] for row in rows(moment)))
        return ViewTable(("walker", *columns), tuple(rows(moment)))


_WAYS = ("iteration", "w0", "w1", "L", "plane_L", "lr", "step_length", "distance")
_ARROWS = ("iteration", "piece", "dw0", "dw1")
_SCALES = ("iteration", "axis", "value", "size", "unscaled", "step")
STEP = "step"
"""The row of the whole update."""


def _ways_rows(moment: Moment) -> Iterator[tuple[CellValue, ...]]:
    for walker, way in enumerate(walker_ways(moment)):
        steps, distances = way.steps, way.distances
        losses = _losses(moment, way)
        for n, (w0, w1) in enumerate(way.places.tolist()):
            height = float(way.heights[n])
            yield (
                walker,
                n,
                w0,
                w1,
                losses[n],
                height,
                None if np.isnan(way.rates[n]) else float(way.rates[n]),
                float(steps[n]) if n < len(steps) else None,
                None if distances is None else float(distances[n]),
            )


def update_of(moment: Moment) -> UpdatePieces:
    """The update of the tick's iteration, opened."""
    return UpdatePieces(moment.lesson.program, moment.tick, "w", moment.values, moment.computed)


def _scales_rows(moment: Moment) -> Iterator[tuple[CellValue, ...]]:
    update = update_of(moment)
    scaling = update.scaling
    if scaling is None:
        return
    iteration = moment.lesson.program.locate(moment.tick).iteration
    scaled = update.pieces().get(SCALED)
    columns = [
        None if each is None else each.reshape(-1, 2)
        for each in (scaling.value, scaling.size, scaling.unscaled, scaled)
    ]
    for walker, axis in product(range(moment.lesson.start["w"].size // 2), range(2)):
        cells = [None if each is None else float(each[walker, axis]) for each in columns]
        yield walker, iteration, axis, *cells


def _losses(moment: Moment, way: WalkerWay) -> list[float | None]:
    """L at each place, once it is computed: what the run has, which noise may have tilted; of
    several walkers, whose L is a sum, the height."""
    found: list[float | None] = [None] * len(way.places)
    found[: way.computed] = way.heights[: way.computed].tolist()
    if moment.lesson.start["w"].ndim == 1:
        curve = moment.curves.get("L", np.empty(0))[: way.computed]
        found[: len(curve)] = curve.tolist()
        if len(curve) < way.computed:
            found[way.computed - 1] = float(moment.values["L"])
    return found


def _arrows_rows(moment: Moment) -> Iterator[tuple[CellValue, ...]]:
    program = moment.lesson.program
    iteration = program.locate(moment.tick).iteration
    update = update_of(moment)
    parts = {**update.pieces(), STEP: update.step}
    walkers = range(moment.lesson.start["w"].size // 2)
    for walker, (piece, part) in product(walkers, parts.items()):
        pair = (None, None) if part is None else part.reshape(-1, 2)[walker].tolist()
        yield walker, iteration, piece, *pair


_TABLES: Mapping[str, tuple[tuple[str, ...], Rows]] = {
    "ways": (_WAYS, _ways_rows),
    "arrows": (_ARROWS, _arrows_rows),
    "scales": (_SCALES, _scales_rows),
}


def _grid_table(moment: Moment) -> ViewTable:
    points = plane_of_walk(moment).points(SIDE)
    heights = landscape_of(moment.lesson).compute("forward", points)
    columns = (*points.T.tolist(), heights.tolist())
    return ViewTable(("w0", "w1", "L"), tuple(zip(*columns, strict=True)))
