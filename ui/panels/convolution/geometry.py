"""The geometry of the convolution: where its grids stand, and which cell lies under a pixel.

Without Qt: lengths in pixels come in and go out. Of a grid with a ring of padding the places in the
ring are negative, or not below the grid's length.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

from ui.kit.geometry.box import Box
from ui.kit.geometry.grid import Grid
from visualnn.dataclass import dataclass

__all__ = ["ConvolutionLayout", "GridShape", "PlacedGrid", "Ring", "layout"]

TITLE_PIXELS, HEAD_PIXELS, LABEL_PIXELS, LINE_PIXELS = 28, 22, 18, 19
"""Heights in pixels: the title, the line under it, the name of a grid, a line of the foot."""
EDGE_PIXELS, GAP_PIXELS, BETWEEN_PIXELS = 16, 34, 8
"""Pixels at the edges, between columns of grids, and between a grid and the label under it."""
TICK_PIXELS = 7
"""Pixels above and beside a grid for the marks of its windows."""
LARGEST_CELL_PIXELS, NUMBER_WIDTH_PIXELS, ROOMY_WIDTH_PIXELS = 84, 37, 58
"""Pixels of a cell: the most, the width that a number needs, and that which it needs at most."""
READABLE_CELL_PIXELS = 30
"""Pixels up to which cells of the output grow beyond those of the input."""
WHOLE_CELL_PIXELS = 6
"""From this size on cells are whole pixels."""
WIDEST_RATIO = 1.9
MIDDLE_SHARE, WIDE_MIDDLE_SHARE, INPUT_SHARE = 0.28, 0.44, 0.62
"""Shares of the width: the kernels' column at most, the same with its grids side by side; of the
rest the input's."""
SMALL_CELL_PIXELS = 17
"""Cells of kernels that are smaller than this stand side by side where that makes them larger."""
LINE_CELL_PIXELS = 17
"""The height of a line of a mixture."""
UPPER_SHARE = 0.6
"""The share of the height for input and output where the kernels stand below them."""
FOOT_SHARE = 0.36
"""The share of the height that the lines at the foot take at most."""


@dataclass(frozen=True)
class Ring:
    """Places around a grid: padding."""

    top: int = 0
    left: int = 0
    bottom: int = 0
    right: int = 0


@dataclass(frozen=True)
class GridShape:
    """How many cells a grid has."""

    rows: int
    columns: int
    ring: Ring = Ring()
    at: int = 0
    """The row that must be seen where there is no room for all."""
    pages: bool = False
    """Whether it shows as many rows as there is room for; else all, however small."""

    @property
    def whole_rows(self) -> int:
        return self.rows + self.ring.top + self.ring.bottom

    @property
    def whole_columns(self) -> int:
        return self.columns + self.ring.left + self.ring.right


@dataclass(frozen=True)
class PlacedGrid:
    """A grid in its place."""

    label: Box
    grid: Grid
    ring: Ring

    @property
    def outer(self) -> Box:
        """The grid with its ring."""
        grid = self.grid
        first = grid.first_row or -self.ring.top
        last = grid.first_row + grid.rows - 1 + self.ring.bottom
        return grid.block(first, -self.ring.left, last, grid.columns - 1 + self.ring.right)

    def at(self, x: float, y: float) -> tuple[int, int] | None:
        """The row and column under a point, ring included; None beside it."""
        if not self.outer.contains(x, y):
            return None
        grid = self.grid
        row = math.floor((y - grid.box.top) / grid.cell_height) + grid.first_row
        column = math.floor((x - grid.box.left) / grid.cell_width)
        return (
            min(max(row, grid.first_row - self.ring.top), grid.first_row + grid.rows - 1
                + self.ring.bottom),
            min(max(column, -self.ring.left), grid.columns - 1 + self.ring.right),
        )  # fmt: skip


@dataclass(frozen=True)
class ConvolutionLayout:
    """Where the parts stand."""

    title: Box
    head: Box
    grids: Mapping[str, PlacedGrid]
    foot: tuple[Box, ...]
    """The lines at the foot, as many as have room."""


GridColumns = tuple[Sequence[str], Sequence[str], Sequence[str]]
"""The names of the grids of each column, from top to bottom."""


