"""Eleven walkers on a landscape: stepping, playing, and a frame with long ways."""

from __future__ import annotations

import gc
import statistics
import time
from collections.abc import Iterator
from dataclasses import replace

from PySide6.QtCore import Qt

from visualnn.lesson import Lesson
from visualnn.lesson.change import Change
from visualnn.lesson.changes import open_changed

from .timing import Measured, at_least, at_most, percentile
from .window import furnished, played, presses

WAY_POINT_COUNT = 1_000
"""Places of each way in the frame that is measured."""
FRAME_COUNT = 60
WALK_COUNT = 300
"""Iterations of each way that follows the start."""
FRAME_GOAL_MILLISECONDS = 8.0
ITERATIONS_GOAL, PICTURES_GOAL = 3_000.0, 60.0
"""Of all walkers together, and of the window, in a second of the processor."""
SECONDS = 4.0
"""Of the processor, for playing."""


def walkers() -> Iterator[Measured]:
    """Eleven optimizers walk in lockstep with every panel live."""
    lesson = replace(open_changed("trajectories", [Change("epochs", 100_000)]), stops=())
    yield from _frame(lesson)
    yield from _played(lesson)
    yield from _dragged()


def _frame(lesson: Lesson) -> Iterator[Measured]:
    application, window = furnished(lesson)
    window.session.seek(lesson.program.start_of(WAY_POINT_COUNT))
    window.session.finish()
    panel = window.furniture.panels["landscape"]
    taken = []
    for n in range(FRAME_COUNT):
        window.session.seek(lesson.program.start_of(WAY_POINT_COUNT - n % 5))
        window.session.finish()
        application.processEvents()  # what the other panels have to paint is theirs
        frame = window.session.frame
        assert frame is not None  # noqa: S101  a lesson is open
        begun = time.process_time()
        panel.show_frame(frame)
        panel.repaint()  # and the plot in it
        taken.append(1e3 * (time.process_time() - begun))
    yield at_most(
        f"eleven ways of {WAY_POINT_COUNT} points: one frame of the landscape, p95 "
        f"(median {statistics.median(taken):.1f} ms)",
        percentile(taken, 0.95),
        FRAME_GOAL_MILLISECONDS,
        "ms",
    )
    keys = presses(application, window, Qt.Key.Key_Right)
    yield at_most(
        f"eleven walkers: key → painted, p95 (median {statistics.median(keys):.1f} ms)",
        percentile(keys, 0.95),
        16.0,
        "ms",
    )
    window.close()


def _dragged() -> Iterator[Measured]:
    """The start follows the hand: each picture with as much of the ways as there is time for, and
    how many pictures all of them need."""
    application, window = furnished(open_changed("trajectories", [Change("epochs", WALK_COUNT)]))
    session = window.session
    session.seek_end()
    session.finish()
    gc.collect()
    gc.freeze()  # as the program does when it is furnished
    taken, pictures = [], 0
    for n in range(FRAME_COUNT // 4):
        session.pull_start((-4.0 + 0.1 * n, 1.5 - 0.05 * n))
        while True:
            begun = time.process_time()
            session.show_pulled()
            application.processEvents()
            taken.append(1e3 * (time.process_time() - begun))
            pictures += 1
            frame = session.frame
            if frame is None or min(map(len, frame.ahead.values())) > WALK_COUNT:
                break
    session.let_go(kept=False)
    window.close()
    gc.unfreeze()
    yield at_most(
        f"eleven ways of {WALK_COUNT} iterations follow the start: one picture, p95 (median "
        f"{statistics.median(taken):.0f} ms, all of them in {4 * pictures / FRAME_COUNT:.1f})",
        percentile(taken, 0.95),
        100.0,
        "ms",
    )


def _played(lesson: Lesson) -> Iterator[Measured]:
    application, window = furnished(lesson)
    session = window.session
    pictures, used = played(application, window, SECONDS)
    done = sum(run.furthest for run in session.runs)
    window.close()
    yield at_least(
        "eleven walkers: iterations of all in a second", done / used, ITERATIONS_GOAL, "/s"
    )
    yield at_least("eleven walkers: pictures in a second", pictures / used, PICTURES_GOAL, "/s")
