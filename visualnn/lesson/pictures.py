"""Whether the examples of a lesson are pictures, and of what size."""

from __future__ import annotations

import math

from .file import LessonSpec
from .parts import Lesson

__all__ = ["COLOUR_COUNT", "data_source", "picture_shape", "picture_sides"]

FLAT_PICTURES = frozenset({"digits", "fashion_mnist"})
"""Sources whose rows of numbers are pictures."""
COLOUR_COUNT = 3
"""Channels of a picture in colour: red, green, blue."""
LEAST_SIDE_PIXELS = 4
"""Rows and columns at least of what is looked at as a picture."""


def data_source(lesson: Lesson) -> str:
    """The kind of data that a lesson takes its examples from; "" for one without data."""
    return lesson.spec.data.source if isinstance(lesson.spec, LessonSpec) else ""


def picture_sides(lesson: Lesson) -> tuple[int, int]:
    """Height and width of an example of one channel; zeros for what is no such picture."""
    shape = lesson.data.x.shape[1:]
    if len(shape) == 3 and shape[0] == 1:
        return shape[1], shape[2]
    is_picture = data_source(lesson) in FLAT_PICTURES
    side = math.isqrt(math.prod(shape))
    if is_picture and len(shape) == 2:
        return shape[0], shape[1]
    return (side, side) if is_picture and shape == (side * side,) else (0, 0)


def picture_shape(lesson: Lesson) -> tuple[int, int, int] | None:
    """Channels, height and width of a lesson's examples; None where they are no pictures."""
    shape = lesson.data.x.shape[1:]
    if len(shape) == 3 and shape[0] == COLOUR_COUNT:
        found = (COLOUR_COUNT, shape[1], shape[2])
    else:
        found = (1, *picture_sides(lesson))
    is_picture = min(found[1:]) >= LEAST_SIDE_PIXELS and not lesson.network.writes_loss
    return found if is_picture else None