def layout(
    width: float,
    height: float,
    factor: float,
    columns: GridColumns,
    shapes: Mapping[str, GridShape],
    lines: int,
    *,
    beside: bool = False,
) -> ConvolutionLayout:
    """The grids as large as the room allows: input, kernels and output from left to right, or the
    kernels in a row of their own below.

    `beside` puts those of the middle column beside each other.
    """
    px = factor
    edge = EDGE_PIXELS * px
    wide = max(width - 2 * edge, 8.0)
    line = LINE_PIXELS * px
    lines = max(0, min(lines, math.floor(height * FOOT_SHARE / line)))
    top = (TITLE_PIXELS + HEAD_PIXELS) * px
    end = height - lines * line - BETWEEN_PIXELS * px / 2
    body = Box(edge, top, wide, max(end - top, 8.0))
    sizer = _Sizer(shapes, factor)
    ways = (_in_a_row(sizer, body, columns, beside), _in_two_rows(sizer, body, columns))
    best = max(ways[:1] if beside else ways, key=lambda way: way.cells)
    foot = tuple(Box(edge, height - (lines - n) * line - 4 * px, wide, line) for n in range(lines))
    return ConvolutionLayout(
        Box(edge, 0, wide, TITLE_PIXELS * px),
        Box(edge, TITLE_PIXELS * px, wide, HEAD_PIXELS * px),
        best.grids,
        foot,
    )


@dataclass(frozen=True)
class _Composition:
    """Grids in their places."""

    grids: Mapping[str, PlacedGrid]
    cells: float
    """The heights of a cell of the input, the kernel and the output, multiplied: twice as large
    in one grid makes up for half in another."""


def _in_a_row(sizer: _Sizer, body: Box, columns: GridColumns, beside: bool) -> _Composition:
    """Input, kernels and output from left to right."""
    px, wide = sizer.factor, body.width
    middle = sizer.column(columns[1], wide * MIDDLE_SHARE, body.height, beside=beside)
    if not beside and middle.cell < SMALL_CELL_PIXELS * px:  # little height, but there is width
        other = sizer.column(columns[1], wide * WIDE_MIDDLE_SHARE, body.height, beside=True)
        middle = other if other.cell > middle.cell else middle
    gap = min(GAP_PIXELS * px, wide / 12)
    rest = max(wide - middle.width - 2 * gap, 4.0)
    left, right = _ends(sizer, columns, rest, body.height)
    x = body.left + max(0.0, (wide - left.width - middle.width - right.width - 2 * gap) / 2)
    grids: dict[str, PlacedGrid] = {}
    outer = max(left.step, right.step)  # what belongs together stands in one row
    for column, step in ((left, outer), (middle, middle.step), (right, outer)):
        grids.update(column.placed(x, body, step, gap))
        x += column.width + gap
    return _Composition(grids, left.cell * middle.cell * right.cell)


def _in_two_rows(sizer: _Sizer, body: Box, columns: GridColumns) -> _Composition:
    """Input and output side by side, the kernels below them."""
    px, wide = sizer.factor, body.width
    gap = min(GAP_PIXELS * px, wide / 12)
    above = body.height * UPPER_SHARE
    left, right = _ends(sizer, columns, wide - gap, above)
    middle = sizer.column(columns[1], wide, body.height - above, beside=True)
    x = body.left + max(0.0, (wide - left.width - right.width - gap) / 2)
    outer = max(left.step, right.step)
    grids = dict(left.placed(x, body, outer, gap))
    grids |= right.placed(x + left.width + gap, body, outer, gap)
    under = max((grid.outer.bottom for grid in grids.values()), default=body.top)
    lower = Box(body.left, under + BETWEEN_PIXELS * px, wide, body.bottom - under)
    x = body.left + max(0.0, (wide - middle.width) / 2)
    grids |= middle.placed(x, lower, middle.step, gap)
    return _Composition(grids, left.cell * middle.cell * right.cell)


def _ends(
    sizer: _Sizer, columns: GridColumns, width: float, height: float
) -> tuple[_GridColumn, _GridColumn]:
    """The columns of the input and of the output, whose cells are hardly larger than those."""
    left = sizer.column(columns[0], width * INPUT_SHARE, height)
    largest = max(left.cell, READABLE_CELL_PIXELS * sizer.factor)
    return left, sizer.column(columns[2], width - left.width, height, largest=largest)


