"""Initialisers that look at nothing but their settings."""

from __future__ import annotations

import numpy as np

from .. import figures
from ..dataclass import dataclass
from ..errors import SettingError
from ..ops import Array, Shape
from ..text import N_
from .base import (
    Initializer,
    Spread,
    Value,
    refuse_empty,
    refuse_negative,
    share_between,
    truncated,
)


class Zeros(Initializer):
    """Every value 0."""

    title = N_("Zeros")
    random = False

    @property
    def formula(self) -> str:
        return "w = 0"

    def draw(self, random: np.random.Generator, shape: Shape, fan_in: int, fan_out: int) -> Array:
        return np.zeros(shape)


class Ones(Initializer):
    """Every value 1."""

    title = N_("Ones")
    random = False

    @property
    def formula(self) -> str:
        return "w = 1"

    def draw(self, random: np.random.Generator, shape: Shape, fan_in: int, fan_out: int) -> Array:
        return np.ones(shape)


@dataclass(frozen=True)
class Constant(Initializer):
    """Every number the same."""

    value: Value

    title = N_("Constant")
    random = False

    @property
    def formula(self) -> str:
        return f"w = {figures.line(self.value)}"

    def draw(self, random: np.random.Generator, shape: Shape, fan_in: int, fan_out: int) -> Array:
        return np.full(shape, float(self.value))


@dataclass(frozen=True)
class Uniform(Initializer):
    """Numbers between two bounds.

    All are equally likely. PyTorch's defaults; Keras has ±0.05.
    """

    low: Value = 0.0
    high: Value = 1.0

    title = N_("Uniform")
    reference = "PyTorch 2.13 nn.init.uniform_; Keras 3 RandomUniform"

    def __post_init__(self) -> None:
        super().__post_init__()
        refuse_empty(self.low, self.high)

    @property
    def formula(self) -> str:
        return f"w ~ U({figures.line(self.low)}, {figures.line(self.high)})"

    def draw(self, random: np.random.Generator, shape: Shape, fan_in: int, fan_out: int) -> Array:
        return random.uniform(self.low, self.high, size=shape)


@dataclass(frozen=True)
class Normal(Initializer):
    """Numbers around a mean.

    PyTorch's defaults; Keras has a standard deviation of 0.05.
    """

    mean: Value = 0.0
    std: Spread = 1.0
    """The standard deviation."""

    title = N_("Normal")
    reference = "PyTorch 2.13 nn.init.normal_; Keras 3 RandomNormal"

    def __post_init__(self) -> None:
        super().__post_init__()
        refuse_negative(std=self.std)

    @property
    def formula(self) -> str:
        return f"w ~ {distribution(self.mean, self.std)}"

    def draw(self, random: np.random.Generator, shape: Shape, fan_in: int, fan_out: int) -> Array:
        return random.normal(self.mean, self.std, size=shape)


@dataclass(frozen=True)
class TruncatedNormal(Initializer):
    """Numbers around a mean, and none far from it.

    They lie between two bounds, as PyTorch cuts them: the bounds are numbers.
    """

    mean: Value = 0.0
    std: Spread = 1.0
    """The standard deviation."""
    low: Value = -2.0
    """The least number; PyTorch only."""
    high: Value = 2.0
    """The largest number; PyTorch only."""

    title = N_("Truncated normal")
    reference = "PyTorch 2.13 nn.init.trunc_normal_"

    def __post_init__(self) -> None:
        super().__post_init__()
        refuse_negative(std=self.std)
        refuse_empty(self.low, self.high)
        if self.std == 0:
            share = float(self.low <= self.mean <= self.high)
        else:
            share = share_between(
                (self.low - self.mean) / self.std, (self.high - self.mean) / self.std
            )
        if share < MIN_INSIDE_SHARE:
            raise SettingError(
                "between {low} and {high} lies hardly any number around {mean} with the standard "
                "deviation {std}; move the bounds towards the mean",
                low=self.low,
                high=self.high,
                mean=self.mean,
                std=self.std,
            )

    @property
    def formula(self) -> str:
        bounds = f"{figures.line(self.low)} ≤ w ≤ {figures.line(self.high)}"
        return f"w ~ {distribution(self.mean, self.std)}, {bounds}"

    def draw(self, random: np.random.Generator, shape: Shape, fan_in: int, fan_out: int) -> Array:
        return truncated(random, shape, self.mean, self.std, self.low, self.high)


MIN_INSIDE_SHARE = 0.001
"""How much of a distribution its bounds must leave: what lies outside is drawn again."""


@dataclass(frozen=True)
class TruncatedNormalKeras(Initializer):
    """Normal numbers not further than two standard deviations from their mean, as Keras cuts them.

    What is left has a standard deviation of 0.87962566 · std.
    """

    mean: Value = 0.0
    std: Spread = 0.05

    title = N_("Truncated normal")
    reference = "Keras 3 TruncatedNormal"

    def __post_init__(self) -> None:
        super().__post_init__()
        refuse_negative(std=self.std)

    @property
    def formula(self) -> str:
        distance = f"|w − {figures.line(self.mean)}|" if self.mean else "|w|"
        bound = f"2 · {figures.line(self.std)}"
        return f"w ~ {distribution(self.mean, self.std)}, {distance} ≤ {bound}"

    def draw(self, random: np.random.Generator, shape: Shape, fan_in: int, fan_out: int) -> Array:
        low, high = self.mean - 2 * self.std, self.mean + 2 * self.std
        return truncated(random, shape, self.mean, self.std, low, high)


def distribution(mean: float, std: float) -> str:
    """The normal distribution as it is written: its mean, its standard deviation squared."""
    return f"N({figures.line(mean)}, {figures.line(std)}²)"
