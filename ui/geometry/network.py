"""Where a network is drawn: a graph of layers from left to right, each layer a block of units.

A block stands in the column of its rank, the longest way that leads to it from the input. Blocks of
the same rank share their column. A way that jumps over a column runs in a lane of its own above the
blocks. At the right end stand the targets, level with the outputs they belong to, and the loss.

All lengths are logical pixels, y grows downwards.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from types import MappingProxyType
from typing import Literal

Point = tuple[float, float]
Segment = tuple[float, float, float, float]
"""A straight line: x and y of its start, x and y of its end."""
Direction = Literal["left", "right", "up", "down"]

TARGET = ":t"
LOSSES = ":losses"
LOSS = ":L"
"""The blocks that every drawing ends with. No layer can be called so."""

MOST_STACKS = 4


@dataclass(frozen=True, slots=True)
class Rect:
    """A rectangle, edges included."""

    x: float
    y: float
    width: float
    height: float

    @property
    def right(self) -> float:
        return self.x + self.width

    @property
    def bottom(self) -> float:
        return self.y + self.height

    @property
    def middle(self) -> Point:
        return self.x + self.width / 2, self.y + self.height / 2

    def contains(self, x: float, y: float) -> bool:
        return self.x <= x <= self.right and self.y <= y <= self.bottom


@dataclass(frozen=True, slots=True)
class Sizes:
    """The lengths that a drawing keeps to, at factor 1."""

    pill: float = 50.0
    """The width of a unit that has its number inside."""
    legible: float = 11.5
    """The least height of such a unit."""
    tallest: float = 26.0
    dot: float = 5.0
    """The least diameter of a unit without a number."""
    gap: float = 28.0
    """The least room between two columns, where edges run."""
    widest_gap: float = 190.0
    last_gap: float = 72.0
    """The most room before the loss."""
    cell: float = 18.0
    """The side of the largest cell of a picture."""
    lane: float = 12.0
    """The height of a lane of ways that jump over columns."""
    apart: float = 18.0
    """The room between two blocks in one column."""
    bar: float = 52.0
    """The length of a bar that stands for a share of 1."""
    target: float = 34.0
    near: float = 8.0
    """The room between an output, its bar and its target."""

    def scaled(self, factor: float) -> Sizes:
        """The same for another size of the window."""
        return Sizes(*(round(getattr(self, each.name) * factor, 1) for each in fields(self)))


@dataclass(frozen=True, slots=True)
class Block:
    """A layer that is to be placed: its units and the blocks it reads.

    ``columns`` is the width of the picture that its units make, 0 if they make none.
    """

    name: str
    units: int
    reads: tuple[str, ...] = ()
    columns: int = 0


@dataclass(frozen=True, slots=True)
class Ending:
    """What follows the output: the number of targets, and whether outputs have bars."""

    targets: int
    bars: bool = False


@dataclass(frozen=True, slots=True)
class Placed:
    """A block that has its place. All of its units are equally large, ``width`` by ``height``.

    ``picture``: the units are the cells of a picture that touch each other. ``numbered``: there is
    room for a number in each unit.
    """

    name: str
    rect: Rect
    centres: tuple[Point, ...]
    width: float
    height: float
    columns: int
    picture: bool = False
    numbered: bool = True

    def unit(self, index: int) -> Rect:
        """The place of one unit."""
        x, y = self.centres[index]
        return Rect(x - self.width / 2, y - self.height / 2, self.width, self.height)

    def unit_at(self, x: float, y: float) -> int | None:
        """The unit at a point; between two close units the nearer one, None outside of all."""
        if not self.centres:
            return None
        slack = 0.0 if self.picture else 2.0
        best = min(
            range(len(self.centres)),
            key=lambda n: math.hypot(x - self.centres[n][0], y - self.centres[n][1]),
        )
        place = self.unit(best)
        grown = Rect(
            place.x - slack, place.y - slack, place.width + 2 * slack, place.height + 2 * slack
        )
        return best if grown.contains(x, y) else None


@dataclass(frozen=True, slots=True)
class Route:
    """A way from one block to another that jumps over the columns between them."""

    start: str
    end: str
    points: tuple[Point, ...]


@dataclass(frozen=True, slots=True)
class Layout:
    """Everything that has a place. ``columns`` holds the names of the blocks from left to right;
    ``bars`` the full length of each output's bar, none where there is no room."""

    blocks: Mapping[str, Placed]
    columns: tuple[tuple[str, ...], ...]
    routes: tuple[Route, ...]
    bars: tuple[Rect, ...]

    def hit(self, x: float, y: float) -> tuple[str, int] | None:
        """The block and the unit at a point."""
        for name, block in self.blocks.items():
            unit = block.unit_at(x, y)
            if unit is not None:
                return name, unit
        return None


