"""Points of the plane in classes that a line can, or cannot, part.

Every source gives inputs ``(n, 2)`` and class numbers ``(n, 1)``. The classes take turns row by
row, so that any slice of the rows holds all of them. `noise` is the standard deviation of what is
added to both coordinates.
"""

from __future__ import annotations

from abc import abstractmethod
from typing import Annotated

import numpy as np
from annotated_types import Interval

from ..dataclass import dataclass
from ..initializers import generator
from ..limits import Portion
from ..ops import Array
from ..text import N_
from .base import MAX_ROW_COUNT, Count, DataSource, Examples, Spread, check_range, check_whole

MAX_CLASS_COUNT = 20
Classes = Annotated[int, Interval(ge=2, le=MAX_CLASS_COUNT)]


@dataclass(frozen=True)
class Points(DataSource):
    """Classes of points around curves or centres. A base, no source itself."""

    n: Count = 200
    noise: Spread = 0.1

    def __post_init__(self) -> None:
        check_whole(1, MAX_ROW_COUNT, n=self.n)
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


class Moons(Points):
    """Two half circles that reach into each other.

    The radius is 1. Class 0 is (cos α, sin α), class 1 is (1 − cos α, ½ − sin α), α from 0 to π.
    """

    title = N_("Two moons")

    def place(self, nth: Array, count: Array, label: Array) -> tuple[Array, Array]:
        angle = np.pi * nth / np.maximum(count - 1, 1)
        upper = label == 0
        across = np.where(upper, np.cos(angle), 1 - np.cos(angle))
        return across, np.where(upper, np.sin(angle), 0.5 - np.sin(angle))


@dataclass(frozen=True)
class Circles(Points):
    """A circle around another.

    The outer one is class 0, the inner one class 1.
    """

    factor: Portion = 0.5
    """The radius of the inner circle; the outer one has 1."""

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
    """Arms that wind around the origin.

    The radius r goes from 0 to 1, the angle is 2π · (turns · r + class / arms).
    """

    noise: Spread = 0.02
    arms: Classes = 2
    turns: Annotated[float, Interval(ge=0, le=20)] = 1.5

    title = N_("Spirals")

    def __post_init__(self) -> None:
        super().__post_init__()
        check_whole(2, MAX_CLASS_COUNT, arms=self.arms)
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
    """Clouds around centres on a circle.

    The centres are spread evenly over it.
    """

    noise: Spread = 0.5
    centers: Classes = 3
    distance: Spread = 2.0
    """How far the centres are from the origin."""

    title = N_("Clouds of points")

    def __post_init__(self) -> None:
        super().__post_init__()
        check_whole(2, MAX_CLASS_COUNT, centers=self.centers)
        check_range(0, 1e6, distance=self.distance)

    @property
    def classes(self) -> int:
        return self.centers

    def place(self, nth: Array, count: Array, label: Array) -> tuple[Array, Array]:
        angle = 2 * np.pi * label / self.centers
        return self.distance * np.cos(angle), self.distance * np.sin(angle)
