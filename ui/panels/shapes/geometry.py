"""The geometry of the shapes: boxes, bars and the table, and what lies under a pixel.

Without Qt: lengths in pixels come in and go out.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

from ui.kit.geometry.box import Box
from visualnn.dataclass import dataclass

__all__ = ["LayerTableLayout", "ShapesLayout", "layout", "scrolled_to"]

TITLE_PIXELS, LINE_PIXELS, ROW_PIXELS, HEAD_PIXELS = 28, 19, 20, 20
"""Heights in pixels: the title, a line of the foot, a row of the table, its headings."""
LANE_PIXELS, NAME_PIXELS, ARC_PIXELS, SIZE_PIXELS = 25, 17, 26, 16
"""Heights in pixels: a lane of bars, the names over the boxes, the arcs over the names, the sizes
under the boxes."""
EDGE_PIXELS, LABEL_PIXELS, GAP_PIXELS, WIDEST_GAP_PIXELS = 16, 92, 7, 60
"""Widths in pixels: at the edges, of the lanes' labels, between two boxes, and what is added there
where the boxes leave room."""
LABEL_SHARE = 0.24
"""The share of the width that the lanes' labels take at most."""
PICTURE_SHARE, LEAST_PICTURE_SHARE = 0.5, 0.42
"""The share of the height that boxes and bars take where there is a table under them, and the least
where with it every row of the table has room."""
TABLE_LEAST_PIXELS = 90
"""Pixels of height that a table needs to be drawn at all."""
LEAST_BOX_PIXELS, LEAST_WIDTH_PIXELS, LARGEST_WIDTH_PIXELS = 3.0, 1.5, 90.0
"""The least height and width of a box and the most width."""
SLOT_PIXELS = 26
"""The least width that a box has for itself and its size, where there is room."""
HALVING_COUNT = 30
"""Halvings after which the width of the boxes is found to less than a pixel."""
LANE_COUNT = 3
COLUMN_PIXELS = {
    "layer": 112,
    "kind": 104,
    "output": 134,
    "parameters": 84,
    "trainable": 84,
    "multiply_adds": 108,
    "bytes": 72,
    "sees": 80,
}
"""The columns of the table and the width that each needs, so that no number is cut."""
NARROW_COLUMN_PIXELS = {"layer": 50, "output": 84, "parameters": 70}
"""The shares of the columns that are left in a room too narrow even for these."""
GIVEN_UP_COLUMNS = ("trainable", "kind", "sees", "bytes", "multiply_adds")
"""Columns that are left out where there is no room for all, in this order."""


@dataclass(frozen=True)
class LayerTableLayout:
    """The table: its headings and the rows that have room."""

    head: Box
    body: Box
    row_height: float
    names: tuple[str, ...]
    """The columns that have room."""
    columns: tuple[Box, ...]
    """Their places, over the whole height."""

    @property
    def rows(self) -> int:
        """How many rows have room."""
        return max(1, int(self.body.height / self.row_height))

    def row(self, place: int) -> Box:
        """The place of a row, counted from the first that is seen."""
        top = self.body.top + place * self.row_height
        return Box(self.body.left, top, self.body.width, self.row_height)

    def cell_at(self, x: float, y: float) -> tuple[int, int] | None:
        """Row, counted from the first that is seen, and column under a point."""
        if not self.body.contains(x, y):
            return None
        column = next((n for n, box in enumerate(self.columns) if box.left <= x < box.right), 0)
        return int((y - self.body.top) / self.row_height), column


@dataclass(frozen=True)
class ShapesLayout:
    """Where the parts stand."""

    title: Box
    picture: Box
    boxes: tuple[Box, ...]
    """A box for each item, in order."""
    slots: tuple[Box, ...]
    """The whole height over which an item is meant, its part of the gaps included."""
    lanes: tuple[Box, ...]
    """The rooms of the bars under the boxes."""
    labels: tuple[Box, ...]
    """The rooms of the lanes' names at their left."""
    size_row: Box
    """The row of sizes under the boxes."""
    size_label: Box
    arcs_top: float
    table: LayerTableLayout | None
    foot: tuple[Box, ...]

    def item_at(self, x: float, y: float) -> int | None:
        """The item over whose box or bars a point lies."""
        return next((n for n, slot in enumerate(self.slots) if slot.contains(x, y)), None)


