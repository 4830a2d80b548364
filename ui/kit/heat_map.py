"""A heat map: the cells of one array as colours, with their numbers where there is room.

A cell that is not computed is hollow with a dash; a number that is not finite is named, or has
the colour that nothing else has. The cells of one array are painted into a picture once and kept
until the array, its colours or its place change.
"""

from __future__ import annotations

import math
from dataclasses import replace
from itertools import pairwise
from typing import Any, Final
from weakref import ref

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen, QPixmap

from ui.kit import paint
from ui.kit.colours import ColourScale, to_image
from ui.kit.geometry.box import Box
from ui.kit.geometry.grid import Grid, NumberTable
from ui.kit.look import Look
from ui.kit.output import is_vector, pixel_ratio
from ui.kit.theme import Text
from ui.kit.tint import mix
from visualnn import figures
from visualnn.dataclass import dataclass

__all__ = [
    "MAX_NUMBER_COUNT",
    "HeatMap",
    "NumberFormat",
    "are_numbers_shown",
    "are_signs_shown",
    "least_number_cell",
    "matrix",
    "numbers_of",
    "rect",
    "thin_outline",
]

MAX_NUMBER_COUNT: Final = 288
"""Cells that get a number or a sign each; more of them cannot be read, and not painted in time."""
_MAX_SHORT_COUNT: Final = 100
"""Cells of a grid in which short numbers are looked for."""
_SIGN_CELL_PIXELS: Final = 9
"""Pixels that a cell needs for its sign."""
_MAX_GLYPH_PIXELS: Final = 16.0
"""Pixels of a cell that a sign makes use of at most."""
_RULED_CELL_PIXELS: Final = 7
"""Pixels that a cell needs for lines around it."""
_SHORT_PAD_PIXELS: Final = 3
"""Pixels of a cell that a short number leaves free."""
_DIGIT_COUNTS: Final = (4, 3, 2)
"""Digits behind the point of numbers in cells, as many as there is room for."""
_NUMBER_PAD_PIXELS: Final = 6
"""Pixels that a number needs beside it, so that neither a line nor a ring touches it."""


def rect(box: Box) -> QRectF:
    """The box as Qt has it."""
    return QRectF(box.left, box.top, box.width, box.height)


def matrix(array: NDArray[Any], table: NumberTable) -> NDArray[Any]:
    """The numbers of a table, (rows, columns); empty places are 0."""
    last = table.base + table.stride * (table.size - 1)
    numbers = array.reshape(-1)[table.base : last + 1 : table.stride]
    missing = table.rows * table.columns - table.size
    if missing:
        numbers = np.concatenate([numbers, np.zeros(missing, array.dtype)])
    return numbers.reshape(table.rows, table.columns)


@dataclass(frozen=True)
class NumberFormat:
    """The way the numbers of a grid are written: one size and as many digits in each cell."""

    writer: paint.Writer
    digits: int
    are_short: bool = False
    """Whether each is written as short as it is: ``0.5``, not ``0.5000``."""

    def text(self, value: float, room: float) -> str:
        """A number with the digits of its grid, or with fewer if it is too long.

        Of a number for which there is no room it is said on which side of 0 it is, or that it is
        far away from it. A dash would look like a number that is not computed, and a 0 like none.
        """
        if self.are_short:
            text = figures.result(value)
        elif self.digits >= figures.TABLE_DIGITS:
            text = figures.table(value)
        else:
            text = figures.compact(value, digits=self.digits)
        if self.writer.width(text) <= room:
            return text
        return self.writer.fitted(value, room) or _vague(value)


def _vague(value: float) -> str:
    if abs(value) < 1.0:
        return ">0" if value > 0.0 else "<0"
    return "≫0" if value > 0.0 else "≪0"


