"""The geometry of the boundary: where its parts stand, and which pixel is which point."""

from __future__ import annotations

import itertools
import math

from ui.kit.geometry.box import Box
from visualnn.dataclass import dataclass

__all__ = ["ROW_PIXELS", "BoundaryLayout", "layout", "tick_ends"]

TITLE_PIXELS, CAPTION_PIXELS, NUMBERS_PIXELS, ROW_PIXELS = 26, 20, 18, 26
"""Heights in pixels: the title, the line under the picture, the numbers of an axis, and the
switches where they stand in a row."""
LEFT_PIXELS, EDGE_PIXELS, COLUMN_PIXELS = 38, 16, 92
"""Widths in pixels: the numbers of the upright axis, the free edge, and the column of switches."""
COLUMN_SHARE = 0.85
"""The switches stand in a column unless the plane is then smaller than this share of what it is
with a row."""


@dataclass(frozen=True)
class BoundaryLayout:
    """Where the parts stand."""

    title: Box
    plane: Box
    caption: Box
    side: Box
    """The switches, and under them the legend if they stand in a column."""
    beside: bool
    """Whether they stand in a column to the right of the plane, else in a row above it."""


def layout(
    width: float, height: float, factor: float, *, square: bool, lines: int = 1, needed: float = 0.0
) -> BoundaryLayout:
    """The plane as large as it can be, a square on whole pixels if it is to be one, with so many
    lines of text under it. The switches need so much width in one row; where there is less, they
    stand in two."""
    title, caption, numbers, row = (
        n * factor for n in (TITLE_PIXELS, CAPTION_PIXELS, NUMBERS_PIXELS, ROW_PIXELS)
    )
    caption *= lines
    left, edge, column = LEFT_PIXELS * factor, EDGE_PIXELS * factor, COLUMN_PIXELS * factor
    if needed > width - 2 * EDGE_PIXELS * factor:
        row *= 2
    tall = height - title - caption - numbers
    wide = width - left - edge
    beside = min(wide - column, tall) >= COLUMN_SHARE * min(wide, tall - row)
    across, down = (wide - column, tall) if beside else (wide, tall - row)
    if square:
        across = down = min(across, down)
    across, down = max(math.floor(across), 1), max(math.floor(down), 1)
    top = math.ceil(title + (0 if beside else row))
    plane = Box(math.ceil(left), top, across, down)
    if beside:
        room = max(width - plane.right - 2 * edge, 1.0)
        side = Box(plane.right + edge, plane.top, room, plane.height + numbers)
    else:
        side = Box(edge, title, max(width - 2 * edge, 1.0), row)
    foot = Box(edge, plane.bottom + numbers, max(width - 2 * edge, 1.0), caption)
    return BoundaryLayout(
        Box(edge, 0, max(width - 2 * edge, 1.0), title), plane, foot, side, beside
    )


def tick_ends(
    line: list[tuple[float, float]], share: float, uphill: tuple[float, float], length: float
) -> tuple[tuple[float, float], tuple[float, float]] | None:
    """The ends of a short stroke from a line of pixels, after a share of its length, upright on it
    and to the side that `uphill` points to; None for a line without a length."""
    if len(line) < 2:
        return None
    steps = [math.hypot(b[0] - a[0], b[1] - a[1]) for a, b in itertools.pairwise(line)]
    wanted, walked = sum(steps) * share, 0.0
    for (start, end), step in zip(itertools.pairwise(line), steps, strict=True):
        if step > 0.0 and walked + step >= wanted:
            part = (wanted - walked) / step
            across = ((end[1] - start[1]) / step, (start[0] - end[0]) / step)
            side = math.copysign(length, across[0] * uphill[0] + across[1] * uphill[1])
            foot = (
                start[0] + part * (end[0] - start[0]),
                start[1] + part * (end[1] - start[1]),
            )
            return foot, (foot[0] + side * across[0], foot[1] + side * across[1])
        walked += step
    return None
