"""Convolution: one small set of weights that is slid over a picture or a sequence.

What the field calls convolution does not turn the filter round; mathematics calls it
cross-correlation.
"""

from __future__ import annotations

import numpy as np

from ...dataclass import dataclass
from ...errors import ShapeError
from ...expr import Expr, Index
from ...text import N_
from ..base import Array, Call, Named, Op, Shape
from ..measure import Reach
from ..sizes import count_along
from ..sliding import SlidingAxis, counts, refuse_below, tap_formula
from .fast import met_calls, slid_calls, spread_calls
from .rules import CHANNELS, FILTERS, met, met_at, slid, slid_at, spread, spread_at, weighed


def fitting(op: Op, x: Shape, W: Shape, groups: int, axes: int) -> None:
    """Raise ShapeError where input and weights of a convolution over so many axes do not fit."""
    if len(x) != 2 + axes or len(W) != 2 + axes:
        raise ShapeError(
            "{op} needs an input and weights with {n} axes each, not {x} and {W}",
            op=op.title,
            n=2 + axes,
            x=x,
            W=W,
        )
    if x[1] != W[1] * groups:
        raise ShapeError(
            "{op} reads {channels} channels in {groups} groups, and weights of shape {W} are for "
            "{groups}·{each} = {all}",
            op=op.title,
            channels=x[1],
            groups=groups,
            W=W,
            each=W[1],
            all=groups * W[1],
        )
    if W[0] % groups:
        raise ShapeError(
            "{op}: {channels} output channels do not divide into {groups} groups",
            op=op.title,
            channels=W[0],
            groups=groups,
        )


class Sliding(Op, card=False):
    """What convolutions over one and over two axes share: everything but their settings and what
    their formulas say."""

    groups: int

    output = "s"
    unquoted = {"grad_x": frozenset({"x"}), "grad_W": frozenset({"W"})}

    def axes(self, x: Shape, W: Shape) -> tuple[SlidingAxis, ...]:
        """The axes of the input, as this card slides over them."""
        raise NotImplementedError

    def reach(self, *shapes: Shape) -> tuple[Reach, ...]:
        return tuple(axis.seen for axis in self.axes(*shapes))

    def lengths(self, *shapes: Shape) -> tuple[Expr, ...]:
        return tuple(map(count_along, self.axes(*shapes)))

    def multiply_adds(self, *shapes: Shape) -> Expr:
        return weighed(self.shape(*shapes)[2:], shapes[1], (FILTERS, CHANNELS))

    def forward_at(self, at: Index, x: Named, W: Named) -> Expr:
        return slid_at(at, x, W, self.axes(x.shape, W.shape), self.groups)

    def forward_bound(self, out: Array, x: Array, W: Array) -> tuple[Call, ...]:
        return slid_calls(out, x, W, self.axes(x.shape, W.shape), self.groups)

    def grad_x_at(self, at: Index, g: Named, x: Named, W: Named) -> Expr:
        return spread_at(at, g, W, self.axes(x.shape, W.shape), self.groups)

    def grad_x_bound(self, out: Array, g: Array, x: Array, W: Array) -> tuple[Call, ...]:
        return spread_calls(out, g, W, self.axes(x.shape, W.shape), self.groups)

    def grad_W_at(self, at: Index, g: Named, x: Named, W: Named) -> Expr:
        return met_at(at, x, g, W, self.axes(x.shape, W.shape), self.groups)

    def grad_W_bound(self, out: Array, g: Array, x: Array, W: Array) -> tuple[Call, ...]:
        return met_calls(out, x, g, self.axes(x.shape, W.shape), self.groups)