@dataclass(frozen=True, slots=True)
class _Shape:
    """How the units of a block are set out, wherever it stands."""

    columns: int
    rows: int
    width: float
    height: float
    step_x: float
    step_y: float
    picture: bool
    numbered: bool

    @property
    def across(self) -> float:
        return (self.columns - 1) * self.step_x + self.width

    @property
    def down(self) -> float:
        return (self.rows - 1) * self.step_y + self.height


def arrange(blocks: Sequence[Block], ending: Ending, room: Rect, sizes: Sizes) -> Layout:
    """Place the blocks, of which the first reads nothing and the last is the output, and what
    follows the output.

    Where there is too little width for numbers the units become dots.
    """
    ranks = ranks_of(blocks)
    jumps = [
        (a, b.name) for b in blocks for a in dict.fromkeys(b.reads) if ranks[b.name] > ranks[a] + 1
    ]
    band = len(jumps) * sizes.lane
    field = Rect(room.x, room.y + band, room.width, max(1.0, room.height - band))
    columns = tuple(
        tuple(block.name for block in blocks if ranks[block.name] == rank)
        for rank in range(max(ranks.values()) + 1)
    )
    shapes, gap, last = _fitted(blocks, columns, ending, field, sizes)
    placed: dict[str, Placed] = {}
    tail = _tail(shapes[blocks[-1].name], ending, sizes)
    widths = [max(shapes[name].across for name in names) for names in columns]
    total = sum(widths) + tail + gap * (len(columns) - 1) + last
    x = room.x + max(0.0, (room.width - total) / 2)
    for names, width in zip(columns, widths, strict=True):
        for name, lane in zip(names, _lanes(field, len(names), sizes), strict=True):
            middle = (x + width / 2, lane.y + lane.height / 2)
            placed[name] = _place(name, shapes[name], _units(blocks, name), middle)
        x += width + gap
    output = placed[blocks[-1].name]
    bars = _end(placed, output, ending, last, field, sizes)
    routes = tuple(
        _route(placed[start], placed[end], room.y + sizes.lane * (n + 0.5), gap)
        for n, (start, end) in enumerate(jumps)
    )
    everything = (*columns, (TARGET,), (LOSSES, LOSS))
    return Layout(MappingProxyType(placed), everything, routes, bars)


def ranks_of(blocks: Sequence[Block]) -> dict[str, int]:
    """The longest way from the input to each block; blocks come after what they read.

    Raises KeyError where a block reads one that does not come before it.
    """
    ranks: dict[str, int] = {}
    for block in blocks:
        ranks[block.name] = max((ranks[read] + 1 for read in block.reads), default=0)
    return ranks


def edge(start: Placed, unit: int, end: Placed, into: int) -> Segment:
    """The line from one unit to another: from side to side, from the middle of a picture's cell."""
    x, y = start.centres[unit]
    to_x, to_y = end.centres[into]
    return (x if start.picture else x + start.width / 2, y, to_x - end.width / 2, to_y)


def nearest(segments: Sequence[Segment], x: float, y: float, reach: float) -> int | None:
    """The segment that passes a point most closely, no further away than ``reach``."""
    best, found = reach, None
    for number, segment in enumerate(segments):
        away = distance(segment, x, y)
        if away <= best:
            best, found = away, number
    return found


def distance(segment: Segment, x: float, y: float) -> float:
    """How far a point is from a straight line."""
    x0, y0, x1, y1 = segment
    length = (x1 - x0) ** 2 + (y1 - y0) ** 2
    share = 0.0
    if length > 0.0:
        share = min(1.0, max(0.0, ((x - x0) * (x1 - x0) + (y - y0) * (y1 - y0)) / length))
    return math.hypot(x - x0 - share * (x1 - x0), y - y0 - share * (y1 - y0))


def along(segment: Segment, share: float) -> Point:
    """The point at a share of the way, 0 the start and 1 the end."""
    x0, y0, x1, y1 = segment
    return x0 + share * (x1 - x0), y0 + share * (y1 - y0)


