"""Every window as a column of numbers, so that a convolution is one product of matrices a picture.

A column holds ``in · height · width`` numbers of a filter's size. Where a filter moves by single
steps, whole pictures are copied at a time instead of row by row: windows that begin in one row and
end in the next are computed too and left out afterwards.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

import numpy as np

from ...base import Array, Call
from ...memory import notes_like
from .sized import SizedConvolution

_MAX_NUMBER_COUNT = 1 << 18
"""Numbers in the columns of pictures that are multiplied at once: they stay in the cache."""
_MAX_WASTED_COLUMN_COUNT = 300
"""Columns left out in a row, times channels made, up to which they cost less than they save."""
_MAX_TURNED_WEIGHT_COUNT = 1 << 16
"""Weights up to which turning them round costs less than it saves."""


class Patches(SizedConvolution):
    """Windows as columns, for any stride, dilation and groups."""

    @property
    def whole(self) -> bool:
        """Whether pictures are copied whole."""
        waste = (self.padded[1] - self.places[1]) * self.made
        single = self.height.stride == self.width.stride == 1
        return single and self.taps != (1, 1) and waste <= _MAX_WASTED_COLUMN_COUNT

    @property
    def direct(self) -> bool:
        """Whether the picture is its own columns."""
        sides = self.height, self.width
        return self.taps == (1, 1) and all(
            axis.stride == 1 and axis.before == 0 and axis.count == axis.length for axis in sides
        )

    @property
    def run(self) -> tuple[int, int]:
        """Rows and columns of what is computed of each channel."""
        return self.places[0], self.padded[1] if self.whole else self.places[1]

    @property
    def length(self) -> int:
        return self.run[0] * self.run[1]

    @property
    def weights(self) -> int:
        """Weights of one output channel."""
        return self.seen // self.groups * self.taps[0] * self.taps[1]

    def chunks(self) -> Iterator[tuple[slice, slice]]:
        """So many pictures at a time as fit: where they lie in the batch, and in the memory."""
        size = self._at_once()
        for first in range(0, self.batch, size):
            last = min(first + size, self.batch)
            yield slice(first, last), slice(0, last - first)

    def _at_once(self) -> int:
        numbers = self.weights * self.groups * self.length
        return min(self.batch, max(1, _MAX_NUMBER_COUNT // numbers))

    # -- the padded picture, and its windows --

    def _pictures(self) -> tuple[Array, Array]:
        """Memory for padded pictures, and the same as windows ``(batch, in, *taps, …)``, where … is
        a row as long as the picture or rows and columns of windows."""
        rows, columns = self.padded
        # a window at the end reads a little further than its picture
        memory = self.zeros(self.batch * self.seen * rows * columns + self.width.extent)
        padded = memory[: -self.width.extent].reshape(self.batch, self.seen, rows, columns)
        return padded, self._windows(padded)

    def _windows(self, padded: Array) -> Array:
        picture, channel, row, column = padded.strides
        steps = (self.height.dilation * row, self.width.dilation * column)
        shape: tuple[int, ...] = (self.length,)
        strides: tuple[int, ...] = (column,)
        if not self.whole:
            shape = self.places
            strides = self.height.stride * row, self.width.stride * column
        return np.lib.stride_tricks.as_strided(
            padded,
            (self.batch, self.seen, *self.taps, *shape),
            (picture, channel, *steps, *strides),
        )

    def _columns(self, x: Array) -> tuple[list[Call], Array, Array]:
        """What prepares x, its windows, and memory for some pictures' columns."""
        prepared: list[Call] = []
        if self.padded == x.shape[2:] and not self.whole:
            windows = self._windows(x)
        else:
            padded, windows = self._pictures()
            prepared.append(partial(np.copyto, self.inside(padded, 2, 3), x))
        columns = self.notes(self._at_once(), *windows.shape[1:])
        return prepared, windows, columns

    def _matrix(self, columns: Array) -> Array:
        """``(pictures, groups, weights, length)``"""
        return columns.reshape(len(columns), self.groups, self.weights, self.length)

    def _rows(self, s: Array) -> Array:
        """``(pictures, groups, out / groups, length)``"""
        return s.reshape(len(s), self.groups, self.made // self.groups, self.length)

    def _filters(self, W: Array) -> Array:
        """``(groups, out / groups, weights)``"""
        return W.reshape(self.groups, self.made // self.groups, self.weights)

    def _widened(self, s: Array) -> tuple[Array, Array]:
        """Memory for some pictures of s with what is left out, which is 0, and the part that is
        s."""
        wide = self.zeros(self._at_once(), self.made, *self.run)
        return wide, wide[..., : self.places[1]]

    # -- the three sums --

    def slid(self, out: Array, x: Array, W: Array) -> tuple[Call, ...]:
        if self.direct:
            return (partial(np.matmul, self._filters(W), self._matrix(x), self._rows(out)),)
        calls, windows, columns = self._columns(x)
        wide, narrow = self._widened(out) if self.whole else (columns, columns)
        for batch, memory in self.chunks():
            calls.append(partial(np.copyto, columns[memory], windows[batch]))
            made = wide[memory] if self.whole else out[batch]
            matrix = self._matrix(columns[memory])
            calls.append(partial(np.matmul, self._filters(W), matrix, self._rows(made)))
            if self.whole:
                calls.append(partial(np.copyto, out[batch], narrow[memory]))
        return tuple(calls)

    def spread(self, out: Array, s: Array, W: Array) -> tuple[Call, ...]:
        turned = self._filters(W).transpose(0, 2, 1)
        if self.direct:
            return (partial(np.matmul, turned, self._rows(s), self._matrix(out)),)
        padded, windows = self._pictures()
        columns = self.notes(self._at_once(), *windows.shape[1:])
        wide, narrow = self._widened(s) if self.whole else (s, s)
        calls: list[Call] = [partial(padded.fill, 0)]
        for batch, memory in self.chunks():
            if self.whole:
                calls.append(partial(np.copyto, narrow[memory], s[batch]))
            rows = self._rows(wide[memory] if self.whole else s[batch])
            calls.append(partial(np.matmul, turned, rows, self._matrix(columns[memory])))
            for i, j in np.ndindex(*self.taps):
                seen = windows[batch, :, i, j]
                calls.append(partial(np.add, seen, columns[memory, :, i, j], seen))
        return (*calls, partial(np.copyto, out, self.inside(padded, 2, 3)))

    def met(self, out: Array, x: Array, s: Array) -> tuple[Call, ...]:
        share = self.made // self.groups
        # BLAS is faster with the longer side first
        turned = share < self.weights <= _MAX_TURNED_WEIGHT_COUNT // share
        calls: list[Call] = []
        windows = columns = x
        if not self.direct:
            calls, windows, columns = self._columns(x)
        wide, narrow = self._widened(s) if self.whole else (s, s)
        sides = (self.weights, share) if turned else (share, self.weights)
        parts = self.notes(self._at_once(), self.groups, *sides)
        total = self.notes(self.groups, *sides)
        for batch, memory in self.chunks():
            if not self.direct:
                calls.append(partial(np.copyto, columns[memory], windows[batch]))
            if self.whole:
                calls.append(partial(np.copyto, narrow[memory], s[batch]))
            left = self._rows(wide[memory] if self.whole else s[batch])
            right = self._matrix(x[batch] if self.direct else columns[memory])
            factors = (right, left) if turned else (left, right)
            first = batch.start == 0
            calls += _added(factors, parts[memory], total, first)
        told = total.transpose(0, 2, 1) if turned else total
        return (*calls, partial(np.copyto, self._filters(out), told))


def _added(factors: tuple[Array, Array], parts: Array, total: Array, first: bool) -> list[Call]:
    """The products of all pictures, added to the total."""
    left, right = factors
    right = right.transpose(0, 1, 3, 2)
    if first and len(parts) == 1:
        return [partial(np.matmul, left, right, total[None])]
    calls: list[Call] = [partial(np.matmul, left, right, parts)]
    if len(parts) == 1:
        return [*calls, partial(np.add, total, parts[0], total)]
    ones, flat = np.ones(len(parts), parts.dtype), parts.reshape(len(parts), -1)
    if first:
        return [*calls, partial(ones.dot, flat, total.reshape(-1))]
    part = notes_like(total)
    calls.append(partial(ones.dot, flat, part.reshape(-1)))
    return [*calls, partial(np.add, total, part, total)]
