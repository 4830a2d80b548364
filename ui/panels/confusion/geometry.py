"""The geometry of the confusion matrix: where the counts, their labels and the examples of one
count stand. Without Qt; lengths in pixels."""

from __future__ import annotations

import math

from ui.kit.geometry.box import Box
from ui.kit.geometry.grid import Grid
from visualnn.dataclass import dataclass

__all__ = ["ConfusionLayout", "ExamplePlaces", "confusion_layout", "example_places"]

EDGE_PIXELS, GAP_PIXELS = 16, 24
"""Pixels at the edges, and between the counts and the examples."""
TITLE_PIXELS, NOTE_PIXELS, LABEL_PIXELS = 28, 20, 18
"""Heights in pixels: the title, the line at the foot, a line of labels."""
TOTAL_PIXELS = 52
"""The width in pixels of how many of a target are right."""
LARGEST_CELL_PIXELS, LEAST_TOTAL_ROW_PIXELS = 44, 11
MATRIX_SHARE = 0.6
"""The share of the width that the counts take at most, where there is room for examples."""
LEAST_EXAMPLES_PIXELS = 100
"""Less width has no room for examples."""
PICTURE_PIXELS, CAPTION_PIXELS, EXAMPLE_GAP_PIXELS = 52, 15, 8
"""The side of an example's picture, the height of the line under it, the gap to the next."""
LINE_PIXELS = 20
"""The height in pixels of an example that is no picture."""


@dataclass(frozen=True)
class ConfusionLayout:
    """Where the parts stand."""

    title: Box
    answers: Box
    """What the columns are, over their labels."""
    columns: Box
    """The labels of the columns."""
    rows: Box
    """The labels of the rows."""
    counts: Grid
    totals: Box | None
    """How many of each target are right; None where there is no room."""
    examples: Box | None
    """The examples of one count; None where there is no room."""
    note: Box


def confusion_layout(
    width: float, height: float, factor: float, classes: int, label_width: float
) -> ConfusionLayout:
    """The counts on the left, as large as there is room, and the examples of one on the right;
    `label_width` is that of the widest label."""
    px = factor
    edge = EDGE_PIXELS * px
    wide = max(width - 2 * edge, 8.0)
    top = (TITLE_PIXELS + 2 * LABEL_PIXELS) * px
    note = Box(edge, height - (NOTE_PIXELS + 4) * px, wide, NOTE_PIXELS * px)
    left = edge + label_width + 8 * px
    tall = max(note.top - top - 4 * px, 4.0)
    totals_wide = TOTAL_PIXELS * px
    rest = wide - label_width - 8 * px
    has_totals = rest >= tall * 0.7 + totals_wide
    least_rest = LEAST_EXAMPLES_PIXELS * px + GAP_PIXELS * px
    has_examples = rest - (totals_wide if has_totals else 0) - tall * 0.7 >= least_rest
    room = rest - (totals_wide if has_totals else 0)
    if has_examples:
        room = min(room - least_rest, wide * MATRIX_SHARE)
    cell = min(tall / classes, room / classes, LARGEST_CELL_PIXELS * px)
    cell = math.floor(cell) if cell >= 2 else max(cell, 0.5)
    side = cell * classes
    counts = Grid(Box(round(left), round(top), side, side), classes, classes)
    right = counts.box.right
    totals = None
    if has_totals and cell >= LEAST_TOTAL_ROW_PIXELS * px:
        totals = Box(right + 6 * px, counts.box.top, totals_wide, side)
        right = totals.right
    examples = None
    if has_examples:
        start = right + GAP_PIXELS * px
        examples = Box(
            start, TITLE_PIXELS * px, edge + wide - start, note.top - TITLE_PIXELS * px - 4 * px
        )
    label = LABEL_PIXELS * px
    return ConfusionLayout(
        Box(edge, 0, wide, TITLE_PIXELS * px),
        Box(counts.box.left, TITLE_PIXELS * px, max(right - counts.box.left, side), label),
        Box(counts.box.left, counts.box.top - label, side, label),
        Box(edge, counts.box.top, label_width, side),
        counts,
        totals,
        examples,
        note,
    )


@dataclass(frozen=True)
class ExamplePlaces:
    """Where the examples of one count stand, and which of them are on this page."""

    heading: Box
    first: int
    """The number of the first example of the page."""
    boxes: tuple[Box, ...]
    """One for each example of the page, its picture with its caption."""
    side: float
    """The side of a picture; 0 for examples that are lines of text."""
    more: Box
    """The line that says how many others there are."""


def example_places(
    room: Box, factor: float, count: int, current: int, *, are_pictures: bool
) -> ExamplePlaces:
    """So many examples as fit, on the page that `current` is on."""
    px = factor
    line = LABEL_PIXELS * px
    heading = Box(room.left, room.top, room.width, line)
    top, bottom = room.top + line + 6 * px, room.bottom - line
    gap = EXAMPLE_GAP_PIXELS * px if are_pictures else 0.0
    high = ((PICTURE_PIXELS + CAPTION_PIXELS) if are_pictures else LINE_PIXELS) * px
    wide = PICTURE_PIXELS * px if are_pictures else room.width
    across = max(int((room.width + gap) / (wide + gap)), 1) if are_pictures else 1
    down = max(int((bottom - top + gap) / (high + gap)), 1)
    page = across * down
    first = current // page * page
    boxes = tuple(
        Box(room.left + (n % across) * (wide + gap), top + (n // across) * (high + gap), wide, high)
        for n in range(min(page, count - first))
    )
    return ExamplePlaces(
        heading,
        first,
        boxes,
        PICTURE_PIXELS * px if are_pictures else 0.0,
        Box(room.left, room.bottom - line, room.width, line),
    )
