"""The room in which the numbers of a network can be read."""

from __future__ import annotations

from collections.abc import Callable

from ui.panels.network.geometry import (
    CLOSE_COLUMN_COUNT,
    NetworkLayout,
    Rect,
    Sizes,
    arrange,
    in_sight,
)
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


def legible_size(lesson: Lesson) -> tuple[int, int]:
    """The least width and height, in pixels at size factor 1, in which the whole network is in
    sight and every unit of a small layer has its number, all under each other; (0, 0) where there
    is no such layer, or no such room."""
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

    whole = 0, max(wiring.ranks.values()) + 1

    def laid(width: int, height: int) -> NetworkLayout:
        return arrange(wiring.blocks, wiring.ending, Rect(0, 0, width, height), Sizes())

    def reads(width: int, height: int) -> bool:
        room = Rect(0, 0, width, height)
        if in_sight(wiring.blocks, wiring.ending, room, Sizes(), 0) != whole:
            return False
        blocks = laid(width, height).blocks
        return all(blocks[name].numbered and blocks[name].columns == 1 for name in small)

    most_width, most_height = (
        most - margin for most, margin in zip(_MOST_PIXELS, MARGIN_PIXELS, strict=True)
    )
    if not reads(most_width, most_height):
        return 0, 0
    height = _least(most_height, lambda tall: reads(most_width, tall))
    width = _least(most_width, lambda wide: reads(wide, height))
    return width + MARGIN_PIXELS[0], height + MARGIN_PIXELS[1]


def _least(most: int, suffices: Callable[[int], bool]) -> int:
    """The least length up to `most`, in steps, that suffices, as `most` does."""
    low, high = 0, most
    while high - low > _STEP_PIXELS:
        middle = (low + high) // 2
        low, high = (low, middle) if suffices(middle) else (middle, high)
    return high
