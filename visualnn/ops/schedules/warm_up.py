"""Rates that rise first: a warm-up alone, and one in front of another schedule."""

from __future__ import annotations

import numpy as np

from ...expr import Expr, Index, maximum, minimum
from ...text import N_
from ..base import Array, Named
from .rate import ScheduleOp


class WarmUpRate(ScheduleOp):
    """A straight line up to η₀."""

    title = N_("Linear warm-up")
    about = N_("Rises in a straight line from a share of the rate to the rate, and stays there.")
    reference = "PyTorch 2.13 lr_scheduler.LinearLR"

    def forward(self, lr0: Array, first_share: Array, period: Array, n: Array) -> Array:
        """η = η₀ · (s + (1 − s) · min(n − 1, T) / T)"""
        risen = np.minimum(n - 1, period) / period
        return np.asarray(lr0 * (first_share + (1 - first_share) * risen))

    def forward_at(
        self, at: Index, lr0: Named, first_share: Named, period: Named, n: Named
    ) -> Expr:
        share = first_share.number()
        reached = minimum(n.number() - 1, period.number())
        return lr0.number() * (share + (1 - share) * reached / period.number())

    def example(self, rng: np.random.Generator) -> tuple[Array, ...]:
        n = np.array(rng.choice([1.0, 4, 9, 12]))
        return np.array(0.1), np.array(0.25), np.array(8.0), n


class AfterWarmUp(ScheduleOp):
    """The counter of a schedule that waits for a warm-up of W counts: it stands at 1 till then."""

    title = N_("Count behind the warm-up")
    about = N_("The schedule starts to count when the warm-up is over.")
    reference = "PyTorch 2.13 lr_scheduler.SequentialLR([LinearLR, …]); Keras 3.15 CosineDecay"
    output = "n_after"

    def forward(self, warm_up: Array, n: Array) -> Array:
        """n′ = max(n − W, 1)"""
        return np.asarray(np.maximum(n - warm_up, 1))

    def forward_at(self, at: Index, warm_up: Named, n: Named) -> Expr:
        return maximum(n.number() - warm_up.number(), 1)

    def example(self, rng: np.random.Generator) -> tuple[Array, ...]:
        return np.array(5.0), np.array(rng.choice([1.0, 5, 7, 12]))


class WarmedRate(ScheduleOp):
    """What a schedule plans, in a straight line up to all of it during the first W counts."""

    title = N_("Warmed-up rate")
    about = N_("Rises in a straight line from a share of the planned rate to all of it.")
    reference = "PyTorch 2.13 lr_scheduler.SequentialLR([LinearLR, …]); Keras 3.15 CosineDecay"

    def forward(self, planned_lr: Array, first_share: Array, warm_up: Array, n: Array) -> Array:
        """η = η′ · (s + (1 − s) · min(n − 1, W) / W)"""
        risen = np.minimum(n - 1, warm_up) / warm_up
        return np.asarray(planned_lr * (first_share + (1 - first_share) * risen))

    def forward_at(
        self, at: Index, planned_lr: Named, first_share: Named, warm_up: Named, n: Named
    ) -> Expr:
        share = first_share.number()
        reached = minimum(n.number() - 1, warm_up.number())
        return planned_lr.number() * (share + (1 - share) * reached / warm_up.number())

    def example(self, rng: np.random.Generator) -> tuple[Array, ...]:
        n = np.array(rng.choice([1.0, 4, 9, 12]))
        return np.array(0.1), np.array(0.25), np.array(8.0), n
