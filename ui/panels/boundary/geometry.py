"""The geometry of the boundary: where its parts stand, and which pixel is which point."""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterable
from dataclasses import dataclass

from ui.kit.geometry.axis import round_step
from ui.kit.geometry.box import Box

__all__ = ["BoundaryLayout", "PlaneMap", "layout", "nearest", "tick_ends", "ticks"]

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
    width: float, height: float, factor: float, *, square: bool, lines: int = 1
) -> BoundaryLayout:
    """The plane as large as it can be, a square on whole pixels if it is to be one, with so many
    lines of text under it."""
    title, caption, numbers, row = (
        n * factor for n in (TITLE_PIXELS, CAPTION_PIXELS, NUMBERS_PIXELS, ROW_PIXELS)
    )
    caption *= lines
    left, edge, column = LEFT_PIXELS * factor, EDGE_PIXELS * factor, COLUMN_PIXELS * factor
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
