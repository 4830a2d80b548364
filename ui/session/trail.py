"""The trail: the places that were looked at, to go back and forward through as in a browser."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from visualnn.expr import Source

__all__ = ["LONGEST", "Spot", "Trail"]

LONGEST = 100
"""Spots that can be gone back to."""


@dataclass(frozen=True)
class Spot:
    """A tick, and the number that was explained there."""

    tick: int
    place: Source | None = None


class Trail:
    """Two piles of spots: those that were left, newest on top, and those that were come back
    from."""

    def __init__(self) -> None:
        self._left: list[Spot] = []
        self._returned: list[Spot] = []

    def clear(self) -> None:
        """Another lesson: no spot of the old one means anything."""
        self._left.clear()
        self._returned.clear()

    def leave(self, here: Spot) -> None:
        """Remember a spot before going elsewhere by a door; nothing lies ahead any more."""
        if not self._left or self._left[-1] != here:
            self._left.append(here)
            del self._left[:-LONGEST]
        self._returned.clear()

    def leads(self, direction: int) -> bool:
        """Whether there is a spot to go back (−1) or forward (+1) to."""
        return bool(self._left if direction < 0 else self._returned)

    def go(self, direction: int, here: Spot) -> Spot | None:
        """The spot that was left last (−1) or come back from last (+1); `here` goes onto the other
        pile."""
        come, gone = (self._left, self._returned) if direction < 0 else (self._returned, self._left)
        if not come:
            return None
        gone.append(here)
        return come.pop()
