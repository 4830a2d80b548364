"""Company in slices: what is computed while the learner reads, a little in each idle turn.

That is, first, the terms of a very long sum that is looked at, then as much of the run as a
question of the stop asks for, then what its prose quotes,
then the runs beside it that do not stand yet where the learner is, and then those that go to their
ends.
"""

from __future__ import annotations

import math
import time
from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal

from ui.kit.guard import guarded
from visualnn.errors import VisualnnError
from visualnn.text import _

from .going import SLICE_SECONDS

if TYPE_CHECKING:
    from .position import Position

__all__ = ["PICTURE_SECONDS", "CompanyClock"]

PICTURE_SECONDS = 0.25
"""Seconds between two pictures of runs that have come further but are not done."""


class CompanyClock(QObject):
    """The clock that goes on with what is needed beside the place of the learner."""

    changed = Signal()
    """More is known, and is to be shown."""
    failed = Signal(str)
    """A sentence for the learner: why a run goes no further."""

    def __init__(self, is_free: Callable[[], bool], parent: QObject | None = None) -> None:
        """`is_free`: whether nothing that the learner waits for is being computed."""
        super().__init__(parent)
        self._is_free = is_free
        self._position: Position | None = None
        self._ended: set[str] = set()
        """The ids of the runs that are known to be done."""
        self._blocked: object = None
        """The edits under which the run cannot come as far as a question asks for."""
        self._has_stood_up = False
        """Whether all runs have come to where the learner is since this was told."""
        self._has_found = False
        """Whether it was found where a run parts from the leading one since this was told."""
        self._shown = 0.0
        self._clock = QTimer(self, interval=0)
        self._clock.timeout.connect(self._go_on)

    def take(self, position: Position) -> None:
        """The company of another position; that of the one before goes no further."""
        self._clock.stop()
        self._position, self._ended, self._blocked = position, set(), None
        self._has_stood_up = self._has_found = False
        self._shown = time.perf_counter()
        self._tell_ends(position)  # those that ended lately are no news

    @property
    def is_on(self) -> bool:
        """Whether something is to be computed in the next idle turn."""
        return self._clock.isActive()

    @guarded
    def resume(self) -> None:
        """Go on in the next idle turn if there is something to do."""
        position = self._position
        if position is not None and self._is_free() and not self._is_done(position):
            self._clock.start()

    @guarded
    def finish(self) -> None:
        """Compute the rest at once, however long it takes."""
        position = self._position
        if position is not None and not self._is_done(position):
            while not self._advance(position, math.inf):
                pass
            self._clock.stop()
            self._tell_ends(position)
            self.changed.emit()

    def stop(self) -> None:
        """Compute no more until it is resumed."""
        self._clock.stop()

    @guarded
    def _go_on(self) -> None:
        position = self._position
        if position is None or not self._is_free():
            self._clock.stop()
            return
        try:
            is_done = self._advance(position, time.perf_counter() + SLICE_SECONDS)
        except Exception:
            self._clock.stop()  # what fails would fail in every turn
            raise
        if is_done:
            self._clock.stop()
        news = self._tell_ends(position) or self._has_stood_up or self._has_found
        self._has_stood_up = self._has_found = False
        now = time.perf_counter()
        if news or is_done or now - self._shown >= PICTURE_SECONDS:
            self._shown = now
            self.changed.emit()

    def _is_done(self, position: Position) -> bool:
        return (
            position.is_explained
            and self._goal(position) is None
            and not position.is_waiting
            and position.watching.is_done
            and position.company.is_done
            and position.company.is_standing(position.history.program, position.tick)
            and (position.comparison is None or position.comparison.is_done)
        )

    def _goal(self, position: Position) -> int | None:
        """The iteration that a question of this stop waits for.

        A network whose states show the arena is left alone: the frame on screen would change.
        """
        goal, history = position.iteration_asked, position.history
        if goal is None or goal <= history.furthest or history.large:
            return None
        return None if self._blocked == history.laid.items else goal

    def _advance(self, position: Position, deadline: float) -> bool:
        """Go on until a deadline in seconds of `time.perf_counter`; whether all is done."""
        history, goal = position.history, self._goal(position)

        def is_late() -> bool:
            return time.perf_counter() > deadline

        if not position.is_explained:
            self._has_found = position.make_terms(is_late)
            return self._is_done(position)
        if goal is not None:
            try:
                history.run_to(goal, until=is_late)
            except VisualnnError:
                # the learner is told on the way there
                self._blocked = history.laid.items
            return self._is_done(position)
        if position.is_waiting:
            position.advance_prose(is_late)
            return self._is_done(position)
        if not position.watching.is_done:
            position.watching.advance(is_late)
            return self._is_done(position)
        company, program = position.company, position.history.program
        if not company.is_standing(program, position.tick):
            self._has_stood_up = company.stand(program, position.tick, is_late)
        elif company.advance(is_late):
            self._compare(position, is_late)
        return self._is_done(position)

    def _compare(self, position: Position, is_late: Callable[[], bool]) -> None:
        """Go on looking for where the numbers of the runs part."""
        comparison = position.comparison
        if comparison is not None:
            known = comparison.known
            comparison.advance(is_late)
            self._has_found = self._has_found or comparison.known is not known

    def _tell_ends(self, position: Position) -> bool:
        """Say which runs failed; whether any run has come to its end since this was asked last."""
        ended = [run for run in position.company.runs.values() if run.is_done]
        news = [run for run in ended if run.id not in self._ended]
        self._ended.update(run.id for run in news)
        for run in news:
            if run.failure is not None:
                self.failed.emit(run.failure.sentence(_))
        return bool(news)
