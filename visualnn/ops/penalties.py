"""Penalties: what large weights cost, added to the loss so that their gradient pulls at them."""

from __future__ import annotations

from functools import partial

import numpy as np

from ..expr import Expr, Index, absolute, indicator, total
from ..text import N_
from .base import Array, Call, Named, Op, Shape


class Penalty(Op, card=False):
    """All weights of a parameter, and how much they count: ``(…), () → ()``."""

    output = "s"
    batched = False

    def shape(self, *shapes: Shape) -> Shape:
        return ()


class L2Penalty(Penalty):
    """The squares added up, without a half before them: a `weight_decay` of an optimizer in
    PyTorch's convention pulls half as much as the same number here."""

    title = N_("L2 penalty")
    about = N_(
        "The squares of all weights, added up and counted a little: large weights cost most."
    )
    reference = "Hoerl & Kennard 1970, Ridge Regression; Keras 3.15 regularizers.L2"

    def forward(self, w: Array, l2: Array) -> Array:
        """Ω₂ = λ₂ · Σᵢ w[i]²"""
        return np.asarray(l2 * (w * w).sum())

    def forward_at(self, at: Index, w: Named, l2: Named) -> Expr:
        return l2.number() * total(w[i] ** 2 for i in np.ndindex(*w.shape))

    def forward_bound(self, out: Array, w: Array, l2: Array) -> tuple[Call, ...]:
        flat = w.reshape(-1)
        return (partial(flat.dot, flat, out), partial(np.multiply, out, l2, out))

    def grad_w(self, g: Array, w: Array, l2: Array) -> Array:
        """∂L/∂w = ∂L/∂Ω₂ · 2 · λ₂ · w"""
        return g * 2 * l2 * w

    def grad_w_at(self, at: Index, g: Named, w: Named, l2: Named) -> Expr:
        return g.number() * 2 * l2.number() * w[at]

    def example(self, rng: np.random.Generator) -> tuple[Array, ...]:
        return rng.normal(size=(3, 2)), np.array(0.1)


class L1Penalty(Penalty):
    """The absolute values added up. At 0 the derivative is 0, as in PyTorch."""

    title = N_("L1 penalty")
    about = N_("All weights without their sign, added up and counted a little: small ones go to 0.")
    reference = "Tibshirani 1996, Regression Shrinkage and Selection; Keras 3.15 regularizers.L1"

    def forward(self, w: Array, l1: Array) -> Array:
        """Ω₁ = λ₁ · Σᵢ |w[i]|"""
        return np.asarray(l1 * np.abs(w).sum())

    def forward_at(self, at: Index, w: Named, l1: Named) -> Expr:
        return l1.number() * total(absolute(w[i]) for i in np.ndindex(*w.shape))

    def grad_w(self, g: Array, w: Array, l1: Array) -> Array:
        """∂L/∂w = ∂L/∂Ω₁ · λ₁ · ([w > 0] − [w < 0])"""
        return g * l1 * np.sign(w)

    def grad_w_at(self, at: Index, g: Named, w: Named, l1: Named) -> Expr:
        sign = indicator(w[at], ">", 0) - indicator(w[at], "<", 0)
        return g.number() * l1.number() * sign

    def edges(self) -> tuple[tuple[Array, ...], ...]:
        return ((np.array([0.0, -0.0, 1.0]), np.array(0.1)),)

    def example(self, rng: np.random.Generator) -> tuple[Array, ...]:
        size = rng.uniform(0.1, 1, (3, 2))
        return size * rng.choice([-1.0, 1.0], (3, 2)), np.array(0.1)
