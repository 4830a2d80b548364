"""The way of a larger network on a plane, in steps of some milliseconds: the two main directions of
its places, and where those lie on the plane."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence

import numpy as np

from ..company.parameter_way import ParameterWay
from ..dataclass import dataclass
from ..machine.machine import frozen
from ..ops import Array
from ..text import N_
from .base import Moment, UnsuitedError
from .loss_plane import (
    LEAST_SHARE,
    PlaneAxes,
    PlaneCut,
    PlaneWalk,
    is_updated,
    loss_at,
    vector_of,
)

__all__ = ["LongWay", "long_axes_steps", "long_walk_steps", "long_way_of"]

BLOCK_NUMBER_COUNT = 500_000
"""Numbers that one step reads."""


@dataclass(frozen=True, eq=False)
class LongWay:
    """Places of a run among all its trained numbers up to now."""

    updates: tuple[int, ...]
    """After how many updates it was at each place; the last one is now."""
    places: tuple[Array, ...]
    """``(numbers,)`` each, in float64."""


def long_way_of(moment: Moment, known: ParameterWay | None) -> LongWay:
    """The places that are known up to a moment, and where the run is then."""
    lesson = moment.lesson
    program = lesson.program
    iteration = program.locate(moment.tick).iteration
    updates = iteration + is_updated(moment)
    now = vector_of(lesson, moment.values)
    places = () if known is None else known.places
    every = 1 if known is None else known.every
    before = places[: -(-updates // every)]
    return LongWay((*(n * every for n in range(len(before))), updates), (*before, now))


def long_axes_steps(way: LongWay) -> Iterator[float | PlaneAxes]:
    """The two directions in which a way goes most (as `axes_of_way`), from the products of its
    places with each other: the share that is done, and at last the directions. Raises UnsuitedError
    for a way that goes along one line."""
    places, last = way.places, way.places[-1]
    count, size = len(places), last.size
    refusal = UnsuitedError(N_("the way has no two directions yet; go on some iterations"))
    if count == 1 and way.updates[-1] > 0:
        raise UnsuitedError(N_("the way of a network with so many trained numbers is not kept"))
    if count < 3:
        raise refusal
    products = np.zeros((count, count))
    block = max(BLOCK_NUMBER_COUNT // count, 1)
    for begin in range(0, size, block):
        part = slice(begin, begin + block)
        apart = np.stack([place[part] for place in places]) - last[part]
        products += apart @ apart.T
        yield 0.5 * min(begin + block, size) / size
    if not np.isfinite(products).all():
        raise refusal
    squares, sides = np.linalg.eigh(products)
    whole, lengths = float(np.trace(products)), squares[:-3:-1]
    if not whole or lengths[1] < LEAST_SHARE * whole:
        raise refusal
    directions = np.zeros((2, size))
    for n, place in enumerate(places):
        apart = place - last
        for axis in range(2):
            directions[axis] += sides[n, -1 - axis] * apart
        yield 0.5 + 0.5 * (n + 1) / count
    yield _upright(directions, lengths / whole)


def _upright(directions: Array, shares: Array) -> PlaneAxes:
    """Two directions at right angles and of length 1, the largest component of each positive."""
    directions[0] /= np.linalg.norm(directions[0])
    directions[1] -= (directions[0] @ directions[1]) * directions[0]
    directions[1] /= np.linalg.norm(directions[1])
    largest = np.abs(directions).argmax(axis=1)
    directions *= np.sign(directions[[0, 1], largest])[:, None]
    return PlaneAxes(frozen(directions), None, (float(shares[0]), float(shares[1])))


def long_walk_steps(cut: PlaneCut, way: LongWay, curve: Array) -> Iterator[float | PlaneWalk]:
    """Where the places of a way lie on a plane: the share that is done, and at last the walk, with
    the loss of the plane under its last place alone. `curve` is the loss of each iteration."""
    spots, beside, count = [], [], len(way.places)
    for n, place in enumerate(way.places):
        spots.append(cut.spots(place[None])[0])
        beside.append(float(cut.beside(place[None])[0]))
        yield (n + 1) / count
    yield PlaneWalk(
        np.array(way.updates),
        frozen(np.stack(spots)),
        _at(curve, way.updates),
        np.array([math.nan] * (count - 1) + [loss_at(cut, spots[-1])]),
        np.array(beside),
    )


def _at(curve: Array, updates: Sequence[int]) -> Array:
    """The numbers of a curve at these iterations; NaN where it has none."""
    return np.array([float(curve[n]) if n < len(curve) else math.nan for n in updates])
