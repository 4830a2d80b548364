"""What is written along the sides of a plot: round numbers that never overlap. Without Qt."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Sequence

from ui.kit.geometry.axis import axis_between, value_ticks
from ui.kit.geometry.box import Box
from visualnn.dataclass import dataclass
from visualnn.figures import full, line, result

__all__ = ["AxisLabel", "AxisSpan", "PlotMap", "across_labels", "alike", "up_labels"]

MAX_LABEL_COUNT = 11
"""Numbers that are written along one axis at most."""

END_SLACK_SHARE = 1e-9
"""A round number that lies so little beyond the end of an axis, as 3 · 0.1 lies beyond 0.3, stands
at its end."""

MANY_PLACE_COUNT = 4
"""From so many places behind the point on, all numbers of an axis have as many."""
READING_SHARE = 1e-3
"""How far the number that is written may be from the one that is meant, as a share of the way to
the next one."""


@dataclass(frozen=True)
class AxisSpan:
    """An axis: its title with its unit, if it has one, and its ends with all in sight."""

    title: str
    low: float
    high: float


@dataclass(frozen=True)
class AxisLabel:
    """A number on an axis: its text, and its place in pixels along the axis."""

    value: float
    text: str
    place: float


@dataclass(frozen=True)
class PlotMap:
    """The way between numbers and pixels: what is in sight, and the box it is drawn in."""

    box: Box
    x: tuple[float, float]
    y: tuple[float, float]

    def across(self, value: float) -> float:
        """The pixel from the left of a number on the x-axis."""
        low, high = self.x
        return self.box.left + _share(value, low, high) * self.box.width

    def up(self, value: float) -> float:
        """The pixel from above of a number on the y-axis."""
        low, high = self.y
        return self.box.bottom - _share(value, low, high) * self.box.height

    def pixel(self, x: float, y: float) -> tuple[float, float]:
        """The pixel of a place."""
        return self.across(x), self.up(y)

    def x_at(self, left: float) -> float:
        """The number on the x-axis at a pixel."""
        low, high = self.x
        share = (left - self.box.left) / max(self.box.width, 1.0)
        return low * (1.0 - share) + high * share

    def y_at(self, top: float) -> float:
        """The number on the y-axis at a pixel."""
        low, high = self.y
        share = (self.box.bottom - top) / max(self.box.height, 1.0)
        return low * (1.0 - share) + high * share

    def holds(self, x: float, y: float) -> bool:
        """Whether a point is in sight."""
        return self.x[0] <= x <= self.x[1] and self.y[0] <= y <= self.y[1]


def _share(value: float, low: float, high: float) -> float:
    half = high * 0.5 - low * 0.5
    return (value * 0.5 - low * 0.5) / half if half else 0.0


def alike(
    x: tuple[float, float], y: tuple[float, float], width: float, height: float
) -> tuple[tuple[float, float], tuple[float, float]]:
    """The ends of both axes so that a unit is as long on both and all between the given ends is in
    sight: only then does a gradient stand upright on its contour."""
    across, up = x[1] - x[0], y[1] - y[0]
    unit = max(across / max(width, 1.0), up / max(height, 1.0))
    more_x, more_y = (unit * width - across) / 2, (unit * height - up) / 2
    return (x[0] - more_x, x[1] + more_x), (y[0] - more_y, y[1] + more_y)


def across_labels(
    plot: PlotMap, width: Callable[[str], float], gap: float, free: tuple[float, float]
) -> tuple[AxisLabel, ...]:
    """The numbers under a plot, as many as stand `gap` pixels apart between the pixels `free`."""
    low, high = plot.x

    def fits(labels: Sequence[AxisLabel]) -> bool:
        ends = [
            (each.place - width(each.text) / 2, each.place + width(each.text) / 2)
            for each in labels
        ]
        return all(one[1] + gap <= other[0] for one, other in itertools.pairwise(ends))

    for count in range(MAX_LABEL_COUNT, 0, -1):
        labels = _labels(low, high, count, plot.across)
        if fits(labels):
            return tuple(
                each
                for each in labels
                if free[0] <= each.place - width(each.text) / 2
                and each.place + width(each.text) / 2 <= free[1]
            )
    return ()


def up_labels(plot: PlotMap, height: float, gap: float) -> tuple[AxisLabel, ...]:
    """The numbers beside a plot, as many as stand `gap` pixels apart."""
    low, high = plot.y
    for count in range(MAX_LABEL_COUNT, 0, -1):
        labels = _labels(low, high, count, plot.up)
        apart = [one.place - other.place for one, other in itertools.pairwise(labels)]
        if all(each >= height + gap for each in apart):
            return labels
    return ()


def _labels(
    low: float, high: float, count: int, place: Callable[[float], float]
) -> tuple[AxisLabel, ...]:
    slack = END_SLACK_SHARE * (high - low)
    ticks = value_ticks(axis_between(low - slack, high + slack, log=False, room=0.0), count)
    inside = [_plain(min(max(tick, low), high), high - low) for tick in ticks]
    apart = min((two - one for one, two in itertools.pairwise(inside)), default=high - low)
    for write in (result, line, full):
        texts = _padded([write(tick) for tick in inside])
        if all(_says(write(tick, plain=True), tick, apart) for tick in inside):
            return tuple(
                AxisLabel(tick, text, place(tick)) for tick, text in zip(inside, texts, strict=True)
            )
    return ()


def _padded(texts: list[str]) -> list[str]:
    """Decimals of many places with as many places each, so that they are compared at a glance."""
    places = [len(text.partition(".")[2]) for text in texts]
    if max(places, default=0) < MANY_PLACE_COUNT or any("×" in text for text in texts):
        return texts
    most = max(places)
    return [
        text + ("" if n == most else ("" if n else ".") + "0" * (most - n)) if text != "0" else text
        for text, n in zip(texts, places, strict=True)
    ]


def _says(text: str, tick: float, apart: float) -> bool:
    """Whether a text stands for a number, and for none so far from it that it would be misread."""
    return abs(float(text) - tick) <= READING_SHARE * apart


def _plain(tick: float, span: float) -> float:
    """A round number without what is left over in binary: 3 · 0.1 is 0.3."""
    if abs(tick) < END_SLACK_SHARE * span:
        return 0.0
    return float(f"{tick:.12g}")
