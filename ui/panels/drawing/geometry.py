"""The geometry of the drawing: where the picture and the answers stand, and what a stroke of the
pen covers. Without Qt; lengths in pixels, on the picture in cells."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from ui.kit.geometry.box import Box
from ui.kit.geometry.grid import Grid
from visualnn.dataclass import dataclass

__all__ = ["AnswerRow", "DrawingLayout", "drawing_layout", "inked", "pen_radius"]

EDGE_PIXELS, GAP_PIXELS = 16, 24
"""Pixels at the edges, and between the picture and the answers."""
TITLE_PIXELS, HEAD_PIXELS, NOTE_PIXELS = 28, 22, 20
"""Heights in pixels: the title, the switches, the line at the foot."""
PICTURE_SHARE = 0.52
"""The share of the width that the picture takes at most."""
LARGEST_ROW_PIXELS, LEAST_ROW_PIXELS = 26, 11
"""The height in pixels of a line of the answers."""
NAME_PIXELS, NUMBER_PIXELS = 20, 58
"""Widths in pixels of an answer's name and of its number."""
SMALL_SIDE_PLACES = 12
"""Up to so many places a side the pen covers little more than one."""
SMALL_RADIUS, SIDE_PER_RADIUS = 0.75, 20
"""The pen's radius in places on a small picture; on others the side divided by this."""
SOFT_EDGE = 0.5
"""Places over which the pen's edge fades."""

Array = NDArray[np.float64]


@dataclass(frozen=True)
class AnswerRow:
    """One output of the network: its name, its bar, its number."""

    name: Box
    bar: Box
    number: Box

    @property
    def whole(self) -> Box:
        return Box(
            self.name.left, self.name.top, self.number.right - self.name.left, self.name.height
        )


@dataclass(frozen=True)
class DrawingLayout:
    """Where the parts stand."""

    title: Box
    head: Box
    picture: Grid
    answers: tuple[AnswerRow, ...]
    note: Box

    def cell(self, x: float, y: float) -> tuple[float, float]:
        """Row and column under a pixel, as decimals; outside of the picture too."""
        grid = self.picture
        return (y - grid.box.top) / grid.cell_height, (x - grid.box.left) / grid.cell_width


def drawing_layout(
    width: float, height: float, factor: float, rows: int, columns: int, answers: int
) -> DrawingLayout:
    """The picture on the left, as large as there is room, and a line for each answer."""
    px = factor
    edge = EDGE_PIXELS * px
    wide = max(width - 2 * edge, 8.0)
    top = (TITLE_PIXELS + HEAD_PIXELS) * px + 6 * px
    note = Box(edge, height - (NOTE_PIXELS + 4) * px, wide, NOTE_PIXELS * px)
    room = max(note.top - top - 4 * px, 4.0)
    cell = min(room / rows, wide * PICTURE_SHARE / columns)
    cell = math.floor(cell) if cell >= 2 else cell
    picture = Grid(Box(edge, round(top), cell * columns, cell * rows), rows, columns)
    left = edge + cell * columns + GAP_PIXELS * px
    line = min(max(room / max(answers, 1), LEAST_ROW_PIXELS * px), LARGEST_ROW_PIXELS * px)
    found = []
    for n in range(answers):
        y = top + n * line
        if y + line > note.top:
            break
        number = Box(edge + wide - NUMBER_PIXELS * px, y, NUMBER_PIXELS * px, line)
        name = Box(left, y, NAME_PIXELS * px, line)
        bar = Box(
            name.right, y + line * 0.2, max(number.left - name.right - 6 * px, 2.0), line * 0.6
        )
        found.append(AnswerRow(name, bar, number))
    return DrawingLayout(
        Box(edge, 0, wide, TITLE_PIXELS * px),
        Box(edge, TITLE_PIXELS * px, wide, HEAD_PIXELS * px),
        picture,
        tuple(found),
        note,
    )


def pen_radius(rows: int, columns: int) -> float:
    """The radius of the pen in places."""
    side = min(rows, columns)
    return SMALL_RADIUS if side <= SMALL_SIDE_PLACES else max(side / SIDE_PER_RADIUS, SMALL_RADIUS)


def inked(
    shares: Array, begin: tuple[float, float], end: tuple[float, float], *, rubs: bool = False
) -> Array:
    """The picture ``(rows, columns)`` of shares of ink after a straight stroke between two places,
    row and column as decimals: a place is covered as far as it lies under the pen, and never loses
    what it had; `rubs` takes that much away instead."""
    rows, columns = shares.shape
    radius = pen_radius(rows, columns)
    y = np.arange(rows)[:, None] + 0.5
    x = np.arange(columns)[None, :] + 0.5
    down, right = end[0] - begin[0], end[1] - begin[1]
    length = down**2 + right**2
    along = (y - begin[0]) * down + (x - begin[1]) * right
    share = np.clip(along / length, 0, 1) if length else np.zeros((rows, columns))
    far = np.hypot(y - begin[0] - share * down, x - begin[1] - share * right)
    covered = np.clip((radius + SOFT_EDGE - far) / (2 * SOFT_EDGE), 0, 1)
    return np.minimum(shares, 1 - covered) if rubs else np.maximum(shares, covered)
