"""Sigmoidal units: an S-shaped curve between two bounds."""

from __future__ import annotations

from functools import partial

import numpy as np

from ...expr import Expr, Index, absolute, exp, tanh
from ...text import N_
from ..base import Array, Call, Named
from ..memory import constant, notes_like
from .base import Activation


class Sigmoid(Activation):
    """The logistic function, from ℝ to (0, 1); exp(−z) may overflow to ∞, the quotient is then the
    right 0."""

    title = N_("Sigmoid")
    about = N_("Squeezes any number into the range from 0 to 1.")
    gives = "shares"
    reference = (
        "Rumelhart, Hinton & Williams 1986, Learning representations by back-propagating errors"
    )

    def forward(self, z: Array) -> Array:
        """a = 1 / (1 + exp(−z))"""
        return np.asarray(1 / (1 + np.exp(-z)))

    def forward_at(self, at: Index, z: Named) -> Expr:
        return 1 / (1 + exp(-z[at]))

    def forward_bound(self, out: Array, z: Array) -> tuple[Call, ...]:
        one = constant(1, out)
        return (
            partial(np.negative, z, out),
            partial(np.exp, out, out),
            partial(np.add, one, out, out),
            partial(np.divide, one, out, out),
        )

    def grad_z(self, g: Array, a: Array) -> Array:
        """∂L/∂z = ∂L/∂a · a · (1 − a)"""
        return g * a * (1 - a)

    def grad_z_at(self, at: Index, g: Named, a: Named) -> Expr:
        return g[at] * a[at] * (1 - a[at])

    def grad_z_bound(self, out: Array, g: Array, a: Array) -> tuple[Call, ...]:
        one, slope = constant(1, a), notes_like(a)
        return (
            partial(np.subtract, one, a, slope),
            partial(np.multiply, g, a, out),
            partial(np.multiply, out, slope, out),
        )


class Tanh(Activation):
    """The hyperbolic tangent, from ℝ to (−1, 1)."""

    title = N_("Tanh")
    about = N_("Squeezes any number into the range from −1 to 1.")
    reference = "LeCun et al. 1998, Efficient BackProp, sec. 4.4"

    def forward(self, z: Array) -> Array:
        """a = tanh(z)"""
        return np.tanh(z)

    def forward_at(self, at: Index, z: Named) -> Expr:
        return tanh(z[at])

    def forward_bound(self, out: Array, z: Array) -> tuple[Call, ...]:
        return (partial(np.tanh, z, out),)

    def grad_z(self, g: Array, a: Array) -> Array:
        """∂L/∂z = ∂L/∂a · (1 − a²)"""
        return g * (1 - a**2)

    def grad_z_at(self, at: Index, g: Named, a: Named) -> Expr:
        return g[at] * (1 - a[at] ** 2)

    def grad_z_bound(self, out: Array, g: Array, a: Array) -> tuple[Call, ...]:
        one, slope = constant(1, a), notes_like(a)
        return (
            partial(np.multiply, a, a, slope),
            partial(np.subtract, one, slope, slope),
            partial(np.multiply, g, slope, out),
        )


class Softsign(Activation):
    """Like tanh from ℝ to (−1, 1), but nearing its bounds far more slowly. |z| has a kink at 0,
    softsign has none: its derivative there is 1."""

    title = N_("Softsign")
    about = N_("Squeezes any number into the range from −1 to 1, more gently than tanh.")
    reference = "Bergstra et al. 2009, Quadratic Polynomials Learn Better Image Features"

    def forward(self, z: Array) -> Array:
        """a = z / (1 + |z|)"""
        return z / (1 + abs(z))

    def forward_at(self, at: Index, z: Named) -> Expr:
        return z[at] / (1 + absolute(z[at]))

    def forward_bound(self, out: Array, z: Array) -> tuple[Call, ...]:
        return (
            partial(np.absolute, z, out),
            partial(np.add, constant(1, out), out, out),
            partial(np.divide, z, out, out),
        )

    def grad_z(self, g: Array, z: Array) -> Array:
        """∂L/∂z = ∂L/∂a / (1 + |z|)²"""
        return g / (1 + abs(z)) ** 2

    def grad_z_at(self, at: Index, g: Named, z: Named) -> Expr:
        return g[at] / (1 + absolute(z[at])) ** 2
