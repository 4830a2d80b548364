"""How long an update of each run of a race takes, measured."""

from __future__ import annotations

import time
from collections.abc import Callable

from ..lesson import Lesson
from ..run.history import History
from .race import WALK_BYTES

__all__ = ["TIMED_UPDATE_COUNT", "seconds_per_update"]

TIMED_UPDATE_COUNT = 1_000
"""The updates of one measurement."""
REPEAT_COUNT = 3
"""The quickest of so many measurements counts: what else the machine does makes the others
longer."""


def seconds_per_update(lesson: Lesson, clock: Callable[[], float] = time.process_time) -> float:
    """The seconds of the processor for one iteration of a run, with everything that a history
    keeps of it: the least of `REPEAT_COUNT` measurements of `TIMED_UPDATE_COUNT` iterations from
    the start, or of as many as the lesson has."""
    count = min(TIMED_UPDATE_COUNT, lesson.iterations)
    taken = []
    for _repeat in range(REPEAT_COUNT):
        history = History(lesson.program, lesson.start, WALK_BYTES)
        history.at(0)
        begun = clock()
        history.run_to(count)
        taken.append(clock() - begun)
    return min(taken) / count
