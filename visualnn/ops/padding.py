"""A frame of zeros."""

from __future__ import annotations

from functools import partial
from typing import Any

import numpy as np

from ..dataclass import dataclass
from ..errors import ShapeError
from ..expr import Expr, Index, lift
from ..text import N_
from .base import Array, Call, Named, Op, Shape
from .measure import Reach
from .sliding import refuse_below


@dataclass(frozen=True)
class ZeroPad(Op):
    """Zeros around pictures, ``(batch, channel, height, width)``, or at both ends of sequences,
    ``(batch, channel, width)``.

    In formulas p is a place, of two numbers where there are two axes, and P the padding at top or
    left.
    """

    ends: tuple[tuple[int, int], ...] = ((1, 1), (1, 1))
    """For each axis how many zeros come before and behind it."""

    title = N_("Zero padding")
    about = N_("Puts zeros around; no number changes.")
    reference = "PyTorch 2.13 nn.ZeroPad2d, Keras 3.15 layers.ZeroPadding2D"
    output = "a"

    def __post_init__(self) -> None:
        refuse_below(self, 0, ends=[zeros for pair in self.ends for zeros in pair])

    def shape(self, *shapes: Shape) -> Shape:
        (x,) = shapes
        if len(x) != 2 + len(self.ends):
            raise ShapeError(
                "{op} of {n} axes needs an input with {all}, not {x}",
                op=self.title,
                n=len(self.ends),
                all=2 + len(self.ends),
                x=x,
            )
        return (*x[:2], *(b + length + a for (b, a), length in zip(self.ends, x[2:], strict=True)))

    def reach(self, *shapes: Shape) -> tuple[Reach, ...]:
        return tuple(Reach(taps=((-before,),)) for before, _after in self.ends)

    def lengths(self, *shapes: Shape) -> tuple[Expr, ...]:
        ends = zip(shapes[0][2:], self.ends, strict=True)
        return tuple(lift(length) + before + after for length, (before, after) in ends)

    def _inside(self, padded: Array) -> Array:
        """The part of a padded array that is the input."""
        sides = zip(self.ends, padded.shape[2:], strict=True)
        inside: Any = (..., *(slice(b, length - a) for (b, a), length in sides))
        return padded[inside]

    def _moved(self, at: Index, by: int) -> Index:
        firsts = (before for before, _ in self.ends)
        return (*at[:2], *(one + by * b for one, b in zip(at[2:], firsts, strict=True)))

    def forward(self, x: Array) -> Array:
        """a[n,k,p] = x[n, k, p − P], and 0 where there is no such place"""
        return np.pad(x, ((0, 0), (0, 0), *self.ends))

    def forward_at(self, at: Index, x: Named) -> Expr:
        there = self._moved(at, -1)
        inside = all(0 <= one < n for one, n in zip(there, x.shape, strict=True))
        return x[there] if inside else lift(0)

    def forward_bound(self, out: Array, x: Array) -> tuple[Call, ...]:
        return (partial(out.fill, 0), partial(np.copyto, self._inside(out), x))

    def grad_x(self, g: Array) -> Array:
        """∂L/∂x[n,k,p] = ∂L/∂a[n, k, p + P]"""
        return np.ascontiguousarray(self._inside(g))

    def grad_x_at(self, at: Index, g: Named) -> Expr:
        return g[self._moved(at, 1)]

    def grad_x_bound(self, out: Array, g: Array) -> tuple[Call, ...]:
        return (partial(np.copyto, out, self._inside(g)),)

    def example(self, rng: np.random.Generator) -> tuple[Array, ...]:
        return (rng.normal(size=(2, 2, 2, 3)),)
