"""Histograms whose bins never move: the same for every layer and every tick."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise
from types import MappingProxyType

import numpy as np

from ..dataclass import dataclass
from ..names import gradient_of
from ..ops import Array

__all__ = ["BINS", "Bin", "bins_of", "counting", "counts_of"]

PIECE_COUNT = 1 << 19
"""Numbers that are counted before somebody else has a turn: some hundredths of a second."""

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


def bins_of(name: str) -> Sequence[Bin]:
    """The bins of a name in a program: those of gradients, or those of values."""
    return _VALUES if gradient_of(name) is None else _GRADIENTS


def counts_of(values: Array, bins: Sequence[Bin]) -> list[int]:
    """How many numbers are in each bin; NaN is in none."""
    *_, counts = counting(values, bins)
    return counts


def counting(values: Array, bins: Sequence[Bin]) -> Iterator[list[int]]:
    """How many numbers are in each bin, after each piece of them so far; NaN is in none."""
    flat = values.reshape(-1)
    edges = np.array([one.low for one in bins if one.low > 0])
    counts = [0] * len(bins)
    for begin in range(0, max(flat.size, 1), PIECE_COUNT):
        piece = flat[begin : begin + PIECE_COUNT].astype(np.float64)
        above = _sizes(piece[piece > 0], edges)
        below = _sizes(-piece[piece < 0], edges)
        found = (*reversed(below), int((piece == 0).sum()), *above)
        counts = [count + more for count, more in zip(counts, found, strict=True)]
        yield counts


def _sizes(sizes: Array, edges: Array) -> list[int]:
    """How many positive numbers are below the first edge, from one to the next, and beyond."""
    places = np.searchsorted(edges, sizes, side="right")
    return np.bincount(places, minlength=len(edges) + 1).tolist()