@dataclass(frozen=True)
class Conv2d(Sliding):
    """Filters over pictures: ``(batch, in, height, width), (out, in / groups, filter height, filter
    width) → (batch, out, height, width)``.

    In formulas S is the stride, D the dilation and P the padding at top or left, given in numbers.
    Places in the padding are 0 and not in the sum. The channels k are those of o's group.
    """

    stride: tuple[int, int] = (1, 1)
    padding: tuple[int, int, int, int] = (0, 0, 0, 0)
    """Rows of 0 above and below, columns of 0 left and right."""
    dilation: tuple[int, int] = (1, 1)
    groups: int = 1

    title = N_("2-D convolution")
    about = N_("Slides a small filter over a picture and adds up what it sees, weight by weight.")
    reference = "Dumoulin & Visin 2016, A guide to convolution arithmetic; PyTorch 2.13 nn.Conv2d"

    def __post_init__(self) -> None:
        refuse_below(self, 1, stride=self.stride, dilation=self.dilation, groups=(self.groups,))
        refuse_below(self, 0, padding=self.padding)

    def axes(self, x: Shape, W: Shape) -> tuple[SlidingAxis, ...]:
        """Height and width, as this card slides over them."""
        top, bottom, left, right = self.padding
        (down, across), (rows, columns) = self.stride, self.dilation
        return (
            SlidingAxis(x[2], W[2], down, rows, top, bottom),
            SlidingAxis(x[3], W[3], across, columns, left, right),
        )

    def shape(self, *shapes: Shape) -> Shape:
        x, W = shapes
        fitting(self, x, W, self.groups, axes=2)
        return (x[0], W[0], *counts(self.axes(x, W)))

    def formula(self, rule: str = "forward") -> str:
        top, _, left, _ = self.padding
        (down, across), (rows, columns) = self.stride, self.dilation
        text = tap_formula(super().formula(rule), "u", "i", down, rows, top)
        return tap_formula(text, "v", "j", across, columns, left)

    def forward(self, x: Array, W: Array) -> Array:
        """s[n,o,u,v] = Σₖᵢⱼ x[n, k, u·S + i·D − P, v·S + j·D − P] · W[o,k,i,j]"""
        return slid(x, W, self.axes(x.shape, W.shape), self.groups)

    def grad_x(self, g: Array, x: Array, W: Array) -> Array:
        """∂L/∂x[n,k,h,w] = Σₒᵢⱼ ∂L/∂s[n,o,u,v] · W[o,k,i,j], h = u·S + i·D − P, \
w = v·S + j·D − P"""
        return spread(g, W, self.axes(x.shape, W.shape), self.groups)

    def grad_W(self, g: Array, x: Array, W: Array) -> Array:
        """∂L/∂W[o,k,i,j] = Σₙᵤᵥ x[n, k, u·S + i·D − P, v·S + j·D − P] · ∂L/∂s[n,o,u,v]"""
        return met(x, g, W, self.axes(x.shape, W.shape), self.groups)

    def example(self, rng: np.random.Generator) -> tuple[Array, ...]:
        return rng.normal(size=(2, 2, 4, 3)), rng.normal(size=(3, 2, 2, 2))


@dataclass(frozen=True)
class Conv1d(Sliding):
    """Filters over sequences: ``(batch, in, width), (out, in / groups, filter width) → (batch, out,
    width)``.

    In formulas S is the stride, D the dilation and P the padding at the left, given in numbers.
    Places in the padding are 0 and not in the sum. The channels k are those of o's group.
    """

    stride: int = 1
    padding: tuple[int, int] = (0, 0)
    """Places of 0 left and right."""
    dilation: int = 1
    groups: int = 1

    title = N_("1-D convolution")
    about = N_("Slides a small filter along a sequence and adds up what it sees, weight by weight.")
    reference = "Dumoulin & Visin 2016, A guide to convolution arithmetic; PyTorch 2.13 nn.Conv1d"

    def __post_init__(self) -> None:
        single = {"stride": self.stride, "dilation": self.dilation, "groups": self.groups}
        refuse_below(self, 1, **{name: (value,) for name, value in single.items()})
        refuse_below(self, 0, padding=self.padding)

    def axes(self, x: Shape, W: Shape) -> tuple[SlidingAxis, ...]:
        """The width, as this card slides over it."""
        return (SlidingAxis(x[2], W[2], self.stride, self.dilation, *self.padding),)

    def shape(self, *shapes: Shape) -> Shape:
        x, W = shapes
        fitting(self, x, W, self.groups, axes=1)
        return (x[0], W[0], *counts(self.axes(x, W)))

    def formula(self, rule: str = "forward") -> str:
        text = super().formula(rule)
        return tap_formula(text, "v", "j", self.stride, self.dilation, self.padding[0])

    def forward(self, x: Array, W: Array) -> Array:
        """s[n,o,v] = Σₖⱼ x[n, k, v·S + j·D − P] · W[o,k,j]"""
        return slid(x, W, self.axes(x.shape, W.shape), self.groups)

    def grad_x(self, g: Array, x: Array, W: Array) -> Array:
        """∂L/∂x[n,k,w] = Σₒⱼ ∂L/∂s[n,o,v] · W[o,k,j], w = v·S + j·D − P"""
        return spread(g, W, self.axes(x.shape, W.shape), self.groups)

    def grad_W(self, g: Array, x: Array, W: Array) -> Array:
        """∂L/∂W[o,k,j] = Σₙᵥ x[n, k, v·S + j·D − P] · ∂L/∂s[n,o,v]"""
        return met(x, g, W, self.axes(x.shape, W.shape), self.groups)

    def example(self, rng: np.random.Generator) -> tuple[Array, ...]:
        return rng.normal(size=(2, 2, 6)), rng.normal(size=(3, 2, 3))
