"""The room in which the numbers of the values can be read."""

from __future__ import annotations

from typing import Final

from visualnn.dataclass import dataclass
from visualnn.lesson import Lesson

__all__ = [
    "MAX_ROW_COUNT",
    "NUMBERED_ROW_COUNT",
    "SmallTables",
    "is_small",
    "legible_size",
    "rows_read",
]

MAX_ROW_COUNT: Final = 64
NUMBERED_ROW_COUNT: Final = 10
"""Values of up to so many rows and columns are given room for all their numbers."""
_LINE_PIXELS = 13
_COLUMN_PIXELS = 34
_AROUND_PIXELS = (46, 92)
"""What the panel leaves free beside the numbers, and with its headings over and under them."""


@dataclass(frozen=True)
class SmallTables:
    """What the values of a lesson are like, where all of them are small enough for numbers."""

    rows: int
    """Of the highest value that is read."""
    columns: int
    """Of the widest value."""
    read: frozenset[tuple[int, ...]]
    """For each instruction the columns of the values that it reads."""

    @classmethod
    def of(cls, lesson: Lesson) -> SmallTables | None:
        """Those of a lesson; None if its values are large."""
        rows = rows_read(lesson)
        if rows > NUMBERED_ROW_COUNT:
            return None
        shapes = lesson.program.shapes[True]
        widths = [shape[-1] for shape in shapes.values() if shape and is_small(shape)]
        read = {
            tuple(shape[-1] for name in ins.reads if is_small(shape := shapes.get(name, ())))
            for ins in lesson.program.closing
        }
        return cls(rows, max(widths, default=1), frozenset(read))


def is_small(shape: tuple[int, ...]) -> bool:
    """Whether a value is a vector or a table of which every number is to be read."""
    return 0 < len(shape) < 3 and max(shape) <= NUMBERED_ROW_COUNT


def rows_read(lesson: Lesson) -> int:
    """The most rows that a value which some instruction of the lesson reads has, 64 at most."""
    program = lesson.program
    shapes = program.shapes[True]
    names = {name for ins in program.closing for name in ins.reads}
    tables = (shapes.get(name, ()) for name in names)
    return min(max((shape[-2] for shape in tables if len(shape) > 1), default=1), MAX_ROW_COUNT)


def legible_size(lesson: Lesson) -> tuple[int, int]:
    """The least width and height, in pixels at size factor 1, in which every number of a small
    value can be read; (0, 0) for a lesson whose values are large."""
    rows = rows_read(lesson)
    if rows > NUMBERED_ROW_COUNT:
        return 0, 0
    shapes = lesson.program.shapes[True].values()
    widths = [shape[-1] for shape in shapes if shape and shape[-1] <= NUMBERED_ROW_COUNT]
    columns = max(widths, default=1)
    return _AROUND_PIXELS[0] + columns * _COLUMN_PIXELS, _AROUND_PIXELS[1] + rows * _LINE_PIXELS
