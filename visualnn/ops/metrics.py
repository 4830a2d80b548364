"""Metrics: what a person wants to know about a network, without a part in its training."""

from __future__ import annotations

import numpy as np

from ..expr import Expr, Index, Indicator, Opaque, lift
from ..text import N_
from .base import Array, Named, Op, Shape


class Correct(Op):
    """1 for each example whose most probable class is the target's, else 0: ``(batch, classes) →
    (batch,)``.

    With one output the class is whether the output exceeds one half. Of equal shares the first
    counts.
    """

    title = N_("Right or wrong")
    about = N_("1 where the network's first choice is the right one, 0 where it is not.")
    output = "c"

    def shape(self, *shapes: Shape) -> Shape:
        super().shape(*shapes)
        return shapes[0][:1]

    def forward(self, a: Array, t: Array) -> Array:
        """c[n] = [first choice of a[n,·] = first choice of t[n,·]]"""
        return np.asarray(_choice(a) == _choice(t), a.dtype)

    def forward_at(self, at: Index, a: Named, t: Named) -> Expr:
        (n,) = at
        return Indicator(_choice_at(a, n), "=", _choice_at(t, n))

    def example(self, rng: np.random.Generator) -> tuple[Array, ...]:
        return rng.uniform(size=(6, 3)), np.eye(3)[rng.integers(0, 3, size=6)]


def _choice(rows: Array) -> Array:
    return np.asarray(rows[:, 0] > 0.5 if rows.shape[1] == 1 else rows.argmax(axis=1))


def _choice_at(rows: Named, n: int) -> Expr:
    if rows.shape[1] == 1:
        return Indicator(rows[n, 0], ">", lift(0.5))
    numbers = tuple(rows[n, j] for j in range(rows.shape[1]))
    return Opaque(f"argmax {rows.label or rows.name}[{n},·]", float(rows.data[n].argmax()), numbers)
