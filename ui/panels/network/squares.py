"""The squares at the units: over the plane of the two inputs, how far each unit's z lies from 0.

They are the numbers of the boundary's view: `unit_leanings` of the sums, on a grid of their own.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QPainter, QPen, QPolygonF

from ui.kit.geometry.box import Box
from ui.kit.geometry.plane_map import PlaneMap
from ui.kit.plane_image import PlaneImage, paint_not_finite
from ui.kit.theme import Theme
from visualnn.lesson import Lesson
from visualnn.tell.frame import Frame
from visualnn.views.boundary import BoundaryView, PlaneProbe
from visualnn.views.leaning import unit_leanings

__all__ = ["UnitSquares"]

SIDE_POINT_COUNT = 25
"""Points of a square along each side."""
Unit = tuple[str, int]
Array = NDArray[Any]


class UnitSquares:
    """The squares of one lesson's units at the frame that was shown last; those that are asked for
    are painted once for each change of the parameters."""

    def __init__(self, lesson: Lesson) -> None:
        self._probe = PlaneProbe(lesson, SIDE_POINT_COUNT, "float32")
        self._answer = self._probe.ask(lesson.start)
        self.layers = frozenset(layer for layer, _unit in self._answer.sums)
        """The layers whose units have squares."""
        self._frame: Frame | None = None
        self._seen: tuple[object, ...] = ()
        self._painted: dict[Unit, tuple[PlaneImage, Theme, int]] = {}
        self._lines: dict[Unit, tuple[tuple[Array, ...], int]] = {}
        self._version = 0

    @classmethod
    def of(cls, lesson: Lesson) -> UnitSquares | None:
        """The squares of a lesson with a plane of two inputs; None for another."""
        suits = lesson.data.x.shape[1:] == (2,) and BoundaryView().suits(lesson)
        return cls(lesson) if suits else None

    def show(self, frame: Frame) -> None:
        """Take a frame; the network is asked when a square is painted next."""
        self._frame = frame

    def paint(self, painter: QPainter, unit: Unit, place: QRectF, theme: Theme) -> None:
        """Draw the square of a unit, with a line where its z is 0."""
        self._ask()
        known = self._painted.get(unit)
        lean = unit_leanings(self._answer.sums[unit])
        if known is None or known[1:] != (theme, self._version):
            made = PlaneImage(SIDE_POINT_COUNT, SIDE_POINT_COUNT) if known is None else known[0]
            made.paint(lean, None, theme)
            known = self._painted[unit] = (made, theme, self._version)
        painter.drawImage(place, known[0].image)
        finite = np.isfinite(lean)
        if not finite.all():
            grid = finite.reshape(SIDE_POINT_COUNT, SIDE_POINT_COUNT)
            paint_not_finite(painter, place, grid, theme)
            return
        plane = self._probe.plane
        corners = PlaneMap(
            Box(place.left(), place.top(), place.width(), place.height()),
            (plane.least[0], plane.least[1]),
            (plane.largest[0], plane.largest[1]),
        )
        painter.setPen(QPen(theme.ink_soft, 1.0))
        for line in self._zero_lines(unit):
            places = (corners.place(x, y) for x, y in line.tolist())
            painter.drawPolyline(QPolygonF([QPointF(*each) for each in places]))

    def _zero_lines(self, unit: Unit) -> tuple[Array, ...]:
        known = self._lines.get(unit)
        if known is None or known[1] != self._version:
            known = self._lines[unit] = (self._answer.zero_lines(*unit), self._version)
        return known[0]

    def _ask(self) -> None:
        if self._frame is None:
            return
        values = self._frame.values
        now = tuple(values.get(name) for name in self._probe.reads)
        if len(now) != len(self._seen) or any(
            a is not b for a, b in zip(now, self._seen, strict=True)
        ):
            self._seen = now
            self._answer = self._probe.ask(values)
            self._version += 1
