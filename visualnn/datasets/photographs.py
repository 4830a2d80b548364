"""Two photographs that come with the program, in the size that a network asks for."""

from __future__ import annotations

import math
from functools import cache

import numpy as np

from ..dataclass import dataclass
from ..errors import SettingError
from ..ops import Array
from ..resources import resource
from ..text import N_
from .base import DataSource, Examples, check_whole
from .readers.npz import read_npz

__all__ = ["PHOTOGRAPH_COUNT", "SIDE_PIXELS", "Photographs", "normalized", "resampled"]

SIDE_PIXELS = 256
"""Of the photographs as they are kept."""
PHOTOGRAPH_COUNT = 2
IMAGENET_CLASS_COUNT = 1000
IMAGENET_CLASSES = (281, 967)
"""What the photographs show, among the 1000 classes of ImageNet: tabby cat, espresso."""
IMAGENET_MEANS, IMAGENET_DEVIATIONS = (0.485, 0.456, 0.406), (0.229, 0.224, 0.225)
"""Of red, green and blue from 0 to 1 over the pictures of ImageNet, as torchvision's models are
fed."""


@cache
def _pictures() -> Array:
    content = resource("assets/data/photographs.npz").read_bytes()
    pictures = read_npz(content, "photographs.npz")["pictures"]
    if pictures.shape != (PHOTOGRAPH_COUNT, 3, SIDE_PIXELS, SIDE_PIXELS):
        raise SettingError("the data file of the photographs is damaged; install visualnn again")
    return pictures


@dataclass(frozen=True)
class Photographs(DataSource):
    """A cat and a cup of coffee ``(channel, height, width)``, each channel less ImageNet's mean and
    divided by its standard deviation, as networks for photographs are fed.

    Source: chelsea.png by Stefan van der Walt and coffee.png by Rachel Michetti, both CC0, as
    shipped with scikit-image.
    """

    shape: tuple[int, int, int] = (3, 224, 224)
    number: int = IMAGENET_CLASS_COUNT
    """Of classes."""
    n: int = 1

    title = N_("Photographs")
    credit = "chelsea by Stefan van der Walt, coffee by Rachel Michetti, both CC0"

    def __post_init__(self) -> None:
        channels, height, width = self.shape
        check_whole(1, 1024, height=height, width=width)
        check_whole(2, 10_000, classes=self.number)
        check_whole(1, PHOTOGRAPH_COUNT, n=self.n)
        if channels not in {1, 3}:
            raise SettingError(
                N_("photographs have 3 channels, or 1 for their brightness, not {count}"),
                count=channels,
            )

    @property
    def classes(self) -> int:
        return self.number

    def examples(self, seed: int) -> Examples:
        channels, height, width = self.shape
        made = []
        for picture in _pictures()[: self.n]:
            colours = resampled(picture.astype(np.float64) / 255, height, width)
            made.append(normalized(colours, channels))
        known = self.number == IMAGENET_CLASS_COUNT
        classes = IMAGENET_CLASSES if known else tuple(range(PHOTOGRAPH_COUNT))
        return np.stack(made), np.array(classes[: self.n], np.float64)[:, None]


def normalized(colours: Array, channels: int) -> Array:
    """A picture ``(3, height, width)`` from 0 to 1 as these networks are fed: each colour less
    ImageNet's mean, divided by its standard deviation; for one channel the mean of the three."""
    mean, deviation = (
        np.array(each)[:, None, None] for each in (IMAGENET_MEANS, IMAGENET_DEVIATIONS)
    )
    fed: Array = (colours - mean) / deviation
    return fed if channels == 3 else fed.mean(axis=0, keepdims=True)


def resampled(picture: Array, height: int, width: int) -> Array:
    """The middle of a picture ``(channel, rows, columns)``, as much as has the shape of height and
    width, in that many rows and columns: each new number is the mean of what it covers."""
    rows, columns = picture.shape[1:]
    scale = min(rows / height, columns / width)
    high, wide = min(rows, math.floor(height * scale)), min(columns, math.floor(width * scale))
    high, wide = max(high, 1), max(wide, 1)
    top, left = (rows - high) // 2, (columns - wide) // 2
    middle = picture[:, top : top + high, left : left + wide]
    down, across = _covering(high, height), _covering(wide, width)
    found: Array = np.einsum("ij,cjk,lk->cil", down, middle, across, optimize=True)
    return found


def _covering(length: int, count: int) -> Array:
    """The share ``(count, length)`` of each old place in each of so many new ones; rows sum to
    1."""
    edges = np.linspace(0, length, count + 1)
    old = np.arange(length)
    least = np.maximum(edges[:-1, None], old[None, :])
    most = np.minimum(edges[1:, None], old[None, :] + 1)
    covered = np.clip(most - least, 0, None)
    shares: Array = covered / covered.sum(axis=1, keepdims=True)
    return shares
