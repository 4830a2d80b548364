"""Learning curves: losses over the iterations, and under them the metrics.

Each curve is labelled where it ends, with its value at the current iteration, or at the one under
the pointer. Where several runs are shown together, each has its mark, and a legend comes with the
pointer and goes with it; Return also draws all other curves of every run. A run that leaves the
others does not set their axis: it is said at the edge.
"""

from __future__ import annotations

import math
from dataclasses import replace
from functools import partial
from itertools import islice

from PySide6.QtCore import QEvent, QPointF, QRectF, Qt
from PySide6.QtGui import (
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QResizeEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QWidget

from ui.kit import paint
from ui.kit.geometry.stretch import Stretch
from ui.kit.guard import guarded
from ui.kit.look import Look
from ui.kit.output import is_vector, pixel_ratio
from ui.kit.painted_layer import PaintedLayer
from ui.kit.panel import Panel
from ui.kit.theme import Text
from ui.panels.curves.curve_lines import CurveLines, CurveSurroundings
from ui.panels.curves.geometry import (
    Layout,
    fitting,
    layout,
    round_extent,
)
from ui.panels.curves.ground import (
    LINE_PIXELS,
    TITLES,
    draw_captions,
    say_left_out,
)
from ui.panels.curves.labels import Door, LabelFold, LabelPlace, Labels, number_of, words_of
from ui.panels.curves.learning_curve import (
    LearningCurve,
    Plot,
    extent_of,
    groups_of,
    told_iteration,
)
from ui.panels.curves.legend import Legend
from ui.panels.curves.notes import CurveNotes
from ui.panels.curves.position import CurvePosition, updates_of
from ui.session.wishes import BringToFront, LookAt, OpenLesson, Seek, SeekParting
from visualnn.expr import Source
from visualnn.tell.comparison import compared_lines
from visualnn.tell.frame import Frame
from visualnn.tell.runs import RunKind, changed_loss, title_of_run
from visualnn.text import _, language

NEAR = 6
"""Pixels from a point within which a click is meant for it."""
LOSS_SHARE = 1.2
"""How high the plot of the loss is, if each of the others is 1 high."""
FEWEST = 5.0
"""Iterations on screen when zoomed in as far as possible."""


class CurvesPanel(Panel):
    """The learning curves."""

    wanted_pixels = 320, 300
    least_pixels = 220, 140

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(look, parent)
        self._zoomed: Stretch | None = None
        self._whole = Stretch(0.0, 1.0)
        """All iterations that were computed, in round numbers."""
        self._ground = PaintedLayer(self)
        self._drawn = CurveLines()
        self._layout: Layout | None = None
        self._plots: tuple[Plot, ...] = ()
        self._doors: tuple[Door, ...] = ()
        self._folds: tuple[QRectF, ...] = ()
        """Where it is said how many labels have no room."""
        self._has_gaps = False
        self._with_measures = False
        self._legend = Legend()
        self._is_legend_kept = False
        """Whether the legend stays without the pointer."""
        self._pointed_run: str | None = None
        """The run that is pointed at: a curve, a name, or a row of the legend."""
        self._pointer: QPointF | None = None
        self._notes = CurveNotes()
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.retranslate()

    # -- what comes down

    def show_frame(self, frame: Frame) -> None:
        if self.frame is None or self.frame.lesson is not frame.lesson:
            self._zoomed = None
            self.forget()  # each curve knows its lesson
        self._whole = Stretch(0.0, round_extent(extent_of(frame), frame.lesson.iterations))
        super().show_frame(frame)

    def forget(self) -> None:
        super().forget()
        self._notes.forget()
        self._drawn.forget()
        self._plots = self._doors = ()
        self._ground.clear()

    def set_look(self, look: Look) -> None:
        self._ground.clear()
        super().set_look(look)

    def retranslate(self) -> None:
        self._ground.clear()
        super().retranslate()

    def spoken(self) -> str:
        """Every curve with its value at the current iteration and how far it has come."""
        frame = self.frame
        if frame is None or not extent_of(frame):
            return _nothing_yet()
        at, done = told_iteration(frame), frame.updates
        told = ["{} {}".format(_("iteration"), frame.place.iteration)]
        for measure, curves in self._groups(frame).items():
            for curve in (curve for curve in curves if curve.values.size):
                text = _("{measure}, {curve}: {value}, from {first} to {last}")
                words = text.format(
                    measure=_(TITLES.get(measure, measure)),
                    curve=words_of(curve),
                    value=self._labels.told_at(curve, curve.point(at), done, done)[0],
                    first=number_of(float(curve.values[0])),
                    last=number_of(float(curve.values[-1])),
                )
                told.append(words)
        told += [
            _("{run} has diverged").format(run=title_of_run(run))
            for run in frame.runs
            if run.trouble is not None and len(frame.runs) > 1
        ]
        return "\n".join(filter(None, [*told, changed_loss(frame), *compared_lines(frame)]))

    def _groups(self, frame: Frame) -> dict[str, tuple[LearningCurve, ...]]:
        return groups_of(
            frame,
            self.look.theme,
            with_measures=self._with_measures,
            pointed=self._pointed_run,
        )

    # -- the axis of iterations

    @property
    def stretch(self) -> Stretch:
        """The iterations on screen: all that were computed, in round numbers, unless zoomed."""
        return self._whole if self._zoomed is None else self._zoomed

    def x_of(self, iteration: float) -> float:
        """The pixel column of an iteration; 0 before the first frame was painted."""
        return 0.0 if self._layout is None else self._position(self._layout).x_of(iteration)

    def _iteration_at(self, x: float, frame: Frame) -> int:
        if self._layout is None:
            return 0
        box = self._layout.numbers
        place = self.stretch.place_of(x, box.left, box.width)
        return max(0, min(math.floor(place + 0.5), frame.lesson.iterations - 1))

    def _plot_at(self, point: QPointF) -> int | None:
        """The number of the plot that a point lies in."""
        boxes = self._layout.plots if self._layout is not None else ()
        return next((n for n, box in enumerate(boxes) if box.contains(point.x(), point.y())), None)

    # -- wishes

    @guarded
    def mousePressEvent(self, event: QMouseEvent) -> None:
        frame, point = self.frame, event.position()
        if frame is None or not self._plots or event.button() != Qt.MouseButton.LeftButton:
            return
        if self._notes.is_on_parting(point):
            self.wished.emit(SeekParting())
            return
        wish = self._legend.wish_at(point)
        if wish is not None:
            self.wished.emit(wish)
            return
        if any(box.contains(point) for box in self._folds):
            self._keep_legend(not self._is_legend_kept)
            return
        door = self._door_at(point)
        plot = self._plot_at(point)
        if door is not None and door.curve.run.kind is RunKind.BESIDE:
            self.wished.emit(OpenLesson(door.curve.run.lesson))
        elif door is not None:
            self._open(door.curve, door.iteration, frame)
        elif plot is not None:
            iteration = self._iteration_at(point.x(), frame)
            curve = self._curve_near(self._plots[plot], plot, iteration, point.y())
            if curve is None:
                self.wished.emit(Seek(frame.lesson.program.end_of(iteration)))
            else:
                nth = curve.point(iteration)
                self._open(curve, iteration if nth is None else curve.iteration(nth), frame)

    def _open(self, curve: LearningCurve, iteration: int, frame: Frame) -> None:
        """Explain a number of a curve, at the end of its iteration if it has no value now."""
        if not curve.is_leading:
            self.wished.emit(BringToFront(curve.run.id))
            return
        here = iteration == frame.place.iteration and curve.name in frame.values
        tick = None if here else frame.lesson.program.end_of(iteration)
        self.wished.emit(LookAt(Source(curve.name), tick))

    def _curve_near(
        self, plot: Plot, number: int, iteration: int, y: float
    ) -> LearningCurve | None:
        """The curve whose point at an iteration is under the pointer."""
        if self._layout is None:
            return None
        position = self._position(self._layout)
        found = [
            (abs(position.y_of(plot, number, float(curve.values[nth])) - y), n)
            for n, curve in enumerate(plot.curves)
            if (nth := curve.point(iteration)) is not None
        ]
        near = [each for each in found if each[0] <= self.look.metrics.px(NEAR)]
        return plot.curves[min(near)[1]] if near else None

    def _door_at(self, point: QPointF) -> Door | None:
        return next((door for door in self._doors if door.box.contains(point)), None)

    @guarded
    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self._pointer = event.position()
        self._pointed_run = self._run_at(self._pointer)
        self._tell_in_full(self._pointer)
        over = (
            self._legend.covers(self._pointer)
            or self._door_at(self._pointer) is not None
            or self._notes.is_on_parting(self._pointer)
            or any(box.contains(self._pointer) for box in self._folds)
            or (self._plot_at(self._pointer) is not None and bool(self._plots))
        )
        shape = Qt.CursorShape.PointingHandCursor if over else Qt.CursorShape.ArrowCursor
        if self.cursor().shape() != shape:
            self.setCursor(shape)
        self.update()

    def _run_at(self, point: QPointF) -> str | None:
        """The run whose curve, name or row of the legend is under the pointer."""
        frame, door, number = self.frame, self._door_at(point), self._plot_at(point)
        if frame is None or len(frame.runs) < 2:
            return None
        if self._legend.covers(point):
            return self._legend.run_at(point)
        if door is not None:
            return door.curve.run.id
        if number is None or number >= len(self._plots):
            return None
        iteration = self._iteration_at(point.x(), frame)
        curve = self._curve_near(self._plots[number], number, iteration, point.y())
        return None if curve is None else curve.run.id

    def _tell_in_full(self, point: QPointF) -> None:
        """Under a name the name in full, under a line below the plots all of the line."""
        door, frame = self._door_at(point), self.frame
        words = ""
        if door is not None:
            words = words_of(door.curve)
        elif frame is not None:
            words = self._notes.told_at(point)
        if words != self.toolTip():
            self.setToolTip(words)

    @guarded
    def leaveEvent(self, event: QEvent) -> None:
        self._pointer = self._pointed_run = None
        if not self._is_legend_kept:
            self._legend.hide()
        self.update()

    @guarded
    def wheelEvent(self, event: QWheelEvent) -> None:
        frame, notches = self.frame, event.angleDelta().y() / 120
        event.accept()
        if frame is None or self._layout is None or not notches:
            return
        box, whole = self._layout.numbers, float(frame.lesson.iterations)
        at = self.stretch.place_of(event.position().x(), box.left, box.width)
        factor = 0.75 ** max(-20.0, min(notches, 20.0))
        zoomed = self.stretch.zoomed(min(max(at, 0.0), whole), factor, FEWEST, whole)
        self._zoomed = zoomed
        self.update()

    @guarded
    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        self._zoomed = None
        self.update()

    def _keep_legend(self, is_kept: bool) -> None:
        """Let the legend of all runs stay, or go."""
        self._is_legend_kept = is_kept
        self.update()

    def takes_key(self, event: QKeyEvent) -> bool:
        is_letter = event.key() == Qt.Key.Key_L and not event.modifiers()
        return is_letter or super().takes_key(event)

    @guarded
    def keyPressEvent(self, event: QKeyEvent) -> None:
        is_closing = event.key() == Qt.Key.Key_Escape and self._is_legend_kept
        if (event.key() == Qt.Key.Key_L and not event.modifiers()) or is_closing:
            self._keep_legend(not self._is_legend_kept)
            return
        frame = self.frame
        targets = {} if frame is None else _targets(frame)
        wanted = targets.get(Qt.Key(event.key()))
        if frame is not None and event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter}:
            self._with_measures = not self._with_measures
            self.update()
            return
        if frame is None or wanted is None:
            super().keyPressEvent(event)
            return
        iteration = max(0, min(wanted, frame.lesson.iterations - 1))
        self.wished.emit(Seek(frame.lesson.program.end_of(iteration)))

    # -- painting

    @guarded
    def resizeEvent(self, event: QResizeEvent) -> None:
        self._ground.clear()

    @guarded
    def paintEvent(self, event: QPaintEvent) -> None:
        with QPainter(self) as painter:
            frame = self.frame
            if frame is None or not extent_of(frame):
                self._plots = self._doors = ()
                self._ground.clear()
                self._paint_empty(painter)
                return
            self._draw_again_if_changed(frame)
            if is_vector(painter):
                notes = len(self._notes.lines(frame, self.look, self.size()))
                self._draw_ground(painter, frame, self._groups(frame), notes, pixel_ratio(painter))
            else:
                painter.drawPixmap(0, 0, self._ground.picture)
            self._paint_position(painter, frame)
            if self.hasFocus():
                ring = self.look.metrics.ring
                painter.setPen(QPen(self.look.theme.focus, ring))
                painter.setBrush(Qt.BrushStyle.NoBrush)
                half = ring / 2
                painter.drawRect(QRectF(self.rect()).adjusted(half, half, -half, -half))

    def _paint_empty(self, painter: QPainter) -> None:
        theme, metrics = self.look.theme, self.look.metrics
        painter.fillRect(self.rect(), theme.surface)
        write = paint.writer(metrics, Text.BODY)
        painter.setFont(write.font)
        painter.setPen(theme.ink_faint)
        room = QRectF(self.rect()).adjusted(metrics.px(16), 0, -metrics.px(16), 0)
        painter.drawText(
            room,
            int(Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextWordWrap),
            _nothing_yet(),
        )

    def _draw_again_if_changed(self, frame: Frame) -> None:
        """Repaint curves and axes. The curves of a lesson with the same edits and as many
        iterations, here and beside it, are the same curves; while frames follow each other at once,
        they may end a little before the current iteration, and the numbers at it may not."""
        stretch, ratio = self.stretch, self.devicePixelRatioF()
        every = self._groups(frame)
        drawn = [curve for curves in every.values() for curve in curves]
        looks = [
            (curve.series, curve.run.is_in_front, curve.is_pointed, curve.is_named)
            for curve in drawn
        ]
        notes = len(self._notes.lines(frame, self.look, self.size()))
        if not self._ground.begin(
            self.size(),
            ratio,
            stretch,
            self.look,
            language(),
            frame.lesson,
            self._with_measures,
            notes,
            *map(words_of, drawn),
            *(thing for each in looks for thing in each),
            *(run.past for run in frame.runs),
            growing=[part for curve in drawn for part in curve.state],
            may_wait=frame.is_fleeting,
        ):
            self._plots = tuple(replace(plot, curves=every[plot.name]) for plot in self._plots)
            return
        with QPainter(self._ground.picture) as painter:
            self._draw_ground(painter, frame, every, notes, ratio)

    def _draw_ground(
        self,
        painter: QPainter,
        frame: Frame,
        every: dict[str, tuple[LearningCurve, ...]],
        notes: int,
        ratio: float,
    ) -> None:
        """Draw curves and axes, with so many pixels for a logical one, over so many lines of
        notes."""
        factor = self.look.metrics.factor
        below = LINE_PIXELS * factor * notes
        keys = {curve.key for curves in every.values() for curve in curves}
        self._drawn.keep_only(keys)
        count = fitting(self.height() - below, factor, len(every))
        groups, left_out = dict(islice(every.items(), count)), [*every][count:]
        shares = [LOSS_SHARE] + [1.0] * (len(groups) - 1)
        line = LINE_PIXELS * factor if left_out else 0.0
        label, rows = self._labels.room(groups)
        self._layout = layout(
            self.width(), self.height() - below, factor, shares, line, label, rows
        )
        own = (each for curves in groups.values() for each in curves if each.is_leading)
        self._has_gaps = any(self._drawn.grown(curve).has_gaps for curve in own)
        painter.fillRect(self.rect(), self.look.theme.surface)
        around = CurveSurroundings(frame, self.stretch, self.look, self._pointed_run)
        self._plots = tuple(
            self._drawn.draw(painter, name, curves, self._layout.plots[n], ratio, around)
            for n, (name, curves) in enumerate(groups.items())
        )
        draw_captions(painter, self._plots, self._layout.captions, self._has_gaps, self.look)
        if left_out:
            say_left_out(
                painter, left_out, QRectF(0, 0, self.width(), self.height() - below), self.look
            )

    # -- the current iteration

    def _paint_position(self, painter: QPainter, frame: Frame) -> None:
        """The lines at the current iteration and under the pointer, and the values there."""
        theme, places = self.look.theme, self._layout
        if places is None:
            return
        hovered = None
        if self._pointer is not None and self._plot_at(self._pointer) is not None:
            hovered = self._iteration_at(self._pointer.x(), frame)
        position = self._position(places)
        position.paint_line(painter, frame.place.iteration, theme.ink_soft)
        position.paint_line(painter, hovered, theme.edge)
        told = told_iteration(frame) if hovered is None else hovered
        done = frame.updates if hovered is None else None
        position.paint_numbers(painter, told)
        counts = [updates_of(plot, told) for plot in self._plots]
        ends = [
            position.paint_count(painter, plot, places.captions[n], counts[n], done)
            for n, plot in enumerate(self._plots)
        ]
        if ends:
            position.paint_change(painter, frame, ends[0])
        doors: list[Door | LabelFold] = []
        for n, plot in enumerate(self._plots):
            if plot.axis is not None:
                position.paint_dots(painter, plot, n, told)
                end_of = partial(position.end_of, plot, n)
                place = LabelPlace(places.labels[n], places.beside, end_of, counts[n])
                doors += self._labels.paint(painter, plot.curves, place, told)
        self._doors = tuple(each for each in doors if isinstance(each, Door))
        self._folds = tuple(each.box for each in doors if isinstance(each, LabelFold))
        self._notes.paint(painter, frame, self.look, self.size(), self._pointer)
        self._paint_legend(painter, places, frame, told)

    def _paint_legend(self, painter: QPainter, places: Layout, frame: Frame, told: int) -> None:
        pointer = self._pointer
        is_over = pointer is not None and (
            self._legend.covers(pointer) or self._plot_at(pointer) is not None
        )
        if not is_over and not self._is_legend_kept:
            self._legend.hide()
            return
        top = places.plots[0].top if places.beside else places.captions[0].bottom
        left, bottom = places.numbers.left if places.beside else 0.0, float(self.height())
        room = QRectF(left, top, self.width() - left, bottom - top)
        where = QPointF(room.center()) if pointer is None else pointer
        self._legend.lay_out(frame, self.look, room, where, told)
        self._legend.paint(painter, self.look, pointer)

    def _position(self, places: Layout) -> CurvePosition:
        return CurvePosition(self.look, places, self.stretch, self.width(), self._has_gaps)

    @property
    def _labels(self) -> Labels:
        return Labels(self.look, self.size(), self._pointer)


def _nothing_yet() -> str:
    """What will be drawn here, and how to get it."""
    return _(
        "The loss is drawn here once the first iteration is complete. Step to its end, or play."
    )


def _targets(frame: Frame) -> dict[Qt.Key, int]:
    """The iteration that each key leads to."""
    now = frame.place.iteration
    return {
        Qt.Key.Key_Left: now - 1,
        Qt.Key.Key_Right: now + 1,
        Qt.Key.Key_Home: 0,
        Qt.Key.Key_End: frame.furthest - 1,
    }
