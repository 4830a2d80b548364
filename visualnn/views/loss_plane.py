"""The loss over a plane through all trained numbers: two of them, or the two main directions of the
way that training has gone."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from itertools import product

import numpy as np

from ..company.watching import EVERY_NUMBER
from ..dataclass import dataclass
from ..expr import Source
from ..layers.base import Parameter
from ..lesson import Lesson
from ..machine.machine import frozen
from ..ops import Array
from ..ops.landscape import Landscape
from ..program import Phase, Program
from ..text import N_
from .base import CellValue, Moment, UnsuitedError, View, ViewTable
from .forward_again import ForwardAgain, with_loss
from .plane import Plane, plane_around

__all__ = [
    "LEAST_SHARE",
    "MAX_WAY_NUMBER_COUNT",
    "LossPlaneView",
    "LossSurface",
    "PlaneAxes",
    "PlaneCut",
    "PlaneWalk",
    "axes_of_way",
    "axes_of_weights",
    "cut_of",
    "followed_numbers",
    "followed_values",
    "has_long_way",
    "is_updated",
    "loss_at",
    "numbers_next_to",
    "plane_of_spots",
    "surface_steps",
    "vector_of",
    "walk_of",
]

MAX_SIDE, MIN_SIDE = 41, 7
"""Points along each axis of the plane: fewer where a forward pass takes long."""
PLANE_NUMBER_COUNT = 2e8
"""The numbers that are computed for one plane should not be more."""
MAX_PASS_NUMBER_COUNT = 2e7
"""A forward pass of more numbers is too long for a plane."""
INSTRUCTION_SIZE = 200
"""How many numbers are computed in the time that it takes to begin an instruction."""
MAX_WAY_NUMBER_COUNT = 5_000
"""Of networks with more trained numbers no way is kept."""
MAX_FOLLOWED_COUNT = 48
"""Of networks with so many trained numbers a picture follows the way of all."""
MAX_SPOT_COUNT = 200
"""Places of the way that are drawn, evenly spaced over the iterations."""
USUAL_REACH = 0.5
"""How far the plane goes to each side of a short way."""
LEAST_SHARE = 1e-12
"""A second direction with less than this share of the way is none."""


# -- two directions --------------------------------------------------------------------------------


@dataclass(frozen=True, eq=False)
class PlaneAxes:
    """Two directions through all trained numbers, at right angles and of length 1."""

    directions: Array
    """``(2, numbers)``: the trained numbers one behind the other."""
    weights: tuple[Source, Source] | None = None
    """The two numbers that the plane goes along; None for the directions of a way."""
    shares: tuple[float, float] | None = None
    """Of the directions of a way: the share of its squared lengths, seen from where it has come to,
    that lies along each."""


def trained_parameters(lesson: Lesson) -> tuple[Parameter, ...]:
    """The parameters that are trained, in the order in which their numbers stand."""
    return tuple(lesson.network.trained)


def vector_of(lesson: Lesson, values: Mapping[str, Array]) -> Array:
    """All trained numbers one behind the other, ``(numbers,)``, in float64."""
    arrays = [np.ravel(values[each.name]) for each in trained_parameters(lesson)]
    return np.concatenate(arrays).astype(np.float64)


def place_in_vector(lesson: Lesson, weight: Source) -> int:
    """Where a number stands among all trained ones. Raises UnsuitedError for one that is none."""
    begin = 0
    for each in trained_parameters(lesson):
        fits = each.name == weight.name and len(weight.index) == len(each.shape)
        if fits and all(0 <= at < n for at, n in zip(weight.index, each.shape, strict=True)):
            return begin + int(np.ravel_multi_index(weight.index, each.shape))
        begin += math.prod(each.shape)
    raise UnsuitedError(N_("{name} is no number that is trained"), name=weight)


def axes_of_weights(lesson: Lesson, across: Source, up: Source) -> PlaneAxes:
    """The plane along two trained numbers. Raises UnsuitedError for others, and for one twice."""
    places = [place_in_vector(lesson, each) for each in (across, up)]
    if places[0] == places[1]:
        raise UnsuitedError(N_("a plane goes along two numbers, not along {name} twice"), name=up)
    directions = np.zeros((2, sum(math.prod(p.shape) for p in trained_parameters(lesson))))
    directions[0, places[0]] = directions[1, places[1]] = 1.0
    return PlaneAxes(frozen(directions), (across, up))


def axes_of_way(way: Array) -> PlaneAxes:
    """The two directions in which a way ``(places, numbers)`` goes most: of all planes through its
    last place the one that is nearest to the others, by squares (Li et al. 2018, Visualizing the
    Loss Landscape of Neural Nets, section 7.2). Raises UnsuitedError for a way that goes along one
    line."""
    apart = way - way[-1]
    if len(way) < 3 or not np.isfinite(apart).all():
        raise UnsuitedError(N_("the way has no two directions yet; go on some iterations"))
    _left, lengths, directions = np.linalg.svd(apart, full_matrices=False)
    whole = float((lengths**2).sum())
    if not whole or len(lengths) < 2 or lengths[1] ** 2 < LEAST_SHARE * whole:
        raise UnsuitedError(N_("the way has no two directions yet; go on some iterations"))
    found = directions[:2]
    largest = np.abs(found).argmax(axis=1)
    found = found * np.sign(found[[0, 1], largest])[:, None]
    shares = (lengths[:2] ** 2 / whole).tolist()
    return PlaneAxes(frozen(found), None, (shares[0], shares[1]))


def numbers_next_to(lesson: Lesson, focus: Source | None) -> tuple[Source, Source]:
    """The trained number in focus, or the first one, and the one after it. Of a gradient it is the
    number that it is the gradient of."""
    at = 0
    if focus is not None:
        with suppress(UnsuitedError):
            at = place_in_vector(lesson, Source(focus.name.removeprefix("d."), focus.index))
    count = sum(math.prod(each.shape) for each in trained_parameters(lesson))
    return source_at(lesson, at), source_at(lesson, (at + 1) % count)


def source_at(lesson: Lesson, place: int) -> Source:
    """The trained number at a place of the vector of all."""
    for each in trained_parameters(lesson):
        size = math.prod(each.shape)
        if place < size:
            return Source(each.name, tuple(map(int, np.unravel_index(place, each.shape))))
        place -= size
    raise IndexError(place)


# -- a cut -----------------------------------------------------------------------------------------


@dataclass(frozen=True, eq=False)
class PlaneCut:
    """A plane through the trained numbers of one iteration, and what its loss depends on
    besides."""

    lesson: Lesson
    iteration: int
    axes: PlaneAxes
    base: Array
    """``(numbers,)``: the trained numbers that this iteration computes its loss with. It is (0, 0)
    of the plane of a way; of two weights the plane has their own numbers."""
    values: Mapping[str, Array]
    """Everything that the forward pass reads and writes."""

    @property
    def origin(self) -> Array:
        """``(2,)``: where `base` stands on the plane."""
        if self.axes.weights is None:
            return np.zeros(2)
        return self.axes.directions @ self.base

    def spots(self, places: Array) -> Array:
        """Where places ``(n, numbers)`` stand, seen straight onto the plane: ``(n, 2)``."""
        return np.asarray((places - self.base) @ self.axes.directions.T + self.origin)

    def beside(self, places: Array) -> Array:
        """How far places ``(n, numbers)`` are from the plane: ``(n,)``."""
        apart = places - self.base
        along = apart @ self.axes.directions.T
        return np.asarray(np.linalg.norm(apart - along @ self.axes.directions, axis=1))


def cut_of(moment: Moment, axes: PlaneAxes) -> PlaneCut:
    """The plane through the trained numbers at a moment: those that its iteration computes its loss
    with, before their update."""
    program = moment.lesson.program
    iteration = program.locate(moment.tick).iteration
    values = moment.computed
    if moment.before_update is None:
        values = with_loss(program, moment.tick, values)
    return PlaneCut(moment.lesson, iteration, axes, vector_of(moment.lesson, values), values)


class _LossAnywhere:
    """The loss of a cut's batch at any place of its plane."""

    def __init__(self, cut: PlaneCut) -> None:
        self._cut = cut
        parameters, moved = trained_parameters(cut.lesson), []
        begin = 0
        for each in parameters:
            end = begin + math.prod(each.shape)
            if np.any(cut.axes.directions[:, begin:end]):
                moved.append((each.name, each.shape, slice(begin, end)))
            begin = end
        self._moved = moved
        names = [name for name, _shape, _part in moved]
        self._again = ForwardAgain(cut.lesson.program, cut.iteration, cut.values, names)

    def at(self, spot: Array) -> float:
        """The loss at a place of the plane, ``(2,)``."""
        cut = self._cut
        apart = spot - cut.origin
        for name, shape, part in self._moved:
            along = apart @ cut.axes.directions[:, part]
            self._again.arrays[name][...] = (cut.base[part] + along).reshape(shape)
        return self._again.loss()