@dataclass(frozen=True)
class _GridColumn:
    """Grids of one column with the sizes of their cells."""

    names: Sequence[str]
    shapes: Mapping[str, GridShape]
    cells: Mapping[str, tuple[float, float]]
    rows: Mapping[str, int]
    width: float
    factor: float
    beside: bool

    @property
    def cell(self) -> float:
        """The height of a cell of the first grid."""
        return self.cells[self.names[0]][1] if self.names else 0.0

    @property
    def step(self) -> float:
        """How far the label of a grid is from that of the next one below."""
        rows = [
            self.cells[n][1] * (self.rows[n] + self.shapes[n].ring.top + self.shapes[n].ring.bottom)
            for n in self.names
        ]
        around = LABEL_PIXELS + TICK_PIXELS + BETWEEN_PIXELS
        return max(rows, default=0.0) + around * self.factor

    def placed(self, x: float, body: Box, step: float, gap: float) -> Mapping[str, PlacedGrid]:
        """Each grid with its label above it, one under the other or side by side."""
        label, between = LABEL_PIXELS * self.factor, BETWEEN_PIXELS * self.factor
        tick = TICK_PIXELS * self.factor
        found, y = {}, body.top
        for name in self.names:
            shape, (wide, high) = self.shapes[name], self.cells[name]
            rows = self.rows[name]
            first = min(shape.at // rows * rows, shape.rows - rows) if rows < shape.rows else 0
            top = math.floor(y + label + tick + shape.ring.top * high)
            left = math.floor(x + tick + shape.ring.left * wide)
            box = Box(left, top, wide * shape.columns, high * rows)
            grid = Grid(box, rows, shape.columns, first)
            room = self.width / len(self.names) if self.beside else self.width + gap - between
            text = Box(x + tick, y, max(room - tick, wide * shape.whole_columns), label)
            found[name] = PlacedGrid(text, grid, shape.ring)
            if self.beside:
                x += self.width / len(self.names)
            else:
                y += step
        return found


class _Sizer:
    """Finds the sizes of cells."""

    def __init__(self, shapes: Mapping[str, GridShape], factor: float) -> None:
        self._shapes, self.factor = shapes, factor

    def column(
        self,
        names: Sequence[str],
        width: float,
        height: float,
        *,
        largest: float = math.inf,
        beside: bool = False,
    ) -> _GridColumn:
        """The cells of some grids in a column of at most this width."""
        count = max(len(names), 1)
        px = self.factor
        label, tick = LABEL_PIXELS * px, TICK_PIXELS * px
        room = height / (1 if beside else count) - label - tick - BETWEEN_PIXELS * px
        across = (width / count if beside else width) - tick
        cells, rows = {}, {}
        for name in names:
            shape = self._shapes[name]
            rows[name] = shape.rows
            if shape.pages:
                rows[name] = max(1, min(shape.rows, int(room / (LINE_CELL_PIXELS * px))))
            high = max(rows[name] + shape.ring.top + shape.ring.bottom, 1)
            cells[name] = self._cell(
                max(across, 2.0) / shape.whole_columns,
                max(room, 2.0) / high,
                min(largest, LARGEST_CELL_PIXELS * px),
            )
            if shape.pages:  # lines of numbers, each as wide as a number
                cells[name] = (
                    math.floor(min(max(across, 2.0), ROOMY_WIDTH_PIXELS * px)),
                    cells[name][1],
                )
        wide = [cells[n][0] * self._shapes[n].whole_columns + tick for n in names]
        if beside:
            used = max(wide, default=0.0) * count + (count - 1) * BETWEEN_PIXELS * px
        else:
            used = max(wide, default=0.0)
        return _GridColumn(names, self._shapes, cells, rows, used, px, beside)

    def _cell(self, wide: float, high: float, largest: float) -> tuple[float, float]:
        """Width and height of a cell: square, or wider where that lets its number be read."""
        px = self.factor
        side = min(wide, high, largest)
        if side < NUMBER_WIDTH_PIXELS * px <= min(wide, WIDEST_RATIO * side):
            width = min(wide, WIDEST_RATIO * side, ROOMY_WIDTH_PIXELS * px)
        else:
            width = side
        width, side = (math.floor(n) if n >= WHOLE_CELL_PIXELS else n for n in (width, side))
        return max(width, 0.05), max(side, 0.05)
