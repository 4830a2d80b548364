"""What an initialiser is: a distribution of first values that depends on seed, place and shape."""

from __future__ import annotations

import math
from abc import ABC, abstractmethod
from dataclasses import fields
from typing import Annotated, ClassVar

import numpy as np
from annotated_types import Interval

from ..dataclass import dataclass
from ..errors import SettingError
from ..ops import Array, Shape


def generator(seed: int, place: str) -> np.random.Generator:
    """The generator of one place: the same for the same seed and name, whatever else was drawn
    before."""
    return np.random.default_rng([seed, *place.encode()])


Value = Annotated[float, Interval(ge=-1e30, le=1e30)]
Spread = Annotated[float, Interval(ge=0, le=1e30)]
"""A standard deviation, or what one is multiplied by."""


@dataclass(frozen=True)
class Initializer(ABC):
    """A distribution of first values; the fields of a subclass are its settings.

    Raises SettingError for a setting that is no finite number.
    """

    title: ClassVar[str]
    """The name of the rule, a catalogue entry (English)."""
    reference: ClassVar[str] = ""
    """Paper or documentation that the formula follows."""
    random: ClassVar[bool] = True
    """Whether the seed decides anything."""

    def __post_init__(self) -> None:
        for setting in fields(self):
            value = getattr(self, setting.name)
            if isinstance(value, float | int) and not math.isfinite(value):
                raise SettingError(
                    "{setting} must be a finite number, not {value}",
                    setting=setting.name,
                    value=value,
                )

    @property
    @abstractmethod
    def formula(self) -> str:
        """The distribution, one line of mathematics."""

    @abstractmethod
    def draw(self, random: np.random.Generator, shape: Shape, fan_in: int, fan_out: int) -> Array:
        """Fresh float64 values of this shape.

        `fan_in` and `fan_out` count the numbers that one output reads and that one input feeds:
        rows and columns of dense weights, channels × height × width of a filter.
        """


def refuse_negative(**settings: float) -> None:
    """Raise SettingError for the first of these settings that is below 0."""
    for setting, value in settings.items():
        if value < 0:
            raise SettingError(
                "{setting} must not be negative, but is {value}", setting=setting, value=value
            )


def refuse_empty(low: float, high: float) -> None:
    """Raise SettingError unless low < high."""
    if not low < high:
        raise SettingError("low must be less than high: {low} and {high}", low=low, high=high)


def truncated(
    random: np.random.Generator,
    shape: Shape,
    mean: float,
    std: float,
    low: float,
    high: float,
) -> Array:
    """Normal numbers, those outside of [low, high] drawn again until none is left.

    The caller sees to it that the interval holds a good part of the distribution.
    """
    values = random.normal(mean, std, size=math.prod(shape))
    outside = np.flatnonzero((values < low) | (values > high))
    while outside.size:
        again = random.normal(mean, std, size=outside.size)
        values[outside] = again
        outside = outside[(again < low) | (again > high)]
    return values.reshape(shape)


def share_between(low: float, high: float) -> float:
    """The share of standard normal numbers that lie between low and high."""
    return (math.erf(high / math.sqrt(2)) - math.erf(low / math.sqrt(2))) / 2
