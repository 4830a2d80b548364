"""How the units of a block are set out: numbers under each other, dots, or a picture."""

from __future__ import annotations

import math
from dataclasses import field

from visualnn.dataclass import dataclass

from .blocks import PlacedBlock, Sizes, Tiles, UnplacedBlock
from .rect import Point, Rect

MAX_STACK_COUNT = 4


@dataclass(frozen=True, slots=True)
class BlockShape:
    """How the units of a block are set out, wherever it stands."""

    columns: int
    rows: int
    width: float
    height: float
    step_x: float
    step_y: float
    picture: bool
    numbered: bool
    tiles: Tiles = field(default_factory=Tiles)
    square: float = 0.0

    @property
    def across(self) -> float:
        one = (self.columns - 1) * self.step_x + self.width
        return self.tiles.across * (one + self.tiles.gap) - self.tiles.gap

    @property
    def down(self) -> float:
        one = (self.rows - 1) * self.step_y + self.height
        rows = math.ceil(self.tiles.shown / self.tiles.across)
        return rows * (one + self.tiles.gap) - self.tiles.gap


def shape_of(block: UnplacedBlock, height: float, sizes: Sizes, numbers: bool) -> BlockShape:
    """Numbers in one stack, or two; otherwise dots in as few stacks as need be; otherwise a
    picture."""
    if block.channels > 1 and block.columns:
        return _channels(block, height, sizes)
    if block.columns:
        return _picture(block.units, block.columns, height, sizes)
    if numbers and block.squared:
        step = min(height / block.units, sizes.square * 1.2)
        side = float(math.floor(min(sizes.square, step * 0.88)))
        if side >= sizes.least_square:
            wide = side + sizes.pill
            return BlockShape(1, block.units, wide, side, wide, step, False, True, square=side)
    if numbers:
        for stacks in (1, 2):
            rows = math.ceil(block.units / stacks)
            step = min(height / rows, sizes.tallest * 1.4)
            tall = float(math.floor(min(sizes.tallest, step * 0.88)))
            if tall >= sizes.legible * (1.25 if stacks == 1 else 1.0):
                step_x = sizes.pill + sizes.near
                return BlockShape(stacks, rows, sizes.pill, tall, step_x, step, False, True)
    for stacks in range(1, MAX_STACK_COUNT + 1):
        rows = math.ceil(block.units / stacks)
        step = min(height / rows, sizes.tallest * 1.4)
        size = float(math.floor(min(sizes.tallest, step * 0.85)))
        if size >= (sizes.dot if stacks > 2 else 1.8 * sizes.dot):
            return BlockShape(stacks, rows, size, size, size + sizes.near, step, False, False)
    return _picture(block.units, math.ceil(math.sqrt(block.units)), height, sizes)


def _picture(units: int, columns: int, height: float, sizes: Sizes) -> BlockShape:
    rows = math.ceil(units / columns)
    side = min(sizes.cell, height / rows, 9.0 * sizes.cell / columns)
    whole = float(math.floor(side)) if side >= 1.0 else side
    return BlockShape(columns, rows, whole, whole, whole, whole, True, False)


def narrow_picture(units: int, height: float, across: float, sizes: Sizes) -> BlockShape:
    """A picture in so many columns, within a width, that its cells are largest."""

    def side(columns: int) -> float:
        return min(sizes.cell, height / math.ceil(units / columns), across / columns)

    columns = max(range(1, units + 1), key=lambda count: (side(count), -count))
    whole = float(math.floor(side(columns))) if side(columns) >= 1.0 else side(columns)
    return BlockShape(
        columns, math.ceil(units / columns), whole, whole, whole, whole, True, False
    )  # fmt: skip


def _channels(block: UnplacedBlock, height: float, sizes: Sizes) -> BlockShape:
    """Pictures in as many columns as make them largest; as many of them as have room."""
    rows = block.units // (block.channels * block.columns)
    gap = max(1.0, round(sizes.near / 4))
    best = 0.0, 1, 1  # the side of a cell, pictures beside each other, and below each other
    for across in range(1, block.channels + 1):
        down = math.ceil(block.channels / across)
        wide = (sizes.across + gap) / across - gap
        tall = (height + gap) / down - gap
        best = max(best, (min(wide / block.columns, tall / rows), across, down))
    side, across, down = best
    least = sizes.tile / max(rows, block.columns)
    if side < least:
        side = min(least, height / rows, sizes.across / block.columns)
        across = max(1, int((sizes.across + gap) / (side * block.columns + gap)))
        down = max(1, int((height + gap) / (side * rows + gap)))
    side = min(side, sizes.cell, 0.5 * sizes.across / block.columns)
    side = float(math.floor(side)) if side >= 1.0 else side
    shown = min(block.channels, across * down)
    tiles = Tiles(block.channels, shown, min(across, shown), gap)
    return BlockShape(block.columns, rows, side, side, side, side, True, False, tiles)


def placed_around(name: str, shape: BlockShape, units: int, middle: Point) -> PlacedBlock:
    """Set the units of a block out around its middle, each on whole pixels.

    Pictures run along rows, as images are stored; stacks of units run down.
    """
    left, top = round(middle[0] - shape.across / 2), round(middle[1] - shape.down / 2)
    if shape.picture:
        rect = Rect(left, top, shape.across, shape.down)
        points: tuple[Point, ...] = ()
    else:
        rect, points = _stacked(shape, units, left, top)
    return PlacedBlock(
        name,
        rect,
        units,
        points,
        shape.width,
        shape.height,
        shape.columns,
        shape.picture,
        shape.numbered,
        shape.tiles,
        shape.square,
    )


def _stacked(shape: BlockShape, units: int, left: int, top: int) -> tuple[Rect, tuple[Point, ...]]:
    centres = []
    for unit in range(units):
        column, row = divmod(unit, shape.rows)
        x, y = left + round(column * shape.step_x), top + round(row * shape.step_y)
        centres.append((x + shape.width / 2, y + shape.height / 2))
    down = max(y for _x, y in centres) + shape.height / 2 - top
    across = max(x for x, _y in centres) + shape.width / 2 - left
    return Rect(left, top, across, down), tuple(centres)
