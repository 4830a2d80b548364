"""Adam's lines: two running means, their corrections, its step; AMSGrad's maximum."""

from __future__ import annotations

from functools import partial

import numpy as np

from ...expr import Expr, Index, maximum, sqrt
from ...text import N_
from ..base import Array, Call, Named
from ..memory import constant, notes_like
from .update import Shared, Update, example_numbers, sizes


class FirstMoment(Update):
    """Adam's running mean of the gradient."""

    title = N_("First moment")
    about = N_("A running mean of the gradient: which way is downhill, lately?")
    reference = "Kingma & Ba 2015, Adam, Algorithm 1, line 7"
    output = "m"

    def forward(self, m: Array, g: Array, beta1: Array) -> Array:
        """m ← β₁ · m + (1 − β₁) · ∂L/∂w"""
        return beta1 * m + (1 - beta1) * g

    def forward_at(self, at: Index, m: Named, g: Named, beta1: Named) -> Expr:
        return beta1.number() * m[at] + (1 - beta1.number()) * g[at]

    def forward_bound(self, out: Array, m: Array, g: Array, beta1: Array) -> tuple[Call, ...]:
        fresh, rest = notes_like(g), notes_like(beta1)
        one = constant(1, beta1)
        return (
            partial(np.subtract, one, beta1, rest),
            partial(np.multiply, g, rest, fresh),
            partial(np.multiply, m, beta1, out),
            partial(np.add, out, fresh, out),
        )

    def example(self, rng: np.random.Generator) -> tuple[Array, ...]:
        return rng.normal(size=(3, 2)), rng.normal(size=(3, 2)), np.array(0.9)


class SecondMoment(Update):
    """Adam's running mean of the squared gradient."""

    title = N_("Second moment")
    about = N_("A running mean of the squared gradient: how large are the gradients, lately?")
    reference = "Kingma & Ba 2015, Adam, Algorithm 1, line 8"
    output = "v"

    def forward(self, v: Array, g: Array, beta2: Array) -> Array:
        """v ← β₂ · v + (1 − β₂) · (∂L/∂w)²"""
        return beta2 * v + (1 - beta2) * g**2

    def forward_at(self, at: Index, v: Named, g: Named, beta2: Named) -> Expr:
        return beta2.number() * v[at] + (1 - beta2.number()) * g[at] ** 2

    def forward_bound(self, out: Array, v: Array, g: Array, beta2: Array) -> tuple[Call, ...]:
        fresh, rest = notes_like(g), notes_like(beta2)
        one = constant(1, beta2)
        return (
            partial(np.subtract, one, beta2, rest),
            partial(np.multiply, g, g, fresh),
            partial(np.multiply, fresh, rest, fresh),
            partial(np.multiply, v, beta2, out),
            partial(np.add, out, fresh, out),
        )

    def example(self, rng: np.random.Generator) -> tuple[Array, ...]:
        return abs(rng.normal(size=(3, 2))), rng.normal(size=(3, 2)), np.array(0.999)


class Corrected(Update):
    """Adam's bias correction: a running mean that started from 0 is too small by the factor 1 −
    βᵏ."""

    title = N_("Bias correction")
    about = N_("The running mean started from 0 and is too small at first; this makes up for it.")
    reference = "Kingma & Ba 2015, Adam, Algorithm 1, lines 9 and 10, section 3"
    output = "c"

    def forward(self, m: Array, beta: Array, k: Array) -> Array:
        """m̂ = m / (1 − βᵏ)"""
        return m / (1 - beta**k)

    def forward_at(self, at: Index, m: Named, beta: Named, k: Named) -> Expr:
        return m[at] / (1 - beta.number() ** k.number())

    def forward_bound(self, out: Array, m: Array, beta: Array, k: Array) -> tuple[Call, ...]:
        rest, one = notes_like(beta), constant(1, beta)
        return (
            partial(np.power, beta, k, rest),
            partial(np.subtract, one, rest, rest),
            partial(np.divide, m, rest, out),
        )

    def example(self, rng: np.random.Generator) -> tuple[Array, ...]:
        return rng.normal(size=(3, 2)), np.array(0.9), np.array(3.0)


class CorrectedSquare(Corrected):
    """The same of the second moment, the running mean of squares."""

    title = N_("Bias correction of the squares")

    def forward(self, v: Array, beta: Array, k: Array) -> Array:
        """v̂ = v / (1 − βᵏ)"""
        return super().forward(v, beta, k)

    def forward_at(self, at: Index, v: Named, beta: Named, k: Named) -> Expr:
        return super().forward_at(at, v, beta, k)


