"""Layers that move numbers without changing them."""

from __future__ import annotations

from dataclasses import dataclass

from ..ops import Shape
from ..ops.shape import Flatten as FlattenOp
from ..ops.shape import Reshape as ReshapeOp
from .base import Application, Layer


@dataclass(frozen=True, kw_only=True)
class Flatten(Layer, kind="flatten"):
    """``(batch, …) → (batch, product of …)``."""

    def open(self, reads: tuple[str, ...], shapes: tuple[Shape, ...]) -> tuple[Application, ...]:
        return (self.applied(FlattenOp(), reads, "z"),)


@dataclass(frozen=True, kw_only=True)
class Reshape(Layer, kind="reshape"):
    """``(batch, …) → (batch, *to)``; one length of `to` may be −1."""

    to: tuple[int, ...]

    def open(self, reads: tuple[str, ...], shapes: tuple[Shape, ...]) -> tuple[Application, ...]:
        return (self.applied(ReshapeOp(self.to), reads, "z"),)
