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

MAX_STACK_COUNT = 4
CLOSE_COLUMN_COUNT = 8
"""Up to this many columns stand closer together, so that none is out of sight."""


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

    pill: float = 56.0
    """The width of a unit that has its number inside."""
    legible: float = 11.5
    """The least height of such a unit."""
    tallest: float = 26.0
    square: float = 64.0
    """The most side of the square at a unit."""
    least_square: float = 20.0
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
    tile: float = 12.0
    """The least side of a channel that is drawn as a picture of its own."""
    across: float = 150.0
    """The most room that a picture, or the channels of one, take from side to side."""
    label: float = 15.0
    """The height of a name beside a unit of the loss."""

    def scaled(self, factor: float) -> Sizes:
        """These sizes multiplied by a size factor."""
        return Sizes(*(round(getattr(self, each.name) * factor, 1) for each in fields(self)))


@dataclass(frozen=True, slots=True)
class UnplacedBlock:
    """A layer that is to be placed: its units and the blocks it reads.

    ``columns`` is the width of the picture that its units make, 0 if they make none; ``channels``
    is how many pictures they make, one after the other.
    """

    name: str
    units: int
    reads: tuple[str, ...] = ()
    columns: int = 0
    channels: int = 1
    squared: bool = False
    """Whether each unit has a square, where there is room."""


@dataclass(frozen=True, slots=True)
class OutputColumn:
    """The column behind the output: the number of targets (0 for none), whether outputs have bars,
    and whether there are losses of single examples and a loss of all."""

    targets: int
    bars: bool = False
    losses: bool = True
    loss: bool = True

    @property
    def column(self) -> tuple[str, ...]:
        """The names of what stands last."""
        pair = ((LOSSES, self.losses), (LOSS, self.loss))
        return tuple(name for name, there in pair if there)


@dataclass(frozen=True, slots=True)
class Tiles:
    """How the pictures of a block are set out: of so many, so many are shown, in rows."""

    count: int = 1
    shown: int = 1
    across: int = 1
    gap: float = 0.0