def numbers_of(grid: Grid, look: Look) -> NumberFormat | None:
    """How numbers are written in the cells of a grid; None if they are too small or too many."""
    if grid.rows * grid.columns > MAX_NUMBER_COUNT:
        return None
    width, height = grid.cell_width, grid.cell_height
    for size in (Text.BODY, Text.SMALL):
        write = paint.writer(look.metrics, size)
        if height < write.height + (2 if size is Text.BODY else -2):
            continue
        for digits in _DIGIT_COUNTS if size is Text.SMALL else _DIGIT_COUNTS[:1]:
            if write.width("−0." + digits * "0") + _NUMBER_PAD_PIXELS <= width:
                return NumberFormat(write, digits)
    return None


def least_number_cell(look: Look) -> tuple[float, float]:
    """The width and height in pixels from which on a cell has room for its number."""
    write = paint.writer(look.metrics, Text.SMALL)
    digits = _DIGIT_COUNTS[-1] * "0"
    return math.ceil(write.width(f"−0.{digits}")) + _NUMBER_PAD_PIXELS, math.ceil(write.height - 2)


def are_numbers_shown(
    grid: Grid, table: NumberTable, look: Look, array: NDArray[Any] | None
) -> bool:
    """Whether every cell of a grid has room for its number; for one that is not computed, of four
    digits."""
    if numbers_of(grid, look) is not None:
        return True
    return array is not None and _short_numbers(grid, look, _shown(grid, table, array)) is not None


def are_signs_shown(grid: Grid, table: NumberTable, look: Look, array: NDArray[Any] | None) -> bool:
    """Whether the cells of a grid have no room for their numbers and show + and − instead."""
    return array is not None and _has_signs(grid) and not are_numbers_shown(
        grid, table, look, array
    )  # fmt: skip


def _has_signs(grid: Grid) -> bool:
    """Whether the cells of a grid are large and few enough for signs."""
    is_large = min(grid.cell_width, grid.cell_height) >= _SIGN_CELL_PIXELS
    return is_large and grid.rows * grid.columns <= MAX_NUMBER_COUNT


def _shown(grid: Grid, table: NumberTable, array: NDArray[Any]) -> NDArray[Any]:
    """The numbers in the cells of a grid, (rows, columns)."""
    rows = slice(grid.first_row, grid.first_row + grid.rows)
    columns = slice(grid.first_column, grid.first_column + grid.columns)
    return np.ascontiguousarray(matrix(array, table)[rows, columns])


def _short_numbers(grid: Grid, look: Look, values: NDArray[Any]) -> NumberFormat | None:
    """How the numbers of small cells are written where all of them are as short as ``−1`` or
    ``0.5``; None where one has no room, or there are too many to be read."""
    write = paint.writer(look.metrics, Text.SMALL)
    if values.size > _MAX_SHORT_COUNT or grid.cell_height < write.height - 2:
        return None
    room = grid.cell_width - _SHORT_PAD_PIXELS
    texts = map(figures.result, values.ravel().tolist())
    fits = all(write.width(text) <= room for text in texts)
    return NumberFormat(write, figures.TABLE_DIGITS, are_short=True) if fits else None


@dataclass(frozen=True, eq=False)
class _LastPainted:
    """What was painted last, and the picture of it if it was painted twice. The array is known, not
    held: it may be a part of the memory of a whole network."""

    array: ref[NDArray[Any]] | None
    look: Look
    rest: tuple[object, ...]
    picture: QPixmap | None

    def is_of(self, array: NDArray[Any] | None) -> bool:
        """Whether this array, or none, was painted."""
        return array is None if self.array is None else self.array() is array