@dataclass(frozen=True, eq=False)
class LossSurface:
    """The loss over a part of a plane."""

    cut: PlaneCut
    plane: Plane
    heights: Array
    """``(rows, columns)``: the first direction runs along a row, the second rises from row to
    row."""


def surface_steps(cut: PlaneCut, plane: Plane) -> Iterator[float | LossSurface]:
    """The loss over a part of a plane in steps of one forward pass each: the share that is done,
    and at last the surface."""
    side = side_of(cut.lesson.program)
    anywhere = _LossAnywhere(cut)
    heights = np.empty((side, side))
    across, up = plane.axis(0, side), plane.axis(1, side)
    for n, (row, column) in enumerate(product(range(side), repeat=2)):
        heights[row, column] = anywhere.at(np.array([across[column], up[row]]))
        yield (n + 1) / side**2
    yield LossSurface(cut, plane, frozen(heights))


def pass_size(program: Program) -> int:
    """How many numbers one forward pass reads and writes, and `INSTRUCTION_SIZE` for each
    instruction: a measure of its time."""
    shapes, count = program.shapes[True], 0
    for ins in program.closing:
        if ins.phase in (Phase.FORWARD, Phase.LOSS):
            count += sum(math.prod(shapes[name]) for name in (ins.writes, *ins.reads))
            count += INSTRUCTION_SIZE
    return count


