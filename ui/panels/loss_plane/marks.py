"""What is painted on the loss plane: its ground, the way, and the two switches."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPainter, QPen

from ui.kit import paint
from ui.kit.geometry.box import Box
from ui.kit.look import Look
from ui.kit.polygon import polygon_of
from ui.kit.theme import Text
from ui.panels.loss_plane import words
from ui.panels.loss_plane.scene import LossPlaneScene
from ui.plot.axes import PlotMap
from ui.plot.ground import Ground
from ui.plot.lines import pixel_pen
from ui.plot.ways import DOT_APART_PIXELS, DrawnWay, DrawnWays
from visualnn.figures import compact

__all__ = ["LossPlaneMarks"]

DOT_PIXELS, WALKER_PIXELS = 2.2, 5.5
PALE_SHARE = 0.45
"""How much of heights is seen that are of another plane."""


class LossPlaneMarks:
    """Paints a scene onto a plot."""

    def __init__(self, look: Look) -> None:
        self.look = look
        self.scene: LossPlaneScene | None = None
        self.reading: int | None = None
        """The place of the way that is read."""
        self.switches: tuple[Box, Box] | None = None
        """Where the two switches stand."""
        self._ground = Ground()
        self._ways = DrawnWays()

    def forget(self) -> None:
        """Another look: nothing that was painted stays."""
        self._ground = Ground()

    def under(self, painter: QPainter, place: PlotMap) -> None:
        """The heights; pale as long as they are of another plane."""
        scene = self.scene
        if scene is None or scene.relief is None:
            return
        painter.setOpacity(1.0 if scene.is_true else PALE_SHARE)
        self._ground.paint(painter, place, scene.relief, self.look)
        painter.setOpacity(1.0)

    def over(self, painter: QPainter, place: PlotMap) -> None:
        """The way, where the run stands, and what is read."""
        scene = self.scene
        if scene is None or scene.walk is None:
            return
        box = place.box
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setClipRect(QRectF(box.left, box.top, box.width, box.height))
        apart = DOT_APART_PIXELS * self.look.metrics.factor
        (way,) = self._ways.of([scene.walk.spots], place, apart)
        points = way.points
        if len(points):
            self._way(painter, way)
            self._now(painter, place, points[-1])
        if self.reading is not None and self.reading < len(points):
            at = QPointF(*points[self.reading].tolist())
            painter.setPen(QPen(self.look.theme.ink, 2.0 * self.look.metrics.factor))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawEllipse(at, *[6.5 * self.look.metrics.factor] * 2)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)

    def _way(self, painter: QPainter, way: DrawnWay) -> None:
        theme, factor = self.look.theme, self.look.metrics.factor
        colour = theme.ink
        painter.setPen(pixel_pen(colour, (), 2 * self.look.metrics.hairline))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawPolyline(polygon_of(way.line))
        pen = QPen(colour, 2 * DOT_PIXELS * factor)
        pen.setCapStyle(Qt.PenCapStyle.RoundCap)
        painter.setPen(pen)
        painter.drawPoints(polygon_of(way.dots))
        painter.setPen(QPen(theme.ink, 1.4 * factor))
        painter.setBrush(theme.surface)
        painter.drawEllipse(QPointF(*way.points[0].tolist()), 4.0 * factor, 4.0 * factor)

    def _now(self, painter: QPainter, place: PlotMap, point: np.ndarray) -> None:
        """Where the run stands, with its own loss and that of the plane under it."""
        scene, theme, factor = self.scene, self.look.theme, self.look.metrics.factor
        if scene is None or scene.walk is None:
            return
        at, reach = QPointF(*point.tolist()), WALKER_PIXELS * factor
        painter.setPen(QPen(theme.surface, 1.5 * factor))
        painter.setBrush(theme.ink)
        painter.drawEllipse(at, reach, reach)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        own, under = float(scene.walk.losses[-1]), float(scene.walk.plane_losses[-1])
        lines = [] if np.isnan(own) else [f"L {compact(own)}"]
        lines.append(f"{words.plane_label()} {compact(under)}")
        write = paint.writer(self.look.metrics, Text.SMALL)
        wide = max(map(write.width, lines))
        gap, box = 2 * reach, place.box
        left = at.x() + gap if at.x() + gap + wide < box.right else at.x() - gap - wide
        top = min(max(at.y() - write.height, box.top), box.bottom - len(lines) * write.height)
        painter.setFont(write.font)
        for n, line in enumerate(lines):
            room = QRectF(left, top + n * write.height, wide, write.height)
            painter.fillRect(room.adjusted(-2, 0, 2, 0), theme.surface)
            painter.setPen(theme.ink)
            write.left(painter, room, line)

    def paint_switches(self, painter: QPainter, pointer: QPointF | None) -> None:
        """The two switches at the right of the title."""
        scene, theme = self.scene, self.look.theme
        if scene is None or self.switches is None:
            return
        write = paint.writer(self.look.metrics, Text.SMALL)
        painter.setFont(write.font)
        for box, text in zip(self.switches, words.plane_words(scene), strict=True):
            room = QRectF(box.left, box.top, box.width, box.height)
            is_over = pointer is not None and room.contains(pointer)
            painter.fillRect(room, theme.selection if is_over else theme.raised)
            paint.frame(painter, room, theme.line)
            painter.setPen(theme.ink)
            write.centre(painter, room, text)
