"""Stamps: small shapes that are drawn in many colours again and again, painted once for each.

Copying some hundred pixels is several times quicker than filling a rounded shape anew.
"""

from __future__ import annotations

import math

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen, QPixmap

Key = tuple[float, float, float, int, int]


class Stamps:
    """Rounded shapes, kept by size, corner and colours; for one ratio of device pixels."""

    def __init__(self, ratio: float) -> None:
        self.ratio = ratio
        self._made: dict[Key, QPixmap] = {}

    def rounded(
        self, width: float, height: float, corner: float, fill: QColor, edge: QColor
    ) -> QPixmap:
        """A filled shape with an edge of one pixel, all inside ``width`` by ``height``."""
        key = (width, height, corner, fill.rgb(), edge.rgb())
        made = self._made.get(key)
        if made is None:
            made = self._made[key] = self._paint(key, fill, edge)
        return made

    def _paint(self, key: Key, fill: QColor, edge: QColor) -> QPixmap:
        width, height, corner = key[:3]
        pixmap = QPixmap(math.ceil(width * self.ratio), math.ceil(height * self.ratio))
        pixmap.setDevicePixelRatio(self.ratio)
        pixmap.fill(Qt.GlobalColor.transparent)
        with QPainter(pixmap) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(QPen(edge, 1.0))
            painter.setBrush(fill)
            place = QRectF(0.5, 0.5, width - 1.0, height - 1.0)
            painter.drawRoundedRect(place, corner, corner)
        return pixmap
