"""Going: the way to a tick. A far one is gone in slices of the event loop and can be given up."""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal

from ui.kit.guard import guarded

if TYPE_CHECKING:
    from .position import Position, Way

__all__ = ["SLICE_SECONDS", "WAIT_SECONDS", "Going"]

SLICE_SECONDS = 0.012
"""Seconds of a screen frame that a run may compute; the rest is for painting."""
WAIT_SECONDS = 0.05
"""Seconds that a way may keep the window waiting before it goes on in slices."""
MOST_SHARE = 0.99
"""The largest share that is told of a way before its end: going back, what is to be computed again
was computed before."""


class Going(QObject):
    """The way that is being gone, if it is a far one."""

    busy = Signal(float)
    """The share of a far way that is done, from 0 to 1; 1 is the end of it."""
    failed = Signal(str)
    """A sentence for the learner: the way ends here."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._advance: Callable[[float], float] | None = None
        """Goes on for some seconds; returns the share that is done."""
        self._clock = QTimer(self, interval=0)
        self._clock.timeout.connect(self._go_on)

    def go(self, position: Position, way: Way, arrive: Callable[[int], None]) -> None:
        """Compute what a way needs, and call `arrive` with the tick that it has led to.

        What cannot be computed raises as the instruction does, and ends the way.
        """
        iteration = position.lesson.program.locate(way.tick).iteration

        def advance(seconds: float) -> float:
            deadline, history = time.perf_counter() + seconds, position.history

            def is_late() -> bool:
                return time.perf_counter() > deadline

            done = position.company.run_to(history, iteration, until=is_late, halting=way.halting)
            over = position.over if way.halting else None
            if over is None and done < iteration:
                return min(history.reached / max(1, way.tick), MOST_SHARE)
            tick = way.tick if over is None else min(way.tick, over)
            if history.is_sliced and not history.come_to(tick, is_late):
                return min(history.reached / max(1, way.tick), MOST_SHARE)
            self.cancel()
            arrive(tick)
            return 1.0

        self._begin(advance)

    def work(self, shares: Iterator[float], then: Callable[[], None]) -> None:
        """Go through what yields the share of it that is done, and call `then` at its end."""

        def advance(seconds: float) -> float:
            deadline = time.perf_counter() + seconds
            for share in shares:
                if time.perf_counter() > deadline:
                    return min(share, MOST_SHARE)
            self.cancel()
            then()
            return 1.0

        self._begin(advance)

    def _begin(self, advance: Callable[[float], float]) -> None:
        """Go on at once, and in slices if that is not enough."""
        if self._tried(advance, WAIT_SECONDS) < 1:
            self._advance = advance
            self._clock.start()

    @guarded
    def _go_on(self) -> None:
        if self._advance is None:
            self._clock.stop()
            return
        share = self._tried(self._advance, SLICE_SECONDS)
        if share < 1:
            self.busy.emit(share)

    def _tried(self, advance: Callable[[float], float], seconds: float) -> float:
        """Go on; a way that fails would fail again and again, so it ends."""
        try:
            return advance(seconds)
        except Exception:
            self.cancel()
            raise

    @guarded
    def finish(self) -> None:
        """Go the rest of a far way at once, however long it takes."""
        if self._advance is not None:
            self._tried(self._advance, math.inf)

    @property
    def is_going(self) -> bool:
        """Whether a far way is being gone."""
        return self._advance is not None

    def cancel(self) -> None:
        """Give up a far way."""
        if self._advance is not None:
            self._advance = None
            self._clock.stop()
            self.busy.emit(1.0)
