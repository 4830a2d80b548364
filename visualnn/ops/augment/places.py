"""Where each pixel of a turned or enlarged picture comes from, and what lies there.

Rows and columns are counted from 0 at the top left pixel; the middle stays where it is. The places
lie between pixels, so that a pixel there is read from its nearest neighbour or mixed from four.
"""

from __future__ import annotations

import numpy as np

from ...dataclass import dataclass
from ...errors import SettingError, ShapeError
from ...expr import Expr, Index, Picked, absolute, cos, lift, sin, total
from ...text import N_
from ..base import Array, Named, Op, Shape
from .pictures import check_pictures


@dataclass(frozen=True)
class Places(Op, card=False):
    """A coordinate for each pixel of a picture: ``(batch,) → (batch, height, width)``."""

    height: int = 3
    width: int = 4

    def __post_init__(self) -> None:
        if self.height < 1 or self.width < 1:
            raise SettingError(
                "a picture has at least one row and column, not {height} × {width}",
                height=self.height,
                width=self.width,
            )

    @property
    def middle(self) -> tuple[float, float]:
        """The row and column of the middle."""
        return (self.height - 1) / 2, (self.width - 1) / 2

    def shape(self, *shapes: Shape) -> Shape:
        (amount,) = shapes
        if len(amount) != 1:
            raise ShapeError(
                "{op} needs one number for each example, not {amount}",
                op=self.title,
                amount=amount,
            )
        return (*amount, self.height, self.width)

    def _from_middle(self, dtype: np.dtype[np.float64]) -> tuple[Array, Array]:
        """How far each row and each column lies from the middle, ``(height, 1)`` and
        ``(width,)``."""
        middle_row, middle_column = self.middle
        down = np.arange(self.height, dtype=dtype)[:, None] - dtype.type(middle_row)
        return down, np.arange(self.width, dtype=dtype) - dtype.type(middle_column)

    def _from_middle_at(self, at: Index) -> tuple[float, float]:
        return at[1] - self.middle[0], at[2] - self.middle[1]


def _radians(angle: Array) -> Array:
    """α = angle · π / 180"""
    return angle * angle.dtype.type(np.pi) / angle.dtype.type(180)


def _plus(before: Expr, times: float, term: Expr) -> Expr:
    """Something and a number of terms more, or fewer."""
    return before + times * term if times >= 0 else before - (-times) * term


class RotatedRows(Places):
    """The row that a pixel comes from when the picture is turned by an angle in degrees, against
    the clock."""

    title = N_("Rows of the rotation")
    about = N_("Says for each pixel of the turned picture from which row it comes.")
    output = "rows"

    def forward(self, angle: Array) -> Array:
        """rows[n,i,j] = m + (j − k) · sin(α) + (i − m) · cos(α), α = angle[n] · π / 180"""
        down, right = self._from_middle(angle.dtype)
        turn = _radians(angle)[:, None, None]
        return angle.dtype.type(self.middle[0]) + right * np.sin(turn) + down * np.cos(turn)

    def forward_at(self, at: Index, angle: Named) -> Expr:
        down, right = self._from_middle_at(at)
        turn = angle[at[0]] * np.pi / 180
        return _plus(_plus(lift(self.middle[0]), right, sin(turn)), down, cos(turn))

    def example(self, rng: np.random.Generator) -> tuple[Array, ...]:
        return (rng.uniform(-60, 60, size=3),)


class RotatedColumns(Places):
    """The column that a pixel comes from when the picture is turned by an angle in degrees."""

    title = N_("Columns of the rotation")
    about = N_("Says for each pixel of the turned picture from which column it comes.")
    output = "columns"

    def forward(self, angle: Array) -> Array:
        """columns[n,i,j] = k + (j − k) · cos(α) − (i − m) · sin(α), α = angle[n] · π / 180"""
        down, right = self._from_middle(angle.dtype)
        turn = _radians(angle)[:, None, None]
        return angle.dtype.type(self.middle[1]) + right * np.cos(turn) - down * np.sin(turn)

    def forward_at(self, at: Index, angle: Named) -> Expr:
        down, right = self._from_middle_at(at)
        turn = angle[at[0]] * np.pi / 180
        return _plus(_plus(lift(self.middle[1]), right, cos(turn)), -down, sin(turn))

    def example(self, rng: np.random.Generator) -> tuple[Array, ...]:
        return (rng.uniform(-60, 60, size=3),)


def _over(middle: float, distance: float, factor: Expr) -> Expr:
    """The middle and a part of a distance more, or less."""
    return middle + distance / factor if distance >= 0 else middle - -distance / factor


class ScaledRows(Places):
    """The row that a pixel comes from when the picture is enlarged by a factor."""

    title = N_("Rows of the enlargement")
    about = N_("Says for each pixel of the enlarged picture from which row it comes.")
    output = "rows"

    def forward(self, factor: Array) -> Array:
        """rows[n,i,j] = m + (i − m) / factor[n], m the middle row"""
        down, _ = self._from_middle(factor.dtype)
        rows = factor.dtype.type(self.middle[0]) + down / factor[:, None, None]
        return np.repeat(rows, self.width, axis=2)

    def forward_at(self, at: Index, factor: Named) -> Expr:
        down, _ = self._from_middle_at(at)
        return _over(self.middle[0], down, factor[at[0]])

    def example(self, rng: np.random.Generator) -> tuple[Array, ...]:
        return (rng.uniform(0.6, 1.4, size=3),)


