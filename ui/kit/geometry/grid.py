"""A grid of cells: which number of an array stands in which row and column, and where that is.

Without Qt: lengths in pixels come in and go out. Rows and columns are counted from 0.
"""

from __future__ import annotations

import math
from collections.abc import Collection, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from visualnn.dataclass import dataclass

from .box import Box

__all__ = [
    "PICTURE_NUMBER_COUNT",
    "CellSize",
    "Grid",
    "NumberTable",
    "blocks",
    "fit",
    "picture_side",
    "shares",
    "table_of",
    "tick_step",
    "wrapped",
]

Cell = tuple[int, int]

_WHOLE_CELL_PIXELS = 6.0
"""From this size on cells are whole pixels, so that all are equally large."""
MAX_SIDE_RATIO = 2.0
"""How much longer than wide a cell without a number may be, or wider than long."""


PICTURE_NUMBER_COUNT = 36
"""The least count of numbers that, being a square number, are drawn as a picture."""

Array = NDArray[Any]


def picture_side(count: int) -> int:
    """The side of the square picture that so many numbers make; 0 if they make none."""
    side = math.isqrt(count)
    return side if count >= PICTURE_NUMBER_COUNT and side * side == count else 0


@dataclass(frozen=True)
class NumberTable:
    """Numbers of a flat array in rows and columns, in reading order.

    Place number n holds the element ``base + stride · n``; places from ``size`` on are empty.
    """

    rows: int
    columns: int
    size: int
    base: int = 0
    stride: int = 1

    def offset(self, row: int, column: int) -> int | None:
        """The element that stands in a cell; None where there is none."""
        place = row * self.columns + column
        inside = 0 <= row < self.rows and 0 <= column < self.columns and place < self.size
        return self.base + self.stride * place if inside else None

    def cell(self, offset: int) -> Cell | None:
        """The row and column of an element; None if the table does not show it."""
        place, between = divmod(offset - self.base, self.stride)
        if between or not 0 <= place < self.size:
            return None
        return divmod(place, self.columns)

    def cells(self, offsets: Array) -> list[Cell]:
        """The rows and columns of elements, without those that the table does not show."""
        places, between = np.divmod(offsets - self.base, self.stride)
        shown = places[(between == 0) & (places >= 0) & (places < self.size)]
        rows, columns = np.divmod(shown, self.columns)
        return list(zip(rows.tolist(), columns.tolist(), strict=True))


