"""Softmax and its logarithm: the scores of one example compared with each other."""

from __future__ import annotations

from dataclasses import replace
from functools import partial

import numpy as np

from ...errors import ShapeError
from ...expr import Expr, Index, Number, exp, ln, total
from ...text import N_
from ..base import Array, Call, Named, Op, Shape
from ..memory import notes


class Softmax(Op):
    """Scores of each row to positive numbers that add up to 1: ``(batch, classes) → (batch,
    classes)``, or ``(batch, time, classes)``, where each time step is a row n of its own.

    The largest score m of the row is subtracted first. That leaves the quotient as it is and keeps
    exp finite.
    """

    title = N_("Softmax")
    about = N_("Turns the scores of one example into shares that add up to 1.")
    reference = (
        "Bridle 1990, Probabilistic Interpretation of Feedforward Classification Network Outputs"
    )
    output = "a"
    whole = True
    gives = "shares"
    alone = 1

    def shape(self, *shapes: Shape) -> Shape:
        (z,) = shapes
        if len(z) not in {2, 3}:
            raise ShapeError("softmax needs one row of scores per example, not the shape {z}", z=z)
        return z

    def forward(self, z: Array) -> Array:
        """a[n,j] = exp(z[n,j] − m) / Σₖ exp(z[n,k] − m),  m = maxₖ z[n,k]"""
        powers = np.exp(z - z.max(axis=-1, keepdims=True))
        return np.asarray(powers / powers.sum(axis=-1, keepdims=True))

    def forward_at(self, at: Index, z: Named) -> Expr:
        n, largest = at[:-1], _largest(z, at[:-1])
        return exp(z[at] - largest) / total(exp(score - largest) for score in _row(z, n))

    def forward_bound(self, out: Array, z: Array) -> tuple[Call, ...]:
        z, out = z.reshape(-1, z.shape[-1]), out.reshape(-1, z.shape[-1])
        top, ones = notes((len(z), 1), z.dtype), np.ones((z.shape[1], 1), z.dtype)
        return (
            partial(np.maximum.reduce, z, 1, None, top, True),
            partial(np.subtract, z, top, out),
            partial(np.exp, out, out),
            partial(out.dot, ones, top),
            partial(np.divide, out, top, out),
        )

    def grad_z(self, g: Array, a: Array) -> Array:
        """∂L/∂z[n,j] = a[n,j] · (∂L/∂a[n,j] − Σₖ ∂L/∂a[n,k] · a[n,k])"""
        return a * (g - (g * a).sum(axis=-1, keepdims=True))

    def grad_z_at(self, at: Index, g: Named, a: Named) -> Expr:
        pairs = zip(_row(g, at[:-1]), _row(a, at[:-1]), strict=True)
        return a[at] * (g[at] - total(slope * share for slope, share in pairs))

    def grad_z_bound(self, out: Array, g: Array, a: Array) -> tuple[Call, ...]:
        g, a, out = (array.reshape(-1, a.shape[-1]) for array in (g, a, out))
        met, ones = notes((len(a), 1), a.dtype), np.ones((a.shape[1], 1), a.dtype)
        return (
            partial(np.multiply, g, a, out),
            partial(out.dot, ones, met),
            partial(np.subtract, g, met, out),
            partial(np.multiply, a, out, out),
        )

    def example(self, rng: np.random.Generator) -> tuple[Array, ...]:
        return (rng.normal(size=(3, 2, 4)),)


class LogSoftmax(Op):
    """The logarithm of softmax in one piece, which stays finite where a share is too small for a
    float: ``(batch, classes) → (batch, classes)``, or ``(batch, time, classes)``, where each time
    step is a row n of its own."""

    title = N_("Log-softmax")
    about = N_("Turns the scores of one example into the logarithms of its softmax shares.")
    reference = "Goodfellow, Bengio & Courville 2016, Deep Learning, sec. 6.2.2.3"
    output = "a"
    whole = True
    gives = "logs"
    alone = 0

    def shape(self, *shapes: Shape) -> Shape:
        (z,) = shapes
        if len(z) not in {2, 3}:
            raise ShapeError(
                "log-softmax needs one row of scores per example, not the shape {z}", z=z
            )
        return z

    def forward(self, z: Array) -> Array:
        """a[n,j] = z[n,j] − m − ln Σₖ exp(z[n,k] − m),  m = maxₖ z[n,k]"""
        below = z - z.max(axis=-1, keepdims=True)
        return np.asarray(below - np.log(np.exp(below).sum(axis=-1, keepdims=True)))

    def forward_at(self, at: Index, z: Named) -> Expr:
        largest = _largest(z, at[:-1])
        powers = total(exp(score - largest) for score in _row(z, at[:-1]))
        return z[at] - largest - ln(powers)

    def grad_z(self, g: Array, a: Array) -> Array:
        """∂L/∂z[n,j] = ∂L/∂a[n,j] − exp(a[n,j]) · Σₖ ∂L/∂a[n,k]"""
        return g - np.exp(a) * g.sum(axis=-1, keepdims=True)

    def grad_z_at(self, at: Index, g: Named, a: Named) -> Expr:
        return g[at] - exp(a[at]) * total(_row(g, at[:-1]))

    def example(self, rng: np.random.Generator) -> tuple[Array, ...]:
        return (rng.normal(size=(3, 2, 4)),)


def _row(scores: Named, n: Index) -> list[Number]:
    """All numbers of one row."""
    return [scores[(*n, k)] for k in range(scores.shape[-1])]


def _largest(z: Named, n: Index) -> Number:
    """The largest score of row `n`, called m."""
    return replace(z[(*n, int(z.data[n].argmax()))], label="m")
