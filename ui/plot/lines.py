"""A line of a plot: its points and how it is drawn."""

from __future__ import annotations

from numpy.typing import ArrayLike
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QPen

from visualnn.dataclass import dataclass

__all__ = ["PlotLine", "pixel_pen"]


@dataclass(frozen=True, eq=False)
class PlotLine:
    """Points joined by a line whose width stays however far one zooms in."""

    name: str
    x: ArrayLike
    y: ArrayLike
    colour: QColor
    dash: tuple[float, ...] = ()
    """Lengths in pixels of the dashes and of what lies between; none is a solid line."""

    def is_drawn_as(self, other: PlotLine) -> bool:
        """Whether another line looks the same; its arrays are compared by `is`."""
        return (
            self.x is other.x
            and self.y is other.y
            and self.colour == other.colour
            and self.dash == other.dash
        )


def pixel_pen(colour: QColor, dash: tuple[float, ...] = (), pixels: int = 1) -> QPen:
    """A pen of exactly one pixel, or of two for few points on a projector: a line of some thousand
    points that is two pixels wide takes ten times as long."""
    pen = QPen(colour, float(pixels))
    pen.setCosmetic(True)
    pen.setJoinStyle(Qt.PenJoinStyle.BevelJoin)
    if dash:
        pen.setDashPattern(dash)
    return pen
