"""What a history remembers of iterations it does not look at: checkpoints of what is carried, and
one number each."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence

import numpy as np

from ..machine.machine import frozen
from ..ops import Array
from .pieces import copying

SHORT_REPLAY_SECONDS = 0.008
"""The longest replay between two checkpoints: half of a picture's 16 ms."""
FIRST_STRIDE_ITERATIONS = 5
"""Iterations between two checkpoints at first, where they are small."""
MAX_STRIDE_ITERATIONS = 8 * FIRST_STRIDE_ITERATIONS
"""The most iterations between two checkpoints, until memory forces more."""
DENSE_CHECKPOINT_COUNT = 64
"""Checkpoints kept before those of quick iterations are thinned out."""
COSTLY_CHECKPOINT_BYTES = 1 << 20
"""The size of a checkpoint from which on the time to make it is counted."""
LONG_REPLAY_SECONDS = 0.15
"""The longest replay where checkpoints are too costly to lie closer."""
CHECKPOINT_TIME_SHARE = 1 / 16
"""The share of computing time that checkpoints may take, as long as a replay is not longer than
`LONG_REPLAY_SECONDS`."""
MEMORY_BLOCK_BYTES = 1 << 16
"""Memory is allocated in blocks of this size, or of one checkpoint if that is larger."""


class Growing:
    """A column of rows that grows by doubling; what it hands out stays valid and read-only."""

    def __init__(self, width: int, dtype: np.dtype) -> None:
        self._rows = np.empty((16, width), dtype)
        self.count = 0

    def __len__(self) -> int:
        return self.count

    @property
    def nbytes(self) -> int:
        return self.count * self._rows.strides[0]

    @property
    def rows(self) -> Array:
        """All rows so far, ``(count, width)``."""
        return frozen(self._rows[: self.count])

    def extend(self, rows: Array | list[list[float]]) -> None:
        """Append rows of shape ``(n, width)``."""
        need = self.count + len(rows)
        if need > len(self._rows):
            grown = np.empty(
                (max(need, 2 * len(self._rows)), self._rows.shape[1]), self._rows.dtype
            )
            grown[: self.count] = self._rows[: self.count]
            self._rows = grown
        self._rows[self.count : need] = rows
        self.count = need

    def keep(self, count: int) -> None:
        """Forget all rows from `count` on. Rows handed out before keep their numbers."""
        if count < self.count:
            self._rows = self._rows[: max(count, 16)].copy()
            self.count = count