class AdamStep(Update):
    """Adam's step, ε outside the root and after the correction."""

    title = N_("Adam's step")
    about = N_(
        "Moves by the mean gradient divided by its usual size, so that every parameter "
        "moves about equally far."
    )
    reference = "Kingma & Ba 2015, Adam, Algorithm 1, line 11; PyTorch 2.13 optim.Adam"
    output = "w"

    def forward(self, w: Array, mhat: Array, vhat: Array, lr: Array, eps: Array) -> Array:
        """w ← w − η · m̂ / (√v̂ + ε)"""
        return w - lr * mhat / (np.sqrt(vhat) + eps)

    def forward_at(
        self, at: Index, w: Named, mhat: Named, vhat: Named, lr: Named, eps: Named
    ) -> Expr:
        return w[at] - lr.number() * mhat[at] / (sqrt(vhat[at]) + eps.number())

    def forward_bound(
        self, out: Array, w: Array, mhat: Array, vhat: Array, lr: Array, eps: Array
    ) -> tuple[Call, ...]:
        step, size = notes_like(mhat), notes_like(vhat)
        return (
            partial(np.sqrt, vhat, size),
            partial(np.add, size, eps, size),
            partial(np.multiply, mhat, lr, step),
            partial(np.divide, step, size, step),
            partial(np.subtract, w, step, out),
        )

    def example(self, rng: np.random.Generator) -> tuple[Array, ...]:
        means = rng.normal(size=(3, 2)), abs(rng.normal(size=(3, 2))) + 0.1
        return rng.normal(size=(3, 2)), *means, np.array(0.01), np.array(1e-8)


class Largest(Update):
    """AMSGrad's memory of the second moment, before any correction."""

    title = N_("Largest second moment")
    about = N_("The largest second moment so far: what was once large never counts as small again.")
    reference = "Reddi et al. 2018, On the Convergence of Adam and Beyond; PyTorch 2.13 amsgrad"
    output = "vmax"

    def forward(self, vmax: Array, v: Array) -> Array:
        """v_max ← max(v_max, v)"""
        return np.maximum(vmax, v)

    def forward_at(self, at: Index, vmax: Named, v: Named) -> Expr:
        return maximum(vmax[at], v[at])

    def forward_bound(self, out: Array, vmax: Array, v: Array) -> tuple[Call, ...]:
        return (partial(np.maximum, vmax, v, out=out),)

    def example(self, rng: np.random.Generator) -> tuple[Array, ...]:
        return sizes(rng), sizes(rng)


class CorrectedRate(Shared):
    """Both of Adam's corrections drawn into the rate, as the end of the paper's section 2 says."""

    title = N_("Rate with both corrections")
    about = N_("The learning rate makes up for both running means that started from 0.")
    reference = "Keras 3.15 optimizers.Adam; Kingma & Ba 2015, Adam, section 2"
    output = "rate"

    def forward(self, lr: Array, beta1: Array, beta2: Array, k: Array) -> Array:
        """η̂ = η · √(1 − β₂ᵏ) / (1 − β₁ᵏ)"""
        return np.asarray(lr * np.sqrt(1 - beta2**k) / (1 - beta1**k))

    def forward_at(self, at: Index, lr: Named, beta1: Named, beta2: Named, k: Named) -> Expr:
        top = lr.number() * sqrt(1 - beta2.number() ** k.number())
        return top / (1 - beta1.number() ** k.number())

    def example(self, rng: np.random.Generator) -> tuple[Array, ...]:
        return np.array(0.01), np.array(0.9), np.array(0.99), np.array(3.0)


class EpsilonHatStep(Update):
    """Adam's step over the uncorrected moments: this ε is the paper's ε̂, larger in effect while
    the second moment is still small."""

    title = N_("Adam's step with ε̂")
    about = N_(
        "Adam's step with the corrections in the rate; ε stands beside the uncorrected root."
    )
    reference = "Keras 3.15 optimizers.Adam; Kingma & Ba 2015, Adam, section 2"
    output = "w"

    def forward(self, w: Array, m: Array, v: Array, rate: Array, eps: Array) -> Array:
        """w ← w − η̂ · m / (√v + ε̂)"""
        return w - rate * m / (np.sqrt(v) + eps)

    def forward_at(self, at: Index, w: Named, m: Named, v: Named, rate: Named, eps: Named) -> Expr:
        return w[at] - rate.number() * m[at] / (sqrt(v[at]) + eps.number())

    def forward_bound(
        self, out: Array, w: Array, m: Array, v: Array, rate: Array, eps: Array
    ) -> tuple[Call, ...]:
        step, size = notes_like(m), notes_like(v)
        return (
            partial(np.sqrt, v, size),
            partial(np.add, size, eps, size),
            partial(np.multiply, m, rate, step),
            partial(np.divide, step, size, step),
            partial(np.subtract, w, step, out),
        )

    def example(self, rng: np.random.Generator) -> tuple[Array, ...]:
        return (
            example_numbers(rng),
            example_numbers(rng),
            sizes(rng),
            np.array(0.01),
            np.array(1e-2),
        )
