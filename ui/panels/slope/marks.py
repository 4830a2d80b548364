"""What is painted on the plot of a slope: the number, its tangent, and its step."""

from __future__ import annotations

import math

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen, QPolygonF

from ui.kit import paint
from ui.kit.look import Look
from ui.kit.theme import Text
from ui.panels.slope.scene import SlopeScene
from ui.plot.axes import PlotMap
from ui.plot.lines import PlotLine
from visualnn.figures import table
from visualnn.text import _
from visualnn.views.slope import LossSlope

__all__ = ["SlopeMarks"]

RADIUS_PIXELS = 6.0
"""From the middle of the dot of the number to its edge."""
TANGENT_SHARE = 0.32
"""How far the tangent goes to each side, as a share of what is in sight."""
TANGENT, ALONE, TOGETHER = 1, 2, 0
"""Which series the tangent, the number alone and all together have."""


class SlopeMarks:
    """Paints a scene onto a plot."""

    def __init__(self, look: Look) -> None:
        self.look = look
        self.scene: SlopeScene | None = None
        self.point: int | None = None
        """The point of the curve that is read."""
        self.legend = False
        """Whether it is said what the marks mean."""

    @property
    def _found(self) -> LossSlope | None:
        return None if self.scene is None else self.scene.found

    def lines(self) -> list[PlotLine]:
        """The loss over the number."""
        found = self._found
        if found is None:
            return []
        return [PlotLine("L", found.numbers, found.losses, self.look.theme.ink)]

    # -- beneath the plot

    def beneath(self, painter: QPainter, place: PlotMap) -> None:
        """The step of the update, as an arrow along the axis."""
        found = self._found
        if found is None or found.next_value is None or not math.isfinite(found.next_value):
            return
        metrics = self.look.metrics
        middle = place.box.bottom + metrics.px(8)
        start, end = (
            min(max(place.across(each), place.box.left), place.box.right)
            for each in (found.value, found.next_value)
        )
        if abs(end - start) < 1.0:
            return
        head = min(metrics.px(8), abs(end - start))
        paint.arrow(
            painter,
            QPointF(start, middle),
            QPointF(end, middle),
            self.look.theme.ink,
            width=1.5 * metrics.factor,
            head=head,
        )

    # -- on the curve

    def over(self, painter: QPainter, place: PlotMap) -> None:
        """The tangent or the two of a kink, the number, and what its step brought."""
        found = self._found
        if found is None:
            return
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if found.loss is not None and math.isfinite(found.loss) and math.isfinite(found.value):
            self._tangents(painter, place, found, found.loss)
            self._after(painter, place, found)
            dot = QPointF(place.across(found.value), place.up(found.loss))
            self._disc(painter, dot, 1.0, self.look.theme.ink)
        elif math.isfinite(found.value):
            middle = float(found.losses[len(found.losses) // 2])
            if math.isfinite(middle):
                dot = QPointF(place.across(found.value), place.up(middle))
                self._ring(painter, dot, 1.0, self.look.theme.ink_faint)
        if self.point is not None:
            at = float(found.numbers[self.point]), float(found.losses[self.point])
            if place.holds(*at):
                dot = QPointF(place.across(at[0]), place.up(at[1]))
                self._ring(painter, dot, 0.8, self.look.theme.series[TOGETHER].colour)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
        if self.legend:
            self._legend(painter, place, found)

    def _tangents(self, painter: QPainter, place: PlotMap, found: LossSlope, loss: float) -> None:
        theme = self.look.theme
        reach = TANGENT_SHARE * (place.x[1] - place.x[0])
        slopes: list[tuple[float, float, float]] = []
        if found.kink is not None:
            slopes = [(found.kink[0], -reach, 0.0), (found.kink[1], 0.0, reach)]
        elif found.gradient is not None:
            slopes = [(found.gradient, -reach, reach)]
        painter.setPen(QPen(theme.series[TANGENT].colour, 2.0 * self.look.metrics.factor))
        for slope, before, behind in slopes:
            if math.isfinite(slope):
                ends = [
                    QPointF(place.across(found.value + x), place.up(loss + slope * x))
                    for x in (before, behind)
                ]
                painter.drawLine(*ends)

    def _after(self, painter: QPainter, place: PlotMap, found: LossSlope) -> None:
        """At the new value: what was promised, what it brought alone, what all brought."""
        if found.next_value is None or not math.isfinite(found.next_value):
            return
        theme = self.look.theme
        x = place.across(found.next_value)
        painter.setPen(QPen(theme.edge, 1.0, Qt.PenStyle.DotLine))
        painter.drawLine(QPointF(x, place.box.top), QPointF(x, place.box.bottom))
        marks = (
            (found.promised, self._ring, theme.series[TANGENT].colour),
            (found.got_alone, self._disc, theme.series[ALONE].colour),
        )
        for loss, draw, colour in marks:
            if loss is not None and math.isfinite(loss):
                draw(painter, QPointF(x, place.up(loss)), 0.8, colour)
        if found.got is not None and math.isfinite(found.got):
            self._together(painter, place, x, found.got)

    def _together(self, painter: QPainter, place: PlotMap, x: float, loss: float) -> None:
        """What all numbers together brought; where that is out of sight, the way there."""
        look, box = self.look, place.box
        colour = look.theme.series[TOGETHER].colour
        if place.y[0] <= loss <= place.y[1]:
            self._diamond(painter, QPointF(x, place.up(loss)), 0.8, colour)
            return
        below = loss < place.y[0]
        end = box.bottom - 2 if below else box.top + 2
        start = end - look.metrics.px(26) if below else end + look.metrics.px(26)
        head = look.metrics.px(8)
        ends = QPointF(x, start), QPointF(x, end)
        paint.arrow(painter, *ends, colour, width=2.0 * look.metrics.factor, head=head)
        write = paint.writer(look.metrics, Text.SMALL)
        text = f"L = {table(loss)}"
        wide = write.width(text)
        beside = look.metrics.px(8)
        left = x + beside if x + beside + wide <= box.right else x - beside - wide
        room = QRectF(left, min(start, end), wide + 1, abs(end - start))
        painter.setFont(write.font)
        painter.setPen(look.theme.ink)
        write.left(painter, room, text)

    def _disc(self, painter: QPainter, middle: QPointF, size: float, colour: QColor) -> None:
        radius, factor = RADIUS_PIXELS * size * self.look.metrics.factor, self.look.metrics.factor
        painter.setPen(QPen(self.look.theme.surface, 2.0 * factor))
        painter.setBrush(colour)
        painter.drawEllipse(middle, radius + factor, radius + factor)
        painter.setBrush(Qt.BrushStyle.NoBrush)

    def _ring(self, painter: QPainter, middle: QPointF, size: float, colour: QColor) -> None:
        radius = RADIUS_PIXELS * size * self.look.metrics.factor
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(colour, 2.0 * self.look.metrics.factor))
        painter.drawEllipse(middle, radius, radius)

    def _diamond(self, painter: QPainter, middle: QPointF, size: float, colour: QColor) -> None:
        radius = 1.2 * RADIUS_PIXELS * size * self.look.metrics.factor
        painter.setPen(QPen(self.look.theme.surface, self.look.metrics.factor))
        painter.setBrush(colour)
        corners = [QPointF(0, -radius), QPointF(radius, 0), QPointF(0, radius), QPointF(-radius, 0)]
        painter.drawPolygon(QPolygonF([middle + corner for corner in corners]))
        painter.setBrush(Qt.BrushStyle.NoBrush)

    # -- the legend

    def _legend(self, painter: QPainter, place: PlotMap, found: LossSlope) -> None:
        look, theme = self.look, self.look.theme
        write = paint.writer(look.metrics, Text.SMALL)
        ring, disc, diamond = self._ring, self._disc, self._diamond
        rows = [(disc, theme.ink, _("the number and the loss now"))]
        tangents = _("the tangent") if found.kink is None else _("the two tangents of the kink")
        rows.append((self._dash, theme.series[TANGENT].colour, tangents))
        if found.next_value is not None:
            rows += [
                (ring, theme.series[TANGENT].colour, _("what the tangent promised")),
                (disc, theme.series[ALONE].colour, _("what this number alone brings")),
                (diamond, theme.series[TOGETHER].colour, _("what all numbers together brought")),
            ]
        gap, sample = look.metrics.px(6), look.metrics.px(16)
        wide = max(write.width(text) for _draw, _colour, text in rows) + sample + 3 * gap
        tall = len(rows) * write.height + gap
        box = place.box
        if wide > box.width * 0.6 or tall > box.height * 0.9:
            return
        left = round(box.left + gap)
        if self._is_crowded(place, found, QRectF(left, box.top, wide, tall)):
            left = round(box.right - gap - wide)
        room = QRectF(left, round(box.top + gap / 2), round(wide), round(tall))
        painter.fillRect(room, theme.surface)
        paint.frame(painter, room, theme.line)
        for n, (draw, colour, text) in enumerate(rows):
            line = QRectF(
                room.left() + gap, room.top() + gap / 2 + n * write.height, sample, write.height
            )
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            draw(painter, line.center(), 0.7, colour)
            painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
            painter.setFont(write.font)
            painter.setPen(theme.ink)
            write.left(painter, QRectF(line.right() + gap, line.top(), wide, write.height), text)

    def _is_crowded(self, place: PlotMap, found: LossSlope, room: QRectF) -> bool:
        """Whether the curve runs through a place."""
        return any(
            room.contains(QPointF(place.across(x), place.up(y)))
            for x, y in zip(found.numbers.tolist(), found.losses.tolist(), strict=True)
            if math.isfinite(y)
        )

    def _dash(self, painter: QPainter, middle: QPointF, size: float, colour: QColor) -> None:
        half = QPointF(RADIUS_PIXELS * 1.3 * self.look.metrics.factor, 0.0)
        painter.setPen(QPen(colour, 2.0 * self.look.metrics.factor))
        painter.drawLine(middle - half, middle + half)
