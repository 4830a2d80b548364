"""Matrix products written into given memory, in the form that was measured to be quickest."""

from __future__ import annotations

from functools import partial

import numpy as np

from .base import Array, Call
from .memory import notes

MATMUL_RESULT_COUNT = 1 << 14
"""Size of a product from which on `matmul` is quicker than `dot`, whose call costs half as much."""
MAX_TRANSPOSED_ROW_COUNT = 64
"""Rows up to which a product with a large matrix is quicker transposed: OpenBLAS packs the second
matrix, which pays for many rows only."""

# Whoever computes in slices rests between calls, so no call takes longer than some hundredths of a
# second. Everyone runs the same calls, so that a number is the same wherever it is computed.
PIECE_MULTIPLICATION_COUNT = 1 << 30
"""Multiplications that one call does at most."""
PIECE_RESULT_COUNT = 1 << 22
"""Numbers that one call writes at most: the first time its memory is new."""
PIECE_READ_COUNT = 1 << 26
"""Numbers of a matrix that one call goes through at most."""


def product(left: Array, right: Array, out: Array) -> tuple[Call, ...]:
    """Calls that write ``left · right`` into `out`; all three are matrices. A very large product is
    done in pieces, rows or columns of the result."""
    if (count := _piece_count(left, right, out)) > 1:
        calls: list[Call] = []
        axis = 0 if len(out) >= out.shape[1] else 1
        size = -(-out.shape[axis] // count)
        for first in range(0, out.shape[axis], size):
            at = slice(first, first + size)
            part = (left[at], right, out[at]) if axis == 0 else (left, right[:, at], out[:, at])
            calls += _whole(*part)
        return tuple(calls)
    return _whole(left, right, out)


def _piece_count(left: Array, right: Array, out: Array) -> int:
    """In how many pieces a product is done."""
    shares = (
        (out.size * left.shape[1], PIECE_MULTIPLICATION_COUNT),
        (out.size, PIECE_RESULT_COUNT),
        (max(left.size, right.size), PIECE_READ_COUNT),
    )
    return max(-(-number // most) for number, most in shares)


def _whole(left: Array, right: Array, out: Array) -> tuple[Call, ...]:
    """The calls of a product in one piece."""
    is_small = out.size < MATMUL_RESULT_COUNT and right.size < MATMUL_RESULT_COUNT
    if is_small and out.flags.c_contiguous:  # a piece of columns is not
        return (partial(left.dot, right, out),)
    if 1 < len(left) <= MAX_TRANSPOSED_ROW_COUNT < out.shape[1]:
        turned = notes(out.shape[::-1], out.dtype)
        return (partial(np.matmul, right.T, left.T, turned), partial(np.copyto, out, turned.T))
    return (partial(np.matmul, left, right, out),)
