"""A picture of the learner's own as a point that the network is asked about: read under the limits
of data, and brought into the size and the numbers that the lesson's examples have."""

from __future__ import annotations

import math
from pathlib import Path

import numpy as np

from ..datasets.photographs import normalized, resampled
from ..datasets.readers import read_picture
from ..errors import DataError
from ..lesson import Lesson
from ..lesson.file import LessonSpec
from ..ops import Array
from ..text import N_

__all__ = ["PICTURE_SUFFIXES", "asked_picture", "picture_shape", "picture_sides"]

PICTURE_SUFFIXES = (".png", ".jpg", ".jpeg")
"""Endings of files that are read as pictures."""
FLAT_PICTURES = frozenset({"digits", "fashion_mnist"})
"""Sources whose rows of numbers are pictures."""
PHOTOGRAPHS = "photographs"
COLOUR_COUNT = 3
LEAST_SIDE_PIXELS = 4
"""Rows and columns at least of what is looked at as a picture."""
FULL_BYTE = 255
PIXEL_DIGITS = 4
"""Decimal places to which a picture's numbers are rounded, so that they can be kept as text."""


def picture_sides(lesson: Lesson) -> tuple[int, int]:
    """Height and width of an example of one channel; zeros for what is no such picture."""
    shape = lesson.data.x.shape[1:]
    if len(shape) == 3 and shape[0] == 1:
        return shape[1], shape[2]
    is_picture = _source(lesson) in FLAT_PICTURES
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


def asked_picture(lesson: Lesson, path: Path) -> tuple[float, ...]:
    """A PNG or JPEG file as raw inputs of a lesson, as the data have them: the middle of the
    picture, as much as has the shape of an example, each new pixel the mean of what it covers.

    Photographs get ImageNet's mean and deviation, as those of the lesson; of other data the darkest
    pixel becomes the least number, the brightest the largest. Colours become grey by their mean
    where there is one channel; grey is taken for all three where there are three.

    Raises DataError for a lesson without pictures, for what is no such file, and for one that is
    too large, before memory of that size is taken.
    """
    shape = picture_shape(lesson)
    if shape is None:
        raise DataError(N_("the network of this lesson does not read pictures"))
    channels, rows, columns = shape
    shares = np.stack([_share(each, rows, columns) for each in read_picture(path)])
    if len(shares) != channels and channels == COLOUR_COUNT:
        shares = np.repeat(shares, COLOUR_COUNT, axis=0)
    if _source(lesson) == PHOTOGRAPHS:
        colours = shares if len(shares) == COLOUR_COUNT else np.repeat(shares, COLOUR_COUNT, axis=0)
        numbers = normalized(colours, channels)
    else:
        grey = shares if len(shares) == channels else shares.mean(axis=0, keepdims=True)
        least, most = float(lesson.data.x.min()), float(lesson.data.x.max())
        numbers = least + grey * (most - least)
    return tuple(np.round(numbers, PIXEL_DIGITS).reshape(-1).tolist())


def _share(channel: Array, rows: int, columns: int) -> Array:
    """One channel ``(height, width)`` of bytes in the size of an example, from 0 to 1."""
    small: Array = resampled(channel[None].astype(np.float32), rows, columns)[0]
    return small.astype(np.float64) / FULL_BYTE


def _source(lesson: Lesson) -> str:
    return lesson.spec.data.source if isinstance(lesson.spec, LessonSpec) else ""
