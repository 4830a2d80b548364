"""One number as a function of another, with noise: inputs ``(n, 1)``, targets ``(n, 1)``.

The inputs lie evenly between `low` and `high`, both included; `noise` is the standard deviation of
what is added to the targets.
"""

from __future__ import annotations

from abc import abstractmethod
from typing import Annotated

import numpy as np
from annotated_types import Interval, Len

from ..dataclass import dataclass
from ..errors import SettingError
from ..initializers import generator
from ..ops import Array
from ..text import N_
from .base import MAX_ROW_COUNT, Count, DataSource, Examples, Spread, check_range, check_whole

MAX_COORDINATE = 1e6
Coordinate = Annotated[float, Interval(ge=-MAX_COORDINATE, le=MAX_COORDINATE)]


@dataclass(frozen=True)
class Curve(DataSource):
    """A function of one number, with noise.

    A base, no source itself.
    """

    n: Count = 100
    noise: Spread = 0.1
    low: Coordinate = -3.0
    high: Coordinate = 3.0

    def __post_init__(self) -> None:
        check_whole(1, MAX_ROW_COUNT, n=self.n)
        check_range(0, MAX_COORDINATE, noise=self.noise)
        check_range(-MAX_COORDINATE, MAX_COORDINATE, low=self.low, high=self.high)
        if not self.low < self.high:
            raise SettingError(
                "low must be less than high: {low} and {high}", low=self.low, high=self.high
            )

    @abstractmethod
    def height(self, x: Array) -> Array:
        """The exact target of an input."""

    def examples(self, seed: int) -> Examples:
        x = np.linspace(self.low, self.high, self.n)[:, None]
        noise = generator(seed, "data.noise").normal(size=x.shape)
        return x, self.height(x) + self.noise * noise


class Sine(Curve):
    """t = sin(x) + noise."""

    title = N_("A sine")

    def height(self, x: Array) -> Array:
        return np.sin(x)


@dataclass(frozen=True)
class Polynomial(Curve):
    """A polynomial of one number, with noise.

    t = c₀ + c₁ · x + c₂ · x² + … + noise; the default is x³ − x.
    """

    low: Coordinate = -1.5
    high: Coordinate = 1.5
    coefficients: Annotated[tuple[Coordinate, ...], Len(1, 10)] = (0.0, -1.0, 0.0, 1.0)
    """Those of 1, x, x² and so on."""

    title = N_("A polynomial")

    def __post_init__(self) -> None:
        super().__post_init__()
        if not 1 <= len(self.coefficients) <= 10:
            raise SettingError(
                "a polynomial has one to ten coefficients, not {count}",
                count=len(self.coefficients),
            )
        for coefficient in self.coefficients:
            check_range(-MAX_COORDINATE, MAX_COORDINATE, coefficients=coefficient)

    def height(self, x: Array) -> Array:
        return np.polynomial.polynomial.polyval(x, self.coefficients)


class StepCurve(Curve):
    """t = [x ≥ 0] + noise."""

    title = N_("A step")

    def height(self, x: Array) -> Array:
        return (x >= 0).astype(np.float64)
