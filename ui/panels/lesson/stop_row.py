"""Stop row: the stops of a lesson as a thin row of marks, and how far the learner has come."""

from __future__ import annotations

import math

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QHelpEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QPolygonF,
)
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from ui.kit import paint
from ui.kit.guard import guarded
from ui.kit.look import Look
from visualnn.lesson import Lesson
from visualnn.names import display
from visualnn.text import _

__all__ = ["StopRow"]

_PITCH_PIXELS = 14
_RADIUS_PIXELS = 3.5
_CURRENT_RADIUS_PIXELS = 5


class StopRow(QWidget):
    """Marks for the stops that are passed, the current one and those ahead; a click goes there."""

    picked = Signal(int)
    """The number of a stop, counted from 0."""
    failed = Signal(str)

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.look = look
        self._lesson: Lesson | None = None
        self._stop = -1
        self._hover = -1
        self.setMouseTracking(True)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    @property
    def count(self) -> int:
        """The number of all stops of the lesson, also of those that hold no longer."""
        return len(self._lesson.written_stops) if self._lesson else 0

    @property
    def _number(self) -> int:
        """The number of the stop that was reached last, counted from 1; 0 before the first."""
        return self._lesson.number_of_stop(self._stop) if self._lesson and self._stop >= 0 else 0

    @property
    def progress(self) -> str:
        """Which stop of how many: 3 / 11."""
        return f"{self._number} / {self.count}"

    def show_stop(self, lesson: Lesson, stop: int | None) -> None:
        """The stop that was reached last; None before the first."""
        self._lesson, self._stop = lesson, -1 if stop is None else stop
        self.describe()
        self.update()

    def describe(self) -> None:
        """Set the accessible text, in the current language."""
        text = _("Stop {number} of {count}")
        for name, value in (("number", self._number), ("count", self.count)):
            text = text.replace(f"{{{name}}}", str(value))
        self.setAccessibleName(text)

    def set_look(self, look: Look) -> None:
        """Another theme or size."""
        self.look = look
        self.updateGeometry()
        self.update()

    # -- geometry

    def sizeHint(self) -> QSize:
        return QSize(self.look.metrics.px(160), self.look.metrics.px(24))

    def minimumSizeHint(self) -> QSize:
        return QSize(self.look.metrics.px(48), self.look.metrics.px(24))

    def _text_width(self) -> float:
        widest = f"{self.count} / {self.count}"
        return paint.writer(self.look.metrics).width(widest) + 2 * self.look.metrics.unit

    def _pitch(self) -> float:
        """From one mark to the next: smaller where there are many."""
        room = self.width() - self._text_width()
        return min(self.look.metrics.px(_PITCH_PIXELS), max(room, 1.0) / max(self.count, 1))

    def centre_of(self, stop: int) -> QPointF:
        """The middle of the mark of the stop of an index, counted among those that hold."""
        number = self._lesson.number_of_stop(stop) if self._lesson else 1
        return self._middle_of(number)

    def _middle_of(self, number: int) -> QPointF:
        """The middle of the mark of a number; the corner of the first is at the left edge."""
        return QPointF(self._half(True) + (number - 1) * self._pitch(), self.height() / 2)

    def _half(self, here: bool) -> float:
        """Half the width of a mark."""
        full = _CURRENT_RADIUS_PIXELS if here else _RADIUS_PIXELS
        return min(self.look.metrics.factor * full, 0.45 * self._pitch())

    def _stop_at(self, x: float) -> int:
        number = math.floor((x - self._half(True)) / self._pitch() + 0.5) + 1
        return self._stop_of.get(number, -1)

    @property
    def _stop_of(self) -> dict[int, int]:
        """The index of each stop that holds, by its number."""
        lesson = self._lesson
        return {lesson.number_of_stop(n): n for n in range(len(lesson.stops))} if lesson else {}

    # -- painting

    @guarded
    def paintEvent(self, event: QPaintEvent) -> None:
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            stop_of = self._stop_of
            for number in range(1, self.count + 1):
                if number in stop_of:
                    self._mark(painter, stop_of[number])
                else:
                    self._gap(painter, number)
            write = paint.writer(self.look.metrics)
            painter.setFont(write.font)
            painter.setPen(self.look.theme.ink_soft)
            room = QRectF(self.rect()).adjusted(0, 0, -self.look.metrics.unit, 0)
            write.right(painter, room, self.progress)

    def _mark(self, painter: QPainter, stop: int) -> None:
        """A diamond: filled when passed, larger when current, hollow ahead."""
        theme, metrics = self.look.theme, self.look.metrics
        here = stop == self._stop
        half = self._half(here)
        middle = self.centre_of(stop)
        corners = ((0, -half), (half, 0), (0, half), (-half, 0))
        shape = QPolygonF([middle + QPointF(x, y) for x, y in corners])
        ahead = stop > self._stop
        edge = theme.ink if here or stop == self._hover else theme.ink_faint
        painter.setPen(QPen(edge, metrics.hairline))
        painter.setBrush(theme.window if ahead else edge)
        painter.drawPolygon(shape)

    def _gap(self, painter: QPainter, number: int) -> None:
        """A small dot: a stop that does not hold in this run."""
        radius = self._half(False) / 3
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self.look.theme.ink_faint)
        painter.drawEllipse(self._middle_of(number), radius, radius)

    # -- pointer

    @guarded
    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self._point_at(self._stop_at(event.position().x()))

    @guarded
    def leaveEvent(self, event: QEvent) -> None:
        self._point_at(-1)

    def _point_at(self, stop: int) -> None:
        if stop == self._hover:
            return
        self._hover = stop
        if stop < 0:
            self.unsetCursor()
        else:
            self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.update()

    @guarded
    def mousePressEvent(self, event: QMouseEvent) -> None:
        stop = self._stop_at(event.position().x())
        if event.button() == Qt.MouseButton.LeftButton and stop >= 0:
            self.picked.emit(stop)
        else:
            event.ignore()

    def event(self, event: QEvent) -> bool:
        """Say which stop is under the pointer."""
        if isinstance(event, QHelpEvent) and event.type() == QEvent.Type.ToolTip:
            stop = self._stop_at(event.pos().x())
            QToolTip.showText(event.globalPos(), self.tip_of(stop) if stop >= 0 else "", self)
            return True
        return super().event(event)

    def tip_of(self, stop: int) -> str:
        """The tip of a stop: its number, its iteration, and the value written there."""
        if self._lesson is None:
            return ""
        tick = self._lesson.stops[stop].tick
        program = self._lesson.program
        instruction = program.at(tick)
        text = _("Stop {number}: iteration {iteration}")
        text = text.replace("{number}", str(self._lesson.number_of_stop(stop)))
        text = text.replace("{iteration}", str(program.locate(tick).iteration))
        return text if instruction is None else f"{text}, {display(instruction.writes)}"
