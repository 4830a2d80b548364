"""The trail: the places that were looked at, to go back and forward through as in a browser."""

from __future__ import annotations

from typing import TYPE_CHECKING

from visualnn.dataclass import dataclass

if TYPE_CHECKING:
    from visualnn.expr import Source

__all__ = ["SPOTS", "Spot", "Trail"]

SPOTS = 100
"""Spots that can be gone back to."""


@dataclass(frozen=True)
class Spot:
    """A tick, and the number that was explained there."""

    tick: int
    place: Source | None = None


@dataclass(frozen=True)
class Trail:
    """Two piles of spots, the newest last: those that were left, and those that were come back
    from."""

    left: tuple[Spot, ...] = ()
    returned: tuple[Spot, ...] = ()

    def after_leaving(self, here: Spot) -> Trail:
        """The trail once a spot was left by a door; nothing lies ahead any more."""
        if self.left and self.left[-1] == here:
            return Trail(self.left)
        return Trail((*self.left, here)[-SPOTS:])

    def next(self, direction: int) -> Spot | None:
        """The spot to go back (−1) or forward (+1) to, if there is one."""
        pile = self.left if direction < 0 else self.returned
        return pile[-1] if pile else None

    def after_turning(self, direction: int, here: Spot) -> Trail:
        """The trail once its next spot back (−1) or forward (+1) was gone to from here."""
        if self.next(direction) is None:
            return self
        if direction < 0:
            return Trail(self.left[:-1], (*self.returned, here))
        return Trail((*self.left, here), self.returned[:-1])
