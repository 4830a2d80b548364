"""Everything of a network's drawing that has a place."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field

from visualnn.dataclass import dataclass

from .blocks import PlacedBlock
from .rect import Point, Rect
from .recurrent import PlacedSteps


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
    steps: Mapping[str, PlacedSteps] = field(default_factory=dict)
    """Recurrent layer → its time steps."""

    def extent(self, name: str) -> Rect | None:
        """What a block takes up, a layer with all of its steps, or a step by the beginning of the
        names in it; None for what is not in sight."""
        block = self.blocks.get(name)
        if name in self.steps:
            whole = self.steps[name].rect
            right = max(whole.right, block.rect.right if block is not None else 0.0)
            return Rect(whole.x, whole.y, right - whole.x, whole.height)
        if block is not None:
            return block.rect
        layer, _dot, number = name.rpartition(".t")
        steps = self.steps.get(layer)
        placed = steps.shown(int(number)) if steps is not None and number.isdecimal() else None
        return None if placed is None else placed.rect

    def steps_of(self, block: str) -> PlacedSteps | None:
        """The steps of the layer to which a cell belongs."""
        return next((each for each in self.steps.values() if each.step_of(block)), None)

    def hit(self, x: float, y: float) -> tuple[str, int] | None:
        """The block and the unit at a point."""
        for name, block in self.blocks.items():
            unit = block.unit_at(x, y)
            if unit is not None:
                return name, unit
        return None
