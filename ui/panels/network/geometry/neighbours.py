"""Which unit an arrow key leads to."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Literal

from .blocks import PlacedBlock
from .layout import NetworkLayout
from .recurrent import PlacedSteps

Direction = Literal["left", "right", "up", "down"]


def neighbour(layout: NetworkLayout, at: tuple[str, int], direction: Direction) -> tuple[str, int]:
    """The unit that an arrow key leads to; the same one where there is none.

    Up and down stay in the column of blocks. Left and right go through the block first, then to
    the next column, to the unit that is most nearly level.
    """
    name, unit = at
    block = layout.blocks[name]
    x, y = block.centre(unit)
    steps = layout.steps_of(name)
    if steps is not None:
        next_cell = _in_steps(layout, steps, at, direction)
        if next_cell is not None or direction in {"up", "down"}:
            return next_cell or at
    layer = name if steps is None else steps.unplaced.layer
    column = next(n for n, names in enumerate(layout.columns) if layer in names)
    upright = direction in {"up", "down"}
    forward = direction in {"right", "down"}
    if block.picture:
        inside = _inside(block, unit, direction)
        if inside is not None:
            return name, inside
    among = layout.columns[column] if upright else (name,)
    if block.picture:
        among = tuple(other for other in among if other != name)
    found = _next(_cells(layout, among), x, y, upright, forward, block) if steps is None else None
    if found is not None:
        return found
    if upright:
        return at
    beside = column + (1 if forward else -1)
    if not 0 <= beside < len(layout.columns):
        return at
    names = _entries(layout, layout.columns[beside], forward=forward)
    cells = _cells(layout, names, level=y, last=not forward)
    return min(
        ((other, n) for other, n, _, _ in cells),
        key=lambda cell: _off_level(layout, cell, y, forward),
        default=at,
    )


def beside_step(layout: NetworkLayout, block: str, direction: Direction) -> tuple[str, int] | None:
    """The layer and the number of the time step that an arrow key leads to out of a cell; None for
    a cell behind which there is another of the same step, and where there is no further step."""
    steps = layout.steps_of(block)
    step = None if steps is None else steps.step_of(block)
    if steps is None or step is None or direction not in {"left", "right"}:
        return None
    end = step.blocks[-1 if direction == "right" else 0]
    number = step.step + (1 if direction == "right" else -1)
    least = 1 if block == step.input else 0
    if block not in {step.input, end} or not least <= number <= steps.unplaced.count:
        return None
    return steps.unplaced.layer, number


def _in_steps(
    layout: NetworkLayout, steps: PlacedSteps, at: tuple[str, int], direction: Direction
) -> tuple[str, int] | None:
    """The next unit in the steps of the same layer: in the stack, in the next stack of the step,
    in the next step; down from a cell to the input of its step, and up again to its state."""
    name, unit = at
    block, step = layout.blocks[name], steps.step_of(name)
    if step is None:  # the states of all steps, behind them
        return None
    upright, forward = direction in {"up", "down"}, direction in {"right", "down"}
    if block.picture:
        found = _inside(block, unit, direction)
        inside = None if found is None else (name, found)
    else:
        inside = _next(_cells(layout, (name,)), *block.centre(unit), upright, forward, block)
    if inside is not None:
        return inside
    if upright:
        is_input = name == step.input
        if is_input == forward or not step.input:
            return None
        aim = step.blocks[-1] if is_input else step.input
        return aim, layout.blocks[aim].count - 1 if is_input else 0
    beside = beside_step(layout, name, direction)
    if beside is not None:
        other = steps.shown(beside[1])
        if other is None:
            return None
        aim = other.input if name == step.input else other.blocks[0 if forward else -1]
        return (aim, unit) if aim else None
    if name == step.input or name == step.blocks[-1 if forward else 0]:
        return None
    return step.blocks[step.blocks.index(name) + (1 if forward else -1)], unit


def _entries(layout: NetworkLayout, names: Iterable[str], *, forward: bool) -> Iterator[str]:
    """The blocks of a column at which an arrow key comes in: of time steps the first or the last
    ones."""
    for name in names:
        steps = layout.steps.get(name)
        if steps is None or (not forward and not steps.unplaced.is_output):
            yield name
        elif forward:
            yield steps.steps[0].blocks[0]
            yield from (step.input for step in steps.steps if step.input)
        else:
            yield steps.steps[-1].blocks[-1]


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
