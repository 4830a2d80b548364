"""What a number becomes when it is pulled by so many pixels."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF
from PySide6.QtWidgets import QApplication

if TYPE_CHECKING:
    from visualnn.expr import Source

__all__ = ["KEY_PIXELS", "LEAST_SIZE", "SIZE_PIXELS", "HeldNumber", "pulled_value"]

KEY_PIXELS = 10.0
"""So many pixels one press of ↑ pulls; with Shift a tenth."""
SIZE_PIXELS = 100
"""So many pixels change a number by its own size."""
LEAST_SIZE = 0.1
"""The size that a number counts as at least, so that 0 can be pulled away from."""
_ROUNDED_DIGITS = 3
"""Digits of the size to which a pulled number is rounded, so that it can be said."""


def pulled_value(begin: float, pixels: float) -> float:
    """The number that was `begin`, pulled by `pixels`: as many hundredths of its own size, rounded
    to a thousandth of that size; without a pull it is what it was."""
    if not pixels:
        return begin
    size = max(abs(begin), LEAST_SIZE)
    digits = _ROUNDED_DIGITS - 1 - math.floor(math.log10(size))
    value = begin + size * pixels / SIZE_PIXELS
    return round(value, digits) if math.isfinite(value) else begin


@dataclass(slots=True)
class HeldNumber:
    """A number in a picture that was pressed and may be pulled."""

    place: Source
    value: float
    begin: QPointF
    """Where it was pressed, on the screen."""
    is_pulled: bool = False

    def value_at(self, point: QPointF) -> float | None:
        """What the number is when the hand is here, to the right and up is more; None as long as
        it only trembles."""
        way = point - self.begin
        far = way.manhattanLength() >= QApplication.startDragDistance()
        self.is_pulled = self.is_pulled or far
        return pulled_value(self.value, way.x() - way.y()) if self.is_pulled else None
