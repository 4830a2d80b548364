"""The window: from a key press to the painted picture, and from the start of the program to the
first one."""

from __future__ import annotations

import statistics
import subprocess
import sys
import time
from collections.abc import Iterator

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from ui.kit.look import Look
from ui.kit.theme import THEMES, Metrics, apply
from ui.shell.window import Window
from visualnn.lesson import find, load

from .timing import Measured, at_most, percentile

PRESSES = 300


def keys() -> Iterator[Measured]:
    """Every panel live at 1280×800: step on, and step back."""
    application = QApplication.instance() or QApplication(sys.argv[:1])
    assert isinstance(application, QApplication)  # noqa: S101  nobody made another kind
    look = Look(THEMES["light"], Metrics())
    apply(application, look.theme, look.metrics)
    for name in ("xor", "digits"):
        window = Window(look)
        window.resize(1280, 800)
        window.library.show(load(find(name)))
        window.show()
        window.furnishing.finish()
        _settle(application)
        for what, key in (("step", Qt.Key.Key_Right), ("back", Qt.Key.Key_Left)):
            taken = _presses(application, window, key)
            yield at_most(
                f"{name}: key → painted, {what}, p95 (median {statistics.median(taken):.1f} ms)",
                percentile(taken, 0.95),
                16,
                "ms",
            )
        window.close()


def _settle(application: QApplication) -> None:
    end = time.perf_counter() + 0.5
    while time.perf_counter() < end:
        application.processEvents()


def _presses(application: QApplication, window: Window, key: Qt.Key) -> list[float]:
    taken = []
    for _ in range(PRESSES):
        begun = time.perf_counter()
        QTest.keyClick(window, key)
        application.processEvents()
        taken.append((time.perf_counter() - begun) * 1e3)
    return taken


_BARE = """
import sys, time
from PySide6.QtWidgets import QApplication, QMainWindow
class Bare(QMainWindow):
    def paintEvent(self, event):
        print(time.time(), flush=True)
        application.exit()
application = QApplication([])
window = Bare()
window.resize(1280, 800)
window.show()
application.exec()
"""

_OURS = """
import sys, time
from ui.shell import application, furnishing, window
from ui.shell.settings import Memory
painted = window.Window.paintEvent
furnished = furnishing.Furnishing._go_on
def first(self, event):
    painted(self, event)
    if not hasattr(self, "seen"):
        self.seen = True
        print(time.time(), flush=True)
def last(self):
    furnished(self)
    if self.is_over and not hasattr(self, "full"):
        self.full = True
        self.parent().repaint()
        print(time.time(), flush=True)
        self.parent().close()
window.Window.paintEvent = first
furnishing.Furnishing._go_on = last
application.open_window(Memory(None))
"""


def first_paint() -> Iterator[Measured]:
    """From the start of the process; ours is painted first and furnished afterwards."""
    bare, shown, full = [], [], []
    for _ in range(7):
        bare.append(_started(_BARE)[0])
        ours = _started(_OURS)
        shown.append(ours[0])
        full.append(ours[-1])
    base = statistics.median(bare)
    yield at_most(
        f"first paint, against a bare PySide6 window ({base * 1e3:.0f} ms)",
        statistics.median(shown) / base,
        2.5,
    )
    ratio = statistics.median(full) / base
    yield Measured("    until every panel shows the XOR lesson", f"{ratio:.2f} ×", "", True)


def _started(script: str) -> list[float]:
    """Seconds from the start of a process to each time that it prints."""
    begun = time.time()
    out = subprocess.run(  # noqa: S603  our own two scripts
        [sys.executable, "-c", script], capture_output=True, text=True, check=True, timeout=60
    ).stdout
    return [float(line) - begun for line in out.split()]
