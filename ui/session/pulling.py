"""Pulling: a number that follows the hand. Every panel shows what it would make, in a fork of the
run; the run itself changes only when it is let go, by one edit, or not at all."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal

from ui.kit.guard import guarded

if TYPE_CHECKING:
    from visualnn.expr import Source

__all__ = ["BUSY_SHARE", "Pulling"]

BUSY_SHARE = 0.5
"""Share of the time that pictures of a pulled number may take; on a large network there are fewer
of them."""
MAX_PAUSE_SECONDS = 0.25
"""The longest time between two pictures."""


class Pulling(QObject):
    """The number that is being pulled, and the clock of its pictures."""

    failed = Signal(str)
    """A sentence for the learner: the number cannot be this one."""

    def __init__(
        self, show: Callable[[Source, float], None], parent: QObject | None = None
    ) -> None:
        """`show` paints what a number would make of the run."""
        super().__init__(parent)
        self._show = show
        self.place: Source | None = None
        """What is pulled; None while nothing is."""
        self.value = 0.0
        self._is_new = False
        """Whether it was pulled since the last picture."""
        self._clock = QTimer(self, singleShot=True)
        self._clock.timeout.connect(self.show_now)

    def pull(self, place: Source, value: float) -> None:
        """Let the number be this one; it is shown as soon as there is time for a picture."""
        self.place, self.value, self._is_new = place, value, True
        if not self._clock.isActive():
            self._clock.start(0)

    @guarded
    def show_now(self) -> None:
        """Show the newest number, and leave the events their time before the next."""
        self._clock.stop()
        if self.place is None or not self._is_new:
            return
        self._is_new = False
        begun = time.perf_counter()
        self._show(self.place, self.value)
        taken = time.perf_counter() - begun
        pause = min(taken * (1 - BUSY_SHARE) / BUSY_SHARE, MAX_PAUSE_SECONDS)
        self._clock.start(round(1000 * pause))

    def end(self) -> tuple[Source, float] | None:
        """Pull no longer; what was pulled, and to which number."""
        place, self.place = self.place, None
        self._clock.stop()
        return None if place is None else (place, self.value)
