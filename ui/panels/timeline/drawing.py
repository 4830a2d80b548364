"""The timeline's drawing: what stands still on the strip while the playhead moves.

The ground (numbers of iterations, phases, marks) changes with the stretch and the edits; the track
(the curve and what is behind it) also with every iteration that is computed.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPainter, QPolygonF

from ui.kit import paint
from ui.kit.curve_image import curve_image
from ui.kit.geometry.axis import ValueAxis, axis_between, count_ticks, spans_decades
from ui.kit.geometry.box import Box
from ui.kit.geometry.envelope import Array, envelope
from ui.kit.geometry.growing_curve import GrowingCurve
from ui.kit.geometry.stretch import Stretch
from ui.kit.look import Look
from ui.kit.marks import mark_of
from ui.kit.theme import Series, Text
from ui.kit.tint import mix
from ui.panels.timeline import geometry
from ui.panels.timeline.geometry import Strip
from ui.panels.timeline.marks import Mark
from visualnn.dataclass import dataclass
from visualnn.figures import table
from visualnn.tell.frame import Frame
from visualnn.text import _

__all__ = ["LOSS", "TimelineDrawing", "rect_of"]

LOSS = "L"
GHOST_SHARE = 0.7
"""How much of the ink the line before the last change has."""
GHOST_DASH = (4.0, 3.0)


@dataclass(frozen=True)
class TimelineDrawing:
    """Draws a stretch of a run on a strip. ``ratio``: device pixels of a pixel."""

    look: Look
    strip: Strip
    stretch: Stretch
    ratio: float

    def draw_ground(self, painter: QPainter, frame: Frame, marks: Iterable[Mark]) -> None:
        """Numbers, phases and marks."""
        self._draw_numbers(painter)
        if self.strip.lane.height:
            self._draw_lane(painter, frame)
        self._draw_marks(painter, marks)

    def draw_track(
        self,
        painter: QPainter,
        frame: Frame,
        loss: Array,
        grown: GrowingCurve,
        marks: Iterable[Mark],
        ghost: Array | None = None,
    ) -> ValueAxis | None:
        """The curve and what is behind it, the losses before the last change among it; returns the
        axis of the loss, if it has one. `grown` is what is known of the losses."""
        theme, track = self.look.theme, self.strip.track
        box = rect_of(track)
        painter.fillRect(box.toAlignedRect(), mix(theme.window, theme.raised, 0.5))
        if loss.size:
            end = min(max(self._x(float(loss.size)), track.left), track.right)
            done = QRectF(track.left, track.top, round(end) - track.left, box.height())
            painter.fillRect(done, theme.surface)
        self._draw_epochs(painter, frame.lesson.program.iterations)
        axis = None
        if loss.size or ghost is not None:
            axis = self._draw_curve(painter, frame, loss, grown, ghost)
        else:
            self._draw_empty(painter, box)
        self._draw_trouble(painter, frame, marks)
        paint.hairline(painter, track.left, track.bottom - 1, track.width, theme)
        return axis

    def _x(self, place: float) -> float:
        track = self.strip.track
        return self.stretch.x_of(place, track.left, track.width)

    def _draw_empty(self, painter: QPainter, box: QRectF) -> None:
        write = paint.writer(self.look.metrics, Text.SMALL)
        painter.setFont(write.font)
        painter.setPen(self.look.theme.ink_faint)
        if box.height() < write.height:
            return
        sentence = _("The loss will be drawn here, one iteration after the other.")
        write.centre(painter, box, sentence)

    def _draw_curve(
        self,
        painter: QPainter,
        frame: Frame,
        loss: Array,
        grown: GrowingCurve,
        ghost: Array | None,
    ) -> ValueAxis | None:
        """The loss over its area, and behind it the one before the last change; returns the axis,
        none where nothing is finite."""
        theme, track, ratio = self.look.theme, self.strip.track, self.ratio
        program = frame.lesson.program
        kind = program.instructions(0)
        offset = (program.done_after(LOSS, 0) or len(kind)) / len(kind)
        columns = round(track.width * ratio)
        reach = grown.reach(self.stretch, columns, offset=offset)
        before = None if ghost is None else envelope(ghost, self.stretch, columns, offset=offset)
        extent = _over([reach.extent, None if before is None else before.extent])
        if extent is None:
            return None
        last = None if ghost is None else envelope(ghost, Stretch(0.0, float(len(ghost))), 1)
        everything = _over([grown.extent, None if last is None else last.extent])
        log = everything is not None and spans_decades(*everything) and extent[0] > 0.0
        axis = axis_between(*extent, log=log, room=0.08)
        if axis.log:  # the line from number to number is straight on the axis that is drawn
            reach = grown.reach(self.stretch, columns, offset=offset, log=True)
            if ghost is not None:
                before = envelope(ghost, self.stretch, columns, offset=offset, log=True)
        height = round(track.height * ratio)
        colour = mark_of(frame.leader.mark, theme).series.colour
        area = mix(theme.surface, colour, 0.1)
        image = curve_image(reach, axis, height, Series(colour, ()), ratio=ratio, area=area)
        painter.drawImage(QPointF(track.left, track.top), image)
        if before is not None:
            faint = Series(mix(theme.surface, theme.ink_faint, GHOST_SHARE), GHOST_DASH)
            image = curve_image(before, axis, height, faint, ratio=ratio)
            painter.drawImage(QPointF(track.left, track.top), image)
        if track.width / self.stretch.length >= 12:
            self._draw_points(painter, loss, offset, axis)
        return axis

    def _draw_points(self, painter: QPainter, loss: Array, offset: float, axis: ValueAxis) -> None:
        """Single iterations as dots, once they stand apart."""
        theme, track = self.look.theme, self.strip.track
        first = max(0, math.floor(self.stretch.first - offset))
        last = min(len(loss), math.ceil(self.stretch.end))
        painter.save()
        painter.setClipRect(rect_of(track))
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.series[0].colour)
        size = self.look.metrics.px(2)
        for n in range(first, last):
            if math.isfinite(loss[n]):
                y = track.bottom - axis.place(float(loss[n])) * track.height
                painter.drawEllipse(QPointF(self._x(n + offset), y), size, size)
        painter.restore()

    def _draw_numbers(self, painter: QPainter) -> None:
        theme, metrics, row = self.look.theme, self.look.metrics, self.strip.numbers
        write = paint.writer(metrics, Text.SMALL)
        painter.setFont(write.font)
        painter.setPen(theme.ink_faint)
        box, top = rect_of(row), round(self.strip.marks.top)
        for n in count_ticks(self.stretch.first, self.stretch.end, row.width, metrics.px(88)):
            x, text = self._x(float(n)), str(n)
            painter.fillRect(round(x), top, 1, metrics.px(3), theme.edge)
            left = min(max(x - write.width(text) / 2, box.left()), box.right() - write.width(text))
            write.at(painter, round(left), write.baseline(box), text)

    def _draw_epochs(self, painter: QPainter, iterations: int) -> None:
        """Where one epoch ends and the next begins, if that is not every iteration."""
        track = self.strip.track
        each = track.width / self.stretch.length * iterations
        if iterations == 1 or each < self.look.metrics.px(12):
            return
        first = math.ceil(self.stretch.first / iterations)
        for n in range(first, math.floor(self.stretch.end / iterations) + 1):
            x = round(self._x(float(n * iterations)))
            painter.fillRect(x, round(track.top), 1, round(track.height), self.look.theme.line)

    def _draw_lane(self, painter: QPainter, frame: Frame) -> None:
        theme, metrics, lane = self.look.theme, self.look.metrics, self.strip.lane
        write = paint.writer(metrics, Text.SMALL, strong=True)
        painter.setFont(write.font)
        painter.setClipRect(rect_of(lane))
        lesson = frame.lesson
        for segment in geometry.segments(lesson.program, self.stretch, lesson.iterations):
            phase = theme.phases[segment.phase]
            left, right = self._x(segment.begin), self._x(segment.end)
            box = QRectF(round(left), lane.top + 1, round(right) - round(left) - 1, lane.height - 2)
            painter.fillRect(box, phase.tint)
            each = (right - left) / segment.count
            if each >= geometry.APART_PIXELS:
                for n in range(1, segment.count):
                    x = round(left + n * each)
                    painter.fillRect(x, round(lane.bottom) - 4, 1, 3, phase.mark)
            seen = box.intersected(rect_of(lane))
            if seen.width() >= write.width(phase.letter) + 2:
                painter.setPen(theme.ink)
                write.centre(painter, seen, phase.letter)
        painter.setClipping(False)

    def _draw_marks(self, painter: QPainter, marks: Iterable[Mark]) -> None:
        theme, metrics = self.look.theme, self.look.metrics
        write = paint.writer(metrics, Text.SMALL)
        painter.setFont(write.font)
        for mark in marks:
            if mark.kind == "◆":
                painter.setRenderHint(QPainter.RenderHint.Antialiasing)
                painter.setPen(Qt.PenStyle.NoPen)
                painter.setBrush(theme.ink_soft)
                painter.drawPolygon(_diamond(mark.box.center(), metrics.px(4)))
                painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
            elif mark.kind == "✎":
                painter.setPen(theme.ink)
                write.centre(painter, mark.box, mark.kind)

    def _draw_trouble(self, painter: QPainter, frame: Frame, marks: Iterable[Mark]) -> None:
        """The first number that is not finite: a line through the track, and what it is."""
        theme, write = self.look.theme, paint.writer(self.look.metrics, Text.SMALL)
        painter.setFont(write.font)
        painter.setPen(theme.warning)
        for mark in marks:
            if mark.kind == "!" and frame.trouble is not None:
                x, track = (
                    round(self._x(geometry.place_in_run(frame.lesson, frame.trouble.tick))),
                    self.strip.track,
                )
                painter.fillRect(x, round(track.top), 1, round(track.height), theme.warning)
                text, away = table(frame.trouble.value), self.look.metrics.px(9)
                wide = write.width(text)  # beside the playhead, which may stand here
                left = x + away if x + away + wide <= track.right else x - away - wide
                place = QRectF(left, mark.box.top(), wide + 1, mark.box.height())
                write.left(painter, place, text)


def rect_of(box: Box) -> QRectF:
    """A box of the geometry as Qt's."""
    return QRectF(box.left, box.top, box.width, box.height)


def _diamond(centre: QPointF, half: float) -> QPolygonF:
    steps = ((0, -half), (half, 0), (0, half), (-half, 0))
    return QPolygonF([QPointF(centre.x() + 0.5 + x, centre.y() + y) for x, y in steps])


def _over(extents: Sequence[tuple[float, float] | None]) -> tuple[float, float] | None:
    """The least and the largest number of several curves; None where nothing is finite."""
    known = [each for each in extents if each is not None]
    if not known:
        return None
    return min(low for low, _high in known), max(high for _low, high in known)
