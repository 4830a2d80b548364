"""Work apart: in a thread of its own, so that the window goes on meanwhile. It may be given up."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QObject, QTimer, Signal

from ui.kit.collecting import CollectorHold
from ui.kit.guard import guarded
from visualnn.lesson.giving_up import giving_up_when

__all__ = ["WAIT_SECONDS", "WorkApart"]

WAIT_SECONDS = 0.08
"""Seconds that are waited for work that is soon done, so that nothing is shown in between."""
LOOK_MILLISECONDS = 15
"""Milliseconds after which it is looked again whether the work is done."""


class _Thread(threading.Thread):
    """One piece of work: what it came to, or why it failed."""

    def __init__(self, do: Callable[[], Any]) -> None:
        super().__init__(name="visualnn-work", daemon=True)
        self.result: Any = None
        self.error: BaseException | None = None
        self._do = do
        self._is_given_up = threading.Event()

    def run(self) -> None:
        try:
            with giving_up_when(self._is_given_up.is_set):
                self.result = self._do()
        except BaseException as error:  # noqa: BLE001  whoever waits raises it
            self.error = error

    def give_up(self) -> None:
        self._is_given_up.set()


class WorkApart(QObject):
    """The work that is waited for, one at a time; other work takes its place."""

    failed = Signal(str)
    """A sentence for the learner."""
    changed = Signal()
    """It is waited for now, or no longer."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._work: _Thread | None = None
        self._left: list[_Thread] = []
        """Work that was given up and is still on its way out."""
        self._then: Callable[[Callable[[], Any]], None] = lambda _result: None
        self._hold = CollectorHold(self)
        self._hold.failed.connect(self.failed)
        self._clock = QTimer(self, interval=LOOK_MILLISECONDS)
        self._clock.timeout.connect(self._look)

    @property
    def is_on(self) -> bool:
        """Whether work is waited for."""
        return self._work is not None

    @property
    def is_leaving(self) -> bool:
        """Whether work that was given up is still on its way out."""
        return bool(self._left)

    def begin(self, do: Callable[[], Any], then: Callable[[Callable[[], Any]], None]) -> None:
        """Do something apart. `then` is called once it is done with a function that returns what
        it came to, or raises what it raised: at once if that is soon, else in a later turn."""
        self.give_up()
        self._work, self._then = _Thread(do), then
        self._hold.begin(self._work)
        self._work.join(WAIT_SECONDS)
        if self._work.is_alive():
            self._clock.start()
            self.changed.emit()
        else:
            self._finish()

    @guarded
    def _look(self) -> None:
        for work in [work for work in self._left if not work.is_alive()]:
            self._left.remove(work)
        self._hold.look()
        if self._work is not None and not self._work.is_alive():
            self._finish()
            self.changed.emit()
        if self._work is None and not self._left:
            self._clock.stop()

    def _finish(self) -> None:
        work, self._work = self._work, None
        self._hold.look()
        if work is not None:
            self._then(lambda: _result_of(work))

    def give_up(self) -> None:
        """Wait for it no longer."""
        if self._work is not None:
            self._work.give_up()
            self._left.append(self._work)
            self._work = None
            self._clock.start()
            self.changed.emit()

    def finish(self) -> None:
        """Wait until it is done."""
        while self._work is not None:
            self._work.join()
            self._look()


def _result_of(work: _Thread) -> Any:
    if work.error is not None:
        raise work.error
    return work.result
