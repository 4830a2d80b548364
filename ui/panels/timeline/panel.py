"""The timeline: the loss of the whole run as a strip that is also the scrubber.

What was computed is a curve, what will be computed an empty track. Dragging seeks; the wheel zooms
in until single instructions stand apart under their phases.
"""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np
from PySide6.QtCore import QEvent, QPointF, QRectF, Qt, QTimer, Signal
from PySide6.QtGui import (
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QPolygonF,
    QResizeEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QWidget

from ui.kit.geometry.axis import ValueAxis
from ui.kit.geometry.envelope import plain
from ui.kit.geometry.growing_curve import GrowingCurve
from ui.kit.geometry.stretch import Stretch
from ui.kit.guard import guarded
from ui.kit.look import Look
from ui.kit.painted_layer import PaintedLayer
from ui.kit.panel import Panel
from ui.panels.timeline import geometry
from ui.panels.timeline.drawing import LOSS, TimelineDrawing, rect_of
from ui.panels.timeline.geometry import Strip
from ui.panels.timeline.marks import Mark, marks_of
from ui.panels.timeline.readout import Readout, counts_in_words
from ui.session.wishes import LookAt, Seek
from visualnn.expr import Source
from visualnn.figures import table
from visualnn.names import display
from visualnn.tell.frame import Frame
from visualnn.tell.runs import changed_loss, ghost_losses
from visualnn.text import _

NOTHING = np.empty(0)
ZOOM_FACTOR = 0.75
"""How much of the stretch is left after one notch of the wheel."""
MAX_NOTCH_COUNT = 20.0
"""Notches that one turn of the wheel may have; more are as many."""


class TimelinePanel(Panel):
    """The strip. Besides the wishes of every panel it tells what went wrong (`failed`)."""

    wanted_pixels = 1280, 96
    least_pixels = 320, 80

    failed = Signal(str)

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(look, parent)
        self._stretch = Stretch(0.0, 1.0)
        self._parts: Strip | None = None
        self._ground, self._curve = PaintedLayer(), PaintedLayer(self)
        self._grown = GrowingCurve()
        """What is known of the losses."""
        self._axis: ValueAxis | None = None
        self._marks: tuple[Mark, ...] = ()
        self._door = QRectF()
        self._pointer: QPointF | None = None
        self._dragging = False
        self._wanted: int | None = None
        self._teller = QTimer(self, singleShot=True, interval=0)
        self._teller.timeout.connect(self._tell)
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.retranslate()

    # -- what comes down

    def show_frame(self, frame: Frame) -> None:
        old = self.frame
        if old is None or old.lesson is not frame.lesson:
            self._set_stretch(Stretch(0.0, float(frame.lesson.iterations)))
            self._wanted = None
        if not self._dragging and (old is None or old.tick != frame.tick):
            place = geometry.place_in_run(frame.lesson, frame.tick)
            self._set_stretch(self._stretch.following(place, float(frame.lesson.iterations)))
        super().show_frame(frame)

    def forget(self) -> None:
        self._grown = GrowingCurve()
        super().forget()

    def set_look(self, look: Look) -> None:
        self._forget_layout()
        super().set_look(look)

    def _forget_layout(self) -> None:
        self._parts = None
        self._ground.clear()
        self._curve.clear()

    def retranslate(self) -> None:
        self._forget_layout()
        super().retranslate()

    # -- the axis

    @property
    def stretch(self) -> Stretch:
        """The iterations that are on screen."""
        return self._stretch

    @property
    def _strip(self) -> Strip:
        if self._parts is None:
            factor = self.look.metrics.factor
            lane = geometry.has_lane(self._stretch, self.width() - 32 * factor)
            self._parts = geometry.strip(self.width(), self.height(), factor, lane=lane)
        return self._parts

    def x_of(self, tick: int) -> float:
        """The pixel column of a tick; 0 before the first frame."""
        if self.frame is None:
            return 0.0
        return self._x(geometry.place_in_run(self.frame.lesson, tick))

    def _x(self, place: float) -> float:
        track = self._strip.track
        return self._stretch.x_of(place, track.left, track.width)

    def _tick_at(self, x: float, frame: Frame) -> int:
        track, program = self._strip.track, frame.lesson.program
        place = self._stretch.place_of(x, track.left, track.width)
        fine = geometry.is_fine(program, self._stretch, track.width)
        return geometry.tick_in_run(frame.lesson, place, fine=fine)

    def _set_stretch(self, stretch: Stretch) -> None:
        if stretch != self._stretch:
            self._stretch, self._parts = stretch, None
            self.update()

    def spoken(self) -> str:
        """How far the run has come, the loss now, and how it went so far."""
        frame = self.frame
        if frame is None:
            return _("The loss of the whole run is drawn here once a lesson is open.")
        told = [counts_in_words(frame)]
        if LOSS in frame.values and (frame.unfinished is None or frame.unfinished.name != LOSS):
            told.append(f"{LOSS} = {table(float(frame.values[LOSS]))}")
        else:
            told.append(_("{name} is not computed yet").format(name=LOSS))
        losses = frame.curves.get(LOSS, NOTHING)
        if losses.size:
            text = _("In {count} computed iterations it went from {first} to {last}.")
            first, last = table(float(losses[0])), table(float(losses[-1]))
            told.append(text.format(count=losses.size, first=first, last=last))
        return "\n".join(filter(None, [*told, changed_loss(frame)]))

    # -- wishes

    def _seek(self, tick: int) -> None:
        """Ask for a tick, once the events that wait are done: only the last one counts."""
        self._wanted = tick
        if not self._teller.isActive():
            self._teller.start()
        self.update()

    @guarded
    def _tell(self) -> None:
        if self._wanted is not None and self.frame is not None:
            wanted = self._wanted
            if not self._dragging:
                self._wanted = None
            if wanted != self.frame.tick:
                self.wished.emit(Seek(wanted))

    @guarded
    def mousePressEvent(self, event: QMouseEvent) -> None:
        frame = self.frame
        if frame is None or event.button() != Qt.MouseButton.LeftButton:
            return
        point = event.position()
        mark = self._mark_at(point)
        if self._door.contains(point):
            self.wished.emit(LookAt(Source(LOSS)))
        elif mark is not None:
            self._seek(geometry.next_of(mark.ticks, frame.tick))
        elif point.y() >= self._strip.track.top:
            self._dragging = True
            self._seek(self._tick_at(point.x(), frame))

    @guarded
    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self._pointer = event.position()
        if self._dragging and self.frame is not None:
            self._drag_to(event.position().x(), self.frame)
        else:
            self._show_cursor(event.position())
        self.update()

    def _drag_to(self, x: float, frame: Frame) -> None:
        """Seek; beyond an end of the strip the stretch moves along."""
        track = self._strip.track
        beyond = x - min(max(x, track.left), track.right)
        if beyond:
            by = beyond / track.width * self._stretch.length / 4
            self._set_stretch(self._stretch.moved(by, float(frame.lesson.iterations)))
        self._seek(self._tick_at(min(max(x, track.left), track.right), frame))

    @guarded
    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton and self._dragging:
            self._dragging = False
            if not self._teller.isActive():
                self._wanted = None
            self.update()

    @guarded
    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        if self.frame is not None and event.position().y() >= self._strip.track.top:
            self._set_stretch(Stretch(0.0, float(self.frame.lesson.iterations)))

    @guarded
    def leaveEvent(self, event: QEvent) -> None:
        self._pointer = None
        self.update()

    @guarded
    def wheelEvent(self, event: QWheelEvent) -> None:
        if self.frame is None:
            return
        turned, aside = event.angleDelta().y() / 120, event.angleDelta().x() / 120
        whole = float(self.frame.lesson.iterations)
        if aside or event.modifiers() & Qt.KeyboardModifier.ShiftModifier:
            by = -(aside or turned) * self._stretch.length / 10
            self._set_stretch(self._stretch.moved(by, whole))
        elif turned:
            self._zoom(self._pivot(event.position().x(), self.frame), turned)
        event.accept()

    def _pivot(self, x: float, frame: Frame) -> float:
        """The place that zooming keeps: under the pointer; that of the playhead if it is there."""
        track = self._strip.track
        if abs(x - self.x_of(frame.tick)) <= self.look.metrics.px(6):
            return geometry.place_in_run(frame.lesson, frame.tick)
        place = self._stretch.place_of(x, track.left, track.width)
        return min(max(place, 0.0), float(frame.lesson.iterations))

    def _zoom(self, place: float, notches: float) -> None:
        if self.frame is not None:
            lesson = self.frame.lesson
            least = geometry.least_length(lesson.program, self._strip.track.width)
            factor = ZOOM_FACTOR ** max(-MAX_NOTCH_COUNT, min(notches, MAX_NOTCH_COUNT))
            self._set_stretch(self._stretch.zoomed(place, factor, least, float(lesson.iterations)))

    @guarded
    def keyPressEvent(self, event: QKeyEvent) -> None:
        frame = self.frame
        act = self._keys().get(Qt.Key(event.key()))
        if frame is None or act is None:
            super().keyPressEvent(event)
            return
        act(frame)

    def _keys(self) -> dict[Qt.Key, Callable[[Frame], None]]:
        return {
            Qt.Key.Key_Left: lambda frame: self._seek(self._beside(frame, -1)),
            Qt.Key.Key_Right: lambda frame: self._seek(self._beside(frame, +1)),
            Qt.Key.Key_PageUp: lambda frame: self._seek(self._paged(frame, -1)),
            Qt.Key.Key_PageDown: lambda frame: self._seek(self._paged(frame, +1)),
            Qt.Key.Key_Home: lambda _frame: self._seek(0),
            Qt.Key.Key_End: lambda frame: self._seek(frame.lesson.last_tick),
            Qt.Key.Key_Plus: lambda frame: self._zoom(self._place(frame), +1),
            Qt.Key.Key_Minus: lambda frame: self._zoom(self._place(frame), -1),
        }

    def _now(self, frame: Frame) -> int:
        """The tick that keys count from: the one asked for last, if it is still on its way."""
        return frame.tick if self._wanted is None else self._wanted

    def _place(self, frame: Frame) -> float:
        return geometry.place_in_run(frame.lesson, self._now(frame))

    def _beside(self, frame: Frame, direction: int) -> int:
        """The next instruction where single ones can be told apart, else the next iteration."""
        program, now = frame.lesson.program, self._now(frame)
        if geometry.is_fine(program, self._stretch, self._strip.track.width):
            return max(0, min(now + direction, frame.lesson.last_tick))
        place = self._place(frame)
        target = math.floor(place) + 1 if direction > 0 else math.ceil(place) - 1
        return geometry.tick_in_run(frame.lesson, target, fine=False)

    def _paged(self, frame: Frame, direction: int) -> int:
        place = self._place(frame) + direction * max(self._stretch.length / 10, 1.0)
        return geometry.tick_in_run(frame.lesson, place, fine=False)

    def _mark_at(self, point: QPointF) -> Mark | None:
        return next((mark for mark in self._marks if mark.box.contains(point)), None)

    def _show_cursor(self, point: QPointF) -> None:
        hand = self._door.contains(point) or self._mark_at(point) is not None
        shape = Qt.CursorShape.PointingHandCursor if hand else Qt.CursorShape.ArrowCursor
        if self.cursor().shape() != shape:
            self.setCursor(shape)

    # -- painting

    @guarded
    def resizeEvent(self, event: QResizeEvent) -> None:
        self._forget_layout()

    @guarded
    def paintEvent(self, event: QPaintEvent) -> None:
        with QPainter(self) as painter:
            if self.frame is None:
                painter.fillRect(self.rect(), self.look.theme.window)
                return
            self._draw_ground(self.frame)
            self._draw_track(self.frame)
            painter.drawPixmap(0, 0, self._ground.picture)
            painter.drawPixmap(rect_of(self._strip.track).topLeft(), self._curve.picture)
            self._paint_pointer(painter)
            self._paint_playhead(painter, self.frame)
            readout = Readout(self.look, rect_of(self._strip.readout), self._pointer)
            self._door = readout.paint(painter, self.frame, self._hint(self.frame))

    def _draw_ground(self, frame: Frame) -> None:
        """What stands still while a run goes on: numbers, phases and marks."""
        shown = (frame.lesson, frame.edits, frame.trouble, self._stretch)
        if not self._ground.begin(self.size(), self.devicePixelRatioF(), *shown):
            return
        self._marks = tuple(marks_of(frame, self._strip, self._stretch, self.look.metrics))
        with QPainter(self._ground.picture) as painter:
            painter.fillRect(self.rect(), self.look.theme.window)
            self._drawing.draw_ground(painter, frame, self._marks)

    @property
    def _drawing(self) -> TimelineDrawing:
        return TimelineDrawing(self.look, self._strip, self._stretch, self.devicePixelRatioF())

    def _draw_track(self, frame: Frame) -> None:
        """The curve and what is behind it. With the same lesson, the same edits and as many
        iterations it is the same curve; while frames follow each other at once, it may end a little
        before the playhead."""
        track, loss = self._strip.track, plain(frame.curves.get(LOSS, NOTHING))
        size = rect_of(track).toAlignedRect().size()
        ghost = ghost_losses(frame)
        mark = frame.leader.mark
        shown = (frame.lesson, frame.edits, frame.trouble, self._stretch, mark)
        if not self._curve.begin(
            size,
            self.devicePixelRatioF(),
            *shown,
            growing=(loss.size, ghost),
            may_wait=frame.is_fleeting,
        ):
            return
        with QPainter(self._curve.picture) as painter:
            painter.translate(-rect_of(track).topLeft())
            past = None if ghost is None else plain(ghost)
            self._grown.take((frame.lesson, frame.edits, frame.leader.id), loss)
            self._axis = self._drawing.draw_track(
                painter, frame, loss, self._grown, self._marks, past
            )

    # -- what moves

    def _paint_pointer(self, painter: QPainter) -> None:
        """Where a click would lead."""
        point, track = self._pointer, self._strip.track
        if point is None or self._dragging or self.frame is None:
            return
        if track.left <= point.x() <= track.right and point.y() >= track.top:
            mark = self._mark_at(point)
            tick = self._tick_at(point.x(), self.frame) if mark is None else mark.ticks[0]
            x = round(self.x_of(tick))
            painter.fillRect(x, round(track.top), 1, round(track.height), self.look.theme.edge)

    def _paint_playhead(self, painter: QPainter, frame: Frame) -> None:
        theme, px, strip = self.look.theme, self.look.metrics.px, self._strip
        track = strip.track
        if self._dragging and self._wanted not in (None, frame.tick):
            x = round(self.x_of(self._wanted or 0))
            painter.fillRect(x, round(track.top), 1, round(track.height), theme.ink_faint)
        x = round(self.x_of(frame.tick))
        if not track.left - 1 <= x <= track.right + 1:
            return
        top, bottom = round(track.top), round(strip.lane.bottom)
        painter.fillRect(x, top, self.look.metrics.hairline, bottom - top, theme.ink)
        half, tip = px(5) + 0.5, QPointF(x + 0.5, top + px(7))
        shoulder = top + px(2)
        shape = [
            QPointF(tip.x() - half, top - px(4)),
            QPointF(tip.x() + half, top - px(4)),
            QPointF(tip.x() + half, shoulder),
            tip,
            QPointF(tip.x() - half, shoulder),
        ]
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setBrush(theme.ink)
        ring = self.look.metrics.ring
        painter.setPen(QPen(theme.focus, 2 * ring) if self.hasFocus() else QPen(theme.window, ring))
        if self.hasFocus():  # the ring, then a gap
            painter.drawPolygon(QPolygonF(shape))
            painter.setPen(QPen(theme.window, ring))
        painter.drawPolygon(QPolygonF(shape))
        painter.setPen(Qt.PenStyle.NoPen)
        painter.drawPolygon(QPolygonF(shape))
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)

    def _hint(self, frame: Frame) -> str:
        """What stands at the right: the mark or the iteration under the pointer, or the scale."""
        point, track = self._pointer, self._strip.track
        if point is not None:
            mark = self._mark_at(point)
            if mark is not None:
                return f"{mark.kind} {mark.title}"
            inside = track.left <= point.x() <= track.right and point.y() >= track.top
            if inside and not self._dragging:  # a drag is told at the left already
                return self._pointed(frame, point.x())
        if self._axis is not None and self._axis.log:
            return _("log scale")
        return ""

    def _pointed(self, frame: Frame, x: float) -> str:
        tick = self._tick_at(x, frame)
        place = frame.lesson.program.locate(tick)
        loss = frame.curves.get(LOSS)
        words = " ".join((_("iteration"), str(place.iteration)))
        if geometry.is_fine(frame.lesson.program, self._stretch, self._strip.track.width):
            instruction = frame.lesson.program.at(tick)
            return words if instruction is None else f"{words} · {display(instruction.writes)}"
        if loss is not None and place.iteration < len(loss):
            return f"{words} · {LOSS} {table(float(loss[place.iteration]))}"
        return " · ".join((words, _("not computed yet")))
