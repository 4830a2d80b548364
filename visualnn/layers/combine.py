"""Layers in which two paths of the network meet."""

from __future__ import annotations

from dataclasses import dataclass

from ..ops import Shape
from ..ops.combine import Add as AddOp
from .base import Application, Layer


@dataclass(frozen=True, kw_only=True)
class Add(Layer, kind="add"):
    """Two values of one shape, added: a residual sum."""

    least_inputs = most_inputs = 2

    def open(self, reads: tuple[str, ...], shapes: tuple[Shape, ...]) -> tuple[Application, ...]:
        return (self.applied(AddOp(), reads, "z"),)
