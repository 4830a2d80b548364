"""A dense layer is two instructions: a matrix product and a bias."""

from __future__ import annotations

from functools import partial

import numpy as np

from ..errors import ShapeError
from ..expr import Expr, Index, total
from ..text import N_, _
from .base import Array, Call, Named, Op, Shape
from .measure import product as product_of
from .products import product


class MatMul(Op):
    """Every row times every column: ``(batch, in) · (in, out) → (batch, out)``."""

    title = N_("Matrix product")
    about = N_("Each unit multiplies every input by a weight of its own and adds the products up.")
    output = "s"
    whole = True

    def shape(self, *shapes: Shape) -> Shape:
        x, W = shapes
        if len(x) != 2 or len(W) != 2 or x[1] != W[0]:
            raise ShapeError(
                "a matrix product needs as many columns on its left as rows on its right: "
                "{x} · {W} do not fit",
                x=x,
                W=W,
            )
        return (x[0], W[1])

    def multiply_adds(self, *shapes: Shape) -> Expr:
        return product_of((_("inputs"), shapes[1][0]), (_("units"), shapes[1][1]))

    def forward(self, x: Array, W: Array) -> Array:
        """s[n,j] = Σᵢ x[n,i] · W[i,j]"""
        return x @ W

    def forward_at(self, at: Index, x: Named, W: Named) -> Expr:
        n, j = at
        return total(x[n, i] * W[i, j] for i in range(W.shape[0]))

    def forward_bound(self, out: Array, x: Array, W: Array) -> tuple[Call, ...]:
        return product(x, W, out)

    def grad_x(self, g: Array, W: Array) -> Array:
        """∂L/∂x[n,i] = Σⱼ ∂L/∂s[n,j] · W[i,j]"""
        return g @ W.T

    def grad_x_at(self, at: Index, g: Named, W: Named) -> Expr:
        n, i = at
        return total(g[n, j] * W[i, j] for j in range(W.shape[1]))

    def grad_x_bound(self, out: Array, g: Array, W: Array) -> tuple[Call, ...]:
        return product(g, W.T, out)

    def grad_W(self, g: Array, x: Array) -> Array:
        """∂L/∂W[i,j] = Σₙ x[n,i] · ∂L/∂s[n,j]"""
        return x.T @ g

    def grad_W_at(self, at: Index, g: Named, x: Named) -> Expr:
        i, j = at
        return total(x[n, i] * g[n, j] for n in range(x.shape[0]))

    def grad_W_bound(self, out: Array, g: Array, x: Array) -> tuple[Call, ...]:
        return product(x.T, g, out)

    def example(self, rng: np.random.Generator) -> tuple[Array, ...]:
        return rng.normal(size=(3, 4)), rng.normal(size=(4, 2))


class AddBias(Op):
    """One number per unit, added to every row: ``(batch, out) + (out,) → (batch, out)``."""

    title = N_("Add the bias")
    about = N_("Each unit adds a number of its own, the same for every example.")
    output = "z"
    channelwise = True

    def shape(self, *shapes: Shape) -> Shape:
        s, b = shapes
        if len(s) != 2 or b != s[1:]:
            raise ShapeError("a bias of shape {b} does not fit values of shape {s}", b=b, s=s)
        return s

    def forward(self, s: Array, b: Array) -> Array:
        """z[n,j] = s[n,j] + b[j]"""
        return s + b

    def forward_at(self, at: Index, s: Named, b: Named) -> Expr:
        return s[at] + b[at[1]]

    def forward_bound(self, out: Array, s: Array, b: Array) -> tuple[Call, ...]:
        if b.size == 1:
            b = b.reshape(())  # a scalar needs no second look at the shapes
        return (partial(np.add, s, b, out),)

    def grad_s(self, g: Array) -> Array:
        """∂L/∂s[n,j] = ∂L/∂z[n,j]"""
        return g

    def grad_s_at(self, at: Index, g: Named) -> Expr:
        return g[at]

    def grad_s_bound(self, out: Array, g: Array) -> tuple[Call, ...]:
        return (partial(np.copyto, out, g),)

    def grad_b(self, g: Array) -> Array:
        """∂L/∂b[j] = Σₙ ∂L/∂z[n,j]"""
        return np.asarray(g.sum(axis=0))

    def grad_b_at(self, at: Index, g: Named) -> Expr:
        return total(g[n, at[0]] for n in range(g.shape[0]))

    def grad_b_bound(self, out: Array, g: Array) -> tuple[Call, ...]:
        # a product with ones is the same sum at a third of the price of add.reduce
        return (partial(np.ones(len(g), g.dtype).dot, g, out),)

    def example(self, rng: np.random.Generator) -> tuple[Array, ...]:
        return rng.normal(size=(3, 4)), rng.normal(size=4)
