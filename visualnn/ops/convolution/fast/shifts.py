"""The input once for each column of a filter; its rows cost nothing.

With the rows of some pictures in front, ``(height, in, filter column, pictures, width)``, what one
row of the output reads is one piece of memory: a matrix with a line for each weight, row by row of
the filter. The next output row reads the same memory a row further on. So only the filter's columns
are copied, and each output row of these pictures is one product of matrices.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from functools import cached_property, partial
from itertools import groupby, pairwise
from typing import Any, TypeVar

import numpy as np

from ...base import Array, Call
from ...memory import laid_out
from ...sliding import SlidingAxis
from .sized import SizedConvolution

_MAX_ROW_COLUMN_COUNT = 28
"""Columns of s up to which copying them row by row costs more than the multiplications win by
it."""
_MIN_LINE_COLUMN_COUNT = 200
"""Columns of the matrices, all pictures together, from which on the products are worth it."""
_MAX_NUMBER_COUNT = 1 << 18
"""Numbers that are laid out at once: they stay in the cache."""

SINGLE_BYTES = 4
"""Bytes of a number of single precision."""
MOST_IDLE_COLUMN_COUNT = 3
"""Columns that are multiplied for nothing at most."""

Room = TypeVar("Room")

_strided = np.lib.stride_tricks.as_strided


class Shifts(SizedConvolution):
    """Shifted copies, for filters that move by single steps and see all channels."""

    @staticmethod
    def fits(height: SlidingAxis, width: SlidingAxis, batch: int, groups: int) -> bool:
        """Whether this layout can be used, and is the faster one."""
        single = {height.stride, width.stride, height.dilation, width.dilation, groups} == {1}
        short = (
            width.count <= _MAX_ROW_COLUMN_COUNT and batch * width.count >= _MIN_LINE_COLUMN_COUNT
        )
        return single and short and height.size * width.size > 1

    def pictures(self, lines: Array, count: int) -> Array:
        """Rows of s as so many pictures: ``(rows, out, line) → (pictures, out, rows, columns)``"""
        rows = lines.reshape(len(lines), self.made, count, self.places[1])
        return rows.transpose(2, 1, 0, 3)

    def columns(self) -> Iterator[tuple[slice, slice]]:
        """For each column of a filter the windows in which it lies inside of x, and where."""
        before, length = self.width.before, self.width.length
        for j in range(self.width.size):
            first = max(0, before - j)
            last = max(first, min(self.width.count, length + before - j))
            yield slice(first, last), slice(first + j - before, last + j - before)

    def _chunks(self, room: Callable[[Shifts, int], Room]) -> Iterator[tuple[slice, Room]]:
        """Some pictures at a time, and the room that they are laid out in; equally many share
        it."""
        (rows, _), (height, columns) = self.padded, self.places
        numbers = (rows * self.seen * self.taps[1] + height * self.made) * columns
        chunks = min(self.batch, -(-self.batch * numbers // _MAX_NUMBER_COUNT))
        ends = np.linspace(0, self.batch, chunks + 1).astype(int).tolist()
        rooms: dict[int, Room] = {}
        for first, last in pairwise(ends):
            if last - first not in rooms:
                rooms[last - first] = room(self, last - first)
            yield slice(first, last), rooms[last - first]

    def slid(self, out: Array, x: Array, W: Array) -> tuple[Call, ...]:
        down, across = self.taps
        filters = self.notes(self.made, down, self.seen, across)
        calls: list[Call] = [partial(np.copyto, filters, W.transpose(0, 2, 1, 3))]
        for pictures, room in self._chunks(_ShiftedPictures):
            shifted = room.shift(x[pictures], calls)
            matrix = filters.reshape(self.made, -1)
            calls.append(partial(np.matmul, matrix, shifted, room.lines))
            calls.append(partial(np.copyto, out[pictures], room.pictures))
        return tuple(calls)

    def spread(self, out: Array, s: Array, W: Array) -> tuple[Call, ...]:
        """Row by row of x: the rows of s that see it, times the filter upside down, gives for each
        column of the filter what it brings."""
        down, across = self.taps
        filters = self.notes(self.seen, across, down, self.made)
        turned = W[:, :, ::-1].transpose(1, 3, 2, 0)
        calls: list[Call] = [partial(np.copyto, filters, turned)]
        matrix = filters.reshape(self.seen * across, -1)
        for pictures, room in self._chunks(_Painted):
            calls.append(partial(np.copyto, room.pictures, s[pictures]))
            for rows, taps in self._seen_rows():
                weights = matrix[:, taps.start * self.made : taps.stop * self.made]
                lines = room.matrices(rows, taps)
                calls.append(partial(np.matmul, weights, lines, room.brought[rows]))
            calls += room.unshift(out[pictures])
        return tuple(calls)

    def _seen_rows(self) -> Iterator[tuple[slice, slice]]:
        """Neighbouring rows of x, and the rows of a filter upside down with which rows of s see
        them: at the edges not all."""
        down, last = self.taps[0], self.places[0] + self.taps[0] - 1
        places = range(self.height.before, self.height.before + self.height.length)
        ends = [(max(0, down - 1 - place), min(down, last - place)) for place in places]
        begin = 0
        for (first, end), rows in groupby(ends):
            stop = begin + len(list(rows))
            yield slice(begin, stop), slice(first, end)
            begin = stop

    def met(self, out: Array, x: Array, s: Array) -> tuple[Call, ...]:
        (rows, _), (down, across) = self.places, self.taps
        weights = down * self.seen * across
        # BLAS is faster with the longer side first
        turned = self.made < weights
        made = quick_count(self.made, self.dtype) if turned else self.made
        chunks = list(self._chunks(partial(_ShiftedPictures, made=made)))
        sides = (weights, made) if turned else (made, weights)
        parts, total = self.notes(len(chunks), rows, *sides), self.notes(*sides)
        calls: list[Call] = []
        for (pictures, room), part in zip(chunks, parts, strict=True):
            shifted = room.shift(x[pictures], calls)
            calls.append(partial(np.copyto, room.pictures, s[pictures]))
            factors = (shifted, room.wide) if turned else (room.wide, shifted)
            calls.append(partial(np.matmul, factors[0], factors[1].transpose(0, 2, 1), part))
        ones = np.ones(len(chunks) * rows, self.dtype)
        calls.append(partial(ones.dot, parts.reshape(len(ones), -1), total.reshape(-1)))
        by_filter = total.T[: self.made] if turned else total
        filters = by_filter.reshape(self.made, down, self.seen, across).transpose(0, 2, 1, 3)
        return (*calls, partial(np.copyto, out, filters))


def quick_count(count: int, dtype: np.dtype[Any]) -> int:
    """So many columns that BLAS multiplies a matrix by them sooner than by `count`: a few more,
    up to the next multiple of what it takes at a time."""
    eight, four = -count % 8, -count % 4
    if dtype.itemsize == SINGLE_BYTES and eight <= MOST_IDLE_COLUMN_COUNT:
        return count + eight
    return count + four if four <= 1 else count


class _ShiftedPictures:
    """Memory for some pictures of x, shifted, and for what is made of them."""

    def __init__(self, layout: Shifts, pictures: int, made: int | None = None) -> None:
        """`made` lines for each row of s, if those are to be more than it has."""
        self._layout = layout
        (rows, _), (height, width) = layout.padded, layout.places
        self._shape = (rows, layout.seen, layout.taps[1], pictures, width)
        self.wide = layout.notes(height, made or layout.made, pictures * width)
        """The rows of s, and below each of them lines that mean nothing."""
        self.lines = self.wide[:, : layout.made]
        """The rows of s: ``(rows, out, line)``"""
        self.pictures = layout.pictures(self.lines, pictures)
        """The same as pictures."""

    @cached_property
    def _memory(self) -> Array:
        """Where pictures are shifted that nobody keeps."""
        return self._layout.notes(*self._shape)

    def shift(self, x: Array, calls: list[Call]) -> Array:
        """For each row of s the matrix that it reads, ``(rows, weights, line)``; what makes it is
        added to the calls, unless the iteration has made it already."""
        layout = self._layout
        kind = (layout.height, layout.width, "shifts")
        shifted, is_done = laid_out(x, kind, self._shape, lambda: self._memory)
        if not is_done:
            calls += self._copies(x, shifted)
        weights, (height, width) = layout.seen * math.prod(layout.taps), layout.places
        row, _, tap, _, number = shifted.strides
        shape = (height, weights, self._shape[3] * width)
        return _strided(shifted, shape, (row, tap, number))

    def _copies(self, x: Array, shifted: Array) -> Iterator[Call]:
        """What copies x, once for each column of a filter, and puts 0 where that is padding."""
        height, turned = self._layout.height, x.transpose(2, 1, 0, 3)
        last = height.before + height.length
        for margin in (shifted[: height.before], shifted[last:]):
            if margin.size:
                yield partial(margin.fill, 0)
        for j, (windows, columns) in enumerate(self._layout.columns()):
            place = shifted[height.before : last, :, j]
            yield partial(np.copyto, place[..., windows], turned[..., columns])
            for margin in (place[..., : windows.start], place[..., windows.stop :]):
                if margin.size:
                    yield partial(np.copyto, margin, 0)


class _Painted:
    """Memory for some pictures of s, and for what they bring to x.

    A line of s has as many columns as x with its padding, the last ones 0: so what a line brings is
    added in one piece, a place further on for each column of the filter.
    """

    def __init__(self, layout: Shifts, pictures: int) -> None:
        self._layout = layout
        rows, (height, columns) = layout.height.length, (layout.places[0], layout.padded[1])
        line = pictures * columns
        self._framed = layout.zeros(height, layout.made, pictures, columns)
        self.pictures = self._framed[..., : layout.places[1]].transpose(2, 1, 0, 3)
        """The rows of s, as pictures."""
        across = layout.taps[1]
        self.brought = layout.notes(rows, layout.seen * across, line)
        self._sums = layout.notes(rows, layout.seen, line + across - 1)
        self._pictures = self._sums[..., :line].reshape(rows, layout.seen, pictures, columns)

    def matrices(self, rows: slice, taps: slice) -> Array:
        """For each of these rows of x the rows of s that see it with these rows of a filter upside
        down: ``(rows, weights, line)``"""
        layout = self._layout
        first = rows.start + layout.height.before - (layout.taps[0] - 1) + taps.start
        row, channel, _, number = self._framed.strides
        weights, line = (taps.stop - taps.start) * layout.made, self.brought.shape[-1]
        shape = (rows.stop - rows.start, weights, line)
        return _strided(self._framed[first:], shape, (row, channel, number))

    def unshift(self, out: Array) -> Iterator[Call]:
        """What adds up all that is brought to x."""
        rows, weights, line = self.brought.shape
        across = self._layout.taps[1]
        brought = self.brought.reshape(rows, weights // across, across, line)
        yield partial(np.copyto, self._sums[..., :line], brought[:, :, 0])
        yield partial(np.copyto, self._sums[..., line:], 0)
        for j in range(1, across):
            place = self._sums[..., j : j + line]
            yield partial(np.add, place, brought[:, :, j], place)
        width = self._layout.width
        inner = self._pictures[..., width.before : width.before + width.length]
        yield partial(np.copyto, out, inner.transpose(2, 1, 0, 3))