class HeatMap:
    """Paints the cells of one array after another in one place.

    Numbers that fly past are painted straight away; what is painted for the second time becomes
    a picture that is kept.
    """

    def __init__(self) -> None:
        self._seen: _LastPainted | None = None

    def paint(
        self,
        painter: QPainter,
        look: Look,
        grid: Grid,
        table: NumberTable,
        array: NDArray[Any] | None,
        scale: ColourScale,
        limit: float,
    ) -> None:
        """Paint the cells; without an array they are hollow."""
        ratio = pixel_ratio(painter)
        if is_vector(painter):
            _all(painter, look, grid, table, array, scale, limit)
            return
        rest = (grid, table, scale.signed, limit, ratio)
        seen = self._seen
        if seen is None or not seen.is_of(array) or seen.look != look or seen.rest != rest:
            known = None if array is None else ref(array)
            self._seen = _LastPainted(known, look, rest, None)
            _all(painter, look, grid, table, array, scale, limit)
            return
        picture = seen.picture
        if picture is None:
            picture = _blank(grid, ratio, look)
            with QPainter(picture) as inner:
                inner.translate(-grid.box.left, -grid.box.top)
                _all(inner, look, grid, table, array, scale, limit)
            self._seen = replace(seen, picture=picture)
        painter.drawPixmap(QPointF(grid.box.left, grid.box.top), picture)


def _blank(grid: Grid, ratio: float, look: Look) -> QPixmap:
    """A picture as large as the grid and the line at its right and lower edge."""
    width, height = math.ceil(grid.box.width) + 1, math.ceil(grid.box.height) + 1
    picture = QPixmap(math.ceil(width * ratio), math.ceil(height * ratio))
    picture.setDevicePixelRatio(ratio)
    picture.fill(look.theme.surface)
    return picture


def _all(
    painter: QPainter,
    look: Look,
    grid: Grid,
    table: NumberTable,
    array: NDArray[Any] | None,
    scale: ColourScale,
    limit: float,
) -> None:
    if array is None:
        _hollow(painter, look, grid, table)
    else:
        _cells(painter, look, grid, table, array, scale, limit)


def _cells(
    painter: QPainter,
    look: Look,
    grid: Grid,
    table: NumberTable,
    array: NDArray[Any],
    scale: ColourScale,
    limit: float,
) -> None:
    shown = _shown(grid, table, array)
    painter.drawImage(rect(grid.box), to_image(shown, limit, scale))
    _lines(painter, look, grid, inside=scale.signed)
    numbers = numbers_of(grid, look)
    if numbers is None and scale.signed:
        numbers = _short_numbers(grid, look, shown)
    if numbers is not None:
        _numbers(painter, look, grid, shown, scale.entries(shown, limit), scale, numbers)
    elif scale.signed and _has_signs(grid):
        _signs(painter, grid, shown, scale.entries(shown, limit), scale)
    _empty_end(painter, look, grid, table)


def _lines(painter: QPainter, look: Look, grid: Grid, *, inside: bool) -> None:
    """Lines between the cells where they are large enough, else around all of them; a picture of
    pixels has none inside."""
    colour = look.theme.line
    if inside and min(grid.cell_width, grid.cell_height) >= _RULED_CELL_PIXELS:
        paint.rules(painter, rect(grid.box), grid.rows, grid.columns, colour)
    else:
        box = grid.box
        whole = QRectF(box.left, box.top, math.ceil(box.width) + 1, math.ceil(box.height) + 1)
        paint.frame(painter, whole, colour)


def _numbers(
    painter: QPainter,
    look: Look,
    grid: Grid,
    values: NDArray[Any],
    entries: NDArray[np.uint8],
    scale: ColourScale,
    numbers: NumberFormat,
) -> None:
    """The number in each cell, at its decimal point where that leaves it inside the cell."""
    write = numbers.writer
    painter.setFont(write.font)
    pad = _SHORT_PAD_PIXELS if numbers.are_short else _NUMBER_PAD_PIXELS
    room = grid.cell_width - pad + 1
    before = write.width("−0")
    aligned = (grid.cell_width - before - write.width("." + numbers.digits * "0")) / 2 + before
    lefts, tops = grid.edges()
    ink: QColor | None = None
    for row, (line, colours) in enumerate(zip(values.tolist(), entries.tolist(), strict=True)):
        top, height = tops[row], tops[row + 1] - tops[row]
        baseline = write.baseline(QRectF(0, top, 1, height))
        for column, (value, entry) in enumerate(zip(line, colours, strict=True)):
            left, wide = lefts[column], lefts[column + 1] - lefts[column]
            text = numbers.text(value, room)
            if entry == 0:
                inside = QRectF(left + 1, top + 1, wide - 1, height - 1)
                paint.hatch(painter, inside, look.theme, text, write)
                painter.setFont(write.font)
                ink = None
                continue
            if scale.inks[entry] is not ink:
                ink = scale.inks[entry]
                painter.setPen(ink)
            width = write.width(text)
            start = left + aligned - write.width(paint.parts(text)[0])
            if start < left + pad / 2 or start + width > left + wide - pad / 2:
                start = left + (wide - width) / 2
            write.at(painter, start, baseline, text)


