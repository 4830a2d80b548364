"""Where the first weights come from: functions of (seed, parameter name, shape), nothing else."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from types import MappingProxyType

import numpy as np

from .errors import ShapeError
from .ops import Array, Shape
from .text import N_


def generator(seed: int, place: str) -> np.random.Generator:
    """The generator of one place: the same for the same seed and name, whatever else was drawn
    before."""
    return np.random.default_rng([seed, *place.encode()])


@dataclass(frozen=True, slots=True)
class Initializer:
    """A distribution of first values: its name, its formula, and how to draw an array of it."""

    title: str
    formula: str
    reference: str
    draw: Callable[[np.random.Generator, Shape, int, int], Array]
    """(generator, shape, fan_in, fan_out) → float64 array"""


def _uniform(limit: Callable[[int, int], float]) -> Callable[..., Array]:
    def draw(random: np.random.Generator, shape: Shape, fan_in: int, fan_out: int) -> Array:
        bound = limit(fan_in, fan_out)
        return random.uniform(-bound, bound, size=shape)

    return draw


def _normal(deviation: Callable[[int, int], float]) -> Callable[..., Array]:
    def draw(random: np.random.Generator, shape: Shape, fan_in: int, fan_out: int) -> Array:
        return random.normal(0, deviation(fan_in, fan_out), size=shape)

    return draw


INITIALIZERS = MappingProxyType(
    {
        "zeros": Initializer(N_("Zeros"), "w = 0", "", lambda random, shape, i, o: np.zeros(shape)),
        "he_uniform": Initializer(
            N_("He, uniform"),
            "w ~ U(−√(6 / fan_in), √(6 / fan_in))",
            "He et al. 2015, Delving Deep into Rectifiers, eq. 10",
            _uniform(lambda fan_in, fan_out: (6 / fan_in) ** 0.5),
        ),
        "he_normal": Initializer(
            N_("He, normal"),
            "w ~ N(0, 2 / fan_in)",
            "He et al. 2015, Delving Deep into Rectifiers, eq. 10",
            _normal(lambda fan_in, fan_out: (2 / fan_in) ** 0.5),
        ),
        "glorot_uniform": Initializer(
            N_("Glorot, uniform"),
            "w ~ U(−√(6 / (fan_in + fan_out)), √(6 / (fan_in + fan_out)))",
            "Glorot & Bengio 2010, Understanding the difficulty of training, eq. 16",
            _uniform(lambda fan_in, fan_out: (6 / (fan_in + fan_out)) ** 0.5),
        ),
        "glorot_normal": Initializer(
            N_("Glorot, normal"),
            "w ~ N(0, 2 / (fan_in + fan_out))",
            "Glorot & Bengio 2010, Understanding the difficulty of training, eq. 12",
            _normal(lambda fan_in, fan_out: (2 / (fan_in + fan_out)) ** 0.5),
        ),
        "pytorch": Initializer(
            N_("PyTorch's default"),
            "w ~ U(−1 / √fan_in, 1 / √fan_in)",
            "PyTorch 2.13 nn.Linear.reset_parameters",
            _uniform(lambda fan_in, fan_out: fan_in**-0.5),
        ),
    }
)


@dataclass(frozen=True, slots=True)
class Given:
    """First values written out, row by row, instead of drawn."""

    values: tuple[tuple[float, ...], ...] | tuple[float, ...]


def first_values(
    rule: str | Given, *, seed: int, place: str, shape: Shape, fan_in: int, fan_out: int
) -> Array:
    """The first value of one parameter, float64 of `shape`; raises ShapeError where given numbers
    do not fit."""
    if isinstance(rule, Given):
        values = np.array(rule.values, np.float64)
        if values.shape != shape:
            raise ShapeError(
                "{name} needs first values of shape {shape}, the lesson gives {given}",
                name=place,
                shape=shape,
                given=values.shape,
            )
        return values
    return INITIALIZERS[rule].draw(generator(seed, place), shape, fan_in, fan_out)
