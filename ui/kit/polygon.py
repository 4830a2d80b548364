"""Polygons of many points, filled from an array at once."""

from __future__ import annotations

from typing import Any

import numpy as np
import shiboken6
from numpy.typing import NDArray
from PySide6.QtGui import QPolygonF

__all__ = ["polygon_of"]


def polygon_of(points: NDArray[np.float64]) -> QPolygonF:
    """Points ``(n, 2)`` as a polygon: Qt keeps them as pairs of float64 in a row, and a list of a
    thousand points made one by one takes longer than to draw them."""
    polygon = QPolygonF()
    count = len(points)
    if count:
        polygon.resize(count)
        memory: Any = shiboken6.VoidPtr(polygon.data(), 16 * count, True)  # type: ignore[arg-type, call-arg]
        np.frombuffer(memory, np.float64).reshape(count, 2)[:] = points
    return polygon
