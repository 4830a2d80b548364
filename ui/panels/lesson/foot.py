"""Foot: how far the learner has gone past the stop, and the way back to it."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from ui.kit import paint
from ui.kit.guard import guarded
from ui.kit.look import Look
from ui.kit.theme import Text
from visualnn.text import _

from .head import MARGIN_STEPS

__all__ = ["Foot"]


class Foot(QWidget):
    """One quiet line. Its room is always kept, so that nothing jumps at the first step."""

    back = Signal()
    failed = Signal(str)

    def __init__(self, look: Look, parent: QWidget) -> None:
        super().__init__(parent)
        self.look = look
        self._past = 0
        self._hover = False
        self.setMouseTracking(True)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)

    def show_past(self, past: int) -> None:
        """Show how many instructions past the stop the learner is; 0 is at the stop."""
        if past != self._past:
            self._past = past
            back = _("Back to it")
            self.setAccessibleName(f"{self.text} {back}" if past else "")
            self.update()

    @property
    def text(self) -> str:
        """The quiet line."""
        if self._past == 0:
            return ""
        if self._past == 1:
            return _("1 instruction past this stop")
        return _("{count} instructions past this stop").replace("{count}", str(self._past))

    def door(self) -> QRectF:
        """The rectangle of the link that leads back."""
        if self._past == 0:
            return QRectF()
        metrics = self.look.metrics
        wide = paint.writer(metrics, Text.SMALL, strong=True).width(_("Back to it"))
        right = self.width() - MARGIN_STEPS * metrics.unit
        return QRectF(right - wide, 0, wide, self.height())

    def sizeHint(self) -> QSize:
        return QSize(self.look.metrics.px(120), self.look.metrics.px(22))

    @guarded
    def paintEvent(self, event: QPaintEvent) -> None:
        if self._past == 0:
            return
        theme, metrics = self.look.theme, self.look.metrics
        left, door = MARGIN_STEPS * metrics.unit, self.door()
        strong = paint.writer(metrics, Text.SMALL, strong=True)
        small = paint.writer(metrics, Text.SMALL)
        with QPainter(self) as painter:
            painter.setFont(small.font)
            painter.setPen(theme.ink_soft)
            room = QRectF(left, 0, door.left() - left - metrics.unit, self.height())
            small.left(painter, room, self.text)
            painter.setFont(strong.font)
            painter.setPen(theme.ink)
            strong.left(painter, door.adjusted(0, 0, 1, 0), _("Back to it"))
            if self._hover:
                paint.door(painter, door.left(), strong.baseline(door), door.width(), theme.ink)

    @guarded
    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self._point(self.door().contains(event.position()))

    @guarded
    def leaveEvent(self, event: QEvent) -> None:
        self._point(False)

    def _point(self, over: bool) -> None:
        if over == self._hover:
            return
        self._hover = over
        if over:
            self.setCursor(Qt.CursorShape.PointingHandCursor)
        else:
            self.unsetCursor()
        self.update()

    @guarded
    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton and self.door().contains(event.position()):
            self.back.emit()
        else:
            event.ignore()

    def set_look(self, look: Look) -> None:
        """Another theme or size."""
        self.look = look
        self.updateGeometry()
        self.update()

    def retranslate(self) -> None:
        """The language changed."""
        self.update()
