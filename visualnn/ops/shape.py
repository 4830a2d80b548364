"""Ops that move numbers without changing them."""

from __future__ import annotations

from functools import partial

import numpy as np

from ..errors import ShapeError
from ..expr import Expr, Index
from ..text import N_
from .base import Array, Call, Named, Op, Shape


class Flatten(Op):
    """Everything of one example in one row: ``(batch, …) → (batch, product of …)``, last index
    fastest."""

    title = N_("Flatten")
    about = N_("Writes all numbers of one example in a single row; no number changes.")
    output = "a"
    unquoted = {"grad_x": frozenset({"x"})}

    def shape(self, *shapes: Shape) -> Shape:
        (x,) = shapes
        if len(x) < 2:
            raise ShapeError("flatten needs a batch of something, not the shape {x}", x=x)
        return (x[0], int(np.prod(x[1:])))

    def forward(self, x: Array) -> Array:
        """a[n,·] = x[n,…] in one row"""
        return x.reshape(len(x), -1)

    def forward_at(self, at: Index, x: Named) -> Expr:
        n, place = at
        return x[(n, *map(int, np.unravel_index(place, x.shape[1:])))]

    def forward_bound(self, out: Array, x: Array) -> tuple[Call, ...]:
        return (partial(np.copyto, out.reshape(x.shape), x),)

    def grad_x(self, g: Array, x: Array) -> Array:
        """∂L/∂x[n,…] = ∂L/∂a[n,·], back in its place"""
        return g.reshape(x.shape)

    def grad_x_at(self, at: Index, g: Named, x: Named) -> Expr:
        n, *place = at
        return g[n, int(np.ravel_multi_index(tuple(place), x.shape[1:]))]

    def example(self, rng: np.random.Generator) -> tuple[Array, ...]:
        return (rng.normal(size=(2, 3, 2, 2)),)
