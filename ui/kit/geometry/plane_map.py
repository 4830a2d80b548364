"""A plane on the screen: which pixel is which point, and the round numbers along its axes."""

from __future__ import annotations

import math
from collections.abc import Iterable

from ui.kit.geometry.axis import round_step
from ui.kit.geometry.box import Box
from visualnn.dataclass import dataclass
from visualnn.figures import compact

__all__ = ["PlaneMap", "axis_number", "nearest", "ticks"]


@dataclass(frozen=True)
class PlaneMap:
    """Which pixel is which point: the first number runs to the right, the second upward."""

    box: Box
    least: tuple[float, float]
    largest: tuple[float, float]

    def place(self, x: float, y: float) -> tuple[float, float]:
        """Where a point is drawn."""
        box = self.box
        right = (x - self.least[0]) / (self.largest[0] - self.least[0])
        up = (y - self.least[1]) / (self.largest[1] - self.least[1])
        return box.left + right * box.width, box.bottom - up * box.height

    def point(self, left: float, top: float) -> tuple[float, float]:
        """The point that is drawn at a place."""
        box = self.box
        right, up = (left - box.left) / box.width, (box.bottom - top) / box.height
        return (
            self.least[0] + right * (self.largest[0] - self.least[0]),
            self.least[1] + up * (self.largest[1] - self.least[1]),
        )

    def holds(self, x: float, y: float) -> bool:
        """Whether a point lies on the plane."""
        return self.least[0] <= x <= self.largest[0] and self.least[1] <= y <= self.largest[1]

    def nearest_inside(self, x: float, y: float) -> tuple[float, float]:
        """The point, or the nearest one on the plane."""
        return (
            min(max(x, self.least[0]), self.largest[0]),
            min(max(y, self.least[1]), self.largest[1]),
        )

    def image_box(self, columns: int, rows: int) -> Box:
        """Where a picture of a grid is drawn so that the middle of each pixel lies on its point
        of the grid, whose first and last are the ends of the plane."""
        box = self.box
        width = box.width / (columns - 1) if columns > 1 else 0.0
        height = box.height / (rows - 1) if rows > 1 else 0.0
        return Box(
            box.left - width / 2, box.top - height / 2, box.width + width, box.height + height
        )


def ticks(least: float, largest: float, most: int) -> tuple[float, ...]:
    """A few round numbers between two ends, both ends included if they are round."""
    step = round_step((largest - least) / max(most, 1))
    if not 0.0 < step < math.inf:
        return ()
    first, last = math.ceil(least / step - 1e-9), math.floor(largest / step + 1e-9)
    return tuple(n * step for n in range(first, last + 1))


def nearest(places: Iterable[tuple[float, float]], x: float, y: float) -> tuple[int, float] | None:
    """The number of the nearest place, and how far away it is; None without any."""
    found = [(math.hypot(left - x, top - y), n) for n, (left, top) in enumerate(places)]
    if not found:
        return None
    far, which = min(found)
    return which, far


def axis_number(value: float) -> str:
    """A round number, as short as it can be."""
    text = compact(round(value, 12))
    if "." in text and "×" not in text:
        return text.rstrip("0").rstrip(".")
    return text