def table_of(shape: tuple[int, ...], leading: tuple[int, ...] = ()) -> NumberTable:
    """An array as a table: a scalar as one cell, a vector as one row, (batch, units) as one row for
    each example; of more axes the last two, at the indices ``leading`` of the others (by default
    the first of each)."""
    size = math.prod(shape)
    if len(shape) > 2:
        place = 0
        for axis, length in enumerate(shape[:-2]):
            place = place * length + (leading[axis] if axis < len(leading) else 0)
        part = shape[-2] * shape[-1]
        return NumberTable(shape[-2], shape[-1], part, place * part)
    rows = shape[0] if len(shape) > 1 else 1
    return NumberTable(rows, size // rows if rows else 0, size)


def wrapped(size: int, width: float, height: float, least: float) -> NumberTable:
    """A vector as one row if its cells get ``least`` pixels, otherwise in rows of tens, as large
    as they fit into the room."""
    if size * least <= width or size <= 1:
        return NumberTable(1, size, size)
    columns = math.ceil(math.sqrt(size * width / max(height, 1.0)) / 10) * 10
    columns = max(10, min(columns, size))
    return NumberTable(math.ceil(size / columns), columns, size)


@dataclass(frozen=True)
class CellSize:
    """The sizes that cells may have: from ``least`` up, or from ``lowest`` up in height; a number
    needs ``number`` × ``line``."""

    least: float
    number: float
    line: float
    widest: float
    tallest: float
    lowest: float | None = None

    @property
    def least_height(self) -> float:
        return self.least if self.lowest is None else self.lowest


@dataclass(frozen=True)
class Grid:
    """The cells of a table that are shown, from ``first_row`` and ``first_column`` on."""

    box: Box
    rows: int
    columns: int
    first_row: int = 0
    first_column: int = 0

    @property
    def cell_width(self) -> float:
        return self.box.width / self.columns

    @property
    def cell_height(self) -> float:
        return self.box.height / self.rows

    def edges(self) -> tuple[list[int], list[int]]:
        """The left edges of the columns that are shown and the upper edges of the rows; the last
        end comes last."""
        left, top = round(self.box.left), round(self.box.top)
        width, height = self.cell_width, self.cell_height
        return (
            [left + math.floor(n * width + 0.5) for n in range(self.columns + 1)],
            [top + math.floor(n * height + 0.5) for n in range(self.rows + 1)],
        )

    def cell(self, row: int, column: int) -> Box:
        """The rectangle of a cell, on whole pixels; cells that are not shown lie outside the
        box."""
        return self.block(row, column, row, column)

    def block(self, top: int, left: int, bottom: int, right: int) -> Box:
        """The rectangle of the cells from one corner to the other, both included."""
        x = self._edge(self.box.left, left - self.first_column, self.cell_width)
        y = self._edge(self.box.top, top - self.first_row, self.cell_height)
        end_x = self._edge(self.box.left, right + 1 - self.first_column, self.cell_width)
        end_y = self._edge(self.box.top, bottom + 1 - self.first_row, self.cell_height)
        return Box(x, y, end_x - x, end_y - y)

    def middle(self, place: int, *, across: bool) -> int:
        """The pixel in the middle of a column (`across`) or a row, shown or not."""
        if across:
            start, number, size = self.box.left, place - self.first_column, self.cell_width
        else:
            start, number, size = self.box.top, place - self.first_row, self.cell_height
        begin, end = self._edge(start, number, size), self._edge(start, number + 1, size)
        return round(begin + (end - begin) / 2)

    @staticmethod
    def _edge(start: float, number: int, size: float) -> float:
        return round(start) + math.floor(number * size + 0.5)

    def at(self, x: float, y: float) -> Cell | None:
        """The row and column under a point; None beside the grid."""
        if not self.box.contains(x, y):
            return None
        column = min(int((x - self.box.left) / self.cell_width), self.columns - 1)
        row = min(int((y - self.box.top) / self.cell_height), self.rows - 1)
        return self.first_row + row, self.first_column + column

    def shown(self, row: int, column: int) -> bool:
        """Whether a cell is among those that are shown."""
        return (
            self.first_row <= row < self.first_row + self.rows
            and self.first_column <= column < self.first_column + self.columns
        )

    def clipped(self, block: tuple[int, int, int, int]) -> tuple[int, int, int, int] | None:
        """The part of a block that is shown."""
        top, left, bottom, right = block
        top, left = max(top, self.first_row), max(left, self.first_column)
        bottom = min(bottom, self.first_row + self.rows - 1)
        right = min(right, self.first_column + self.columns - 1)
        return (top, left, bottom, right) if top <= bottom and left <= right else None


def fit(
    rows: int,
    columns: int,
    room: Box,
    size: CellSize,
    at: Cell = (0, 0),
    *,
    side_ratio: float = MAX_SIDE_RATIO,
) -> Grid:
    """Cells as large as the room allows, at its upper left. Cells that have no room for a number
    are at most `side_ratio` times as long one way as the other: those of a picture are squares.

    Where even the least size is too large, it is the page of rows and columns that ``at`` is on.
    """
    shown_rows, first_row = _page(rows, room.height, size.least_height, at[0])
    shown_columns, first_column = _page(columns, room.width, size.least, at[1])
    width = min(room.width / shown_columns, size.widest)
    height = min(room.height / shown_rows, size.tallest)
    if width < size.number or height < size.line:
        width, height = min(width, side_ratio * height), min(height, side_ratio * width)
    width, height = (math.floor(n) if n >= _WHOLE_CELL_PIXELS else n for n in (width, height))
    box = Box(room.left, room.top, width * shown_columns, height * shown_rows)
    return Grid(box, shown_rows, shown_columns, first_row, first_column)


def _page(count: int, room: float, least: float, at: int) -> tuple[int, int]:
    """How many of ``count`` are shown, and the first of them."""
    shown = max(1, min(count, int(room / least)))
    return shown, max(0, min(at // shown * shown, count - shown))


def blocks(cells: Collection[Cell]) -> list[tuple[int, int, int, int]]:
    """Cells as few rectangles: (top, left, bottom, right), all four included.

    Runs of neighbours in a row become one, and equal runs under each other become one.
    """
    done: list[tuple[int, int, int, int]] = []
    open_: dict[tuple[int, int], tuple[int, int]] = {}  # (left, right) → (top, bottom)
    for row, left, right in _runs(cells):
        above = open_.get((left, right))
        if above is not None and above[1] == row - 1:
            open_[left, right] = (above[0], row)
            continue
        if above is not None:
            done.append((above[0], left, above[1], right))
        open_[left, right] = (row, row)
    done += [(top, left, bottom, right) for (left, right), (top, bottom) in open_.items()]
    return sorted(done)


def _runs(cells: Collection[Cell]) -> list[tuple[int, int, int]]:
    """(row, first column, last column) of neighbours, in reading order."""
    if len(cells) > MANY_CELL_COUNT:
        return _many_runs(cells)
    runs: list[tuple[int, int, int]] = []
    for row, column in sorted(set(cells)):
        if runs and runs[-1][0] == row and runs[-1][2] == column - 1:
            runs[-1] = (row, runs[-1][1], column)
        else:
            runs.append((row, column, column))
    return runs


MANY_CELL_COUNT = 1_000
"""From so many cells on their runs are found as arrays."""


def _many_runs(cells: Collection[Cell]) -> list[tuple[int, int, int]]:
    places = np.array(list(cells), dtype=np.int64).reshape(-1, 2)
    width = int(places[:, 1].max()) + 2  # the column behind the last keeps rows apart
    codes = np.unique(places[:, 0] * width + places[:, 1])
    breaks = np.flatnonzero(np.diff(codes) != 1) + 1
    begins, ends = codes[np.r_[0, breaks]], codes[np.r_[breaks - 1, len(codes) - 1]]
    rows, lefts = np.divmod(begins, width)
    return list(zip(rows.tolist(), lefts.tolist(), (ends % width).tolist(), strict=True))


def tick_step(cell: float, label: float) -> int:
    """Every how many cells a label of this length fits: 1, 2, 5, 10, 20, …"""
    step, factors = 1, (2.0, 2.5, 2.0)
    turn = 0
    while step * cell < label:
        step = round(step * factors[turn % 3])
        turn += 1
    return step


def shares(wanted: Sequence[float], room: float, gap: float) -> list[float]:
    """Widths for things beside each other: what each wants, or less of the widest until all fit."""
    left = max(0.0, room - gap * (len(wanted) - 1))
    given = [0.0] * len(wanted)
    order = sorted(range(len(wanted)), key=lambda n: wanted[n])
    for position, n in enumerate(order):
        given[n] = min(wanted[n], left / (len(wanted) - position))
        left -= given[n]
    return given
