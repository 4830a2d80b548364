"""The energy of a walker with momentum, seen as a ball that rolls with friction."""

from __future__ import annotations

import numpy as np

from ..dataclass import dataclass

__all__ = ["VELOCITY_RULES", "WalkerEnergy", "energy_of"]

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


def energy_of(height: float, step: float = 0.0, rate: float = 1.0) -> WalkerEnergy | None:
    """The energy of a walker at a height that it came to by a step of a length with a rate; without
    them before the first update. None where the rate is not known or not positive, or something has
    left what numbers can tell."""
    if not rate > 0.0:
        return None
    speed = step / rate**0.5
    if not np.isfinite([height, speed, speed**2]).all():
        return None
    return WalkerEnergy(height, speed)