@dataclass(frozen=True, slots=True)
class PlacedBlock:
    """A block that has its place. All of its units are equally large, ``width`` by ``height``.

    ``picture``: the units are the cells of a picture that touch each other, or of several pictures
    beside and below each other, of which not all need to have room. ``numbered``: there is room
    for a number in each unit.
    """

    name: str
    rect: Rect
    count: int
    points: tuple[Point, ...]
    """The centres of the units; of a picture they are computed."""
    width: float
    height: float
    columns: int
    picture: bool = False
    numbered: bool = True
    tiles: Tiles = Tiles()
    square: float = 0.0
    """The side of the square at the left of each unit, which is as high as the unit; 0 without."""

    @property
    def rows(self) -> int:
        """The rows of cells of a picture, or of each one."""
        return math.ceil(self.count / (self.columns * self.tiles.count))

    @property
    def centres(self) -> tuple[Point, ...]:
        """The centres of all units; of a large picture that takes its time."""
        return self.points or tuple(map(self.centre, range(self.count)))

    def centre(self, index: int) -> Point:
        """The centre of one unit; of one that has no room, the middle of the block."""
        if self.points:
            return self.points[index]
        tile, rest = divmod(index, self.rows * self.columns)
        if tile >= self.tiles.shown:
            return self.rect.middle
        row, column = divmod(rest, self.columns)
        corner = self.tile(tile)
        return corner.x + (column + 0.5) * self.width, corner.y + (row + 0.5) * self.height

    def tile(self, number: int) -> Rect:
        """The place of one picture among those of a block."""
        down, across = divmod(number, self.tiles.across)
        wide, tall = self.columns * self.width, self.rows * self.height
        gap = self.tiles.gap
        return Rect(self.rect.x + across * (wide + gap), self.rect.y + down * (tall + gap),
                    wide, tall)  # fmt: skip

    def unit(self, index: int) -> Rect:
        """The place of one unit."""
        x, y = self.centre(index)
        return Rect(x - self.width / 2, y - self.height / 2, self.width, self.height)

    def _cell_at(self, x: float, y: float) -> int | None:
        """The cell of a picture at a point."""
        wide = self.columns * self.width + self.tiles.gap
        tall = self.rows * self.height + self.tiles.gap
        across, down = int((x - self.rect.x) / wide), int((y - self.rect.y) / tall)
        tile = down * self.tiles.across + across
        if not self.rect.contains(x, y) or across >= self.tiles.across:
            return None
        if tile >= self.tiles.shown:
            return None
        place = self.tile(tile)
        column, row = int((x - place.x) / self.width), int((y - place.y) / self.height)
        if column >= self.columns or row >= self.rows:
            return None
        cell = (tile * self.rows + row) * self.columns + column
        return cell if cell < self.count else None

    def unit_at(self, x: float, y: float) -> int | None:
        """The unit at a point; between two close units the nearer one, None outside of all."""
        if self.picture:
            return self._cell_at(x, y)
        if not self.points:
            return None
        slack = 2.0
        best = min(
            range(len(self.points)),
            key=lambda n: math.hypot(x - self.points[n][0], y - self.points[n][1]),
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
class NetworkLayout:
    """Everything that has a place. ``columns`` holds the names of the blocks from left to right;
    ``bars`` the full length of each output's bar, none where there is no room."""

    blocks: Mapping[str, PlacedBlock]
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
    tiles: Tiles = Tiles()
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


def arrange(
    blocks: Sequence[UnplacedBlock],
    ending: OutputColumn,
    room: Rect,
    sizes: Sizes,
    sight: tuple[int, int] | None = None,
) -> NetworkLayout:
    """Place the blocks, of which the first reads nothing and the last is the output, and what
    follows the output.

    Where there is too little width for numbers the units become dots. ``sight`` are the ranks
    that are placed, from the first up to and without the second; what is elsewhere has no place.
    """
    ranks = ranks_of(blocks)
    first, end = sight or (0, max(ranks.values()) + 1)
    whole = end > max(ranks.values())
    blocks = [block for block in blocks if first <= ranks[block.name] < end]
    lanes = _jumps(blocks, ranks, first)
    band = min(0.3 * room.height, max(lanes.values(), default=-1) * sizes.lane + sizes.lane)
    field = Rect(room.x, room.y + band, room.width, max(1.0, room.height - band))
    columns = tuple(
        tuple(block.name for block in blocks if ranks[block.name] == rank)
        for rank in range(first, end)
    )
    ending = ending if whole else OutputColumn(0, losses=False, loss=False)
    shapes, gap, last = _fitted(blocks, columns, ending, field, sizes)
    placed: dict[str, PlacedBlock] = {}
    tail = _tail(shapes[blocks[-1].name], ending, sizes)
    widths = [max(shapes[name].across for name in names) for names in columns]
    total = sum(widths) + tail + gap * (len(columns) - 1) + last
    x = room.x + max(0.0, (room.width - total) / 2)
    units = {block.name: block.units for block in blocks}
    for names, width in zip(columns, widths, strict=True):
        for name, lane in zip(names, _lanes(field, len(names), sizes), strict=True):
            middle = (x + width / 2, lane.y + lane.height / 2)
            placed[name] = _place(name, shapes[name], units[name], middle)
        x += width + gap
    output = placed[blocks[-1].name]
    bars = _end(placed, output, ending, last, field, sizes)
    deepest = max(1, max(lanes.values(), default=0) + 1)
    routes = tuple(
        _route(placed[start], placed[end], room.y + band * (lane + 0.5) / deepest, gap)
        for (start, end), lane in lanes.items()
    )
    after = ((TARGET,),) if ending.targets else ()
    column = tuple(name for name in ending.column if name in placed)
    everything = (*columns, *after, *((column,) if column else ()))
    return NetworkLayout(MappingProxyType(placed), everything, routes, bars)


def _jumps(
    blocks: Sequence[UnplacedBlock], ranks: Mapping[str, int], first: int
) -> dict[tuple[str, str], int]:
    """The ways that jump over a column, (start, end), and the lane of each: those that do not
    meet share one."""
    ways = [
        (a, b.name)
        for b in blocks
        for a in dict.fromkeys(b.reads)
        if ranks[b.name] > ranks[a] + 1 and ranks[a] >= first
    ]
    taken: list[list[tuple[int, int]]] = []
    found: dict[tuple[str, str], int] = {}
    for start, end in ways:
        span = ranks[start], ranks[end]
        lane = next(
            (
                n
                for n, spans in enumerate(taken)
                if all(span[1] <= other[0] or span[0] >= other[1] for other in spans)
            ),
            len(taken),
        )
        if lane == len(taken):
            taken.append([])
        taken[lane].append(span)
        found[start, end] = lane
    return found


def in_sight(
    blocks: Sequence[UnplacedBlock],
    ending: OutputColumn,
    room: Rect,
    sizes: Sizes,
    around: int,
    kept: tuple[int, int] | None = None,
) -> tuple[int, int]:
    """The ranks that there is room for, ``around`` among them: all of them if they fit, those
    that are ``kept`` if it is one of them, else as many before as behind."""
    ranks = ranks_of(blocks)
    count = max(ranks.values()) + 1
    names: list[list[UnplacedBlock]] = [[] for _ in range(count)]
    for block in blocks:
        names[ranks[block.name]].append(block)

    def narrow(rank: int) -> float:
        height = _lanes(room, len(names[rank]), sizes)[0].height
        return max(_shape(block, height, sizes, False).across for block in names[rank])

    def width(rank: int) -> float:
        return max(narrow(rank), sizes.pill) + sizes.gap

    def taken(rank: int) -> float:
        shape = _shape(names[rank][-1], room.height, sizes, False)
        return width(rank) + (_tail(shape, ending, sizes) + sizes.gap if rank == count - 1 else 0.0)

    if count <= CLOSE_COLUMN_COUNT:
        least = sum(narrow(rank) + 0.5 * sizes.gap for rank in range(count))
        if least + taken(count - 1) - width(count - 1) <= room.width:
            return 0, count
    around = max(0, min(around, count - 1))
    if kept is not None and kept[0] <= around < kept[1] <= count:
        return kept
    left, right = around, around + 1
    used = taken(around)
    while True:
        grown = False
        for rank in (right, left - 1):
            if 0 <= rank < count and used + taken(rank) <= room.width:
                used += taken(rank)
                left, right = min(left, rank), max(right, rank + 1)
                grown = True
        if not grown:
            return left, right


def ranks_of(blocks: Sequence[UnplacedBlock]) -> dict[str, int]:
    """The longest way from the input to each block; blocks come after what they read.

    Raises KeyError where a block reads one that does not come before it.
    """
    ranks: dict[str, int] = {}
    for block in blocks:
        ranks[block.name] = max((ranks[read] + 1 for read in block.reads), default=0)
    return ranks


def edge(start: PlacedBlock, unit: int, end: PlacedBlock, into: int) -> Segment:
    """The line from one unit to another: from side to side, from the middle of a picture's cell."""
    x, y = start.centre(unit)
    to_x, to_y = end.centre(into)
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
    """The distance of a point from a straight line."""
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


def neighbour(layout: NetworkLayout, at: tuple[str, int], direction: Direction) -> tuple[str, int]:
    """The unit that an arrow key leads to; the same one where there is none.

    Up and down stay in the column of blocks. Left and right go through the block first, then to
    the next column, to the unit that is most nearly level.
    """
    name, unit = at
    block = layout.blocks[name]
    x, y = block.centre(unit)
    column = next(n for n, names in enumerate(layout.columns) if name in names)
    upright = direction in {"up", "down"}
    forward = direction in {"right", "down"}
    if block.picture:
        inside = _inside(block, unit, direction)
        if inside is not None:
            return name, inside
    among = layout.columns[column] if upright else (name,)
    if block.picture:
        among = tuple(other for other in among if other != name)
    found = _next(_cells(layout, among), x, y, upright, forward, block)
    if found is not None:
        return found
    if upright:
        return at
    beside = column + (1 if forward else -1)
    if not 0 <= beside < len(layout.columns):
        return at
    cells = _cells(layout, layout.columns[beside], level=y, last=not forward)
    return min(
        ((other, n) for other, n, _, _ in cells),
        key=lambda cell: _off_level(layout, cell, y, forward),
        default=at,
    )


def _inside(block: PlacedBlock, unit: int, direction: Direction) -> int | None:
    """The next cell of the same picture, or of the one beside or below it."""
    tile, rest = divmod(unit, block.rows * block.columns)
    row, column = divmod(rest, block.columns)
    down, across = divmod(tile, block.tiles.across)
    if direction in {"up", "down"}:
        row += 1 if direction == "down" else -1
        if not 0 <= row < block.rows:
            down, row = down + (1 if row > 0 else -1), 0 if row > 0 else block.rows - 1
    else:
        column += 1 if direction == "right" else -1
        if not 0 <= column < block.columns:
            across, column = (
                across + (1 if column > 0 else -1),
                0 if column > 0 else block.columns - 1,
            )
    tile = down * block.tiles.across + across
    if not (0 <= across < block.tiles.across and down >= 0 and 0 <= tile < block.tiles.shown):
        return None
    cell = (tile * block.rows + row) * block.columns + column
    return cell if cell < block.count else None


def _cells(
    layout: NetworkLayout, names: Iterable[str], level: float | None = None, *, last: bool = False
) -> list[tuple[str, int, float, float]]:
    """The units of some blocks with their centres; of a picture, where a level is given, one cell
    of the row there: the first, or the last."""
    found = []
    for name in names:
        block = layout.blocks.get(name)
        if block is None:
            continue
        if block.picture:
            places: Iterable[int] = (_at_level(block, level or 0.0, last=last),)
        else:
            places = range(block.count)
        found += [(name, n, *block.centre(n)) for n in places]
    return found


def _at_level(block: PlacedBlock, level: float, *, last: bool) -> int:
    """The first or last cell of the row of a picture that is nearest to a level."""
    pitch = block.rows * block.height + block.tiles.gap
    deepest = (block.tiles.shown - 1) // block.tiles.across
    down = max(0, min(int((level - block.rect.y) / pitch), deepest))
    tile = down * block.tiles.across
    if last:
        tile = min(tile + block.tiles.across, block.tiles.shown) - 1
    row = int((level - block.tile(tile).y) / block.height)
    row = max(0, min(row, block.rows - 1))
    column = block.columns - 1 if last else 0
    return min((tile * block.rows + row) * block.columns + column, block.count - 1)


def _next(
    cells: list[tuple[str, int, float, float]],
    x: float,
    y: float,
    upright: bool,
    forward: bool,
    block: PlacedBlock,
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
    layout: NetworkLayout, cell: tuple[str, int], y: float, forward: bool
) -> tuple[float, float]:
    x, other = layout.blocks[cell[0]].centre(cell[1])
    return abs(other - y), x if forward else -x


def _fitted(
    blocks: Sequence[UnplacedBlock],
    columns: Sequence[Sequence[str]],
    ending: OutputColumn,
    field: Rect,
    sizes: Sizes,
) -> tuple[dict[str, _Shape], float, float]:
    """The shape of each block, the room between columns and that before the loss; dots where
    numbers do not fit."""
    shapes: dict[str, _Shape] = {}
    gap = last = 0.0
    for squares, numbers in ((True, True), (False, True), (False, False)):
        named = {block.name: replace(block, squared=block.squared and squares) for block in blocks}
        for names in columns:
            height = _lanes(field, len(names), sizes)[0].height
            for name in names:
                shapes[name] = _shape(named[name], height, sizes, numbers)
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


def _shape(block: UnplacedBlock, height: float, sizes: Sizes, numbers: bool) -> _Shape:
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
            return _Shape(1, block.units, wide, side, wide, step, False, True, square=side)
    if numbers:
        for stacks in (1, 2):
            rows = math.ceil(block.units / stacks)
            step = min(height / rows, sizes.tallest * 1.4)
            tall = float(math.floor(min(sizes.tallest, step * 0.88)))
            if tall >= sizes.legible * (1.25 if stacks == 1 else 1.0):
                step_x = sizes.pill + sizes.near
                return _Shape(stacks, rows, sizes.pill, tall, step_x, step, False, True)
    for stacks in range(1, MAX_STACK_COUNT + 1):
        rows = math.ceil(block.units / stacks)
        step = min(height / rows, sizes.tallest * 1.4)
        size = float(math.floor(min(sizes.tallest, step * 0.85)))
        if size >= (sizes.dot if stacks > 2 else 1.8 * sizes.dot):
            return _Shape(stacks, rows, size, size, size + sizes.near, step, False, False)
    return _picture(block.units, math.ceil(math.sqrt(block.units)), height, sizes)


def _picture(units: int, columns: int, height: float, sizes: Sizes) -> _Shape:
    rows = math.ceil(units / columns)
    side = min(sizes.cell, height / rows, 9.0 * sizes.cell / columns)
    whole = float(math.floor(side)) if side >= 1.0 else side
    return _Shape(columns, rows, whole, whole, whole, whole, True, False)


def _channels(block: UnplacedBlock, height: float, sizes: Sizes) -> _Shape:
    """Pictures in as many columns as make them largest; as many of them as have room."""
    rows = max(1, block.units // (block.channels * block.columns))
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
    return _Shape(block.columns, rows, side, side, side, side, True, False, tiles)


def _place(name: str, shape: _Shape, units: int, middle: Point) -> PlacedBlock:
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


def _stacked(shape: _Shape, units: int, left: int, top: int) -> tuple[Rect, tuple[Point, ...]]:
    centres = []
    for unit in range(units):
        column, row = divmod(unit, shape.rows)
        x, y = left + round(column * shape.step_x), top + round(row * shape.step_y)
        centres.append((x + shape.width / 2, y + shape.height / 2))
    down = max(y for _x, y in centres) + shape.height / 2 - top
    across = max(x for x, _y in centres) + shape.width / 2 - left
    return Rect(left, top, across, down), tuple(centres)


def _tail(output: _Shape, ending: OutputColumn, sizes: Sizes) -> float:
    """The width of what follows the output, without the gap before the loss."""
    bar = sizes.bar + sizes.near if _has_bars(output, ending, sizes) else 0.0
    last = sizes.pill if ending.column else 0.0
    if not ending.targets:
        return bar + last
    if output.picture:
        return bar + sizes.near + output.across + last
    target = sizes.target if output.numbered else output.width
    stacks = output.columns if ending.targets > 1 else 1
    return bar + sizes.near + stacks * (target + sizes.near) - sizes.near + last


def _has_bars(output: _Shape, ending: OutputColumn, sizes: Sizes) -> bool:
    level = output.columns == 1 and output.step_y >= sizes.legible * 0.8
    return ending.bars and level and not output.picture


def _end(
    placed: dict[str, PlacedBlock],
    output: PlacedBlock,
    ending: OutputColumn,
    gap: float,
    field: Rect,
    sizes: Sizes,
) -> tuple[Rect, ...]:
    """Place the targets and the loss after the output; returns the bars."""
    x = output.rect.right + sizes.near
    bars: tuple[Rect, ...] = ()
    points = output.points
    step = points[1][1] - points[0][1] if len(points) > 1 else sizes.tallest
    if ending.bars and output.columns == 1 and step >= sizes.legible * 0.8 and not output.picture:
        thick = max(2.0, output.height * 0.5)
        bars = tuple(Rect(x, y - thick / 2, sizes.bar, thick) for _, y in points)
        x += sizes.bar + sizes.near
    end = x - sizes.near
    if ending.targets:
        placed[TARGET] = _targets(output, ending.targets, x, field, sizes)
        end = placed[TARGET].rect.right
    _losses(placed, ending, end + gap + sizes.pill / 2, field, sizes, output.rect.middle[1])
    return bars


def _losses(
    placed: dict[str, PlacedBlock],
    ending: OutputColumn,
    x: float,
    field: Rect,
    sizes: Sizes,
    level: float,
) -> None:
    """The losses of single examples, level with the outputs if there is room, under their name;
    below them the loss of all, over its name."""
    one = _Shape(1, 1, sizes.pill, sizes.tallest, 0.0, 0.0, False, True)
    if not ending.losses or not ending.loss:
        for name in ending.column:
            placed[name] = _place(name, one, 1, (x, level))
        return
    lowest = field.bottom - sizes.tallest / 2 - sizes.label
    highest = field.y + sizes.tallest / 2 + sizes.label
    down = min(3.0 * sizes.tallest, max(1.25 * sizes.tallest, lowest - level))
    down = min(down, lowest - highest)
    if down < sizes.tallest + sizes.label:  # where there is no room for both, L stands elsewhere
        placed[LOSSES] = _place(LOSSES, one, 1, (x, min(level, field.bottom - sizes.tallest / 2)))
        return
    level = max(highest, min(level, lowest - down))
    placed[LOSSES] = _place(LOSSES, one, 1, (x, level))
    placed[LOSS] = _place(LOSS, one, 1, (x, level + down))


def _targets(output: PlacedBlock, count: int, x: float, field: Rect, sizes: Sizes) -> PlacedBlock:
    """The targets, each level with its output; on their own where their number is another."""
    width = sizes.target if output.numbered else output.width
    if count != output.count:
        shape = _shape(UnplacedBlock(TARGET, count), field.height, sizes, False)
        return _place(TARGET, shape, count, (x + shape.across / 2, output.rect.middle[1]))
    if output.picture:
        return replace(output, name=TARGET, rect=replace(output.rect, x=round(x)))
    lefts = sorted({centre[0] for centre in output.points})
    step = {left: round(x) + n * (width + sizes.near) for n, left in enumerate(lefts)}
    centres = tuple((step[left] + width / 2, y) for left, y in output.points)
    across = len(lefts) * (width + sizes.near) - sizes.near
    return replace(
        output,
        name=TARGET,
        rect=Rect(round(x), output.rect.y, across, output.rect.height),
        points=centres,
        width=width,
        square=0.0,
    )


def _route(start: PlacedBlock, end: PlacedBlock, y: float, gap: float) -> Route:
    """Out of the side of a block, up to a lane, along it, and down into the side of another."""
    x, level = start.rect.right, start.rect.middle[1]
    to_x, to_level = end.rect.x, end.rect.middle[1]
    out, back = x + 0.25 * gap, to_x - 0.25 * gap
    points = ((x, level), (out, level), (out, y), (back, y), (back, to_level), (to_x, to_level))
    return Route(start.name, end.name, points)
