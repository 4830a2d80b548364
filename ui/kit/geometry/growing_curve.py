"""A curve that grows at its end: what is known of its beginning is not looked for again.

While a run goes on, its curves are longer in every picture and otherwise the same. Of a hundred
thousand numbers only the few that came are looked at.
"""

from __future__ import annotations

from typing import TypeAlias

import numpy as np

from visualnn.dataclass import dataclass

from .envelope import Array, Envelope, envelope, grown
from .stretch import Stretch

__all__ = ["GrowingCurve"]


Place: TypeAlias = tuple[Stretch, int, float, float]
"""A stretch, how many columns show it, and where on it the numbers stand: offset and step."""


@dataclass(frozen=True)
class _KnownReach:
    """The envelope of so many numbers in a place."""

    place: Place
    count: int
    reach: Envelope


class GrowingCurve:
    """What is known of the numbers of one curve."""

    def __init__(self) -> None:
        self._curve: object = None
        self._values: Array = np.empty(0)
        self._least, self._largest = np.inf, -np.inf
        self._finite_count = 0
        self._drawn: dict[bool, _KnownReach] = {}
        """By whether the axis is logarithmic."""

    def take(self, curve: object, values: Array) -> None:
        """Take the numbers of a curve, ``(n,)``. As long as `curve` is equal to the last one, more
        numbers are the same with others behind them."""
        if curve != self._curve or len(values) < len(self._values):
            self._curve, self._values = curve, values[:0]
            self._least, self._largest, self._finite_count = np.inf, -np.inf, 0
            self._drawn.clear()
        new = values[len(self._values) :]
        finite = new[np.isfinite(new)]
        self._finite_count += finite.size
        self._least = min(self._least, float(finite.min(initial=np.inf)))
        self._largest = max(self._largest, float(finite.max(initial=-np.inf)))
        self._values = values

    @property
    def has_gaps(self) -> bool:
        """Whether one of its numbers is not finite."""
        return self._finite_count < len(self._values)

    @property
    def extent(self) -> tuple[float, float] | None:
        """The least and the largest of its finite numbers; None if there is none."""
        return (self._least, self._largest) if self._finite_count else None

    def reach(
        self,
        stretch: Stretch,
        columns: int,
        *,
        offset: float = 0.0,
        step: float = 1.0,
        log: bool = False,
    ) -> Envelope:
        """Its envelope, as `envelope` tells it; the same object until it is another."""
        place, count = (stretch, columns, offset, step), len(self._values)
        known = self._drawn.get(log)
        if known is None or known.place != place:
            found = envelope(self._values, stretch, columns, offset=offset, step=step, log=log)
        elif known.count == count:
            return known.reach
        else:
            found = grown(
                known.reach,
                known.count,
                self._values,
                stretch,
                columns,
                offset=offset,
                step=step,
                log=log,
            )
        self._drawn[log] = _KnownReach(place, count, found)
        return found
