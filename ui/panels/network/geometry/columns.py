"""The columns of a network's drawing: which of them have room, and where their blocks stand."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from types import MappingProxyType

from visualnn.dataclass import dataclass

from .blocks import TARGET, OutputColumn, PlacedBlock, Sizes, UnplacedBlock
from .ending import ending_width, place_ending
from .layout import NetworkLayout, Route
from .rect import Rect
from .recurrent import PlacedSteps, StepsShape, least_steps, place_steps, steps_shape, steps_sight
from .shapes import BlockShape, placed_around, shape_of

CLOSE_COLUMN_COUNT = 8
"""Up to this many columns stand closer together, so that none is out of sight."""


def arrange(
    blocks: Sequence[UnplacedBlock],
    ending: OutputColumn,
    room: Rect,
    sizes: Sizes,
    sight: tuple[int, int] | None = None,
    looked: Mapping[str, int] = MappingProxyType({}),
) -> NetworkLayout:
    """Place the blocks, of which the first reads nothing and the last is the output, and what
    follows the output.

    Where there is too little width for numbers the units become dots. ``sight`` are the ranks
    that are placed, from the first up to and without the second; what is elsewhere has no place.
    ``looked``: of a recurrent layer the step that is looked at, else the last one.
    """
    ranks = ranks_of(blocks)
    first, end = sight or (0, max(ranks.values()) + 1)
    whole = end > max(ranks.values())
    blocks = [block for block in blocks if first <= ranks[block.name] < end]
    lanes = _jumps(blocks, ranks, first)
    band = _band(lanes, room, sizes)
    field = Rect(room.x, room.y + band, room.width, max(1.0, room.height - band))
    columns = tuple(
        tuple(block.name for block in blocks if ranks[block.name] == rank)
        for rank in range(first, end)
    )
    ending = ending if whole else OutputColumn(0, losses=False, loss=False)
    shapes, gap, last = _fitted(blocks, columns, ending, field, sizes, looked)
    placed: dict[str, PlacedBlock] = {}
    steps: dict[str, PlacedSteps] = {}
    tail = ending_width(shapes[blocks[-1].name].output, ending, sizes)
    widths = [max(shapes[name].across for name in names) for names in columns]
    total = sum(widths) + tail + gap * (len(columns) - 1) + last
    x = room.x + max(0.0, (room.width - total) / 2)
    units = {block.name: block.units for block in blocks}
    for names, width in zip(columns, widths, strict=True):
        for name, lane in zip(names, _lanes(field, len(names), sizes), strict=True):
            shape = shapes[name]
            middle = (x + width / 2, lane.y + lane.height / 2)
            if shape.steps is not None:
                left = middle[0] - shape.across / 2
                steps[name], cells = place_steps(shape.steps, left, lane)
                placed |= cells
                middle = (left + shape.across - shape.block.across / 2, middle[1])
            if name not in placed:
                placed[name] = placed_around(name, shape.block, units[name], middle)
        x += width + gap
    output = placed[blocks[-1].name]
    bars = place_ending(placed, output, ending, last, field, sizes)
    deepest = max(1, max(lanes.values(), default=0) + 1)
    found = NetworkLayout(MappingProxyType(placed), (), (), (), MappingProxyType(steps))
    routes = tuple(
        _route(found, start, end, room.y + band * (lane + 0.5) / deepest, gap)
        for (start, end), lane in lanes.items()
    )
    after = ((TARGET,),) if ending.targets else ()
    column = tuple(name for name in ending.column if name in placed)
    everything = (*columns, *after, *((column,) if column else ()))
    return replace(found, columns=everything, routes=routes, bars=bars)


def _band(lanes: Mapping[tuple[str, str], int], room: Rect, sizes: Sizes) -> float:
    """The height that the lanes of a room take up."""
    return min(0.3 * room.height, max(lanes.values(), default=-1) * sizes.lane + sizes.lane)


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

    band = _band(_jumps(blocks, ranks, 0), room, sizes)
    field = Rect(room.x, room.y + band, room.width, max(1.0, room.height - band))

    def narrow(rank: int) -> float:
        height = _lanes(field, len(names[rank]), sizes)[0].height
        return max(_narrowest(block, height, sizes) for block in names[rank])

    def width(rank: int) -> float:
        return max(narrow(rank), sizes.pill) + sizes.gap

    def taken(rank: int) -> float:
        shape = shape_of(names[rank][-1], field.height, sizes, False)
        if rank < count - 1:
            return width(rank)
        return width(rank) + ending_width(shape, ending, sizes) + sizes.gap

    if count <= CLOSE_COLUMN_COUNT:
        least = sum(narrow(rank) + 0.5 * sizes.gap for rank in range(count))
        if least + taken(count - 1) - width(count - 1) <= room.width:
            return 0, count
    around = max(0, min(around, count - 1))
    if kept is not None and kept[0] <= around < kept[1] <= count:
        return kept
    return _grown(around, count, taken, room.width)


def _narrowest(block: UnplacedBlock, height: float, sizes: Sizes) -> float:
    """The least width of a block."""
    wide = shape_of(block, height, sizes, False).across
    if block.steps is None:
        return wide
    steps = steps_sight(block.steps, height, sizes)
    return steps if block.steps.is_output else steps + sizes.step_gap + wide


def _grown(around: int, count: int, taken: Callable[[int], float], width: float) -> tuple[int, int]:
    """The ranks about one of them that fit the width, one more on either side in turn."""
    left, right = around, around + 1
    used = taken(around)
    while True:
        grown = False
        for rank in (right, left - 1):
            if 0 <= rank < count and used + taken(rank) <= width:
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


@dataclass(frozen=True, slots=True)
class _ColumnShape:
    """How a layer is set out: its units, and before them the steps of a recurrent layer, of which
    the last may hold its units."""

    block: BlockShape
    steps: StepsShape | None = None
    gap: float = 0.0

    @property
    def output(self) -> BlockShape:
        """How the units of the output are set out."""
        is_last = self.steps is not None and self.steps.unplaced.is_output
        return self.steps.cell if self.steps is not None and is_last else self.block

    @property
    def across(self) -> float:
        if self.steps is None:
            return self.block.across
        behind = 0.0 if self.steps.unplaced.is_output else self.gap + self.block.across
        return self.steps.across + behind


def _fitted(
    blocks: Sequence[UnplacedBlock],
    columns: Sequence[Sequence[str]],
    ending: OutputColumn,
    field: Rect,
    sizes: Sizes,
    looked: Mapping[str, int],
) -> tuple[dict[str, _ColumnShape], float, float]:
    """The shape of each block, the room between columns and that before the loss; dots where
    numbers do not fit."""
    shapes: dict[str, _ColumnShape] = {}
    gap = last = 0.0
    for squares, numbers in ((True, True), (False, True), (False, False)):
        named = {block.name: replace(block, squared=block.squared and squares) for block in blocks}
        heights = {
            name: _lanes(field, len(names), sizes)[0].height for names in columns for name in names
        }
        for name, height in heights.items():
            shapes[name] = _ColumnShape(shape_of(named[name], height, sizes, numbers))
        room = field.width - ending_width(shapes[blocks[-1].name].block, ending, sizes)
        room -= sizes.gap if ending.column else 0.0
        fits = _unroll(shapes, named, heights, columns, room, sizes, looked)
        taken = sum(max(shapes[name].across for name in names) for names in columns)
        taken += ending_width(shapes[blocks[-1].name].output, ending, sizes)
        last = min(sizes.last_gap, (field.width - taken) / len(columns)) if ending.column else 0.0
        gap = (field.width - taken - last) / max(1, len(columns) - 1)
        if fits and (gap >= sizes.gap or len(columns) == 1):
            break
    return shapes, min(sizes.widest_gap, max(4.0, gap)), max(4.0, last) if ending.column else 0.0


def _unroll(
    shapes: dict[str, _ColumnShape],
    blocks: Mapping[str, UnplacedBlock],
    heights: Mapping[str, float],
    columns: Sequence[Sequence[str]],
    room: float,
    sizes: Sizes,
    looked: Mapping[str, int],
) -> bool:
    """Give recurrent layers the width that the other columns leave of a room; returns whether it
    suffices for numbers."""
    waiting = [names for names in columns if any(blocks[name].steps for name in names)]
    room -= (len(columns) - 1) * sizes.gap
    room -= sum(
        max(shapes[name].across for name in names) for names in columns if names not in waiting
    )
    suffices = True
    for number, names in enumerate(waiting):
        budget = room / (len(waiting) - number)
        for name in names:
            steps = blocks[name].steps
            if steps is None:
                continue
            free = budget - (0.0 if steps.is_output else sizes.step_gap + shapes[name].across)
            around = looked.get(name, steps.count)
            shape = steps_shape(steps, free, heights[name], sizes, around)
            shapes[name] = replace(shapes[name], steps=shape, gap=sizes.step_gap)
            suffices = suffices and least_steps(steps, heights[name], sizes) <= free
        room -= max(shapes[name].across for name in names)
    return suffices


def _lanes(field: Rect, count: int, sizes: Sizes) -> list[Rect]:
    """The room of each of some blocks in one column, from the top down: with two lines of words
    under each where there is height enough, else with one, or none."""
    apart = sizes.apart
    for lines, least in ((2, 3.0), (1, 1.4)):
        wide = sizes.apart + lines * sizes.caption
        if field.height - (count - 1) * wide >= count * least * sizes.tallest:
            apart = wide
            break
    height = max(1.0, (field.height - (count - 1) * apart) / count)
    return [
        Rect(field.x, field.y + n * (height + apart), field.width, height) for n in range(count)
    ]


def _route(layout: NetworkLayout, start: str, end: str, y: float, gap: float) -> Route:
    """Out of the side of a block, up to a lane, along it, and down into the side of another."""
    out_of, into = layout.blocks[start].rect, layout.extent(end) or layout.blocks[end].rect
    x, level = out_of.right, out_of.middle[1]
    to_x, to_level = into.x, into.middle[1]
    out, back = x + 0.25 * gap, to_x - 0.25 * gap
    points = ((x, level), (out, level), (out, y), (back, y), (back, to_level), (to_x, to_level))
    return Route(start, end, points)
