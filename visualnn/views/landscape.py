"""A walk on a function of one or two numbers: the ways, the current update, the heights around
them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import product

import numpy as np

from ..dataclass import dataclass
from ..lesson import Lesson
from ..ops import Array
from ..ops.landscape import Landscape
from ..text import N_
from .base import CellValue, Moment, UnsuitedError, View, ViewTable
from .energy import VELOCITY_RULES, WalkerEnergy, energy_of
from .plane import Plane, plane_around
from .update_pieces import SCALED, UpdatePieces

__all__ = [
    "STEP",
    "LandscapeView",
    "WalkerWay",
    "at_first_rate",
    "landmarks_of",
    "landscape_of",
    "lowest_places",
    "numbers_of",
    "plane_of_places",
    "plane_of_walk",
    "update_of",
    "valleys_of",
    "walker_ways",
]

Rows = Callable[[Moment], Iterator[tuple[CellValue, ...]]]

SIDE = 61
"""Points along each axis of the grid."""
FARTHEST_SPANS = 0.5
"""Places of a way are in sight up to so many widths of starts and landmarks beyond these."""


@dataclass(frozen=True)
class WalkerWay:
    """Where one walker was after each number of updates."""

    places: Array
    """``(updates + 1, dimension)``: before the first update, and after each."""
    heights: Array
    """``(updates + 1,)``: the function there."""
    computed: int
    """For how many of the places the run has computed its height by now."""
    rates: Array
    """``(updates + 1,)``: the learning rate of the update that leaves each place; NaN where it is
    not known yet."""
    lowest: Array
    """``(minima, dimension)``: the known minima."""
    distances: Array | None
    """``(updates + 1,)``: how far the nearest known minimum is; None where there is none."""

    def energy_at(self, update: int) -> WalkerEnergy | None:
        """The energy after so many updates; None where it is not known."""
        height = float(self.heights[update])
        if not update:
            return energy_of(height)
        return energy_of(height, float(self.steps[update - 1]), float(self.rates[update - 1]))

    @classmethod
    def along(
        cls,
        landscape: Landscape,
        places: Array,
        rates: Array,
        *,
        computed: int | None = None,
        before: WalkerWay | None = None,
    ) -> WalkerWay:
        """The way of one walker through places ``(updates + 1, dimension)``, all of them computed
        unless it is said how many. `before` is another way of the walker: what it tells of the
        same places is not computed again."""
        if before is not None and before.places.tobytes() == places.tobytes():  # nobody moved
            known = len(places) if computed is None else computed
            return replace(before, computed=known, rates=rates)
        count = 0 if before is None else _shared_count(before.places, places)
        new, lowest = places[count:], lowest_places(landscape)
        with np.errstate(all="ignore"):
            heights = landscape.compute("forward", new)
        distances = _distances(new, lowest)
        if before is not None and count:
            heights = np.concatenate([before.heights[:count], heights])
            if distances is not None and before.distances is not None:
                distances = np.concatenate([before.distances[:count], distances])
        count = len(places) if computed is None else computed
        return cls(places, heights, count, rates, lowest, distances)

    def until(self, updates: int) -> WalkerWay:
        """The way after so many updates; all of it where it is no longer."""
        count = updates + 1
        if len(self.places) <= count:
            return self
        return replace(
            self,
            places=self.places[:count],
            heights=self.heights[:count],
            computed=min(self.computed, count),
            rates=self.rates[:count],
            distances=None if self.distances is None else self.distances[:count],
        )

    @property
    def steps(self) -> Array:
        """``(updates,)``: the length of each update."""
        return _lengths(np.diff(self.places, axis=0))

    @property
    def drawn(self) -> Array:
        """``(updates + 1, 2)``: where the places stand in the picture: themselves, or, of one
        number, beside their heights."""
        if self.places.shape[1] == 2:
            return self.places
        return np.concatenate([self.places, self.heights[:, None]], axis=1)


def _lengths(apart: Array) -> Array:
    """The lengths of differences ``(…, dimension) → (…)``."""
    with np.errstate(all="ignore"):
        if apart.shape[-1] == 1:
            return np.abs(apart[..., 0])
        return np.asarray(np.hypot(apart[..., 0], apart[..., 1]))


def _distances(places: Array, lowest: Array) -> Array | None:
    """How far the nearest of the minima is from each place; None where there is none."""
    if not len(lowest):
        return None
    with np.errstate(all="ignore"):
        return np.asarray(_lengths(places[:, None] - lowest[None]).min(axis=1))


def _shared_count(before: Array, places: Array) -> int:
    """How many places two ways of one walker begin with, or 0: all of the shorter one but its
    last, which is where the walker stands."""
    count = min(len(before), len(places)) - 1
    return count if count > 0 and np.array_equal(before[:count], places[:count]) else 0


def landscape_of(lesson: Lesson) -> Landscape:
    """The function that a lesson walks on; raises UnsuitedError in a lesson with a network."""
    for use in lesson.network.applications:
        if isinstance(use.op, Landscape):
            return use.op
    raise UnsuitedError(
        N_(
            "this lesson trains a network; a landscape is drawn where a lesson walks on a function "
            "of one or two numbers"
        )
    )


def lowest_places(landscape: Landscape) -> Array:
    """The known minima of a function, ``(minima, dimension)``."""
    return np.array(landscape.lowest, np.float64).reshape(-1, landscape.dimension)


def valleys_of(landscape: Landscape) -> Array:
    """The known minima and the local ones, ``(valleys, dimension)``."""
    valleys = (*landscape.lowest, *landscape.local_minima)
    return np.array(valleys, np.float64).reshape(-1, landscape.dimension)


def landmarks_of(landscape: Landscape) -> Array:
    """The known minima, the local ones and the saddles, ``(landmarks, dimension)``."""
    landmarks = (*landscape.lowest, *landscape.local_minima, *landscape.saddles)
    return np.array(landmarks, np.float64).reshape(-1, landscape.dimension)


def walker_ways(moment: Moment, before: Sequence[WalkerWay] = ()) -> tuple[WalkerWay, ...]:
    """The way of every walker up to a moment that follows ``w`` and ``lr``. `before` are the ways
    of the same run at another moment: what they tell of the same places is not computed again."""
    landscape = landscape_of(moment.lesson)
    program, tick = moment.lesson.program, moment.tick
    iteration = program.locate(tick).iteration
    now = moment.values["w"][None]
    w, lr = moment.followed.get("w"), moment.followed.get("lr", moment.values["lr"][None])
    if w is None:  # more walkers than anybody follows have no trail: they stand where they are
        places = now
    else:
        trail = w[: iteration + 1]
        if not _written(moment, "w"):
            trail = trail[:-1]  # it is the place of now, unless that was edited
        places = np.concatenate([trail, w[-1:]])
    computed = iteration + _written(moment, "L")
    rates = _rates(moment, lr, len(places))
    walked = [places] if places.ndim == 2 else [places[:, n] for n in range(places.shape[1])]
    known: Sequence[WalkerWay | None] = (
        before if len(before) == len(walked) else [None] * len(walked)
    )
    return tuple(
        WalkerWay.along(landscape, each, rates, computed=computed, before=way)
        for each, way in zip(walked, known, strict=True)
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
        # a callback may lower it after the update of this iteration
        known = np.concatenate([lr[:iteration], moment.computed["lr"][None]])
        filled = lr[-1]
    else:
        known = np.concatenate([lr[1 : iteration + 1], lr[-1:][: _written(moment, "lr")]])
        filled = np.nan
    rates = np.full(count, filled, np.float64)
    rates[: len(known)] = known[:count]
    return rates


def plane_of_walk(moment: Moment) -> Plane:
    """The rectangle around starts, landmarks and the ways (`plane_of_places`)."""
    landmarks = landmarks_of(landscape_of(moment.lesson))
    places = [way.places for way in walker_ways(moment)]
    return plane_of_places(moment.lesson.start["w"], landmarks, places)


def plane_of_places(start: Array, landmarks: Array, places: Sequence[Array]) -> Plane:
    """The rectangle around starts, minima, saddles and the places of ways, rounded outward to round
    numbers; of one number a stretch.

    Of a way that leaves for good only what is near is in it: up to `FARTHEST_SPANS` widths of
    starts and landmarks beyond these.
    """
    starts = start.reshape(-1, landmarks.shape[1])
    fixed = np.concatenate([starts, landmarks])
    low, high = fixed.min(axis=0), fixed.max(axis=0)
    beyond = FARTHEST_SPANS * max(float((high - low).max()), 1.0)
    least, largest = low - beyond, high + beyond
    ends = [fixed]
    for walked in places:
        # along its short axis NumPy takes twenty times as long
        columns = [walked[:, n] for n in range(walked.shape[1])]
        lowest = np.array([column.min(initial=np.inf) for column in columns])
        highest = np.array([column.max(initial=-np.inf) for column in columns])
        if len(walked) and (lowest >= least).all() and (highest <= largest).all():
            ends.append(np.stack([lowest, highest]))
            continue
        is_near = np.ones(len(walked), bool)
        for n, column in enumerate(columns):
            is_near &= (column >= least[n]) & (column <= largest[n])
        ends.append(walked[is_near])
    return plane_around(np.concatenate(ends))


class LandscapeView(View):
    """A walk on a function of two numbers, or of one, which has no ``w1``, ``dw1`` and ``slope1``.

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

    Part ``tangent``: ``w0``, ``w1``: the place that the tick's iteration looks at, ``L``: its
    height, ``slope0``, ``slope1``: the gradient ∂L/∂w there, once it is computed. The ground is L +
    slope · (w − place) as the walker knows it.

    Part ``grid``: heights at `SIDE` times `SIDE` places of the rectangle around starts, minima and
    ways, w0 running fastest; of one number at `SIDE` places.

    Part ``schedule``: where a schedule writes the rate, the same update at the rate that the run
    began with: ``lr``, ``first_lr``, ``dw0``, ``dw1`` = step · first_lr / lr. It is no piece of the
    step; empty in a rule whose step is not proportional to the rate.

    Part ``energy``: of momentum and Nesterov, whose walker is a ball that rolls: after each number
    of updates its ``height``, L; its ``speed``, ‖w(N) − w(N − 1)‖ / √η; ``kinetic``, ½ · speed²;
    and ``energy``, height + kinetic (`energy.WalkerEnergy`). Empty for other rules.

    Where there are several walkers, all parts but grid have one more column in front,
    ``walker``, counted from 0, and the rows of one walker after those of another.
    """

    name = "landscape"
    title = N_("Landscape")
    parts = ("ways", "arrows", "grid", "scales", "tangent", "schedule", "energy")

    def refuse(self, lesson: Lesson) -> None:
        landscape_of(lesson)

    def follows(self, lesson: Lesson) -> tuple[str, ...]:
        return ("w", "lr")

    def table(self, moment: Moment, part: str) -> ViewTable:
        if part == "grid":
            return _grid_table(moment)
        columns, rows = _TABLES[part]
        if landscape_of(moment.lesson).dimension == 1:
            columns = tuple(name for name in columns if name not in SECOND_COLUMNS)
        if moment.lesson.start["w"].ndim == 1:
            return ViewTable(columns, tuple(row[1:] for row in rows(moment)))
        return ViewTable(("walker", *columns), tuple(rows(moment)))


_WAYS = ("iteration", "w0", "w1", "L", "plane_L", "lr", "step_length", "distance")
_ARROWS = ("iteration", "piece", "dw0", "dw1")
_SCALES = ("iteration", "axis", "value", "size", "unscaled", "step")
_ENERGY = ("iteration", "height", "speed", "kinetic", "energy")
_SCHEDULE = ("iteration", "lr", "first_lr", "dw0", "dw1")
_TANGENT = ("iteration", "w0", "w1", "L", "slope0", "slope1")
SECOND_COLUMNS = frozenset({"w1", "dw1", "slope1"})
"""What a function of one number does not have."""
STEP = "step"
"""The row of the whole update."""


def _ways_rows(moment: Moment) -> Iterator[tuple[CellValue, ...]]:
    for walker, way in enumerate(walker_ways(moment)):
        steps, distances = way.steps, way.distances
        losses = _losses(moment, way)
        for n, place in enumerate(way.places.tolist()):
            height = float(way.heights[n])
            yield (
                walker,
                n,
                *place,
                losses[n],
                height,
                None if np.isnan(way.rates[n]) else float(way.rates[n]),
                float(steps[n]) if n < len(steps) else None,
                None if distances is None else float(distances[n]),
            )


def _energy_rows(moment: Moment) -> Iterator[tuple[CellValue, ...]]:
    if moment.lesson.spec.optimizer.kind not in VELOCITY_RULES:
        return
    for walker, way in enumerate(walker_ways(moment)):
        for n in range(len(way.places)):
            each = way.energy_at(n)
            if each is None:
                yield walker, n, None, None, None, None
            else:
                yield walker, n, each.height, each.speed, each.kinetic, each.energy


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
    shape = (-1, moment.lesson.start["w"].shape[-1])
    columns = [
        None if each is None else each.reshape(shape)
        for each in (scaling.value, scaling.size, scaling.unscaled, scaled)
    ]
    for walker, axis in product(_walkers(moment), range(shape[1])):
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
    for walker, (piece, part) in product(_walkers(moment), parts.items()):
        yield walker, iteration, piece, *numbers_of(moment.lesson, part, walker)


def _tangent_rows(moment: Moment) -> Iterator[tuple[CellValue, ...]]:
    iteration = moment.lesson.program.locate(moment.tick).iteration
    update, landscape = update_of(moment), landscape_of(moment.lesson)
    places = update.before["w"].reshape(-1, landscape.dimension)
    heights = landscape.compute("forward", places).tolist()
    slopes = update.values["d.w"] if update.known("d.w") else None
    for walker, (place, height) in enumerate(zip(places.tolist(), heights, strict=True)):
        yield walker, iteration, *place, height, *numbers_of(moment.lesson, slopes, walker)


def _schedule_rows(moment: Moment) -> Iterator[tuple[CellValue, ...]]:
    update = update_of(moment)
    lr = update.values["lr"] if update.known("lr") else None
    at_first = at_first_rate(moment)
    if at_first is None or lr is None:
        return
    iteration = moment.lesson.program.locate(moment.tick).iteration
    for walker in _walkers(moment):
        numbers = numbers_of(moment.lesson, at_first, walker)
        yield walker, iteration, float(lr), float(moment.lesson.start["lr"]), *numbers


def at_first_rate(moment: Moment) -> Array | None:
    """The update of the tick's iteration at the rate that the run began with; None where no
    schedule writes the rate, where it is the same or not written yet, as long as a piece is not
    computed, and in a rule whose step is not proportional to the rate."""
    plan = moment.lesson.plan
    if plan.schedule is None and not plan.callbacks:
        return None
    update = update_of(moment)
    lr = float(update.values["lr"]) if update.known("lr") else 0.0
    first = float(moment.lesson.start["lr"])
    parts = [piece.part for piece in update.opened()]
    whole = [part for part in parts if part is not None]
    if not lr or lr == first or len(whole) < len(parts) or not update.is_proportional:
        return None
    with np.errstate(all="ignore"):
        return np.asarray(np.sum(whole, axis=0) * (first / lr))


def _walkers(moment: Moment) -> range:
    return range(moment.lesson.start["w"].size // landscape_of(moment.lesson).dimension)


def numbers_of(lesson: Lesson, value: Array | None, walker: int) -> tuple[float | None, ...]:
    """The numbers of one walker of a value that has the shape of the place: as many as the function
    is of; None for each where it is not computed."""
    dimension = landscape_of(lesson).dimension
    if value is None:
        return (None,) * dimension
    return tuple(value.reshape(-1, dimension)[walker].tolist())


_TABLES: Mapping[str, tuple[tuple[str, ...], Rows]] = {
    "ways": (_WAYS, _ways_rows),
    "arrows": (_ARROWS, _arrows_rows),
    "scales": (_SCALES, _scales_rows),
    "tangent": (_TANGENT, _tangent_rows),
    "energy": (_ENERGY, _energy_rows),
    "schedule": (_SCHEDULE, _schedule_rows),
}


def _grid_table(moment: Moment) -> ViewTable:
    points = plane_of_walk(moment).points(SIDE)
    heights = landscape_of(moment.lesson).compute("forward", points)
    columns = (*points.T.tolist(), heights.tolist())
    names = ("w0", "w1")[: points.shape[1]]
    return ViewTable((*names, "L"), tuple(zip(*columns, strict=True)))
