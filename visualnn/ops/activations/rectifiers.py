"""Rectifiers: straight lines with one kink, and the line without."""

from __future__ import annotations

from functools import partial

import numpy as np

from ...dataclass import dataclass
from ...errors import ShapeError
from ...expr import Expr, Index, Number, indicator, maximum, minimum, total
from ...text import N_
from ..base import Array, Call, Named, Op, Shape
from ..memory import constant, constant_row, notes
from .base import Activation, Convention, between, refuse_unless


class Identity(Activation):
    """The line itself, which is a layer without an activation."""

    title = N_("Identity")
    about = N_("Passes every number on as it is.")
    reference = "PyTorch 2.13 nn.Identity, Keras 3 activations.linear"

    def forward(self, z: Array) -> Array:
        """a = z"""
        return z

    def forward_at(self, at: Index, z: Named) -> Expr:
        return z[at]

    def forward_bound(self, out: Array, z: Array) -> tuple[Call, ...]:
        return (partial(np.copyto, out, z),)

    def grad_z(self, g: Array) -> Array:
        """∂L/∂z = ∂L/∂a"""
        return g

    def grad_z_at(self, at: Index, g: Named) -> Expr:
        return g[at]

    def grad_z_bound(self, out: Array, g: Array) -> tuple[Call, ...]:
        return (partial(np.copyto, out, g),)


class ReLU(Activation):
    """Rectified linear unit. At the kink, z = 0, the derivative is 0, as in PyTorch and Keras."""

    title = N_("ReLU")
    about = N_("Passes positive numbers on unchanged and turns all others into 0.")
    reference = "Nair & Hinton 2010, Rectified Linear Units Improve Restricted Boltzmann Machines"
    kinks = (0.0,)

    def forward(self, z: Array) -> Array:
        """a = max(0, z)"""
        return np.maximum(0, z)

    def forward_at(self, at: Index, z: Named) -> Expr:
        return maximum(0, z[at])

    def forward_bound(self, out: Array, z: Array) -> tuple[Call, ...]:
        return (partial(np.maximum, constant_row(0, out), z, out=out),)

    def grad_z(self, g: Array, z: Array) -> Array:
        """∂L/∂z = ∂L/∂a · [z > 0]"""
        return g * (z > 0)

    def grad_z_at(self, at: Index, g: Named, z: Named) -> Expr:
        return g[at] * indicator(z[at], ">", 0)

    def grad_z_bound(self, out: Array, g: Array, z: Array) -> tuple[Call, ...]:
        mask = notes(z.shape, np.dtype(bool))
        return (partial(np.greater, z, constant(0, z), mask), partial(np.multiply, g, mask, out))


_SLOPES = {"pytorch": 0.01, "keras": 0.3}


@dataclass(frozen=True)
class LeakyReLU(Activation):
    """ReLU that lets a little of the negative side through. At the kink, z = 0, the derivative is
    α, that of the negative side.

    PyTorch 2.13 has α = 0.01 (nn.LeakyReLU), Keras 3.15 has 0.3 (layers.LeakyReLU). Raises
    SettingError for an α that is no number.
    """

    convention: Convention = "pytorch"
    negative_slope: float | None = None
    """α; without it, that of the convention."""

    title = N_("Leaky ReLU")
    about = N_("Passes positive numbers on unchanged and lets only a small part of others through.")
    reference = (
        "Maas, Hannun & Ng 2013, Rectifier Nonlinearities Improve Neural Network Acoustic Models"
    )
    kinks = (0.0,)

    def __post_init__(self) -> None:
        refuse_unless(True, self, "negative_slope", self.slope)

    @property
    def slope(self) -> float:
        """α: the slope of the negative side."""
        return _SLOPES[self.convention] if self.negative_slope is None else self.negative_slope

    def forward(self, z: Array) -> Array:
        """a = max(0, z) + α · min(0, z)"""
        return np.maximum(0, z) + self.slope * np.minimum(0, z)

    def forward_at(self, at: Index, z: Named) -> Expr:
        return maximum(0, z[at]) + Number("α", self.slope) * minimum(0, z[at])

    def grad_z(self, g: Array, z: Array) -> Array:
        """∂L/∂z = ∂L/∂a · ([z > 0] + α · [z ≤ 0])"""
        return np.where(z > 0, g, g * self.slope)

    def grad_z_at(self, at: Index, g: Named, z: Named) -> Expr:
        negative = Number("α", self.slope) * indicator(z[at], "≤", 0)
        return g[at] * (indicator(z[at], ">", 0) + negative)


