"""The gate: whatever is to be drawn as a line becomes few finite numbers, or gaps.

pyqtgraph ends the process at an array of objects or texts, and takes seconds for millions of
points. What comes out here is safe: two contiguous lines of float64 of one length, at most
`MAX_POINT_COUNT` points, each number finite or NaN, which is a gap.
"""

from __future__ import annotations

import numbers

import numpy as np
from numpy.typing import ArrayLike, NDArray

from ui.kit.geometry.envelope import envelope
from ui.kit.geometry.stretch import Stretch
from visualnn.dataclass import dataclass

__all__ = [
    "LARGEST",
    "MAX_OBJECT_COUNT",
    "MAX_POINT_COUNT",
    "GatedLine",
    "as_numbers",
    "gated",
    "span_of",
]

MAX_POINT_COUNT = 4_000
"""The points that one line has at most."""
MAX_OBJECT_COUNT = 100_000
"""Of an array of objects so many are looked at; the rest are gaps."""
LARGEST = 1e300
"""Numbers beyond it are drawn there: sums of two of them would overflow."""
LEAST_SPAN_SHARE = 1e-9
"""How long an axis is at least, as a share of its largest number: shorter ones have no room for
different floats."""

Array = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class GatedLine:
    """Points that can be drawn: ``(n,)`` each, contiguous, a NaN in `y` is a gap."""

    x: Array
    y: Array

    def __len__(self) -> int:
        return len(self.x)


def as_numbers(values: ArrayLike) -> Array:
    """Anything as a line of float64, ``(n,)``: what is no real number is NaN, and what is larger
    than `LARGEST` is that."""
    array = values if isinstance(values, np.ndarray) else _array(values)
    if array.dtype.kind in "fiub":
        with np.errstate(all="ignore"):
            line = np.array(array, dtype=np.float64).reshape(-1)
    elif array.dtype.kind == "O":
        line = np.full(array.size, np.nan)
        for n, each in enumerate(array.reshape(-1)[:MAX_OBJECT_COUNT].tolist()):
            line[n] = _number(each)
    else:
        line = np.full(array.size, np.nan)
    line[np.isinf(line)] = np.nan
    np.clip(line, -LARGEST, LARGEST, out=line)
    return line


def _array(values: ArrayLike) -> NDArray[np.generic]:
    """A sequence as an array; one of rows of different lengths becomes an array of objects."""
    try:
        return np.asarray(values)
    except ValueError:
        return np.asarray(values, dtype=object)


def _number(value: object) -> float:
    if isinstance(value, bool) or not isinstance(value, numbers.Real):
        return np.nan
    try:
        return float(value)
    except OverflowError:
        return np.nan


def gated(x: ArrayLike, y: ArrayLike) -> GatedLine:
    """The line through points as it can be drawn. The longer of `x` and `y` is cut.

    Of more points than `MAX_POINT_COUNT` it is the envelope that is left: for each stretch of
    neighbours how far the line reaches down and up. `x` then has to be in order.
    """
    across, up = as_numbers(x), as_numbers(y)
    count = min(len(across), len(up))
    across, up = across[:count], up[:count]
    nowhere = np.isnan(across)
    if nowhere.any():
        up[nowhere], across[nowhere] = np.nan, 0.0
    if count > MAX_POINT_COUNT:
        across, up = _thinned(across, up)
    return GatedLine(np.ascontiguousarray(across), np.ascontiguousarray(up))


def _thinned(x: Array, y: Array) -> tuple[Array, Array]:
    """The lowest and the highest point of each of `MAX_POINT_COUNT` / 2 stretches."""
    columns = MAX_POINT_COUNT // 2
    reach = envelope(y, Stretch(0.0, len(y) - 1.0), columns)
    places = (np.arange(columns) + 0.5) * ((len(x) - 1) / columns)
    across = np.repeat(x[np.round(places).astype(np.intp)], 2)
    up = np.stack([reach.low, reach.high], axis=1)
    up[1::2] = up[1::2, ::-1]  # down and up in turns, so that the line between them is short
    return across, up.reshape(-1)


def span_of(low: float, high: float) -> tuple[float, float]:
    """The ends of an axis that can be drawn: finite, in order, and apart."""
    ends = [end if np.isfinite(end) else 0.0 for end in (low, high)]
    least, most = (float(np.clip(end, -LARGEST, LARGEST)) for end in sorted(ends))
    apart = max(abs(least), abs(most)) * LEAST_SPAN_SHARE or 1.0
    if most - least < apart:
        least, most = least - apart / 2, most + apart / 2
    return least, most