def side_of(program: Program) -> int:
    """How many points each axis of a plane has: an odd number."""
    side = int(math.sqrt(PLANE_NUMBER_COUNT / pass_size(program)))
    return min(max(side, MIN_SIDE), MAX_SIDE) // 2 * 2 + 1 if side < MAX_SIDE else MAX_SIDE


# -- the way on it ---------------------------------------------------------------------------------


@dataclass(frozen=True, eq=False)
class PlaneWalk:
    """The way of training on a plane, at most `MAX_SPOT_COUNT` places of it."""

    updates: Array
    """``(n,)``: after how many updates it was at each place; the last one is now."""
    spots: Array
    """``(n, 2)``: seen straight onto the plane."""
    losses: Array
    """``(n,)``: the loss that the run computed there, of the batch of that iteration; NaN where it
    has not."""
    plane_losses: Array
    """``(n,)``: the loss of the plane at the spot; NaN where nobody asked for it."""
    beside: Array
    """``(n,)``: how far the place is from the plane."""


def way_of(moment: Moment) -> Array:
    """The trained numbers after each number of updates up to now, ``(updates + 1, numbers)``;
    of a run that nobody follows now alone."""
    names = [each.name for each in trained_parameters(moment.lesson)]
    if not all(name in moment.followed for name in names):
        return vector_of(moment.lesson, moment.values)[None]
    rows = [np.asarray(moment.followed[name], np.float64) for name in names]
    return np.concatenate([each.reshape(len(each), -1) for each in rows], axis=1)


def spots_of(cut: PlaneCut, moment: Moment) -> tuple[Array, Array, Array]:
    """Updates, places and spots of a way, thinned."""
    way = way_of(moment)
    iteration = moment.lesson.program.locate(moment.tick).iteration
    if len(way) == 1:
        done = moment.tick >= moment.lesson.program.end_of(iteration)
        return np.array([iteration + done]), way, cut.spots(way)
    last = len(way) - 1
    kept = np.unique(np.linspace(0, last, min(MAX_SPOT_COUNT, last + 1)).round().astype(int))
    # the last row is now: within an iteration the numbers may be those before its update
    same = last > iteration and not is_updated(moment)
    updates = np.where(kept == last, iteration if same else last, kept)
    return updates, way[kept], cut.spots(way[kept])


