"""Playing: steps that are made by themselves, at a pace, until something halts them."""

from __future__ import annotations

import math
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal

from ui.kit.guard import guarded
from visualnn.step_filter import StepFilter
from visualnn.text import _

from .going import SLICE_SECONDS
from .wishes import Step

if TYPE_CHECKING:
    from visualnn.machine.walk import Grain

    from .position import Position, Way

__all__ = [
    "LEAST_SLICE_SECONDS",
    "PICTURE_SECONDS",
    "SPEEDS",
    "Pace",
    "Playing",
    "slice_after",
]

PICTURE_MILLISECONDS = 15
"""Milliseconds between two pictures of a run, at least."""
PICTURE_SECONDS = 0.0165
"""Seconds between two pictures of a run at the highest speed: a little more than sixty pictures a
second. What painting leaves of them is for computing."""
LEAST_SLICE_SECONDS = 0.001
"""Seconds for computing where painting leaves fewer: then there are fewer pictures."""
OWED_SECONDS = 0.25
"""Seconds for which steps are made up that a busy machine did not make in time."""
SPEEDS = (1.0, 2.0, 5.0, 10.0, 30.0, 60.0, math.inf)
"""Steps per second; ∞ runs whole iterations as fast as they can be computed."""


@dataclass
class Pace:
    """How the learner steps."""

    grain: int
    """How much a step covers: the number of a Grain."""
    speed: float
    """Steps per second while playing."""
    step_filter: StepFilter = StepFilter.ALL
    """Which steps of one instruction are made."""


def slice_after(seconds: float, taken: float) -> float:
    """The seconds that the next picture may compute, after one that was given so many and took
    `taken` from its beginning to the next one's, painting and what it computed too long included:
    half of what was left or missing goes to the next."""
    wished = seconds + (PICTURE_SECONDS - taken) / 2
    return min(max(wished, LEAST_SLICE_SECONDS), SLICE_SECONDS)


class Playing(QObject):
    """The clock that steps. It goes no way itself: `go` does."""

    changed = Signal(bool)
    """Whether it plays from now on."""
    failed = Signal(str)
    """A sentence for the learner: why it halted."""

    def __init__(
        self,
        pace: Pace,
        go: Callable[[Way], None],
        is_going: Callable[[], bool],
        parent: QObject | None = None,
    ) -> None:
        """`go` goes a way, in slices if it is far; `is_going` says whether it still does."""
        super().__init__(parent)
        self._pace, self._go, self._is_going = pace, go, is_going
        self._position: Position | None = None
        self._owed = 0.0
        self._last = 0.0
        self._slice = SLICE_SECONDS
        self._clock = QTimer(self, interval=PICTURE_MILLISECONDS)
        self._clock.timeout.connect(self._play_on)

    @property
    def is_on(self) -> bool:
        """Whether it plays."""
        return self._clock.isActive()

    def start(self, position: Position) -> None:
        """Play from a position on; nothing at the end of the lesson."""
        if position.tick < position.lesson.last_tick and not self.is_on:
            self._position = position
            self._owed, self._last = 0.0, time.perf_counter()
            self._clock.start()
            self.changed.emit(True)

    def stop(self) -> None:
        """Play no more."""
        if self.is_on:
            self._clock.stop()
            self.changed.emit(False)

    @guarded
    def _play_on(self) -> None:
        """One picture more. What fails would fail at every picture, so it ends the first time."""
        if self._position is None:
            return
        if self._is_going():  # a step that takes longer than a picture
            self._last = time.perf_counter()
            return
        try:
            self._play(self._position)
        except Exception:
            self.stop()
            raise

    def _play(self, position: Position) -> None:
        from visualnn.machine.walk import Grain

        from . import ahead

        now = time.perf_counter()
        taken = now - self._last
        self._owed += min(taken, OWED_SECONDS) * self._pace.speed
        self._last = now
        if math.isinf(self._pace.speed):
            self._owed = 0.0
            self._slice = slice_after(self._slice, taken)
            self._arrive(position, ahead.fast_goal(position, now, self._slice))
        elif self._owed >= 1:
            steps = int(self._owed)
            self._owed -= steps
            grain = Grain(self._pace.grain)
            if grain is Grain.TERM:
                self._add_term(position, grain)
            else:
                self._arrive(
                    position, ahead.after_steps(position, grain, steps, self._pace.step_filter)
                )
        if position.tick >= position.lesson.last_tick:
            self.stop()

    def _add_term(self, position: Position, grain: Grain) -> None:
        from . import ahead, ways

        way = ways.way_of(position, grain, Step(+1))
        if way is not None:
            hit = ahead.condition_before(position, way.tick)
            if hit is not None:
                self.failed.emit(hit[1])
            if hit is not None or ahead.halt_before(position, way.tick) is not None:
                self.stop()
            self._go(way)

    def _arrive(self, position: Position, tick: int) -> None:
        """Go on to a tick, but no further than the next stop or breakpoint, and halt there."""
        from . import ahead
        from .position import Way

        halt, over = ahead.halt_before(position, tick), ahead.end_before(position, tick)
        if over is not None and (halt is None or over <= halt):
            halt = over
            self.failed.emit(_("The training ends here: for a while, nothing got better."))
        hit = ahead.condition_before(position, tick if halt is None else halt)
        if hit is not None:
            halt = hit[0]
            self.failed.emit(hit[1])
        if halt is not None:
            self.stop()
            if math.isinf(self._pace.speed):  # as far as the runs beside it have come already
                came = position.history.program.locate(tick).iteration + 1
                position.history.run_to(min(came, position.lesson.iterations))
        passes = halt is None and math.isinf(self._pace.speed) and tick < position.lesson.last_tick
        self._go(Way(tick if halt is None else halt, passes=passes))
