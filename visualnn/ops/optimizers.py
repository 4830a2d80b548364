"""The lines of an optimizer's update, one card for each quantity that it keeps.

Rates and decays (η, β, ε, momentum) are numbers of the state, read like any other, so that
changing a rate and
changing a weight are the same thing. Every card works on one parameter of any shape.
"""

from __future__ import annotations

from functools import partial

import numpy as np

from ..expr import Expr, Index, sqrt
from ..text import N_
from .base import Array, Call, Named, Op


class Update(Op, card=False):
    """A line of an update: elementwise over one parameter, plus scalars of the state."""

    elementwise = True


class Descend(Update):
    """Plain gradient descent."""

    title = N_("Gradient step")
    about = N_("Moves the parameter a little against its gradient, downhill.")
    reference = "PyTorch 2.13 optim.SGD"
    output = "w"

    def forward(self, w: Array, g: Array, lr: Array) -> Array:
        """w ← w − η · ∂L/∂w"""
        return w - lr * g

    def forward_at(self, at: Index, w: Named, g: Named, lr: Named) -> Expr:
        return w[at] - lr.number() * g[at]

    def forward_bound(self, out: Array, w: Array, g: Array, lr: Array) -> tuple[Call, ...]:
        step = np.empty_like(g)
        return (partial(np.multiply, g, lr, step), partial(np.subtract, w, step, out))

    def example(self, rng: np.random.Generator) -> tuple[Array, ...]:
        return rng.normal(size=(3, 2)), rng.normal(size=(3, 2)), np.array(0.1)


class Velocity(Update):
    """Momentum's memory. The first step starts from v = 0, so it equals PyTorch's v = g."""

    title = N_("Velocity")
    about = N_("Keeps a share of the last step's velocity and adds the new gradient.")
    reference = "PyTorch 2.13 optim.SGD(momentum, dampening=0); Sutskever et al. 2013 put η inside"
    output = "v"

    def forward(self, v: Array, g: Array, momentum: Array) -> Array:
        """v ← μ · v + ∂L/∂w"""
        return momentum * v + g

    def forward_at(self, at: Index, v: Named, g: Named, momentum: Named) -> Expr:
        return momentum.number() * v[at] + g[at]

    def forward_bound(self, out: Array, v: Array, g: Array, momentum: Array) -> tuple[Call, ...]:
        return (partial(np.multiply, v, momentum, out), partial(np.add, out, g, out))

    def example(self, rng: np.random.Generator) -> tuple[Array, ...]:
        return rng.normal(size=(3, 2)), rng.normal(size=(3, 2)), np.array(0.9)


class FollowVelocity(Update):
    """Momentum's step."""

    title = N_("Step with momentum")
    about = N_("Moves the parameter against its velocity instead of against the gradient alone.")
    reference = "PyTorch 2.13 optim.SGD(momentum)"
    output = "w"

    def forward(self, w: Array, v: Array, lr: Array) -> Array:
        """w ← w − η · v"""
        return w - lr * v

    def forward_at(self, at: Index, w: Named, v: Named, lr: Named) -> Expr:
        return w[at] - lr.number() * v[at]

    def forward_bound(self, out: Array, w: Array, v: Array, lr: Array) -> tuple[Call, ...]:
        step = np.empty_like(v)
        return (partial(np.multiply, v, lr, step), partial(np.subtract, w, step, out))

    def example(self, rng: np.random.Generator) -> tuple[Array, ...]:
        return rng.normal(size=(3, 2)), rng.normal(size=(3, 2)), np.array(0.1)


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
        fresh, rest = np.empty_like(g), np.empty_like(beta1)
        one = np.ones_like(beta1)
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
        fresh, rest = np.empty_like(g), np.empty_like(beta2)
        one = np.ones_like(beta2)
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
        rest, one = np.empty_like(beta), np.ones_like(beta)
        return (
            partial(np.power, beta, k, rest),
            partial(np.subtract, one, rest, rest),
            partial(np.divide, m, rest, out),
        )

    def example(self, rng: np.random.Generator) -> tuple[Array, ...]:
        return rng.normal(size=(3, 2)), np.array(0.9), np.array(3.0)


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
        step, size = np.empty_like(mhat), np.empty_like(vhat)
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
