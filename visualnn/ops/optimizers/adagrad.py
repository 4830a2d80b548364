"""Adagrad: every parameter divides by the size of all gradients it has ever had."""

from __future__ import annotations

from functools import partial

import numpy as np

from ...expr import Expr, Index, sqrt
from ...text import N_
from ..base import Array, Call, Named
from ..memory import notes_like
from .update import Shared, Update, example_numbers, sizes


class SquareSum(Update):
    """Adagrad's memory."""

    title = N_("Sum of squares")
    about = N_("All squared gradients so far, added up: it only grows, so steps only get smaller.")
    reference = "Duchi et al. 2011, Adaptive Subgradient Methods; PyTorch 2.13 optim.Adagrad"
    output = "s"

    def forward(self, s: Array, g: Array) -> Array:
        """s ← s + (∂L/∂w)²"""
        return s + g**2

    def forward_at(self, at: Index, s: Named, g: Named) -> Expr:
        return s[at] + g[at] ** 2

    def forward_bound(self, out: Array, s: Array, g: Array) -> tuple[Call, ...]:
        square = notes_like(g)
        return (partial(np.multiply, g, g, square), partial(np.add, s, square, out))

    def example(self, rng: np.random.Generator) -> tuple[Array, ...]:
        return sizes(rng), example_numbers(rng)


class FadingRate(Shared):
    """The rate of Adagrad's `lr_decay`: it falls like one over the number of the update."""

    title = N_("Fading rate")
    about = N_("The learning rate divided by a number that grows with every update.")
    reference = "PyTorch 2.13 optim.Adagrad(lr_decay)"
    output = "rate"

    def forward(self, lr: Array, lr_decay: Array, k: Array) -> Array:
        """η̂ = η / (1 + (k − 1) · γ)"""
        return np.asarray(lr / (1 + (k - 1) * lr_decay))

    def forward_at(self, at: Index, lr: Named, lr_decay: Named, k: Named) -> Expr:
        return lr.number() / (1 + (k.number() - 1) * lr_decay.number())

    def example(self, rng: np.random.Generator) -> tuple[Array, ...]:
        return np.array(0.1), np.array(0.05), np.array(4.0)


class ScaledStep(Update):
    """The step of Adagrad and RMSprop, ε beside the root."""

    title = N_("Step over the root, ε outside")
    about = N_("Divides the gradient by its own size; ε keeps a parameter at rest from 0 / 0.")
    reference = "PyTorch 2.13 optim.Adagrad, optim.RMSprop"
    output = "w"

    def forward(self, w: Array, g: Array, s: Array, lr: Array, eps: Array) -> Array:
        """w ← w − η · ∂L/∂w / (√s + ε)"""
        return w - lr * g / (np.sqrt(s) + eps)

    def forward_at(self, at: Index, w: Named, g: Named, s: Named, lr: Named, eps: Named) -> Expr:
        return w[at] - lr.number() * g[at] / (sqrt(s[at]) + eps.number())

    def forward_bound(
        self, out: Array, w: Array, g: Array, s: Array, lr: Array, eps: Array
    ) -> tuple[Call, ...]:
        step, size = notes_like(g), notes_like(s)
        return (
            partial(np.sqrt, s, size),
            partial(np.add, size, eps, size),
            partial(np.multiply, g, lr, step),
            partial(np.divide, step, size, step),
            partial(np.subtract, w, step, out),
        )

    def example(self, rng: np.random.Generator) -> tuple[Array, ...]:
        return example_numbers(rng), example_numbers(rng), sizes(rng), np.array(0.1), np.array(1e-2)


class ScaledStepInside(Update):
    """The step of Adagrad and RMSprop, ε under the root."""

    title = N_("Step over the root, ε inside")
    about = N_("Divides the gradient by its own size; under the root a small ε counts for much.")
    reference = "Keras 3.15 optimizers.Adagrad, optimizers.RMSprop"
    output = "w"

    def forward(self, w: Array, g: Array, s: Array, lr: Array, eps: Array) -> Array:
        """w ← w − η · ∂L/∂w / √(s + ε)"""
        return w - lr * g / np.sqrt(s + eps)

    def forward_at(self, at: Index, w: Named, g: Named, s: Named, lr: Named, eps: Named) -> Expr:
        return w[at] - lr.number() * g[at] / sqrt(s[at] + eps.number())

    def forward_bound(
        self, out: Array, w: Array, g: Array, s: Array, lr: Array, eps: Array
    ) -> tuple[Call, ...]:
        step, size = notes_like(g), notes_like(s)
        return (
            partial(np.add, s, eps, size),
            partial(np.sqrt, size, size),
            partial(np.multiply, g, lr, step),
            partial(np.divide, step, size, step),
            partial(np.subtract, w, step, out),
        )

    def example(self, rng: np.random.Generator) -> tuple[Array, ...]:
        return example_numbers(rng), example_numbers(rng), sizes(rng), np.array(0.1), np.array(1e-2)
