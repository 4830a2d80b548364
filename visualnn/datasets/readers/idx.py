"""The idx files of MNIST and its kin: a magic number, the axes, and the numbers.

Source: Yann LeCun's description beside MNIST. Bytes 0, 0, type, number of axes; each axis as 32
bits, highest byte first; then the numbers, last axis fastest.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from ...errors import DataError
from ...ops import Array
from ...text import N_
from .limits import MAX_AXIS_COUNT, check_shape, unzipped

TYPES: dict[int, np.dtype[Any]] = {
    0x08: np.dtype(np.uint8),
    0x09: np.dtype(np.int8),
    0x0B: np.dtype(">i2"),
    0x0C: np.dtype(">i4"),
    0x0D: np.dtype(">f4"),
    0x0E: np.dtype(">f8"),
}
_GZIP = b"\x1f\x8b"


def read_idx(content: bytes, file: str) -> Array:
    """The array of an idx file, packed with gzip or not; raises DataError."""
    if content.startswith(_GZIP):
        content = unzipped(content, file)
    if len(content) < 4 or content[:2] != b"\0\0" or content[2] not in TYPES:
        raise DataError(
            N_("{file} is no idx file: it does not begin with the bytes 0, 0, type, axes"),
            file=file,
        )
    axes = content[3]
    begin = 4 + 4 * axes
    if not 1 <= axes <= MAX_AXIS_COUNT or len(content) < begin:
        raise DataError(
            N_(
                "{file} says it has {axes} axes; an idx file here has one to {most}, each with "
                "its length"
            ),
            file=file,
            axes=axes,
            most=MAX_AXIS_COUNT,
        )
    lengths = [content[n : n + 4] for n in range(4, begin, 4)]
    shape = tuple(int.from_bytes(length, "big") for length in lengths)
    kind = TYPES[content[2]]
    check_shape(shape, kind.itemsize, len(content) - begin, file)
    numbers = np.frombuffer(content, kind, offset=begin).reshape(shape)
    return numbers.astype(kind.newbyteorder("="))
