"""Transposed convolution: every number paints a filter, and what overlaps is added up.

It is the way back through a convolution, used as a way forward: it makes pictures larger.
"""

from __future__ import annotations

import numpy as np

from ...dataclass import dataclass
from ...errors import SettingError, ShapeError
from ...expr import Expr, Index, lift
from ...text import N_
from ..base import Array, Call, Named, Op, Shape
from ..measure import Reach
from ..sliding import SlidingAxis, refuse_below, tap_formula
from .fast import met_calls, slid_calls, spread_calls
from .rules import CHANNELS, FILTERS, met, met_at, slid, slid_at, spread, spread_at, weighed


def painted(
    count: int, size: int, stride: int, dilation: int, before: int, after: int, more: int
) -> SlidingAxis:
    """The axis of the output: as long as `count` windows need, less the padding that is cut off
    both ends, and `more` at its end, which the windows may not reach.

    Raises ShapeError where everything is cut off.
    """
    extent = dilation * (size - 1) + 1
    length = (count - 1) * stride + extent - before - after + more
    if length < 1:
        raise ShapeError(
            "({count} − 1)·{stride} + {extent} − {before} − {after} + {more} = {length}: the "
            "padding cuts everything off; take less of it",
            count=count,
            stride=stride,
            extent=extent,
            before=before,
            after=after,
            more=more,
            length=length,
        )
    return SlidingAxis(length, size, stride, dilation, before, after - more)


def length_along(axis: SlidingAxis, count: int) -> Expr:
    """The length of an axis that so many windows paint, as arithmetic."""
    return (lift(count) - 1) * axis.stride + axis.extent - axis.before - axis.after


def fitting(op: Op, x: Shape, W: Shape, groups: int, axes: int) -> None:
    """Raise ShapeError where input and weights over so many axes do not fit."""
    if len(x) != 2 + axes or len(W) != 2 + axes or x[1] != W[0]:
        raise ShapeError(
            "{op} needs {n} axes, and weights for as many channels as the input has: "
            "{x} and {W} do not fit",
            op=op.title,
            n=2 + axes,
            x=x,
            W=W,
        )
    if W[0] % groups:
        raise ShapeError(
            "{op}: {channels} input channels do not divide into {groups} groups",
            op=op.title,
            channels=W[0],
            groups=groups,
        )


def refuse_more(op: Op, more: int, stride: int, dilation: int) -> None:
    """Raise SettingError for an output padding that no window size calls for."""
    if not 0 <= more < max(stride, dilation):
        raise SettingError(
            "{op} cannot have output_padding = {more}: it must be smaller than the stride "
            "{stride} or the dilation {dilation}",
            op=op.title,
            more=more,
            stride=stride,
            dilation=dilation,
        )


class Painting(Op, card=False):
    """What transposed convolutions over one and over two axes share: everything but their settings
    and what their formulas say."""

    groups: int

    output = "s"
    unquoted = {"grad_x": frozenset({"x"}), "grad_W": frozenset({"W"})}

    def axes(self, x: Shape, W: Shape) -> tuple[SlidingAxis, ...]:
        """The axes of the output, over which the filters are painted."""
        raise NotImplementedError

    def reach(self, *shapes: Shape) -> tuple[Reach, ...]:
        return tuple(axis.covering for axis in self.axes(*shapes))

    def lengths(self, *shapes: Shape) -> tuple[Expr, ...]:
        return tuple(map(length_along, self.axes(*shapes), shapes[0][2:]))

    def multiply_adds(self, *shapes: Shape) -> Expr:
        return weighed(shapes[0][2:], shapes[1], (CHANNELS, FILTERS))

    def forward_at(self, at: Index, x: Named, W: Named) -> Expr:
        return spread_at(at, x, W, self.axes(x.shape, W.shape), self.groups)

    def forward_bound(self, out: Array, x: Array, W: Array) -> tuple[Call, ...]:
        return spread_calls(out, x, W, self.axes(x.shape, W.shape), self.groups)

    def grad_x_at(self, at: Index, g: Named, x: Named, W: Named) -> Expr:
        return slid_at(at, g, W, self.axes(x.shape, W.shape), self.groups)

    def grad_x_bound(self, out: Array, g: Array, x: Array, W: Array) -> tuple[Call, ...]:
        return slid_calls(out, g, W, self.axes(x.shape, W.shape), self.groups)

    def grad_W_at(self, at: Index, g: Named, x: Named, W: Named) -> Expr:
        return met_at(at, g, x, W, self.axes(x.shape, W.shape), self.groups)

    def grad_W_bound(self, out: Array, g: Array, x: Array, W: Array) -> tuple[Call, ...]:
        return met_calls(out, g, x, self.axes(x.shape, W.shape), self.groups)