class ScaledColumns(Places):
    """The column that a pixel comes from when the picture is enlarged by a factor."""

    title = N_("Columns of the enlargement")
    about = N_("Says for each pixel of the enlarged picture from which column it comes.")
    output = "columns"

    def forward(self, factor: Array) -> Array:
        """columns[n,i,j] = k + (j − k) / factor[n], k the middle column"""
        _, right = self._from_middle(factor.dtype)
        columns = factor.dtype.type(self.middle[1]) + right / factor[:, None, None]
        return np.repeat(columns, self.height, axis=1)

    def forward_at(self, at: Index, factor: Named) -> Expr:
        _, right = self._from_middle_at(at)
        return _over(self.middle[1], right, factor[at[0]])

    def example(self, rng: np.random.Generator) -> tuple[Array, ...]:
        return (rng.uniform(0.6, 1.4, size=3),)


class Sampled(Op, card=False):
    """Pictures read at places: ``(batch, channel, height, width)``, rows and columns ``(batch,
    height, width)``."""

    def shape(self, *shapes: Shape) -> Shape:
        x, rows, columns = shapes
        check_pictures(self, x)
        if rows != columns or len(rows) != 3 or rows[0] != x[0]:
            raise ShapeError(
                "{op} needs a row and a column for each pixel of {count} pictures, not {rows} "
                "and {columns}",
                op=self.title,
                count=x[0],
                rows=rows,
                columns=columns,
            )
        return (*x[:2], *rows[1:])

    def example(self, rng: np.random.Generator) -> tuple[Array, ...]:
        rows = rng.uniform(-0.9, 2.9, size=(3, 2, 4))
        return rng.normal(size=(3, 2, 3, 4)), rows, rng.uniform(-0.9, 3.9, size=(3, 2, 4))


class SampleNearest(Sampled):
    """The pixel nearest to each place; halves go down and right, outside is 0."""

    title = N_("Nearest pixel")
    about = N_("Reads each pixel from the nearest one to the place it comes from; outside is 0.")
    output = "a"

    def forward(self, x: Array, rows: Array, columns: Array) -> Array:
        """a[n,c,i,j] = x[n,c,⌊rows[n,i,j] + ½⌋,⌊columns[n,i,j] + ½⌋], outside of x it is 0"""
        return _picked(x, np.floor(rows + 0.5), np.floor(columns + 0.5))

    def forward_at(self, at: Index, x: Named, rows: Named, columns: Named) -> Expr:
        n, c, *pixel = at
        by = rows[(n, *pixel)], columns[(n, *pixel)]
        row, column = (int(np.floor(place.value + 0.5)) for place in by)
        return Picked(x[n, c, row, column] if _inside(x, row, column) else lift(0), by)


class SampleBilinear(Sampled):
    """The four pixels around each place, the nearer ones with more weight; outside is 0."""

    title = N_("Mixed from four pixels")
    about = N_(
        "Mixes each pixel from the four around the place it comes from, the nearer the more; "
        "outside is 0."
    )
    output = "a"

    def forward(self, x: Array, rows: Array, columns: Array) -> Array:
        """a[n,c,i,j] = Σₚᵩ (1 − |rows[n,i,j] − p|) · (1 − |columns[n,i,j] − q|) · x[n,c,p,q]"""
        out = np.zeros(self.shape(x.shape, rows.shape, columns.shape), x.dtype)
        for p in (np.floor(rows), np.floor(rows) + 1):
            for q in (np.floor(columns), np.floor(columns) + 1):
                weight = (1 - np.abs(rows - p)) * (1 - np.abs(columns - q))
                out += weight[:, None] * _picked(x, p, q)
        return out

    def forward_at(self, at: Index, x: Named, rows: Named, columns: Named) -> Expr:
        n, c, *pixel = at
        row, column = rows[(n, *pixel)], columns[(n, *pixel)]
        top, left = int(np.floor(row.value)), int(np.floor(column.value))
        terms = [
            (1 - absolute(row - p)) * (1 - absolute(column - q)) * x[n, c, p, q]
            for p in (top, top + 1)
            for q in (left, left + 1)
            if _inside(x, p, q)
        ]
        return total(terms) if terms else Picked(lift(0), (row, column))


def _inside(x: Named, row: int, column: int) -> bool:
    return 0 <= row < x.shape[2] and 0 <= column < x.shape[3]


def _picked(x: Array, rows: Array, columns: Array) -> Array:
    """The pixels at whole rows and columns, 0 outside."""
    height, width = x.shape[2:]
    inside = (rows >= 0) & (rows < height) & (columns >= 0) & (columns < width)
    i = np.where(inside, rows, 0).astype(np.intp)
    j = np.where(inside, columns, 0).astype(np.intp)
    picked = np.moveaxis(x[np.arange(len(x))[:, None, None], :, i, j], -1, 1)
    return np.where(inside[:, None], picked, x.dtype.type(0))
