"""The slice picker: which slice of a value with three or more axes is shown, and arrows to others.

Of an array (16, 6, 8, 8) a table shows the last two axes; the picker has the indices of the others.
"""

from __future__ import annotations

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QMouseEvent, QPainter, QPaintEvent, QWheelEvent
from PySide6.QtWidgets import QWidget

from ui.kit import paint
from ui.kit.guard import guarded
from ui.kit.look import Look
from ui.kit.theme import Text
from visualnn.text import _

__all__ = ["SlicePicker", "moved_slice"]


def moved_slice(
    leading: tuple[int, ...], shape: tuple[int, ...], axis: int, by: int
) -> tuple[int, ...]:
    """The slice one or more places further on an axis, or the last one there is."""
    index = list(leading)
    index[axis] = max(0, min(index[axis] + by, shape[axis] - 1))
    return tuple(index)


class SlicePicker(QWidget):
    """``‹ 0 ›  ‹ 2 ›``: an index for each axis that the table does not show, but for those along
    which there is only one."""

    moved = Signal(int, int)
    """So much further on an axis."""
    failed = Signal(str)

    def __init__(self, look: Look, parent: QWidget) -> None:
        super().__init__(parent)
        self.look = look
        self._leading: tuple[int, ...] = ()
        self._shape: tuple[int, ...] = ()
        self._under: tuple[int, int] | None = None
        self.setMouseTracking(True)
        self.hide()

    def show_slice(self, leading: tuple[int, ...], shape: tuple[int, ...]) -> None:
        """Show these indices of a shape; nothing if there are none."""
        if (leading, shape) != (self._leading, self._shape):
            self._leading, self._shape = leading, shape
            self.setToolTip(
                _("Which part is shown. PageUp and PageDown go on, with Shift on the first axis.")
            )
            told = ", ".join(f"{i} / {n}" for i, n in zip(leading, shape, strict=False))
            self.setAccessibleName(_("Part of the value: {part}").format(part=told))
            self.update()
        self.setVisible(bool(self._axes))

    @property
    def _axes(self) -> tuple[int, ...]:
        """The axes that can be gone along."""
        return tuple(n for n in range(len(self._leading)) if self._shape[n] > 1)

    def _pieces(self) -> list[tuple[QRectF, str, tuple[int, int] | None]]:
        """Place, text, and (axis, step) of what can be clicked."""
        write = paint.writer(self.look.metrics, Text.SMALL)
        pad, x, tall = self.look.metrics.px(4), 0.0, float(self.height())
        found: list[tuple[QRectF, str, tuple[int, int] | None]] = []
        for axis in self._axes:
            index = self._leading[axis]
            last = str(self._shape[axis] - 1)
            for text, wide, step in (
                ("‹", write.width("‹") + 2 * pad, -1),
                (str(index), write.width(last) + pad, 0),
                ("›", write.width("›") + 2 * pad, 1),
            ):
                door = (axis, step) if step and 0 <= index + step < self._shape[axis] else None
                found.append((QRectF(x, 0, wide, tall), text, door))
                x += wide
            x += pad
        return found

    def sizeHint(self) -> QSize:
        pieces = self._pieces()
        wide = pieces[-1][0].right() if pieces else 0.0
        return QSize(round(wide) + 1, self.look.metrics.px(20))

    def set_look(self, look: Look) -> None:
        """Another theme or size."""
        self.look = look
        self.update()

    def _door_at(self, point: QPointF) -> tuple[int, int] | None:
        return next((door for place, _t, door in self._pieces() if place.contains(point)), None)

    @guarded
    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self._point(self._door_at(event.position()))

    @guarded
    def leaveEvent(self, event: QEvent) -> None:
        self._point(None)

    def _point(self, door: tuple[int, int] | None) -> None:
        if door != self._under:
            self._under = door
            hand = Qt.CursorShape.PointingHandCursor
            self.setCursor(hand if door else Qt.CursorShape.ArrowCursor)
            self.update()

    @guarded
    def mousePressEvent(self, event: QMouseEvent) -> None:
        door = self._door_at(event.position())
        if event.button() is Qt.MouseButton.LeftButton and door is not None:
            self.moved.emit(*door)

    @guarded
    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        self.mousePressEvent(event)  # two quick clicks are two steps

    @guarded
    def wheelEvent(self, event: QWheelEvent) -> None:
        x = event.position().x()
        for place, _text, _door in self._pieces():
            if place.contains(QPointF(x, place.center().y())):
                axis = self._axes[self._pieces().index((place, _text, _door)) // 3]
                self.moved.emit(axis, -1 if event.angleDelta().y() > 0 else 1)
        event.accept()

    @guarded
    def paintEvent(self, event: QPaintEvent) -> None:
        theme = self.look.theme
        write = paint.writer(self.look.metrics, Text.SMALL)
        with QPainter(self) as painter:
            painter.setFont(write.font)
            for place, text, door in self._pieces():
                arrow = text in "‹›"
                painter.setPen(theme.ink if door or not arrow else theme.line)
                write.centre(painter, place, text)
                if door is not None and door == self._under:
                    paint.door(
                        painter, place.x() + 2, write.baseline(place), place.width() - 4, theme.ink
                    )
