"""Pools as bound calls: first along the rows, then along the columns.

The largest number of a window is the largest of its rows' largest, and of equal numbers the first
in reading order is the first in the first such row; a sum is the sum of its rows' sums. So a window
of 3 × 3 costs 3 + 3 passes instead of 9, and most of them over memory that lies in order.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

import numpy as np

from ...dataclass import dataclass
from ..base import Array, Call
from ..memory import notes, notes_like
from ..sliding import SlidingAxis


def as_pictures(array: Array) -> Array:
    """Sequences as pictures of one row, the same memory."""
    return array if array.ndim == 4 else array[:, :, None, :]


def two(axes: Sequence[SlidingAxis]) -> tuple[SlidingAxis, SlidingAxis]:
    """Height and width; a sequence has a height of 1."""
    return (SlidingAxis(1, 1), axes[0]) if len(axes) == 1 else (axes[0], axes[1])


@dataclass(frozen=True)
class WindowAxis:
    """The windows along one axis of a picture: 2 for its height, 3 for its width."""

    axis: SlidingAxis
    along: int

    @property
    def padded(self) -> int:
        return self.axis.before + self.axis.length + self.axis.reach

    @property
    def apart(self) -> bool:
        """Whether no place is in two windows."""
        return self.axis.stride >= self.axis.size

    @property
    def covers(self) -> bool:
        """Whether every place is in some window."""
        covered = (self.axis.count - 1) * self.axis.stride + self.axis.size
        return self.axis.stride <= self.axis.size and covered == self.padded

    def seen(self, array: Array, tap: int) -> Array:
        """Where every window has this tap."""
        last = tap + (self.axis.count - 1) * self.axis.stride + 1
        return self._cut(array, slice(tap, last, self.axis.stride))

    def inside(self, array: Array) -> Array:
        """A padded array without its padding."""
        return self._cut(array, slice(self.axis.before, self.axis.before + self.axis.length))

    def sized(self, shape: Sequence[int], length: int) -> tuple[int, ...]:
        """The shape with another length on this axis."""
        return (*shape[: self.along], length, *shape[self.along + 1 :])

    def _cut(self, array: Array, part: slice) -> Array:
        at = [slice(None)] * array.ndim
        at[self.along] = part
        return array[tuple(at)]


def framed(x: Array, side: WindowAxis, fill: float) -> tuple[list[Call], Array]:
    """x with its padding along one side, and what copies it there; x itself where it has none."""
    if side.padded == side.axis.length:
        return [], x
    memory = np.full(side.sized(x.shape, side.padded), fill, x.dtype)
    return [partial(np.copyto, side.inside(memory), x)], memory


def folded(out: Array, x: Array, side: WindowAxis, fold: np.ufunc) -> list[Call]:
    """Every window along one side, its taps folded into one number by a ufunc."""
    first = side.seen(x, 0)
    if side.axis.size == 1:
        return [partial(np.copyto, out, first)]
    others = [side.seen(x, tap) for tap in range(1, side.axis.size)]
    return [
        partial(fold, first, others[0], out=out),
        *(partial(fold, out, other, out=out) for other in others[1:]),
    ]


def handed_back(out: Array, g: Array, x: Array, a: Array, side: WindowAxis) -> list[Call]:
    """The gradient of each window to the first tap that is its largest number; `out` has the
    padded shape of x."""
    if side.axis.size == 1 and side.covers:
        return [partial(np.copyto, out, g)]
    hit = notes(a.shape, np.dtype(bool))
    if side.axis.size == 2 and side.apart:
        # what the first tap does not take, the second one does
        one, other = side.seen(out, 0), side.seen(out, 1)
        # copied first, because a comparison is slow over memory with gaps
        first = notes_like(a)
        return [
            *([] if side.covers else [partial(out.fill, 0)]),
            partial(np.copyto, first, side.seen(x, 0)),
            partial(np.equal, first, a, hit),
            partial(np.multiply, g, hit, one),
            partial(np.subtract, g, one, other),
        ]
    free, share = notes(a.shape, np.dtype(bool)), notes_like(g)
    calls: list[Call] = [partial(out.fill, 0), partial(free.fill, True)]
    for tap in range(side.axis.size):
        seen = side.seen(out, tap)
        calls += [
            partial(np.equal, side.seen(x, tap), a, hit),
            partial(np.logical_and, hit, free, hit),
            partial(np.greater, free, hit, free),
            partial(np.multiply, g, hit, share),
            partial(np.add, seen, share, seen),
        ]
    return calls


def scattered(out: Array, g: Array, side: WindowAxis) -> list[Call]:
    """The gradient of each window to all its taps; `out` has the padded shape."""
    calls: list[Call] = []
    if not (side.apart and side.covers):
        calls.append(partial(out.fill, 0))
    for tap in range(side.axis.size):
        seen = side.seen(out, tap)
        if side.apart:
            calls.append(partial(np.copyto, seen, g))
        else:
            calls.append(partial(np.add, seen, g, seen))
    return calls
