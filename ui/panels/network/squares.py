"""The squares at the units: over the plane of the two inputs, how far each unit's z lies from 0.

They are the numbers of the boundary's view: `unit_leanings` of the sums, on a grid of their own.
All of them are one picture, made anew at once when the parameters are others.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QRectF
from PySide6.QtGui import QImage, QPainter

from ui.kit.colours import diverging
from ui.kit.plane_image import TINT_SHARE, paint_not_finite
from ui.kit.theme import THEMES, Theme
from visualnn.lesson import Lesson
from visualnn.tell.frame import Frame
from visualnn.views.boundary import BoundaryView, PlaneProbe
from visualnn.views.leaning import unit_leanings

__all__ = ["SIDE_POINT_COUNT", "UnitSquares"]

SIDE_POINT_COUNT = 41
"""Points of a square along each side."""
LARGEST_UNIT_COUNT = 200
"""Units of a network that has squares, at most."""
Unit = tuple[str, int]


class UnitSquares:
    """The squares of one lesson's units at the frame that was shown last; they are painted once for
    each change of the parameters, when the first of them is asked for."""

    def __init__(self, probe: PlaneProbe, sums: Sequence[Unit]) -> None:
        self._probe = probe
        self._places = {unit: n for n, unit in enumerate(sums)}
        self.layers = frozenset(layer for layer, _unit in sums)
        """The layers whose units have squares."""
        side = SIDE_POINT_COUNT
        self._leans = np.zeros((len(sums), side, side))
        self._image = QImage(side, side * len(sums), QImage.Format.Format_RGB32)
        self._pixels: NDArray[np.uint32] = np.frombuffer(self._image.bits(), np.uint32).reshape(
            len(sums), side, side
        )
        self._frame: Frame | None = None
        self._seen: tuple[object, ...] = ()

    @classmethod
    def of(cls, lesson: Lesson) -> UnitSquares | None:
        """The squares of a lesson with a plane of two inputs; None for another, for one of too
        many units, and where no unit has a sum of its own."""
        if lesson.data.x.shape[1:] != (2,) or not BoundaryView().suits(lesson):
            return None
        if not lesson.network.layers:
            return None  # a bare function has a plane, but no units
        network = lesson.network
        units = sum(network.shapes[network.outputs[each.name]][-1] for each in network.layers)
        if units > LARGEST_UNIT_COUNT:
            return None
        probe = PlaneProbe(lesson, SIDE_POINT_COUNT, "float32")
        sums = tuple(probe.ask(lesson.start).sums)
        return cls(probe, sums) if sums else None

    def show(self, frame: Frame) -> None:
        """Take a frame; the network is asked when a square is painted next."""
        self._frame = frame

    def paint(self, painter: QPainter, unit: Unit, place: QRectF, theme: Theme) -> None:
        """Draw the square of a unit, with a line where its z is 0."""
        self._renew(theme)
        number, side = self._places[unit], SIDE_POINT_COUNT
        painter.drawImage(place, self._image, QRectF(0, number * side, side, side))
        finite = np.isfinite(self._leans[number])
        if not finite.all():
            paint_not_finite(painter, place, finite, theme)

    def _renew(self, theme: Theme) -> None:
        """Ask the network and paint the squares, if they are others."""
        if self._frame is None:
            return
        values = self._frame.values
        now = (theme, *(values.get(name) for name in self._probe.reads))
        if len(now) == len(self._seen) and all(
            a is b for a, b in zip(now, self._seen, strict=True)
        ):
            return
        self._seen = now
        sums = np.stack(list(self._probe.ask(values).sums.values()))
        with np.errstate(all="ignore"):
            self._leans = unit_leanings(sums).reshape(self._leans.shape)
        entries = diverging(theme).entries(self._leans, 1.0 / TINT_SHARE)
        self._pixels[:] = _table(theme.name)[
            np.where(_turns(self._leans), 256, entries.astype(np.intp))
        ][:, ::-1]


def _turns(leans: NDArray[Any]) -> NDArray[np.bool_]:
    """The points of the grids ``(units, x1, x0)`` next to which, upward or to the right, the sign
    is another."""
    fires = leans > 0
    found = np.zeros(fires.shape, bool)
    found[:, :, :-1] |= fires[:, :, :-1] != fires[:, :, 1:]
    found[:, :-1] |= fires[:, :-1] != fires[:, 1:]
    return found


@cache
def _table(name: str) -> NDArray[np.uint32]:
    """The colours of the scale, first that on which what is not finite is hatched, and last the
    line's."""
    theme = THEMES[name]
    table = np.append(diverging(theme).table, theme.ink_soft.rgb()).astype(np.uint32)
    table[0] = theme.surface.rgb()
    return table
