"""The exponential family: the negative side bends towards a floor."""

from __future__ import annotations

from functools import partial

import numpy as np

from ...dataclass import dataclass
from ...expr import Expr, Index, Number, absolute, exp, expm1, indicator, log1p, maximum, minimum
from ...text import N_
from ..base import Array, Call, Named
from ..memory import constant
from .base import Activation, refuse_unless


@dataclass(frozen=True)
class ELU(Activation):
    """Exponential linear unit, from ℝ to (−α, ∞). At z = 0 the derivative is α, that of the
    negative side: 1 for α = 1. Raises SettingError for an α that is no number."""

    alpha: float = 1.0
    """α: how far below 0 the floor lies; 1 in PyTorch 2.13 and Keras 3.15."""

    title = N_("ELU")
    about = N_("Passes positive numbers on unchanged and bends negative ones towards a floor.")
    reference = "Clevert, Unterthiner & Hochreiter 2016, Exponential Linear Units, eq. 15"
    kinks = (0.0,)
    variants = ({}, {"alpha": 0.5})

    def __post_init__(self) -> None:
        refuse_unless(True, self, "alpha", self.alpha)

    def forward(self, z: Array) -> Array:
        """a = max(0, z) + α · (exp(min(0, z)) − 1)"""
        return np.maximum(0, z) + self.alpha * np.expm1(np.minimum(0, z))

    def forward_at(self, at: Index, z: Named) -> Expr:
        return maximum(0, z[at]) + Number("α", self.alpha) * expm1(minimum(0, z[at]))

    def grad_z(self, g: Array, z: Array) -> Array:
        """∂L/∂z = ∂L/∂a · ([z > 0] + [z ≤ 0] · α · exp(min(0, z)))"""
        return np.where(z > 0, g, g * self.alpha * np.exp(np.minimum(0, z)))

    def grad_z_at(self, at: Index, g: Named, z: Named) -> Expr:
        bend = Number("α", self.alpha) * exp(minimum(0, z[at]))
        return g[at] * (indicator(z[at], ">", 0) + indicator(z[at], "≤", 0) * bend)


SELU_SCALE = 1.0507009873554804934193349852946
"""λ: with this scale and floor, mean 0 and variance 1 are kept from layer to layer (eq. 14)."""
SELU_ALPHA = 1.6732632423543772848170429916717
"""α of SELU."""


class SELU(Activation):
    """Scaled ELU with two fixed numbers, λ ≈ 1.0507 and α ≈ 1.6733. At z = 0 the derivative is
    λ · α, that of the negative side."""

    title = N_("SELU")
    about = N_("An ELU, scaled so that values keep mean 0 and variance 1 through many layers.")
    reference = "Klambauer et al. 2017, Self-Normalizing Neural Networks"
    kinks = (0.0,)

    def forward(self, z: Array) -> Array:
        """a = λ · (max(0, z) + α · (exp(min(0, z)) − 1))"""
        return SELU_SCALE * (np.maximum(0, z) + SELU_ALPHA * np.expm1(np.minimum(0, z)))

    def forward_at(self, at: Index, z: Named) -> Expr:
        bend = Number("α", SELU_ALPHA) * expm1(minimum(0, z[at]))
        return Number("λ", SELU_SCALE) * (maximum(0, z[at]) + bend)

    def grad_z(self, g: Array, z: Array) -> Array:
        """∂L/∂z = ∂L/∂a · λ · ([z > 0] + [z ≤ 0] · α · exp(min(0, z)))"""
        return SELU_SCALE * np.where(z > 0, g, g * SELU_ALPHA * np.exp(np.minimum(0, z)))

    def grad_z_at(self, at: Index, g: Named, z: Named) -> Expr:
        bend = Number("α", SELU_ALPHA) * exp(minimum(0, z[at]))
        slope = indicator(z[at], ">", 0) + indicator(z[at], "≤", 0) * bend
        return g[at] * Number("λ", SELU_SCALE) * slope


@dataclass(frozen=True)
class CELU(Activation):
    """Continuously differentiable ELU, from ℝ to (−α, ∞): at z = 0 both sides have the slope 1.
    Raises SettingError for an α that is not positive."""

    alpha: float = 1.0
    """α: how far below 0 the floor lies; 1 in PyTorch 2.13 and Keras 3.15."""

    title = N_("CELU")
    about = N_("An ELU whose two sides meet without a kink, however low its floor lies.")
    reference = "Barron 2017, Continuously Differentiable Exponential Linear Units"
    variants = ({}, {"alpha": 0.5})

    def __post_init__(self) -> None:
        refuse_unless(self.alpha > 0, self, "alpha", self.alpha)

    def forward(self, z: Array) -> Array:
        """a = max(0, z) + α · (exp(min(0, z) / α) − 1)"""
        return np.maximum(0, z) + self.alpha * np.expm1(np.minimum(0, z) / self.alpha)

    def forward_at(self, at: Index, z: Named) -> Expr:
        alpha = Number("α", self.alpha)
        return maximum(0, z[at]) + alpha * expm1(minimum(0, z[at]) / alpha)

    def grad_z(self, g: Array, z: Array) -> Array:
        """∂L/∂z = ∂L/∂a · exp(min(0, z) / α)"""
        return g * np.exp(np.minimum(0, z) / self.alpha)

    def grad_z_at(self, at: Index, g: Named, z: Named) -> Expr:
        return g[at] * exp(minimum(0, z[at]) / Number("α", self.alpha))


class Softplus(Activation):
    """A smooth ReLU, from ℝ to (0, ∞), written so that exp cannot overflow.

    PyTorch 2.13 replaces it by z itself above z = 20, which is off by 2·10⁻⁹ there; this is the
    function itself.
    """

    title = N_("Softplus")
    about = N_("Like ReLU, with the corner rounded off.")
    reference = "Dugas et al. 2001, Incorporating Second-Order Functional Knowledge"

    def forward(self, z: Array) -> Array:
        """a = ln(1 + exp(z)) = max(0, z) + ln(1 + exp(−|z|))"""
        return np.logaddexp(0, z)

    def forward_at(self, at: Index, z: Named) -> Expr:
        return maximum(0, z[at]) + log1p(exp(-absolute(z[at])))

    def forward_bound(self, out: Array, z: Array) -> tuple[Call, ...]:
        return (partial(np.logaddexp, constant(0, z), z, out),)

    def grad_z(self, g: Array, z: Array) -> Array:
        """∂L/∂z = ∂L/∂a / (1 + exp(−z))"""
        return g / (1 + np.exp(-z))

    def grad_z_at(self, at: Index, g: Named, z: Named) -> Expr:
        return g[at] / (1 + exp(-z[at]))
