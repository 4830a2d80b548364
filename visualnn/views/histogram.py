"""Histograms whose bins never move: the same for every layer and every tick."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from types import MappingProxyType

import numpy as np

from ..ops import Array

__all__ = ["BINS", "Bin", "counts_of"]

VALUE_STEP = 0.25
LARGEST_VALUE = 5.0
"""Activations and weights: bins of one width up to here, and what is beyond."""
LEAST_GRADIENT_EXPONENT, LARGEST_GRADIENT_EXPONENT = -12, 4
"""Gradients: half decades between these powers of ten, and what is beyond on both sides."""


@dataclass(frozen=True)
class Bin:
    """Numbers from `low` to `high`; the end that is nearer to 0 belongs to it, the other does not.
    Exactly 0 has a bin of its own, in which both are 0."""

    low: float
    high: float


def _mirror(edges: Sequence[float]) -> tuple[Bin, ...]:
    """Bins between these positive edges, 0 and ∞, the same below 0, and 0 itself."""
    ends = (0.0, *edges, math.inf)
    above = [Bin(low, high) for low, high in pairwise(ends)]
    below = [Bin(-one.high, -one.low if one.low else 0.0) for one in reversed(above)]
    return (*below, Bin(0.0, 0.0), *above)


_VALUES = _mirror([VALUE_STEP * n for n in range(1, round(LARGEST_VALUE / VALUE_STEP) + 1)])
_GRADIENTS = _mirror(
    [
        10.0 ** (half / 2)
        for half in range(2 * LEAST_GRADIENT_EXPONENT, 2 * LARGEST_GRADIENT_EXPONENT + 1)
    ]
)
BINS: Mapping[str, Sequence[Bin]] = MappingProxyType(
    {"a": _VALUES, "W": _VALUES, "da": _GRADIENTS, "dW": _GRADIENTS}
)
"""What is counted → its bins, from the lowest to the highest."""


def counts_of(values: Array, bins: Sequence[Bin]) -> list[int]:
    """How many numbers are in each bin; NaN is in none."""
    flat = values.ravel().astype(np.float64)
    edges = np.array([one.low for one in bins if one.low > 0])
    above = _sizes(flat[flat > 0], edges)
    below = _sizes(-flat[flat < 0], edges)
    return [*reversed(below), int((flat == 0).sum()), *above]


def _sizes(sizes: Array, edges: Array) -> list[int]:
    """How many positive numbers are below the first edge, from one to the next, and beyond."""
    places = np.searchsorted(edges, sizes, side="right")
    return np.bincount(places, minlength=len(edges) + 1).tolist()
