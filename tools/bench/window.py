"""The window: from a key press to the painted picture."""

from __future__ import annotations

import contextlib
import math
import statistics
import sys
import time
from collections.abc import Iterator
from types import SimpleNamespace
from unittest.mock import patch

from PySide6.QtCore import QEventLoop, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from ui.kit.look import Look
from ui.kit.theme import THEMES, Metrics, apply
from ui.session import ahead, playing, position
from ui.shell.window import Window
from visualnn.company import company
from visualnn.lesson import Lesson, find, load

from .timing import Measured, at_most, percentile

PRESSES = 300


def keys() -> Iterator[Measured]:
    """Every panel live at 1280×800: step on, and step back."""
    for name in ("xor", "digits"):
        application, window = furnished(load(find(name)))
        for what, key in (("step", Qt.Key.Key_Right), ("back", Qt.Key.Key_Left)):
            taken = presses(application, window, key)
            yield at_most(
                f"{name}: key → painted, {what}, p95 (median {statistics.median(taken):.1f} ms)",
                percentile(taken, 0.95),
                16,
                "ms",
            )
        window.close()


def furnished(lesson: Lesson) -> tuple[QApplication, Window]:
    """A window with every panel, at 1280×800, that has come to rest."""
    application = QApplication.instance() or QApplication(sys.argv[:1])
    assert isinstance(application, QApplication)  # noqa: S101  nobody made another kind
    look = Look(THEMES["light"], Metrics())
    apply(application, look.theme, look.metrics)
    window = Window(look)
    window.resize(1280, 800)
    window.library.show(lesson)
    window.show()
    window.furnishing.finish()
    _settle(application)
    return application, window


def _settle(application: QApplication) -> None:
    end = time.perf_counter() + 0.5
    while time.perf_counter() < end:
        application.processEvents()


def played(application: QApplication, window: Window, seconds: float) -> tuple[int, float]:
    """Play at the highest speed for so many seconds of the processor, which are the session's clock
    too, as they would be on a machine that does nothing else: pictures, and seconds used."""
    session, pictures = window.session, 0

    def counted(_frame: object) -> None:
        nonlocal pictures
        pictures += 1

    clock = SimpleNamespace(perf_counter=time.process_time)
    session.set_speed(math.inf)
    session.moved.connect(counted)
    with contextlib.ExitStack() as patched:
        for module in (playing, ahead, position, company):
            patched.enter_context(patch.object(module, "time", clock))
        session.play()
        begun = time.process_time()
        while time.process_time() - begun < seconds and session.playing:
            application.processEvents(QEventLoop.ProcessEventsFlag.WaitForMoreEvents)
        used = time.process_time() - begun
    session.pause()
    return pictures, used


def presses(application: QApplication, window: Window, key: Qt.Key) -> list[float]:
    taken = []
    for _ in range(PRESSES):
        begun = time.process_time()
        QTest.keyClick(window, key)
        application.processEvents()
        taken.append((time.process_time() - begun) * 1e3)
    return taken
