"""A function of two numbers in the place of a network: it reads no data, only its own place."""

from __future__ import annotations

import numpy as np

from ..dataclass import dataclass
from ..errors import SettingError
from ..initializers import Given
from ..ops import Shape
from ..ops.chance import Noise
from ..ops.functions import FUNCTIONS, Tilted, Walkers
from .base import Application, Layer, Parameter


@dataclass(frozen=True, kw_only=True)
class Function(Layer):
    """The height ``L`` of a landscape at the place ``w``, ``(2,)``; of several walkers, ``(starts,
    2)``, the sum of their heights ``f``. With noise, ``L`` is the height of one place ``f`` on a
    ground that is tilted at random. No kind of a lesson file: a lesson has one such, and no
    layers."""

    function: str
    start: Given
    noise: float = 0.0
    """The standard deviation of what is added to each slope, new in every iteration."""

    kind = "function"
    least_inputs = 0
    most_inputs = 0
    starts = ("start",)

    def parameters(self, reads: tuple[Shape, ...]) -> tuple[Parameter, ...]:
        shape = np.shape(self.start.values)
        return (Parameter("w", self.name, shape, 1, 1, self.start, "start", self.trainable),)

    def open(self, reads: tuple[str, ...], shapes: tuple[Shape, ...]) -> tuple[Application, ...]:
        if self.function not in FUNCTIONS:
            raise SettingError(
                "unknown function {kind}; known are {known}",
                kind=self.function,
                known=", ".join(FUNCTIONS),
            )
        landscape = FUNCTIONS[self.function]
        if self.noise:
            noise = Application(
                Noise(self.name, self.noise), ("w", "seed", "k"), "noise", self.name
            )
            height = Application(landscape, ("w",), "f", self.name)
            return noise, height, Application(Tilted(), ("f", "w", "noise"), "L", self.name)
        if np.ndim(self.start.values) == 1:
            return (Application(landscape, ("w",), "L", self.name),)
        return (
            Application(landscape, ("w",), "f", self.name),
            Application(Walkers(), ("f",), "L", self.name),
        )
