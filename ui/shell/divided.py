"""Sections side by side or one above the other, parted by lines to drag."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSplitter, QSplitterHandle

from ui.kit.look import Look

from .arrangement import HANDLE_PIXELS

__all__ = ["Divided"]


class _Hairline(QSplitterHandle):
    """A hairline to drag, wide enough for the pointer."""

    def __init__(self, orientation: Qt.Orientation, of: Divided) -> None:
        super().__init__(orientation, of)
        self._of = of

    def sizeHint(self) -> QSize:
        """As wide as the splitter says; the style sheet would add margins."""
        return QSize(self._of.handleWidth(), self._of.handleWidth())

    def paintEvent(self, event: QPaintEvent) -> None:
        """The hairline, darker under the pointer."""
        theme = self._of.look.theme
        colour = theme.ink_faint if self.underMouse() else theme.line
        with QPainter(self) as painter:
            if self.orientation() is Qt.Orientation.Horizontal:
                painter.fillRect(self.width() // 2, 0, 1, self.height(), colour)
            else:
                painter.fillRect(0, self.height() // 2, self.width(), 1, colour)


class Divided(QSplitter):
    """Sections side by side or one above the other, parted by hairlines."""

    def __init__(self, orientation: Qt.Orientation, look: Look) -> None:
        super().__init__(orientation)
        self.setChildrenCollapsible(False)
        self.set_look(look)

    def createHandle(self) -> QSplitterHandle:
        """A line of our own: the style's is as thick as its handle."""
        return _Hairline(self.orientation(), self)

    def set_look(self, look: Look) -> None:
        """Another theme or size."""
        self.look = look
        self.setHandleWidth(look.metrics.px(HANDLE_PIXELS))
