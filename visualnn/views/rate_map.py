"""The map of rate and momentum on a quadratic: by how much each pair brings a walker nearer in the
long run, where it swings, and where it leaves."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from enum import StrEnum
from functools import lru_cache

import numpy as np

from ..dataclass import dataclass
from ..lesson import Lesson
from ..machine.machine import frozen
from ..ops import Array
from ..ops.landscape import Landscape
from ..text import N_
from .base import CellValue, Moment, View, ViewTable
from .landscape import landscape_of
from .suiting import refuse_rate_map

__all__ = [
    "LongRun",
    "RateMap",
    "RateMapPlace",
    "RateMapView",
    "best_on_map",
    "border_rates",
    "long_run",
    "place_now",
    "place_on_map",
    "quadratic_of",
    "rate_map_of",
    "rule_of_map",
    "updates_to_tenth",
]

RULES = ("sgd", "momentum", "nesterov")
"""The rules whose steps are linear in the place and in the velocity."""
RATE_COUNT, MOMENTUM_COUNT = 121, 81
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
    """A pair of rate and momentum, and how it goes in the long run."""

    rate: float
    momentum: float
    factor: float
    kind: LongRun

    @property
    def updates_to_tenth(self) -> float:
        """`updates_to_tenth` of its factor."""
        return updates_to_tenth(self.factor)


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
        h = np.array(rate * curvature)
        for each in _eigenvalues(rule, h, np.array(momentum)):
            value = complex(each)
            swings = swings or abs(value.imag) > BORDER or value.real < -BORDER
            worst = max(worst, abs(value))
    if worst >= 1.0 - BORDER:
        return worst, LongRun.LEAVES
    return worst, LongRun.SWINGS if swings else LongRun.STRAIGHT


def border_rates(rule: str, curvatures: tuple[float, ...], momenta: Array) -> tuple[Array, Array]:
    """For each momentum ``(momenta,)`` the rate from which on a walker swings, and the one from
    which on it leaves, both ``(momenta,)``.

    Both are set by the largest curvature λ. With h = η · λ, the eigenvalues of `long_run` are no
    longer positive numbers from h = (1 − √μ)² on, with Nesterov's from h = ((1 − μ) / (1 + μ))²
    on. One of them comes to −1 at h = 2 (1 + μ), with Nesterov's at h = 2 (1 + μ) / (1 + 2μ).
    """
    most = max(curvatures)
    if rule == "nesterov":
        swinging = ((1 - momenta) / (1 + momenta)) ** 2
        leaving = 2 * (1 + momenta) / (1 + 2 * momenta)
    else:
        swinging, leaving = (1 - np.sqrt(momenta)) ** 2, 2 * (1 + momenta)
    return frozen(swinging / most), frozen(leaving / most)


def updates_to_tenth(factor: float) -> float:
    """How many updates bring a walker ten times nearer in the long run, ln 0.1 / ln factor; 0 where
    one does it for good, infinite where none do."""
    if factor <= 0.0:
        return 0.0
    return math.inf if factor >= 1.0 - BORDER else math.log(0.1) / math.log(factor)


def quadratic_of(lesson: Lesson) -> Landscape:
    """The quadratic that a lesson walks on. Raises UnsuitedError where it walks on another
    function, or on none."""
    refuse_rate_map(lesson)
    return landscape_of(lesson)


def rule_of_map(lesson: Lesson) -> str:
    """The rule that the map of a lesson is for: its own, or momentum where its own divides."""
    rule = lesson.spec.optimizer.kind
    return rule if rule in RULES else "momentum"


@lru_cache(maxsize=8)
def rate_map_of(rule: str, landscape: Landscape) -> RateMap | None:
    """The map of a rule on a function; None for a rule that divides, and for a function that is no
    quadratic with a lowest place."""
    curvatures = landscape.curvatures
    if rule not in RULES or not curvatures:
        return None
    most = LIMITS[rule] / max(curvatures)
    rates = np.linspace(0.0, most, RATE_COUNT + 1)[1:]
    momenta = np.linspace(0.0, MAX_MOMENTUM, MOMENTUM_COUNT)
    factors, swings = (
        np.zeros((len(momenta), len(rates))),
        np.zeros((len(momenta), len(rates)), bool),
    )
    for curvature in curvatures:
        for value in _eigenvalues(rule, rates * curvature, momenta[:, None]):
            factors = np.maximum(factors, np.abs(value))
            swings |= (np.abs(value.imag) > BORDER) | (value.real < -BORDER)
    order = list(LongRun)
    kinds = np.where(swings, order.index(LongRun.SWINGS), order.index(LongRun.STRAIGHT))
    kinds[factors >= 1.0 - BORDER] = order.index(LongRun.LEAVES)
    return RateMap(frozen(rates), frozen(momenta), frozen(factors), frozen(kinds))


def _eigenvalues(rule: str, h: Array, momenta: Array) -> tuple[Array, Array]:
    """The two of one step along one axis, complex, for h = η · curvature and momenta that fit
    together in shape."""
    if rule == "nesterov":
        middle, product = (1 + momenta) * (1 - h), momenta * (1 - h)
    else:
        middle, product = 1 + momenta - h, momenta + 0.0 * h
    root = np.sqrt((middle * middle - 4 * product).astype(np.complex128))
    return (middle + root) / 2, (middle - root) / 2


def best_on_map(rule: str, landscape: Landscape) -> RateMapPlace:
    """The pair with the least factor, exactly, of a rule with momentum; of plain SGD the best rate.

    With the least curvature ℓ, the largest λ and κ = λ / ℓ: η = 2 / (λ + ℓ) without momentum; with
    it η = (2 / (√λ + √ℓ))² and μ = ((√κ − 1) / (√κ + 1))², whose factor is √μ (Polyak 1964; Goh
    2017, Why Momentum Really Works); with Nesterov's η = 4 / (3λ + ℓ) and μ = (√(3κ + 1) − 2) /
    (√(3κ + 1) + 2) (Lessard, Recht and Packard 2016, Proposition 1).
    """
    least, most = min(landscape.curvatures), max(landscape.curvatures)
    ratio = most / least
    if rule == "nesterov":
        root = math.sqrt(3 * ratio + 1)
        rate, momentum = 4 / (3 * most + least), (root - 2) / (root + 2)
    elif rule == "momentum":
        rate = (2 / (math.sqrt(most) + math.sqrt(least))) ** 2
        momentum = ((math.sqrt(ratio) - 1) / (math.sqrt(ratio) + 1)) ** 2
    else:
        rate, momentum = 2 / (most + least), 0.0
    return RateMapPlace(rate, momentum, *long_run(rule, landscape.curvatures, rate, momentum))


def place_on_map(lesson: Lesson, landscape: Landscape) -> RateMapPlace | None:
    """Where a lesson's optimizer stands as it begins; None where there is no map for it."""
    return _place(lesson, landscape, lesson.start)


