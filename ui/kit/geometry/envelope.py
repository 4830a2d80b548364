"""The envelope of a curve: how far its line reaches down and up in every column of pixels.

A curve of a hundred thousand numbers is on a screen only a thousand columns wide. What can be
seen of it is the lowest and the highest point of the line in each column, so that is all that is
kept: exact for few numbers (the line between two of them is followed) and for many (no peak is
lost).
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from visualnn.dataclass import dataclass

from .stretch import Stretch

Array = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Envelope:
    """The lowest and the highest point of a line per column, (columns,) each; NaN where there is no
    line."""

    low: Array
    high: Array

    @property
    def extent(self) -> tuple[float, float] | None:
        """The lowest and the highest point of all; None if there is no line."""
        if not self.low.size:
            return None
        low, high = float(np.fmin.reduce(self.low)), float(np.fmax.reduce(self.high))
        return None if np.isnan(low) else (low, high)


def plain(values: NDArray[np.generic]) -> Array:
    """Any array of real numbers as a contiguous line of float64, (n,).

    Raises TypeError for arrays of objects, texts or complex numbers.
    """
    if values.dtype.kind not in "fiub":
        raise TypeError(f"A curve is made of real numbers, not of {values.dtype}.")
    return np.ascontiguousarray(values, dtype=np.float64).reshape(-1)


def envelope(
    values: Array,
    stretch: Stretch,
    columns: int,
    *,
    offset: float = 0.0,
    step: float = 1.0,
    log: bool = False,
) -> Envelope:
    """The envelope of the line through (offset + i · step, values[i]), over a stretch.

    Numbers that are not finite leave a gap. Between two of them a lone number is a dot. On an axis
    with `log` the line is straight there, and numbers that are not above 0 leave a gap, too.
    """
    nothing = np.empty(0)
    return grown(
        Envelope(nothing, nothing), 0, values, stretch, columns, offset=offset, step=step, log=log
    )


def grown(
    known: Envelope,
    count: int,
    values: Array,
    stretch: Stretch,
    columns: int,
    *,
    offset: float = 0.0,
    step: float = 1.0,
    log: bool = False,
) -> Envelope:
    """The same of numbers of which the first `count` have the envelope `known` in the same place:
    the columns to the left of the last of these are as they were."""
    columns = max(1, columns)
    values = plain(values)
    edges = np.arange(columns + 1, dtype=np.float64) * (stretch.length / columns) + stretch.first
    places: Array = (edges - offset) / step  # in numbers of the curve
    same = max(0, int(np.searchsorted(places, count - 1)) - 1) if count else 0
    # what is left out is a whole number, so no place is rounded
    left_out = int(min(max(0.0, np.floor(places[same])), max(0, values.size - 2)))
    part = values[left_out:]
    if log:
        with np.errstate(divide="ignore", invalid="ignore"):
            part = np.log(part)
    found = _envelope(part, places[same:] - left_out)
    if np.isinf(found.low).any() or np.isinf(found.high).any():
        finite = np.where(np.isfinite(part), part, np.nan)
        found = _envelope(finite, places[same:] - left_out)
    low, high = (np.exp(found.low), np.exp(found.high)) if log else (found.low, found.high)
    if not same:
        return Envelope(low, high)
    return Envelope(
        np.concatenate([known.low[:same], low]), np.concatenate([known.high[:same], high])
    )


def _envelope(values: Array, places: Array) -> Envelope:
    """The envelope between places, edges of columns, of numbers of which none is infinite."""
    low, high = _between(values, places)
    first = np.clip(np.ceil(places), 0, values.size).astype(np.intp)
    filled = np.flatnonzero(first[1:] > first[:-1])
    if filled.size:
        begin, end = first[filled[0]], first[-1]
        starts = first[filled] - begin
        inner = values[begin:end]
        low[filled] = np.fmin(low[filled], np.fmin.reduceat(inner, starts))
        high[filled] = np.fmax(high[filled], np.fmax.reduceat(inner, starts))
    return Envelope(low, high)


def _between(values: Array, places: Array) -> tuple[Array, Array]:
    """The lower and the higher end of the line at the two edges of each column."""
    if values.size < 2:
        nothing = np.full(places.size - 1, np.nan)
        return nothing, nothing.copy()
    left = np.clip(np.floor(places), 0, values.size - 2)
    share = places - left
    share[(share < 0.0) | (share > 1.0)] = np.nan
    index = left.astype(np.intp)
    with np.errstate(invalid="ignore", over="ignore"):
        at = values[index] * (1.0 - share) + values[index + 1] * share
    return np.fmin(at[:-1], at[1:]), np.fmax(at[:-1], at[1:])


def coverage(top: Array, bottom: Array, height: int, thickness: float = 1.0) -> NDArray[np.uint8]:
    """The share of each pixel that the line covers, 0 to 255, (height, columns).

    `top` and `bottom`, (columns,), are the reach of its middle in pixels from above; NaN is no
    line. The line is `thickness` pixels thick.
    """
    half, reach = thickness / 2, float(height + 2)  # reach: beyond any row
    nothing = np.isnan(top)
    above = np.clip(np.where(nothing, reach, top - half), -reach, reach)
    below = np.clip(np.where(nothing, -reach, bottom + half), -reach, reach)
    rows = np.arange(0, 255 * height, 255, dtype=np.float32)[:, None]
    covered = np.minimum((below * 255).astype(np.float32), rows + np.float32(255))
    covered -= np.maximum((above * 255).astype(np.float32), rows)
    np.maximum(covered, np.float32(0), out=covered)
    return covered.astype(np.uint8)
