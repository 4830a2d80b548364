"""How many windows fit on an axis where the sizes do not divide: the rounding as an instruction of
its own, so that it is seen."""

from __future__ import annotations

from typing import ClassVar

import numpy as np

from ..dataclass import dataclass
from ..expr import Expr, Index, ceil, floor, lift, minimum
from ..text import N_
from .base import Array, Named, Op, Shape
from .sliding import SlidingAxis


def count_along(axis: SlidingAxis) -> Expr:
    """The number of windows on an axis, as arithmetic."""
    moved = (lift(axis.length) + axis.before + axis.after - axis.extent) / axis.stride
    if not axis.ceil:
        return floor(moved) + 1
    starts = ceil((lift(axis.length) + axis.before) / axis.stride)
    return minimum(ceil(moved) + 1, starts)


@dataclass(frozen=True)
class WindowCount(Op, card=False):
    """The number of windows along one axis of the input, as one number: ``(batch, channel, …) →
    ()``.

    In formulas E is the window's extent, from its first place to its last, S the stride.
    """

    size: int = 3
    stride: int = 2
    dilation: int = 1
    before: int = 0
    after: int = 0
    axis: int = -1
    """The axis of the input on which the window slides."""

    output = "count"
    batched = False
    ceils: ClassVar[bool] = False
    unquoted = {"forward": frozenset({"x"})}

    def along(self, x: Shape) -> SlidingAxis:
        """The axis as windows slide on it."""
        length = x[self.axis]
        ends = (self.before, self.after)
        return SlidingAxis(length, self.size, self.stride, self.dilation, *ends, self.ceils)

    def shape(self, *shapes: Shape) -> Shape:
        return ()

    def example(self, rng: np.random.Generator) -> tuple[Array, ...]:
        return (rng.normal(size=(2, 2, 4)),)


class FlooredCount(WindowCount):
    """A window that would not end inside is left out, as convolutions and PyTorch's pools do."""

    title = N_("Rounded down")
    about = N_("Counts how often the window fits; what is left over at the end is not seen.")
    reference = "Dumoulin & Visin 2016, relationship 6"

    def forward(self, x: Array) -> Array:
        """count = ⌊(length + padding − E) / S⌋ + 1"""
        return np.asarray(self.along(x.shape).count, dtype=x.dtype)

    def forward_at(self, at: Index, x: Named) -> Expr:
        return count_along(self.along(x.shape))


class CeiledCount(WindowCount):
    """A last window may reach over the end as long as it starts before it, as PyTorch's pools do
    with ceil_mode."""

    title = N_("Rounded up")
    about = N_("Counts how often the window fits; a last one may reach over the end.")
    reference = "PyTorch 2.13 nn.MaxPool2d (ceil_mode=True)"
    ceils = True

    def forward(self, x: Array) -> Array:
        """count = min(⌈(length + padding − E) / S⌉ + 1, ⌈(length + padding before) / S⌉)"""
        return np.asarray(self.along(x.shape).count, dtype=x.dtype)

    def forward_at(self, at: Index, x: Named) -> Expr:
        return count_along(self.along(x.shape))
