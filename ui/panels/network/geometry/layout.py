"""Everything of a network's drawing that has a place."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from .blocks import PlacedBlock
from .rect import Point, Rect


@dataclass(frozen=True, slots=True)
class Route:
    """A way from one block to another that jumps over the columns between them."""

    start: str
    end: str
    points: tuple[Point, ...]


@dataclass(frozen=True, slots=True)
class NetworkLayout:
    """Everything that has a place. ``columns`` holds the names of the blocks from left to right;
    ``bars`` the full length of each output's bar, none where there is no room."""

    blocks: Mapping[str, PlacedBlock]
    columns: tuple[tuple[str, ...], ...]
    routes: tuple[Route, ...]
    bars: tuple[Rect, ...]

    def hit(self, x: float, y: float) -> tuple[str, int] | None:
        """The block and the unit at a point."""
        for name, block in self.blocks.items():
            unit = block.unit_at(x, y)
            if unit is not None:
                return name, unit
        return None
