"""The map of rate and momentum over a landscape: how each pair goes, and where the runs stand."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QBrush, QImage, QPainter

from ui.kit import paint
from ui.kit.geometry.box import Box
from ui.kit.look import Look
from ui.kit.marks import mark_of
from ui.kit.theme import Text
from ui.kit.tint import mix
from ui.panels.landscape import words
from ui.panels.landscape.geometry import corner_for
from ui.panels.landscape.glyph import paint_glyph, paint_ring
from ui.panels.landscape.scene import LandscapeScene
from ui.plot.axes import PlotMap
from ui.plot.ways import pixels_of
from visualnn.figures import compact
from visualnn.views.rate_map import LongRun, RateMap, long_run, place_on_map, rate_map_of

__all__ = ["RateMapInset"]

WIDE_PIXELS, TALL_PIXELS = 250.0, 190.0
PLOT_SHARE = 0.62
"""What the map takes of the plot along each axis at most."""
LEAST_PIXELS = 110.0
FACTORS = (0.5, 0.8, 0.9, 0.95, 0.98, 1.0)
"""A pair is the darker, the more steps it takes: from one of these factors to the next a shade."""
DARKEST_SHARE = 0.34
GLYPH_PIXELS = 4.5


class RateMapInset:
    """Lays the map out in the corner where least is, and paints it."""

    def __init__(self) -> None:
        self.is_on = False
        """Whether the learner wants to see it."""
        self.map: RateMap | None = None
        self.box: Box | None = None
        self._rule = ""
        self._scene: LandscapeScene | None = None

    def forget(self) -> None:
        """Hold on to nothing of the lesson."""
        self.map = self._scene = self.box = None

    def lay_out(self, place: PlotMap, scene: LandscapeScene | None, look: Look) -> None:
        """Find the map of the leading run's rule, and where it stands."""
        self._scene, self.box = scene, None
        rule = "" if scene is None else scene.moment.lesson.spec.optimizer.kind
        if scene is None:
            self.map = None
        elif rule != self._rule or self.map is None:
            self.map = rate_map_of(rule, scene.landscape)
        self._rule = rule
        if not self.is_on or self.map is None or scene is None:
            return
        factor, room = look.metrics.factor, place.box
        wide = min(WIDE_PIXELS * factor, PLOT_SHARE * room.width)
        tall = min(TALL_PIXELS * factor, PLOT_SHARE * room.height)
        if min(wide, tall) < LEAST_PIXELS * factor:
            return
        busy = [
            pixels_of(scene.drawn_places(each, way)[::10], place)
            for each in scene.runs
            for way in each.ways
        ]
        self.box = corner_for(wide, tall, room, np.concatenate(busy))

    def field(self, look: Look) -> Box | None:
        """The part of the box that is the map itself."""
        if self.box is None:
            return None
        line = paint.writer(look.metrics, Text.SMALL).height
        left, right = 38.0 * look.metrics.factor, 8.0 * look.metrics.factor
        top, bottom = line + 6.0, line + 6.0
        box = self.box
        return Box(
            box.left + left, box.top + top, box.width - left - right, box.height - top - bottom
        )

    def pair_at(self, at: QPointF, look: Look) -> tuple[float, float] | None:
        """Rate and momentum at a pixel."""
        field = self.field(look)
        if field is None or self.map is None or not field.contains(at.x(), at.y()):
            return None
        rate = (at.x() - field.left) / field.width * float(self.map.rates[-1])
        momentum = (field.bottom - at.y()) / field.height * float(self.map.momenta[-1])
        return rate, momentum

    def note(self, at: QPointF, look: Look) -> str:
        """What is read at a pixel; '' outside."""
        pair = self.pair_at(at, look)
        if pair is None or self._scene is None:
            return ""
        factor, kind = long_run(self._rule, self._scene.landscape.curvatures, *pair)
        return words.pair_words(*pair, factor, kind)

    def here(self) -> str:
        """The pair of the leading run in words; '' where it has none."""
        scene = self._scene
        if scene is None or self.map is None:
            return ""
        found = place_on_map(scene.moment.lesson, scene.landscape)
        if found is None:
            return ""
        return words.pair_words(found.rate, found.momentum, found.factor, found.kind)

    # -- painting

    def paint(self, painter: QPainter, look: Look) -> None:
        """Draw what was laid out."""
        box, field, rates = self.box, self.field(look), self.map
        if box is None or field is None or rates is None or self._scene is None:
            return
        theme, write = look.theme, paint.writer(look.metrics, Text.SMALL)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
        room = QRectF(round(box.left), round(box.top), round(box.width), round(box.height))
        painter.fillRect(room, theme.surface)
        paint.frame(painter, room, theme.edge)
        target = QRectF(field.left, field.top, field.width, field.height)
        painter.drawImage(target, _shades(rates, look))
        self._leaving(painter, target, rates, look)
        painter.setFont(write.font)
        painter.setPen(theme.ink_soft)
        head = QRectF(room.left() + 6, room.top() + 3, room.width() - 12, write.height)
        write.left(painter, head, words.map_title(self._rule))
        foot = QRectF(field.left, field.bottom + 2, field.width, write.height)
        write.left(painter, foot, "0")
        write.centre(painter, foot, "η")
        write.right(painter, foot, compact(float(rates.rates[-1])))
        for share, text in ((0.0, "0"), (0.5, "μ"), (1.0, compact(float(rates.momenta[-1])))):
            y = field.bottom - share * field.height
            line = QRectF(box.left, y - write.height / 2, field.left - box.left - 4, write.height)
            write.right(painter, line, text)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._places(painter, field, rates, look)
        painter.restore()

    def _leaving(self, painter: QPainter, target: QRectF, rates: RateMap, look: Look) -> None:
        """Hatch the pairs that leave, and draw where swinging begins."""
        order = list(LongRun)
        rows, columns = rates.kinds.shape
        hatch = QBrush(look.theme.warning, Qt.BrushStyle.BDiagPattern)
        wide, tall = target.width() / columns, target.height() / rows
        for m in range(rows):
            leaving = np.flatnonzero(rates.kinds[m] == order.index(LongRun.LEAVES))
            top = target.bottom() - (m + 1) * tall
            if len(leaving):
                left = target.left() + int(leaving[0]) * wide
                painter.fillRect(QRectF(left, top, target.right() - left, tall), hatch)
                painter.fillRect(QRectF(left - 1, top, 2, tall), look.theme.warning)
            swinging = np.flatnonzero(rates.kinds[m] == order.index(LongRun.SWINGS))
            if len(swinging) and swinging[0]:
                left = target.left() + int(swinging[0]) * wide
                painter.fillRect(QRectF(left, top, 1, tall), look.theme.ink)

    def _places(self, painter: QPainter, field: Box, rates: RateMap, look: Look) -> None:
        """The pairs of the runs that this map is for."""
        scene = self._scene
        if scene is None:
            return
        own = "nesterov" if self._rule == "nesterov" else "momentum"
        for each in scene.runs:
            lesson = each.run.opened or scene.lesson
            found = place_on_map(lesson, scene.landscape)
            kind = lesson.spec.optimizer.kind
            if found is None or (kind == "nesterov") != (own == "nesterov"):
                continue
            x = field.left + found.rate / float(rates.rates[-1]) * field.width
            y = field.bottom - found.momentum / float(rates.momenta[-1]) * field.height
            at = QPointF(min(x, field.right), max(y, field.top))
            leads = each.run.id == scene.frame.leader.id
            mark = mark_of(each.run.mark, look.theme)
            reach = paint_glyph(painter, at, mark, GLYPH_PIXELS, look, leads=leads)
            if leads:
                paint_ring(painter, at, reach, look)


def _shades(rates: RateMap, look: Look) -> QImage:
    """One pixel a pair, the least momentum at the bottom."""
    theme = look.theme
    colours = [
        mix(theme.surface, theme.ink, DARKEST_SHARE * n / len(FACTORS)).rgb()
        for n in range(len(FACTORS) + 1)
    ]
    bands = np.searchsorted(FACTORS, rates.factors[::-1])
    pixels = np.ascontiguousarray(np.array(colours, np.uint32)[bands])
    rows, columns = pixels.shape
    image = QImage(pixels.data, columns, rows, columns * 4, QImage.Format.Format_RGB32)
    return image.copy()  # the array goes