def is_updated(moment: Moment) -> bool:
    """Whether the last of the trained numbers was updated in the iteration of the tick."""
    program = moment.lesson.program
    place = program.locate(moment.tick)
    name = trained_parameters(moment.lesson)[-1].name
    done = program.done_after(name, place.iteration)
    return done is not None and done <= place.done


def walk_of(cut: PlaneCut, moment: Moment, *, everywhere: bool = True) -> PlaneWalk:
    """The way up to a moment on the plane of a cut, which may be an earlier one's; `everywhere`:
    with the loss of the plane under every place, a forward pass each, or under the last alone."""
    updates, places, spots = spots_of(cut, moment)
    anywhere = _LossAnywhere(cut)
    losses, last = np.full(len(updates), np.nan), len(spots) - 1
    known = moment.curves.get("L", np.empty(0))
    for n, update in enumerate(updates.tolist()):
        if update < len(known):
            losses[n] = known[update]
    return PlaneWalk(
        updates,
        frozen(spots),
        losses,
        np.array(
            [
                anywhere.at(spot) if n == last or everywhere else math.nan
                for n, spot in enumerate(spots)
            ]
        ),
        cut.beside(places),
    )


def plane_of_spots(cut: PlaneCut, spots: Array) -> Plane:
    """The part of a plane around a way, and at least `USUAL_REACH` to each side of it along two
    weights, whose own way may be short."""
    low, high = spots.min(axis=0), spots.max(axis=0)
    wide = float((high - low).max())
    least = USUAL_REACH if cut.axes.weights is not None or not wide else wide / 4
    middle, half = (low + high) / 2, np.maximum((high - low) / 2, least)
    return plane_around(np.stack([middle - half, middle + half]))


def loss_at(cut: PlaneCut, spot: Array) -> float:
    """The loss of a plane at one place of it, ``(2,)``."""
    return _LossAnywhere(cut).at(spot)


def followed_numbers(lesson: Lesson) -> tuple[str, ...]:
    """What a picture of the way follows: all trained numbers of a small network at every iteration,
    of another one whole parameters, of which places far apart are kept."""
    if has_long_way(lesson):
        return tuple(f"{each.name}{EVERY_NUMBER}" for each in trained_parameters(lesson))
    return tuple(map(str, _sources(lesson)))


def has_long_way(lesson: Lesson) -> bool:
    """Whether a network has more trained numbers than a picture follows one by one."""
    return sum(math.prod(each.shape) for each in trained_parameters(lesson)) > MAX_FOLLOWED_COUNT


def followed_values(
    moment: Moment, numbers: Mapping[str, Array], every: int
) -> Mapping[str, Array]:
    """Trained numbers that were followed as the values before each update up to a moment, and now:
    name → ``(places, …)``. Empty where one is not known that far, or not at every iteration."""
    iteration = moment.lesson.program.locate(moment.tick).iteration
    found = {}
    for each in trained_parameters(moment.lesson):
        series = [
            numbers.get(str(Source(each.name, tuple(map(int, index)))), np.empty(0))
            for index in np.ndindex(*each.shape)
        ]
        if every != 1 or any(len(one) < iteration for one in series):
            return {}
        rows = np.stack([one[: iteration + 1] for one in series], axis=1)
        now = np.ravel(moment.values[each.name])[None]
        found[each.name] = np.concatenate([rows, now]).reshape(-1, *each.shape)
    return found


# -- the view --------------------------------------------------------------------------------------

_Rows = Callable[[PlaneCut, Moment], Iterator[tuple[CellValue, ...]]]
WEIGHT_PARTS, MAIN_PARTS = ("ways", "grid", "axes"), ("main-ways", "main-grid", "main-axes")


