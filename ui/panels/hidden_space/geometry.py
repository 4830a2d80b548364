"""The geometry of the hidden space: where its parts stand, how far its axes reach, and where on the
way from the inputs to the layer's output the picture is."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from ui.kit.geometry.box import Box
from visualnn.dataclass import dataclass

__all__ = ["AxisEnds", "SpaceLayout", "StagePlace", "Track", "axis_ends", "between", "layout"]

TITLE_PIXELS, CAPTION_PIXELS, NUMBERS_PIXELS, TRACK_PIXELS = 26, 20, 18, 36
"""Heights in pixels: the title, the line under the picture, the numbers of an axis, the slider."""
NAME_PIXELS = 16
"""The height in pixels of the name of the upright axis, above it."""
TWO_LINES_PIXELS, HIGH_PIXELS = 34, 260
"""The height in pixels of two lines under the picture, and of the panel from which on it has
them."""
CHOICE_PIXELS = 28
"""The height in pixels of the row in which two units are chosen."""
LEFT_PIXELS, EDGE_PIXELS = 42, 16
"""Widths in pixels: the numbers of the upright axis, and the free edge."""
HEADROOM_SHARE = 0.04
"""The share of the numbers' spread that is left free beyond them on each side."""
ROUND_ENDS = (1.0, 1.2, 1.5, 2.0, 2.5, 3.0, 4.0, 5.0, 6.0, 8.0, 10.0)
"""The ends of an axis, times a power of ten: while numbers grow, an axis grows in these steps."""
LARGEST_DRAWN = 1e100
"""What lies further out is not drawn."""
STEP_COUNT = 4
"""Steps of the arrow keys from one stop of the slider to the next."""
SNAP_PIXELS = 5
"""Pixels from a stop within which the slider holds there."""

Array = NDArray[np.float64]


@dataclass(frozen=True)
class SpaceLayout:
    """Where the parts stand."""

    title: Box
    plot: Box
    caption: Box
    track: Box
    choice: Box
    """The units that are the axes, chosen in a row above the plot; empty while none are."""


def layout(
    width: float, height: float, factor: float, *, button: float = 0.0, choosing: bool = False
) -> SpaceLayout:
    """The plot as large as it can be between its title above, and caption and slider below. A
    button takes so much width of the title, and the choice of units a row."""
    title, caption, numbers, track = (
        n * factor for n in (TITLE_PIXELS, CAPTION_PIXELS, NUMBERS_PIXELS, TRACK_PIXELS)
    )
    if height >= HIGH_PIXELS * factor:
        caption = TWO_LINES_PIXELS * factor
    left, edge = LEFT_PIXELS * factor, EDGE_PIXELS * factor
    row = CHOICE_PIXELS * factor if choosing else 0.0
    across = max(math.floor(width - left - edge), 1)
    name = NAME_PIXELS * factor
    down = max(math.floor(height - title - row - name - numbers - caption - track), 1)
    plot = Box(math.ceil(left), math.ceil(title + row + name), across, down)
    wide = max(width - 2 * edge, 1.0)
    foot = Box(edge, plot.bottom + numbers, wide, caption)
    slider = Box(left, foot.bottom, across, track)
    head = Box(edge, 0, max(wide - button, 1.0), title)
    return SpaceLayout(head, plot, foot, slider, Box(edge, title, wide, row))


@dataclass(frozen=True)
class AxisEnds:
    """The ends of both axes: (u, v)."""

    least: tuple[float, float]
    largest: tuple[float, float]


def axis_ends(places: Sequence[Array]) -> AxisEnds:
    """Round ends around 0 and all places ``(rows, 2)`` that are finite."""
    rows = np.concatenate([np.zeros((1, 2)), *places])
    with np.errstate(invalid="ignore"):
        rows = rows[(np.abs(rows) < LARGEST_DRAWN).all(axis=1)]
    low, high = rows.min(axis=0), rows.max(axis=0)
    room = HEADROOM_SHARE * (high - low)
    ends = [_rounded(float(a), float(b)) for a, b in zip(low - room, high + room, strict=True)]
    return AxisEnds((ends[0][0], ends[1][0]), (ends[0][1], ends[1][1]))


