"""What the map of rate and momentum shows of a frame."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from visualnn.lesson import Lesson
from visualnn.tell.frame import Frame
from visualnn.tell.runs import CompanionRun
from visualnn.views.contours import Relief, relief_of_factors
from visualnn.views.landscape import WalkerWay, walker_ways
from visualnn.views.moments import moments_of_runs
from visualnn.views.plane import Plane
from visualnn.views.rate_map import (
    RateMap,
    RateMapPlace,
    best_on_map,
    border_rates,
    long_run,
    place_now,
    quadratic_of,
    rate_map_of,
    rule_of_map,
)

__all__ = ["RateMapScene", "RunOnMap"]

BORDER_POINT_COUNT = 99


@dataclass(frozen=True)
class RunOnMap:
    """A run that the map is for, and its pair."""

    run: CompanionRun
    place: RateMapPlace


class RateMapScene:
    """Everything that is painted at the frame that was shown last."""

    def __init__(self, lesson: Lesson) -> None:
        self.lesson = lesson
        self.landscape = quadratic_of(lesson)
        self.rule = rule_of_map(lesson)
        rates = rate_map_of(self.rule, self.landscape)
        assert rates is not None  # noqa: S101  a rule with a map, on a quadratic
        self.map: RateMap = rates
        self.relief: Relief = relief_of_factors(self.plane, rates.factors)
        self.best = best_on_map(self.rule, self.landscape)
        """The best pair of the rule; of plain SGD, of momentum, which has it among its pairs."""
        if self.rule == "sgd":
            self.best = best_on_map("momentum", self.landscape)
        self.momenta = np.linspace(0.0, float(rates.momenta[-1]), BORDER_POINT_COUNT)
        self.swinging, self.leaving = border_rates(
            self.rule, self.landscape.curvatures, self.momenta
        )
        """For each of `momenta`, the rate from which on a walker swings, and the one from which on
        it leaves."""
        self.frame: Frame
        self.runs: tuple[RunOnMap, ...] = ()
        """In the order of their marks."""
        self.updates = 0
        """How many the leading run has done."""
        self.last_factor: float | None = None
        """By what its last update multiplied the distance; None before there is one."""
        self._ways: tuple[WalkerWay, ...] = ()
        """Those of the leading run in the frame before: what they tell is not computed again."""

    @property
    def plane(self) -> Plane:
        """The pairs in sight where nobody has zoomed in."""
        rates, momenta = self.map.rates, self.map.momenta
        return Plane((float(rates[0]), 0.0), (float(rates[-1]), float(momenta[-1])))

    def show(self, frame: Frame) -> None:
        """Take a frame."""
        self.frame = frame
        self.runs = tuple(self._on_map(frame))
        ways = walker_ways(moments_of_runs(frame)[frame.leader.id], self._ways)
        self._ways = ways
        self.updates, self.last_factor = len(ways[0].places) - 1, None
        if len(ways) == 1 and ways[0].distances is not None and self.updates:
            before, after = ways[0].distances[-2:].tolist()
            if before and np.isfinite([before, after]).all():
                self.last_factor = after / before

    def _on_map(self, frame: Frame) -> Iterator[RunOnMap]:
        moments = moments_of_runs(frame)
        for run in frame.runs:
            moment = moments.get(run.id)
            if moment is None or moment.lesson.start["w"].shape[-1] != self.landscape.dimension:
                continue
            same = moment.lesson.network.applications[0].op is self.landscape
            kind = moment.lesson.spec.optimizer.kind
            place = place_now(moment) if same else None
            if place is not None and (kind == "nesterov") == (self.rule == "nesterov"):
                yield RunOnMap(run, place)

    @property
    def leading(self) -> RunOnMap | None:
        """The run that leads, if it has a pair."""
        return next((each for each in self.runs if each.run.id == self.frame.leader.id), None)

    def pair(self, rate: float, momentum: float) -> RateMapPlace:
        """How a pair goes in the long run."""
        told = long_run(self.rule, self.landscape.curvatures, rate, momentum)
        return RateMapPlace(rate, momentum, *told)

    def leaving_area(self) -> NDArray[np.float64]:
        """The corners of the area of pairs that leave, ``(corners, 2)``."""
        right = max(float(self.map.rates[-1]), float(self.leaving.max()))
        border = np.stack([self.leaving, self.momenta], axis=1)
        ends = np.array([[right, self.momenta[-1]], [right, 0.0]])
        return np.concatenate([border, ends])
