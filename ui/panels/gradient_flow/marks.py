"""How powers of ten are written on an axis."""

from __future__ import annotations

import math

from visualnn.figures import result

__all__ = ["power"]


def power(tick: float) -> str:
    """A power of ten as it is written on an axis."""
    if 0.01 <= tick <= 100.0:
        return result(tick)
    digits = str(round(math.log10(tick))).translate(str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹"))
    return f"10{digits}"
