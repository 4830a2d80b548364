"""Losses that are content once the answer is right by a margin; their targets are −1 and 1."""

from __future__ import annotations

import numpy as np

from ...expr import Expr, Index, indicator, maximum, total
from ...text import N_
from ..base import Array, Named, Op
from .base import PerExample, PerRow, along, mean_of, outputs, places, shared


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


class CategoricalHinge(PerRow):
    """What each wrong class comes too near the right one, or above it, by less than 1, shared by
    all classes. At the kink the derivative is 0."""

    title = N_("Hinge loss of several classes")
    about = N_("Is 0 as soon as the right class is ahead of every other one by 1.")
    reference = "PyTorch 2.13 nn.MultiMarginLoss; Crammer & Singer 2001, sec. 3"

    def forward(self, a: Array, t: Array) -> Array:
        """l[n] = Σⱼ (1 − t[n,j]) · max(1 − r + a[n,j], 0) / classes,  r = Σⱼ t[n,j] · a[n,j]"""
        lacks = np.maximum(1 - _right(a, t) + a, 0)
        return np.asarray(((1 - t) * lacks).sum(axis=-1) / a.shape[-1])

    def forward_at(self, at: Index, a: Named, t: Named) -> Expr:
        row = _row(a, at)
        right = _right_at(row, a, t)
        return total((1 - t[p]) * maximum(1 - right + a[p], 0) for p in row) / len(row)

    def grad_a(self, g: Array, a: Array, t: Array) -> Array:
        """∂L/∂a[n,j] = ∂L/∂l[n] · (d[j] − t[n,j] · Σₖ d[k]) / classes,  \
d[j] = (1 − t[n,j]) · [1 − r + a[n,j] > 0],  r = Σⱼ t[n,j] · a[n,j]"""
        lacking = (1 - t) * (1 - _right(a, t) + a > 0)
        return g[..., None] * (lacking - t * lacking.sum(axis=-1, keepdims=True)) / a.shape[-1]

    def grad_a_at(self, at: Index, g: Named, a: Named, t: Named) -> Expr:
        row = _row(a, at[:-1])
        right = _right_at(row, a, t)

        def lacking(p: Index) -> Expr:
            return (1 - t[p]) * indicator(1 - right + a[p], ">", 0)

        return g[at[:-1]] * (lacking(at) - t[at] * total(map(lacking, row))) / len(row)

    def example(self, rng: np.random.Generator) -> tuple[Array, ...]:
        return rng.normal(size=(3, 4)), np.eye(4)[rng.integers(0, 4, size=3)]


class CategoricalHingeOfLargest(PerRow):
    """What the largest wrong class comes too near the right one, or above it, by less than 1. Wrong
    classes count as 0 at least, as in Keras; at the kink the derivative is 0, and of equal wrong
    classes the first has it."""

    title = N_("Hinge loss of the nearest class")
    about = N_("Is 0 as soon as the right class is ahead of the largest wrong one by 1.")
    reference = "Keras 3.15 losses.CategoricalHinge"

    def forward(self, a: Array, t: Array) -> Array:
        """l[n] = max(maxⱼ (1 − t[n,j]) · a[n,j] − r + 1, 0),  r = Σⱼ t[n,j] · a[n,j]"""
        wrong = ((1 - t) * a).max(axis=-1)
        return np.asarray(np.maximum(wrong - _right(a, t)[..., 0] + 1, 0))

    def forward_at(self, at: Index, a: Named, t: Named) -> Expr:
        row = _row(a, at)
        wrong = maximum(*((1 - t[p]) * a[p] for p in row))
        return maximum(wrong - _right_at(row, a, t) + 1, 0)

    def grad_a(self, g: Array, a: Array, t: Array) -> Array:
        """∂L/∂a[n,j] = ∂L/∂l[n] · [l[n] > 0] · ((1 − t[n,j]) · [j largest wrong] − t[n,j])"""
        wrong = (1 - t) * a
        largest = wrong.argmax(axis=-1)[..., None] == np.arange(a.shape[-1])
        lacks = wrong.max(axis=-1, keepdims=True) - _right(a, t) + 1 > 0
        return g[..., None] * lacks * ((1 - t) * largest - t)

    def grad_a_at(self, at: Index, g: Named, a: Named, t: Named) -> Expr:
        row = _row(a, at[:-1])
        terms = [(1 - t[p]) * a[p] for p in row]
        lacks = indicator(maximum(*terms) - _right_at(row, a, t) + 1, ">", 0)
        first = max(range(len(row)), key=lambda j: terms[j].value)
        largest = indicator(terms[at[-1]], "≥" if first == at[-1] else ">", maximum(*terms))
        return g[at[:-1]] * lacks * ((1 - t[at]) * largest - t[at])

    def edges(self) -> tuple[tuple[Array, ...], ...]:
        rows = np.array([[2.0, 1.0, 0.5], [-1.0, -2.0, -3.0], [1.0, 1.0, 1.0]])
        return ((rows, np.eye(3)[[0, 1, 2]]), (rows, np.eye(3)[[2, 0, 0]]))

    def example(self, rng: np.random.Generator) -> tuple[Array, ...]:
        return rng.normal(size=(3, 4)) + 1, np.eye(4)[rng.integers(0, 4, size=3)]


def _right(a: Array, t: Array) -> Array:
    return np.asarray((t * a).sum(axis=-1, keepdims=True))


def _row(a: Named, at: Index) -> list[Index]:
    return [(*at, j) for j in range(a.shape[-1])]


def _right_at(row: list[Index], a: Named, t: Named) -> Expr:
    return total(t[p] * a[p] for p in row)


def _margins(rng: np.random.Generator) -> tuple[Array, Array]:
    """Scores and signs on both sides of the kink, none close to it."""
    t = rng.choice([-1.0, 1.0], (3, 2))
    inside = rng.integers(0, 2, t.shape)
    return t * np.where(inside, rng.uniform(-1, 0.9, t.shape), rng.uniform(1.1, 2, t.shape)), t
