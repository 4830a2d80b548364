"""Grids: every number has its cell and every cell its number, in whatever room there is."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ui.kit.geometry.box import Box
from ui.kit.geometry.grid import (
    CellSize,
    NumberTable,
    blocks,
    fit,
    shares,
    table_of,
    tick_step,
    wrapped,
)

SIZE = CellSize(least=2, number=34, line=12, widest=76, tallest=28)
lengths = st.floats(1, 900)
counts = st.integers(1, 80)


@pytest.mark.parametrize(
    ("shape", "rows", "columns"),
    [((), 1, 1), ((5,), 1, 5), ((4, 2), 4, 2), ((3, 2, 4, 5), 4, 5), ((6, 1), 6, 1)],
)
def test_a_row_is_an_example(shape: tuple[int, ...], rows: int, columns: int) -> None:
    assert table_of(shape) == NumberTable(rows, columns, rows * columns)


def test_of_more_axes_a_slice_is_shown() -> None:
    shape = (3, 2, 4, 5)
    assert table_of(shape, (2, 1)) == NumberTable(4, 5, 20, 5 * 20)
    assert table_of(shape, (1,)) == NumberTable(4, 5, 20, 2 * 20)
    assert table_of((6, 4, 5), (3,)).cell(3 * 20 + 7) == (1, 2)
    assert table_of((6, 4, 5), (3,)).cell(2 * 20 + 7) is None


@given(counts, counts, st.integers(0, 50), st.integers(1, 7), st.integers(0, 30))
def test_elements_and_cells_are_each_other(
    rows: int, columns: int, base: int, stride: int, missing: int
) -> None:
    size = max(1, rows * columns - min(missing, columns - 1))
    table = NumberTable(rows, columns, size, base, stride)
    offsets = [table.offset(*divmod(n, columns)) for n in range(rows * columns)]
    assert offsets[:size] == [base + stride * n for n in range(size)]
    assert offsets[size:] == [None] * (rows * columns - size)
    for place, offset in enumerate(offsets[:size]):
        assert offset is not None
        assert table.cell(offset) == divmod(place, columns)
    assert table.cell(base - 1) is None
    assert table.cell(base + stride * size) is None


def test_an_element_between_two_of_a_column_is_in_no_cell() -> None:
    column = NumberTable(8, 8, 64, base=3, stride=32)
    assert column.cell(3 + 32 * 9) == (1, 1)
    assert column.cell(4 + 32 * 9) is None


def test_a_long_vector_is_wrapped_in_tens_and_a_short_one_is_not() -> None:
    assert wrapped(32, 300, 100, 6) == NumberTable(1, 32, 32)
    long = wrapped(1438, 280, 110, 6)
    assert long.columns % 10 == 0
    assert (long.rows - 1) * long.columns < 1438 <= long.rows * long.columns
    assert 280 / long.columns >= 2
    assert 110 / long.rows >= 2


@given(counts, counts, lengths, lengths, st.integers(0, 90), st.integers(0, 90))
def test_cells_fit_into_their_room(
    rows: int, columns: int, width: float, height: float, row: int, column: int
) -> None:
    at = (min(row, rows - 1), min(column, columns - 1))
    room = Box(7, 11, width, height)
    grid = fit(rows, columns, room, SIZE, at)
    assert grid.box.right <= room.right + 1e-6
    assert grid.box.bottom <= room.bottom + 1e-6
    assert grid.shown(*at)
    assert 0 <= grid.first_row <= rows - grid.rows
    assert 0 <= grid.first_column <= columns - grid.columns
    if width >= 2 * columns:
        assert grid.columns == columns
    if height >= 2 * rows:
        assert grid.rows == rows


@given(st.integers(1, 40), st.integers(1, 40), st.floats(80, 600), st.floats(80, 600))
def test_cells_cover_the_box_without_gaps(
    rows: int, columns: int, width: float, height: float
) -> None:
    grid = fit(rows, columns, Box(7, 11, width, height), SIZE)
    lefts, tops = grid.edges()
    for row in range(grid.rows):
        for column in range(grid.columns):
            cell = grid.cell(row, column)
            assert (cell.left, cell.right) == (lefts[column], lefts[column + 1])
            assert (cell.top, cell.bottom) == (tops[row], tops[row + 1])
            if cell.width >= 3 and cell.height >= 3:
                middle = (cell.left + cell.width / 2, cell.top + cell.height / 2)
                assert grid.at(*middle) == (row, column)
    assert grid.at(6.9, 12) is None
    assert grid.at(grid.box.right, 12) is None


def test_numbers_get_wide_cells_and_colours_do_not() -> None:
    numbers = fit(4, 8, Box(0, 0, 300, 120), SIZE)
    assert (numbers.cell_width, numbers.cell_height) == (37, 28)
    colours = fit(64, 32, Box(0, 0, 400, 192), SIZE)
    assert (colours.cell_width, colours.cell_height) == (6, 3)
    assert (colours.rows, colours.columns) == (64, 32)


def test_a_picture_keeps_its_proportions() -> None:
    for room in (Box(0, 0, 400, 84), Box(0, 0, 84, 400)):
        picture = fit(28, 28, room, SIZE, side_ratio=1.0)
        assert picture.box.width == picture.box.height == 84.0
    numbered = fit(4, 4, Box(0, 0, 300, 120), SIZE, side_ratio=1.0)
    assert numbered.box.width > numbered.box.height  # numbers have the room that they need


def test_too_many_rows_are_pages_that_hold_still() -> None:
    room = Box(0, 0, 200, 100)
    pages = [fit(359, 10, room, SIZE, (row, 0)).first_row for row in range(359)]
    assert pages[0:50] == [0] * 50
    assert pages[50] == 50
    assert pages[-1] == 309


@given(st.sets(st.tuples(st.integers(0, 7), st.integers(0, 7)), max_size=30))
def test_blocks_cover_the_cells_and_nothing_else(cells: set[tuple[int, int]]) -> None:
    covered = [
        (row, column)
        for top, left, bottom, right in blocks(cells)
        for row in range(top, bottom + 1)
        for column in range(left, right + 1)
    ]
    assert sorted(covered) == sorted(cells)


def test_a_row_a_column_and_a_whole_value_are_one_block() -> None:
    assert blocks([(2, c) for c in range(5)]) == [(2, 0, 2, 4)]
    assert blocks([(r, 3) for r in range(6)]) == [(0, 3, 5, 3)]
    assert blocks(list(np.ndindex(4, 8))) == [(0, 0, 3, 7)]


@given(st.floats(0.5, 60), st.floats(1, 90))
def test_labels_do_not_touch(cell: float, label: float) -> None:
    step = tick_step(cell, label)
    assert step * cell >= label
    assert step == 1 or step / 10 ** math.floor(math.log10(step)) in {1, 2, 5}


@given(st.lists(st.floats(1, 400), min_size=1, max_size=6), st.floats(50, 700))
def test_shares_fit_and_the_small_ones_get_what_they_want(wanted: list[float], room: float) -> None:
    given_ = shares(wanted, room, 8)
    left = max(0.0, room - 8 * (len(wanted) - 1))
    assert sum(given_) <= left + 1e-6
    assert all(got <= want for got, want in zip(given_, wanted, strict=True))
    cut = [got for got, want in zip(given_, wanted, strict=True) if got < want - 1e-9]
    assert all(got <= min(cut) + 1e-6 for got in given_ if cut)
    if sum(wanted) <= left:
        assert given_ == pytest.approx(wanted)
