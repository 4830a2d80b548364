"""What bound rules write to and read from besides their arrays: notes, layouts and constants.

A bound rule is made once and called again and again, so it takes its memory when it is bound. What
it notes down between its own calls is of no use afterwards: all rules of a machine take such notes
in the same memory, which stays in the processor's cache and does not grow with the network.

A layout is an array that a rule reads, written down in another order or in part worked out. Where a
whole iteration is bound, a gradient rule reads the layout that the rule forwards has made.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Hashable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

import numpy as np
from numpy.typing import NDArray

Array = NDArray[Any]

MAX_WRITTEN_CONSTANT_COUNT = 4096
"""A constant of at most this many elements is written out in the shape of its operand: NumPy is
quickest when shapes are equal."""


class Notebook:
    """Memory that rules take turns in. A rule's first note starts where every other rule's first
    note starts, its second where theirs do."""

    def __init__(self) -> None:
        self.pages: list[NDArray[np.uint8]] = []
        self._next = 0

    def open(self) -> None:
        """Another rule begins to take notes."""
        self._next = 0

    def holds(self, array: Array) -> bool:
        """Whether an array lies on a page, where the next rule writes over it."""
        return any(np.may_share_memory(array, page) for page in self.pages)

    def take(self, shape: tuple[int, ...], dtype: np.dtype[Any]) -> Array:
        """The next page, as an array that holds whatever was left there."""
        size = math.prod(shape) * dtype.itemsize
        if self._next == len(self.pages):
            self.pages.append(np.empty(size, np.uint8))
        elif self.pages[self._next].size < size:
            # rules bound before keep the smaller page; doubling bounds what all of them hold
            self.pages[self._next] = np.empty(max(size, 2 * self.pages[self._next].size), np.uint8)
        page = self.pages[self._next]
        self._next += 1
        return page[:size].view(dtype).reshape(shape)


_shared: ContextVar[Notebook | None] = ContextVar("shared", default=None)


@contextmanager
def one_rule_of(notebook: Notebook) -> Iterator[None]:
    """What is bound in here is one rule, and takes its notes in this notebook."""
    notebook.open()
    token = _shared.set(notebook)
    try:
        yield
    finally:
        _shared.reset(token)


def notes(shape: tuple[int, ...], dtype: np.dtype[Any]) -> Array:
    """Memory for what a bound rule notes down between its own calls. Before its first call and
    after its last one the numbers in it mean nothing: other rules write there too."""
    notebook = _shared.get()
    return np.empty(shape, dtype) if notebook is None else notebook.take(shape, dtype)


def notes_like(array: Array) -> Array:
    """Notes of the shape and type of an array."""
    return notes(array.shape, array.dtype)


MAX_KEPT_NUMBER_COUNT = 1 << 20
"""Numbers in all layouts that are kept for an iteration."""


class Layouts:
    """What the rules of one iteration have laid out until now, for those behind them."""

    def __init__(self) -> None:
        self._found: dict[Hashable, tuple[Array, Array]] = {}
        self._count = 0

    def take(self, source: Array, kind: Hashable, shape: tuple[int, ...]) -> Array | None:
        """Memory to lay an array out in; None where so much is kept already that it would not be
        found in the cache."""
        self._count += math.prod(shape)
        if self._count > MAX_KEPT_NUMBER_COUNT:
            self._count -= math.prod(shape)
            return None
        memory = np.empty(shape, source.dtype)
        self._found[_place_of(source, kind)] = source, memory
        return memory

    def find(self, source: Array, kind: Hashable) -> Array | None:
        """The layout of an array that an earlier rule has made, as far as it still holds."""
        return self._found.get(_place_of(source, kind), (source, None))[1]

    def forget(self, written: Array) -> None:
        """The layouts of this memory hold no longer: it is written anew."""
        self._found = {
            place: (source, memory)
            for place, (source, memory) in self._found.items()
            if not np.may_share_memory(source, written)
        }


def _place_of(source: Array, kind: Hashable) -> Hashable:
    address = source.__array_interface__["data"][0]
    return address, source.shape, source.strides, source.dtype.char, kind


_layouts: ContextVar[Layouts | None] = ContextVar("layouts", default=None)


@contextmanager
def one_iteration() -> Iterator[None]:
    """What is bound in here runs as a whole and in the order in which it is bound, so a rule may
    read what an earlier one has laid out."""
    token = _layouts.set(Layouts())
    try:
        yield
    finally:
        _layouts.reset(token)


def laid_out(
    source: Array, kind: Hashable, shape: tuple[int, ...], otherwise: Callable[[], Array]
) -> tuple[Array, bool]:
    """The memory in which an array is laid out, and whether an earlier rule of the iteration has
    done it. `kind` says how; `otherwise` gives the memory where none is kept."""
    layouts, notebook = _layouts.get(), _shared.get()
    if layouts is None or (notebook is not None and notebook.holds(source)):
        return otherwise(), False
    found = layouts.find(source, kind)
    if found is not None:
        return found, True
    memory = layouts.take(source, kind, shape)
    return (otherwise() if memory is None else memory), False


def forget_layouts(written: Array) -> None:
    """A rule has been bound that writes this array: no later rule reads a layout of what it was."""
    layouts = _layouts.get()
    if layouts is not None:
        layouts.forget(written)


def constant_row(value: float, like: Array) -> Array:
    """A number to compare with, beside arrays like this one: written out for as many of their last
    axes as are small together. NumPy's maximum and minimum take three times as long beside a single
    number."""
    first, count = like.ndim, 1
    while first and count * like.shape[first - 1] <= MAX_WRITTEN_CONSTANT_COUNT:
        first -= 1
        count *= like.shape[first]
    return np.full(like.shape[first:], value, like.dtype)


def constant(value: float, like: Array) -> Array:
    """A number to compute with, beside arrays like this one: written out where they are small, a
    single one where they are large."""
    if like.size <= MAX_WRITTEN_CONSTANT_COUNT:
        return np.full_like(like, value)
    return np.full((), value, like.dtype)
