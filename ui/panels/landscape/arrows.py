"""The update of a walker as arrows that are laid tip to tail."""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen, QPolygonF

from ui.kit import paint
from ui.kit.look import Look
from ui.kit.theme import Text
from ui.panels.landscape import words
from ui.panels.landscape.scene import OpenedUpdate
from visualnn.views.update_pieces import DECAY, GRADIENT, LOOK_AHEAD, MOMENTUM, NOISE, SCALED

__all__ = ["ARROW_PIXELS", "Pixel", "apart", "colour_of", "paint_update"]

Pixel = Callable[[float, float], tuple[float, float]]
"""From a place to the pixel where it is drawn."""

ARROW_PIXELS = 2.2
"""The thickness of an arrow."""
HEAD_PIXELS = 12.0
"""The length of its head."""
LABELLED_PIXELS = 64.0
"""An arrow that is so long has its name beside it."""


def colour_of(piece: str, look: Look) -> QColor:
    """The colour of the arrow of a piece."""
    theme = look.theme
    return {
        GRADIENT: theme.ink,
        SCALED: theme.ink,
        MOMENTUM: theme.positive,
        LOOK_AHEAD: theme.negative,
        DECAY: theme.warning,
        NOISE: theme.phases["backward"].mark,
    }.get(piece, theme.ink)


def paint_update(
    painter: QPainter, update: OpenedUpdate, pixel: Pixel, look: Look, *, is_labelled: bool
) -> None:
    """The pieces of an update as arrows, and a hollow dot where they lead."""
    theme, factor = look.theme, look.metrics.factor
    if update.unscaled is not None:
        x, y = update.start
        ends = _ends(pixel, (x, y), (x + update.unscaled[0], y + update.unscaled[1]))
        if ends is not None:
            _hollow_arrow(painter, *ends, look)
    for piece, tail, tip in update.arrows:
        ends = _ends(pixel, tail, tip)
        if ends is None or apart(*ends) < 1.0:
            continue
        head = min(HEAD_PIXELS * factor, 0.6 * apart(*ends))
        paint.arrow(painter, *ends, theme.surface, width=(ARROW_PIXELS + 2) * factor, head=head)
        colour = colour_of(piece.name, look)
        paint.arrow(painter, *ends, colour, width=ARROW_PIXELS * factor, head=head)
        if is_labelled and apart(*ends) >= LABELLED_PIXELS * factor:
            _label(painter, *ends, words.piece_symbol(piece.name), colour, look)
    if update.landing is not None and np.isfinite(update.landing).all():
        at = QPointF(*pixel(*update.landing))
        painter.setPen(QPen(theme.ink, 1.6 * factor))
        painter.setBrush(theme.surface)
        painter.drawEllipse(at, 4.5 * factor, 4.5 * factor)
        painter.setBrush(Qt.BrushStyle.NoBrush)


def _label(
    painter: QPainter, start: QPointF, end: QPointF, text: str, colour: QColor, look: Look
) -> None:
    """The name of an arrow beside its middle, at the right of its direction."""
    write = paint.writer(look.metrics, Text.SMALL)
    middle, along = (start + end) / 2, (end - start) / apart(start, end)
    gap = 6.0 * look.metrics.factor
    wide = write.width(text)
    left = middle.x() - along.y() * gap - (wide if along.y() > 0 else 0)
    top = middle.y() + along.x() * gap - (0 if along.x() > 0 else write.height)
    room = QRectF(left, top, wide, write.height)
    painter.fillRect(room.adjusted(-2, 1, 2, -1), look.theme.surface)
    painter.setFont(write.font)
    painter.setPen(colour)
    write.centre(painter, room.adjusted(-2, 0, 2, 0), text)


def _hollow_arrow(painter: QPainter, start: QPointF, end: QPointF, look: Look) -> None:
    """The step that would be taken without dividing."""
    length = apart(start, end)
    if length < 3.0:
        return
    pen = QPen(look.theme.ink_soft, 1.3 * look.metrics.factor)
    pen.setDashPattern([4.0, 3.0])
    painter.setPen(pen)
    painter.drawLine(start, end)
    step = (end - start) / length
    across = QPointF(-step.y(), step.x())
    head = min(10.0 * look.metrics.factor, 0.6 * length)
    painter.setPen(QPen(look.theme.ink_soft, 1.3 * look.metrics.factor))
    neck = end - step * head
    painter.setBrush(look.theme.surface)
    painter.drawPolygon(QPolygonF([end, neck + across * head * 0.42, neck - across * head * 0.42]))
    painter.setBrush(Qt.BrushStyle.NoBrush)


def _ends(
    pixel: Pixel, tail: tuple[float, float], tip: tuple[float, float]
) -> tuple[QPointF, QPointF] | None:
    """The ends of an arrow in pixels; None where one is nowhere."""
    if not np.isfinite([*tail, *tip]).all():
        return None
    ends = [QPointF(*pixel(*each)) for each in (tail, tip)]
    if max(abs(n) for end in ends for n in (end.x(), end.y())) > 1e5:
        return None
    return ends[0], ends[1]


def apart(one: QPointF, other: QPointF) -> float:
    return math.hypot(other.x() - one.x(), other.y() - one.y())
