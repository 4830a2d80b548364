"""Activations: what a unit does with its weighted sum. Shapes stay as they are."""

from __future__ import annotations

from dataclasses import replace
from functools import partial

import numpy as np

from ..errors import ShapeError
from ..expr import Expr, Index, exp, indicator, maximum, tanh, total
from ..text import N_
from .base import Array, Call, Named, Op, Shape


class ReLU(Op):
    """Rectified linear unit. At the kink, z = 0, the derivative is 0, as in PyTorch and Keras."""

    title = N_("ReLU")
    about = N_("Passes positive numbers on unchanged and turns all others into 0.")
    reference = "Nair & Hinton 2010, Rectified Linear Units Improve Restricted Boltzmann Machines"
    output = "a"

    def forward(self, z: Array) -> Array:
        """a = max(0, z)"""
        return np.maximum(0, z)

    def forward_at(self, at: Index, z: Named) -> Expr:
        return maximum(0, z[at])

    def forward_bound(self, out: Array, z: Array) -> tuple[Call, ...]:
        return (partial(np.maximum, np.zeros_like(out), z, out=out),)

    def grad_z(self, g: Array, z: Array) -> Array:
        """∂L/∂z = ∂L/∂a · [z > 0]"""
        return g * (z > 0)

    def grad_z_at(self, at: Index, g: Named, z: Named) -> Expr:
        return g[at] * indicator(z[at], ">", 0)

    def grad_z_bound(self, out: Array, g: Array, z: Array) -> tuple[Call, ...]:
        mask = np.empty(z.shape, bool)
        return (partial(np.greater, z, np.zeros_like(z), mask), partial(np.multiply, g, mask, out))

    def example(self, rng: np.random.Generator) -> tuple[Array, ...]:
        size = rng.uniform(0.1, 2, size=(3, 4))
        return (size * rng.permutation([1.0, -1.0] * 6).reshape(3, 4),)


class Sigmoid(Op):
    """The logistic function, from ℝ to (0, 1); exp(−z) may overflow to ∞, the quotient is then the
    right 0."""

    title = N_("Sigmoid")
    about = N_("Squeezes any number into the range from 0 to 1.")
    reference = (
        "Rumelhart, Hinton & Williams 1986, Learning representations by back-propagating errors"
    )
    output = "a"

    def forward(self, z: Array) -> Array:
        """a = 1 / (1 + exp(−z))"""
        return np.asarray(1 / (1 + np.exp(-z)))

    def forward_at(self, at: Index, z: Named) -> Expr:
        return 1 / (1 + exp(-z[at]))

    def forward_bound(self, out: Array, z: Array) -> tuple[Call, ...]:
        one = np.ones_like(out)
        return (
            partial(np.negative, z, out),
            partial(np.exp, out, out),
            partial(np.add, one, out, out),
            partial(np.divide, one, out, out),
        )

    def grad_z(self, g: Array, a: Array) -> Array:
        """∂L/∂z = ∂L/∂a · a · (1 − a)"""
        return g * a * (1 - a)

    def grad_z_at(self, at: Index, g: Named, a: Named) -> Expr:
        return g[at] * a[at] * (1 - a[at])

    def grad_z_bound(self, out: Array, g: Array, a: Array) -> tuple[Call, ...]:
        one, slope = np.ones_like(a), np.empty_like(a)
        return (
            partial(np.subtract, one, a, slope),
            partial(np.multiply, g, a, out),
            partial(np.multiply, out, slope, out),
        )

    def example(self, rng: np.random.Generator) -> tuple[Array, ...]:
        return (rng.normal(size=(3, 4)),)


class Tanh(Op):
    """The hyperbolic tangent, from ℝ to (−1, 1)."""

    title = N_("Tanh")
    about = N_("Squeezes any number into the range from −1 to 1.")
    reference = "LeCun et al. 1998, Efficient BackProp, sec. 4.4"
    output = "a"

    def forward(self, z: Array) -> Array:
        """a = tanh(z)"""
        return np.tanh(z)

    def forward_at(self, at: Index, z: Named) -> Expr:
        return tanh(z[at])

    def forward_bound(self, out: Array, z: Array) -> tuple[Call, ...]:
        return (partial(np.tanh, z, out),)

    def grad_z(self, g: Array, a: Array) -> Array:
        """∂L/∂z = ∂L/∂a · (1 − a²)"""
        return g * (1 - a**2)

    def grad_z_at(self, at: Index, g: Named, a: Named) -> Expr:
        return g[at] * (1 - a[at] ** 2)

    def grad_z_bound(self, out: Array, g: Array, a: Array) -> tuple[Call, ...]:
        one, slope = np.ones_like(a), np.empty_like(a)
        return (
            partial(np.multiply, a, a, slope),
            partial(np.subtract, one, slope, slope),
            partial(np.multiply, g, slope, out),
        )

    def example(self, rng: np.random.Generator) -> tuple[Array, ...]:
        return (rng.normal(size=(3, 4)),)


class Softmax(Op):
    """Scores of each row to positive numbers that add up to 1: ``(batch, classes) → (batch,
    classes)``.

    The largest score m of the row is subtracted first. That leaves the quotient as it is and keeps
    exp finite.
    """

    title = N_("Softmax")
    about = N_("Turns the scores of one example into shares that add up to 1.")
    reference = (
        "Bridle 1990, Probabilistic Interpretation of Feedforward Classification Network Outputs"
    )
    output = "a"

    def shape(self, *shapes: Shape) -> Shape:
        (z,) = shapes
        if len(z) != 2:
            raise ShapeError("softmax needs one row of scores per example, not the shape {z}", z=z)
        return z

    def forward(self, z: Array) -> Array:
        """a[n,j] = exp(z[n,j] − m) / Σₖ exp(z[n,k] − m),  m = maxₖ z[n,k]"""
        powers = np.exp(z - z.max(axis=1, keepdims=True))
        return np.asarray(powers / powers.sum(axis=1, keepdims=True))

    def forward_at(self, at: Index, z: Named) -> Expr:
        n = at[0]
        largest = replace(z[n, int(z.data[n].argmax())], label="m")
        return exp(z[at] - largest) / total(exp(z[n, k] - largest) for k in range(z.shape[1]))

    def forward_bound(self, out: Array, z: Array) -> tuple[Call, ...]:
        top, ones = np.empty((len(z), 1), z.dtype), np.ones((z.shape[1], 1), z.dtype)
        return (
            partial(np.maximum.reduce, z, 1, None, top, True),
            partial(np.subtract, z, top, out),
            partial(np.exp, out, out),
            partial(out.dot, ones, top),
            partial(np.divide, out, top, out),
        )

    def grad_z(self, g: Array, a: Array) -> Array:
        """∂L/∂z[n,j] = a[n,j] · (∂L/∂a[n,j] − Σₖ ∂L/∂a[n,k] · a[n,k])"""
        return a * (g - (g * a).sum(axis=1, keepdims=True))

    def grad_z_at(self, at: Index, g: Named, a: Named) -> Expr:
        n = at[0]
        return a[at] * (g[at] - total(g[n, k] * a[n, k] for k in range(a.shape[1])))

    def example(self, rng: np.random.Generator) -> tuple[Array, ...]:
        return (rng.normal(size=(3, 4)),)
