"""RMSprop's lines: running square and mean, their difference, and its velocities."""

from __future__ import annotations

from functools import partial

import numpy as np

from ...expr import Expr, Index, sqrt
from ...text import N_
from ..base import Array, Call, Named
from ..memory import notes_like
from .update import Update, example_numbers, sizes


class RunningSquare(Update):
    """RMSprop's and Adadelta's memory. PyTorch calls RMSprop's ρ alpha."""

    title = N_("Running square")
    about = N_("A running mean of the squared gradient, which forgets what was long ago.")
    reference = "Tieleman & Hinton 2012, Lecture 6.5; PyTorch 2.13 optim.RMSprop"
    output = "v"

    def forward(self, v: Array, g: Array, rho: Array) -> Array:
        """v ← ρ · v + (1 − ρ) · (∂L/∂w)²"""
        return rho * v + (1 - rho) * g**2

    def forward_at(self, at: Index, v: Named, g: Named, rho: Named) -> Expr:
        return rho.number() * v[at] + (1 - rho.number()) * g[at] ** 2

    def example(self, rng: np.random.Generator) -> tuple[Array, ...]:
        return sizes(rng), example_numbers(rng), np.array(0.9)


class RunningMean(Update):
    """The mean that centered RMSprop subtracts."""

    title = N_("Running mean")
    about = N_("A running mean of the gradient, over as long a time as that of its square.")
    reference = "Graves 2013, Generating Sequences, eq. 39; PyTorch 2.13 optim.RMSprop(centered)"
    output = "m"

    def forward(self, m: Array, g: Array, rho: Array) -> Array:
        """m ← ρ · m + (1 − ρ) · ∂L/∂w"""
        return rho * m + (1 - rho) * g

    def forward_at(self, at: Index, m: Named, g: Named, rho: Named) -> Expr:
        return rho.number() * m[at] + (1 - rho.number()) * g[at]

    def example(self, rng: np.random.Generator) -> tuple[Array, ...]:
        return example_numbers(rng), example_numbers(rng), np.array(0.9)


class RunningVariance(Update):
    """The mean of the square less the square of the mean."""

    title = N_("Running variance")
    about = N_("How much the gradient varies around its mean: a steady gradient has almost none.")
    reference = "Graves 2013, Generating Sequences, eq. 40; PyTorch 2.13 optim.RMSprop(centered)"
    output = "variance"

    def forward(self, v: Array, m: Array) -> Array:
        """σ² = v − m²"""
        return v - m**2

    def forward_at(self, at: Index, v: Named, m: Named) -> Expr:
        return v[at] - m[at] ** 2

    def forward_bound(self, out: Array, v: Array, m: Array) -> tuple[Call, ...]:
        square = notes_like(m)
        return (partial(np.multiply, m, m, square), partial(np.subtract, v, square, out))

    def example(self, rng: np.random.Generator) -> tuple[Array, ...]:
        return sizes(rng) + 1, example_numbers(rng)


class ScaledVelocity(Update):
    """RMSprop's velocity, ε beside the root and the rate outside."""

    title = N_("Velocity of scaled gradients, ε outside")
    about = N_("Keeps a share of the velocity and adds the gradient divided by its own size.")
    reference = "PyTorch 2.13 optim.RMSprop(momentum)"
    output = "b"

    def forward(self, b: Array, g: Array, s: Array, momentum: Array, eps: Array) -> Array:
        """b ← μ · b + ∂L/∂w / (√s + ε)"""
        return momentum * b + g / (np.sqrt(s) + eps)

    def forward_at(
        self, at: Index, b: Named, g: Named, s: Named, momentum: Named, eps: Named
    ) -> Expr:
        return momentum.number() * b[at] + g[at] / (sqrt(s[at]) + eps.number())

    def example(self, rng: np.random.Generator) -> tuple[Array, ...]:
        return example_numbers(rng), example_numbers(rng), sizes(rng), np.array(0.9), np.array(1e-2)


class ScaledStepVelocity(Update):
    """RMSprop's velocity, ε under the root and the rate inside."""

    title = N_("Velocity of scaled steps, ε inside")
    about = N_("Keeps a share of the last step and adds a new one, divided by the gradient's size.")
    reference = "Keras 3.15 optimizers.RMSprop(momentum)"
    output = "b"

    def forward(
        self, b: Array, g: Array, s: Array, momentum: Array, lr: Array, eps: Array
    ) -> Array:
        """b ← μ · b + η · ∂L/∂w / √(s + ε)"""
        return momentum * b + lr * g / np.sqrt(s + eps)

    def forward_at(
        self, at: Index, b: Named, g: Named, s: Named, momentum: Named, lr: Named, eps: Named
    ) -> Expr:
        fresh = lr.number() * g[at] / sqrt(s[at] + eps.number())
        return momentum.number() * b[at] + fresh

    def example(self, rng: np.random.Generator) -> tuple[Array, ...]:
        more = np.array(0.9), np.array(0.1), np.array(1e-2)
        return example_numbers(rng), example_numbers(rng), sizes(rng), *more


class SubtractVelocity(Update):
    """RMSprop's step where the rate is inside the velocity."""

    title = N_("Subtract the velocity")
    about = N_("The velocity is the step against the gradient: it already holds the rate.")
    reference = "Keras 3.15 optimizers.RMSprop(momentum)"
    output = "w"

    def forward(self, w: Array, b: Array) -> Array:
        """w ← w − b"""
        return w - b

    def forward_at(self, at: Index, w: Named, b: Named) -> Expr:
        return w[at] - b[at]

    def forward_bound(self, out: Array, w: Array, b: Array) -> tuple[Call, ...]:
        return (partial(np.subtract, w, b, out),)

    def example(self, rng: np.random.Generator) -> tuple[Array, ...]:
        return example_numbers(rng), example_numbers(rng)
