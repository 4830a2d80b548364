"""Drawing by hand: from a move of the pen to the painted answer of the network, in the window."""

from __future__ import annotations

import math
import statistics
import time
from collections.abc import Iterator

from PySide6.QtCore import QEvent, QPointF, Qt
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QApplication

from ui.panels.drawing.panel import DrawingPanel
from ui.shell.window import Window
from visualnn.lesson import open_named

from .timing import Measured, at_most, percentile
from .window import furnished

MOVE_COUNT = 120
REST_SECONDS = 10.0
FRAME_MILLISECONDS = 16.0
"""A picture of a screen that shows sixty a second."""


def drawing() -> Iterator[Measured]:
    """A stroke round and round in the lesson's window at 1280×800, the drawing on its stage."""
    for name in ("digits", "lenet"):
        application, window = furnished(open_named(name))
        window.desk.show_view("drawing")
        window.furnishing.finish()
        _rest(application, window)
        panel = window.furniture.panels["drawing"]
        assert isinstance(panel, DrawingPanel)  # noqa: S101  it has no other kind
        taken = _stroked(application, panel)
        middle = statistics.median(taken)
        what = f"{name}: pen moved → answer painted, p95 (median {middle:.1f} ms)"
        yield at_most(what, percentile(taken, 0.95), FRAME_MILLISECONDS, "ms")
        window.close()


def _rest(application: QApplication, window: Window) -> None:
    """Wait until no panel computes what it shows any more, as it does when a window was just
    furnished, and give up after a while."""
    end = time.perf_counter() + REST_SECONDS
    application.processEvents()
    while time.perf_counter() < end:
        if not any(panel.is_computing for panel in window.furniture.panels.values()):
            return
        application.processEvents()


def _stroked(application: QApplication, panel: DrawingPanel) -> list[float]:
    """Milliseconds of the processor that each move of a stroke took."""
    box = panel.picture_box
    _send(panel, QEvent.Type.MouseButtonPress, QPointF(box.left + 4, box.top + 4))
    application.processEvents()
    taken = []
    for n in range(MOVE_COUNT):
        turn = 2 * math.pi * n / 40
        x = box.left + box.width * (0.5 + 0.35 * math.cos(turn))
        y = box.top + box.height * (0.5 + 0.35 * math.sin(turn))
        before = panel.frame
        begun = time.process_time()
        _send(panel, QEvent.Type.MouseMove, QPointF(x, y))
        application.processEvents()
        taken.append((time.process_time() - begun) * 1e3)
        if panel.frame is before:
            raise RuntimeError("the network did not answer in this turn")
    _send(panel, QEvent.Type.MouseButtonRelease, QPointF(box.left + 4, box.top + 4))
    application.processEvents()
    return taken


def _send(panel: DrawingPanel, kind: QEvent.Type, at: QPointF) -> None:
    button = Qt.MouseButton.LeftButton
    held = Qt.MouseButton.NoButton if kind == QEvent.Type.MouseButtonRelease else button
    event = QMouseEvent(
        kind, at, QPointF(panel.mapToGlobal(at)), button, held, Qt.KeyboardModifier.NoModifier
    )
    QApplication.sendEvent(panel, event)
