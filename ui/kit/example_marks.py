"""Marks: the shapes that examples are drawn as, painted once for each and then copied."""

from __future__ import annotations

import math

from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QColor, QPainter, QPen, QPixmap, QPolygonF

from ui.kit.theme import Theme
from visualnn.dataclass import dataclass

__all__ = ["ExampleMark", "ExampleMarks", "asked_mark", "cross", "mark_of", "ring"]

CORNER_COUNTS = (0, 3, 4, 5, 6)
"""The corners of the shapes that classes have one after the other; none is a disc."""
DIAMOND_CORNER_COUNT = 4
RING_RADII = 2.6
"""The radius of the ring around the example in focus, in radii of its mark."""


@dataclass(frozen=True)
class ExampleMark:
    """A shape of so many corners (0: a disc), its turn from standing on a flat side in corners, and
    its colours as QRgb: within, its edge, and the halo that sets it off."""

    corners: int
    turned: float
    fill: int
    edge: int
    halo: int


def mark_of(theme: Theme, number: int, classes: int, *, validation: bool) -> ExampleMark:
    """The mark of an example of a class, of which there are so many; of no class (0) all are
    alike. Of two classes the second is filled."""
    surface = theme.surface.rgb()
    if classes <= 2:
        corners, turned = (DIAMOND_CORNER_COUNT, 0.5) if validation else (0, 0.0)
        colour = theme.positive if number or not classes else theme.negative
        if not classes:
            colour = theme.ink
        filled = bool(number) or not classes
        fill = colour.rgb() if filled else surface
        return ExampleMark(corners, turned, fill, colour.rgb(), surface)
    colour = theme.series[number % len(theme.series)].colour
    corners = CORNER_COUNTS[number % len(CORNER_COUNTS)]
    fill = surface if validation else colour.rgb()
    return ExampleMark(corners, 0.0, fill, colour.rgb(), surface)


class ExampleMarks:
    """Marks as pictures, for one ratio of device pixels and one radius."""

    def __init__(self, radius: float, ratio: float) -> None:
        self.radius, self.ratio = radius, ratio
        self.reach = math.ceil(radius * 1.45) + 1
        """Half the side of a picture."""
        self._made: dict[ExampleMark, QPixmap] = {}

    def paint(self, painter: QPainter, x: float, y: float, mark: ExampleMark) -> None:
        """Draw a mark with its middle at a place."""
        made = self._made.get(mark)
        if made is None:
            made = self._made[mark] = self._drawn(mark)
        painter.drawPixmap(QPointF(x - self.reach, y - self.reach), made)

    def _drawn(self, mark: ExampleMark) -> QPixmap:
        side = math.ceil(2 * self.reach * self.ratio)
        pixmap = QPixmap(side, side)
        pixmap.setDevicePixelRatio(self.ratio)
        pixmap.fill(Qt.GlobalColor.transparent)
        edge = max(1.5, 0.34 * self.radius)
        with QPainter(pixmap) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            halo, line = QColor.fromRgb(mark.halo), QColor.fromRgb(mark.edge)
            painter.setBrush(QColor.fromRgb(mark.fill))
            for colour, width in ((halo, edge + max(2.0, 0.5 * self.radius)), (line, edge)):
                pen = QPen(colour, width)
                pen.setJoinStyle(Qt.PenJoinStyle.MiterJoin)
                painter.setPen(pen)
                self._outline(painter, mark, self.radius - edge / 2)
        return pixmap

    def _outline(self, painter: QPainter, mark: ExampleMark, radius: float) -> None:
        middle = QPointF(self.reach, self.reach)
        if not mark.corners:
            painter.drawEllipse(middle, radius, radius)
            return
        # as large to the eye as the disc
        radius *= {3: 1.25, 4: 1.15}.get(mark.corners, 1.05)
        first = math.pi / 2 - math.pi / mark.corners + 2 * math.pi * mark.turned / mark.corners
        angles = [first + 2 * math.pi * n / mark.corners for n in range(mark.corners)]
        points = [QPointF(radius * math.cos(a), radius * math.sin(a)) + middle for a in angles]
        painter.drawPolygon(QPolygonF(points))


def cross(painter: QPainter, x: float, y: float, radius: float, theme: Theme) -> None:
    """The cross of a wrong example; its mark is painted over it."""
    arm = 1.55 * radius
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    for colour, width, end in ((theme.surface, 0.9, 1.1), (theme.ink, 0.4, 1.0)):
        pen = QPen(colour, width * radius)
        pen.setCapStyle(Qt.PenCapStyle.FlatCap)
        painter.setPen(pen)
        for up in (-arm * end, arm * end):
            painter.drawLine(QPointF(x - arm * end, y - up), QPointF(x + arm * end, y + up))
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)


def ring(painter: QPainter, x: float, y: float, radius: float, theme: Theme) -> None:
    """The ring around the example in focus."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    for colour, width in ((theme.surface, 0.8 * radius), (theme.ink, 0.36 * radius)):
        painter.setPen(QPen(colour, width))
        painter.drawEllipse(QPointF(x, y), RING_RADII * radius, RING_RADII * radius)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)


def asked_mark(painter: QPainter, x: float, y: float, radius: float, theme: Theme) -> None:
    """The mark of a point that the network is asked about: a square on its corner, open, with a dot
    in it. It is none of the examples."""
    if not (math.isfinite(x) and math.isfinite(y)):
        return
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    arm = 1.5 * radius
    ways = ((0, -arm), (arm, 0), (0, arm), (-arm, 0))
    corners = QPolygonF([QPointF(x + right, y + down) for right, down in ways])
    painter.setBrush(theme.surface)
    for colour, width in ((theme.surface, 0.8 * radius), (theme.ink, 0.34 * radius)):
        painter.setPen(QPen(colour, width))
        painter.drawPolygon(corners)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(theme.ink)
    painter.drawEllipse(QPointF(x, y), 0.4 * radius, 0.4 * radius)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
