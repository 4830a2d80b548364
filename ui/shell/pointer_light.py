"""Pointer light: a ring around the pointer, or a window that is dark except around it, so that a
class sees what is pointed at."""

from __future__ import annotations

from PySide6.QtCore import QPoint, QRect, Qt, QTimer, Signal
from PySide6.QtGui import QColor, QCursor, QPainter, QPainterPath, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from ui.kit.guard import guarded

from .appearance import Appearance
from .window_cover import WindowCover

__all__ = ["PointerLight"]

FOLLOW_MILLISECONDS = 16
"""Milliseconds after which it is looked again where the pointer is."""
RING_PIXELS, RING_LINE_PIXELS = 26, 4
"""The radius of the ring and the width of its line, at factor 1."""
SPOT_PIXELS = 120
"""The radius of what stays light, at factor 1."""
SHADE = QColor(0, 0, 0, 150)


class PointerLight(WindowCover):
    """A ``ring`` or a ``spotlight``. It lies over a window and lets every click through."""

    failed = Signal(str)
    """A sentence for the learner."""

    def __init__(self, window: QWidget, appearance: Appearance, kind: str) -> None:
        super().__init__(window)
        self.kind = kind
        self._appearance = appearance
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.at = self._pointer()
        self._clock = QTimer(self, interval=FOLLOW_MILLISECONDS)
        self._clock.timeout.connect(self._follow)
        self._clock.start()
        self.cover()

    def dismiss(self) -> None:
        """Go away."""
        self._clock.stop()
        super().dismiss()

    def _pointer(self) -> QPoint:
        return self._window.mapFromGlobal(QCursor.pos())

    def _radius(self) -> int:
        pixels = RING_PIXELS if self.kind == "ring" else SPOT_PIXELS
        return self._appearance.look.metrics.px(pixels)

    def _around(self, at: QPoint) -> QRect:
        reach = self._radius() + self._appearance.look.metrics.px(RING_LINE_PIXELS) + 2
        return QRect(at.x() - reach, at.y() - reach, 2 * reach, 2 * reach)

    @guarded
    def _follow(self) -> None:
        """Paint again where the pointer was and where it is, if it moved."""
        at = self._pointer()
        if at != self.at:
            before, self.at = self.at, at
            self.update(self._around(before))
            self.update(self._around(at))

    def paintEvent(self, event: QPaintEvent) -> None:
        """The ring, or the shade around the light."""
        radius, metrics = self._radius(), self._appearance.look.metrics
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            if self.kind == "ring":
                width = metrics.px(RING_LINE_PIXELS)
                for colour, wide in ((QColor("white"), width + 2), (QColor(214, 48, 49), width)):
                    painter.setPen(QPen(colour, wide))
                    painter.drawEllipse(self.at, radius, radius)
                return
            shade = QPainterPath()
            shade.addRect(self.rect())
            shade.addEllipse(self.at, radius, radius)
            painter.fillPath(shade, SHADE)
