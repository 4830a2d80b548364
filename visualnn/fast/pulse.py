"""Is every number of an iteration finite? Asked at the price of one glance at the memory.

The product of the arena with itself is finite as long as all is well. Large arenas are felt piece
by piece, right after an update has had the piece in the cache. Squares of numbers beyond 10¹⁹
overflow in float32 (10¹⁵⁴ in float64), so that a pulse may be lost where all is still well, but is
never felt where it is not.
"""

from __future__ import annotations

from bisect import bisect_left, insort
from collections.abc import Iterable, Iterator, Sequence
from functools import partial

import numpy as np

from ..ops import Array, Call
from .joining import PIECE_NUMBER_COUNT, Work

Span = tuple[int, int]
"""A part of the arena: its first number, and the one behind its last."""


class Pulse:
    """Feels the first `size` numbers of an arena."""

    def __init__(self, memory: Array, size: int) -> None:
        self._memory = memory[:size]
        self.beat = np.zeros((), memory.dtype)
        """What was felt in the last iteration: finite only if every number was."""

    def within(self, works: Iterable[Work]) -> tuple[Call, ...]:
        """The calls of these works, with calls in between that feel what they leave behind."""
        works = tuple(works)
        if self._memory.size <= PIECE_NUMBER_COUNT:
            calls = [call for work in works for call in work.calls]
            return (*calls, partial(self._memory.dot, self._memory, self.beat))
        near = self._felt_at_once(works)
        rest = tuple(_gaps((span for spans in near for span in spans), self._memory.size))
        marks = np.zeros(sum(map(len, near)) + len(rest), self._memory.dtype)
        outs = iter(marks[n : n + 1].reshape(()) for n in range(len(marks)))
        calls = []
        for work, spans in zip(works, near, strict=True):
            calls += work.calls
            calls += [self._feel(*span, next(outs)) for span in spans]
        calls += [self._feel(*span, next(outs)) for span in rest]
        return (*calls, partial(marks.dot, marks, self.beat))

    def _felt_at_once(self, works: Sequence[Work]) -> list[list[Span]]:
        """For each work the spans that are in the cache and stay as they are until the end, or
        until they are felt again."""
        found: list[list[Span]] = []
        later: list[Span] = []
        for work in reversed(works):
            near = [self._span(array) for array in work.near]
            found.append([span for span in near if span and not _overlaps(span, later)])
            if not work.near:
                for array in work.writes:
                    insort(later, self._span(array) or (0, 0))
        return found[::-1]

    def _span(self, array: Array) -> Span | None:
        """Where an array lies in the arena, in numbers; None if it lies elsewhere."""
        address, base = (int(a.__array_interface__["data"][0]) for a in (array, self._memory))
        begin = (address - base) // self._memory.itemsize
        return (begin, begin + array.size) if 0 <= begin < self._memory.size else None

    def _feel(self, begin: int, end: int, out: Array) -> Call:
        piece = self._memory[begin:end]
        return partial(piece.dot, piece, out)


def _overlaps(span: Span, others: Sequence[Span]) -> bool:
    """Whether a span has a number in common with one of others, which are sorted and disjoint."""
    place = bisect_left(others, span)
    return any(
        begin < span[1] and span[0] < end for begin, end in others[max(0, place - 1) : place + 1]
    )


def _gaps(spans: Iterable[Span], size: int) -> Iterator[Span]:
    """What the spans leave open of 0 to `size`, in pieces."""
    at = 0
    for begin, end in (*sorted(spans), (size, size)):
        for first in range(at, begin, PIECE_NUMBER_COUNT):
            yield first, min(first + PIECE_NUMBER_COUNT, begin)
        at = max(at, end)


_ZEROS = {letter: np.zeros(PIECE_NUMBER_COUNT, letter) for letter in "fd"}


def finite(array: Array) -> bool:
    """Whether every number of an array is finite."""
    flat = array.reshape(-1)
    zeros = _ZEROS[array.dtype.char]
    with np.errstate(all="ignore"):
        if flat.size <= PIECE_NUMBER_COUNT:
            return bool(flat.dot(zeros[: flat.size]) == 0)
        pieces = (
            flat[at : at + PIECE_NUMBER_COUNT] for at in range(0, flat.size, PIECE_NUMBER_COUNT)
        )
        return all(piece.dot(zeros[: piece.size]) == 0 for piece in pieces)


def first_not_finite(array: Array) -> tuple[int, ...]:
    """The index of the first number that is not finite; raises LookupError if there is none."""
    flat = array.reshape(-1)
    for at in range(0, flat.size, PIECE_NUMBER_COUNT):
        found = np.flatnonzero(~np.isfinite(flat[at : at + PIECE_NUMBER_COUNT]))
        if len(found):
            return tuple(int(i) for i in np.unravel_index(at + int(found[0]), array.shape))
    raise LookupError(array.shape)
