"""The geometry of a chain of layers from the side: where its rows stand, and which place lies under
a pixel. Without Qt; lengths in pixels."""

from __future__ import annotations

import math
from collections.abc import Sequence

from ui.kit.geometry.box import Box
from ui.kit.geometry.grid import Grid
from visualnn.dataclass import dataclass
from visualnn.views.chain import ChainRow

__all__ = ["ChainLayout", "PlacedRow", "chain_layout"]

EDGE_PIXELS, LABEL_WIDTH_PIXELS, GAP_PIXELS = 16, 92, 24
"""Pixels at the edges, of the rows' names, and between rows and pictures."""
ROWS_SHARE = 0.6
"""The share of the width that the rows take."""
LARGEST_CELL_PIXELS, ROW_SHARE = 22, 0.5
"""The most pixels of a row's height, and its share of the distance of two rows."""
LABEL_PIXELS = 18
"""The height in pixels of a picture's name."""


@dataclass(frozen=True)
class PlacedRow:
    """A row in its place."""

    row: ChainRow
    label: Box
    top: float
    height: float
    left: float
    """Where place 0 begins."""
    cell: float
    """The width of a place."""

    def box(self, first: int, last: int) -> Box:
        """From one place to another, both with it."""
        return Box(
            self.left + first * self.cell, self.top, (last - first + 1) * self.cell, self.height
        )

    def at(self, x: float) -> int:
        """The place under a pixel; it may lie in the padding."""
        return math.floor((x - self.left) / self.cell)


@dataclass(frozen=True)
class ChainLayout:
    """Where the parts of a chain stand."""

    rows: tuple[PlacedRow, ...]
    labels: tuple[Box, Box]
    pictures: tuple[Grid, Grid]
    """The input, and how much each of its numbers counts."""


def chain_layout(
    body: Box, factor: float, rows: Sequence[ChainRow], lengths: tuple[int, int]
) -> ChainLayout:
    """The rows on the left, all in the scale of the input, the chosen layer on top; the input with
    so many rows and columns on the right, twice."""
    px = factor
    wide = max(body.width * ROWS_SHARE - LABEL_WIDTH_PIXELS * px, 8.0)
    first = min(row.over(-row.before) - row.step / 2 for row in rows)
    end = max(row.over(row.length - 1 + row.after) + row.step / 2 for row in rows)
    unit = wide / max(end - first, 1.0)
    apart = body.height / len(rows)
    high = min(LARGEST_CELL_PIXELS * px, apart * ROW_SHARE)
    placed = []
    for n, row in enumerate(rows):
        top = body.top + n * apart + (apart - high) / 2
        label = Box(body.left, top, (LABEL_WIDTH_PIXELS - 6) * px, high)
        left = body.left + LABEL_WIDTH_PIXELS * px + (row.over(0) - row.step / 2 - first) * unit
        placed.append(PlacedRow(row, label, top, high, left, row.step * unit))
    x = body.left + body.width * ROWS_SHARE + GAP_PIXELS * px
    room = max(body.right - x, 8.0)
    half = body.height / 2
    label_high = LABEL_PIXELS * px
    cell = min(room / lengths[1], max(half - label_high - 6 * px, 4.0) / lengths[0])
    cell = math.floor(cell) if cell >= 2 else cell
    labels, pictures = [], []
    for n in range(2):
        top = body.top + n * half
        labels.append(Box(x, top, room, label_high))
        box = Box(round(x), round(top + label_high), cell * lengths[1], cell * lengths[0])
        pictures.append(Grid(box, lengths[0], lengths[1]))
    return ChainLayout(tuple(placed), (labels[0], labels[1]), (pictures[0], pictures[1]))
