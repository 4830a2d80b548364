"""The room in which the numbers of a network can be read."""

from __future__ import annotations

from collections.abc import Callable

from ui.panels.network.geometry import (
    CLOSE_COLUMN_COUNT,
    Rect,
    Sizes,
    arrange,
    in_sight,
)
from ui.panels.network.strip import STRIP_PIXELS
from ui.panels.network.wiring import Wiring
from visualnn.lesson import Lesson

__all__ = ["MARGIN_PIXELS", "legible_size"]

MARGIN_PIXELS = (32, 128)
"""What a network leaves free beside it and, with names, rows and the panel's heading, over and
under it, at size factor 1."""
_NUMBERED_UNIT_COUNT = 16
"""A layer of more units is not given room for all its numbers: dots, or a picture, show it."""
_MOST_PIXELS = (680, 420)
"""The most room that a network is given for its numbers."""
_STEP_PIXELS = 4
_UNROLLED_PIXELS = 448
"""The width in which some time steps are seen beside each other."""


def legible_size(lesson: Lesson) -> tuple[int, int]:
    """The least width and height, in pixels at size factor 1, in which the whole network is in
    sight and every unit of a small layer has its number, all under each other; (0, 0) where there
    is no such layer, or no such room. Of a network with a recurrent layer this layer and what has
    room beside it are enough, in a width in which some time steps are seen."""
    network = lesson.network
    if network.writes_loss or not network.layers:
        return 0, 0
    wiring = Wiring(network, lesson.program)
    small = {
        block.name
        for block in wiring.blocks
        if not block.columns and block.units <= _NUMBERED_UNIT_COUNT
    }
    if not small or max(wiring.ranks.values()) >= CLOSE_COLUMN_COUNT:
        return 0, 0
    unrolled = [wiring.ranks[name] for name in wiring.steps if name in small]
    size = _least_size(wiring, frozenset(small), unrolled[0] if unrolled else None)
    if size is None:
        return 0, 0
    width = max(size[0], _UNROLLED_PIXELS) if unrolled else size[0]
    return width + MARGIN_PIXELS[0], size[1] + MARGIN_PIXELS[1]


def _least_size(
    wiring: Wiring, small: frozenset[str], around: int | None
) -> tuple[int, int] | None:
    """The least room in which small layers have their numbers: with the whole network in sight, or
    where that is wide with what has room around a column. None where that is more than it is
    given."""
    blocks, ending = wiring.blocks, wiring.ending
    whole = 0, max(wiring.ranks.values()) + 1
    inner = {name: max(1, steps.count // 2) for name, steps in wiring.steps.items()}

    def reads(width: int, height: int) -> bool:
        room = Rect(0, 0, width, height)
        sight = in_sight(blocks, ending, room, Sizes(), around or 0)
        if around is None and sight != whole:
            return False
        laid = arrange(blocks, ending, room, Sizes(), sight, inner).blocks
        placed = [laid[name] for name in small if name in laid]
        return all(block.numbered and block.columns == 1 for block in placed)

    most_width, most_height = (
        most - margin for most, margin in zip(_MOST_PIXELS, MARGIN_PIXELS, strict=True)
    )
    if not reads(most_width, most_height):
        return None
    height = _least(most_height, lambda tall: reads(most_width, tall))
    width = _least(most_width, lambda wide: reads(wide, height))
    sight = in_sight(blocks, ending, Rect(0, 0, width, height), Sizes(), around or 0)
    return width, height + (0 if sight == whole else STRIP_PIXELS)


def _least(most: int, suffices: Callable[[int], bool]) -> int:
    """The least length up to `most`, in steps, that suffices, as `most` does."""
    low, high = 0, most
    while high - low > _STEP_PIXELS:
        middle = (low + high) // 2
        low, high = (low, middle) if suffices(middle) else (middle, high)
    return high
