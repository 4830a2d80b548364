"""Points of the plane in classes that a line can, or cannot, part.

Every source gives inputs ``(n, 2)`` and class numbers ``(n, 1)``. The classes take turns row by
row, so that any slice of the rows holds all of them. `noise` is the standard deviation of what is
added to both coordinates.
"""

from __future__ import annotations

from abc import abstractmethod
from dataclasses import dataclass

import numpy as np

from ..initializers import generator
from ..ops import Array
from ..text import N_
from .base import MOST_ROWS, Examples, Source, check_range, check_whole

MOST_CLASSES = 20


@dataclass(frozen=True)
class Points(Source):
    """Classes of points around curves or centres. A base, no source itself."""

    n: int = 200
    noise: float = 0.1

    def __post_init__(self) -> None:
        check_whole(1, MOST_ROWS, n=self.n)
        check_range(0, 1e6, noise=self.noise)

    @property
    def classes(self) -> int:
        return 2

    @abstractmethod
    def place(self, nth: Array, count: Array, label: Array) -> tuple[Array, Array]:
        """The exact coordinates of points: each is the nth of `count` of its class, counted
        from 0."""

    def examples(self, seed: int) -> Examples:
        number = np.arange(self.n)
        label, nth = number % self.classes, number // self.classes
        count = (self.n - 1 - label) // self.classes + 1
        exact = np.stack(self.place(nth, count, label), axis=1)
        noise = generator(seed, "data.noise").normal(size=exact.shape)
        return exact + self.noise * noise, label[:, None].astype(np.float64)


@dataclass(frozen=True)
class Moons(Points):
    """Two half circles of radius 1 that reach into each other.

    Class 0 is (cos α, sin α), class 1 is (1 − cos α, ½ − sin α), α from 0 to π.
    """

    title = N_("Two moons")

    def place(self, nth: Array, count: Array, label: Array) -> tuple[Array, Array]:
        angle = np.pi * nth / np.maximum(count - 1, 1)
        upper = label == 0
        across = np.where(upper, np.cos(angle), 1 - np.cos(angle))
        return across, np.where(upper, np.sin(angle), 0.5 - np.sin(angle))


@dataclass(frozen=True)
class Circles(Points):
    """A circle of radius 1, class 0, around one of radius `factor`, class 1."""

    factor: float = 0.5

    title = N_("Two circles")

    def __post_init__(self) -> None:
        super().__post_init__()
        check_range(0, 1, factor=self.factor)

    def place(self, nth: Array, count: Array, label: Array) -> tuple[Array, Array]:
        angle = 2 * np.pi * nth / count
        radius = np.where(label == 0, 1.0, self.factor)
        return radius * np.cos(angle), radius * np.sin(angle)


@dataclass(frozen=True)
class Spirals(Points):
    """Arms that wind around the origin: radius r from 0 to 1, angle 2π · (turns · r + class /
    arms)."""

    noise: float = 0.02
    arms: int = 2
    turns: float = 1.5

    title = N_("Spirals")

    def __post_init__(self) -> None:
        super().__post_init__()
        check_whole(2, MOST_CLASSES, arms=self.arms)
        check_range(0, 20, turns=self.turns)

    @property
    def classes(self) -> int:
        return self.arms

    def place(self, nth: Array, count: Array, label: Array) -> tuple[Array, Array]:
        radius = nth / np.maximum(count - 1, 1)
        angle = 2 * np.pi * (self.turns * radius + label / self.arms)
        return radius * np.cos(angle), radius * np.sin(angle)


@dataclass(frozen=True)
class Blobs(Points):
    """Clouds around centres that are spread evenly over a circle of radius `distance`."""

    noise: float = 0.5
    centers: int = 3
    distance: float = 2.0

    title = N_("Clouds of points")

    def __post_init__(self) -> None:
        super().__post_init__()
        check_whole(2, MOST_CLASSES, centers=self.centers)
        check_range(0, 1e6, distance=self.distance)

    @property
    def classes(self) -> int:
        return self.centers

    def place(self, nth: Array, count: Array, label: Array) -> tuple[Array, Array]:
        angle = 2 * np.pi * label / self.centers
        return self.distance * np.cos(angle), self.distance * np.sin(angle)
