"""Pulling: a number, or the start of all walkers, that follows the hand. Panels show what it would
make, in a fork of the run; the run itself changes only when it is let go, by one change, or not at
all."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal

from ui.kit.guard import guarded

from . import wishes

if TYPE_CHECKING:
    from collections.abc import Callable

__all__ = ["BUSY_SHARE", "PulledWish", "Pulling"]

PulledWish = wishes.Edit | wishes.StartAt
"""What is wished once it is let go."""

BUSY_SHARE = 0.5
"""Share of the time that pictures of a pulled number may take; on a large network there are fewer
of them."""
MAX_PAUSE_SECONDS = 0.25
"""The longest time between two pictures."""


class Pulling(QObject):
    """The number that is being pulled, and the clock of its pictures."""

    failed = Signal(str)
    """A sentence for the learner: the number cannot be this one."""

    def __init__(self, show: Callable[[PulledWish], bool], parent: QObject | None = None) -> None:
        """`show` paints what a wish would make of the run, and says whether that is all of it; it
        is asked again where it is not."""
        super().__init__(parent)
        self._show = show
        self.wish: PulledWish | None = None
        """What is pulled, and to where; None while nothing is."""
        self._is_new = False
        """Whether there is more to show than the last picture does."""
        self._clock = QTimer(self, singleShot=True)
        self._clock.timeout.connect(self.show_now)

    def pull(self, wish: PulledWish) -> None:
        """Let it be pulled to here; that is shown as soon as there is time for a picture."""
        self.wish, self._is_new = wish, True
        if not self._clock.isActive():
            self._clock.start(0)

    @guarded
    def show_now(self) -> None:
        """Show the newest wish, and leave the events their time before the next."""
        if self.wish is None or not self._is_new:
            return
        self._is_new = False
        begun = time.perf_counter()
        self._is_new = not self._show(self.wish)
        taken = time.perf_counter() - begun
        pause = min(taken * (1 - BUSY_SHARE) / BUSY_SHARE, MAX_PAUSE_SECONDS)
        self._clock.start(round(1000 * pause))

    def end(self) -> PulledWish | None:
        """Pull no longer; what was pulled, and to where."""
        wish, self.wish = self.wish, None
        self._clock.stop()
        return wish
