"""Which example a number belongs to, and which number stands for an example."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from ..expr import Source
from ..lesson import Lesson
from ..names import ASKED
from ..network import INPUT, RAW_INPUT
from ..ops import Array
from .focus import parted

__all__ = ["number_of_example", "row_in_focus"]

ROWS = "rows"
"""The name of the numbers of the examples in a batch, where it is not all of them."""
BY_ROW = frozenset({INPUT, "t", RAW_INPUT, "batch.t", "losses"})
"""Names besides the network's whose first axis is the examples of the batch."""


def row_in_focus(
    lesson: Lesson, values: Mapping[str, Array], focus: Source | None
) -> tuple[str, int] | None:
    """The split, ``train`` or ``validation``, and the row among its examples that a number
    belongs to; None for a number of no single example."""
    if focus is None or not focus.index:
        return None
    prefix, name = parted(focus.name)
    if prefix == ASKED:
        return None
    split = "validation" if prefix else "train"
    row = focus.index[0]
    if name in {"data.x", "data.t"}:
        return split, row
    if name not in BY_ROW and all(use.writes != name for use in lesson.network.evaluation):
        return None
    if prefix:
        whole = len(values.get("val.x", ())) == len(lesson.data.val_x)
        return (split, row) if whole else None
    rows = values.get(ROWS)
    if rows is not None:
        return (split, int(rows[row])) if row < len(rows) else None
    return split, row


def number_of_example(lesson: Lesson, values: Mapping[str, Array], split: str, row: int) -> Source:
    """The number that stands for an example: what the network says of it now, if it is in the
    batch and that is computed; else its input in the batch; else its input among the data."""
    if split == "train":
        place = _place(values, row)
        for name in (lesson.network.output, INPUT):
            array = values.get(name)
            if array is not None and place is not None and place < len(array):
                return Source(name, (place, *(0,) * (array.ndim - 1)))
    name = "data.x" if split == "train" else "val.data.x"
    return Source(name, (row, *(0,) * (lesson.data.x.ndim - 1)))


def _place(values: Mapping[str, Array], row: int) -> int | None:
    """Where an example stands in the batch; None if it is not in it."""
    rows = values.get(ROWS)
    if rows is None:
        return row
    found = np.flatnonzero(np.asarray(rows) == row)
    return int(found[0]) if found.size else None
