"""Where the parts of the gradient flow stand: one row a layer, columns beside each other. Without
Qt."""

from __future__ import annotations

import math
from collections.abc import Sequence

from ui.kit.geometry.axis import ValueAxis, round_step, value_ticks
from ui.kit.geometry.box import Box
from visualnn.dataclass import dataclass

__all__ = [
    "KEY_PIXELS",
    "MARGIN_PIXELS",
    "FlowLayout",
    "StripLayout",
    "layout",
    "legible_size",
    "length_axis",
    "length_ticks",
    "shown_iterations",
    "strip_layout",
]

TITLE_PIXELS = 28
HEAD_PIXELS = 20
"""The line over the rows: what the columns are."""
AXIS_PIXELS = 18
NOTE_PIXELS = 20
MARGIN_PIXELS = 10
GAP_PIXELS = 12
ROW_PIXELS, TALLEST_ROW_PIXELS = 15, 160
STRIP_PIXELS, TALLEST_STRIP_PIXELS = 52, 160
STRIP_HEAD_PIXELS = 16
POINTER_PIXELS = 5
"""Between the heading of the strip and its cells, where the head of the cursor is."""
KEY_PIXELS = 16
"""The height of a line of the key, and of the line that says what the columns are."""
ZERO_PIXELS = 18
"""The lane of lengths that are exactly 0, which have no place on an axis of powers of ten."""
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
LEAST_TIME_PIXELS = 140
"""The least width of histograms through time."""
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
    key: Box | None
    """Which mark is whose; None where there is one run, or no room."""
    meaning: Box | None
    """What the columns are."""
    zero: Box | None
    """The lane of lengths that are exactly 0; None where there is none."""

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
    width: float,
    height: float,
    factor: float,
    layers: int,
    name_width: float,
    eye: int = 0,
    *,
    key_lines: int = 0,
    has_zero: bool = False,
    is_over_time: bool = False,
) -> FlowLayout:
    """The places in a panel of this size. `name_width` is what the longest name needs, `eye` a
    layer that has to be seen where not all have room, `key_lines` how many lines the key would
    like; with `has_zero` lengths of exactly 0 have a lane. What is counted through time
    (`is_over_time`) has room before the factors."""
    margin = MARGIN_PIXELS * factor
    bands = _bands(width, height, factor, layers, key_lines)
    room = max(bands.bottom - AXIS_PIXELS * factor - bands.top, ROW_PIXELS * factor)
    row_height = min(max(room / max(layers, 1), ROW_PIXELS * factor), TALLEST_ROW_PIXELS * factor)
    count = max(1, min(layers, int(room / row_height + 1e-6)))
    first = min(max(0, eye - count + 1), layers - count) if layers > count else 0
    rows = Box(margin, bands.top, bands.title.width, count * row_height)
    named = min(max(name_width, NAME_PIXELS * factor), MAX_NAME_PIXELS * factor, width * 0.3)
    left = margin + named + GAP_PIXELS * factor
    columns = _columns(rows, left, factor, is_over_time=is_over_time)
    lane = ZERO_PIXELS * factor if has_zero else 0.0
    plot = columns["plot"]
    halves = columns.get("f"), columns.get("W")
    typical = columns.get("mean"), columns.get("length")
    return FlowLayout(
        bands.title,
        bands.head,
        rows,
        row_height,
        first,
        count,
        Box(margin, bands.top, named, rows.height),
        Box(plot.left + lane, plot.top, plot.width - lane, plot.height),
        (halves[0], halves[1]) if halves[0] is not None and halves[1] is not None else None,
        columns.get("factor"),
        (typical[0], typical[1]) if typical[0] is not None and typical[1] is not None else None,
        columns.get("side"),
        columns.get("images"),
        Box(margin, rows.bottom, bands.title.width, AXIS_PIXELS * factor),
        bands.strip,
        bands.note,
        bands.key,
        bands.meaning,
        Box(plot.left, plot.top, lane, plot.height) if has_zero else None,
    )


@dataclass(frozen=True)
class _Bands:
    """What stands over and under the rows, from edge to edge."""

    title: Box
    key: Box | None
    head: Box
    top: float
    """Where the rows begin."""
    bottom: float
    """Where their axis ends."""
    meaning: Box | None
    strip: Box | None
    note: Box


