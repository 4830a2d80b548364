"""The glyph of a walker: the mark of its run on a ground of its own, ringed where it leads."""

from __future__ import annotations

from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QPainter, QPen

from ui.kit.look import Look
from ui.kit.marks import RunMark

__all__ = ["paint_glyph", "paint_ring"]

LEADING_FACTOR = 1.25
"""How much larger the glyph of the leading run is."""


def paint_glyph(
    painter: QPainter, at: QPointF, mark: RunMark, pixels: float, look: Look, *, leads: bool
) -> float:
    """Paint the glyph of a run that reaches so far at normal size; returns how far it reaches."""
    reach = pixels * look.metrics.factor * (LEADING_FACTOR if leads else 1.0)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(look.theme.surface)
    painter.drawEllipse(at, 1.45 * reach, 1.45 * reach)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    mark.paint(painter, at, reach)
    return reach


def paint_ring(painter: QPainter, at: QPointF, reach: float, look: Look) -> None:
    """The ring around the glyph of the run that leads."""
    painter.setPen(QPen(look.theme.ink, 1.5 * look.metrics.factor))
    painter.drawEllipse(at, 1.6 * reach, 1.6 * reach)
