"""Losses that are content once the answer is right by a margin; their targets are −1 and 1."""

from __future__ import annotations

import numpy as np

from ...expr import Expr, Index, indicator, maximum, total
from ...text import N_
from ..base import Array, Named, Op
from .base import PerExample, along, mean_of, outputs, places, shared


class Signs(Op):
    """Targets 0 and 1 written as −1 and 1, which a hinge compares with: ``(batch, …) → (batch,
    …)``."""

    title = N_("Yes and no as signs")
    about = N_("Writes 0 as −1 and leaves 1 as it is, so that the sign is the answer.")
    reference = "Keras 3.15 losses.Hinge, convert_binary_labels_to_hinge"
    output = "s"
    elementwise = True

    def forward(self, t: Array) -> Array:
        """s = 2 · t − 1"""
        return 2 * t - 1

    def forward_at(self, at: Index, t: Named) -> Expr:
        return 2 * t[at] - 1

    def example(self, rng: np.random.Generator) -> tuple[Array, ...]:
        return (rng.integers(0, 2, size=(3, 2)).astype(float),)


class Hinge(PerExample):
    """How much a score lacks to be on the target's side by 1. At the kink, t · a = 1, the
    derivative is 0."""

    title = N_("Hinge loss")
    about = N_("Is 0 as soon as the score is on the right side by 1, and grows in a straight line.")
    reference = "Cortes & Vapnik 1995, Support-Vector Networks; Keras 3.15 losses.Hinge"

    def forward(self, a: Array, t: Array) -> Array:
        """l[n] = meanⱼ max(1 − t[n,j] · a[n,j], 0)"""
        return mean_of(np.maximum(1 - t * a, 0))

    def forward_at(self, at: Index, a: Named, t: Named) -> Expr:
        lacks = (maximum(1 - t[p] * a[p], 0) for p in places(a, at[0]))
        return shared(total(lacks), outputs(a))

    def grad_a(self, g: Array, a: Array, t: Array) -> Array:
        """∂L/∂a[n,j] = −∂L/∂l[n] · t[n,j] · [t[n,j] · a[n,j] < 1] / outputs"""
        return -along(g, a) * t * (t * a < 1) / outputs(a)

    def grad_a_at(self, at: Index, g: Named, a: Named, t: Named) -> Expr:
        return shared(-g[at[0]] * t[at] * indicator(t[at] * a[at], "<", 1), outputs(a))

    def edges(self) -> tuple[tuple[Array, ...], ...]:
        return ((np.array([[-2.0, 1.0], [2.0, -1.0]]), np.array([[1.0, 1.0], [-1.0, -1.0]])),)

    def example(self, rng: np.random.Generator) -> tuple[Array, ...]:
        return _margins(rng)


class SquaredHinge(PerExample):
    """The square of what a score lacks to be on the target's side by 1."""

    title = N_("Squared hinge loss")
    about = N_("Is 0 as soon as the score is on the right side by 1, and grows with the square.")
    reference = "Keras 3.15 losses.SquaredHinge"

    def forward(self, a: Array, t: Array) -> Array:
        """l[n] = meanⱼ max(1 − t[n,j] · a[n,j], 0)²"""
        return mean_of(np.maximum(1 - t * a, 0) ** 2)

    def forward_at(self, at: Index, a: Named, t: Named) -> Expr:
        lacks = (maximum(1 - t[p] * a[p], 0) ** 2 for p in places(a, at[0]))
        return shared(total(lacks), outputs(a))

    def grad_a(self, g: Array, a: Array, t: Array) -> Array:
        """∂L/∂a[n,j] = −∂L/∂l[n] · 2 · t[n,j] · max(1 − t[n,j] · a[n,j], 0) / outputs"""
        return -along(g, a) * 2 * t * np.maximum(1 - t * a, 0) / outputs(a)

    def grad_a_at(self, at: Index, g: Named, a: Named, t: Named) -> Expr:
        slope = -g[at[0]] * 2 * t[at] * maximum(1 - t[at] * a[at], 0)
        return shared(slope, outputs(a))

    def example(self, rng: np.random.Generator) -> tuple[Array, ...]:
        return _margins(rng)


def _margins(rng: np.random.Generator) -> tuple[Array, Array]:
    """Scores and signs on both sides of the kink, none close to it."""
    t = rng.choice([-1.0, 1.0], (3, 2))
    inside = rng.integers(0, 2, t.shape)
    return t * np.where(inside, rng.uniform(-1, 0.9, t.shape), rng.uniform(1.1, 2, t.shape)), t