def layout(
    width: float,
    height: float,
    factor: float,
    sizes: Sequence[tuple[int, int]],
    lines: int,
    *,
    has_arcs: bool = True,
) -> ShapesLayout:
    """Boxes of these sizes, (height of the picture, channels), bars under them, and the table.
    Without arcs nothing is left free for them."""
    px, edge = factor, EDGE_PIXELS * factor
    wide = max(width - 2 * edge, 8.0)
    line = LINE_PIXELS * px
    lines = max(0, min(lines, int(height * 0.3 / line)))
    title = TITLE_PIXELS * px
    foot_top = height - lines * line - 4 * px
    room = max(foot_top - title, 8.0)
    wanted = (HEAD_PIXELS + ROW_PIXELS * len(sizes)) * px
    table_height = min(max(room * (1 - PICTURE_SHARE), wanted), room * (1 - LEAST_PICTURE_SHARE))
    if wanted > table_height:  # it is scrolled anyhow
        table_height = room * (1 - PICTURE_SHARE)
    has_table = table_height >= TABLE_LEAST_PIXELS * px
    picture = Box(edge, title, wide, room - table_height if has_table else room)
    label = min(LABEL_PIXELS * px, wide * LABEL_SHARE)
    lanes, labels, lanes_top = _lanes(picture, label, px)
    size_row = Box(lanes[0].left, lanes_top - SIZE_PIXELS * px, lanes[0].width, SIZE_PIXELS * px)
    size_label = Box(labels[0].left, size_row.top, labels[0].width, size_row.height)
    boxes_bottom = size_row.top - 2 * px
    arcs_top = picture.top
    top = picture.top + (NAME_PIXELS + (ARC_PIXELS if has_arcs else 0)) * px
    across = Box(picture.left + label, top, wide - label, max(boxes_bottom - top, 4.0))
    boxes, slots = _boxes(across, sizes, px, boxes_bottom, picture)
    table = None
    if has_table:
        under = Box(edge, picture.bottom, wide, foot_top - picture.bottom)
        table = _table(under, px)
    foot = tuple(Box(edge, foot_top + n * line, wide, line) for n in range(lines))
    return ShapesLayout(
        Box(edge, 0, wide, title),
        picture,
        boxes,
        slots,
        lanes,
        labels,
        size_row,
        size_label,
        arcs_top,
        table,
        foot,
    )


def _lanes(picture: Box, label: float, px: float) -> tuple[tuple[Box, ...], tuple[Box, ...], float]:
    """Three lanes at the lower end of the picture, their labels, and where they begin."""
    lane = min(LANE_PIXELS * px, picture.height / 8)
    top = picture.bottom - LANE_COUNT * lane - 6 * px
    lanes = tuple(
        Box(picture.left + label, top + n * lane, picture.width - label, lane)
        for n in range(LANE_COUNT)
    )
    labels = tuple(
        Box(picture.left, box.top, label - 6 * px if label > 6 * px else label, lane)
        for box in lanes
    )
    return lanes, labels, top


def _boxes(
    room: Box, sizes: Sequence[tuple[int, int]], px: float, bottom: float, picture: Box
) -> tuple[tuple[Box, ...], tuple[Box, ...]]:
    """A box for each item: its height grows with the root of the picture's, its width with the
    cube root of the channels, so that dense layers leave the pictures some room; all of them
    fit."""
    count = max(len(sizes), 1)
    tallest = max((high for high, _ in sizes), default=1)
    roots = [math.cbrt(channels) for _, channels in sizes]
    gap = min(GAP_PIXELS * px, 0.35 * room.width / count)
    narrowest = min(SLOT_PIXELS * px, 0.8 * room.width / count)
    unit = _unit(roots, room.width, gap, narrowest, LARGEST_WIDTH_PIXELS * px)
    least = min(LEAST_WIDTH_PIXELS, 0.5 * narrowest)
    widths = [max(root * unit, least) for root in roots]
    taken = [max(wide + gap, narrowest) for wide in widths]
    spare = max(room.width - sum(taken), 0.0) / count
    left = room.left
    boxes, slots = [], []
    for (high, _channels), wide, slot in zip(sizes, widths, taken, strict=True):
        tall = max(math.sqrt(high / tallest) * room.height, LEAST_BOX_PIXELS * px)
        whole = slot + min(spare, WIDEST_GAP_PIXELS * px)
        boxes.append(Box(left + (whole - wide) / 2, bottom - tall, wide, tall))
        slots.append(Box(left, picture.top, whole, picture.height))
        left += whole
    return tuple(boxes), tuple(slots)


def _unit(
    roots: Sequence[float], width: float, gap: float, narrowest: float, largest: float
) -> float:
    """The width of a box whose root is 1, the largest with which all boxes, their gaps and slots no
    narrower than the narrowest fit into a width, and no box is wider than the largest."""
    low, high = 0.0, largest / max(roots, default=1.0)
    if sum(max(root * high + gap, narrowest) for root in roots) <= width:
        return high
    for _halving in range(HALVING_COUNT):
        middle = (low + high) / 2
        fits = sum(max(root * middle + gap, narrowest) for root in roots) <= width
        low, high = (middle, high) if fits else (low, middle)
    return low


def _table(room: Box, px: float) -> LayerTableLayout:
    head = Box(room.left, room.top, room.width, HEAD_PIXELS * px)
    body = Box(room.left, head.bottom, room.width, max(room.bottom - head.bottom, 1.0))
    names = list(COLUMN_PIXELS)
    for name in GIVEN_UP_COLUMNS:
        if sum(COLUMN_PIXELS[each] for each in names) * px > room.width:
            names.remove(name)
    wanted = COLUMN_PIXELS
    if sum(wanted[each] for each in names) * px > room.width:
        wanted = NARROW_COLUMN_PIXELS
    whole, x = sum(wanted[each] for each in names), room.left
    columns = []
    for name in names:
        wide = room.width * wanted[name] / whole
        columns.append(Box(x, room.top, wide, room.height))
        x += wide
    return LayerTableLayout(head, body, ROW_PIXELS * px, tuple(names), tuple(columns))


def scrolled_to(first: int, rows: int, count: int, place: int | None) -> int:
    """The first row that is seen, so that a row is seen and no room is left empty."""
    if place is not None:
        first = min(first, place)
        first = max(first, place - rows + 1)
    return max(0, min(first, count - rows))
