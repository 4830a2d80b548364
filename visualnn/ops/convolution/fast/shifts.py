"""The input once for each column of a filter; its rows cost nothing.

With the rows of all pictures in front, ``(height, in, filter column, batch, width)``, what one row
of the output reads is one piece of memory: a matrix with a line for each weight, row by row of the
filter. The next output row reads the same memory a row further on. So only the filter's columns
are copied, and each output row of the whole batch is one product of matrices.
"""

from __future__ import annotations

from functools import partial
from typing import Any

import numpy as np

from ...base import Array, Call
from ...sliding import Axis
from .layout import Layout

_LONGEST_ROW = 28
"""Columns of s up to which copying them row by row costs more than the multiplications win by
it."""
_LEAST_LINE = 200
"""Columns of the matrices, all pictures together, from which on the products are worth it."""

_strided = np.lib.stride_tricks.as_strided


class Shifts(Layout):
    """Shifted copies, for filters that move by single steps and see all channels."""

    @staticmethod
    def fits(height: Axis, width: Axis, batch: int, groups: int) -> bool:
        """Whether this layout can be used, and is the faster one."""
        single = {height.stride, width.stride, height.dilation, width.dilation, groups} == {1}
        short = width.count <= _LONGEST_ROW and batch * width.count >= _LEAST_LINE
        return single and short and height.size * width.size > 1

    @property
    def line(self) -> int:
        """The numbers of one channel in one row of s: all pictures."""
        return self.batch * self.places[1]

    def _shifted(self, x: Array) -> tuple[list[Call], Array]:
        """What copies x, and for each row of s the matrix that it reads: ``(rows, weights,
        line)``."""
        rows, columns = self.padded
        taps_down, taps = self.taps
        padded = self.zeros(rows, self.seen, self.batch, columns)
        shifted = self.notes(rows, self.seen, taps, self.batch, self.places[1])
        calls: list[Call] = [partial(np.copyto, self.inside(padded, 0, 3), x.transpose(2, 1, 0, 3))]
        for j in range(taps):
            seen = padded[..., j : j + self.places[1]]
            calls.append(partial(np.copyto, shifted[:, :, j], seen))
        row, _, tap, _, _ = shifted.strides
        weights = taps_down * self.seen * taps
        matrices = _strided(
            shifted, (self.places[0], weights, self.line), (row, tap, shifted.itemsize)
        )
        return calls, matrices

    def _lines(self, lines: Array) -> Array:
        """Rows of s as pictures: ``(rows, out, batch · columns) → (batch, out, rows, columns)``"""
        rows = lines.reshape(len(lines), self.made, self.batch, self.places[1])
        return rows.transpose(2, 1, 0, 3)

    def slid(self, out: Array, x: Array, W: Array) -> tuple[Call, ...]:
        calls, matrices = self._shifted(x)
        down, across = self.taps
        filters = self.notes(self.made, down, self.seen, across)
        lines = self.notes(self.places[0], self.made, self.line)
        return (
            partial(np.copyto, filters, W.transpose(0, 2, 1, 3)),
            *calls,
            partial(np.matmul, filters.reshape(self.made, -1), matrices, lines),
            partial(np.copyto, out, self._lines(lines)),
        )

    def spread(self, out: Array, s: Array, W: Array) -> tuple[Call, ...]:
        """Row by row of x: the rows of s that see it, times the filter upside down, gives for each
        column of the filter what it brings."""
        (rows, columns), (down, across) = self.padded, self.taps
        framed = self.zeros(self.places[0] + 2 * (down - 1), self.made, self.line)
        lines = framed[down - 1 : down - 1 + self.places[0]]
        row, tap, number = framed.strides
        matrices = _strided(framed, (rows, down * self.made, self.line), (row, tap, number))
        filters = self.notes(self.seen, across, down, self.made)
        brought = self.notes(rows, self.seen, across, self.batch, self.places[1])
        padded = self.zeros(rows, self.seen, self.batch, columns)
        calls: list[Call] = [
            partial(np.copyto, self._lines(lines), s),
            partial(np.copyto, filters, W[:, :, ::-1].transpose(1, 3, 2, 0)),
            partial(
                np.matmul,
                filters.reshape(self.seen * across, -1),
                matrices,
                brought.reshape(rows, self.seen * across, self.line),
            ),
            partial(padded.fill, 0),
        ]
        for j in range(across):
            seen = padded[..., j : j + self.places[1]]
            calls.append(partial(np.add, seen, brought[:, :, j], seen))
        inner = self.inside(padded, 0, 3).transpose(2, 1, 0, 3)
        return (*calls, partial(np.copyto, out, inner))

    def met(self, out: Array, x: Array, s: Array) -> tuple[Call, ...]:
        calls, matrices = self._shifted(x)
        (rows, _), (down, across) = self.places, self.taps
        lines = self.notes(rows, self.made, self.line)
        weights = down * self.seen * across
        # BLAS is faster with the longer side first
        turned = self.made < weights
        parts = self.notes(rows, *((weights, self.made) if turned else (self.made, weights)))
        left, right = (matrices, lines) if turned else (lines, matrices)
        total: Any = self.notes(parts[0].size)
        if turned:
            filters = total.reshape(down, self.seen, across, self.made).transpose(3, 1, 0, 2)
        else:
            filters = total.reshape(self.made, down, self.seen, across).transpose(0, 2, 1, 3)
        return (
            *calls,
            partial(np.copyto, self._lines(lines), s),
            partial(np.matmul, left, right.transpose(0, 2, 1), parts),
            partial(np.ones(rows, self.dtype).dot, parts.reshape(rows, -1), total),
            partial(np.copyto, out, filters),
        )
