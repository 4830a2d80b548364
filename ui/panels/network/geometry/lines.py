"""The lines between units, and which of them passes a point."""

from __future__ import annotations

import math
from collections.abc import Sequence

from .blocks import PlacedBlock
from .rect import Point, Segment


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
