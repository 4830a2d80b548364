"""Playing with every panel live, network, boundary and curves among them: pictures and traced
iterations in the same second. As in the program, panels that are read have one picture of three."""

from __future__ import annotations

import gc
import math
import time
from collections.abc import Iterator
from types import SimpleNamespace
from unittest.mock import patch

from PySide6.QtCore import QEventLoop

from ui.session import ahead, playing
from visualnn.lesson import Lesson, find, load
from visualnn.lesson.changes import Change, changed
from visualnn.run.history import History

from .timing import Measured, at_least
from .window import furnished

SECONDS = 8.0
"""Of the processor, so that what else the machine does does not count."""
ALONE = 100_000
"""Iterations that are computed without a window."""


def playing_live() -> Iterator[Measured]:
    """XOR at the highest speed at 1280×800. The session's clock is the processor's time, as it
    would be on a machine that does nothing else; so is the second of every figure."""
    lesson = changed(load(find("xor")), [Change("epochs", 1_000_000), Change("stops", None)])
    alone = _alone(lesson)
    application, window = furnished(lesson)
    gc.collect()
    gc.freeze()  # as the program does when it is furnished
    session, pictures, computing = window.session, 0, 0.0

    def count(_frame: object) -> None:
        nonlocal pictures
        pictures += 1

    def timed(*arguments: object) -> int:
        nonlocal computing
        begun = time.process_time()
        tick = goal(*arguments)  # type: ignore[arg-type]
        computing += time.process_time() - begun
        return tick

    goal = ahead.fast_goal
    clock = SimpleNamespace(perf_counter=time.process_time)
    waiting = QEventLoop.ProcessEventsFlag.WaitForMoreEvents
    session.set_speed(math.inf)
    session.moved.connect(count)
    with (
        patch.object(playing, "time", clock),
        patch.object(ahead, "time", clock),
        patch.object(ahead, "fast_goal", timed),
    ):
        session.play()
        begun, from_clock = time.process_time(), time.perf_counter()
        while time.process_time() - begun < SECONDS:
            application.processEvents(waiting)
        used, passed = time.process_time() - begun, time.perf_counter() - from_clock
    session.pause()
    iterations = session.position.history.furthest
    window.close()
    gc.unfreeze()
    share = (used - computing) / used
    cost = (used - computing) / pictures
    by_clock = f"{pictures / passed:.0f} and {iterations / passed:,.0f} by the clock"
    yield at_least(
        f"XOR at the highest speed, every panel live: pictures a second ({by_clock})",
        pictures / used,
        60,
        "/s",
    )
    yield at_least(
        f"    traced iterations a second ({alone:,.0f} without a window)",
        iterations / used,
        40_000,
        "/s",
    )
    told = f"{share:.0%}, {cost * 1e3:.1f} ms"
    yield Measured("    share of the time for pictures, and each of them", told, "", True)


def _alone(lesson: Lesson) -> float:
    """Traced iterations a second of a history that nobody looks at."""
    history = History(lesson.program, lesson.start)
    begun = time.process_time()
    history.run_to(ALONE)
    return ALONE / (time.process_time() - begun)
