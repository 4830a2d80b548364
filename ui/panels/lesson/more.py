"""More: a quiet line at the foot of a text that goes on below, so that no letter is cut in two."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QRectF, Qt, Signal
from PySide6.QtGui import QEnterEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from ui.kit import paint
from ui.kit.guard import guarded
from ui.kit.look import Look
from ui.kit.theme import Text
from visualnn.text import _

from .head import MARGIN_STEPS

__all__ = ["More", "cover_top"]


def cover_top(lines: list[tuple[float, float]], limit: float) -> float:
    """Where a cover begins that reaches from ``limit`` or higher to the foot: above every line,
    (top, bottom), that ends below the limit, and no higher than that."""
    return min([limit, *(top for top, bottom in lines if bottom > limit)])


class More(QWidget):
    """The line. It covers what would be cut; a click scrolls on."""

    wanted = Signal()
    failed = Signal(str)

    def __init__(self, look: Look, parent: QWidget) -> None:
        super().__init__(parent)
        self.look = look
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.hide()

    @property
    def least(self) -> int:
        """The height that its words need."""
        return self.look.metrics.px(18)

    def set_look(self, look: Look) -> None:
        """Another theme or size."""
        self.look = look
        self.update()

    @guarded
    def enterEvent(self, event: QEnterEvent) -> None:
        self.update()

    @guarded
    def leaveEvent(self, event: QEvent) -> None:
        self.update()

    @guarded
    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton:
            self.wanted.emit()

    @guarded
    def paintEvent(self, event: QPaintEvent) -> None:
        theme, metrics = self.look.theme, self.look.metrics
        write = paint.writer(metrics, Text.SMALL)
        words = _("more below")
        text = f"▾ {words}"
        with QPainter(self) as painter:
            painter.fillRect(self.rect(), theme.surface)
            painter.setFont(write.font)
            painter.setPen(theme.ink if self.underMouse() else theme.ink_soft)
            line = QRectF(0, self.height() - self.least, self.width(), self.least)
            line.setLeft(MARGIN_STEPS * metrics.unit)
            write.left(painter, line, text)
            if self.underMouse():
                paint.door(painter, line.left(), write.baseline(line), write.width(text), theme.ink)
