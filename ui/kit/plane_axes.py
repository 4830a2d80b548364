"""The numbers along the axes of a plane: a few round ones, none over another or over a name."""

from __future__ import annotations

import math

from PySide6.QtCore import QRectF
from PySide6.QtGui import QPainter

from ui.kit import paint
from ui.kit.geometry.plane_map import PlaneMap, axis_number, ticks
from ui.kit.look import Look
from ui.kit.theme import Text

__all__ = ["line_under", "paint_numbers_across", "paint_numbers_upward"]

TEXT_PIXELS, GAP_PIXELS = 14, 3
"""Pixels of a line of numbers, and between it and the plane."""
ACROSS_PIXELS = 70
"""Pixels along the axis that a number takes at least."""


def line_under(plane: PlaneMap, look: Look) -> QRectF:
    """The line under a plane in which the numbers and the name of its axis stand."""
    box, metrics = plane.box, look.metrics
    return QRectF(box.left, box.bottom + metrics.px(GAP_PIXELS), box.width, metrics.px(TEXT_PIXELS))


def paint_numbers_across(painter: QPainter, plane: PlaneMap, look: Look, end: float) -> None:
    """Numbers under a plane, as far as they stand before `end`, where a name begins."""
    metrics, box, line = look.metrics, plane.box, line_under(plane, look)
    write = paint.writer(metrics, Text.SMALL)
    painter.setFont(write.font)
    painter.setPen(look.theme.ink_faint)
    most = max(1, int(box.width / metrics.px(ACROSS_PIXELS)))
    for value in ticks(plane.least[0], plane.largest[0], most):
        text = axis_number(value)
        left = plane.place(value, 0.0)[0] - write.width(text) / 2
        if left + write.width(text) < end - metrics.px(6):
            write.at(painter, max(left, box.left), write.baseline(line), text)


def paint_numbers_upward(
    painter: QPainter, plane: PlaneMap, look: Look, *, room: int, below: float = -math.inf
) -> None:
    """Numbers at the left of a plane, each with `room` pixels, as far as they stand below a
    name."""
    metrics, box = look.metrics, plane.box
    write = paint.writer(metrics, Text.SMALL)
    painter.setFont(write.font)
    painter.setPen(look.theme.ink_faint)
    right = box.left - metrics.px(5)
    most = max(1, int(box.height / metrics.px(room)))
    for value in ticks(plane.least[1], plane.largest[1], most):
        text, y = axis_number(value), plane.place(0.0, value)[1]
        if y - metrics.px(8) > below:
            at = QRectF(0, y - metrics.px(7), right, metrics.px(TEXT_PIXELS))
            base = min(max(write.baseline(at), box.top + metrics.px(9)), box.bottom)
            write.at(painter, right - write.width(text), base, text)