class Checkpoints:
    """The carried part of the arena at the start of every `every`-th iteration.

    The start itself is kept by whoever gave it. Memory is taken block by block and used again, so
    that nothing is copied when more is stored. Checkpoints that are *held* are arrays that somebody
    else has copied and nobody writes any more; none of their memory is used again.
    """

    def __init__(self, start: Sequence[Array], budget: int, *, are_held: bool = False) -> None:
        self._start = start
        self._are_held = are_held
        self._width = sum(array.size for array in start)
        self._dtype = start[0].dtype
        self._size = self._width * self._dtype.itemsize
        self._large = self._size >= COSTLY_CHECKPOINT_BYTES
        self.every = 1 if self._large else FIRST_STRIDE_ITERATIONS
        """Iterations from one checkpoint to the next."""
        self.clock: Callable[[], float] = time.thread_time if self._large else time.perf_counter
        """The seconds that the pace is measured in: what the processor spends, so that a busy
        machine changes no decision, unless asking takes longer than what is measured."""
        self._in_block = max(1, min(MEMORY_BLOCK_BYTES, budget // 8) // self._size)
        if are_held:
            self._in_block = 1
        self._budget = budget
        self._blocks: list[Array] = []
        self._count = 1

    @property
    def nbytes(self) -> int:
        return sum(block.nbytes for block in self._blocks)

    def nearest(self, iteration: int) -> int:
        """The last iteration ≤ `iteration` whose start is stored."""
        return min(iteration // self.every, self._count - 1) * self.every

    def next_boundary(self, iteration: int) -> int:
        """The first iteration > `iteration` whose start is to be stored."""
        return (iteration // self.every + 1) * self.every

    def load(self, iteration: int, carried: Array) -> None:
        """Copy the start of a stored iteration into the arena."""
        for _ in self.loading(iteration, carried):
            pass

    def offer(self, iteration: int, carried: Array, pace: float) -> None:
        """Store the start of an iteration if its turn has come; `pace` is the seconds that one
        iteration takes."""
        if iteration != self._count * self.every:
            return
        blocks = (self._count - 1) // self._in_block + 1
        if blocks * self._in_block * self._size > self._budget and self._count > 1:
            self._thin()
            self.offer(iteration, carried, pace)
            return
        begun = self.clock() if self._large else 0.0
        self._count += 1
        np.copyto(self._row(self._count - 1), carried)
        wider = 2 * self.every * pace
        calm = self._count > DENSE_CHECKPOINT_COUNT and wider <= SHORT_REPLAY_SECONDS
        dear = (
            self._large
            and 0 < wider <= LONG_REPLAY_SECONDS
            and self.clock() - begun > CHECKPOINT_TIME_SHARE * self.every * pace
        )
        if 2 * self.every <= MAX_STRIDE_ITERATIONS and (calm or dear):
            self._thin()

    def loading(self, iteration: int, carried: Array) -> Iterator[None]:
        """Copy the start of a stored iteration into the arena in pieces."""
        place = iteration // self.every
        if place:
            yield from copying(self._row(place), carried)
            return
        at = 0
        for array in self._start:
            yield from copying(array.reshape(-1), carried[at : at + array.size])
            at += array.size

    def is_due(self, iteration: int) -> bool:
        """Whether the start of an iteration is the next one to be stored."""
        return iteration == self._count * self.every

    def held(self, iteration: int) -> Array | None:
        """The array that is held as the start of an iteration, ``(width,)``, read-only."""
        place, between = divmod(iteration, self.every)
        return self._row(place) if place and not between and place < self._count else None

    def hold(self, iteration: int, carried: Array) -> None:
        """Hold the start of an iteration, which is due, as an array ``(width,)``."""
        while self._count > 1 and self._count * self._size > self._budget:
            self._thin()
        if self.is_due(iteration):
            del self._blocks[self._count - 1 :]
            self._blocks.append(frozen(carried)[None])
            self._count += 1

    def take_over(self, other: Checkpoints) -> None:
        """Store what others of the same start have stored, as many as the memory has room for."""
        stride = 1
        while (other._count - 1) // stride * self._size > self._budget and stride < other._count:
            stride *= 2
        self.every, self._count = stride * other.every, 1
        for place in range(stride, other._count, stride):
            self._count += 1
            if self._are_held:
                self._blocks[self._count - 2 :] = [other._row(place)[None]]
            else:
                np.copyto(self._row(self._count - 1), other._row(place))

    def forget_after(self, iteration: int) -> None:
        """Keep only what lies at or before the start of `iteration`."""
        self._count = min(self._count, iteration // self.every + 1)

    def _row(self, place: int) -> Array:
        """The memory of the checkpoint at a place; the start, at place 0, has none."""
        block, row = divmod(place - 1, self._in_block)
        if block == len(self._blocks):
            self._blocks.append(np.empty((self._in_block, self._width), self._dtype))
        return self._blocks[block][row]

    def _thin(self) -> None:
        """Keep every second checkpoint, the start included."""
        self._count = (self._count + 1) // 2
        self.every *= 2
        for place in range(1, self._count):
            if self._are_held:
                self._blocks[place - 1] = self._blocks[2 * place - 1]
            else:
                np.copyto(self._row(place), self._row(2 * place))
        if self._are_held:
            del self._blocks[self._count - 1 :]
