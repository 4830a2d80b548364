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
from ui.panels.landscape.scene import OpenedUpdate, moved
from visualnn.views.update_pieces import (
    DECAY,
    GRADIENT,
    LOOK_AHEAD,
    MOMENTUM,
    NOISE,
    SCALED,
    UpdatePiece,
)

__all__ = [
    "ARROW_PIXELS",
    "Pixel",
    "apart",
    "colour_of",
    "drawn_arrows",
    "hollow_arrow",
    "paint_cross",
    "paint_landing",
    "paint_update",
]

Pixel = Callable[[float, float], tuple[float, float]]
"""From a place to the pixel where it is drawn."""

ARROW_PIXELS = 2.2
"""The thickness of an arrow."""
HEAD_PIXELS = 12.0
"""The length of its head."""
CROSS_PIXELS = 4.5
"""Half the side of the cross where an update leads."""
LANE_PIXELS = 13.0
"""How far each arrow lies below the one before it on a curve."""
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
    """The pieces of an update as arrows."""
    theme, factor = look.theme, look.metrics.factor
    hollow = hollow_arrow(update, pixel, look)
    if hollow is not None:
        _hollow_arrow(painter, *hollow, look)
    for piece, tail, tip in drawn_arrows(update, pixel, look):
        ends = tail, tip
        if apart(*ends) < 1.0:
            continue
        head = min(HEAD_PIXELS * factor, 0.6 * apart(*ends))
        paint.arrow(painter, *ends, theme.surface, width=(ARROW_PIXELS + 2) * factor, head=head)
        colour = colour_of(piece.name, look)
        paint.arrow(painter, *ends, colour, width=ARROW_PIXELS * factor, head=head)
        if is_labelled and apart(*ends) >= LABELLED_PIXELS * factor:
            _label(painter, *ends, words.piece_symbol(piece.name), colour, look)


def paint_landing(
    painter: QPainter,
    update: OpenedUpdate,
    landing: tuple[float, float],
    pixel: Pixel,
    look: Look,
) -> None:
    """A cross where an update leads, and on a curve a line from the last arrow's tip to it."""
    if not np.isfinite(landing).all():
        return
    factor, at = look.metrics.factor, QPointF(*pixel(*landing))
    drawn = drawn_arrows(update, pixel, look)
    if update.is_on_curve and drawn:
        painter.setPen(QPen(look.theme.ink_soft, factor, Qt.PenStyle.DotLine))
        painter.drawLine(drawn[-1][2], at)
    paint_cross(painter, at, look)


def paint_cross(painter: QPainter, at: QPointF, look: Look) -> None:
    """The cross where an update leads."""
    factor = look.metrics.factor
    reach = CROSS_PIXELS * factor
    for colour, wide in ((look.theme.surface, 4.6), (look.theme.ink, 2.0)):
        painter.setPen(QPen(colour, wide * factor))
        painter.drawLine(at + QPointF(-reach, -reach), at + QPointF(reach, reach))
        painter.drawLine(at + QPointF(-reach, reach), at + QPointF(reach, -reach))


def drawn_arrows(
    update: OpenedUpdate, pixel: Pixel, look: Look
) -> list[tuple[UpdatePiece, QPointF, QPointF]]:
    """The pieces of an update, each with the pixels of its tail and its tip, as far as these are
    anywhere. On a curve each arrow lies below the one before, for all go along one line."""
    found = []
    for n, (piece, tail, tip) in enumerate(update.arrows):
        ends = _ends(pixel, tail, tip)
        if ends is not None:
            down = QPointF(0.0, _lane(update, n + (update.hollow is not None), look))
            found.append((piece, ends[0] + down, ends[1] + down))
    return found


def hollow_arrow(update: OpenedUpdate, pixel: Pixel, look: Look) -> tuple[QPointF, QPointF] | None:
    """The ends of the step that is drawn hollow."""
    if update.hollow is None:
        return None
    ends = _ends(pixel, update.start, moved(update.start, update.hollow))
    if ends is None:
        return None
    down = QPointF(0.0, _lane(update, 0, look))
    return ends[0] + down, ends[1] + down


def _lane(update: OpenedUpdate, n: int, look: Look) -> float:
    return (n + 1) * LANE_PIXELS * look.metrics.factor if update.is_on_curve else 0.0


def _label(
    painter: QPainter, start: QPointF, end: QPointF, text: str, colour: QColor, look: Look
) -> None:
    """The name of an arrow beside its middle, at the right of its direction; at its left where that
    would lie outside of what is painted."""
    write = paint.writer(look.metrics, Text.SMALL)
    middle, along = (start + end) / 2, (end - start) / apart(start, end)
    gap = 6.0 * look.metrics.factor
    wide, seen = write.width(text), painter.clipBoundingRect()
    room = QRectF()
    for across in (along, -along):
        left = middle.x() - across.y() * gap - (wide if across.y() > 0 else 0)
        top = middle.y() + across.x() * gap - (0 if across.x() > 0 else write.height)
        room = QRectF(left, top, wide, write.height)
        if not painter.hasClipping() or seen.contains(room.adjusted(-2, 0, 2, 0)):
            break
    painter.fillRect(room.adjusted(-2, 1, 2, -1), look.theme.surface)
    painter.setFont(write.font)
    painter.setPen(colour)
    write.centre(painter, room.adjusted(-2, 0, 2, 0), text)


def _hollow_arrow(painter: QPainter, start: QPointF, end: QPointF, look: Look) -> None:
    """A step that is not the one taken."""
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
