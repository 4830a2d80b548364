"""Learning-rate schedules: the rate as a function of a counter, one card for each formula.

The counter n is the epoch (as PyTorch's schedulers are usually stepped) or the update k (as Keras
steps them), both counted from 1. All of a schedule's settings are numbers of the state.
"""

from __future__ import annotations

import math

import numpy as np

from ..expr import Call, Expr, Index, Number, floor, indicator, lift, maximum, minimum, mod, total
from ..text import N_
from .base import Array, Named, Shape
from .optimizers.update import Shared

_PI = Number("π", math.pi)


def _cos(x: Expr) -> Expr:
    return Call("cos", (x,))


class Schedule(Shared, card=False):
    """A line that writes the learning rate."""

    output = "lr"


class ConstantRate(Schedule):
    """No schedule, said aloud."""

    title = N_("Constant rate")
    about = N_("The learning rate stays as it is.")

    def forward(self, lr0: Array, n: Array) -> Array:
        """η = η₀ · 1ⁿ"""
        return np.asarray(lr0 * 1.0**n)

    def forward_at(self, at: Index, lr0: Named, n: Named) -> Expr:
        return lr0.number() * lift(1) ** n.number()

    def example(self, rng: np.random.Generator) -> tuple[Array, ...]:
        return np.array(0.1), np.array(3.0)


class StepRate(Schedule):
    """A drop after every so many."""

    title = N_("Rate in steps")
    about = N_("Every T counts the rate is multiplied by γ.")
    reference = "PyTorch 2.13 lr_scheduler.StepLR; Keras 3.15 ExponentialDecay(staircase=True)"

    def forward(self, lr0: Array, gamma: Array, period: Array, n: Array) -> Array:
        """η = η₀ · γ^⌊(n − 1) / T⌋"""
        return np.asarray(lr0 * gamma ** np.floor((n - 1) / period))

    def forward_at(self, at: Index, lr0: Named, gamma: Named, period: Named, n: Named) -> Expr:
        return lr0.number() * gamma.number() ** floor((n.number() - 1) / period.number())

    def example(self, rng: np.random.Generator) -> tuple[Array, ...]:
        return np.array(0.1), np.array(0.5), np.array(3.0), np.array(rng.choice([1.0, 3, 4, 11]))


class MultiStepRate(Schedule):
    """A drop at each milestone: ``(), (), (milestones,), () → ()``."""

    title = N_("Rate with milestones")
    about = N_("At each milestone the rate is multiplied by γ.")
    reference = "PyTorch 2.13 lr_scheduler.MultiStepLR"

    def shape(self, *shapes: Shape) -> Shape:
        return ()

    def forward(self, lr0: Array, gamma: Array, milestones: Array, n: Array) -> Array:
        """η = η₀ · γ^(Σᵢ [n − 1 ≥ milestoneᵢ])"""
        return np.asarray(lr0 * gamma ** (n - 1 >= milestones).sum())

    def forward_at(self, at: Index, lr0: Named, gamma: Named, milestones: Named, n: Named) -> Expr:
        passed = total(
            indicator(n.number() - 1, "≥", milestones[i]) for i in range(milestones.shape[0])
        )
        return lr0.number() * gamma.number() ** passed

    def example(self, rng: np.random.Generator) -> tuple[Array, ...]:
        n = np.array(rng.choice([2.0, 3, 5, 6, 20]))
        return np.array(0.1), np.array(0.5), np.array([2.0, 5.0, 9.0]), n


class ExponentialRate(Schedule):
    """A drop at every count."""

    title = N_("Exponential rate")
    about = N_("At every count the rate is multiplied by γ.")
    reference = "PyTorch 2.13 lr_scheduler.ExponentialLR"

    def forward(self, lr0: Array, gamma: Array, n: Array) -> Array:
        """η = η₀ · γ^(n − 1)"""
        return np.asarray(lr0 * gamma ** (n - 1))

    def forward_at(self, at: Index, lr0: Named, gamma: Named, n: Named) -> Expr:
        return lr0.number() * gamma.number() ** (n.number() - 1)

    def example(self, rng: np.random.Generator) -> tuple[Array, ...]:
        return np.array(0.1), np.array(0.9), np.array(rng.choice([1.0, 2, 7]))


