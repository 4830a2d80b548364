"""Small multiples: where the values that were read stand beside the value that is looked at.

A panel that is taller than wide has them above, a wide one beside. The places depend on the
panel's size and the lesson alone, so nothing jumps from one step to the next.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence

from ui.kit.geometry.box import Box
from ui.kit.geometry.grid import shares
from visualnn.dataclass import dataclass

__all__ = ["Legible", "Regions", "TileWish", "lines", "regions", "row"]

_BESIDE_RATIO = 2.1
"""From this ratio of width to height on, small multiples stand beside the value."""
_PICTURES_BESIDE_RATIO = 1.3
"""The same in a lesson of pictures: what a picture was made from is then as large as it is."""
_LEAST_PICTURE_PIXELS = 12
"""The width that one of several pictures keeps beside numbers."""
_MIN_HEIGHT_SHARE = 0.22
_MAX_HEIGHT_SHARE = 0.34
"""Shares of the height that the small multiples above a value have at least and at most."""


@dataclass(frozen=True)
class Legible:
    """The room in which all numbers of small values can be read, in pixels."""

    width: float
    """Of the widest value that is looked at."""
    height: float
    """Of the highest one."""
    tile_height: float
    """Of the highest of the small multiples, with its title."""
    tile_widths: Collection[Sequence[float]]
    """For each instruction the widths of its small multiples."""
    gap: float
    """Between two of them."""

    def line_count(self, width: float) -> int:
        """How many lines of small multiples the instruction with the most needs in a width."""
        return max((len(lines(each, width, self.gap)) for each in self.tile_widths), default=1)

    def are_tiles_read(self, width: float, height: float) -> bool:
        """Whether the numbers of all small multiples can be read in a strip of this size."""
        widest = max((width for each in self.tile_widths for width in each), default=0.0)
        return widest <= width and self.line_count(width) * self.tile_height <= height


def lines(widths: Sequence[float], room: float, gap: float, most: int | None = None) -> list[int]:
    """How many of things stand on each line, beside each other in their order; on `most` lines at
    most, of which the last then holds more than it has room for."""
    counts, left = [0], room
    for width in widths:
        if counts[-1] and width > left and (most is None or len(counts) < most):
            counts.append(0)
            left = room
        counts[-1] += 1
        left -= width + gap
    return counts


@dataclass(frozen=True)
class Regions:
    """The parts of a panel; a panel that is too small has no strip and no relation."""

    strip: Box | None
    relation: Box | None
    """Between what was read and what was written: an arrow, and the formula where it fits."""
    header: Box
    main: Box
    caption: Box
    beside: bool


def regions(
    width: float,
    height: float,
    unit: float,
    *,
    strip: float,
    main: float,
    least: float,
    legible: Legible | None = None,
    of_pictures: bool = False,
) -> Regions:
    """Divide a panel. ``strip`` is the height that the small multiples of the lesson would like,
    ``main`` the one that its values need, ``least`` the height that both are worth having at.
    ``legible`` says in which room the numbers can be read: small multiples give way to those of
    the value, and stand where their own can be read. ``of_pictures`` says that the examples are
    pictures."""
    side, right, header, caption = 2 * unit, unit, 3 * unit, 2.25 * unit
    left, inner = side, max(1.0, width - side - right)
    bottom = Box(left, max(0.0, height - caption), inner, caption)
    if height < least:
        return _below(Box(left, 0, inner, bottom.top), header, bottom, None, None, beside=False)
    share, arrow = round(inner * 0.42), 4 * unit
    between = 2.25 * unit
    whole = height - header - caption
    is_wide = width > (_PICTURES_BESIDE_RATIO if of_pictures else _BESIDE_RATIO) * height
    if is_wide and legible is not None:
        beside = inner - share - arrow, bottom.top - 2.5 * unit
        is_wide = legible.width <= beside[0] and (
            legible.are_tiles_read(share, beside[1])
            or not legible.are_tiles_read(inner, whole - between - legible.height)
        )
    if is_wide:
        left_part = Box(left, 0, share, max(1.0, bottom.top - 2.5 * unit))  # a line for the formula
        relation = Box(left_part.right, 0, arrow, bottom.top)
        start = relation.right
        rest = Box(start, 0, max(1.0, width - right - start), bottom.top)
        return _below(rest, header, bottom, left_part, relation, beside=True)
    least_height = 0.0 if legible is None else legible.height
    if whole >= least_height > whole - between - round(_MIN_HEIGHT_SHARE * height):
        return _below(Box(left, 0, inner, bottom.top), header, bottom, None, None, beside=False)
    room = height - header - caption - between - main
    tall = round(min(strip, max(_MIN_HEIGHT_SHARE * height, min(room, _MAX_HEIGHT_SHARE * height))))
    if legible is not None:
        read = legible.line_count(inner) * legible.tile_height
        tall = max(tall, round(min(read, whole - between - legible.height)))
    upper = Box(left, 0, inner, tall)
    relation = Box(left, tall, inner, between)
    rest = Box(left, relation.bottom, inner, max(1.0, bottom.top - relation.bottom))
    return _below(rest, header, bottom, upper, relation, beside=False)


def _below(
    room: Box,
    header: float,
    caption: Box,
    strip: Box | None,
    relation: Box | None,
    *,
    beside: bool,
) -> Regions:
    head = Box(room.left, room.top, room.width, header)
    main = Box(room.left, head.bottom, room.width, max(1.0, room.bottom - head.bottom))
    return Regions(strip, relation, head, main, caption, beside)


@dataclass(frozen=True)
class TileWish:
    """The size that one of the small multiples asks for: the width of its cells and its title."""

    cells: float
    title: float
    has_numbers: bool = False
    """Whether its numbers are to be read: pictures give way to it."""


def row(wishes: Sequence[TileWish], room: Box, gap: float) -> list[Box]:
    """Places beside each other from the left, each as high as the room."""
    widths = _widths(wishes, room.width, gap)
    places: list[Box] = []
    left = room.left
    for width in widths:
        places.append(Box(round(left), room.top, max(1.0, width), room.height))
        left += width + gap
    return places


def _widths(wishes: Sequence[TileWish], room: float, gap: float) -> list[float]:
    """As wide as each would like to be; where not all can be, numbers have their room first."""
    wanted = [max(wish.cells, wish.title) for wish in wishes]
    given = shares(wanted, room, gap)
    numbers = [wish.cells if wish.has_numbers else 0.0 for wish in wishes]
    if all(number <= width for number, width in zip(numbers, given, strict=True)):
        return given
    pictures = [want for want, number in zip(wanted, numbers, strict=True) if not number]
    left = room - sum(numbers) - gap * (len(wishes) - len(pictures))
    if left < len(pictures) * (_LEAST_PICTURE_PIXELS + gap) - gap:
        return given
    rest = iter(shares(pictures, left, gap))
    return [number or next(rest) for number in numbers]