class LossPlaneView(View):
    """The loss over a plane through all trained numbers, everything else as the tick's iteration
    has it: its batch and its random draws. The plane is cut through the numbers that this iteration
    computes its loss with.

    Parts ``ways``, ``grid``, ``axes``: the plane of two weights, the number in focus (the first
    trained one where it is none) and the one after it. Parts ``main-ways``, ``main-grid``,
    ``main-axes``: the plane of the two main directions of the way so far; empty as long as it has
    none, and in a network with more than `MAX_WAY_NUMBER_COUNT` trained numbers.

    ``ways``: a row for each number of updates, at most `MAX_SPOT_COUNT`, evenly spaced: ``w0``,
    ``w1``, where the trained numbers stand, seen straight onto the plane; ``L``, the loss that the
    run computed there, of that iteration's batch; ``plane_L``, the loss of the plane at the spot,
    which is another as soon as other numbers, or the batch, differ; ``beside``, how far the trained
    numbers are from the plane.

    ``grid``: L at evenly spaced places, w0 running fastest.

    ``axes``: for each trained number that a direction has: ``axis``, ``weight``, its ``component``,
    and the ``share`` of the way's squared lengths that lies along the axis, empty for two weights.
    """

    name = "loss-plane"
    title = N_("Loss plane")
    parts = (*WEIGHT_PARTS, *MAIN_PARTS)

    def refuse(self, lesson: Lesson) -> None:
        walks = any(isinstance(use.op, Landscape) for use in lesson.network.applications)
        if walks or sum(math.prod(each.shape) for each in trained_parameters(lesson)) < 2:
            raise UnsuitedError(N_("this lesson trains no network of two numbers or more"))
        if pass_size(lesson.program) > MAX_PASS_NUMBER_COUNT:
            raise UnsuitedError(N_("a forward pass of this network takes too long for a plane"))

    def follows(self, lesson: Lesson) -> tuple[str, ...]:
        parameters = trained_parameters(lesson)
        count = sum(math.prod(each.shape) for each in parameters)
        return tuple(each.name for each in parameters) if count <= MAX_WAY_NUMBER_COUNT else ()

    def pick(self, moment: Moment) -> Source | None:
        return moment.focus or numbers_next_to(moment.lesson, None)[0]

    def table(self, moment: Moment, part: str) -> ViewTable:
        columns, rows = _TABLES[part.removeprefix("main-")]
        try:
            if part in MAIN_PARTS:
                axes = axes_of_way(way_of(moment))
            else:
                axes = axes_of_weights(moment.lesson, *numbers_next_to(moment.lesson, moment.focus))
        except UnsuitedError:
            return ViewTable(columns, ())
        return ViewTable(columns, tuple(rows(cut_of(moment, axes), moment)))


def _ways_rows(cut: PlaneCut, moment: Moment) -> Iterator[tuple[CellValue, ...]]:
    walk = walk_of(cut, moment)
    for n, update in enumerate(walk.updates.tolist()):
        loss = float(walk.losses[n])
        yield (
            update,
            *walk.spots[n].tolist(),
            None if math.isnan(loss) else loss,
            float(walk.plane_losses[n]),
            float(walk.beside[n]),
        )


def _grid_rows(cut: PlaneCut, moment: Moment) -> Iterator[tuple[CellValue, ...]]:
    plane = plane_of_spots(cut, spots_of(cut, moment)[2])
    surface = surface_of(cut, plane)
    side = len(surface.heights)
    columns = (*plane.points(side).T.tolist(), surface.heights.ravel().tolist())
    yield from zip(*columns, strict=True)


def surface_of(cut: PlaneCut, plane: Plane) -> LossSurface:
    """The loss over a part of a plane, all at once."""
    return next(found for found in surface_steps(cut, plane) if isinstance(found, LossSurface))


def _axes_rows(cut: PlaneCut, _moment: Moment) -> Iterator[tuple[CellValue, ...]]:
    for axis, direction in enumerate(cut.axes.directions):
        share = None if cut.axes.shares is None else cut.axes.shares[axis]
        for n in np.flatnonzero(direction).tolist():
            yield axis, str(source_at(cut.lesson, n)), float(direction[n]), share


_TABLES: Mapping[str, tuple[tuple[str, ...], _Rows]] = {
    "ways": (("iteration", "w0", "w1", "L", "plane_L", "beside"), _ways_rows),
    "grid": (("w0", "w1", "L"), _grid_rows),
    "axes": (("axis", "weight", "component", "share"), _axes_rows),
}


def _sources(lesson: Lesson) -> Sequence[Source]:
    return [
        Source(each.name, tuple(map(int, index)))
        for each in trained_parameters(lesson)
        for index in np.ndindex(*each.shape)
    ]