@dataclass(frozen=True)
class ConvTranspose2d(Painting):
    """Filters painted over pictures: ``(batch, in, height, width), (in, out / groups, filter
    height, filter width) → (batch, out, height, width)``.

    In formulas S is the stride, D the dilation and P the padding at top or left: rows and
    columns that are cut off. The channels are those of one group.
    """

    stride: tuple[int, int] = (1, 1)
    padding: tuple[int, int, int, int] = (0, 0, 0, 0)
    """Rows cut off above and below, columns left and right."""
    output_padding: tuple[int, int] = (0, 0)
    """Rows more below, columns more at the right."""
    dilation: tuple[int, int] = (1, 1)
    groups: int = 1

    title = N_("2-D transposed convolution")
    about = N_("Paints a filter for every number of a picture and adds up where filters overlap.")
    reference = "Dumoulin & Visin 2016, section 4; PyTorch 2.13 nn.ConvTranspose2d"

    def __post_init__(self) -> None:
        refuse_below(self, 1, stride=self.stride, dilation=self.dilation, groups=(self.groups,))
        refuse_below(self, 0, padding=self.padding)
        for more, stride, dilation in zip(
            self.output_padding, self.stride, self.dilation, strict=True
        ):
            refuse_more(self, more, stride, dilation)

    def axes(self, x: Shape, W: Shape) -> tuple[SlidingAxis, ...]:
        """Height and width of the output, over which the filters are painted."""
        top, bottom, left, right = self.padding
        (down, across), (rows, columns) = self.stride, self.dilation
        below, beside = self.output_padding
        return (
            painted(x[2], W[2], down, rows, top, bottom, below),
            painted(x[3], W[3], across, columns, left, right, beside),
        )

    def shape(self, *shapes: Shape) -> Shape:
        x, W = shapes
        fitting(self, x, W, self.groups, axes=2)
        return (x[0], W[1] * self.groups, *(axis.length for axis in self.axes(x, W)))

    def formula(self, rule: str = "forward") -> str:
        top, _, left, _ = self.padding
        (down, across), (rows, columns) = self.stride, self.dilation
        text = tap_formula(super().formula(rule), "u", "i", down, rows, top)
        return tap_formula(text, "v", "j", across, columns, left)

    def forward(self, x: Array, W: Array) -> Array:
        """s[n,o,h,w] = Σₖᵢⱼ x[n,k,u,v] · W[k,o,i,j], h = u·S + i·D − P, w = v·S + j·D − P"""
        return spread(x, W, self.axes(x.shape, W.shape), self.groups)

    def grad_x(self, g: Array, x: Array, W: Array) -> Array:
        """∂L/∂x[n,k,u,v] = Σₒᵢⱼ ∂L/∂s[n, o, u·S + i·D − P, v·S + j·D − P] · W[k,o,i,j]"""
        return slid(g, W, self.axes(x.shape, W.shape), self.groups)

    def grad_W(self, g: Array, x: Array, W: Array) -> Array:
        """∂L/∂W[k,o,i,j] = Σₙᵤᵥ ∂L/∂s[n, o, u·S + i·D − P, v·S + j·D − P] · x[n,k,u,v]"""
        return met(g, x, W, self.axes(x.shape, W.shape), self.groups)

    def example(self, rng: np.random.Generator) -> tuple[Array, ...]:
        return rng.normal(size=(3, 2, 2, 3)), rng.normal(size=(2, 3, 2, 2))


@dataclass(frozen=True)
class ConvTranspose1d(Painting):
    """Filters painted along sequences: ``(batch, in, width), (in, out / groups, filter width) →
    (batch, out, width)``.

    In formulas S is the stride, D the dilation and P the padding at the left: places that are
    cut off. The channels are those of one group.
    """

    stride: int = 1
    padding: tuple[int, int] = (0, 0)
    """Places cut off left and right."""
    output_padding: int = 0
    """Places more at the right."""
    dilation: int = 1
    groups: int = 1

    title = N_("1-D transposed convolution")
    about = N_("Paints a filter for every number of a sequence and adds up where filters overlap.")
    reference = "Dumoulin & Visin 2016, section 4; PyTorch 2.13 nn.ConvTranspose1d"

    def __post_init__(self) -> None:
        single = {"stride": self.stride, "dilation": self.dilation, "groups": self.groups}
        refuse_below(self, 1, **{name: (value,) for name, value in single.items()})
        refuse_below(self, 0, padding=self.padding)
        refuse_more(self, self.output_padding, self.stride, self.dilation)

    def axes(self, x: Shape, W: Shape) -> tuple[SlidingAxis, ...]:
        """The width of the output, over which the filters are painted."""
        left, right = self.padding
        more = self.output_padding
        return (painted(x[2], W[2], self.stride, self.dilation, left, right, more),)

    def shape(self, *shapes: Shape) -> Shape:
        x, W = shapes
        fitting(self, x, W, self.groups, axes=1)
        return (x[0], W[1] * self.groups, *(axis.length for axis in self.axes(x, W)))

    def formula(self, rule: str = "forward") -> str:
        text = super().formula(rule)
        return tap_formula(text, "v", "j", self.stride, self.dilation, self.padding[0])

    def forward(self, x: Array, W: Array) -> Array:
        """s[n,o,w] = Σₖⱼ x[n,k,v] · W[k,o,j], w = v·S + j·D − P"""
        return spread(x, W, self.axes(x.shape, W.shape), self.groups)

    def grad_x(self, g: Array, x: Array, W: Array) -> Array:
        """∂L/∂x[n,k,v] = Σₒⱼ ∂L/∂s[n, o, v·S + j·D − P] · W[k,o,j]"""
        return slid(g, W, self.axes(x.shape, W.shape), self.groups)

    def grad_W(self, g: Array, x: Array, W: Array) -> Array:
        """∂L/∂W[k,o,j] = Σₙᵥ ∂L/∂s[n, o, v·S + j·D − P] · x[n,k,v]"""
        return met(g, x, W, self.axes(x.shape, W.shape), self.groups)

    def example(self, rng: np.random.Generator) -> tuple[Array, ...]:
        return rng.normal(size=(3, 2, 4)), rng.normal(size=(2, 3, 3))
