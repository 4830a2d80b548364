"""Limits: how far from zero the colours of a value reach.

A limit is a round number just above the largest one. So the colours hold still while the numbers
move a little, no number lies beyond the limit, and the same numbers always have the same colours.
"""

from __future__ import annotations

import math
from typing import Final

__all__ = ["limit_above"]

_ROUND_MANTISSAS: Final = (1.0, 1.5, 2.0, 3.0, 5.0, 7.0, 10.0)


def limit_above(largest: float) -> float:
    """The first of 1, 1.5, 2, 3, 5, 7 times a power of ten that is not below `largest`; 0 for 0."""
    if largest <= 0.0 or not math.isfinite(largest):
        return largest
    power = 10.0 ** math.floor(math.log10(largest))
    if power == 0.0 or not math.isfinite(power * 10.0):
        return largest  # at the ends of the number line there is nothing rounder
    return next((step * power for step in _ROUND_MANTISSAS if step * power >= largest), largest)
