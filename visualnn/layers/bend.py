"""Activations that are layers, because they have parameters or change the number of units."""

from __future__ import annotations

from typing import Annotated

from annotated_types import Interval

from ..dataclass import dataclass
from ..errors import ShapeError
from ..initializers.plain import Constant
from ..ops import Shape
from ..ops.activations import Maxout as MaxoutOp
from ..ops.activations import PReLU as PReLUOp
from .base import Application, Layer, Parameter


@dataclass(frozen=True, kw_only=True)
class PReLU(Layer, kind="prelu"):
    """A leaky ReLU that learns its slope.

    There is one for all, or one for each channel.
    ``(batch, channel)`` or ``(batch, channel, …)``; PyTorch starts with one slope of 0.25.
    """

    slope: float = 0.25
    """Every slope in the beginning."""
    per_channel: bool = False
    """A slope for each unit or channel instead of one for all."""

    def parameters(self, reads: tuple[Shape, ...]) -> tuple[Parameter, ...]:
        (read,) = reads
        if len(read) < 2:
            raise ShapeError(
                "the layer {layer} has slopes for channels, and {shape} has none",
                layer=self.name,
                shape=read[1:],
            )
        width = read[1] if self.per_channel else 1
        first = Constant(self.slope)
        return (self.owned("alpha", (width,), (width, width), first, "slope"),)

    def open(self, reads: tuple[str, ...], shapes: tuple[Shape, ...]) -> tuple[Application, ...]:
        return (self.applied(PReLUOp(), (*reads, f"{self.owner}.alpha"), "z"),)


@dataclass(frozen=True, kw_only=True)
class Maxout(Layer, kind="maxout"):
    """The largest of some neighbouring units.

    Put a dense layer with `pieces` times as many units before it.
    """

    pieces: Annotated[int, Interval(ge=1, le=1_000)] = 2
    """How many units become one."""

    def open(self, reads: tuple[str, ...], shapes: tuple[Shape, ...]) -> tuple[Application, ...]:
        return (self.applied(MaxoutOp(self.pieces), reads, "z"),)
