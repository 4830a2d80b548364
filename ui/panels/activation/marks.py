"""What is painted on the plot of an activation: its marks, its rug, its legend."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen

from ui.kit import paint
from ui.kit.look import Look
from ui.kit.theme import Text
from ui.kit.tint import mix
from ui.panels.activation.scene import MAX_RUG_COUNT, ActivationScene
from ui.plot.axes import PlotMap
from ui.plot.lines import PlotLine
from visualnn.figures import table
from visualnn.text import _
from visualnn.views.silence import Silence

__all__ = ["FLAT_TINT_SHARE", "ActivationMarks"]

RADIUS_PIXELS = 6.0
"""From the middle of the dot of the row in focus to its edge."""
TANGENT_SHARE = 0.13
"""How far the tangent goes to each side, as a share of the z-axis in sight."""
FLAT_TINT_SHARE = 0.09
"""How much ink is in the tint where the curve is flat."""
SAMPLE_PIXELS = 18
"""The length of the sample of a line in the legend."""
SLOPE, FIRST_OVERLAY = 1, 2
"""Which series the slope has, and the first function that is laid over."""


Array = NDArray[Any]


class ActivationMarks:
    """Paints a scene onto a plot; everything stands in the scene."""

    def __init__(self, look: Look) -> None:
        self.look = look
        self.scene: ActivationScene | None = None
        self.row: int | None = None
        """The row that is pointed at."""
        self.legend = False
        """Whether it is said what the marks mean."""

    # -- lines

    def lines(self) -> list[PlotLine]:
        """f, f′, and what is laid over."""
        scene, theme = self.scene, self.look.theme
        if scene is None or not scene.is_curve:
            return []
        z, f, slope_z, slope = scene.lines
        drawn = [
            PlotLine(word, curve.z, curve.f, *self._overlay(n))
            for n, (word, curve) in enumerate(scene.overlays)
        ]
        drawn.append(PlotLine("slope", slope_z, slope, theme.series[SLOPE].colour, (6.0, 3.0)))
        drawn.append(PlotLine("f", z, f, theme.ink))
        return drawn

    def _overlay(self, n: int) -> tuple[QColor, tuple[float, ...]]:
        series = self.look.theme.series
        each = series[FIRST_OVERLAY + n % (len(series) - FIRST_OVERLAY)]
        return each.colour, each.dash

    # -- under the lines

    def under(self, painter: QPainter, place: PlotMap) -> None:
        """Where the curve is flat, a tint."""
        if self.scene is None:
            return
        theme, box = self.look.theme, place.box
        tint = mix(theme.surface, theme.ink, FLAT_TINT_SHARE)
        for low, high in self.scene.found.flat_parts:
            left, right = place.across(low), place.across(high)
            left, right = max(left, box.left), min(right, box.right)
            if right > left:
                painter.fillRect(QRectF(left, box.top, right - left, box.height), tint)

    # -- beneath the plot

    def beneath(self, painter: QPainter, place: PlotMap) -> None:
        """The rows of the unit: a stroke each, or bars if there are many."""
        scene = self.scene
        if scene is None or not scene.is_known:
            return
        if scene.row_count > MAX_RUG_COUNT:
            self._bars(painter, place, scene)
            return
        metrics, theme = self.look.metrics, self.look.theme
        top, tall = round(place.box.bottom) + metrics.px(3), metrics.px(9)
        thin, wide = metrics.hairline, metrics.px(3)
        z = scene.of_unit(scene.found.z).tolist()
        for row, value in enumerate(z):
            if row not in (scene.found.row, self.row):
                self._stroke(painter, place, value, QRectF(0, top, thin, tall), theme.ink_soft)
        self._stroke(painter, place, z[scene.found.row], QRectF(0, top, wide, tall), theme.ink)
        if self.row is not None and self.row < len(z):
            long = QRectF(0, top - metrics.px(2), wide, tall + metrics.px(3))
            self._stroke(painter, place, z[self.row], long, theme.series[0].colour)

    def _stroke(
        self, painter: QPainter, place: PlotMap, value: float, mark: QRectF, colour: QColor
    ) -> None:
        if math.isfinite(value) and place.x[0] <= value <= place.x[1]:
            mark.moveLeft(round(place.across(value)) - int(mark.width()) // 2)
            painter.fillRect(mark, colour)

    def _bars(self, painter: QPainter, place: PlotMap, scene: ActivationScene) -> None:
        metrics, theme = self.look.metrics, self.look.theme
        counts, edges = scene.bins()
        most, box = max(1, int(counts.max(initial=0))), place.box
        top, tall = round(box.bottom) + metrics.px(2), metrics.px(10)
        for count, low, high in zip(
            counts.tolist(), edges[:-1].tolist(), edges[1:].tolist(), strict=True
        ):
            left = max(round(place.across(low)), round(box.left))
            right = min(round(place.across(high)), round(box.right))
            up = math.ceil(tall * count / most)
            if count and right > left:
                painter.fillRect(
                    left, top + tall - up, max(1, right - left - 1), up, theme.ink_soft
                )
        at = float(scene.of_unit(scene.found.z)[scene.found.row])
        self._stroke(painter, place, at, QRectF(0, top, metrics.px(3), tall), theme.ink)

    # -- on the lines

    def over(self, painter: QPainter, place: PlotMap) -> None:
        """The row in focus with its tangent and numbers, and which line is which."""
        scene = self.scene
        if scene is None or not scene.is_curve:
            return
        taken = self._names(painter, place, scene)
        self._focus(painter, place, scene, taken)
        if self.row is not None and scene.is_known and self.row < scene.row_count:
            self._pointed(painter, place, scene, self.row)
        if self.legend:
            self._legend(painter, place, scene)

    def _names(self, painter: QPainter, place: PlotMap, scene: ActivationScene) -> list[QRectF]:
        """The names of the lines at their right ends, moved apart."""
        metrics, box = self.look.metrics, place.box
        write = paint.writer(metrics, Text.SMALL)
        z, f, slope_z, slope = scene.lines
        drawn = [("f", z, f), ("f′", slope_z, slope)]
        drawn += [(word, curve.z, curve.f) for word, curve in scene.overlays]
        ends = [
            (place.up(end), name) for name, x, y in drawn if (end := _end(place, x, y)) is not None
        ]
        taken: list[QRectF] = []
        painter.setFont(write.font)
        painter.setPen(self.look.theme.ink)
        free = box.top
        for at, name in sorted(ends):
            wide = write.width(name) + metrics.px(4)
            top = max(at - write.height - 1, free)
            free = top + write.height
            spot = QRectF(box.right - wide, top, wide, write.height)
            write.left(painter, spot.adjusted(metrics.px(2), 0, 2, 0), name)
            taken.append(spot)
        return taken

    def _focus(
        self, painter: QPainter, place: PlotMap, scene: ActivationScene, taken: list[QRectF]
    ) -> None:
        tangent, look = scene.found.tangent, self.look
        if tangent is None or not all(
            math.isfinite(each) for each in (tangent.z, tangent.a, tangent.slope)
        ):
            return
        theme = look.theme
        reach = TANGENT_SHARE * (place.x[1] - place.x[0])
        ends = [
            QPointF(place.across(z), place.up(tangent.slope * z + tangent.intercept))
            for z in (tangent.z - reach, tangent.z + reach)
        ]
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(theme.series[SLOPE].colour, 2.0 * look.metrics.factor))
        painter.drawLine(*ends)
        dot = QPointF(place.across(tangent.z), place.up(tangent.a))
        foot = QPointF(place.across(tangent.z), place.up(tangent.slope))
        painter.setPen(QPen(theme.edge, 1.0, Qt.PenStyle.DotLine))
        painter.drawLine(QPointF(dot.x(), place.box.bottom), foot if foot.y() < dot.y() else dot)
        self._dot(painter, foot, 0.6, theme.series[SLOPE].colour, Silence.NONE)
        self._dot(painter, dot, 1.0, theme.ink, scene.silence)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
        drawn = np.concatenate(
            [
                _pixels(place, scene),
                np.linspace([ends[0].x(), ends[0].y()], [ends[1].x(), ends[1].y()], 40),
                np.linspace([dot.x(), dot.y()], [dot.x(), place.box.bottom], 20),
            ]
        )
        for middle, name, value in ((dot, "a", tangent.a), (foot, "f′", tangent.slope)):
            self._number(painter, place, middle, f"{name} = {table(value)}", taken, drawn)

    def _dot(
        self, painter: QPainter, middle: QPointF, size: float, colour: QColor, silence: Silence
    ) -> None:
        """A dot; the three silences are hollow, hollow with a bar, and a cross."""
        theme, factor = self.look.theme, self.look.metrics.factor
        radius = RADIUS_PIXELS * size * factor
        painter.setPen(QPen(theme.surface, 2.0 * factor))
        painter.setBrush(theme.surface if silence is not Silence.NONE else colour)
        painter.drawEllipse(middle, radius + factor, radius + factor)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        if silence is Silence.NONE:
            return
        painter.setPen(QPen(colour, 2.0 * factor))
        if silence is not Silence.DEAD:
            painter.drawEllipse(middle, radius, radius)
        across = QPointF(radius, 0.0)
        if silence is Silence.BATCH:
            painter.drawLine(middle - across, middle + across)
        if silence is Silence.DEAD:
            for up in (-radius, radius):
                painter.drawLine(middle - QPointF(radius, up), middle + QPointF(radius, up))

    def _number(
        self,
        painter: QPainter,
        place: PlotMap,
        dot: QPointF,
        text: str,
        taken: list[QRectF],
        drawn: Array,
    ) -> None:
        """A number near its dot, where nothing is written yet and least is drawn."""
        look, box = self.look, place.box
        write = paint.writer(look.metrics, Text.BODY)
        away = (RADIUS_PIXELS + 4) * look.metrics.factor
        wide, tall = write.width(text) + look.metrics.px(4), write.height
        inside = QRectF(box.left, box.top, box.width, box.height)
        spots = [
            QRectF(x, y, wide, tall)
            for further in (0.0, tall)
            for y in (dot.y() + away / 2 + further, dot.y() - away / 2 - tall - further)
            for x in (dot.x() + away, dot.x() - away - wide)
        ]
        free = [
            spot
            for spot in spots
            if inside.contains(spot) and not any(spot.intersects(each) for each in taken)
        ]
        if not free:
            return
        spot = min(free, key=lambda each: _count_inside(drawn, each))
        taken.append(spot)
        painter.setFont(write.font)
        painter.setPen(look.theme.ink)
        write.centre(painter, spot, text)

    def _pointed(self, painter: QPainter, place: PlotMap, scene: ActivationScene, row: int) -> None:
        """The row that is pointed at, on the curve."""
        found, factor = scene.found, self.look.metrics.factor
        if found.z is None or found.a is None:
            return
        z, a = float(found.z[(row, *found.unit)]), float(found.a[(row, *found.unit)])
        if not place.holds(z, a):
            return
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(self.look.theme.series[0].colour, 2.0 * factor))
        radius = (RADIUS_PIXELS - 1) * factor
        painter.drawEllipse(QPointF(place.across(z), place.up(a)), radius, radius)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)

    # -- the legend

    def _legend(self, painter: QPainter, place: PlotMap, scene: ActivationScene) -> None:
        look, theme = self.look, self.look.theme
        write = paint.writer(look.metrics, Text.SMALL)
        rows = self._rows(scene)
        sample, gap = look.metrics.px(SAMPLE_PIXELS), look.metrics.px(6)
        wide = max(write.width(text) for _mark, text in rows) + sample + 3 * gap
        tall = len(rows) * write.height + gap
        box = place.box
        if wide > box.width * 0.6 or tall > box.height * 0.9:
            return
        room = QRectF(round(box.left + gap), round(box.top + gap / 2), round(wide), round(tall))
        painter.fillRect(room, theme.surface)
        paint.frame(painter, room, theme.line)
        painter.setFont(write.font)
        for n, (mark, text) in enumerate(rows):
            line = QRectF(
                room.left() + gap, room.top() + gap / 2 + n * write.height, sample, write.height
            )
            self._sample(painter, line, mark)
            painter.setPen(theme.ink)
            rest = QRectF(line.right() + gap, line.top(), wide, write.height)
            write.left(painter, rest, text)

    def _rows(self, scene: ActivationScene) -> Sequence[tuple[str, str]]:
        many = scene.row_count > MAX_RUG_COUNT
        rows = [
            ("f", _("the function")),
            ("slope", _("its slope")),
            ("tangent", _("the tangent at the example in focus")),
            (
                "rug",
                _("how many examples lie there") if many else _("the other examples of the unit"),
            ),
            ("flat", _("saturated: slope under a twentieth of its largest")),
        ]
        words = {
            Silence.ROW: _("silent on this example"),
            Silence.BATCH: _("silent on every example now"),
            Silence.DEAD: _("dead: silent on every training example"),
        }
        rows += [(each.value, text) for each, text in words.items() if each is scene.silence]
        return rows

    def _sample(self, painter: QPainter, line: QRectF, mark: str) -> None:
        theme, factor = self.look.theme, self.look.metrics.factor
        middle = line.center()
        slope = theme.series[SLOPE].colour
        painter.setBrush(Qt.BrushStyle.NoBrush)
        if mark in {"f", "slope", "tangent"}:
            pen = QPen(theme.ink if mark == "f" else slope, 2 * factor if mark == "tangent" else 1)
            if mark == "slope":
                pen.setDashPattern((6.0, 3.0))
            painter.setPen(pen)
            painter.drawLine(QPointF(line.left(), middle.y()), QPointF(line.right(), middle.y()))
        elif mark == "rug":
            for part in (0.2, 0.45, 0.8):
                at = round(line.left() + part * line.width())
                painter.fillRect(
                    at, round(line.top() + 2), 1, round(line.height() - 4), theme.ink_soft
                )
        elif mark == "flat":
            tint = mix(theme.surface, theme.ink, FLAT_TINT_SHARE)
            painter.fillRect(line.adjusted(0, 2, 0, -2), tint)
        else:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            self._dot(painter, middle, 0.7, theme.ink, Silence(mark))
            painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)


def _end(place: PlotMap, x: Array, y: Array) -> float | None:
    """How high a line is at its last point in sight."""
    seen = (x >= place.x[0]) & (x <= place.x[1]) & (y >= place.y[0]) & (y <= place.y[1])
    return float(y[seen][-1]) if seen.any() else None


def _pixels(place: PlotMap, scene: ActivationScene) -> Array:
    """Where f and f′ are drawn, ``(points, 2)``."""
    z, f, slope_z, slope = scene.lines
    x, y = np.concatenate([z, slope_z]), np.concatenate([f, slope])
    seen = (y >= place.y[0]) & (y <= place.y[1])
    box = place.box
    across = box.left + (x[seen] - place.x[0]) / (place.x[1] - place.x[0]) * box.width
    up = box.bottom - (y[seen] - place.y[0]) / (place.y[1] - place.y[0]) * box.height
    return np.stack([across, up], axis=1)


def _count_inside(points: Array, room: QRectF) -> int:
    """How many points lie in a rectangle."""
    across = (points[:, 0] >= room.left()) & (points[:, 0] <= room.right())
    return int((across & (points[:, 1] >= room.top()) & (points[:, 1] <= room.bottom())).sum())
