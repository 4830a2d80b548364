"""The bias of a convolution: one number per channel."""

from __future__ import annotations

import math
from functools import partial

import numpy as np

from ...errors import ShapeError
from ...expr import Expr, Index, total
from ...text import N_
from ..base import Array, Call, Named, Op, Shape
from ..memory import notes


class AddChannelBias(Op):
    """One number per channel, added at every place: ``(batch, channel, …) + (channel,) → (batch,
    channel, …)``."""

    title = N_("Add the channel's bias")
    about = N_("Each channel adds a number of its own, the same at every place of every example.")
    output = "z"
    channelwise = True

    def shape(self, *shapes: Shape) -> Shape:
        s, b = shapes
        if len(s) < 3 or b != s[1:2]:
            raise ShapeError(
                "one bias per channel of shape {b} does not fit values of shape {s}", b=b, s=s
            )
        return s

    def forward(self, s: Array, b: Array) -> Array:
        """z[n,k,…] = s[n,k,…] + b[k]"""
        return s + _along(b, s)

    def forward_at(self, at: Index, s: Named, b: Named) -> Expr:
        return s[at] + b[at[1]]

    def forward_bound(self, out: Array, s: Array, b: Array) -> tuple[Call, ...]:
        batch, channels = s.shape[:2]
        if batch == 1:
            return (partial(np.add, s, _along(b, s), out),)
        # one line for a whole example is added faster than one number for each channel
        line = notes((channels, math.prod(s.shape[2:])), s.dtype)
        return (
            partial(np.copyto, line, b[:, None]),
            partial(np.add, s.reshape(batch, -1), line.reshape(-1), out.reshape(batch, -1)),
        )

    def grad_s(self, g: Array) -> Array:
        """∂L/∂s[n,k,…] = ∂L/∂z[n,k,…]"""
        return g

    def grad_s_at(self, at: Index, g: Named) -> Expr:
        return g[at]

    def grad_s_bound(self, out: Array, g: Array) -> tuple[Call, ...]:
        return (partial(np.copyto, out, g),)

    def grad_b(self, g: Array) -> Array:
        """∂L/∂b[k] = Σₙ,… ∂L/∂z[n,k,…]"""
        return np.asarray(g.sum(axis=(0, *range(2, g.ndim))))

    def grad_b_at(self, at: Index, g: Named) -> Expr:
        batch, _, *lengths = g.shape
        return total(g[n, at[0], *place] for n in range(batch) for place in np.ndindex(*lengths))

    def grad_b_bound(self, out: Array, g: Array) -> tuple[Call, ...]:
        # products with ones are the same sums at a third of the price of add.reduce
        batch, channels = g.shape[:2]
        rows = g.reshape(batch * channels, -1)
        sums = notes((batch * channels,), g.dtype)
        examples = np.ones(batch, g.dtype)
        return (
            partial(rows.dot, np.ones(rows.shape[1], g.dtype), sums),
            partial(examples.dot, sums.reshape(batch, channels), out),
        )

    def example(self, rng: np.random.Generator) -> tuple[Array, ...]:
        return rng.normal(size=(2, 3, 2, 4)), rng.normal(size=3)


def _along(b: Array, s: Array) -> Array:
    """The biases along the channel axis."""
    return b.reshape(-1, *(1 for _ in s.shape[2:]))
