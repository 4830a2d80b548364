"""Where the targets and the losses stand: behind the output."""

from __future__ import annotations

from dataclasses import replace

from .blocks import LOSS, LOSSES, TARGET, OutputColumn, PlacedBlock, Sizes, UnplacedBlock
from .rect import Rect
from .shapes import BlockShape, placed_around, shape_of


def ending_width(output: BlockShape, ending: OutputColumn, sizes: Sizes) -> float:
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


def _has_bars(output: BlockShape, ending: OutputColumn, sizes: Sizes) -> bool:
    level = output.columns == 1 and output.step_y >= sizes.legible * 0.8
    return ending.bars and level and not output.picture


def place_ending(
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
    one = BlockShape(1, 1, sizes.pill, sizes.tallest, 0.0, 0.0, False, True)
    if not ending.losses or not ending.loss:
        for name in ending.column:
            placed[name] = placed_around(name, one, 1, (x, level))
        return
    lowest = field.bottom - sizes.tallest / 2 - sizes.label
    highest = field.y + sizes.tallest / 2 + sizes.label
    down = min(3.0 * sizes.tallest, max(1.25 * sizes.tallest, lowest - level))
    down = min(down, lowest - highest)
    if down < sizes.tallest + sizes.label:  # where there is no room for both, L stands elsewhere
        placed[LOSSES] = placed_around(
            LOSSES, one, 1, (x, min(level, field.bottom - sizes.tallest / 2))
        )
        return
    level = max(highest, min(level, lowest - down))
    placed[LOSSES] = placed_around(LOSSES, one, 1, (x, level))
    placed[LOSS] = placed_around(LOSS, one, 1, (x, level + down))


def _targets(output: PlacedBlock, count: int, x: float, field: Rect, sizes: Sizes) -> PlacedBlock:
    """The targets, each level with its output; on their own where their number is another."""
    width = sizes.target if output.numbered else output.width
    if count != output.count:
        shape = shape_of(UnplacedBlock(TARGET, count), field.height, sizes, False)
        return placed_around(TARGET, shape, count, (x + shape.across / 2, output.rect.middle[1]))
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
