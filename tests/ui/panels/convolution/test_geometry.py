"""The grids of the convolution stand beside or below each other, in sight, at every size."""

from __future__ import annotations

import itertools

import pytest

from ui.kit.geometry.box import Box
from ui.panels.convolution.geometry import ConvolutionLayout, GridShape, Ring, layout
from ui.panels.convolution.head import HeadItem, placed_items

SHAPES = {
    "input": GridShape(8, 8, Ring(1, 1, 2, 1)),
    "window": GridShape(3, 3),
    "kernel": GridShape(3, 3),
    "products": GridShape(3, 3),
    "output": GridShape(8, 8),
}
COLUMNS = (("input",), ("window", "kernel", "products"), ("output",))


def placed(width: float, height: float, factor: float = 1.0) -> ConvolutionLayout:
    return layout(width, height, factor, COLUMNS, SHAPES, 3)


@pytest.mark.parametrize("factor", [1.0, 2.0])
@pytest.mark.parametrize(
    "size", [(420, 300), (480, 700), (640, 360), (900, 560), (1600, 500), (3840, 2000)]
)
def test_grids_are_in_sight_and_apart(size: tuple[int, int], factor: float) -> None:
    width, height = size
    found = placed(width, height, factor)
    outers = [grid.outer for grid in found.grids.values()]
    for box in outers:
        assert box.left >= 0
        assert box.right <= width + 1
        assert box.top >= found.head.bottom
        assert box.bottom <= (found.foot[0].top if found.foot else height) + 1
    for one, other in itertools.combinations(outers, 2):
        beside = one.right <= other.left or other.right <= one.left
        below = one.bottom <= other.top or other.bottom <= one.top
        assert beside or below


def test_where_it_is_narrow_the_kernels_stand_below() -> None:
    narrow, wide = placed(480, 700).grids, placed(1200, 500).grids
    assert narrow["kernel"].outer.top > narrow["input"].outer.bottom
    assert wide["kernel"].outer.left > wide["input"].outer.right
    assert wide["output"].outer.left > wide["kernel"].outer.right


def test_cells_grow_with_their_room() -> None:
    sides = [placed(*size).grids["input"].grid.cell_height for size in ((480, 320), (900, 560),
             (1900, 1000))]  # fmt: skip
    assert sides == sorted(set(sides))


def test_every_cell_and_the_ring_are_found_under_their_pixels() -> None:
    grid = placed(900, 560).grids["input"]
    for row, column in itertools.product(range(-1, 10), range(-1, 9)):
        box = grid.grid.cell(row, column)
        assert grid.at(box.left + box.width / 2, box.top + box.height / 2) == (row, column)
    assert grid.at(grid.outer.left - 2, grid.outer.top) is None


@pytest.mark.parametrize("wide", [40, 100, 150, 180, 400])
def test_the_parts_of_a_chooser_stay_together_where_there_is_little_room(wide: int) -> None:
    items = [HeadItem("forward", "forward"), HeadItem("size", "size")]
    items += [HeadItem("output", text, step=step) for text, step in (("<", -1), ("c", 1), (">", 1))]
    placed = placed_items(items, Box(0, 0, wide, 20), lambda text: 8.0 * len(text), 12)
    names = [item.name for item, _box in placed]
    assert names.count("output") in {0, 3}
    assert all(box.right <= wide for _item, box in placed)
    assert ("output" in names) == (wide >= 56 + 12 + 32 + 12 + 24 + 24)
