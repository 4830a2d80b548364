"""Hard activations: straight pieces in place of curves, flat at one end or at both."""

from __future__ import annotations

from functools import partial

import numpy as np

from ...dataclass import dataclass
from ...expr import Expr, Index, Number, indicator, maximum, minimum
from ...text import N_
from ..base import Array, Call, Named
from ..memory import constant_row
from .base import Activation, refuse_unless


class HardSigmoid(Activation):
    """Three straight pieces in place of the sigmoid; at the kinks, z = ±3, the derivative is 0.

    The same in PyTorch 2.13 and Keras 3.15; ONNX has max(0, min(1, 0.2 · z + 0.5)).
    """

    title = N_("Hard sigmoid")
    about = N_("A sigmoid of three straight pieces: 0 up to −3, a ramp, and 1 from 3 on.")
    reference = "Howard et al. 2019, Searching for MobileNetV3; Courbariaux et al. 2015"
    kinks = (-3.0, 3.0)

    def forward(self, z: Array) -> Array:
        """a = min(max(0, z + 3), 6) / 6"""
        return np.minimum(np.maximum(0, z + 3), 6) / 6

    def forward_at(self, at: Index, z: Named) -> Expr:
        return minimum(maximum(0, z[at] + 3), 6) / 6

    def grad_z(self, g: Array, z: Array) -> Array:
        """∂L/∂z = ∂L/∂a · [z > −3] · [z < 3] / 6"""
        return g * (z > -3) * (z < 3) / 6

    def grad_z_at(self, at: Index, g: Named, z: Named) -> Expr:
        return g[at] * indicator(z[at], ">", -3) * indicator(z[at], "<", 3) / 6


class HardSwish(Activation):
    """z times its hard sigmoid; at the kinks the derivative is that of the outer side, 0 at −3
    and 1 at 3, as in PyTorch 2.13."""

    title = N_("Hard swish")
    about = N_("Multiplies a number by its hard sigmoid.")
    reference = "Howard et al. 2019, Searching for MobileNetV3, sec. 5.2"
    kinks = (-3.0, 3.0)

    def forward(self, z: Array) -> Array:
        """a = z · (min(max(0, z + 3), 6) / 6)"""
        return z * (np.minimum(np.maximum(0, z + 3), 6) / 6)

    def forward_at(self, at: Index, z: Named) -> Expr:
        return z[at] * (minimum(maximum(0, z[at] + 3), 6) / 6)

    def grad_z(self, g: Array, z: Array) -> Array:
        """∂L/∂z = ∂L/∂a · ([z > −3] · [z < 3] · (z / 3 + 0.5) + [z ≥ 3])"""
        return g * ((z > -3) * (z < 3) * (z / 3 + 0.5) + (z >= 3))

    def grad_z_at(self, at: Index, g: Named, z: Named) -> Expr:
        x = z[at]
        ramp = indicator(x, ">", -3) * indicator(x, "<", 3) * (x / 3 + 0.5)
        return g[at] * (ramp + indicator(x, "≥", 3))


@dataclass(frozen=True)
class HardTanh(Activation):
    """The line between a floor and a ceiling; at both kinks the derivative is 0. Raises
    SettingError unless low < high."""

    low: float = -1.0
    high: float = 1.0

    title = N_("Hard tanh")
    about = N_("A tanh of three straight pieces: a floor, the number itself, and a ceiling.")
    reference = "Collobert 2004, Large Scale Machine Learning"
    kinks = (-1.0, 1.0)

    def __post_init__(self) -> None:
        refuse_unless(True, self, "low", self.low)
        refuse_unless(self.high > self.low, self, "high", self.high)

    def forward(self, z: Array) -> Array:
        """a = min(max(low, z), high)"""
        return np.minimum(np.maximum(self.low, z), self.high)

    def forward_at(self, at: Index, z: Named) -> Expr:
        return minimum(maximum(Number("low", self.low), z[at]), Number("high", self.high))

    def forward_bound(self, out: Array, z: Array) -> tuple[Call, ...]:
        low, high = constant_row(self.low, z), constant_row(self.high, z)
        return (partial(np.maximum, low, z, out=out), partial(np.minimum, out, high, out=out))

    def grad_z(self, g: Array, z: Array) -> Array:
        """∂L/∂z = ∂L/∂a · [z > low] · [z < high]"""
        return g * (z > self.low) * (z < self.high)

    def grad_z_at(self, at: Index, g: Named, z: Named) -> Expr:
        above = indicator(z[at], ">", Number("low", self.low))
        return g[at] * above * indicator(z[at], "<", Number("high", self.high))


class ReLU6(Activation):
    """ReLU with a ceiling of 6; at both kinks, z = 0 and z = 6, the derivative is 0."""

    title = N_("ReLU6")
    about = N_("A ReLU that never gives more than 6.")
    reference = "Krizhevsky 2010, Convolutional Deep Belief Networks on CIFAR-10"
    kinks = (0.0, 6.0)

    def forward(self, z: Array) -> Array:
        """a = min(max(0, z), 6)"""
        return np.minimum(np.maximum(0, z), 6)

    def forward_at(self, at: Index, z: Named) -> Expr:
        return minimum(maximum(0, z[at]), 6)

    def forward_bound(self, out: Array, z: Array) -> tuple[Call, ...]:
        floor, ceiling = constant_row(0, z), constant_row(6, z)
        return (partial(np.maximum, floor, z, out=out), partial(np.minimum, out, ceiling, out=out))

    def grad_z(self, g: Array, z: Array) -> Array:
        """∂L/∂z = ∂L/∂a · [z > 0] · [z < 6]"""
        return g * (z > 0) * (z < 6)

    def grad_z_at(self, at: Index, g: Named, z: Named) -> Expr:
        return g[at] * indicator(z[at], ">", 0) * indicator(z[at], "<", 6)
