"""Pictures and sequences made larger by repeating their numbers."""

from __future__ import annotations

from fractions import Fraction
from functools import partial
from itertools import product

import numpy as np

from ..dataclass import dataclass
from ..errors import ShapeError
from ..expr import Expr, Index, lift, total
from ..text import N_
from .base import Array, Call, Named, Op, Shape
from .measure import Reach
from .sliding import refuse_below


@dataclass(frozen=True)
class Upsample(Op):
    """Each number repeated along the axes: ``(batch, channel, height, width)`` or ``(batch,
    channel, width)`` to as many times the height and width.

    In formulas p is a place, of two numbers where there are two axes, and f how often it is
    repeated. The gradient of a number is the sum over its copies.
    """

    factors: tuple[int, ...] = (2, 2)
    """For each axis how often a number is repeated."""

    title = N_("Nearest-neighbour upsampling")
    about = N_("Repeats each number side by side, so that the picture becomes larger.")
    reference = "PyTorch 2.13 nn.UpsamplingNearest2d, Keras 3.15 layers.UpSampling2D"
    output = "a"

    def __post_init__(self) -> None:
        refuse_below(self, 1, factors=list(self.factors))

    def shape(self, *shapes: Shape) -> Shape:
        (x,) = shapes
        if len(x) != 2 + len(self.factors):
            raise ShapeError(
                "{op} of {n} axes needs an input with {all}, not {x}",
                op=self.title,
                n=len(self.factors),
                all=2 + len(self.factors),
                x=x,
            )
        return (*x[:2], *(f * length for f, length in zip(self.factors, x[2:], strict=True)))

    def reach(self, *shapes: Shape) -> tuple[Reach, ...]:
        return tuple(Reach(1, Fraction(1, f), ((0,),) * f) for f in self.factors)

    def lengths(self, *shapes: Shape) -> tuple[Expr, ...]:
        sides = zip(shapes[0][2:], self.factors, strict=True)
        return tuple(lift(length) * factor for length, factor in sides)

    def forward(self, x: Array) -> Array:
        """a[n,k,p] = x[n, k, ⌊p / f⌋]"""
        for axis, factor in enumerate(self.factors, 2):
            x = x.repeat(factor, axis=axis)
        return x

    def forward_at(self, at: Index, x: Named) -> Expr:
        places = (one // f for one, f in zip(at[2:], self.factors, strict=True))
        return x[(*at[:2], *places)]

    def grad_x(self, g: Array) -> Array:
        """∂L/∂x[n,k,p] = Σ over the copies q of p of ∂L/∂a[n,k,q]"""
        return self._copies(g).sum(axis=tuple(range(3, 3 + 2 * len(self.factors), 2)))

    def grad_x_at(self, at: Index, g: Named) -> Expr:
        steps = product(*map(range, self.factors))
        firsts = [one * f for one, f in zip(at[2:], self.factors, strict=True)]
        return total(
            g[(*at[:2], *(first + one for first, one in zip(firsts, step, strict=True)))]
            for step in steps
        )

    def grad_x_bound(self, out: Array, g: Array) -> tuple[Call, ...]:
        axes = tuple(range(3, 3 + 2 * len(self.factors), 2))
        return (partial(np.sum, self._copies(g), axes, None, out),)

    def _copies(self, g: Array) -> Array:
        """The gradients with an axis of its own for the copies along each axis."""
        lengths = (
            part
            for f, length in zip(self.factors, g.shape[2:], strict=True)
            for part in (length // f, f)
        )
        return g.reshape(*g.shape[:2], *lengths)

    def example(self, rng: np.random.Generator) -> tuple[Array, ...]:
        return (rng.normal(size=(2, 2, 2, 3)),)
