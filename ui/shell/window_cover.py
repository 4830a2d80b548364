"""A cover: something that lies over a whole window and stays as large as it."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject
from PySide6.QtWidgets import QWidget

__all__ = ["WindowCover"]


class WindowCover(QWidget):
    """Lies over a window until it is dismissed."""

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self._window = window

    def cover(self) -> None:
        """Lie over the window from now on."""
        self._window.installEventFilter(self)
        self.setGeometry(self._window.rect())
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
