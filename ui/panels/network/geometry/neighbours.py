"""Which unit an arrow key leads to."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Literal

from .blocks import PlacedBlock
from .layout import NetworkLayout

Direction = Literal["left", "right", "up", "down"]


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
