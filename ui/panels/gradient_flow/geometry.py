"""Where the parts of the gradient flow stand: one row a layer, columns beside each other. Without
Qt."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from ui.kit.geometry.axis import ValueAxis, round_step, value_ticks
from ui.kit.geometry.box import Box

__all__ = [
    "FlowLayout",
    "StripLayout",
    "layout",
    "legible_size",
    "length_axis",
    "length_ticks",
    "strip_layout",
]

TITLE_PIXELS = 28
HEAD_PIXELS = 20
"""The line over the rows: what the columns are."""
AXIS_PIXELS = 18
NOTE_PIXELS = 20
MARGIN_PIXELS = 10
GAP_PIXELS = 12
ROW_PIXELS, TALLEST_ROW_PIXELS = 16, 160
STRIP_PIXELS, TALLEST_STRIP_PIXELS = 52, 160
STRIP_HEAD_PIXELS = 16
LEGEND_PIXELS = 150
LEAST_STRIP_PIXELS, STRIP_SHARE = 34, 0.14
"""The least height of the strip through time, and its share of the panel; the rows come first."""
MOST_ROW_COUNT = 14
"""So many rows are to be seen at once, with those of deeper networks one scrolls."""
NAME_PIXELS, MAX_NAME_PIXELS = 34, 130
LEAST_PLOT_PIXELS, PLOT_SHARE = 90, 0.34
WIDER_PLOT_PIXELS = 70
"""How much wider the plot is, at least, where typical numbers stand beside the factors."""
NUMBER_PIXELS = 54
TYPICAL_PIXELS = 50
LEAST_SIDE_PIXELS = 120
"""The least width of the histograms."""
IMAGE_PIXELS = 84
AXIS_STEP_DECADES = 2
"""An axis of lengths ends at every so manieth power of ten, so that it grows in steps."""
WIDEST_DECADES = 40
"""What is below the largest length by more powers of ten is not on the axis."""


@dataclass(frozen=True)
class FlowLayout:
    """The places of a panel. Columns that find no room are None."""

    title: Box
    head: Box
    rows: Box
    """All rows together."""
    row_height: float
    first: int
    """The number of the first layer that is shown."""
    count: int
    """How many layers are shown."""
    names: Box
    plot: Box
    halves: tuple[Box, Box] | None
    """Through f′, and through Wᵀ."""
    factor: Box | None
    typical: tuple[Box, Box] | None
    """The mean f′, and ‖W‖."""
    side: Box | None
    """The histograms."""
    images: Box | None
    """The gradients as pictures, where both have room."""
    axis: Box
    strip: Box | None
    note: Box

    def row(self, layer: int) -> tuple[float, float]:
        """The upper edge and the height of the row of a layer."""
        return self.rows.top + (layer - self.first) * self.row_height, self.row_height

    def layer_at(self, y: float) -> int | None:
        """The layer whose row is at a height."""
        if not self.rows.top <= y < self.rows.top + self.count * self.row_height:
            return None
        return self.first + int((y - self.rows.top) / self.row_height)

    def cell(self, column: Box, layer: int) -> Box:
        """The place of a column in the row of a layer."""
        top, height = self.row(layer)
        return Box(column.left, top, column.width, height)


def layout(
    width: float, height: float, factor: float, layers: int, name_width: float, eye: int = 0
) -> FlowLayout:
    """The places in a panel of this size. `name_width` is what the longest name needs, `eye` a
    layer that has to be seen where not all have room."""
    margin, gap = MARGIN_PIXELS * factor, GAP_PIXELS * factor
    title = Box(margin, 0.0, max(width - 2 * margin, 1.0), TITLE_PIXELS * factor)
    note_height = NOTE_PIXELS * factor if height >= 150 * factor else 0.0
    note = Box(margin, height - note_height - 2 * factor, title.width, note_height)
    strip, bottom = None, note.top
    over = (TITLE_PIXELS + HEAD_PIXELS + AXIS_PIXELS + 4) * factor
    left_for_strip = bottom - over - min(layers, MOST_ROW_COUNT) * ROW_PIXELS * factor
    if left_for_strip >= LEAST_STRIP_PIXELS * factor:
        wished = max(
            STRIP_PIXELS * factor, min(height * STRIP_SHARE, TALLEST_STRIP_PIXELS * factor)
        )
        tall = min(wished, left_for_strip)
        strip = Box(margin, bottom - tall, title.width, tall)
        bottom = strip.top - 4 * factor
    axis_height = AXIS_PIXELS * factor
    head = Box(margin, title.height, title.width, HEAD_PIXELS * factor)
    top = head.top + head.height
    room = max(bottom - axis_height - top, ROW_PIXELS * factor)
    row_height = min(max(room / max(layers, 1), ROW_PIXELS * factor), TALLEST_ROW_PIXELS * factor)
    count = max(1, min(layers, int(room / row_height + 1e-6)))
    first = min(max(0, eye - count + 1), layers - count) if layers > count else 0
    rows = Box(margin, top, title.width, count * row_height)
    # the columns: what is named first keeps its room longest
    left = margin
    named = min(max(name_width, NAME_PIXELS * factor), MAX_NAME_PIXELS * factor, width * 0.3)
    names = Box(left, top, named, rows.height)
    left += named + gap
    room = margin + title.width - left
    wanted = {
        "factor": NUMBER_PIXELS * factor + gap,
        "halves": 2 * (NUMBER_PIXELS * factor + gap),
        "side": LEAST_SIDE_PIXELS * factor + gap,
        "typical": 2 * (TYPICAL_PIXELS * factor + gap),
        "images": IMAGE_PIXELS * factor + gap,
    }
    left_over = room - LEAST_PLOT_PIXELS * factor
    shown = set()
    for part, needed in wanted.items():
        if needed > left_over - (WIDER_PLOT_PIXELS * factor if part == "typical" else 0.0):
            break
        shown.add(part)
        left_over -= needed
    plot_width = LEAST_PLOT_PIXELS * factor
    grown = (
        min(left_over, max(PLOT_SHARE * room - plot_width, 0.0)) if "side" in shown else left_over
    )
    plot_width, left_over = plot_width + grown, left_over - grown
    plot = Box(left, top, plot_width, rows.height)
    left += plot_width + gap

    def column(part: str, wide: float) -> Box | None:
        nonlocal left
        if part not in shown:
            return None
        found = Box(left, top, wide, rows.height)
        left += wide + gap
        return found

    one, two = column("halves", NUMBER_PIXELS * factor), column("halves", NUMBER_PIXELS * factor)
    product = column("factor", NUMBER_PIXELS * factor)
    mean, length = (
        column("typical", TYPICAL_PIXELS * factor),
        column("typical", TYPICAL_PIXELS * factor),
    )
    images = 0.25 * left_over if "images" in shown else 0.0
    side = column("side", LEAST_SIDE_PIXELS * factor + left_over - images)
    pictures = column("images", IMAGE_PIXELS * factor + images)
    return FlowLayout(
        title,
        head,
        rows,
        row_height,
        first,
        count,
        names,
        plot,
        (one, two) if one is not None and two is not None else None,
        product,
        (mean, length) if mean is not None and length is not None else None,
        side,
        pictures,
        Box(margin, rows.top + rows.height, title.width, axis_height),
        strip,
        note,
    )


def length_axis(lengths: Sequence[float]) -> ValueAxis | None:
    """An axis of powers of ten that holds these lengths; its ends are steps, so that it stands
    still for a while. None without a positive finite length."""
    found = [each for each in lengths if 0.0 < each < math.inf]
    if not found:
        return None
    step = AXIS_STEP_DECADES
    high = step * math.ceil(math.log10(max(found)) / step + 1e-9)
    low = step * math.floor(math.log10(min(found)) / step - 1e-9)
    low = min(max(low, high - WIDEST_DECADES), high - step)
    ends = max(10.0 ** max(low, -300), 1e-300), min(10.0 ** min(high, 300), 1e300)
    return ValueAxis(*ends, log=True)


def length_ticks(axis: ValueAxis, width: float, apart: float) -> tuple[float, ...]:
    """The powers of ten that are written under an axis of this width."""
    return value_ticks(axis, max(1, int(width / apart)))


@dataclass(frozen=True)
class StripLayout:
    """The strip through time: its heading, and below it a column an iteration."""

    head: Box
    legend: Box
    """What a shade means."""
    cells: Box
    iterations: int
    """How many iterations have room."""

    def x_of(self, iteration: float) -> float:
        """The pixel column of the middle of an iteration."""
        return self.cells.left + (iteration + 0.5) / self.iterations * self.cells.width

    def iteration_at(self, x: float) -> int:
        """The iteration at a pixel column."""
        share = (x - self.cells.left) / max(self.cells.width, 1.0)
        return min(max(int(share * self.iterations), 0), self.iterations - 1)


def strip_layout(box: Box, factor: float, furthest: int, iterations: int) -> StripLayout:
    """The strip of a run that has come so far of so many iterations: a round count of them has
    room."""
    head = Box(box.left, box.top, box.width, STRIP_HEAD_PIXELS * factor)
    wide = min(LEGEND_PIXELS * factor, box.width / 3)
    cells = Box(box.left, head.top + head.height, box.width, max(box.height - head.height, 1.0))
    shown = min(max(int(round_step(max(furthest, 10))), furthest, 1), max(iterations, furthest, 1))
    return StripLayout(head, Box(box.right - wide, box.top, wide, head.height), cells, shown)


def legible_size(layers: int) -> tuple[int, int]:
    """The width and height at factor 1 in which the factors of so many layers are read."""
    rows = min(layers, MOST_ROW_COUNT) * ROW_PIXELS
    return (
        420,
        TITLE_PIXELS + HEAD_PIXELS + AXIS_PIXELS + NOTE_PIXELS + LEAST_STRIP_PIXELS + rows + 10,
    )
