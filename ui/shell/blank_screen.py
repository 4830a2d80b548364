"""The blank screen: one colour over the window, until somebody wants to be looked at no longer."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from visualnn.text import _

from .window_cover import WindowCover

__all__ = ["BlankScreen"]


class BlankScreen(WindowCover):
    """Covers a window with one colour."""

    def __init__(self, window: QWidget, name: str, colour: QColor) -> None:
        super().__init__(window)
        self.name = name
        self._colour = colour
        self.setAccessibleName(_("The screen is blank"))
        self.setCursor(Qt.CursorShape.BlankCursor)
        self.cover()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Nothing but the colour."""
        with QPainter(self) as painter:
            painter.fillRect(self.rect(), self._colour)
