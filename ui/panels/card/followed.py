"""What is followed: a line through all iterations for each number, its value now, and a cursor that
is dragged."""

from __future__ import annotations

from typing import Any, Final

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QEvent, QPointF, QRectF, Qt, Signal
from PySide6.QtGui import (
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QPolygonF,
)
from PySide6.QtWidgets import QWidget

from ui.kit import paint
from ui.kit.guard import guarded
from ui.kit.look import Look
from ui.kit.theme import Text
from ui.session.wishes import Seek, ToggleWatch, Wish
from visualnn.figures import table
from visualnn.tell.frame import Frame
from visualnn.text import _

__all__ = ["FollowedStrip"]

ROW_PIXELS = 44
MAX_ROW_COUNT = 4
"""Numbers that are seen at once; the keys lead to the others."""
CROSS_PIXELS = 18
KEYS: Final = (
    Qt.Key.Key_Up,
    Qt.Key.Key_Down,
    Qt.Key.Key_Left,
    Qt.Key.Key_Right,
    Qt.Key.Key_Delete,
)


class FollowedStrip(QWidget):
    """The numbers that the learner follows, below each other."""

    wished = Signal(object)
    """A Wish: to go to an iteration, or to follow a number no more."""
    failed = Signal(str)
    """A sentence for the learner."""

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.look = look
        self.frame: Frame | None = None
        self.chosen = 0
        """The row that the keys are at."""
        self._dragging = False
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setMouseTracking(True)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)

    @property
    def names(self) -> tuple[str, ...]:
        """What is followed."""
        return () if self.frame is None else self.frame.watched.pinned

    @property
    def wanted_height(self) -> int:
        """The pixels that all rows need, as far as they are seen at once."""
        return min(len(self.names), MAX_ROW_COUNT) * self.look.metrics.px(ROW_PIXELS)

    def show_frame(self, frame: Frame) -> None:
        """Paint this frame."""
        self.frame = frame
        self.chosen = min(self.chosen, max(len(self.names) - 1, 0))
        self.setAccessibleName(_("Followed numbers"))
        self.setAccessibleDescription(self.spoken())
        self.update()

    # -- in words

    def spoken(self) -> str:
        """Every number with its value now and how far it has come."""
        return "\n".join(self._told(name) for name in self.names)

    def _told(self, name: str) -> str:
        numbers, now = self._numbers(name), self._now(name)
        if not numbers.size:
            return _("{name} is not computed yet").format(name=name)
        text = _("{name}: {value} at iteration {iteration}, from {first} to {last}")
        return text.format(
            name=name,
            value=paint.NOT_COMPUTED if now is None else table(now),
            iteration=self._iteration,
            first=table(float(numbers[0])),
            last=table(float(numbers[-1])),
        )

    @property
    def _iteration(self) -> int:
        return 0 if self.frame is None else self.frame.place.iteration

    def _numbers(self, name: str) -> NDArray[Any]:
        known = None if self.frame is None else self.frame.watched.numbers.get(name)
        return np.zeros(0) if known is None else known

    def _now(self, name: str) -> float | None:
        """The value of the iteration that the learner is in; None while it is not known."""
        numbers = self._numbers(name)
        every = 1 if self.frame is None else self.frame.watched.every
        at = self._iteration // every
        return float(numbers[at]) if at < numbers.size else None

    # -- places

    @property
    def _first(self) -> int:
        return max(0, self.chosen - MAX_ROW_COUNT + 1)

    def _line_box(self, row: int) -> QRectF:
        """Where the line of a row is drawn."""
        px = self.look.metrics.px
        top = (row - self._first) * px(ROW_PIXELS)
        left = 2 * self.look.metrics.unit
        return QRectF(left, top + px(18), self.width() - 2 * left, px(ROW_PIXELS - 22))

    def _row_at(self, y: float) -> int | None:
        row = self._first + int(y / self.look.metrics.px(ROW_PIXELS))
        return row if y >= 0 and row < len(self.names) else None

    @property
    def _extent(self) -> int:
        """How many iterations have room: those that were computed."""
        frame = self.frame
        return 1 if frame is None else max(frame.furthest, frame.place.iteration + 1, 2)

    # -- painting

    @guarded
    def paintEvent(self, event: QPaintEvent) -> None:
        theme = self.look.theme
        with QPainter(self) as painter:
            painter.fillRect(self.rect(), theme.surface)
            for row in range(self._first, min(self._first + MAX_ROW_COUNT, len(self.names))):
                self._row(painter, row)
            if self.hasFocus():
                for inset in range(self.look.metrics.ring):
                    place = QRectF(self.rect()).adjusted(inset, inset, -inset, -inset)
                    paint.frame(painter, place, theme.focus)

    def _row(self, painter: QPainter, row: int) -> None:
        look, theme, name = self.look, self.look.theme, self.names[row]
        box, write = self._line_box(row), paint.writer(self.look.metrics, Text.SMALL)
        top = box.top() - look.metrics.px(18)
        paint.hairline(painter, 0, top, self.width(), theme)
        head = QRectF(
            box.left(), top, box.width() - look.metrics.px(CROSS_PIXELS), look.metrics.px(18)
        )
        painter.setFont(write.font)
        now = self._now(name)
        value = paint.NOT_COMPUTED if now is None else table(now)
        painter.setPen(theme.ink)
        write.right(painter, head, value)
        painter.setPen(theme.ink if self.hasFocus() and row == self.chosen else theme.ink_soft)
        head.setRight(head.right() - write.width(value) - look.metrics.px(8))
        write.left(painter, head, name)
        painter.setPen(theme.ink_faint)
        cross = QRectF(
            box.right() - look.metrics.px(12), top, look.metrics.px(12), look.metrics.px(18)
        )
        write.centre(painter, cross, "×")
        self._line(painter, self._numbers(name), box)
        x = box.left() + (self._iteration + 0.5) / self._extent * box.width()
        painter.fillRect(QRectF(round(x), box.top(), 1, box.height()), theme.ink_faint)

    def _line(self, painter: QPainter, numbers: NDArray[Any], box: QRectF) -> None:
        """The number over the iterations: at most two points a pixel, its least and its largest."""
        known = numbers[np.isfinite(numbers)]
        if known.size < 1 or self.frame is None:
            return
        low, high = float(known.min()), float(known.max())
        span = high - low or 1.0
        every = self.frame.watched.every
        columns = ((np.arange(numbers.size) * every + 0.5) / self._extent * box.width()).astype(int)
        points = []
        starts = np.flatnonzero(np.diff(columns, prepend=-1))
        with np.errstate(all="ignore"):
            lows, highs = np.fmin.reduceat(numbers, starts), np.fmax.reduceat(numbers, starts)
        for column, *ends in zip(
            columns[starts].tolist(), lows.tolist(), highs.tolist(), strict=True
        ):
            for end in ends if ends[0] != ends[1] else ends[:1]:
                if np.isfinite(end):
                    up = (end - low) / span if high > low else 0.5
                    points.append(
                        QPointF(box.left() + column + 0.5, box.bottom() - up * box.height())
                    )
        painter.setPen(QPen(self.look.theme.ink, 1.0))
        if len(points) == 1:
            painter.drawPoint(points[0])
        else:
            painter.drawPolyline(QPolygonF(points))

    # -- pointer and keys

    def _scrub(self, x: float) -> None:
        """Go to the iteration at a pixel column."""
        frame, box = self.frame, self._line_box(0)
        if frame is None:
            return
        at = int((x - box.left()) / max(box.width(), 1.0) * self._extent)
        self._seek(min(max(at, 0), max(frame.furthest - 1, 0)))

    def _seek(self, iteration: int) -> None:
        if self.frame is not None and iteration != self._iteration:
            self._wish(Seek(self.frame.lesson.program.end_of(iteration)))

    def _wish(self, wish: Wish) -> None:
        self.wished.emit(wish)

    @guarded
    def mousePressEvent(self, event: QMouseEvent) -> None:
        at = event.position()
        row = self._row_at(at.y())
        if row is None or event.button() is not Qt.MouseButton.LeftButton:
            return
        self.chosen = row
        box = self._line_box(row)
        if at.y() < box.top() and at.x() > box.right() - self.look.metrics.px(CROSS_PIXELS):
            self._wish(ToggleWatch(self.names[row]))
        else:
            self._dragging = True
            self._scrub(at.x())

    @guarded
    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self._dragging:
            self._scrub(event.position().x())

    @guarded
    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        self._dragging = False

    def event(self, event: QEvent) -> bool:
        """While the keyboard is here, the arrows move here and do not step the program."""
        asks = event.type() == QEvent.Type.ShortcutOverride
        if asks and isinstance(event, QKeyEvent) and event.key() in KEYS and not event.modifiers():
            event.accept()
            return True
        return super().event(event)

    @guarded
    def keyPressEvent(self, event: QKeyEvent) -> None:
        key, frame = Qt.Key(event.key()), self.frame
        if frame is None or not self.names or key not in KEYS:
            event.ignore()
            return
        if key in {Qt.Key.Key_Up, Qt.Key.Key_Down}:
            step = 1 if key == Qt.Key.Key_Down else -1
            self.chosen = min(max(self.chosen + step, 0), len(self.names) - 1)
            self.setAccessibleDescription(self._told(self.names[self.chosen]))
        elif key == Qt.Key.Key_Delete:
            self._wish(ToggleWatch(self.names[self.chosen]))
        else:
            step = 1 if key == Qt.Key.Key_Right else -1
            self._seek(min(max(self._iteration + step, 0), max(frame.furthest - 1, 0)))
        self.update()
