"""Histograms through time: for every layer a column an iteration, dark where numbers are often."""

from __future__ import annotations

from functools import cache
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QRectF
from PySide6.QtGui import QImage, QPainter

from ui.kit import paint
from ui.kit.geometry.box import Box
from ui.kit.heat_map import rect
from ui.kit.look import Look
from ui.kit.theme import THEMES, Text
from ui.kit.tint import mix
from ui.panels.gradient_flow.geometry import FlowLayout, shown_iterations
from ui.panels.gradient_flow.scene import FlowScene

__all__ = ["bin_under", "iteration_under", "paint_over_time", "room_over_time"]

SHADE_COUNT = 64
ZERO_BIN_PIXELS = 3
"""How many times as high as another the bin of exactly 0 is drawn, so that it is seen."""


def room_over_time(places: FlowLayout) -> Box | None:
    """The column of the pictures: that of the histograms, and of the small pictures behind them."""
    side, images = places.side, places.images
    if side is None:
        return None
    right = side.right if images is None else images.right
    return Box(side.left, side.top, right - side.left, side.height)


def iteration_under(scene: FlowScene, room: Box, x: float) -> int:
    """The iteration whose column is at a pixel; it may not be computed yet."""
    shown = shown_iterations(scene.frame.furthest, scene.lesson.iterations)
    share = (x - room.left) / max(room.width, 1.0)
    return min(max(int(share * shown), 0), shown - 1)


def bin_under(scene: FlowScene, cell: Box, y: float) -> int | None:
    """The bin at a height of a row; the lowest number is at its foot."""
    if not cell.top <= y < cell.bottom:
        return None
    rows = _rows_of(scene)
    return int(rows[min(int((cell.bottom - y) / cell.height * len(rows)), len(rows) - 1)])


def _rows_of(scene: FlowScene) -> NDArray[np.int64]:
    """Which bin each row of a picture shows, from its foot: those between the lowest and the
    highest that is not empty in some layer, and 0."""
    low, high = scene.bins_in_use
    middle = scene.middle_bin
    count = [ZERO_BIN_PIXELS if n == middle else 1 for n in range(low, high + 1)]
    return np.repeat(np.arange(low, high + 1), count)


def paint_over_time(painter: QPainter, scene: FlowScene, places: FlowLayout, look: Look) -> None:
    """The picture of every layer that is seen, with the iteration where the learner is."""
    room = room_over_time(places)
    if room is None:
        return
    shown = shown_iterations(scene.frame.furthest, scene.lesson.iterations)
    for number in range(places.first, places.first + places.count):
        cell = places.cell(room, number)
        inside = QRectF(cell.left, cell.top + 2, cell.width, max(cell.height - 3, 1.0))
        shares = scene.shares_through_time(number)
        if shares is not None and len(shares):
            size = round(inside.width()), round(inside.height())
            image = _picture(scene, shares, shown, size, look)
            painter.drawImage(inside, image)
        paint.frame(painter, inside, look.theme.line)
    x = room.left + (scene.frame.place.iteration + 0.5) / shown * room.width
    if room.left <= x <= room.right:
        top, bottom = places.rows.top, places.rows.bottom
        painter.fillRect(QRectF(round(x) - 1, top, 3, bottom - top), look.theme.surface)
        painter.fillRect(QRectF(round(x), top, 1, bottom - top), look.theme.ink)
    _ticks(painter, room, places, shown, look)


def _ticks(painter: QPainter, room: Box, places: FlowLayout, shown: int, look: Look) -> None:
    """The iterations at both ends, under the rows."""
    write = paint.writer(look.metrics, Text.SMALL)
    painter.setFont(write.font)
    painter.setPen(look.theme.ink_soft)
    box = rect(Box(room.left, places.axis.top, room.width, places.axis.height))
    write.left(painter, box, "0")
    write.right(painter, box, str(shown))


def _picture(
    scene: FlowScene, shares: NDArray[Any], shown: int, size: tuple[int, int], look: Look
) -> QImage:
    """A pixel for a column of iterations and some bins; of bins that share a pixel the fullest is
    seen. What is not known has the surface's colour."""
    rows, every = _rows_of(scene), scene.histograms.every
    width, height = max(1, min(size[0], shown)), max(1, min(size[1], len(rows)))
    at = ((np.arange(width) + 0.5) * shown / width).astype(int) // every
    known = at < len(shares)
    columns = shares[np.minimum(at, len(shares) - 1)].T[rows]
    begins = (np.arange(height) * len(rows)) // height
    columns = np.maximum.reduceat(columns, begins, axis=0)[::-1]
    full = scene.full_share
    # by the root, so that what is seldom is seen beside what is often
    shades = (np.sqrt(np.clip(columns / full, 0.0, 1.0)) * (SHADE_COUNT - 1) + 0.5).astype(int)
    shades[(columns > 0) & (shades == 0)] = 1  # what is there is seen
    shades[:, ~known] = 0
    image = QImage(width, height, QImage.Format.Format_RGB32)
    pixels = np.frombuffer(image.bits(), np.uint32).reshape(height, image.bytesPerLine() // 4)
    pixels[:, :width] = _shades_of(look.theme.name)[shades]
    return image


@cache
def _shades_of(name: str) -> NDArray[np.uint32]:
    """The shades of a theme from seldom to often."""
    theme = THEMES[name]
    ground = [mix(theme.surface, theme.ink, n / (SHADE_COUNT - 1)) for n in range(SHADE_COUNT)]
    return np.array([colour.rgb() for colour in ground], np.uint32)
