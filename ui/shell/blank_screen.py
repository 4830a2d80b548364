"""The blank screen: one colour over the window, until somebody wants to be looked at no longer."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from visualnn.text import _

__all__ = ["BlankScreen"]


class BlankScreen(QWidget):
    """Covers a window with one colour."""

    def __init__(self, window: QWidget, name: str, colour: QColor) -> None:
        super().__init__(window)
        self.name = name
        self._colour, self._window = colour, window
        self.setAccessibleName(_("The screen is blank"))
        self.setCursor(Qt.CursorShape.BlankCursor)
        window.installEventFilter(self)
        self.setGeometry(window.rect())
        self.show()
        self.raise_()

    def dismiss(self) -> None:
        """Go away."""
        self._window.removeEventFilter(self)
        self.hide()
        self.deleteLater()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Stay as large as the window."""
        if watched is self._window and event.type() == QEvent.Type.Resize:
            self.setGeometry(self._window.rect())
            self.raise_()
        return False

    def paintEvent(self, event: QPaintEvent) -> None:
        """Nothing but the colour."""
        with QPainter(self) as painter:
            painter.fillRect(self.rect(), self._colour)
