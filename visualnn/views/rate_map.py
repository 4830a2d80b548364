"""The map of rate and momentum on a quadratic: by how much each pair brings a walker nearer in the
long run, where it swings, and where it leaves."""

from __future__ import annotations

import cmath
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

import numpy as np

from ..lesson import Lesson
from ..machine.machine import frozen
from ..ops import Array
from ..ops.landscape import Landscape

__all__ = ["LongRun", "RateMap", "RateMapPlace", "long_run", "place_on_map", "rate_map_of"]

RULES = ("sgd", "momentum", "nesterov")
"""The rules whose steps are linear in the place and in the velocity."""
RATE_COUNT, MOMENTUM_COUNT = 61, 41
MAX_MOMENTUM = 0.98
BORDER = 1e-12
"""A factor that is so near 1 neither comes nearer nor leaves."""
LIMITS = {"sgd": 4.4, "momentum": 4.4, "nesterov": 2.2}
"""The largest rate of the map times the largest curvature. Nothing holds out beyond 4, with
Nesterov beyond 2."""


class LongRun(StrEnum):
    """How a walker goes in the long run."""

    STRAIGHT = "straight"
    """Nearer from one side, in every direction."""
    SWINGS = "swings"
    """Nearer, and to and fro in some direction."""
    LEAVES = "leaves"
    """Not nearer: for ever to and fro, or farther with each step."""


@dataclass(frozen=True, eq=False)
class RateMap:
    """Pairs of rate and momentum."""

    rates: Array
    """``(rates,)``, rising from just above 0."""
    momenta: Array
    """``(momenta,)``, rising from 0."""
    factors: Array
    """``(momenta, rates)``: by what the distance is multiplied per step in the long run, along the
    direction that is slowest, or leaves soonest."""
    kinds: Array
    """``(momenta, rates)``: the index of the `LongRun`, in the order of the class."""


@dataclass(frozen=True)
class RateMapPlace:
    """Where a lesson's optimizer stands on the map."""

    rate: float
    momentum: float
    factor: float
    kind: LongRun


def long_run(
    rule: str, curvatures: tuple[float, ...], rate: float, momentum: float
) -> tuple[float, LongRun]:
    """The factor per step in the long run, and how it goes: the size of the largest eigenvalue of
    one step, over all directions; it swings where one of them is negative or complex (Goh 2017, Why
    Momentum Really Works).

    With h = η · curvature, the eigenvalues solve z² − (1 + μ − h) · z + μ = 0 for momentum, and
    z² − (1 + μ)(1 − h) · z + μ · (1 − h) = 0 for Nesterov as PyTorch has it; without momentum z = 1
    − h.
    """
    worst, swings = 0.0, False
    for curvature in curvatures:
        h = rate * curvature
        if rule == "nesterov":
            middle, product = (1 + momentum) * (1 - h), momentum * (1 - h)
        else:
            middle, product = 1 + momentum - h, momentum
        root = cmath.sqrt(middle * middle - 4 * product)
        for value in ((middle + root) / 2, (middle - root) / 2):
            swings = swings or abs(value.imag) > BORDER or value.real < -BORDER
            worst = max(worst, abs(value))
    if worst >= 1.0 - BORDER:
        return worst, LongRun.LEAVES
    return worst, LongRun.SWINGS if swings else LongRun.STRAIGHT


def rate_map_of(rule: str, landscape: Landscape) -> RateMap | None:
    """The map of a rule on a function; None for a rule that divides, and for a function that is no
    quadratic with a lowest place."""
    curvatures = landscape.curvatures
    if rule not in RULES or not curvatures:
        return None
    most = LIMITS[rule] / max(curvatures)
    rates = np.linspace(0.0, most, RATE_COUNT + 1)[1:]
    momenta = np.linspace(0.0, MAX_MOMENTUM, MOMENTUM_COUNT)
    found = [[long_run(rule, curvatures, lr, mu) for lr in rates.tolist()] for mu in momenta]
    order = list(LongRun)
    return RateMap(
        frozen(rates),
        frozen(momenta),
        frozen(np.array([[factor for factor, _kind in row] for row in found])),
        frozen(np.array([[order.index(kind) for _factor, kind in row] for row in found])),
    )


def place_on_map(lesson: Lesson, landscape: Landscape) -> RateMapPlace | None:
    """Where a lesson's optimizer stands as it begins; None where there is no map for it."""
    rule = lesson.spec.optimizer.kind
    if rule not in RULES or not landscape.curvatures or lesson.spec.optimizer.weight_decay:
        return None
    rate = float(lesson.start["lr"])
    momentum = float(lesson.start["momentum"]) if "momentum" in lesson.start else 0.0
    factor, kind = long_run(rule, landscape.curvatures, rate, momentum)
    return RateMapPlace(rate, momentum, factor, kind)


def map_rows(rates: RateMap) -> Iterator[tuple[float, float, float, str]]:
    """The pairs in rows, the rate running fastest."""
    order = list(LongRun)
    for m, momentum in enumerate(rates.momenta.tolist()):
        for n, rate in enumerate(rates.rates.tolist()):
            kind = order[int(rates.kinds[m, n])]
            yield rate, momentum, float(rates.factors[m, n]), str(kind)
