"""What is painted on the map of rate and momentum: factors, borders, the pairs of the runs."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QBrush, QPainter, QPen

from ui.kit import paint
from ui.kit.look import Look
from ui.kit.marks import mark_of
from ui.kit.polygon import polygon_of
from ui.kit.theme import Text
from ui.panels.rate_map.scene import RateMapScene
from ui.plot.axes import PlotMap
from ui.plot.glyph import paint_glyph, paint_ring
from ui.plot.ground import Ground, paint_marked, paint_minimum
from ui.plot.ways import pixels_of
from visualnn.text import _

__all__ = ["RateMapMarks"]

GLYPH_PIXELS = 5.5
STRAIGHT_SHARES, SWINGING_SHARES = (0.06, 0.12, 0.2, 0.3), (0.94, 0.8, 0.66, 0.5, 0.3)
"""How far up the map the word of an area may stand, the best place first."""
WORD_GAP_PIXELS = 16
"""How far a word stays from the pairs that are marked."""
DASH = (4.0, 3.0)
"""The border from which on a walker swings: a stroke and a gap, in widths of the line."""


class RateMapMarks:
    """Paints a scene onto a plot."""

    def __init__(self, look: Look) -> None:
        self.look = look
        self.scene: RateMapScene | None = None
        self.reading: tuple[float, float] | None = None
        """The pair that is read."""
        self._ground = Ground()

    def forget(self) -> None:
        """Another look: nothing that was painted stays."""
        self._ground = Ground()

    def under(self, painter: QPainter, place: PlotMap) -> None:
        """The factors as contours, and hatched where a walker leaves."""
        scene = self.scene
        if scene is None:
            return
        self._ground.paint(painter, place, scene.relief, self.look)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(self.look.theme.warning, 2.0 * self.look.metrics.hairline))
        painter.setBrush(QBrush(self.look.theme.warning, Qt.BrushStyle.BDiagPattern))
        painter.drawPolygon(polygon_of(pixels_of(scene.leaving_area(), place)))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        pen = QPen(self.look.theme.ink, 1.5 * self.look.metrics.hairline)
        pen.setDashPattern(list(DASH))
        painter.setPen(pen)
        border = np.stack([scene.swinging, scene.momenta], axis=1)
        painter.drawPolyline(polygon_of(pixels_of(border, place)))
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)

    def over(self, painter: QPainter, place: PlotMap) -> None:
        """What the areas are, the best pair, the pairs of the runs, and what is read."""
        scene, theme = self.scene, self.look.theme
        if scene is None:
            return
        self._areas(painter, place, scene)
        best = QPointF(*place.pixel(scene.best.rate, scene.best.momentum))
        paint_marked(
            painter, best, paint_minimum, _("best pair"), self.look, place, below_on=theme.surface
        )
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        write = paint.writer(self.look.metrics, Text.SMALL, strong=True)
        leading = scene.frame.leader.id
        for each in sorted(scene.runs, key=lambda run: run.run.id == leading):
            at = QPointF(*place.pixel(each.place.rate, each.place.momentum))
            leads, mark = each.run.id == leading, mark_of(each.run.mark, theme)
            reach = paint_glyph(painter, at, mark, GLYPH_PIXELS, self.look, leads=leads)
            if leads:
                paint_ring(painter, at, reach, self.look)
            painter.setFont(write.font)
            painter.setPen(theme.ink)
            top = at.y() - write.height
            room = QRectF(at.x() + 1.7 * reach, top, write.width(mark.label) + 2, write.height)
            painter.fillRect(room, theme.surface)
            write.left(painter, room, mark.label)
        if self.reading is not None:
            painter.setPen(QPen(theme.ink, 2.0 * self.look.metrics.factor))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            at = QPointF(*place.pixel(*self.reading))
            painter.drawEllipse(at, *[6.5 * self.look.metrics.factor] * 2)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)

    def _areas(self, painter: QPainter, place: PlotMap, scene: RateMapScene) -> None:
        """The names of the three areas, where they have room."""
        write, box = paint.writer(self.look.metrics, Text.SMALL), place.box
        painter.setFont(write.font)
        taken = [place.pixel(each.place.rate, each.place.momentum) for each in scene.runs]
        taken.append(place.pixel(scene.best.rate, scene.best.momentum))
        nothing, everything = 0.0 * scene.momenta, 0.0 * scene.momenta + np.inf
        for left, right, shares, words in (
            (nothing, scene.swinging, STRAIGHT_SHARES, _("straight")),
            (scene.swinging, scene.leaving, SWINGING_SHARES, _("to and fro")),
            (scene.leaving, everything, STRAIGHT_SHARES, _("leaves")),
        ):
            wide, gap = write.width(words), self.look.metrics.px(6)
            for share in shares:
                n = round(share * (len(scene.momenta) - 1))
                low = max(place.across(float(left[n])), box.left) + gap
                high = box.right if right is everything else place.across(float(right[n]))
                high = min(high, box.right) - gap
                x, y = (low + high) / 2, place.up(float(scene.momenta[n]))
                room = QRectF(x - wide / 2 - 3, y - write.height / 2, wide + 6, write.height)
                away = room.adjusted(*(WORD_GAP_PIXELS * sign for sign in (-1, -1, 1, 1)))
                if high - low < wide or any(away.contains(*each) for each in taken):
                    continue
                painter.fillRect(room, self.look.theme.surface)
                painter.setPen(self.look.theme.ink)
                write.centre(painter, room, words)
                break
