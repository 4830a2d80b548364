"""Initialisers whose spread follows from how many numbers meet: LeCun, Glorot, He.

Each is a variance; the distribution with that variance is uniform, normal as in PyTorch, or, as
Keras means it, a normal one that is cut off at two standard deviations and widened beforehand so
that the variance is right afterwards.
"""

from __future__ import annotations

import math
from abc import abstractmethod
from typing import ClassVar, Literal

import numpy as np

from .. import figures
from ..dataclass import dataclass
from ..errors import SettingError
from ..ops import Array, Shape
from ..text import N_
from .base import Initializer, Spread, Value, refuse_negative, truncated

TRUNCATED_NORMAL_STD = 0.87962566103423978
"""The standard deviation of a standard normal distribution that is cut off at ±2."""

_LECUN = "LeCun et al. 1998, Efficient BackProp, eq. 16"
_GLOROT = "Glorot & Bengio 2010, Understanding the difficulty of training, eq. {}"
_HE = "He et al. 2015, Delving Deep into Rectifiers, eq. 10"


class Scaled(Initializer):
    """A variance made of fan-in and fan-out. A base of rules, no rule itself."""

    @abstractmethod
    def variance(self, fan_in: int, fan_out: int) -> float:
        """The variance that the weights shall have."""

    @abstractmethod
    def fraction(self, times: int) -> str:
        """The variance times a whole number, as it is written."""


class UniformOf(Scaled):
    """Between ± the root of three times the variance, which is then the variance."""

    @property
    def formula(self) -> str:
        bound = f"√({self.fraction(3)})"
        return f"w ~ U(−{bound}, {bound})"

    def draw(self, random: np.random.Generator, shape: Shape, fan_in: int, fan_out: int) -> Array:
        bound = math.sqrt(3 * self.variance(fan_in, fan_out))
        return random.uniform(-bound, bound, size=shape)


class NormalOf(Scaled):
    """Around 0 with that variance, as PyTorch has it."""

    @property
    def formula(self) -> str:
        return f"w ~ N(0, {self.fraction(1)})"

    def draw(self, random: np.random.Generator, shape: Shape, fan_in: int, fan_out: int) -> Array:
        return random.normal(0, math.sqrt(self.variance(fan_in, fan_out)), size=shape)


class TruncatedOf(Scaled):
    """Around 0, cut off at two standard deviations, with that variance afterwards, as Keras has
    it."""

    @property
    def formula(self) -> str:
        return f"w ~ N(0, σ²), |w| ≤ 2σ, σ = √({self.fraction(1)}) / {TRUNCATED_NORMAL_STD:.8f}"

    def draw(self, random: np.random.Generator, shape: Shape, fan_in: int, fan_out: int) -> Array:
        std = math.sqrt(self.variance(fan_in, fan_out)) / TRUNCATED_NORMAL_STD
        return truncated(random, shape, 0.0, std, -2 * std, 2 * std)


class LeCun(Scaled):
    """Variance 1 / fan_in: sums of inputs of variance 1 have variance 1."""

    reference = _LECUN

    def variance(self, fan_in: int, fan_out: int) -> float:
        return 1 / fan_in

    def fraction(self, times: int) -> str:
        return f"{times} / fan_in"


class Glorot(Scaled):
    """Variance 2 / (fan_in + fan_out): a compromise between the way there and the way back."""

    def variance(self, fan_in: int, fan_out: int) -> float:
        return 2 / (fan_in + fan_out)

    def fraction(self, times: int) -> str:
        return f"{2 * times} / (fan_in + fan_out)"


@dataclass(frozen=True)
class GainedGlorot(Glorot):
    """Glorot's variance times gain², which PyTorch lets one choose."""

    gain: Spread = 1.0
    """What the standard deviation is multiplied by; PyTorch only."""

    def __post_init__(self) -> None:
        super().__post_init__()
        refuse_negative(gain=self.gain)

    def variance(self, fan_in: int, fan_out: int) -> float:
        return self.gain**2 * super().variance(fan_in, fan_out)

    def fraction(self, times: int) -> str:
        gain = "" if self.gain == 1 else f"{figures.line(self.gain)}² · "
        return f"{gain}{super().fraction(times)}"


class He(Scaled):
    """Variance 2 / fan_in: half of the sums of a rectifier are 0, the others make up for it."""

    reference = _HE

    def variance(self, fan_in: int, fan_out: int) -> float:
        return 2 / fan_in

    def fraction(self, times: int) -> str:
        return f"{2 * times} / fan_in"


@dataclass(frozen=True)
class SlopedHe(He):
    """He's variance for a leaky rectifier, and for the way back, as PyTorch lets one choose.

    A rectifier with a slope on its negative side loses less: variance 2 / ((1 + slope²) · fan_in).
    With ``fan = "out"`` the gradients keep their variance instead of the sums.
    """

    slope: Value = 0.0
    """The slope of a leaky rectifier; PyTorch only."""
    fan: Literal["in", "out"] = "in"
    """Whether sums or gradients keep their variance; PyTorch only."""

    def __post_init__(self) -> None:
        super().__post_init__()
        if self.fan not in {"in", "out"}:
            raise SettingError("fan must be in or out, not {fan}", fan=self.fan)

    def variance(self, fan_in: int, fan_out: int) -> float:
        return 2 / ((1 + self.slope**2) * (fan_in if self.fan == "in" else fan_out))

    def fraction(self, times: int) -> str:
        fan = f"fan_{self.fan}"
        if not self.slope:
            return f"{2 * times} / {fan}"
        slope = figures.line(self.slope)
        return f"{2 * times} / ((1 + {f'({slope})' if self.slope < 0 else slope}²) · {fan})"


class LeCunUniform(LeCun, UniformOf):
    title = N_("LeCun, uniform")


class LeCunNormal(LeCun, NormalOf):
    title = N_("LeCun, normal")


class LeCunTruncated(LeCun, TruncatedOf):
    title = N_("LeCun, normal")


class GlorotUniform(GainedGlorot, UniformOf):
    title = N_("Glorot, uniform")
    reference = _GLOROT.format(16)


class GlorotNormal(GainedGlorot, NormalOf):
    title = N_("Glorot, normal")
    reference = _GLOROT.format(12)


class GlorotTruncated(Glorot, TruncatedOf):
    title = N_("Glorot, normal")
    reference = _GLOROT.format(12)


class GlorotUniformKeras(Glorot, UniformOf):
    title = N_("Glorot, uniform")
    reference = _GLOROT.format(16)


class HeUniform(SlopedHe, UniformOf):
    title = N_("He, uniform")


class HeNormal(SlopedHe, NormalOf):
    title = N_("He, normal")


class HeTruncated(He, TruncatedOf):
    title = N_("He, normal")


class HeUniformKeras(He, UniformOf):
    title = N_("He, uniform")


class PyTorchDefault(Initializer):
    """What PyTorch's layers do on their own.

    Weights and biases alike.
    """

    title: ClassVar[str] = N_("PyTorch's default")
    reference = "PyTorch 2.13 nn.Linear.reset_parameters"

    @property
    def formula(self) -> str:
        return "w ~ U(−1 / √fan_in, 1 / √fan_in)"

    def draw(self, random: np.random.Generator, shape: Shape, fan_in: int, fan_out: int) -> Array:
        bound = 1 / math.sqrt(fan_in)
        return random.uniform(-bound, bound, size=shape)