class SlowExponentialRate(Schedule):
    """An exponential that takes T counts for one factor."""

    title = N_("Exponential rate over T counts")
    about = N_("Within T counts the rate is multiplied by γ, a little at every count.")
    reference = "Keras 3.15 schedules.ExponentialDecay"

    def forward(self, lr0: Array, gamma: Array, period: Array, n: Array) -> Array:
        """η = η₀ · γ^((n − 1) / T)"""
        return np.asarray(lr0 * gamma ** ((n - 1) / period))

    def forward_at(self, at: Index, lr0: Named, gamma: Named, period: Named, n: Named) -> Expr:
        return lr0.number() * gamma.number() ** ((n.number() - 1) / period.number())

    def example(self, rng: np.random.Generator) -> tuple[Array, ...]:
        return np.array(0.1), np.array(0.9), np.array(4.0), np.array(rng.choice([1.0, 2, 7]))


class PolynomialRate(Schedule):
    """A power of what is left, down to `end_lr`; PyTorch's ends at 0."""

    title = N_("Polynomial rate")
    about = N_("Falls to its end within T counts, along a power of the share that is left.")
    reference = "PyTorch 2.13 lr_scheduler.PolynomialLR; Keras 3.15 schedules.PolynomialDecay"

    def forward(self, lr0: Array, end_lr: Array, power: Array, period: Array, n: Array) -> Array:
        """η = (η₀ − η_T) · (1 − min(n − 1, T) / T)^p + η_T"""
        left = 1 - np.minimum(n - 1, period) / period
        return np.asarray((lr0 - end_lr) * left**power + end_lr)

    def forward_at(
        self, at: Index, lr0: Named, end_lr: Named, power: Named, period: Named, n: Named
    ) -> Expr:
        left = 1 - minimum(n.number() - 1, period.number()) / period.number()
        return (lr0.number() - end_lr.number()) * left ** power.number() + end_lr.number()

    def example(self, rng: np.random.Generator) -> tuple[Array, ...]:
        n = np.array(rng.choice([1.0, 4, 8, 9, 20]))
        return np.array(0.1), np.array(0.01), np.array(2.0), np.array(8.0), n


class CosineRate(Schedule):
    """Half a wave from η₀ to its end; PyTorch's goes up again after T counts."""

    title = N_("Cosine rate")
    about = N_("Falls along half a cosine wave: slowly, then fast, then slowly again.")
    reference = "PyTorch 2.13 lr_scheduler.CosineAnnealingLR; Loshchilov & Hutter 2017, SGDR, eq. 5"

    def forward(self, lr0: Array, end_lr: Array, period: Array, n: Array) -> Array:
        """η = η_T + (η₀ − η_T) · (1 + cos(π · (n − 1) / T)) / 2"""
        return np.asarray(end_lr + (lr0 - end_lr) * (1 + np.cos(np.pi * (n - 1) / period)) / 2)

    def forward_at(self, at: Index, lr0: Named, end_lr: Named, period: Named, n: Named) -> Expr:
        wave = 1 + _cos(_PI * (n.number() - 1) / period.number())
        return end_lr.number() + (lr0.number() - end_lr.number()) * wave / 2

    def example(self, rng: np.random.Generator) -> tuple[Array, ...]:
        n = np.array(rng.choice([1.0, 4, 9, 12]))
        return np.array(0.1), np.array(0.01), np.array(8.0), n


