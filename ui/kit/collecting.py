"""The collector of garbage: held while something is built that stays, or while a thread works, for
what it finds in a thread it would take apart there, and no part of the window may be."""

from __future__ import annotations

import contextlib
import gc
import sys
import threading

from PySide6.QtCore import QObject, QTimer, Signal

from ui.kit.guard import guarded

__all__ = ["CollectorHold", "hold_collector", "release_collector", "return_memory"]

LOOK_MILLISECONDS = 100
"""Milliseconds after which it is looked again which threads have ended."""

_holds = 0


def hold_collector() -> None:
    """Look for no garbage until it is released as often as it is held."""
    global _holds  # noqa: PLW0603  the collector is the process's own
    _holds += 1
    gc.disable()


def release_collector() -> None:
    """Look for garbage again, if nobody else holds it."""
    global _holds  # noqa: PLW0603
    _holds -= 1
    if _holds == 0:
        gc.enable()


def return_memory() -> None:
    """Take apart what nobody holds, and give the system back what was free already."""
    gc.collect()
    if sys.platform.startswith("linux"):
        import ctypes  # which takes two milliseconds, and the first picture comes without it

        with contextlib.suppress(OSError, AttributeError):  # a C library of another kind
            ctypes.CDLL(None).malloc_trim(0)


class CollectorHold(QObject):
    """Holds the collector while threads work, each until it has ended. What is garbage meanwhile
    is collected by the event loop, as often as the collector would have done it."""

    failed = Signal(str)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._threads: list[threading.Thread] = []
        self._clock = QTimer(self, interval=LOOK_MILLISECONDS)
        self._clock.timeout.connect(self.look)

    def begin(self, thread: threading.Thread) -> None:
        """Start a thread, and hold the collector until it has ended."""
        hold_collector()
        self._threads.append(thread)
        self._clock.start()
        thread.start()

    @guarded
    def look(self) -> None:
        """Release the collector for threads that have ended."""
        for thread in [thread for thread in self._threads if not thread.is_alive()]:
            self._threads.remove(thread)
            release_collector()
        if self._threads:
            _collect_due()
        else:
            self._clock.stop()


def _collect_due() -> None:
    """Collect the oldest generation that has outgrown its threshold."""
    grown = zip(gc.get_count(), gc.get_threshold(), strict=True)
    due = [generation for generation, (count, most) in enumerate(grown) if 0 < most < count]
    if due:
        gc.collect(due[-1])
