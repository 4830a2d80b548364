"""Adadelta: the size of past changes over the size of past gradients is the rate."""

from __future__ import annotations

from functools import partial

import numpy as np

from ...expr import Expr, Index, sqrt
from ...text import N_
from ..base import Array, Call, Named
from ..memory import notes_like
from .update import Update, example_numbers, sizes


class AdadeltaChange(Update):
    """Adadelta's change, in the parameter's own unit."""

    title = N_("Adadelta's change")
    about = N_("The gradient times the usual size of a change, divided by that of a gradient.")
    reference = "Zeiler 2012, ADADELTA, Algorithm 1, line 5; PyTorch 2.13 optim.Adadelta"
    output = "change"

    def forward(self, g: Array, v: Array, u: Array, eps: Array) -> Array:
        """Δ = √(u + ε) / √(v + ε) · ∂L/∂w"""
        return np.sqrt(u + eps) / np.sqrt(v + eps) * g

    def forward_at(self, at: Index, g: Named, v: Named, u: Named, eps: Named) -> Expr:
        return sqrt(u[at] + eps.number()) / sqrt(v[at] + eps.number()) * g[at]

    def example(self, rng: np.random.Generator) -> tuple[Array, ...]:
        return example_numbers(rng), sizes(rng), sizes(rng), np.array(1e-2)


class RunningChange(Update):
    """Adadelta's second memory."""

    title = N_("Running square of the changes")
    about = N_("A running mean of the squared change: how far has this parameter moved, lately?")
    reference = "Zeiler 2012, ADADELTA, Algorithm 1, line 6"
    output = "u"

    def forward(self, u: Array, change: Array, rho: Array) -> Array:
        """u ← ρ · u + (1 − ρ) · Δ²"""
        return rho * u + (1 - rho) * change**2

    def forward_at(self, at: Index, u: Named, change: Named, rho: Named) -> Expr:
        return rho.number() * u[at] + (1 - rho.number()) * change[at] ** 2

    def example(self, rng: np.random.Generator) -> tuple[Array, ...]:
        return sizes(rng), example_numbers(rng), np.array(0.9)


class ChangeStep(Update):
    """Adadelta's step. The paper has no rate, which is η = 1."""

    title = N_("Adadelta's step")
    about = N_("Applies the change; a rate of 1 takes it as it is.")
    reference = "Zeiler 2012, ADADELTA, Algorithm 1, line 7; PyTorch 2.13 optim.Adadelta"
    output = "w"

    def forward(self, w: Array, change: Array, lr: Array) -> Array:
        """w ← w − η · Δ"""
        return w - lr * change

    def forward_at(self, at: Index, w: Named, change: Named, lr: Named) -> Expr:
        return w[at] - lr.number() * change[at]

    def forward_bound(self, out: Array, w: Array, change: Array, lr: Array) -> tuple[Call, ...]:
        step = notes_like(change)
        return (partial(np.multiply, change, lr, step), partial(np.subtract, w, step, out))

    def example(self, rng: np.random.Generator) -> tuple[Array, ...]:
        return example_numbers(rng), example_numbers(rng), np.array(0.5)
