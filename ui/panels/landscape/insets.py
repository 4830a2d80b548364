"""The insets of a landscape: the update of the leading run enlarged, where it is small, and what a
rule divides in the box of what it divides by."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPainter, QPen

from ui.kit import paint
from ui.kit.geometry.box import Box
from ui.kit.look import Look
from ui.kit.theme import Text
from ui.panels.landscape import words
from ui.panels.landscape.arrows import (
    ARROW_PIXELS,
    apart,
    colour_of,
    paint_landing,
    paint_update,
)
from ui.panels.landscape.geometry import Magnifier, corner_for, enlarged
from ui.panels.landscape.legend import key_pixels
from ui.panels.landscape.scene import LandscapeScene, OpenedUpdate
from ui.plot.axes import PlotMap
from ui.plot.ways import pixels_of

__all__ = ["Insets"]

LEAST_UPDATE_PIXELS = 44.0
"""An update that is shorter than this on the plot is enlarged."""
INSET_PIXELS, LEAST_INSET_PIXELS = 156.0, 92.0
"""The side of an inset, and the least one."""
PLOT_SHARE = 0.36
"""What an inset takes of the shorter side of the plot at most."""
FILLED_SHARE = 0.52
"""How much of the magnifier the update takes."""
BAR_PIXELS = 9.0
"""Half the height of the box of the size of one number."""
BUSY_POINT_COUNT = 60
"""So many points of a way say where there is no room for a corner."""


class Insets:
    """Lays the insets out, beside the plot or in the corner where least is, and paints them."""

    def __init__(self) -> None:
        self.magnifier: Magnifier | None = None
        """The way into the enlarged update, while there is one."""
        self.is_beside = False
        """Whether they stand beside the plot and not in a corner of it."""
        self._update: OpenedUpdate | None = None
        self._sizes_box: Box | None = None

    def lay_out(
        self, place: PlotMap, scene: LandscapeScene | None, beside: Box | None, look: Look
    ) -> None:
        """Find out what is shown, and where; `beside` is free room beside the plot."""
        self.magnifier, self._sizes_box, self.is_beside = None, None, False
        one = scene is not None and len(scene.updates) == 1
        self._update = update = scene.updates[0] if scene is not None and one else None
        if scene is None or update is None:
            return
        is_small = _is_small(update, place, look)
        count = is_small + (update.size is not None)
        boxes = self._boxes(count, place, scene, beside, look)
        if boxes and is_small:
            self.magnifier = enlarged(update.corners, place, boxes[0], FILLED_SHARE)
        if boxes and update.size is not None:
            self._sizes_box = boxes[-1]

    def _boxes(
        self, count: int, place: PlotMap, scene: LandscapeScene, beside: Box | None, look: Look
    ) -> list[Box]:
        if not count:
            return []
        factor = look.metrics.factor
        if beside is not None:
            below = min(beside.width, beside.height / count)
            along = min(beside.width / count, beside.height)
            side = min(max(below, along), INSET_PIXELS * factor)
            if side >= LEAST_INSET_PIXELS * factor:
                self.is_beside = True
                across, down = (side, 0.0) if along >= below else (0.0, side)
                return [
                    Box(beside.left + n * across, beside.top + n * down, side, side)
                    for n in range(count)
                ]
        room = place.box
        side = min(PLOT_SHARE * min(room.width, room.height * 1.2), INSET_PIXELS * factor)
        if side < LEAST_INSET_PIXELS * factor:
            return []
        is_row = room.height < 1.4 * count * side
        wide, tall = (count * side, side) if is_row else (side, count * side)
        over_key = Box(room.left, room.top, room.width, room.height - key_pixels(place, look))
        corner = corner_for(wide, tall, over_key, _busy(place, scene))
        across, down = (side, 0.0) if is_row else (0.0, side)
        return [
            Box(corner.left + n * across, corner.top + n * down, side, side) for n in range(count)
        ]

    def paint(self, painter: QPainter, look: Look) -> None:
        """Draw what was laid out."""
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if self._update is not None and self.magnifier is not None:
            _paint_magnifier(painter, self._update, self.magnifier, look)
        if self._update is not None and self._sizes_box is not None:
            _paint_sizes(painter, self._update, self._sizes_box, look)
        painter.restore()


def _is_small(update: OpenedUpdate, place: PlotMap, look: Look) -> bool:
    corners = np.array([(place.across(x), place.up(y)) for x, y in update.corners])
    if len(corners) < 2:
        return False
    return bool(0.0 < np.ptp(corners, axis=0).max() < LEAST_UPDATE_PIXELS * look.metrics.factor)


def _busy(place: PlotMap, scene: LandscapeScene) -> NDArray[np.float64]:
    """Pixels that an inset should leave free: places of each way, and the minima."""
    ways = []
    for each in scene.runs:
        for way in each.ways:
            places = scene.drawn_places(each, way)
            few = places[:: max(1, len(places) // BUSY_POINT_COUNT)]
            ways.append(pixels_of(np.concatenate([few, places[-1:]]), place))
    if scene.landscape.lowest:
        ways.append(pixels_of(scene.minima, place))
    return np.concatenate(ways) if ways else np.empty((0, 2))


def _frame(painter: QPainter, box: Box, titles: Sequence[str], look: Look) -> QRectF:
    """The frame of an inset with the first of its titles that has room; its place."""
    room = QRectF(round(box.left), round(box.top), round(box.width), round(box.height))
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
    painter.fillRect(room, look.theme.surface)
    paint.frame(painter, room, look.theme.edge)
    write = paint.writer(look.metrics, Text.SMALL)
    painter.setFont(write.font)
    painter.setPen(look.theme.ink_soft)
    line = QRectF(room.left() + 6, room.top() + 3, room.width() - 12, write.height)
    fitting = (title for title in titles if write.width(title) <= line.width())
    write.left(painter, line, next(fitting, titles[-1]))
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    return room


def _paint_magnifier(painter: QPainter, update: OpenedUpdate, view: Magnifier, look: Look) -> None:
    room = _frame(painter, view.box, words.magnifier_titles(view.factor), look)
    painter.save()
    painter.setClipRect(room.adjusted(1, 1, -1, -1))
    paint_update(painter, update, view.pixel, look, is_labelled=False)
    landing = update.landing
    if landing is not None and not update.is_on_curve:
        paint_landing(painter, update, landing, view.pixel, look)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(look.theme.ink)
    start = QPointF(*view.pixel(*update.start))
    painter.drawEllipse(start, 3.0 * look.metrics.factor, 3.0 * look.metrics.factor)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    write = paint.writer(look.metrics, Text.SMALL)
    painter.setFont(write.font)
    top = room.bottom() - 4 - write.height * len(update.arrows)
    for n, (piece, _tail, _tip) in enumerate(update.arrows):
        line = QRectF(room.left() + 6, top + n * write.height, room.width() - 12, write.height)
        painter.setPen(colour_of(piece.name, look))
        write.left(painter, line, words.piece_symbol(piece.name))
    painter.restore()


def _paint_sizes(painter: QPainter, update: OpenedUpdate, box: Box, look: Look) -> None:
    """What is divided as an arrow, and by what as a box: its half sides are the sizes."""
    value, size, theme = update.value, update.size, look.theme
    if value is None or size is None or not np.isfinite([*value, *size]).all():
        return
    room = _frame(painter, box, (words.sizes_title(update),), look)
    unit = 0.32 * room.width() / max(*size, *map(abs, value), 1e-300)
    middle = room.center()
    sides = (*size, BAR_PIXELS / unit)[:2]  # of one number the box is a bar
    half = QPointF(max(sides[0] * unit, 1.0), max(sides[1] * unit, 1.0))
    painter.setPen(QPen(theme.phases["update"].mark, 1.6 * look.metrics.factor))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawRect(QRectF(middle - half, middle + half))
    tip = middle + QPointF(-value[0] * unit, (*value, 0.0)[1] * unit)
    long = apart(middle, tip)
    if long >= 1.0:
        head = min(8.0 * look.metrics.factor, 0.6 * long)
        paint.arrow(painter, middle, tip, theme.ink, width=ARROW_PIXELS, head=head)
    write = paint.writer(look.metrics, Text.SMALL)
    painter.setFont(write.font)
    painter.setPen(theme.ink_soft)
    foot = room.bottom() - write.height - 3
    write.left(
        painter,
        QRectF(room.left() + 6, foot, room.width() - 12, write.height),
        words.shares(update),
    )
