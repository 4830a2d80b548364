"""A landscape: a height for each place, on which an optimizer can be watched without a network."""

from __future__ import annotations

from typing import ClassVar

import numpy as np

from ..errors import ShapeError
from ..text import N_
from .base import Array, Op, Shape

__all__ = ["Landscape", "Places"]

COUNTS = {
    1: N_("{op} is a function of one number, not of the shape {w}"),
    2: N_("{op} is a function of two numbers, not of the shape {w}"),
}
"""How many numbers a place has → what another shape is refused with."""
Places = tuple[tuple[float, ...], ...]
"""Places of a landscape, each with as many numbers as it is a function of."""


class Landscape(Op, card=False):
    """A height for each place: ``(dimension,) → ()``, ``(starts, dimension) → (starts,)``."""

    output = "f"
    trailed = True
    dimension: ClassVar[int] = 2
    """How many numbers a place has."""
    lowest: ClassVar[Places] = ()
    """Its lowest places, of one height; none where it falls without end. Each is where the card's
    reference puts it."""
    curvatures: ClassVar[tuple[float, ...]] = ()
    """Of a quadratic with a lowest place: the second derivative along each of its axes."""
    saddles: ClassVar[Places] = ()
    """Places that are level and neither lowest nor highest around, as far as they are known."""
    local_minima: ClassVar[Places] = ()
    """Places that are the lowest around, and not of all."""

    @property
    def lowest_height(self) -> float | None:
        """The height of the lowest places; None where there are none."""
        if not self.lowest:
            return None
        return float(self.compute("forward", np.array(self.lowest[0])))

    def shape(self, *shapes: Shape) -> Shape:
        (w,) = shapes
        if w[-1:] != (self.dimension,):
            raise ShapeError(COUNTS[self.dimension], op=self.title, w=w)
        return w[:-1]

    def example(self, rng: np.random.Generator) -> tuple[Array, ...]:
        return (rng.uniform(-1, 1, size=(3, self.dimension)),)
