"""Adamax: Adam with the largest recent gradient in place of the root of a mean square."""

from __future__ import annotations

import numpy as np

from ...expr import Call as Function
from ...expr import Expr, Index, maximum
from ...text import N_
from ..base import Array, Named
from .update import Shared, Update, example_numbers, sizes


def _size(x: Expr) -> Expr:
    return Function("abs", (x,))


class LargestGradient(Update):
    """Adamax's memory of the paper."""

    title = N_("Largest gradient, fading")
    about = N_("The largest gradient so far, where older ones count less and less.")
    reference = "Kingma & Ba 2015, Adam, Algorithm 2; Keras 3.15 optimizers.Adamax"
    output = "u"

    def forward(self, u: Array, g: Array, beta2: Array) -> Array:
        """u ← max(β₂ · u, |∂L/∂w|)"""
        return np.maximum(beta2 * u, np.abs(g))

    def forward_at(self, at: Index, u: Named, g: Named, beta2: Named) -> Expr:
        return maximum(beta2.number() * u[at], _size(g[at]))

    def example(self, rng: np.random.Generator) -> tuple[Array, ...]:
        return sizes(rng), example_numbers(rng), np.array(0.99)


class LargestGradientAtLeast(Update):
    """Adamax's memory with ε inside the maximum, so that the step needs none."""

    title = N_("Largest gradient, fading, never 0")
    about = N_("The largest gradient so far, where older ones count less; ε keeps it above 0.")
    reference = "PyTorch 2.13 optim.Adamax"
    output = "u"

    def forward(self, u: Array, g: Array, beta2: Array, eps: Array) -> Array:
        """u ← max(β₂ · u, |∂L/∂w| + ε)"""
        return np.maximum(beta2 * u, np.abs(g) + eps)

    def forward_at(self, at: Index, u: Named, g: Named, beta2: Named, eps: Named) -> Expr:
        return maximum(beta2.number() * u[at], _size(g[at]) + eps.number())

    def example(self, rng: np.random.Generator) -> tuple[Array, ...]:
        return sizes(rng), example_numbers(rng), np.array(0.99), np.array(1e-2)


class FirstCorrectedRate(Shared):
    """The first moment's correction drawn into the rate; a maximum needs none."""

    title = N_("Rate with the first correction")
    about = N_("The learning rate makes up for the running mean that started from 0.")
    reference = "Kingma & Ba 2015, Adam, Algorithm 2"
    output = "rate"

    def forward(self, lr: Array, beta1: Array, k: Array) -> Array:
        """η̂ = η / (1 − β₁ᵏ)"""
        return np.asarray(lr / (1 - beta1**k))

    def forward_at(self, at: Index, lr: Named, beta1: Named, k: Named) -> Expr:
        return lr.number() / (1 - beta1.number() ** k.number())

    def example(self, rng: np.random.Generator) -> tuple[Array, ...]:
        return np.array(0.01), np.array(0.9), np.array(3.0)


class AdamaxStep(Update):
    """Adamax's step."""

    title = N_("Adamax's step")
    about = N_("Moves by the mean gradient divided by the largest: never farther than the rate.")
    reference = "Kingma & Ba 2015, Adam, Algorithm 2; PyTorch 2.13 optim.Adamax"
    output = "w"

    def forward(self, w: Array, m: Array, u: Array, rate: Array) -> Array:
        """w ← w − η̂ · m / u"""
        return w - rate * m / u

    def forward_at(self, at: Index, w: Named, m: Named, u: Named, rate: Named) -> Expr:
        return w[at] - rate.number() * m[at] / u[at]

    def example(self, rng: np.random.Generator) -> tuple[Array, ...]:
        return example_numbers(rng), example_numbers(rng), sizes(rng), np.array(0.01)


class AdamaxStepOver(Update):
    """Adamax's step with ε beside the maximum."""

    title = N_("Adamax's step with ε")
    about = N_("Moves by the mean gradient divided by the largest and a little more.")
    reference = "Keras 3.15 optimizers.Adamax"
    output = "w"

    def forward(self, w: Array, m: Array, u: Array, rate: Array, eps: Array) -> Array:
        """w ← w − η̂ · m / (u + ε)"""
        return w - rate * m / (u + eps)

    def forward_at(self, at: Index, w: Named, m: Named, u: Named, rate: Named, eps: Named) -> Expr:
        return w[at] - rate.number() * m[at] / (u[at] + eps.number())

    def example(self, rng: np.random.Generator) -> tuple[Array, ...]:
        return (
            example_numbers(rng),
            example_numbers(rng),
            sizes(rng),
            np.array(0.01),
            np.array(1e-2),
        )
