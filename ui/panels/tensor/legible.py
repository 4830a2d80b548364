"""The room in which the numbers of the values can be read."""

from __future__ import annotations

from typing import Final

from visualnn.lesson import Lesson

__all__ = ["MAX_ROW_COUNT", "NUMBERED_ROW_COUNT", "legible_size", "rows_read"]

MAX_ROW_COUNT: Final = 64
NUMBERED_ROW_COUNT: Final = 10
"""Values of up to so many rows and columns are given room for all their numbers."""
_LINE_PIXELS = 13
_COLUMN_PIXELS = 34
_AROUND_PIXELS = (46, 92)
"""What the panel leaves free beside the numbers, and with its headings over and under them."""


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