def neighbour(layout: Layout, at: tuple[str, int], direction: Direction) -> tuple[str, int]:
    """The unit that an arrow key leads to; the same one where there is none.

    Up and down stay in the column of blocks. Left and right go through the block first, then to
    the next column, to the unit that is most nearly level.
    """
    name, unit = at
    x, y = layout.blocks[name].centres[unit]
    column = next(n for n, names in enumerate(layout.columns) if name in names)
    upright = direction in {"up", "down"}
    forward = direction in {"right", "down"}
    inside = layout.columns[column] if upright else (name,)
    found = _next(_cells(layout, inside), x, y, upright, forward, layout.blocks[name])
    if found is not None:
        return found
    if upright:
        return at
    beside = column + (1 if forward else -1)
    if not 0 <= beside < len(layout.columns):
        return at
    cells = _cells(layout, layout.columns[beside])
    return min(
        ((other, n) for other, n, _, _ in cells),
        key=lambda cell: _off_level(layout, cell, y, forward),
        default=at,
    )


def _cells(layout: Layout, names: Iterable[str]) -> list[tuple[str, int, float, float]]:
    return [
        (name, n, x, y)
        for name in names
        if name in layout.blocks
        for n, (x, y) in enumerate(layout.blocks[name].centres)
    ]


def _next(
    cells: list[tuple[str, int, float, float]],
    x: float,
    y: float,
    upright: bool,
    forward: bool,
    block: Placed,
) -> tuple[str, int] | None:
    """The closest cell straight ahead."""
    best: tuple[float, tuple[str, int]] | None = None
    for name, n, other_x, other_y in cells:
        ahead, aside = (other_y - y, other_x - x) if upright else (other_x - x, other_y - y)
        ahead = ahead if forward else -ahead
        straight = abs(aside) < (block.width if upright else block.height) / 2
        if name != block.name and upright:
            straight = True
        if ahead > 0.5 and straight and (best is None or ahead < best[0]):
            best = ahead, (name, n)
    return best[1] if best else None


def _off_level(
    layout: Layout, cell: tuple[str, int], y: float, forward: bool
) -> tuple[float, float]:
    x, other = layout.blocks[cell[0]].centres[cell[1]]
    return abs(other - y), x if forward else -x


def _units(blocks: Sequence[Block], name: str) -> int:
    return next(block.units for block in blocks if block.name == name)


def _fitted(
    blocks: Sequence[Block],
    columns: Sequence[Sequence[str]],
    ending: Ending,
    field: Rect,
    sizes: Sizes,
) -> tuple[dict[str, _Shape], float, float]:
    """The shape of each block, the room between columns and that before the loss; dots where
    numbers do not fit."""
    shapes: dict[str, _Shape] = {}
    gap = last = 0.0
    for numbers in (True, False):
        for names in columns:
            height = _lanes(field, len(names), sizes)[0].height
            for block in (b for b in blocks if b.name in names):
                shapes[block.name] = _shape(block, height, sizes, numbers)
        taken = sum(max(shapes[name].across for name in names) for names in columns)
        taken += _tail(shapes[blocks[-1].name], ending, sizes)
        last = min(sizes.last_gap, (field.width - taken) / len(columns))
        gap = (field.width - taken - last) / max(1, len(columns) - 1)
        if gap >= sizes.gap:
            break
    return shapes, min(sizes.widest_gap, max(4.0, gap)), max(4.0, last)


def _lanes(field: Rect, count: int, sizes: Sizes) -> list[Rect]:
    """The room of each of some blocks in one column, from the top down."""
    height = max(1.0, (field.height - (count - 1) * sizes.apart) / count)
    return [
        Rect(field.x, field.y + n * (height + sizes.apart), field.width, height)
        for n in range(count)
    ]


def _shape(block: Block, height: float, sizes: Sizes, numbers: bool) -> _Shape:
    """Numbers in one stack, or two; otherwise dots in as few stacks as need be; otherwise a
    picture."""
    if block.columns:
        return _picture(block.units, block.columns, height, sizes)
    if numbers:
        for stacks in (1, 2):
            rows = math.ceil(block.units / stacks)
            step = min(height / rows, sizes.tallest * 1.4)
            tall = float(math.floor(min(sizes.tallest, step * 0.88)))
            if tall >= sizes.legible * (1.25 if stacks == 1 else 1.0):
                step_x = sizes.pill + sizes.near
                return _Shape(stacks, rows, sizes.pill, tall, step_x, step, False, True)
    for stacks in range(1, MOST_STACKS + 1):
        rows = math.ceil(block.units / stacks)
        step = min(height / rows, sizes.tallest * 1.4)
        size = float(math.floor(min(sizes.tallest, step * 0.85)))
        if size >= (sizes.dot if stacks > 2 else 1.8 * sizes.dot):
            return _Shape(stacks, rows, size, size, size + sizes.near, step, False, False)
    return _picture(block.units, math.ceil(math.sqrt(block.units)), height, sizes)


