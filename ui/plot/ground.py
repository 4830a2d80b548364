"""The ground of a landscape: bands of height, contours with their values, minima and saddles."""

from __future__ import annotations

import math
from collections.abc import Callable
from functools import cache

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QImage, QPainter, QPen, QPolygonF

from ui.kit import paint
from ui.kit.look import Look
from ui.kit.output import is_vector, pixel_ratio
from ui.kit.painted_layer import PaintedLayer
from ui.kit.theme import THEMES, Text
from ui.kit.tint import mix
from ui.plot.axes import PlotMap
from ui.plot.ways import pixels_of
from visualnn.figures import result
from visualnn.text import _
from visualnn.views.contours import Relief

__all__ = ["Ground", "paint_marked", "paint_minimum"]

Array = NDArray[np.float64]
NOBODY: Array = np.empty((0, 2))
"""The pixels of nobody who stands on a ground."""
Mark = Callable[[QPainter, QPointF, float, Look], None]
"""Draws a mark about a pixel; it reaches so many pixels far."""

HIGHEST_SHARE = 0.11
"""How far the highest band is from the surface to the ink."""
LINE_SHARE = 0.38
"""How far a contour is from the surface to the ink."""
LABEL_APART_PIXELS = 30.0
"""Values of contours that would stand closer are left out."""
MARK_PIXELS = 6.0
"""How far the mark of a minimum or a saddle reaches."""


class Ground:
    """Paints a relief; the picture is kept as long as nothing of it changes."""

    def __init__(self) -> None:
        self._layer = PaintedLayer()

    def paint(
        self,
        painter: QPainter,
        place: PlotMap,
        relief: Relief,
        look: Look,
        standing: Array = NOBODY,
    ) -> None:
        """Paint onto the box of a plot. The word of a mark gives way where somebody stands at one
        of the pixels `standing`, ``(n, 2)``."""
        wordless = _covered(relief, place, look, standing)
        box = place.box
        target = QRectF(box.left, box.top, box.width, box.height)
        if is_vector(painter):
            _paint(painter, place, relief, look, wordless)
            return
        size, ratio = QSize(round(box.width), round(box.height)), pixel_ratio(painter)
        seen = (box.left, box.top, *place.x, *place.y, _("minimum"), wordless)
        key = hash(seen)
        if self._layer.begin(size, ratio, relief, look, key):
            with QPainter(self._layer.picture) as other:
                other.translate(-box.left, -box.top)
                _paint(other, place, relief, look, wordless)
        painter.drawPixmap(target.topLeft(), self._layer.picture)


def _paint(
    painter: QPainter,
    place: PlotMap,
    relief: Relief,
    look: Look,
    wordless: frozenset[tuple[float, float]],
) -> None:
    box, theme = place.box, look.theme
    target = QRectF(box.left, box.top, box.width, box.height)
    painter.fillRect(target, theme.surface)
    painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
    plane = relief.plane
    corner = QPointF(place.across(plane.least[0]), place.up(plane.largest[1]))
    other = QPointF(place.across(plane.largest[0]), place.up(plane.least[1]))
    painter.drawImage(QRectF(corner, other), _bands(relief, look))
    _contours(painter, place, relief, look)
    for places, draw, words in (
        (relief.minima, paint_minimum, _("minimum")),
        (relief.saddles, _saddle, _("saddle")),
    ):
        for x, y in places:
            if place.holds(x, y):
                at = QPointF(place.across(x), place.up(y))
                word = "" if (x, y) in wordless else words
                paint_marked(painter, at, draw, word, look, place)


def _covered(
    relief: Relief, place: PlotMap, look: Look, standing: Array
) -> frozenset[tuple[float, float]]:
    """The minima and saddles with somebody on their mark or on its word."""
    found, reach = set(), MARK_PIXELS * look.metrics.factor
    for marked, words in ((relief.minima, _("minimum")), (relief.saddles, _("saddle"))):
        for x, y in marked:
            at = QPointF(place.across(x), place.up(y))
            mark = QRectF(at.x() - reach, at.y() - reach, 2 * reach, 2 * reach)
            room = (
                _word_room(at, words, look, place).united(mark).adjusted(-reach, -reach, 0, reach)
            )
            if any(room.contains(across, up) for across, up in standing.tolist()):
                found.add((x, y))
    return frozenset(found)


def _bands(relief: Relief, look: Look) -> QImage:
    """One pixel a place of the grid, first row on top."""
    bands = relief.bands[::-1]
    table = np.array(_band_colours(look.theme.name, len(relief.contours) + 1), np.uint32)
    pixels = np.ascontiguousarray(table[np.clip(bands, 0, len(table) - 1)])
    rows, columns = pixels.shape
    image = QImage(pixels.data, columns, rows, columns * 4, QImage.Format.Format_RGB32)
    return image.copy()  # the array goes


@cache
def _band_colours(name: str, count: int) -> tuple[int, ...]:
    theme = THEMES[name]
    shares = [HIGHEST_SHARE * n / max(count - 1, 1) for n in range(count)]
    return tuple(mix(theme.surface, theme.ink, share).rgb() for share in shares)