def _rounded(low: float, high: float) -> tuple[float, float]:
    if high - low < 1e-100:
        return -1.0, 1.0
    # a short arm is rounded in steps of the long one, so that it does not creep
    least = max(-low, high) / 20
    return -_outward(-low, least), _outward(high, least)


def _outward(length: float, least: float) -> float:
    """The next round length that is not below a length, nor below `least`; 0 for none."""
    if length <= 0.0:
        return 0.0
    length = max(length, least)
    power = 10.0 ** math.floor(math.log10(length))
    return next(power * n for n in (*ROUND_ENDS, 12.0) if power * n >= length * (1 - 1e-12))


@dataclass(frozen=True)
class StagePlace:
    """A place of the slider: a share of the way from one stage to the next."""

    before: int
    """The stage that lies at it or before it."""
    share: float
    """0 at that stage, towards 1 at the next."""

    @classmethod
    def at(cls, place: float, stages: int) -> StagePlace:
        """The place that is so many stages from the first."""
        place = min(max(place, 0.0), float(stages - 1))
        before = min(math.floor(place), stages - 1)
        return cls(before, place - before)

    @property
    def is_stop(self) -> bool:
        """Whether it is a stage itself, and no mixture of two."""
        return self.share == 0.0


def between(stages: Sequence[Array], place: StagePlace) -> Array:
    """What lies at a place: the stage itself, or ``(1 − share) · this + share · next``."""
    here = stages[place.before]
    if place.is_stop:
        return here
    with np.errstate(all="ignore"):
        return (1 - place.share) * here + place.share * stages[place.before + 1]


def ends_between(ends: Sequence[AxisEnds], place: StagePlace) -> AxisEnds:
    """The ends of the axes at a place: mixed as what lies there is, so that they hold all of it."""
    arrays = [np.array([each.least, each.largest]) for each in ends]
    (u0, v0), (u1, v1) = between(arrays, place)
    return AxisEnds((float(u0), float(v0)), (float(u1), float(v1)))


@dataclass(frozen=True)
class Track:
    """The slider's line: its stops evenly from left to right."""

    left: float
    right: float
    stages: int

    def x(self, place: float) -> float:
        """Where a place of the slider is drawn."""
        return self.left + (self.right - self.left) * place / max(self.stages - 1, 1)

    def place(self, x: float, reach: float) -> float:
        """The place that is meant by a pixel: a stop within `reach` pixels of it."""
        if self.stages < 2 or self.right <= self.left:
            return 0.0
        share = min(max((x - self.left) / (self.right - self.left), 0.0), 1.0)
        found = share * (self.stages - 1)
        stop = float(round(found))
        return stop if abs(self.x(stop) - x) <= reach else found


def label_places(
    widths: Sequence[float], middles: Sequence[float], left: float, right: float, gap: float
) -> tuple[float, ...] | None:
    """Where labels of these widths begin, each as near to its middle as both ends allow; None if
    two of them would stand nearer than `gap`."""
    found: list[float] = []
    for width, middle in zip(widths, middles, strict=True):
        at = min(max(middle - width / 2, left), right - width)
        if at < left or (found and at < found[-1] + widths[len(found) - 1] + gap):
            return None
        found.append(at)
    return tuple(found)


def stepped(place: float, stages: int, direction: int, *, stops: bool) -> float:
    """The place one step on (+1) or back (−1): a part of the way, or a whole stop."""
    parts = 1 if stops else STEP_COUNT
    scaled = place * parts
    on = math.floor(scaled + 1e-9) + 1 if direction > 0 else math.ceil(scaled - 1e-9) - 1
    return min(max(on / parts, 0.0), float(stages - 1))
