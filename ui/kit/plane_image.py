"""The tint of the plane: the colour of each point of the grid, as a picture of the grid."""

from __future__ import annotations

from functools import cache
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QBrush, QColor, QImage, QPainter

from ui.kit.colours import diverging
from ui.kit.theme import THEMES, Theme
from ui.kit.tint import mix

__all__ = ["TINT_SHARE", "PlaneImage", "class_colour", "paint_not_finite"]

TINT_SHARE = 0.55
"""How far the tint goes on its way to the full colour: what lies on it must be seen."""
_SHADE_COUNT = 255


class PlaneImage:
    """A picture with one pixel for each point of a grid, first row on top, made once for its
    size."""

    def __init__(self, columns: int, rows: int) -> None:
        self.image = QImage(columns, rows, QImage.Format.Format_RGB32)
        self._pixels: NDArray[np.uint32] = np.frombuffer(self.image.bits(), np.uint32).reshape(
            rows, columns
        )

    def paint(self, lean: NDArray[Any], classes: NDArray[Any] | None, theme: Theme) -> None:
        """Give each point its colour. Leans of −1 to 1 are cool to warm; with classes, leads of 0
        to 1 are pale to full in the hue of the class. Both ``(points,)``, x1 rising. What is not
        finite is left to the hatching of `paint_not_finite`."""
        rows, columns = self._pixels.shape
        if classes is None:
            scale = diverging(theme)
            entries = scale.entries(lean, 1.0 / TINT_SHARE)
            table = scale.table.copy()
            table[0] = theme.surface.rgb()
        else:
            table = _table(theme.name)
            shade = np.nan_to_num(lean, nan=0.0) * (_SHADE_COUNT - 1)
            entries = 1 + shade.astype(np.intp) + classes % len(theme.series) * _SHADE_COUNT
            entries[~np.isfinite(lean)] = 0
        grid = entries.reshape(rows, columns)[::-1]
        np.take(table, grid, out=self._pixels, mode="clip")


def paint_not_finite(
    painter: QPainter, place: QRectF, finite: NDArray[np.bool_], theme: Theme
) -> None:
    """Hatch what is not finite on a grid ``(rows, columns)``, x1 rising, that is drawn at a
    place."""
    rows, columns = finite.shape
    brush = QBrush(theme.not_finite, Qt.BrushStyle.BDiagPattern)
    tall, wide = place.height() / rows, place.width() / columns
    for n, row in enumerate(finite[::-1]):
        edges = np.flatnonzero(np.diff(row, prepend=True, append=True))
        for first, end in zip(edges[::2], edges[1::2], strict=True):
            left, top = place.left() + first * wide, place.top() + n * tall
            painter.fillRect(QRectF(left, top, (end - first) * wide, tall), brush)


def class_colour(theme: Theme, number: int, lead: float) -> QColor:
    """The colour of a class that leads by so much."""
    hue = theme.series[number % len(theme.series)].colour
    return mix(theme.zero, hue, TINT_SHARE * lead)


@cache
def _table(name: str) -> NDArray[np.uint32]:
    """First the surface, on which what is not finite is hatched, then for each hue from no lead to
    a whole one."""
    theme = THEMES[name]
    colours = [theme.surface]
    for number in range(len(theme.series)):
        full = class_colour(theme, number, 1.0)
        colours += [mix(theme.zero, full, n / (_SHADE_COUNT - 1)) for n in range(_SHADE_COUNT)]
    return np.array([colour.rgb() for colour in colours], np.uint32)
