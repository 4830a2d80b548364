"""Rectangles, points and lines of the network's drawing, in logical pixels; y grows downwards."""

from __future__ import annotations

from visualnn.dataclass import dataclass

Point = tuple[float, float]
Segment = tuple[float, float, float, float]
"""A straight line: x and y of its start, x and y of its end."""


@dataclass(frozen=True, slots=True)
class Rect:
    """A rectangle, edges included."""

    x: float
    y: float
    width: float
    height: float

    @property
    def right(self) -> float:
        return self.x + self.width

    @property
    def bottom(self) -> float:
        return self.y + self.height

    @property
    def middle(self) -> Point:
        return self.x + self.width / 2, self.y + self.height / 2

    def contains(self, x: float, y: float) -> bool:
        return self.x <= x <= self.right and self.y <= y <= self.bottom
