"""Where ways and the enlarged update stand on a landscape. Without Qt."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from ui.kit.geometry.box import Box
from ui.plot.axes import PlotMap
from visualnn.dataclass import dataclass

__all__ = [
    "Magnifier",
    "corner_for",
    "enlarged",
]

Array = NDArray[np.float64]


@dataclass(frozen=True)
class Magnifier:
    """The way from numbers to pixels inside the magnifier."""

    factor: float
    """How many times larger everything is than on the plot."""
    middle: tuple[float, float]
    """The place that stands in the middle."""
    box: Box
    unit: float
    """Pixels a unit."""

    def pixel(self, x: float, y: float) -> tuple[float, float]:
        """The pixel of a place."""
        across = self.box.left + self.box.width / 2 + (x - self.middle[0]) * self.unit
        up = self.box.top + self.box.height / 2 - (y - self.middle[1]) * self.unit
        return across, up


def enlarged(
    corners: Sequence[tuple[float, float]], plot: PlotMap, box: Box, room: float
) -> Magnifier:
    """A magnifier in which places fill the share `room` of a box; its factor is a round number."""
    points = np.array(corners)
    low, high = points.min(axis=0), points.max(axis=0)
    on_plot = plot.box.width / (plot.x[1] - plot.x[0])
    most = max(float((high - low).max()), 1e-300)
    wanted = room * min(box.width, box.height) / (most * on_plot)
    power = 10.0 ** np.floor(np.log10(wanted))
    factor = max(float(power * step) for step in (1, 2, 5) if power * step <= wanted * (1 + 1e-9))
    middle = (low + high) / 2
    return Magnifier(factor, (float(middle[0]), float(middle[1])), box, factor * on_plot)


def corner_for(width: float, height: float, room: Box, points: Array) -> Box:
    """The corner of a room in which a box covers the fewest points."""
    gap = 6.0
    right, bottom = room.right - width - gap, room.bottom - height - gap
    left, top = room.left + gap, room.top + gap
    boxes = [
        Box(x, y, width, height)
        for x, y in ((right, top), (right, bottom), (left, top), (left, bottom))
    ]

    def covered(box: Box) -> int:
        if not len(points):
            return 0
        inside = (points >= [box.left - gap, box.top - gap]) & (
            points <= [box.right + gap, box.bottom + gap]
        )
        return int(inside.all(axis=1).sum())

    return min(boxes, key=covered)
