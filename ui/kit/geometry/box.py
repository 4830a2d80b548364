"""A box: a rectangle in pixels, without Qt."""

from __future__ import annotations

from visualnn.dataclass import dataclass

__all__ = ["Box"]


@dataclass(frozen=True)
class Box:
    """A rectangle in pixels."""

    left: float
    top: float
    width: float
    height: float

    @property
    def right(self) -> float:
        return self.left + self.width

    @property
    def bottom(self) -> float:
        return self.top + self.height

    def contains(self, x: float, y: float) -> bool:
        """Whether a point lies in it; the right and lower edges belong to the neighbours."""
        return self.left <= x < self.right and self.top <= y < self.bottom
