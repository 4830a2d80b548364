"""Rates that drop in steps or along a curve of one formula."""

from __future__ import annotations

from itertools import pairwise

import numpy as np

from ...errors import ShapeError
from ...expr import Expr, Index, floor, indicator, lift, minimum, total
from ...text import N_
from ..base import Array, Named, Shape
from .rate import ScheduleOp


class ConstantRate(ScheduleOp):
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


class StepRate(ScheduleOp):
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


class MultiStepRate(ScheduleOp):
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


class PiecewiseRate(ScheduleOp):
    """A rate of its own behind each milestone: ``(), (milestones,), (milestones,), () → ()``."""

    title = N_("Rate in pieces")
    about = N_("Behind each milestone the rate is the one that is given for it.")
    reference = "Keras 3.15 schedules.PiecewiseConstantDecay"

    def shape(self, *shapes: Shape) -> Shape:
        _, milestones, rates, _ = shapes
        if len(milestones) != 1 or rates != milestones:
            raise ShapeError(
                "each milestone needs a rate: {milestones} and {rates} do not fit",
                milestones=milestones,
                rates=rates,
            )
        return ()

    def forward(self, lr0: Array, milestones: Array, rates: Array, n: Array) -> Array:
        """η = (η₀, rates[0], rates[1], …) at the place Σᵢ [n − 1 > milestones[i]]"""
        passed = int((n - 1 > milestones).sum())
        return np.asarray(rates[passed - 1] if passed else lr0)

    def forward_at(self, at: Index, lr0: Named, milestones: Named, rates: Named, n: Named) -> Expr:
        passed = [indicator(n.number() - 1, ">", milestones[i]) for i in range(milestones.shape[0])]
        here = [a * (1 - b) for a, b in pairwise(passed)]
        later = (rates[i] * share for i, share in enumerate((*here, passed[-1])))
        return total((lr0.number() * (1 - passed[0]), *later))

    def example(self, rng: np.random.Generator) -> tuple[Array, ...]:
        n = np.array(rng.choice([1.0, 3, 4, 7, 20]))
        return np.array(0.1), np.array([2.0, 5.0, 9.0]), np.array([0.05, 0.02, 0.01]), n


class ExponentialRate(ScheduleOp):
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


class SlowExponentialRate(ScheduleOp):
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


class PolynomialRate(ScheduleOp):
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
