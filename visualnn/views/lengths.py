"""The Euclidean length of many numbers, a piece at a time: in float64, with no copy of all."""

from __future__ import annotations

import math
from collections.abc import Generator, Sequence

import numpy as np

from ..ops import Array

__all__ = ["PIECE_COUNT", "length_in_pieces", "length_of"]

PIECE_COUNT = 1 << 22
"""Numbers that are added up before somebody else has a turn: some milliseconds."""
_BLOCK_COUNT = 1 << 16
"""Numbers that are read as float64 at once: what a processor's cache holds."""


def length_of(values: Array | None) -> float | None:
    """The Euclidean length, also where squares would be too small or too large for a number."""
    return None if values is None else _drained(length_in_pieces([values]))


def _drained(work: Generator[None, None, float]) -> float:
    while True:
        try:
            next(work)
        except StopIteration as end:
            return float(end.value)


def length_in_pieces(
    arrays: Sequence[Array], less: Sequence[Array] | None = None
) -> Generator[None, None, float]:
    """The Euclidean length of all numbers of several arrays, each minus the one at its place in
    `less`; it rests after every piece."""
    pairs = [
        (array.reshape(-1), None if less is None else less[n].reshape(-1))
        for n, array in enumerate(arrays)
    ]
    largest = 0.0
    is_narrow = all(array.dtype.itemsize < 8 for array, _ in pairs)
    if not is_narrow:  # squares of float64 may be no numbers any more
        for array, other in pairs:
            for begin in range(0, array.size, PIECE_COUNT):
                for block in _blocks(array, other, begin):
                    size = float(np.abs(block).max(initial=0.0))
                    largest = size if math.isnan(size) else max(largest, size)
                    if not math.isfinite(largest):
                        return largest
                yield
        if not largest:
            return 0.0
    total, scale = 0.0, 1.0 if is_narrow else largest
    for array, other in pairs:
        for begin in range(0, array.size, PIECE_COUNT):
            for block in _blocks(array, other, begin):
                wide = block.astype(np.float64)
                if scale != 1.0:
                    wide /= scale
                total += float(np.dot(wide, wide))
            yield
    return scale * math.sqrt(total)


def _blocks(array: Array, other: Array | None, begin: int) -> list[Array]:
    """The numbers of a piece, block by block."""
    end = min(begin + PIECE_COUNT, array.size)
    bounds = [(at, min(at + _BLOCK_COUNT, end)) for at in range(begin, end, _BLOCK_COUNT)]
    if other is None:
        return [array[a:b] for a, b in bounds]
    return [array[a:b] - other[a:b] for a, b in bounds]
