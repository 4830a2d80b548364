"""Furnishing: what a window is filled with after its first picture, one piece in each turn of the
event loop, so that something is on the screen at once and stays alive.

What is seen first comes first. A panel that comes into sight later is ordered then, and takes turns
of the same kind; one that nobody ever sees is never made.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable

from PySide6.QtCore import QObject, QTimer, Signal

from ui.kit.guard import guarded

__all__ = ["Furnishing"]


class Furnishing(QObject):
    """The turns that are still to come."""

    failed = Signal(str)
    """A sentence for the learner."""
    begun = Signal()
    """The first turn comes next."""
    ended = Signal()
    """The last turn was taken for the first time: what is seen stands."""
    completed = Signal()
    """What is not seen is wanted too."""

    def __init__(self, turns: Iterable[Callable[[], None]], parent: QObject) -> None:
        super().__init__(parent)
        self._turns = list(turns)
        self._has_ended = self._is_stopped = False
        self._clock = QTimer(self, interval=0)
        self._clock.timeout.connect(self._go_on)
        self.has_begun = False

    def begin(self) -> None:
        """Start with the next turn of the event loop; the second time nothing happens."""
        if not self.has_begun:
            self.has_begun = True
            if self._turns:
                if not self._has_ended:
                    self.begun.emit()
                self._clock.start()

    def add(self, turns: Iterable[Callable[[], None]]) -> None:
        """Take more turns, after those that are still to come."""
        self._turns += turns
        if self._turns and self.has_begun and not self._is_stopped:
            self._clock.start()

    @property
    def is_over(self) -> bool:
        """Whether every turn was taken."""
        return not self._turns

    @guarded
    def _go_on(self) -> None:
        """Take one more turn; after the last one the clock stops."""
        turn = self._turns.pop(0)
        try:
            turn()
        finally:
            if not self._turns:
                self._clock.stop()
                if not self._has_ended:
                    self._has_ended = True
                    self.ended.emit()

    def finish(self, *, with_unseen: bool = True) -> None:
        """Take all turns at once, for pictures and tests, and those of what nobody sees."""
        while self._turns:
            self._go_on()
        if with_unseen:
            self.completed.emit()
            self.finish(with_unseen=False)

    def stop(self) -> None:
        """Take no more turns."""
        self._is_stopped = True
        self._clock.stop()