def _contours(painter: QPainter, place: PlotMap, relief: Relief, look: Look) -> None:
    theme, metrics = look.theme, look.metrics
    colour = mix(theme.surface, theme.ink, LINE_SHARE)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    write = paint.writer(metrics, Text.SMALL)
    reach = MARK_PIXELS * metrics.factor
    taken = []
    for marked, words in ((relief.minima, _("minimum")), (relief.saddles, _("saddle"))):
        for x, y in marked:
            at = QPointF(place.across(x), place.up(y))
            mark = QRectF(at.x() - reach, at.y() - reach, 2 * reach, 2 * reach)
            taken.append(_word_room(at, words, look, place).united(mark).adjusted(-3, -1, 3, 1))
    labels: list[tuple[QRectF, str]] = []
    for contour in relief.contours:
        thick = 1.0 if contour.level else 2.0
        painter.setPen(QPen(colour, thick * metrics.hairline))
        text = result(contour.level)
        for line in contour.lines:
            points = pixels_of(line, place)
            painter.drawPolyline(QPolygonF([QPointF(x, y) for x, y in points.tolist()]))
        spot = _label_spot(contour.lines, place, write.width(text), write.height, taken)
        if spot is not None:
            taken.append(spot.adjusted(*(LABEL_APART_PIXELS * n for n in (-1, -0.3, 1, 0.3))))
            labels.append((spot, text))
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
    painter.setFont(write.font)
    for spot, text in labels:
        painter.fillRect(spot.adjusted(-2, 1, 2, -1), _under(relief, place, spot.center(), look))
        painter.setPen(theme.ink_soft)
        write.centre(painter, spot.adjusted(-2, 0, 2, 0), text)


def _under(relief: Relief, place: PlotMap, at: QPointF, look: Look) -> QColor:
    """The colour of the band at a pixel."""
    rows, columns = relief.heights.shape
    plane = relief.plane
    x = (place.x_at(at.x()) - plane.least[0]) / (plane.largest[0] - plane.least[0])
    y = (place.y_at(at.y()) - plane.least[1]) / (plane.largest[1] - plane.least[1])
    row = min(max(round(y * (rows - 1)), 0), rows - 1)
    column = min(max(round(x * (columns - 1)), 0), columns - 1)
    levels = [contour.level for contour in relief.contours]
    band = int(np.searchsorted(levels, relief.heights[row, column]))
    return QColor.fromRgb(_band_colours(look.theme.name, len(levels) + 1)[band])


def _label_spot(
    lines: tuple[np.ndarray, ...], place: PlotMap, width: float, height: float, taken: list[QRectF]
) -> QRectF | None:
    """The first place along the longest line of a contour where its value covers no other."""
    box = place.box
    room = QRectF(box.left, box.top, box.width, box.height).adjusted(4, 4, -4, -4)
    for line in sorted(lines, key=len, reverse=True)[:2]:
        points = pixels_of(line, place)
        reach = np.ptp(points, axis=0) if len(points) else (0.0, 0.0)
        if max(reach) < 1.5 * width:
            continue
        for share in (0.12, 0.3, 0.45, 0.6, 0.75, 0.9):
            x, y = points[int(share * (len(points) - 1))].tolist()
            spot = QRectF(x - width / 2, y - height / 2, width, height)
            if room.contains(spot) and not any(other.intersects(spot) for other in taken):
                return spot
    return None


def paint_marked(
    painter: QPainter,
    at: QPointF,
    draw: Mark,
    words: str,
    look: Look,
    place: PlotMap,
    *,
    below_on: QColor | None = None,
) -> None:
    """A mark with its word beside it, or under it on ground of a colour."""
    metrics, theme = look.metrics, look.theme
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    reach = MARK_PIXELS * metrics.factor
    draw(painter, at, reach, look)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
    write = paint.writer(metrics, Text.SMALL)
    room = _word_room(at, words, look, place)
    if below_on is not None:
        room.moveTo(at.x() - room.width() / 2, at.y() + reach + 2)
        painter.fillRect(room.adjusted(-1, 1, 1, -1), below_on)
    painter.setFont(write.font)
    painter.setPen(theme.ink_soft)
    write.left(painter, room, words)


def _word_room(at: QPointF, words: str, look: Look, place: PlotMap) -> QRectF:
    """Where the word of a mark stands: over it at its right, or at its left where the plot ends."""
    write, reach = paint.writer(look.metrics, Text.SMALL), MARK_PIXELS * look.metrics.factor
    wide = write.width(words)
    left = at.x() + reach + 3
    if left + wide > place.box.right - 2:
        left = at.x() - reach - 3 - wide
    return QRectF(left, at.y() - write.height - 1, wide + 2, write.height)


def paint_minimum(painter: QPainter, at: QPointF, reach: float, look: Look) -> None:
    """A cross of four points."""
    corners = []
    for n in range(8):
        far = reach if n % 2 == 0 else 0.32 * reach
        angle = math.pi * n / 4
        corners.append(at + QPointF(far * math.cos(angle), far * math.sin(angle)))
    painter.setPen(QPen(look.theme.surface, 1.0))
    painter.setBrush(look.theme.ink)
    painter.drawPolygon(QPolygonF(corners))
    painter.setBrush(Qt.BrushStyle.NoBrush)


def _saddle(painter: QPainter, at: QPointF, reach: float, look: Look) -> None:
    """Two arcs that turn their backs on each other."""
    painter.setPen(QPen(look.theme.ink, 1.6 * look.metrics.hairline))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    size = 1.6 * reach
    for turned in (-1, 1):
        middle = at + QPointF(0, turned * (0.2 * reach + size / 2))
        box = QRectF(middle.x() - size / 2, middle.y() - size / 2, size, size)
        painter.drawArc(box, (20 if turned > 0 else 200) * 16, 140 * 16)