class PReLU(Op):
    """Leaky ReLU whose slopes α are parameters: ``(batch, units, …) , (units,) → (batch, units,
    …)``; the units of an image are its channels.

    α of shape ``(1,)`` is one slope for all units. At the kink, z = 0, the derivative by z is α, as
    in PyTorch 2.13 (nn.PReLU, where α is called weight).
    """

    title = N_("PReLU")
    about = N_("A leaky ReLU that learns how much of the negative numbers it lets through.")
    reference = "He et al. 2015, Delving Deep into Rectifiers"
    output = "a"
    unquoted = {"grad_alpha": frozenset({"alpha"})}

    def shape(self, *shapes: Shape) -> Shape:
        z, alpha = shapes
        if len(z) < 2 or alpha not in {(1,), z[1:2]}:
            raise ShapeError(
                "slopes of shape {alpha} do not fit values of shape {z}", alpha=alpha, z=z
            )
        return z

    def forward(self, z: Array, alpha: Array) -> Array:
        """a[n,j,…] = max(0, z[n,j,…]) + α[j] · min(0, z[n,j,…])"""
        return np.maximum(0, z) + _sloped(np.minimum(0, z), alpha)

    def forward_at(self, at: Index, z: Named, alpha: Named) -> Expr:
        return maximum(0, z[at]) + _slope_of(alpha, at) * minimum(0, z[at])

    def grad_z(self, g: Array, z: Array, alpha: Array) -> Array:
        """∂L/∂z[n,j,…] = ∂L/∂a[n,j,…] · ([z[n,j,…] > 0] + α[j] · [z[n,j,…] ≤ 0])"""
        return g * ((z > 0) + _sloped(z <= 0, alpha))

    def grad_z_at(self, at: Index, g: Named, z: Named, alpha: Named) -> Expr:
        negative = _slope_of(alpha, at) * indicator(z[at], "≤", 0)
        return g[at] * (indicator(z[at], ">", 0) + negative)

    def grad_alpha(self, g: Array, z: Array, alpha: Array) -> Array:
        """∂L/∂α[j] = Σ ∂L/∂a[·,j,…] · min(0, z[·,j,…])"""
        axes = (0, *range(2, z.ndim)) if len(alpha) == z.shape[1] else None
        return np.asarray((g * np.minimum(0, z)).sum(axis=axes)).reshape(alpha.shape)

    def grad_alpha_at(self, at: Index, g: Named, z: Named, alpha: Named) -> Expr:
        units = (at[0],) if len(alpha.data) == z.shape[1] else range(z.shape[1])
        return total(
            g[(n, j, *place)] * minimum(0, z[(n, j, *place)])
            for n in range(z.shape[0])
            for j in units
            for place in np.ndindex(*z.shape[2:])
        )

    def example(self, rng: np.random.Generator) -> tuple[Array, ...]:
        return between(rng, shape=(3, 4, 2)), rng.uniform(-0.2, 0.5, size=4)


def _sloped(part: Array, alpha: Array) -> Array:
    """Each unit times its slope."""
    return alpha.reshape(-1, *(1,) * (part.ndim - 2)) * part


def _slope_of(alpha: Named, at: Index) -> Number:
    """The slope of the unit that stands at `at`."""
    return alpha[0] if alpha.shape == (1,) else alpha[at[1]]


@dataclass(frozen=True)
class Maxout(Op):
    """The largest of `pieces` neighbouring numbers, K for short: ``(batch, units · K, …) → (batch,
    units, …)``; the units of an image are its channels.

    Of equal numbers the first is the largest, and it alone has a gradient, as in PyTorch's max.
    Raises SettingError for less than one piece.
    """

    pieces: int = 2

    title = N_("Maxout")
    about = N_("Each unit takes the largest of several sums, so that it learns its own bends.")
    reference = "Goodfellow et al. 2013, Maxout Networks"
    output = "a"
    whole = True

    def __post_init__(self) -> None:
        refuse_unless(self.pieces >= 1, self, "pieces", self.pieces)

    def shape(self, *shapes: Shape) -> Shape:
        (z,) = shapes
        if len(z) < 2 or z[1] % self.pieces:
            raise ShapeError(
                "maxout of {pieces} pieces needs rows of a multiple of {pieces} numbers, "
                "not the shape {z}",
                pieces=self.pieces,
                z=z,
            )
        return (z[0], z[1] // self.pieces, *z[2:])

    def _grouped(self, z: Array) -> Array:
        """The pieces of each unit along an axis of their own."""
        return z.reshape(len(z), -1, self.pieces, *z.shape[2:])

    def forward(self, z: Array) -> Array:
        """a[n,j,…] = max(z[n,j·K,…], …, z[n,j·K + K − 1,…])"""
        return np.asarray(self._grouped(z).max(axis=2))

    def forward_at(self, at: Index, z: Named) -> Expr:
        n, j, *place = at
        return maximum(*(z[(n, i, *place)] for i in self._pieces_of(j)))

    def grad_z(self, g: Array, z: Array) -> Array:
        """∂L/∂z[n,i] = ∂L/∂a[n,j] · Πₖ [z[n,i] > z[n,k]],  ≥ for k > i,  k, i among unit j's"""
        grouped = self._grouped(z)
        order = np.arange(self.pieces).reshape(-1, *(1,) * (z.ndim - 2))
        wins = order == np.expand_dims(grouped.argmax(axis=2), 2)
        return np.asarray(g[:, :, None] * wins).reshape(z.shape)

    def grad_z_at(self, at: Index, g: Named, z: Named) -> Expr:
        n, i, *place = at
        j = i // self.pieces
        slope: Expr = g[(n, j, *place)]
        for k in self._pieces_of(j):
            if k != i:
                relation = ">" if k < i else "≥"
                slope = slope * indicator(z[at], relation, z[(n, k, *place)])
        return slope

    def _pieces_of(self, unit: int) -> range:
        return range(unit * self.pieces, (unit + 1) * self.pieces)

    def example(self, rng: np.random.Generator) -> tuple[Array, ...]:
        return (rng.normal(size=(3, 3 * self.pieces, 2)),)
