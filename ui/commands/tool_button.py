"""A button of the toolbar."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QToolButton, QWidget

__all__ = ["ToolButton"]


class ToolButton(QToolButton):
    """A button of the toolbar. It takes the keyboard only from Tab, so that a click leaves the
    keys with the steps; while it has the keyboard, Space presses it."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setAutoRaise(True)

    def event(self, event: QEvent) -> bool:
        """Claim Space before it becomes a shortcut."""
        if (
            event.type() == QEvent.Type.ShortcutOverride
            and isinstance(event, QKeyEvent)
            and event.key() == Qt.Key.Key_Space
        ):
            event.accept()
            return True
        return super().event(event)
