"""The start of the window: its first paint, and the turns of the event loop until every panel that
is seen stands and shows the lesson, against a bare window, both of 1280 × 800. A panel that is not
seen is made when it is brought; what that takes is measured with one that loads pyqtgraph, in the
same lesson.

Processes are compared by the processor's time that they took, so that what else the machine does
does not count; what passed meanwhile is told beside it. They start as an installed program does,
with compiled bytecode, also where the environment says that none is written.
"""

from __future__ import annotations

import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from .timing import Measured, at_most

ROUNDS = 9

_COMMON = """
import json, sys, time
seen = {}
def tell(name):
    seen.setdefault(name, (time.process_time(), time.time()))
"""

_BARE = """
from PySide6.QtWidgets import QApplication, QMainWindow
class Bare(QMainWindow):
    def paintEvent(self, event):
        tell("painted")
        application.exit()
application = QApplication([])
window = Bare()
window.resize(1280, 800)
window.show()
application.exec()
print(json.dumps(seen))
"""

_OURS = """
from ui.shell import application, furnishing, window
from ui.shell.settings import Memory
from ui.shell.window import Window
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication
asked = []
made = window.Window.__init__
def sized(self, *given, **named):
    made(self, *given, **named)
    self.resize(1280, 800)  # the screen that is none is smaller
window.Window.__init__ = sized
painted = window.Window.paintEvent
furnished = furnishing.Furnishing._go_on
turns = []
def first(self, event):
    painted(self, event)
    tell("painted")
def turn(self):
    turns.append(time.process_time())
    furnished(self)
    if self.is_over and "full" not in seen:
        self.parent().repaint()
        tell("full")
        QTimer.singleShot(0, bring)
    elif self.is_over:
        self.parent().repaint()
        seen["brought"] = (time.process_time() - asked.pop(),) * 2
        turns.append(time.process_time())
        self.parent().close()
def bring():
    window = next(w for w in QApplication.topLevelWidgets() if isinstance(w, Window))
    asked.append(time.process_time())
    window.desk.show_view("activation")
window.Window.paintEvent = first
furnishing.Furnishing._go_on = turn
application.open_window(Memory(None), lesson="xor")
loop = time.process_time()
sum(n * n for n in range(1_000_000))
seen["loop"] = (time.process_time() - loop,) * 2
seen["turn"] = (max(after - before for before, after in zip(turns, turns[1:])),) * 2
print(json.dumps(seen))
"""


@dataclass(frozen=True)
class Started:
    """Seconds from the start of a process to what it tells."""

    used: Mapping[str, float]
    """Of the processor."""
    passed: Mapping[str, float]
    """By the clock."""


def furnishing() -> Iterator[Measured]:
    """Ours is painted first and furnished afterwards; both kinds of processes take turns."""
    bare, ours = [], []
    with tempfile.TemporaryDirectory() as bytecode:
        for turn in range(ROUNDS + 1):
            each = _started(_BARE, bytecode), _started(_OURS, bytecode)
            if turn:  # the first one compiles
                bare.append(each[0])
                ours.append(each[1])
    used = statistics.median(each.used["painted"] for each in bare)
    passed = statistics.median(each.passed["painted"] for each in bare)

    def compared(what: str, name: str, goal: float) -> Measured:
        by_clock = statistics.median(each.passed[name] for each in ours) / passed
        ratio = statistics.median(each.used[name] for each in ours) / used
        return at_most(f"{what} ({by_clock:.2f} × by the clock)", ratio, goal)

    bare_told = f"a bare PySide6 window ({used * 1e3:.0f} ms)"
    yield compared(f"first paint, against {bare_told}", "painted", 2.2)
    yield compared("    until every panel that is seen shows the XOR lesson", "full", 7.0)
    brought = statistics.median(each.used["brought"] for each in ours)
    what = "    until a panel with a plot, brought for the first time, shows it"
    yield Measured(what, f"{brought * 1e3:.0f} ms", "", True)
    loop = statistics.median(each.used["loop"] for each in ours)
    longest = statistics.median(each.used["turn"] for each in ours)
    what = f"    longest turn while furnishing (a million squares take {loop * 1e3:.0f} ms)"
    yield at_most(what, longest * 1e3, 120, "ms")


def _started(script: str, bytecode: str) -> Started:
    """Start a process and hear what it tells."""
    environment = {**os.environ, "PYTHONPYCACHEPREFIX": bytecode}
    environment.pop("PYTHONDONTWRITEBYTECODE", None)
    command = [sys.executable, "-c", _COMMON + script]
    begun = time.time()
    answer = subprocess.run(  # noqa: S603  our own two scripts
        command, capture_output=True, text=True, check=True, timeout=120, env=environment
    )
    told = json.loads(answer.stdout)
    return Started(
        {name: used for name, (used, _) in told.items()},
        {name: passed - begun for name, (_, passed) in told.items()},
    )