def _signs(
    painter: QPainter,
    grid: Grid,
    values: NDArray[Any],
    entries: NDArray[np.uint8],
    scale: ColourScale,
) -> None:
    """A + or − in each cell that has no room for its number."""
    lefts, tops = grid.edges()
    across = [(start + end) // 2 for start, end in pairwise(lefts)]
    half = _half(grid)
    for row, (line, colours) in enumerate(zip(values.tolist(), entries.tolist(), strict=True)):
        y = (tops[row] + tops[row + 1]) // 2
        for x, value, entry in zip(across, line, colours, strict=True):
            if entry:
                _sign(painter, x, y, half, value, scale.inks[entry])


def _half(grid: Grid) -> int:
    """Half the length of a sign's lines; it does not grow with its cell for ever."""
    return max(2, round(min(grid.cell_width, grid.cell_height, _MAX_GLYPH_PIXELS) / 5))


def _sign(painter: QPainter, x: int, y: int, half: int, value: float, ink: QColor) -> None:
    if value:
        painter.fillRect(x - half, y, 2 * half + 1, 1, ink)
        if value > 0.0:
            painter.fillRect(x, y - half, 1, 2 * half + 1, ink)


def _hollow(painter: QPainter, look: Look, grid: Grid, table: NumberTable) -> None:
    """Cells that wait: a dash in each, or one for all where they are too small."""
    theme = look.theme
    write = paint.writer(look.metrics, Text.SMALL)
    painter.setFont(write.font)
    small = min(grid.cell_width, grid.cell_height) < write.height - 2
    if small or grid.rows * grid.columns > MAX_NUMBER_COUNT:
        if min(grid.cell_width, grid.cell_height) >= _RULED_CELL_PIXELS:
            faint = mix(theme.surface, theme.line, 0.6)
            paint.rules(painter, rect(grid.box), grid.rows, grid.columns, faint)
        whole = rect(grid.box).adjusted(0, 0, 1, 1)
        paint.frame(painter, whole, theme.line)
        painter.setPen(theme.ink_faint)
        write.centre(painter, whole, paint.NOT_COMPUTED)
    else:
        paint.rules(painter, rect(grid.box), grid.rows, grid.columns, theme.line)
        painter.setPen(theme.ink_faint)
        for row in range(grid.first_row, grid.first_row + grid.rows):
            for column in range(grid.first_column, grid.first_column + grid.columns):
                place = rect(grid.cell(row, column))
                write.centre(painter, place, paint.NOT_COMPUTED)
    _empty_end(painter, look, grid, table)


def _empty_end(painter: QPainter, look: Look, grid: Grid, table: NumberTable) -> None:
    """Where a wrapped vector ends before its last row does, there is nothing."""
    used = table.size % table.columns if table.columns else 0
    if not used or grid.first_row + grid.rows < table.rows:
        return
    last = table.rows - 1
    block = grid.clipped((last, used, last, table.columns - 1))
    if block is not None:
        painter.fillRect(rect(grid.block(*block)).adjusted(1, 1, 1, 1), look.theme.surface)


def thin_outline(painter: QPainter, box: Box, look: Look) -> None:
    """The accent as a thin line: what a number is made of, while only one term of it is shown."""
    painter.save()
    painter.setPen(QPen(look.theme.accent, look.metrics.hairline))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawRect(QRectF(box.left - 0.5, box.top - 0.5, box.width + 1, box.height + 1))
    painter.restore()
