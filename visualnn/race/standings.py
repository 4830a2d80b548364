"""Standings: how far each run of a race has come, and in which order."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import replace

import numpy as np

from ..dataclass import dataclass
from ..views.landscape import WalkerWay

__all__ = ["LEAVING_FACTOR", "REACHED_DISTANCE", "Standing", "placed", "standing_of"]

REACHED_DISTANCE = 1e-3
"""A walker that is so near a known minimum has reached it."""
LEAVING_FACTOR = 1e3
"""A walker that is so many times as high above the minimum as it started has diverged."""


@dataclass(frozen=True)
class Standing:
    """One run of a race after a number of updates."""

    id: str
    rate: float
    """The learning rate of its optimizer."""
    updates: int
    height: float
    """The function where it stands."""
    distance: float | None
    """To the nearest known minimum; None where there is none."""
    reached: int | None
    """The number of updates after which it was within `REACHED_DISTANCE` of a minimum for the first
    time; None if it never was."""
    diverged: int | None
    """The number of updates after which its height was no longer finite, or `LEAVING_FACTOR` times
    as far above the minimum as at the start; None if it never was."""
    place: int = 0
    """From 1 on; those that are equal share one."""

    @property
    def order(self) -> tuple[bool, float, float]:
        """Sorted by: whether it has diverged; when it reached a minimum; and among those that have
        not, how near they are, or, without a minimum, how low."""
        reached = math.inf if self.reached is None else float(self.reached)
        rest = self.height if self.distance is None else self.distance
        if self.reached is not None:
            rest = 0.0
        return self.diverged is not None, reached, math.inf if math.isnan(rest) else rest


def standing_of(name: str, rate: float, way: WalkerWay, lowest: float | None) -> Standing:
    """How far a run has come by the end of a way; `lowest` is the height of the minima."""
    heights, distances = way.heights, way.distances
    is_near = np.zeros(len(heights), bool) if distances is None else distances <= REACHED_DISTANCE
    near = np.flatnonzero(is_near)
    with np.errstate(all="ignore"):
        finite = np.isfinite(way.places)
        gone = ~np.isfinite(heights)
        if not finite.all():
            gone |= ~finite.all(axis=1)
        if lowest is not None:
            gone |= heights - lowest > LEAVING_FACTOR * max(float(heights[0]) - lowest, 1e-300)
    left = np.flatnonzero(gone)
    return Standing(
        name,
        rate,
        len(heights) - 1,
        float(heights[-1]),
        None if distances is None else float(distances[-1]),
        int(near[0]) if len(near) else None,
        int(left[0]) if len(left) else None,
    )


def placed(standings: Iterable[Standing]) -> tuple[Standing, ...]:
    """The runs in order, the first one first, each with its place."""
    ordered = sorted(standings, key=lambda each: each.order)
    found: list[Standing] = []
    for n, each in enumerate(ordered):
        shares = bool(found) and found[-1].order == each.order
        found.append(replace(each, place=found[-1].place if shares else n + 1))
    return tuple(found)
