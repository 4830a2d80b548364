"""Work in pieces: an iterator that does a little each time it is asked, so that whoever drives it
can paint in between, or give it up."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from ..ops import Array

__all__ = ["PIECE_BYTES", "copying"]

PIECE_BYTES = 16 << 20
"""The memory that one piece of a copy fills: some hundredths of a second where it is new."""


def copying(source: Array, target: Array) -> Iterator[None]:
    """Copy one flat array into another of the same length."""
    length = max(1, PIECE_BYTES // target.itemsize)
    for begin in range(0, target.size, length):
        np.copyto(target[begin : begin + length], source[begin : begin + length])
        yield
