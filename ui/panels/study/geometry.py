"""The geometry of a study: where the studies that can be started, the settings, the dots and the
axis stand. Without Qt; lengths in pixels."""

from __future__ import annotations

import math
from collections.abc import Iterable

from ui.kit.geometry.box import Box
from visualnn.dataclass import dataclass

__all__ = ["EndScale", "StudyLayout", "end_scale", "spread_out", "study_layout"]

EDGE_PIXELS, GAP_PIXELS = 16, 16
"""Pixels at the edges, and between the parts."""
TITLE_PIXELS, LINE_PIXELS, NOTE_PIXELS, AXIS_PIXELS = 28, 24, 36, 18
"""Heights in pixels: the title, a line of the list, the words at the foot, the axis."""
NARROW_PIXELS = 480
"""In less width the list of studies stands above the picture."""
MOST_LIST_SHARE = 0.36
"""The share of the width that the list of studies takes at most."""
MOST_ROW_PIXELS = 96
"""The height in pixels of the row of a setting at most."""
LOG_RATIO = 20.0
"""Ends of which the largest is so many times the least stand on a log axis."""


@dataclass(frozen=True)
class EndScale:
    """Numbers along the axis: their places go from 0 to 1."""

    low: float
    high: float
    is_log: bool

    def at(self, value: float) -> float:
        """The place of a finite number."""
        low, high = self._on_axis(self.low), self._on_axis(self.high)
        here = self._on_axis(value)
        return 0.5 if high == low else min(max((here - low) / (high - low), 0.0), 1.0)

    def _on_axis(self, value: float) -> float:
        return math.log10(max(value, 1e-300)) if self.is_log else value

    @property
    def ticks(self) -> tuple[float, ...]:
        """Round numbers on the axis; its two ends where it has fewer than two of them."""
        if self.is_log:
            first, last = math.ceil(math.log10(self.low)), math.floor(math.log10(self.high))
            every = max(1, (last - first) // 4)
            found = tuple(10.0**power for power in range(first, last + 1, every))
            if len(found) < 2:
                every_step = (m * 10.0**p for p in range(first - 1, last + 1) for m in (1, 2, 5))
                found = tuple(tick for tick in every_step if self.low <= tick <= self.high)
        else:
            step = 10.0 ** math.floor(math.log10(max(self.high - self.low, 1e-300)))
            step = step if self.high - self.low >= 2 * step else step / 5
            first, last = math.ceil(self.low / step), math.floor(self.high / step)
            every = max(1, (last - first) // 5 + 1)
            found = tuple(round(n * step, 12) for n in range(first, last + 1, every))
        return found if len(found) > 1 else (self.low, self.high)


def end_scale(values: Iterable[float]) -> EndScale:
    """The axis for what runs ended with; numbers that are not finite have no place on it."""
    finite = [value for value in values if math.isfinite(value)]
    if not finite:
        return EndScale(0.0, 1.0, is_log=False)
    low, high = min(finite), max(finite)
    if low > 0 and high > LOG_RATIO * low:
        return EndScale(low, high, is_log=True)
    room = 0.05 * (high - low) or max(abs(high), 1.0) / 2
    return EndScale(low - room, high + room, is_log=False)


@dataclass(frozen=True)
class StudyLayout:
    """Where the parts stand."""

    title: Box
    offers: tuple[Box, ...]
    """A line for each study that can be started; fewer where there is no room for all."""
    action: Box
    """What Enter does now, and how far the study is."""
    rows: tuple[Box, ...]
    """A row for each setting of the first axis: its label and its track."""
    label_width: float
    axis: Box
    """Below the tracks, as wide as they are; above the cells of a grid the second axis."""
    note: Box

    def track(self, row: int) -> Box:
        """Where the dots of a setting stand."""
        box = self.rows[row]
        return Box(box.left + self.label_width, box.top, box.width - self.label_width, box.height)

    def cell(self, row: int, column: int, columns: int) -> Box:
        """A cell of a grid of two settings."""
        track = self.track(row)
        wide = track.width / columns
        return Box(track.left + column * wide, track.top, wide, track.height)


def study_layout(
    width: float,
    height: float,
    factor: float,
    offers: int,
    rows: int,
    list_width: float,
    label_width: float,
    *,
    is_begun: bool = False,
) -> StudyLayout:
    """The studies as a list on the left, the picture on the right; where there is little width the
    list above it, one line once a study `is_begun`. `list_width` and `label_width` are those of the
    widest line of the list and of the widest label of a setting."""
    px, edge = factor, EDGE_PIXELS * factor
    wide = max(width - 2 * edge, 40.0)
    title = Box(edge, 4 * px, wide, TITLE_PIXELS * px)
    note = Box(edge, height - (NOTE_PIXELS + 4) * px, wide, NOTE_PIXELS * px)
    line = LINE_PIXELS * px
    room = max(note.top - title.bottom, 2 * line)
    is_narrow = width < NARROW_PIXELS * px
    list_wide = wide if is_narrow else min(list_width + 12 * px, MOST_LIST_SHARE * wide)
    shown = min(offers, max(1, int(room / line) - 1))
    if is_narrow and is_begun:
        shown = 1
    boxes = tuple(Box(edge, title.bottom + n * line, list_wide, line) for n in range(shown))
    action = Box(edge, title.bottom + shown * line, list_wide, line)
    left = edge if is_narrow else edge + list_wide + GAP_PIXELS * px
    top = action.bottom if is_narrow else title.bottom
    across = max(edge + wide - left, 20.0)
    label = min(label_width + 10 * px, 0.4 * across)
    tall = max(note.top - top - AXIS_PIXELS * px, 2.0 * rows)
    each = min(MOST_ROW_PIXELS * px, tall / max(rows, 1))
    axis_top = top + each * max(rows, 1)
    axis = Box(left + label, axis_top, across - label, AXIS_PIXELS * px)
    tracks = tuple(Box(left, top + n * each, across, each) for n in range(rows))
    return StudyLayout(title, boxes, action, tracks, label, axis, note)


def spread_out(count: int, height: float, size: float) -> tuple[float, ...]:
    """How far from the middle of a track each dot stands, so that equal ends are seen apart: the
    seeds one below the other."""
    if count < 2:
        return (0.0,) * count
    room = min(height - size - 4, count * size)
    return tuple((n / (count - 1) - 0.5) * room for n in range(count))
