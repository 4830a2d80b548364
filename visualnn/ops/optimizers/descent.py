"""Gradient descent, with and without momentum."""

from __future__ import annotations

from functools import partial

import numpy as np

from ...expr import Expr, Index, Picked
from ...text import N_
from ..base import Array, Call, Named
from ..memory import notes_like
from .update import Update, example_numbers


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
        step = notes_like(g)
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


class DampedVelocity(Update):
    """Momentum's memory with a dampened gradient; the first gradient is taken whole, as PyTorch
    does."""

    title = N_("Dampened velocity")
    about = N_("Keeps a share of the last step's velocity and adds a part of the new gradient.")
    reference = "PyTorch 2.13 optim.SGD(momentum, dampening)"
    output = "v"

    def forward(self, v: Array, g: Array, momentum: Array, dampening: Array, k: Array) -> Array:
        """v ← μ · v + (1 − d) · ∂L/∂w,  ∂L/∂w where k = 1"""
        return g * 1 if k == 1 else momentum * v + (1 - dampening) * g

    def forward_at(
        self, at: Index, v: Named, g: Named, momentum: Named, dampening: Named, k: Named
    ) -> Expr:
        if k.data == 1:
            return Picked(g[at], (k.number(),))
        later = momentum.number() * v[at] + (1 - dampening.number()) * g[at]
        return Picked(later, (k.number(),))

    def edges(self) -> tuple[tuple[Array, ...], ...]:
        first = self.example(np.random.default_rng(5))
        return ((*first[:-1], np.array(1.0)),)

    def example(self, rng: np.random.Generator) -> tuple[Array, ...]:
        numbers = np.array(0.9), np.array(0.25), np.array(3.0)
        return rng.normal(size=(3, 2)), rng.normal(size=(3, 2)), *numbers


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
        step = notes_like(v)
        return (partial(np.multiply, v, lr, step), partial(np.subtract, w, step, out))

    def example(self, rng: np.random.Generator) -> tuple[Array, ...]:
        return rng.normal(size=(3, 2)), rng.normal(size=(3, 2)), np.array(0.1)


class NesterovStep(Update):
    """Nesterov's step as libraries take it: with the gradient at the current point, not at the
    point the velocity leads to."""

    title = N_("Nesterov's step")
    about = N_("Goes where the velocity will be one step later: the gradient once more, then on.")
    reference = "PyTorch 2.13 optim.SGD(momentum, nesterov=True)"
    output = "w"

    def forward(self, w: Array, v: Array, g: Array, momentum: Array, lr: Array) -> Array:
        """w ← w − η · (∂L/∂w + μ · v)"""
        return w - lr * (g + momentum * v)

    def forward_at(
        self, at: Index, w: Named, v: Named, g: Named, momentum: Named, lr: Named
    ) -> Expr:
        return w[at] - lr.number() * (g[at] + momentum.number() * v[at])

    def example(self, rng: np.random.Generator) -> tuple[Array, ...]:
        return (
            example_numbers(rng),
            example_numbers(rng),
            example_numbers(rng),
            np.array(0.9),
            np.array(0.1),
        )


class StepVelocity(Update):
    """Momentum's memory with the rate inside: it holds the step itself, so a new rate acts only
    on what is added from then on."""

    title = N_("Velocity with the rate inside")
    about = N_("Keeps a share of the last step and adds a new step against the gradient.")
    reference = "Keras 3.15 optimizers.SGD(momentum); Sutskever et al. 2013, eq. 1"
    output = "v"

    def forward(self, v: Array, g: Array, momentum: Array, lr: Array) -> Array:
        """v ← μ · v − η · ∂L/∂w"""
        return momentum * v - lr * g

    def forward_at(self, at: Index, v: Named, g: Named, momentum: Named, lr: Named) -> Expr:
        return momentum.number() * v[at] - lr.number() * g[at]

    def forward_bound(
        self, out: Array, v: Array, g: Array, momentum: Array, lr: Array
    ) -> tuple[Call, ...]:
        step = notes_like(g)
        return (
            partial(np.multiply, g, lr, step),
            partial(np.multiply, v, momentum, out),
            partial(np.subtract, out, step, out),
        )

    def example(self, rng: np.random.Generator) -> tuple[Array, ...]:
        return example_numbers(rng), example_numbers(rng), np.array(0.9), np.array(0.1)


class AddVelocity(Update):
    """Momentum's step where the rate is inside the velocity."""

    title = N_("Add the velocity")
    about = N_("The velocity is the step: it already holds rate and sign.")
    reference = "Keras 3.15 optimizers.SGD(momentum); Sutskever et al. 2013, eq. 2"
    output = "w"

    def forward(self, w: Array, v: Array) -> Array:
        """w ← w + v"""
        return w + v

    def forward_at(self, at: Index, w: Named, v: Named) -> Expr:
        return w[at] + v[at]

    def forward_bound(self, out: Array, w: Array, v: Array) -> tuple[Call, ...]:
        return (partial(np.add, w, v, out),)

    def example(self, rng: np.random.Generator) -> tuple[Array, ...]:
        return example_numbers(rng), example_numbers(rng)


class NesterovStepRateInside(Update):
    """Nesterov's step where the rate is inside the velocity."""

    title = N_("Nesterov's step, rate inside")
    about = N_("A share of the velocity, which is a step already, and a step against the gradient.")
    reference = "Keras 3.15 optimizers.SGD(momentum, nesterov=True)"
    output = "w"

    def forward(self, w: Array, v: Array, g: Array, momentum: Array, lr: Array) -> Array:
        """w ← w + μ · v − η · ∂L/∂w"""
        return w + momentum * v - lr * g

    def forward_at(
        self, at: Index, w: Named, v: Named, g: Named, momentum: Named, lr: Named
    ) -> Expr:
        return w[at] + momentum.number() * v[at] - lr.number() * g[at]

    def example(self, rng: np.random.Generator) -> tuple[Array, ...]:
        return (
            example_numbers(rng),
            example_numbers(rng),
            example_numbers(rng),
            np.array(0.9),
            np.array(0.1),
        )
