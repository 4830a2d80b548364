"""The geometry of learning curves: one plot above the other, and labels that do not overlap."""

from __future__ import annotations

import math
from collections.abc import Sequence

from ui.kit.geometry.axis import round_step
from ui.kit.geometry.box import Box
from visualnn.dataclass import dataclass

BESIDE_PIXELS = 300.0
"""The width from which on labels stand beside the plots."""

LABEL_SHARE = 0.45
"""The share of the width that labels beside the plots may take."""
LABEL_PIXELS = 15
"""The height of a row of labels under a caption."""
ROWS_SHARE = 0.25
"""The share of the height that the rows of labels of all plots may take."""


@dataclass(frozen=True)
class Layout:
    """The places of the plots and of the one row of iteration numbers under them."""

    captions: tuple[Box, ...]
    plots: tuple[Box, ...]
    labels: tuple[Box, ...]
    """To the right of each plot, as high as the plot; where there is little width, lines under each
    caption."""
    numbers: Box
    beside: bool = True
    """Whether the labels stand beside the plots."""


def layout(
    width: float,
    height: float,
    factor: float,
    shares: Sequence[float],
    line: float = 0.0,
    label: float = 0.0,
    rows: int = 1,
) -> Layout:
    """Plots as high as their shares of the room, from above; `factor` scales all margins, and a
    `line` stays free under the plots. A `label` is as wide as that beside a plot, as far as there
    is room; under a caption labels stand in so many `rows`."""
    beside = width >= BESIDE_PIXELS * factor
    left = (46 if beside else 40) * factor
    wide = max(label + 16 * factor, min(140 * factor, 0.24 * width))
    right = max(82 * factor, min(wide, LABEL_SHARE * width)) if beside else 16 * factor
    caption, gap = (18 if beside else 18 + LABEL_PIXELS * rows) * factor, 6 * factor
    numbers = Box(left, height - 20 * factor - line, max(width - left - right, 1.0), 18 * factor)
    room = max(numbers.top - len(shares) * (caption + gap), 1.0)
    captions, plots, labels = [], [], []
    top = 0.0
    for share in shares:
        tall = max(room * share / sum(shares), 1.0)
        captions.append(Box(16 * factor, top, max(width - 32 * factor, 1.0), 18 * factor))
        plots.append(Box(left, top + caption, numbers.width, tall))
        if beside:
            labels.append(Box(numbers.right + 6 * factor, top + caption, right - 10 * factor, tall))
        else:
            lines = LABEL_PIXELS * rows * factor
            labels.append(Box(16 * factor, top + 17 * factor, width - 24 * factor, lines))
        top += caption + tall + gap
    return Layout(tuple(captions), tuple(plots), tuple(labels), numbers, beside)


def label_rows(
    widths: Sequence[float], room: float, gap: float, most: int, folded: float
) -> tuple[tuple[int, ...], ...]:
    """The numbers of labels of these widths in each row of a width, `most` rows of them. What does
    not fit is left out, and room of the width `folded` is left in the last row to say so."""
    rows: list[list[int]] = [[]]
    used = 0.0
    for n, width in enumerate(widths):
        width = min(width, room)
        if rows[-1] and used + gap + width > room:
            if len(rows) == most:
                while len(rows[-1]) > 1 and _reach(widths, rows[-1], gap, room) + folded > room:
                    rows[-1].pop()
                break
            rows.append([])
            used = 0.0
        used += width + (gap if rows[-1] else 0.0)
        rows[-1].append(n)
    return tuple(tuple(row) for row in rows if row)


def _reach(widths: Sequence[float], row: Sequence[int], gap: float, room: float) -> float:
    return sum(min(widths[n], room) + gap for n in row)


def fitting(height: float, factor: float, count: int) -> int:
    """How many of `count` plots have room for the labels of two curves each; two have it always,
    and where not all have it, a line says which are left out."""
    for plots in range(count, 2, -1):
        left_out = 18 * factor if plots < count else 0.0
        room = height - 20 * factor - plots * 24 * factor - left_out
        if room / (plots + 1) >= 60 * factor:
            return plots
    return min(count, 2)


def spread(wanted: Sequence[float], size: float, low: float, high: float) -> tuple[float, ...]:
    """The middles of labels of one size, each as near to where it is wanted as the others allow.

    They keep their order, do not overlap, and lie between `low` and `high` if there is room.
    """
    order = sorted(range(len(wanted)), key=lambda n: wanted[n])
    placed: list[float] = []
    for n in order:
        least = placed[-1] + size if placed else low + size / 2
        placed.append(max(wanted[n], least))
    most = high - size / 2
    for n in range(len(placed) - 1, -1, -1):
        placed[n] = min(placed[n], most)
        most = placed[n] - size
    if placed and placed[0] < low + size / 2:  # no room for all: from the top
        placed = [low + size * (n + 0.5) for n in range(len(placed))]
    found = [0.0] * len(wanted)
    for place, n in zip(placed, order, strict=True):
        found[n] = place
    return tuple(found)


def round_extent(count: int, whole: int) -> float:
    """A round number of iterations (10, 20, 50, 100 …) that holds `count`, at most the whole."""
    return min(float(whole), max(10.0, round_step(float(max(count, 1)))))


def nearest_point(place: float, offset: float, step: float, count: int) -> int | None:
    """The number of the point at or before a place on the axis; the first for all before it."""
    if not count:
        return None
    nth = math.floor((place - offset) / step + 1e-9)
    return max(0, min(nth, count - 1))