def place_now(moment: Moment) -> RateMapPlace | None:
    """Where the optimizer of a run stands at a moment, with the rate and the momentum of now; None
    where there is no map for it."""
    return _place(moment.lesson, landscape_of(moment.lesson), moment.values)


def _place(
    lesson: Lesson, landscape: Landscape, values: Mapping[str, Array]
) -> RateMapPlace | None:
    optimizer = lesson.spec.optimizer
    if optimizer.kind not in RULES or not landscape.curvatures or optimizer.weight_decay:
        return None
    # what a run in passing does not tell is as it began
    rate = float(values.get("lr", lesson.start["lr"]))
    momentum = float(values.get("momentum", lesson.start.get("momentum", 0.0)))
    factor, kind = long_run(optimizer.kind, landscape.curvatures, rate, momentum)
    return RateMapPlace(rate, momentum, factor, kind)


class RateMapView(View):
    """By how much each pair of rate and momentum brings a walker nearer on a quadratic.

    ``factor``: by what the distance to the minimum is multiplied per update in the long run, the
    spectral radius of one update as a linear map of place and velocity (`long_run`). ``updates``:
    how many updates bring it ten times nearer, ln 0.1 / ln factor; empty where it does not come
    nearer. ``kind``: ``straight``, ``swings`` or ``leaves``.

    Part ``map``: a row for each pair of ``lr`` and ``momentum``, the rate running fastest, for the
    rule of the lesson; for momentum where that rule divides.

    Part ``here``: the pair of the run at the moment. Empty for a rule that divides.

    Part ``best``: for each of ``sgd``, ``momentum`` and ``nesterov`` the pair with the least factor
    (`best_on_map`).
    """

    name = "rate-map"
    title = N_("Rate and momentum")
    parts = ("map", "here", "best")

    def refuse(self, lesson: Lesson) -> None:
        refuse_rate_map(lesson)

    def table(self, moment: Moment, part: str) -> ViewTable:
        landscape = quadratic_of(moment.lesson)
        columns = ("lr", "momentum", "factor", "updates", "kind")
        if part == "best":
            rows = tuple((rule, *_cells(best_on_map(rule, landscape))) for rule in RULES)
            return ViewTable(("rule", *columns), rows)
        if part == "here":
            place = place_now(moment)
            return ViewTable(columns, () if place is None else (_cells(place),))
        rates = rate_map_of(rule_of_map(moment.lesson), landscape)
        return ViewTable(columns, () if rates is None else tuple(map(_cells, _pairs(rates))))


def _cells(place: RateMapPlace) -> tuple[CellValue, ...]:
    updates = place.updates_to_tenth
    told = updates if math.isfinite(updates) else None
    return place.rate, place.momentum, place.factor, told, str(place.kind)


def _pairs(rates: RateMap) -> Iterator[RateMapPlace]:
    """The pairs of a map, the rate running fastest."""
    order = list(LongRun)
    for m, momentum in enumerate(rates.momenta.tolist()):
        for n, rate in enumerate(rates.rates.tolist()):
            kind = order[int(rates.kinds[m, n])]
            yield RateMapPlace(rate, momentum, float(rates.factors[m, n]), kind)
