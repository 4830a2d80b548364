"""Small multiples: where the values that were read stand beside the value that is looked at.

A panel that is taller than wide has them above, a wide one beside. The places depend on the
panel's size and the lesson alone, so nothing jumps from one step to the next.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from ui.kit.geometry.box import Box
from ui.kit.geometry.grid import shares

__all__ = ["Regions", "TileWish", "regions", "row"]

_BESIDE_RATIO = 2.1
"""From this ratio of width to height on, small multiples stand beside the value."""
_PICTURES_BESIDE_RATIO = 1.3
"""The same in a lesson of pictures: what a picture was made from is then as large as it is."""
_MIN_HEIGHT_SHARE = 0.22
_MAX_HEIGHT_SHARE = 0.34
"""Shares of the height that the small multiples above a value have at least and at most."""


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
    legible: float = 0.0,
    of_pictures: bool = False,
) -> Regions:
    """Divide a panel. ``strip`` is the height that the small multiples of the lesson would like,
    ``main`` the one that its values need, ``least`` the height that both are worth having at.
    ``legible`` is the height in which the numbers of the value can be read: small multiples above
    it give way to them. ``of_pictures`` says that the examples are pictures."""
    side, right, header, caption = 2 * unit, unit, 3 * unit, 2.25 * unit
    left, inner = side, max(1.0, width - side - right)
    bottom = Box(left, max(0.0, height - caption), inner, caption)
    if height < least:
        return _below(Box(left, 0, inner, bottom.top), header, bottom, None, None, beside=False)
    if width > (_PICTURES_BESIDE_RATIO if of_pictures else _BESIDE_RATIO) * height:
        share = round(inner * 0.42)
        arrow = 4 * unit
        left_part = Box(left, 0, share, max(1.0, bottom.top - 2.5 * unit))  # a line for the formula
        relation = Box(left_part.right, 0, arrow, bottom.top)
        start = relation.right
        rest = Box(start, 0, max(1.0, width - right - start), bottom.top)
        return _below(rest, header, bottom, left_part, relation, beside=True)
    between = 2.25 * unit
    whole = height - header - caption
    if whole >= legible > whole - between - round(_MIN_HEIGHT_SHARE * height):
        return _below(Box(left, 0, inner, bottom.top), header, bottom, None, None, beside=False)
    room = height - header - caption - between - main
    tall = round(min(strip, max(_MIN_HEIGHT_SHARE * height, min(room, _MAX_HEIGHT_SHARE * height))))
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


def row(wishes: Sequence[TileWish], room: Box, gap: float) -> list[Box]:
    """Places beside each other from the left, each as high as the room."""
    widths = shares([max(wish.cells, wish.title) for wish in wishes], room.width, gap)
    places: list[Box] = []
    left = room.left
    for width in widths:
        places.append(Box(round(left), room.top, max(1.0, width), room.height))
        left += width + gap
    return places
