"""What a number becomes when it is pulled by so many pixels."""

from __future__ import annotations

import math

__all__ = ["LEAST_SIZE", "SIZE_PIXELS", "pulled_value"]

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
