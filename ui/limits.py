"""Limits: how far from zero the colours of a value reach, kept still while its numbers move.

A limit stays until the largest number is more than twice as large or less than half as large:
otherwise every colour would change with every step. What was chosen at a tick is remembered, so
going back shows the same colours again.
"""

from __future__ import annotations

from collections import OrderedDict
from typing import Final

__all__ = ["Limits", "kept"]

_REMEMBERED: Final = 20_000


def kept(limit: float, largest: float) -> float:
    """The limit to use next: the same one as long as it is within a factor of two of the largest
    distance from zero; a value that is all zero needs no other limit."""
    if limit > 0.0 and (largest == 0.0 or limit / 2 <= largest <= 2 * limit):
        return limit
    return largest


class Limits:
    """The limit of each value by its name."""

    def __init__(self) -> None:
        self._now: dict[str, float] = {}
        self._chosen: OrderedDict[tuple[str, int], float] = OrderedDict()

    def of(self, name: str, tick: int, largest: float) -> float:
        """The limit of a value at a tick whose largest distance from zero is ``largest``."""
        before = self._chosen.get((name, tick))
        if before is None or kept(before, largest) != before:
            before = kept(self._now.get(name, 0.0), largest)
            self._chosen[name, tick] = before
            if len(self._chosen) > _REMEMBERED:
                self._chosen.popitem(last=False)
        self._now[name] = before
        return before

    def forget(self) -> None:
        """Another lesson."""
        self._now.clear()
        self._chosen.clear()
