"""Where the bars of softmax stand. Without Qt."""

from __future__ import annotations

from ui.kit.geometry.box import Box
from visualnn.dataclass import dataclass

__all__ = ["ShareLayout", "share_layout"]

MAX_BAR_PIXELS = 56
"""How wide one bar is at most."""
LABEL_PIXELS = 18
"""The height of a line of numbers at bars."""


@dataclass(frozen=True)
class ShareLayout:
    """The bars of softmax: scores above, what became of them below, and the written sum."""

    before: Box
    after: Box
    names: Box
    sum: Box
    columns: tuple[Box, ...]
    """For each unit the column of both its bars."""

    def unit_at(self, x: float, y: float) -> int | None:
        """The unit whose column a place lies in."""
        found = (n for n, box in enumerate(self.columns) if box.contains(x, y))
        return next(found, None)


def share_layout(room: Box, units: int, factor: float) -> ShareLayout:
    """The places of so many bars in a box."""
    line = round(LABEL_PIXELS * factor)
    left = room.left + 3 * line
    wide = min(max(room.width - 3 * line, 1) / units, MAX_BAR_PIXELS * factor)
    tall = max(room.height - 3.5 * line, 2)
    half = tall / 2
    across = wide * units
    before = Box(left, room.top, across, half)
    after = Box(left, room.top + half + line, across, half)
    columns = tuple(Box(left + n * wide, room.top, wide, tall + line) for n in range(units))
    return ShareLayout(
        before,
        after,
        Box(left, room.top + half, across, line),
        Box(room.left + line / 2, room.top + tall + 1.5 * line, room.width - line / 2, 2 * line),
        columns,
    )
