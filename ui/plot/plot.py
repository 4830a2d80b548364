"""A plot: lines over two axes that are zoomed, moved and read.

pyqtgraph draws the lines and knows the way between numbers and pixels; axes, marks and texts are
painted here, so that they look as everything else does. All of it goes through one painting, onto
the screen or onto any other painter (`paint_on`).
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import pyqtgraph as pg
from PySide6.QtCore import QEvent, QPointF, QRect, QRectF, Qt, Signal
from PySide6.QtGui import QMouseEvent, QPainter, QResizeEvent
from PySide6.QtWidgets import QGraphicsView, QSizePolicy, QWidget

from ui.kit import paint
from ui.kit.geometry.box import Box
from ui.kit.guard import guarded
from ui.kit.look import Look
from ui.kit.theme import Text
from ui.plot.axes import AxisSpan, PlotMap, across_labels, up_labels
from ui.plot.gate import gated, span_of
from ui.plot.lines import PlotLine, pixel_pen

__all__ = ["Painter", "PlotWidget"]

ZOOM_FACTOR = 1.25
"""How many times closer one step of zooming brings."""
PAN_SHARE = 0.1
"""How much of what is in sight one step of moving goes on."""
OUT_FACTOR = 2.0
"""How many times all that is in sight can be seen at most."""
CLOSEST_SHARE = 1e-4
"""How much of it can fill the plot at least."""
MARGIN_STEP_PIXELS = 16
"""The margin of the numbers beside a plot grows in steps, so that the plot stands still."""
FEW_POINT_COUNT = 500
"""Lines of so many points may be as thick as other lines are at this size."""
ZOOMED_SHARE = 1e-6
"""From this share of an axis on, another view is another view."""

pg.setConfigOption("mouseRateLimit", -1)  # else the last move of the pointer may be left out

Painter = Callable[[QPainter, PlotMap], None]
"""Paints marks: in pixels, clipped to the plot."""


class PlotWidget(pg.GraphicsView):  # type: ignore[misc]  # pyqtgraph has no types
    """Lines over two axes. The panel around it says what they are and reads the pointer."""

    pointed = Signal(object)
    """The place of the pointer in pixels of this widget, a QPointF; None once it has left."""
    clicked = Signal(object)
    """The place of a click of the left button."""
    dragged = Signal(object)
    """What `grabs` said yes to follows the hand: the place of the pointer, a QPointF."""
    dropped = Signal()
    """It is let go."""
    sight_changed = Signal()
    """Something else is in sight than before."""
    failed = Signal(str)
    """A sentence for the learner."""

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        self._ready = False
        super().__init__(parent, useOpenGL=False, background=None)
        self.look = look
        self.under: Painter | None = None
        """Paints what lies under the lines."""
        self.over: Painter | None = None
        """Paints what lies on them."""
        self.beneath: Painter | None = None
        """Paints between the plot and the numbers of the x-axis, `foot` pixels high."""
        self.foot = 0
        self.grabs: Callable[[QPointF], bool] | None = None
        """Whether something that can be dragged lies at a place; elsewhere the plot is moved."""
        self._is_dragging = False
        self._least_margin = 0
        self._lines: dict[str, tuple[PlotLine, Any]] = {}
        self._home = AxisSpan("", 0.0, 1.0), AxisSpan("", 0.0, 1.0)
        self._margin = 0
        self.setCentralItem(None)
        self._box = pg.ViewBox(enableMenu=False, defaultPadding=0.0)
        self._box.disableAutoRange()
        self.scene().addItem(self._box)
        self._box.sigRangeChanged.connect(self._changed)
        self.scene().sigMouseClicked.connect(self._click)
        self.scene().sigMouseMoved.connect(self._move)
        self.setCacheMode(QGraphicsView.CacheModeFlag.CacheNone)
        self.setViewportUpdateMode(QGraphicsView.ViewportUpdateMode.FullViewportUpdate)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Ignored)
        self.viewport().setAutoFillBackground(False)
        self._ready = True
        self._to_home()

    # -- what is drawn

    def set_look(self, look: Look) -> None:
        """Another theme or size; the lines bring their own colours."""
        if look.metrics != self.look.metrics:
            self.set_lines(())  # their width is that of the size
        self.look = look
        self._place()

    def set_lines(self, lines: Sequence[PlotLine]) -> None:
        """Draw these lines, the first one below the others. What did not change is kept."""
        wanted = [line.name for line in lines]
        for name in [name for name in self._lines if name not in wanted]:
            self._box.removeItem(self._lines.pop(name)[1])
        for depth, line in enumerate(lines):
            known = self._lines.get(line.name)
            item = known[1] if known is not None else self._new_item()
            if known is None or not known[0].is_drawn_as(line):
                points = gated(line.x, line.y)
                item.setData(points.x, points.y)
                thick = self.look.metrics.hairline if len(points) <= FEW_POINT_COUNT else 1
                item.setPen(pixel_pen(line.colour, line.dash, thick))
            item.setZValue(depth)
            self._lines[line.name] = line, item
        self.refresh()

    def _new_item(self) -> Any:
        item = pg.PlotCurveItem(antialias=True, connect="finite")
        self._box.addItem(item, ignoreBounds=True)
        return item

    def set_axes(self, x: AxisSpan, y: AxisSpan) -> None:
        """The axes with all in sight. Who has zoomed in stays where they are."""
        sound = tuple(AxisSpan(each.title, *span_of(each.low, each.high)) for each in (x, y))
        if sound == self._home:
            return
        stays = self.is_zoomed
        self._home = sound[0], sound[1]
        self._set_limits()
        if not stays:
            self._to_home()
        self._place()

    def set_least_margin(self, pixels: int) -> None:
        """The width that the numbers beside the plot have at least: it stands still as long as that
        is enough."""
        if pixels != self._least_margin:
            self._least_margin = pixels
            self._place()

    def refresh(self) -> None:
        """Paint again."""
        self.viewport().update()

    # -- what is in sight

    @property
    def is_zoomed(self) -> bool:
        """Whether something else is in sight than all."""
        shown = self._box.viewRange()
        for (low, high), home in zip(shown, self._home, strict=True):
            slack = ZOOMED_SHARE * (home.high * 0.5 - home.low * 0.5) * 2
            if abs(low - home.low) > slack or abs(high - home.high) > slack:
                return True
        return False

    def zoom(self, steps: int) -> None:
        """Closer by so many steps, or further for a negative number."""
        self._box.scaleBy((ZOOM_FACTOR**-steps, ZOOM_FACTOR**-steps))

    def pan(self, right: int, up: int) -> None:
        """Move what is in sight by so many steps."""
        (x0, x1), (y0, y1) = self._box.viewRange()
        self._box.translateBy((right * PAN_SHARE * (x1 - x0), up * PAN_SHARE * (y1 - y0)))

    def show_all(self) -> None:
        """All in sight again."""
        self._to_home()

    def _to_home(self) -> None:
        x, y = self._home
        self._box.setRange(xRange=(x.low, x.high), yRange=(y.low, y.high), padding=0.0)

    def _set_limits(self) -> None:
        limits: dict[str, float] = {}
        for axis, home in zip("xy", self._home, strict=True):
            span = home.high - home.low
            room = span * (OUT_FACTOR - 1.0) / 2
            limits[f"{axis}Min"], limits[f"{axis}Max"] = home.low - room, home.high + room
            limits[f"min{axis.upper()}Range"] = span * CLOSEST_SHARE
            limits[f"max{axis.upper()}Range"] = span * OUT_FACTOR
        self._box.setLimits(**limits)

    # -- places

    @property
    def map(self) -> PlotMap:
        """The way between numbers and pixels as it is now."""
        (x0, x1), (y0, y1) = self._box.viewRange()
        return PlotMap(self._room(), (x0, x1), (y0, y1))

    def _room(self) -> Box:
        """Where the lines are drawn."""
        metrics = self.look.metrics
        small = paint.writer(metrics, Text.SMALL)
        top = small.height + metrics.px(6)
        below = small.height + metrics.px(6) + self.foot
        right = metrics.px(14)
        wide, tall = self.width() - self._margin - right, self.height() - top - below
        return Box(self._margin, round(top), max(round(wide), 8), max(round(tall), 8))

    def _place(self) -> None:
        if self._ready:
            self._widen()
            box = self._room()
            self._box.setGeometry(QRectF(box.left, box.top, box.width, box.height))
            self.refresh()

    def _widen(self) -> None:
        """Make the margin wide enough for the numbers beside the plot, in steps."""
        metrics = self.look.metrics
        write = paint.writer(metrics, Text.SMALL)
        labels = up_labels(self.map, write.height, metrics.px(8))
        needed = max((write.width(each.text) for each in labels), default=0.0) + metrics.px(14)
        step = metrics.px(MARGIN_STEP_PIXELS)
        self._margin = max(2, math.ceil(max(needed, self._least_margin) / step)) * step

    def resizeEvent(self, event: QResizeEvent | None) -> None:
        super().resizeEvent(event)
        self._place()

    def close(self) -> bool:
        """Close as any widget; pyqtgraph's own way ends the process."""
        return QWidget.close(self)

    @guarded
    def _changed(self, *_what: object) -> None:
        self._place()
        if self._ready:
            self.sight_changed.emit()

    # -- painting

    def paint_on(self, painter: QPainter, target: QRectF) -> None:
        """Paint the plot as it is now onto any painter, a vector one too, into a rectangle."""
        self.render(painter, target, QRect(0, 0, self.width(), self.height()))

    @guarded
    def drawBackground(self, painter: QPainter, rect: QRectF) -> None:
        place = self.map
        with _kept(painter):
            painter.fillRect(QRectF(0, 0, self.width(), self.height()), self.look.theme.surface)
            painter.setClipRect(_rect(place.box))
            if self.under is not None:
                self.under(painter, place)
            self._paint_zeros(painter, place)

    @guarded
    def drawForeground(self, painter: QPainter, rect: QRectF) -> None:
        place = self.map
        with _kept(painter):
            self._paint_axes(painter, place)
            if self.beneath is not None and self.foot:
                self.beneath(painter, place)
            if self.over is not None:
                reach = self.look.metrics.px(8)
                painter.setClipRect(_rect(place.box).adjusted(-reach, -reach, reach, reach))
                self.over(painter, place)

    def _paint_zeros(self, painter: QPainter, place: PlotMap) -> None:
        """Faint lines where a number is 0."""
        box, colour = place.box, self.look.theme.line
        if place.x[0] < 0.0 < place.x[1]:
            painter.fillRect(round(place.across(0.0)), round(box.top), 1, round(box.height), colour)
        if place.y[0] < 0.0 < place.y[1]:
            painter.fillRect(round(box.left), round(place.up(0.0)), round(box.width), 1, colour)

    def _paint_axes(self, painter: QPainter, place: PlotMap) -> None:
        look, box = self.look, place.box
        metrics, theme = look.metrics, look.theme
        write, tick = paint.writer(metrics, Text.SMALL), metrics.px(4)
        left, bottom = round(box.left), round(box.bottom)
        painter.fillRect(left, bottom, round(box.width) + 1, 1, theme.edge)
        painter.fillRect(left, round(box.top), 1, round(box.height), theme.edge)
        painter.setFont(write.font)
        painter.setPen(theme.ink_soft)
        row = QRectF(0, bottom + self.foot + metrics.px(3), self.width(), write.height)
        x, y = self._home
        title = write.elided(x.title, box.width / 2)
        start = self.width() - write.width(title) - metrics.px(4)
        write.at(painter, start, write.baseline(row), title)
        for label in across_labels(
            place, write.width, metrics.px(12), (0.0, start - metrics.px(8))
        ):
            at = round(label.place)
            painter.fillRect(at, bottom, 1, tick if not self.foot else metrics.px(2), theme.edge)
            middle = QRectF(at - 400, row.top(), 800, row.height())
            write.centre(painter, middle, label.text)
        beside = left - tick - metrics.px(4)
        for label in up_labels(place, write.height, metrics.px(8)):
            at = round(label.place)
            painter.fillRect(left - tick, at, tick, 1, theme.edge)
            line = QRectF(0, at - write.height / 2, beside, write.height)
            write.right(painter, line, label.text)
        head = QRectF(metrics.px(4), 0, self.width() - metrics.px(8), write.height + metrics.px(2))
        write.left(painter, head, y.title)

    # -- the pointer

    @guarded
    def _move(self, place: QPointF) -> None:
        self.pointed.emit(QPointF(place))

    @guarded
    def _click(self, event: Any) -> None:
        if event.button() == Qt.MouseButton.LeftButton:
            self.clicked.emit(QPointF(event.scenePos()))

    @guarded
    def mousePressEvent(self, event: QMouseEvent) -> None:
        is_left = event.button() == Qt.MouseButton.LeftButton
        if is_left and self.grabs is not None and self.grabs(event.position()):
            self._is_dragging = True
            event.accept()
        else:
            super().mousePressEvent(event)

    @guarded
    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self._is_dragging:
            self.dragged.emit(event.position())
        else:
            super().mouseMoveEvent(event)

    @guarded
    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if self._is_dragging and event.button() == Qt.MouseButton.LeftButton:
            self._is_dragging = False
            self.dropped.emit()
        else:
            super().mouseReleaseEvent(event)

    def leaveEvent(self, event: QEvent) -> None:
        super().leaveEvent(event)
        self.pointed.emit(None)


def _rect(box: Box) -> QRectF:
    return QRectF(box.left, box.top, box.width, box.height)


@contextmanager
def _kept(painter: QPainter) -> Iterator[None]:
    """Leave a painter as it was, also where painting fails."""
    painter.save()
    try:
        yield
    finally:
        painter.restore()
