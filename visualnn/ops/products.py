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
OUTER_PIECE_COUNT = 1 << 24
"""Numbers that one call makes of an outer product, at most: whoever computes in slices rests
between calls. Each number is a single product there, so it is the same in any piece."""


def product(left: Array, right: Array, out: Array) -> tuple[Call, ...]:
    """Calls that write ``left · right`` into `out`; all three are matrices."""
    if out.size < MATMUL_RESULT_COUNT and right.size < MATMUL_RESULT_COUNT:
        return (partial(left.dot, right, out),)
    if 1 < len(left) <= MAX_TRANSPOSED_ROW_COUNT < out.shape[1]:
        turned = notes(out.shape[::-1], out.dtype)
        return (partial(np.matmul, right.T, left.T, turned), partial(np.copyto, out, turned.T))
    if left.shape[1] == 1 and out.size > OUTER_PIECE_COUNT:
        rows = max(1, OUTER_PIECE_COUNT // out.shape[1])
        return tuple(
            partial(np.matmul, left[n : n + rows], right, out[n : n + rows])
            for n in range(0, len(out), rows)
        )
    return (partial(np.matmul, left, right, out),)