def _bands(width: float, height: float, factor: float, layers: int, key_lines: int) -> _Bands:
    """What stands over and under the rows. Where there is little room the rows come first, then a
    line of the key, the strip, what the columns are, and the other lines of the key."""
    margin, line = MARGIN_PIXELS * factor, KEY_PIXELS * factor
    title = Box(margin, 0.0, max(width - 2 * margin, 1.0), TITLE_PIXELS * factor)
    note_height = NOTE_PIXELS * factor if height >= 150 * factor else 0.0
    note = Box(margin, height - note_height - 2 * factor, title.width, note_height)
    over = (TITLE_PIXELS + HEAD_PIXELS + AXIS_PIXELS + 4) * factor
    bottom = note.top
    spare = bottom - over - min(layers, MOST_ROW_COUNT) * ROW_PIXELS * factor
    is_scrolled = layers > MOST_ROW_COUNT  # one row more or less is seen at once
    lines = int(key_lines > 0 and (spare >= line or is_scrolled))
    spare -= lines * line
    strip = meaning = None
    if spare >= LEAST_STRIP_PIXELS * factor:
        wished = max(
            STRIP_PIXELS * factor, min(height * STRIP_SHARE, TALLEST_STRIP_PIXELS * factor)
        )
        tall = min(wished, spare)
        strip = Box(margin, bottom - tall, title.width, tall)
        bottom = strip.top - 4 * factor
        spare -= tall
    if note_height and spare >= line:
        meaning = Box(margin, bottom - line, title.width, line)
        bottom, spare = meaning.top, spare - line
    if lines:
        lines += min(key_lines - 1, max(int(spare / line), 0))
    key = Box(margin, title.height, title.width, lines * line) if lines else None
    head = Box(margin, title.height + lines * line, title.width, HEAD_PIXELS * factor)
    return _Bands(title, key, head, head.bottom, bottom, meaning, strip, note)


def _columns(
    rows: Box, left: float, factor: float, *, is_over_time: bool = False
) -> dict[str, Box]:
    """The columns that have room behind the names, by what they are; what is named first keeps its
    room longest."""
    gap, room = GAP_PIXELS * factor, rows.right - left
    wanted = {
        "factor": NUMBER_PIXELS * factor + gap,
        "halves": 2 * (NUMBER_PIXELS * factor + gap),
        "side": LEAST_SIDE_PIXELS * factor + gap,
        "typical": 2 * (TYPICAL_PIXELS * factor + gap),
        "images": IMAGE_PIXELS * factor + gap,
    }
    if is_over_time:
        first = {"side": LEAST_TIME_PIXELS * factor + gap}
        wanted = first | {part: wanted[part] for part in ("factor", "halves", "typical")}
    left_over = room - LEAST_PLOT_PIXELS * factor
    shown: set[str] = set()
    for part, needed in wanted.items():
        if needed > left_over - (WIDER_PLOT_PIXELS * factor if part == "typical" else 0.0):
            break
        shown.add(part)
        left_over -= needed
    plot = LEAST_PLOT_PIXELS * factor
    grown = left_over
    if "side" in shown:
        grown = 0.0 if is_over_time else min(left_over, max(PLOT_SHARE * room - plot, 0.0))
    left_over -= grown
    images = 0.25 * left_over if "images" in shown else 0.0
    widths = {"plot": plot + grown}
    if "halves" in shown:
        widths |= {"f": NUMBER_PIXELS * factor, "W": NUMBER_PIXELS * factor}
    if "factor" in shown:
        widths["factor"] = NUMBER_PIXELS * factor
    if "typical" in shown:
        widths |= {"mean": TYPICAL_PIXELS * factor, "length": TYPICAL_PIXELS * factor}
    if "side" in shown:
        widths["side"] = wanted["side"] - gap + left_over - images
    if "images" in shown:
        widths["images"] = IMAGE_PIXELS * factor + images
    found = {}
    for part, wide in widths.items():
        found[part] = Box(left, rows.top, wide, rows.height)
        left += wide + gap
    return found


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


def shown_iterations(furthest: int, iterations: int) -> int:
    """How many iterations of a run that has come so far, of so many, have room: a round count."""
    return min(max(int(round_step(max(furthest, 10))), furthest, 1), max(iterations, furthest, 1))


def strip_layout(box: Box, factor: float, furthest: int, iterations: int) -> StripLayout:
    """The strip of a run that has come so far of so many iterations: a round count of them has
    room."""
    head = Box(box.left, box.top, box.width, STRIP_HEAD_PIXELS * factor)
    wide = min(LEGEND_PIXELS * factor, box.width / 3)
    top = head.bottom + POINTER_PIXELS * factor
    cells = Box(box.left, top, box.width, max(box.bottom - top, 1.0))
    shown = shown_iterations(furthest, iterations)
    return StripLayout(head, Box(box.right - wide, box.top, wide, head.height), cells, shown)


def legible_size(layers: int) -> tuple[int, int]:
    """The width and height at factor 1 in which the factors of so many layers are read."""
    rows = min(layers, MOST_ROW_COUNT) * ROW_PIXELS
    return (
        420,
        TITLE_PIXELS + HEAD_PIXELS + AXIS_PIXELS + NOTE_PIXELS + LEAST_STRIP_PIXELS + rows + 10,
    )
