"""The ground of a function of one number: its curve, its minima, and the tangent at a walker."""

from __future__ import annotations

import math

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPainter, QPen, QPolygonF

from ui.kit import paint
from ui.kit.look import Look
from ui.kit.theme import Text
from ui.kit.tint import mix
from ui.panels.landscape import words
from ui.panels.landscape.scene import Profile, WalkerTangent
from ui.plot.axes import PlotMap
from ui.plot.ground import paint_marked, paint_minimum
from ui.plot.ways import pixels_of
from visualnn.text import _
from visualnn.views.energy import WalkerEnergy

__all__ = ["paint_energy", "paint_minima", "paint_profile", "paint_tangent"]

CURVE_SHARE, GROUND_SHARE = 0.55, 0.06
"""How far the curve, and what lies under it, is from the surface to the ink."""
TANGENT_PIXELS = 150.0
"""How far the tangent reaches to each side."""


def paint_profile(painter: QPainter, place: PlotMap, profile: Profile, look: Look) -> None:
    """The ground under the curve, and the curve."""
    theme, box = look.theme, place.box
    line = pixels_of(np.stack([profile.places, profile.heights], axis=1), place)
    points = [QPointF(x, y) for x, y in line.tolist()]
    if not points:
        return
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(mix(theme.surface, theme.ink, GROUND_SHARE))
    feet = [QPointF(points[-1].x(), box.bottom), QPointF(points[0].x(), box.bottom)]
    painter.drawPolygon(QPolygonF([*points, *feet]))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    colour = mix(theme.surface, theme.ink, CURVE_SHARE)
    painter.setPen(QPen(colour, 2.0 * look.metrics.hairline))
    painter.drawPolyline(QPolygonF(points))
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)


def paint_minima(painter: QPainter, place: PlotMap, profile: Profile, look: Look) -> None:
    """The minima of a curve with their words, over the lines of the axes."""
    ground = mix(look.theme.surface, look.theme.ink, GROUND_SHARE)
    for places, draw, text in (
        (profile.lowest, paint_minimum, _("minimum")),
        (profile.local_minima, _hollow_minimum, _("local minimum")),
    ):
        for x, y in places:
            if place.holds(x, y):
                at = QPointF(place.across(x), place.up(y))
                paint_marked(painter, at, draw, text, look, place, below_on=ground)


def _hollow_minimum(painter: QPainter, at: QPointF, reach: float, look: Look) -> None:
    """A ring: lowest around, and not of all."""
    painter.setPen(QPen(look.theme.ink, 1.5 * look.metrics.factor))
    painter.setBrush(look.theme.surface)
    painter.drawEllipse(at, 0.7 * reach, 0.7 * reach)
    painter.setBrush(Qt.BrushStyle.NoBrush)


def paint_energy(
    painter: QPainter, energy: WalkerEnergy, at: tuple[float, float], place: PlotMap, look: Look
) -> None:
    """The height that a ball could roll up to: a level line, how far it is above the ball, and at
    the top its parts in words."""
    box, factor = place.box, look.metrics.factor
    level, (x, y) = place.up(energy.energy), place.pixel(*at)
    if not box.top <= level <= box.bottom or not box.left <= x <= box.right:
        return
    colour = look.theme.phases["update"].mark
    painter.setPen(QPen(colour, 1.4 * factor))
    painter.drawLine(QPointF(box.left, level), QPointF(box.right, level))
    painter.setPen(QPen(colour, 3.0 * factor))
    painter.drawLine(QPointF(x, y), QPointF(x, level))
    write, gap = paint.writer(look.metrics, Text.SMALL), 6.0 * factor
    sample = 16.0 * factor
    text = write.elided(words.energy_words(energy), box.width - sample - 4 * gap)
    wide = write.width(text) + sample + 3 * gap
    room = QRectF(box.left + (box.width - wide) / 2, box.top + 2, wide, write.height)
    painter.fillRect(room, look.theme.surface)
    middle = QPointF(room.left() + gap, room.center().y())
    painter.setPen(QPen(colour, 1.4 * factor))
    painter.drawLine(middle, middle + QPointF(sample, 0.0))
    painter.setFont(write.font)
    painter.setPen(look.theme.ink)
    write.left(painter, room.adjusted(sample + 2 * gap, 0, 0, 0), text)


def paint_tangent(painter: QPainter, tangent: WalkerTangent, place: PlotMap, look: Look) -> None:
    """The tangent at a walker, with its slope."""
    box, factor = place.box, look.metrics.factor
    at = QPointF(*place.pixel(tangent.place, tangent.height))
    per_unit_x = box.width / (place.x[1] - place.x[0])
    per_unit_y = box.height / (place.y[1] - place.y[0])
    along = QPointF(per_unit_x, -tangent.slope * per_unit_y)
    length = math.hypot(along.x(), along.y())
    if not math.isfinite(length) or max(abs(at.x()), abs(at.y())) > 1e5:
        return
    along *= TANGENT_PIXELS * factor / length
    pen = QPen(look.theme.ink, 1.2 * factor)
    pen.setDashPattern([5.0, 4.0])
    painter.setPen(pen)
    painter.drawLine(at - along, at + along)
    write = paint.writer(look.metrics, Text.SMALL)
    text = words.slope_words(tangent.slope)
    wide, gap = write.width(text), 6.0 * factor
    end = at - along if along.y() > 0 else at + along  # the upper end: below lies the curve
    left = end.x() + gap if end.x() + gap + wide < box.right else end.x() - gap - wide
    left = min(max(left, box.left + gap), box.right - wide - gap)  # the end may be out of sight
    per_pixel = along.y() / along.x() if along.x() else 0.0
    beside = at.y() + (left + wide / 2 - at.x()) * per_pixel if left != end.x() + gap else end.y()
    top = min(max(beside - write.height - gap / 2, box.top + gap), box.bottom - write.height - gap)
    room = QRectF(left, top, wide, write.height)
    painter.fillRect(room.adjusted(-2, 1, 2, -1), look.theme.surface)
    painter.setFont(write.font)
    painter.setPen(look.theme.ink)
    write.centre(painter, room.adjusted(-2, 0, 2, 0), text)
