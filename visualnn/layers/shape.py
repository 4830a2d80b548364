"""Layers that move numbers without changing them."""

from __future__ import annotations

from typing import Annotated

from annotated_types import Interval, Len

from ..dataclass import dataclass
from ..ops import Shape
from ..ops.shape import Flatten as FlattenOp
from ..ops.shape import Permute as PermuteOp
from ..ops.shape import Reshape as ReshapeOp
from .base import Application, Axes, Layer


class Flatten(Layer, kind="flatten"):
    """Each example becomes one row of numbers.

    ``(batch, …) → (batch, product of …)``.
    """

    def open(self, reads: tuple[str, ...], shapes: tuple[Shape, ...]) -> tuple[Application, ...]:
        return (self.applied(FlattenOp(), reads, "z"),)


@dataclass(frozen=True, kw_only=True)
class Reshape(Layer, kind="reshape"):
    """Each example gets another shape; no number changes.

    ``(batch, …) → (batch, *to)``.
    """

    to: Annotated[tuple[Annotated[int, Interval(ge=-1, le=100_000)], ...], Len(1, 7)]
    """The shape of one example; one length may be -1, which is what is left."""

    def open(self, reads: tuple[str, ...], shapes: tuple[Shape, ...]) -> tuple[Application, ...]:
        return (self.applied(ReshapeOp(self.to), reads, "z"),)

    def axes_given(self, reads: tuple[Axes, ...], shape: Shape) -> Axes:
        return ""


@dataclass(frozen=True, kw_only=True)
class Permute(Layer, kind="permute"):
    """The axes of each example in another order; no number changes.

    ``(batch, time, feature) → (batch, feature, time)``, for one.
    """

    order: Annotated[tuple[Annotated[int, Interval(ge=1, le=7)], ...], Len(2, 7)] = (2, 1)
    """For each axis of the result, which axis of an example it was, counted from 1."""

    def open(self, reads: tuple[str, ...], shapes: tuple[Shape, ...]) -> tuple[Application, ...]:
        return (self.applied(PermuteOp(self.order), reads, "z"),)

    def axes_given(self, reads: tuple[Axes, ...], shape: Shape) -> Axes:
        swapped: dict[Axes, Axes] = {"sequence": "channels", "channels": "sequence"}
        return swapped.get(reads[0], "") if self.order == (2, 1) else ""
