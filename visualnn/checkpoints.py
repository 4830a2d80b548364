"""What a history remembers of iterations it does not look at: checkpoints of what is carried, and
one number each."""

from __future__ import annotations

import numpy as np

from .machine import frozen
from .ops import Array

CALM = 0.008
"""Seconds that a replay between two checkpoints may take: half of a frame."""
WIDEST = 64
"""The most iterations between two checkpoints, until memory forces more."""


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

    def halve(self) -> None:
        """Keep every second row, the first included."""
        self._rows = self._rows[: self.count : 2].copy()
        self.count = len(self._rows)


class Checkpoints:
    """The carried part of the arena at the start of every `every`-th iteration."""

    def __init__(self, first: Array, budget: int) -> None:
        self.every = 1
        self._budget = budget
        self._stored = Growing(first.size, first.dtype)
        self._stored.extend(first[None])

    @property
    def nbytes(self) -> int:
        return self._stored.nbytes

    def nearest(self, iteration: int) -> int:
        """The last iteration ≤ `iteration` whose start is stored."""
        return min(iteration // self.every, len(self._stored) - 1) * self.every

    def next_boundary(self, iteration: int) -> int:
        """The first iteration > `iteration` whose start is to be stored."""
        return (iteration // self.every + 1) * self.every

    def load(self, iteration: int, carried: Array) -> None:
        """Copy the start of a stored iteration into the arena."""
        np.copyto(carried, self._stored.rows[iteration // self.every])

    def offer(self, iteration: int, carried: Array, pace: float) -> None:
        """Store the start of an iteration if its turn has come; `pace` is the seconds that one
        iteration takes."""
        if iteration != len(self._stored) * self.every:
            return
        self._stored.extend(carried[None])
        calm = self.every < WIDEST and len(self._stored) > WIDEST and 2 * self.every * pace <= CALM
        while calm or (self._stored.nbytes > self._budget and len(self._stored) > 2):
            self._stored.halve()
            self.every *= 2
            calm = False

    def forget_after(self, iteration: int) -> None:
        """Keep only what lies at or before the start of `iteration`."""
        self._stored.keep(iteration // self.every + 1)
