"""The energy of a walker with momentum, seen as a ball that rolls with friction."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from .landscape import WalkerWay

__all__ = ["VELOCITY_RULES", "WalkerEnergy", "energy_at"]

VELOCITY_RULES = frozenset({"momentum", "nesterov"})
"""The rules whose walkers keep a velocity, and nothing that divides it."""


@dataclass(frozen=True)
class WalkerEnergy:
    """What a ball of mass 1 has after a number of updates.

    w(N + 1) − w(N) = μ · (w(N) − w(N − 1)) − η · ∂L/∂w is Newton's law w″ = −∂L/∂w − (1 − μ) / √η
    · w′ in steps of the time √η (Qian 1999, On the Momentum Term in Gradient Descent Learning
    Algorithms). Its velocity is (w(N) − w(N − 1)) / √η. In continuous time friction only takes from
    the energy; steps that are long for the curvature may add to it for a moment.
    """

    height: float
    """The potential part: L where it is."""
    speed: float
    """‖w(N) − w(N − 1)‖ / √η, with the rate of that update; 0 at the start."""

    @property
    def kinetic(self) -> float:
        """The part of the speed, ½ · speed²."""
        return 0.5 * self.speed**2

    @property
    def energy(self) -> float:
        """Both parts together: the height that it could roll up to without friction."""
        return self.height + self.kinetic


def energy_at(way: WalkerWay, update: int) -> WalkerEnergy | None:
    """The energy after so many updates of a way; None where the rate of the last one is not known
    or not positive, or something has left what numbers can tell."""
    height, speed = float(way.heights[update]), 0.0
    if update:
        rate, step = float(way.rates[update - 1]), float(way.steps[update - 1])
        if not rate > 0.0:
            return None
        speed = step / rate**0.5
    if not np.isfinite([height, speed, speed**2]).all():
        return None
    return WalkerEnergy(height, speed)
