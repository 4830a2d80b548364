"""A picture of the learner's own as a point that the network is asked about: read under the limits
of data, and brought into the size and the numbers that the lesson's examples have."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from ..datasets.photographs import normalized, resampled
from ..datasets.readers.folder import read_picture
from ..errors import DataError
from ..lesson import Lesson
from ..lesson.pictures import COLOUR_COUNT, data_source, picture_shape
from ..ops import Array
from ..text import N_

__all__ = ["PICTURE_SUFFIXES", "asked_picture"]

PICTURE_SUFFIXES = (".png", ".jpg", ".jpeg")
"""Endings of files that are read as pictures."""
PHOTOGRAPHS = "photographs"
FULL_BYTE = 255
PIXEL_DIGITS = 4
"""Decimal places to which a picture's numbers are rounded, so that they can be kept as text."""


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
    if data_source(lesson) == PHOTOGRAPHS:
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