class CosineRateThatStays(Schedule):
    """Half a wave from η₀ to a share α of it, and no further."""

    title = N_("Cosine rate that stays")
    about = N_("Falls along half a cosine wave to a share of itself, and stays there.")
    reference = "Keras 3.15 schedules.CosineDecay"

    def forward(self, lr0: Array, alpha: Array, period: Array, n: Array) -> Array:
        """η = η₀ · ((1 − α) · (1 + cos(π · min(n − 1, T) / T)) / 2 + α)"""
        wave = 1 + np.cos(np.pi * np.minimum(n - 1, period) / period)
        return np.asarray(lr0 * ((1 - alpha) * wave / 2 + alpha))

    def forward_at(self, at: Index, lr0: Named, alpha: Named, period: Named, n: Named) -> Expr:
        wave = 1 + _cos(_PI * minimum(n.number() - 1, period.number()) / period.number())
        return lr0.number() * ((1 - alpha.number()) * wave / 2 + alpha.number())

    def example(self, rng: np.random.Generator) -> tuple[Array, ...]:
        n = np.array(rng.choice([1.0, 4, 9, 12]))
        return np.array(0.1), np.array(0.05), np.array(8.0), n


class CosineRestartsRate(Schedule):
    """Half a wave again and again, all of one length."""

    title = N_("Cosine rate with restarts")
    about = N_("Falls along half a cosine wave and jumps back up after every T counts.")
    reference = "PyTorch 2.13 lr_scheduler.CosineAnnealingWarmRestarts(T_mult=1)"

    def forward(self, lr0: Array, end_lr: Array, period: Array, n: Array) -> Array:
        """η = η_T + (η₀ − η_T) · (1 + cos(π · mod(n − 1, T) / T)) / 2"""
        wave = 1 + np.cos(np.pi * np.fmod(n - 1, period) / period)
        return np.asarray(end_lr + (lr0 - end_lr) * wave / 2)

    def forward_at(self, at: Index, lr0: Named, end_lr: Named, period: Named, n: Named) -> Expr:
        wave = 1 + _cos(_PI * mod(n.number() - 1, period.number()) / period.number())
        return end_lr.number() + (lr0.number() - end_lr.number()) * wave / 2

    def example(self, rng: np.random.Generator) -> tuple[Array, ...]:
        n = np.array(rng.choice([1.0, 4, 9, 12, 30]))
        return np.array(0.1), np.array(0.01), np.array(8.0), n


class WarmUpRate(Schedule):
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


class OneCycleRate(Schedule):
    """Up half a wave to the peak, down half a wave to far below the start."""

    title = N_("One cycle")
    about = N_("Rises to a peak and falls far below the start, both along half a cosine wave.")
    reference = "PyTorch 2.13 lr_scheduler.OneCycleLR; Smith & Topin 2018, Super-Convergence"

    def forward(
        self, lr0: Array, peak_lr: Array, end_lr: Array, turn: Array, last: Array, n: Array
    ) -> Array:
        """η = η₀ + (η_max − η₀) · (1 − cos(π · min(n − 1, U) / U)) / 2 + (η_T − η_max) · \
(1 − cos(π · max(n − 1 − U, 0) / (T − U))) / 2"""
        up = 1 - np.cos(np.pi * np.minimum(n - 1, turn) / turn)
        down = 1 - np.cos(np.pi * np.maximum(n - 1 - turn, 0) / (last - turn))
        return np.asarray(lr0 + (peak_lr - lr0) * up / 2 + (end_lr - peak_lr) * down / 2)

    def forward_at(
        self, at: Index, lr0: Named, peak_lr: Named, end_lr: Named, turn: Named, last: Named,
        n: Named,
    ) -> Expr:  # fmt: skip
        first, peak, end = lr0.number(), peak_lr.number(), end_lr.number()
        gone, top = n.number() - 1, turn.number()
        up = 1 - _cos(_PI * minimum(gone, top) / top)
        down = 1 - _cos(_PI * maximum(gone - top, 0) / (last.number() - top))
        return first + (peak - first) * up / 2 + (end - peak) * down / 2

    def example(self, rng: np.random.Generator) -> tuple[Array, ...]:
        n = np.array(rng.choice([1.0, 2, 4, 5, 9, 12]))
        rates = np.array(0.004), np.array(0.1), np.array(1e-6)
        return *rates, np.array(3.0), np.array(11.0), n
