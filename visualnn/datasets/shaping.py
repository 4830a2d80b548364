"""The shape of one example: what a file has as what a lesson asks for, and never poured together.

Libraries disagree where channels stand: PyTorch has (channel, height, width), as here, Keras
(height, width, channel).
"""

from __future__ import annotations

import math

import numpy as np

from ..errors import DataError, Remark, SettingError
from ..ops import Array, Shape
from ..text import N_

_CHANNEL_COUNTS = frozenset({1, 3, 4})
"""Grey, RGB, and RGB with alpha."""
_MOVED = N_("the channels come last in the file, {there}, and are moved to the front: {here}")


def shaped(
    x: Array, shape: Shape | None, channels_last: bool | None
) -> tuple[Array, tuple[Remark, ...]]:
    """Examples ``(rows, …)`` in the shape that is asked for, and what is said of it.

    `channels_last` says whether the file has the channels in its last axis; None lets the shapes
    decide. Raises SettingError where the counts of numbers differ, DataError where the axes do not
    say which belongs to which.
    """
    there = x.shape[1:]
    remarks: tuple[Remark, ...] = ()
    if _are_last(there, shape) if channels_last is None else channels_last and len(there) > 1:
        x = np.ascontiguousarray(np.moveaxis(x, -1, 1))
        said = Remark(
            _MOVED,
            is_notable=channels_last is None,
            there=_told(there),
            here=_told(x.shape[1:]),
        )
        there, remarks = x.shape[1:], (said,)
    if shape is None or there == shape:
        return x, remarks
    count = math.prod(there)
    if count != math.prod(shape):
        raise SettingError(
            "{count} numbers per example do not make {shape} = {product}",
            count=count,
            shape=_told(shape),
            product=math.prod(shape),
        )
    if len(there) > 1 and len(shape) > 1 and _wide(there) != _wide(shape):
        raise DataError(
            N_(
                "each example of the file is {there} and shall become {shape}, which would mix up "
                "its axes; write {line}, or channels_last = true if the channels stand last there"
            ),
            there=_told(there),
            shape=_told(shape),
            line=f"shape = [{', '.join(map(str, there))}]",
        )
    return x.reshape(len(x), *shape), remarks


def _are_last(there: Shape, shape: Shape | None) -> bool:
    """Whether the shapes themselves say that the channels stand last in a file."""
    if len(there) != 3 or there[-1] == 1:
        return False
    if shape is not None:
        return shape != there and shape == (there[-1], *there[:-1])
    return there[-1] in _CHANNEL_COUNTS and there[0] not in _CHANNEL_COUNTS


def _wide(shape: Shape) -> Shape:
    """The axes that have more than one place."""
    return tuple(length for length in shape if length > 1)


def _told(shape: Shape) -> str:
    return " × ".join(map(str, shape))
