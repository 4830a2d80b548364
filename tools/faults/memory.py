"""Memory comes back: a large network is opened and goes one iteration, another lesson is opened,
and what the process holds is compared with what it held before."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path

from PySide6.QtTest import QTest

from tools.bench.window import furnished
from ui.session.wishes import Seek
from visualnn.lesson import find, load

from .outcome import Outcome

__all__ = ["NETWORKS", "returned"]

NETWORKS = ("resnet18", "vgg16")
MOST_BYTES = 100 << 20
"""So much more may be held than before: modules, fonts and pictures that stay."""
WAIT_SECONDS = 600.0
RESTING_MILLISECONDS = 6000
"""So long after another lesson is open nothing of the one before is in anybody's hands."""
_PAGE_BYTES = 4096


def held_bytes() -> int:
    """What the process holds of the machine's memory."""
    return int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1]) * _PAGE_BYTES


def returned() -> Outcome:
    """What each network leaves; one that leaves too much is a fault."""
    _application, window = furnished(load(find("xor")))
    QTest.qWait(RESTING_MILLISECONDS)
    faults, worst, worst_name = [], 0, ""
    for name in NETWORKS:
        before = held_bytes()
        window.library.open(name)
        _wait(lambda name=name: window.library.opened == name)  # type: ignore[misc]
        session = window.session
        goal = session.position.lesson.program.end_of(0)
        session.grant(Seek(goal))
        _wait(lambda session=session, goal=goal: session.position.tick >= goal)  # type: ignore[misc]
        most = held_bytes()
        window.library.open("xor")
        _wait(lambda: window.library.opened == "xor")
        QTest.qWait(RESTING_MILLISECONDS)
        left = held_bytes() - before
        if left > MOST_BYTES:
            faults.append(f"{name} held {(most - before) >> 20} MB and left {left >> 20} MB")
        if left > worst:
            worst, worst_name = left, name
    window.close()
    return Outcome(len(NETWORKS), tuple(faults), worst / (1 << 20), "MB left", worst_name)


def _wait(is_there: Callable[[], bool]) -> None:
    end = time.monotonic() + WAIT_SECONDS
    while not is_there():
        if time.monotonic() > end:
            raise TimeoutError("a large network does not arrive")
        QTest.qWait(50)
