"""Where two paths of a network meet, and where their gradients meet on the way back."""

from __future__ import annotations

from functools import partial

import numpy as np

from ..errors import ShapeError
from ..expr import Expr, Index
from ..text import N_
from .base import Array, Call, Named, Op, Shape


class Add(Op):
    """Two values of one shape added: a residual sum, or two gradients of a value that was used
    twice."""

    title = N_("Sum of two paths")
    about = N_("Adds two values of the same shape, number by number.")
    reference = "He et al. 2016, Deep Residual Learning for Image Recognition, eq. 1"
    output = "y"
    elementwise = True

    def shape(self, *shapes: Shape) -> Shape:
        u, v = shapes
        if u != v:
            raise ShapeError("only values of one shape can be added, not {u} and {v}", u=u, v=v)
        return u

    def forward(self, u: Array, v: Array) -> Array:
        """y = u + v"""
        return u + v

    def forward_at(self, at: Index, u: Named, v: Named) -> Expr:
        return u[at] + v[at]

    def forward_bound(self, out: Array, u: Array, v: Array) -> tuple[Call, ...]:
        return (partial(np.add, u, v, out),)

    def grad_u(self, g: Array) -> Array:
        """∂L/∂u = ∂L/∂y"""
        return g

    def grad_u_at(self, at: Index, g: Named) -> Expr:
        return g[at]

    def grad_v(self, g: Array) -> Array:
        """∂L/∂v = ∂L/∂y"""
        return g

    def grad_v_at(self, at: Index, g: Named) -> Expr:
        return g[at]

    def example(self, rng: np.random.Generator) -> tuple[Array, ...]:
        return rng.normal(size=(3, 4)), rng.normal(size=(3, 4))