def _picture(units: int, columns: int, height: float, sizes: Sizes) -> _Shape:
    rows = math.ceil(units / columns)
    side = min(sizes.cell, height / rows, 9.0 * sizes.cell / columns)
    whole = float(max(1, math.floor(side)))
    return _Shape(columns, rows, whole, whole, whole, whole, True, False)


def _place(name: str, shape: _Shape, units: int, middle: Point) -> Placed:
    """Set the units of a block out around its middle, each on whole pixels.

    Pictures run along rows, as images are stored; stacks of units run down.
    """
    left, top = round(middle[0] - shape.across / 2), round(middle[1] - shape.down / 2)
    centres = []
    for unit in range(units):
        if shape.picture:
            row, column = divmod(unit, shape.columns)
        else:
            column, row = divmod(unit, shape.rows)
        x, y = left + round(column * shape.step_x), top + round(row * shape.step_y)
        centres.append((x + shape.width / 2, y + shape.height / 2))
    down = max(y for _x, y in centres) + shape.height / 2 - top
    across = max(x for x, _y in centres) + shape.width / 2 - left
    return Placed(
        name,
        Rect(left, top, across, down),
        tuple(centres),
        shape.width,
        shape.height,
        shape.columns,
        shape.picture,
        shape.numbered,
    )


def _tail(output: _Shape, ending: Ending, sizes: Sizes) -> float:
    """The width of what follows the output, without the gap before the loss."""
    bar = sizes.bar + sizes.near if _has_bars(output, ending, sizes) else 0.0
    target = sizes.target if output.numbered else output.width
    stacks = output.columns if ending.targets > 1 else 1
    return bar + sizes.near + stacks * (target + sizes.near) - sizes.near + sizes.pill


def _has_bars(output: _Shape, ending: Ending, sizes: Sizes) -> bool:
    return ending.bars and output.columns == 1 and output.step_y >= sizes.legible * 0.8


def _end(
    placed: dict[str, Placed],
    output: Placed,
    ending: Ending,
    gap: float,
    field: Rect,
    sizes: Sizes,
) -> tuple[Rect, ...]:
    """Place the targets and the loss after the output; returns the bars."""
    x = output.rect.right + sizes.near
    bars: tuple[Rect, ...] = ()
    step = output.centres[1][1] - output.centres[0][1] if len(output.centres) > 1 else sizes.tallest
    if ending.bars and output.columns == 1 and step >= sizes.legible * 0.8 and not output.picture:
        thick = max(2.0, output.height * 0.5)
        bars = tuple(Rect(x, y - thick / 2, sizes.bar, thick) for _, y in output.centres)
        x += sizes.bar + sizes.near
    placed[TARGET] = _targets(output, ending.targets, x, field, sizes)
    x = placed[TARGET].rect.right + gap
    one = _Shape(1, 1, sizes.pill, sizes.tallest, 0.0, 0.0, False, True)
    y = output.rect.middle[1]
    down = min(3.0 * sizes.tallest, max(sizes.tallest * 1.3, field.bottom - y - sizes.tallest))
    placed[LOSSES] = _place(LOSSES, one, 1, (x + sizes.pill / 2, y))
    placed[LOSS] = _place(LOSS, one, 1, (x + sizes.pill / 2, y + down))
    return bars


def _targets(output: Placed, count: int, x: float, field: Rect, sizes: Sizes) -> Placed:
    """The targets, each level with its output; on their own where their number is another."""
    width = sizes.target if output.numbered else output.width
    if count != len(output.centres):
        shape = _shape(Block(TARGET, count), field.height, sizes, False)
        return _place(TARGET, shape, count, (x + shape.across / 2, output.rect.middle[1]))
    between = 0.0 if output.picture else sizes.near
    lefts = sorted({centre[0] for centre in output.centres})
    step = {left: round(x) + n * (width + between) for n, left in enumerate(lefts)}
    centres = tuple((step[left] + width / 2, y) for left, y in output.centres)
    across = len(lefts) * (width + between) - between
    return replace(
        output,
        name=TARGET,
        rect=Rect(round(x), output.rect.y, across, output.rect.height),
        centres=centres,
        width=width,
    )


def _route(start: Placed, end: Placed, y: float, gap: float) -> Route:
    """Out of the side of a block, up to a lane, along it, and down into the side of another."""
    x, level = start.rect.right, start.rect.middle[1]
    to_x, to_level = end.rect.x, end.rect.middle[1]
    out, back = x + 0.25 * gap, to_x - 0.25 * gap
    points = ((x, level), (out, level), (out, y), (back, y), (back, to_level), (to_x, to_level))
    return Route(start.name, end.name, points)
