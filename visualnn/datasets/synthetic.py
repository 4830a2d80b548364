"""Pictures that nobody took: soft spots of colour, made up from the seed."""

from __future__ import annotations

import math

import numpy as np

from ..dataclass import dataclass
from ..errors import SettingError
from ..initializers import generator
from ..ops import Array
from ..text import N_
from .base import DataSource, Examples, check_whole

MAX_NUMBER_COUNT = 25_000_000
"""Numbers of all pictures: 200 MB."""
SPOT_COUNT = 6
"""In each channel."""


@dataclass(frozen=True)
class Synthetic(DataSource):
    """Pictures ``(channel, height, width)`` with mean 0 and standard deviation 1, as networks for
    photographs are fed, and a class for each, drawn by lot."""

    shape: tuple[int, int, int] = (3, 32, 32)
    number: int = 10
    """Of classes."""
    n: int = 1

    title = N_("Made-up pictures")

    def __post_init__(self) -> None:
        channels, height, width = self.shape
        check_whole(1, 1024, height=height, width=width)
        check_whole(1, 16, channels=channels)
        check_whole(2, 10_000, classes=self.number)
        check_whole(1, 1000, n=self.n)
        count = self.n * math.prod(self.shape)
        if count > MAX_NUMBER_COUNT:
            raise SettingError(
                N_("{n} pictures of {shape} are {count} numbers, more than {most}; use fewer"),
                n=self.n,
                shape=self.shape,
                count=count,
                most=MAX_NUMBER_COUNT,
            )

    @property
    def classes(self) -> int:
        return self.number

    def examples(self, seed: int) -> Examples:
        random = generator(seed, "synthetic")
        pictures = np.stack([self._picture(random) for _ in range(self.n)])
        return pictures, random.integers(self.number, size=(self.n, 1)).astype(np.float64)

    def _picture(self, random: np.random.Generator) -> Array:
        _, height, width = self.shape
        y, x = np.linspace(0, 1, height)[:, None], np.linspace(0, 1, width)
        picture = np.zeros(self.shape)
        for channel in picture:
            for _ in range(SPOT_COUNT):
                top, left = random.uniform(size=2)
                spread, colour = random.uniform(0.05, 0.3), random.normal()
                far = ((y - top) ** 2 + (x - left) ** 2) / (2 * spread**2)
                channel += colour * np.exp(-far)
        return (picture - picture.mean()) / picture.std()
