"""The record: the wishes that were granted since the lesson was opened, in order."""

from __future__ import annotations

from collections import deque

from .wishes import Wish

__all__ = ["WISHES_KEPT", "Record"]

WISHES_KEPT = 20_000
"""Wishes that are remembered; of a longer record the oldest are lost."""


class Record:
    """Wishes in the order in which they were granted. Granted again, they lead to the same place,
    unless some were lost."""

    def __init__(self, lost: int = 0) -> None:
        """`lost` wishes were granted before, and are remembered somewhere else."""
        self._wishes: deque[Wish] = deque(maxlen=WISHES_KEPT)
        self.lost = lost
        """How many of the oldest wishes are forgotten."""

    @property
    def wishes(self) -> tuple[Wish, ...]:
        """The wishes, oldest first."""
        return tuple(self._wishes)

    def add(self, wish: Wish) -> None:
        """Remember a wish that was granted."""
        self.lost += len(self._wishes) == WISHES_KEPT
        self._wishes.append(wish)
