"""Layer norm's lines: for each example (and time step) the mean and the variance of its own
numbers, then (x − μ) / √(σ² + ε), then a scale and a shift for each feature.

Values are ``(batch, features)`` or ``(batch, time, features)``; statistics lack the last axis;
parameters are ``(features,)``. Ba, Kiros & Hinton 2016, Layer Normalization, eq. 4.
"""

from __future__ import annotations

from functools import partial

import numpy as np

from ...dataclass import dataclass
from ...errors import ShapeError
from ...expr import Expr, Index, sqrt, total
from ...text import N_
from ..base import Array, Call, Named, Op, Shape
from ..memory import constant, notes_like

PAPER = "Ba, Kiros & Hinton 2016, Layer Normalization"


def refuse_rows(op: Op, x: Shape, *statistics: Shape) -> None:
    """Raise ShapeError unless `x` is ``(batch, …, features)`` and the rest ``(batch, …)``."""
    if len(x) < 2 or any(given != x[:-1] for given in statistics):
        raise ShapeError(
            "{op} needs values of shape (batch, …, features) and one number for each row, not "
            "{shapes}",
            op=op.title,
            shapes=", ".join(map(str, (x, *statistics))),
        )


def refuse_features(op: Op, x: Shape, parameter: Shape) -> None:
    """Raise ShapeError unless `x` is ``(batch, …, features)`` and `parameter` ``(features,)``."""
    if len(x) < 2 or parameter != x[-1:]:
        raise ShapeError(
            "{op} needs values of shape (batch, …, features) and one number for each feature, "
            "not {x} and {parameter}",
            op=op.title,
            x=x,
            parameter=parameter,
        )


def row(x: Named, at: Index) -> list[Index]:
    """The indices of all numbers of the row `at`."""
    return [(*at, j) for j in range(x.shape[-1])]


def examples_of(x: Named, feature: int) -> list[Index]:
    """The indices of one feature in all rows."""
    return [(*at, feature) for at in np.ndindex(*x.shape[:-1])]


def example_numbers(rng: np.random.Generator) -> Array:
    """Three examples of two steps with four features, for the example of a card."""
    return rng.normal(size=(3, 2, 4))


class RowMean(Op):
    """The mean of each row: ``(batch, …, features) → (batch, …)``."""

    title = N_("Mean of the row")
    about = N_("Averages the numbers of one example.")
    reference = PAPER
    output = "mu"
    whole = True
    unquoted = {"grad_x": frozenset({"x"})}

    def shape(self, *shapes: Shape) -> Shape:
        refuse_rows(self, *shapes)
        return shapes[0][:-1]

    def forward(self, x: Array) -> Array:
        """μ[n,…] = Σⱼ x[n,…,j] / features"""
        return np.asarray(x.sum(axis=-1) / x.shape[-1])

    def forward_at(self, at: Index, x: Named) -> Expr:
        return total(x[place] for place in row(x, at)) / x.shape[-1]

    def forward_bound(self, out: Array, x: Array) -> tuple[Call, ...]:
        return (partial(np.matmul, x, np.full(x.shape[-1], 1 / x.shape[-1], x.dtype), out),)

    def grad_x(self, g: Array, x: Array) -> Array:
        """∂L/∂x[n,…,j] = ∂L/∂μ[n,…] / features"""
        return np.broadcast_to((g / x.shape[-1])[..., None], x.shape)

    def grad_x_at(self, at: Index, g: Named, x: Named) -> Expr:
        return g[at[:-1]] / x.shape[-1]

    def example(self, rng: np.random.Generator) -> tuple[Array, ...]:
        return (example_numbers(rng),)


class RowVariance(Op):
    """The biased variance of each row: ``(batch, …, features), (batch, …) → (batch, …)``."""

    title = N_("Variance of the row")
    about = N_("Averages how far the numbers of one example are from their mean, squared.")
    reference = PAPER
    output = "var"
    whole = True

    def shape(self, *shapes: Shape) -> Shape:
        refuse_rows(self, *shapes)
        return shapes[1]

    def forward(self, x: Array, mu: Array) -> Array:
        """σ²[n,…] = Σⱼ (x[n,…,j] − μ[n,…])² / features"""
        return np.asarray(((x - mu[..., None]) ** 2).sum(axis=-1) / x.shape[-1])

    def forward_at(self, at: Index, x: Named, mu: Named) -> Expr:
        return total((x[place] - mu[at]) ** 2 for place in row(x, at)) / x.shape[-1]

    def forward_bound(self, out: Array, x: Array, mu: Array) -> tuple[Call, ...]:
        away = notes_like(x)
        return (
            partial(np.subtract, x, mu[..., None], away),
            partial(np.vecdot, away, away, out),
            partial(np.divide, out, constant(x.shape[-1], out), out),
        )

    def grad_x(self, g: Array, x: Array, mu: Array) -> Array:
        """∂L/∂x[n,…,j] = ∂L/∂σ²[n,…] · 2 · (x[n,…,j] − μ[n,…]) / features"""
        return g[..., None] * 2 * (x - mu[..., None]) / x.shape[-1]

    def grad_x_at(self, at: Index, g: Named, x: Named, mu: Named) -> Expr:
        return g[at[:-1]] * 2 * (x[at] - mu[at[:-1]]) / x.shape[-1]

    def grad_x_bound(self, out: Array, g: Array, x: Array, mu: Array) -> tuple[Call, ...]:
        slope = notes_like(g)
        return (
            partial(np.multiply, g, constant(2 / x.shape[-1], g), slope),
            partial(np.subtract, x, mu[..., None], out),
            partial(np.multiply, out, slope[..., None], out),
        )

    def grad_mu(self, g: Array, x: Array, mu: Array) -> Array:
        """∂L/∂μ[n,…] = −∂L/∂σ²[n,…] · 2 · Σⱼ (x[n,…,j] − μ[n,…]) / features"""
        return -g * 2 * (x - mu[..., None]).sum(axis=-1) / x.shape[-1]

    def grad_mu_at(self, at: Index, g: Named, x: Named, mu: Named) -> Expr:
        return -g[at] * 2 * total(x[place] - mu[at] for place in row(x, at)) / x.shape[-1]

    def example(self, rng: np.random.Generator) -> tuple[Array, ...]:
        return example_numbers(rng), rng.normal(size=(3, 2))


@dataclass(frozen=True)
class StandardizeRows(Op):
    """Mean 0 and variance 1 for each row: ``(batch, …, features), (batch, …), (batch, …) →
    (batch, …, features)``.

    ε is 10⁻⁵ in PyTorch and 10⁻³ in Keras.
    """

    eps: float = 1e-5

    title = N_("Normalise the row")
    about = N_("Takes the row's mean away and divides by its standard deviation.")
    reference = PAPER
    output = "xhat"

    def shape(self, *shapes: Shape) -> Shape:
        refuse_rows(self, *shapes)
        return shapes[0]

    def _deviation(self, var: Array) -> Array:
        return np.asarray(np.sqrt(var + self.eps))

    def _deviation_bound(self, out: Array, var: Array) -> tuple[Call, ...]:
        return partial(np.add, var, constant(self.eps, var), out), partial(np.sqrt, out, out)

    def forward(self, x: Array, mu: Array, var: Array) -> Array:
        """x̂[n,…,j] = (x[n,…,j] − μ[n,…]) / √(σ²[n,…] + ε)"""
        return (x - mu[..., None]) / self._deviation(var)[..., None]

    def forward_at(self, at: Index, x: Named, mu: Named, var: Named) -> Expr:
        return (x[at] - mu[at[:-1]]) / sqrt(var[at[:-1]] + self.eps)

    def forward_bound(self, out: Array, x: Array, mu: Array, var: Array) -> tuple[Call, ...]:
        deviation = notes_like(var)
        return (
            *self._deviation_bound(deviation, var),
            partial(np.subtract, x, mu[..., None], out),
            partial(np.divide, out, deviation[..., None], out),
        )

    def grad_x(self, g: Array, var: Array) -> Array:
        """∂L/∂x[n,…,j] = ∂L/∂x̂[n,…,j] / √(σ²[n,…] + ε)"""
        return g / self._deviation(var)[..., None]

    def grad_x_at(self, at: Index, g: Named, var: Named) -> Expr:
        return g[at] / sqrt(var[at[:-1]] + self.eps)

    def grad_x_bound(self, out: Array, g: Array, var: Array) -> tuple[Call, ...]:
        deviation = notes_like(var)
        return (
            *self._deviation_bound(deviation, var),
            partial(np.divide, g, deviation[..., None], out),
        )

    def grad_mu(self, g: Array, var: Array) -> Array:
        """∂L/∂μ[n,…] = −Σⱼ ∂L/∂x̂[n,…,j] / √(σ²[n,…] + ε)"""
        return -g.sum(axis=-1) / self._deviation(var)

    def grad_mu_at(self, at: Index, g: Named, var: Named) -> Expr:
        return -total(g[place] for place in row(g, at)) / sqrt(var[at] + self.eps)

    def grad_var(self, g: Array, xhat: Array, var: Array) -> Array:
        """∂L/∂σ²[n,…] = −Σⱼ ∂L/∂x̂[n,…,j] · x̂[n,…,j] / (2 · (σ²[n,…] + ε))"""
        return -(g * xhat).sum(axis=-1) / (2 * (var + self.eps))

    def grad_var_at(self, at: Index, g: Named, xhat: Named, var: Named) -> Expr:
        slopes = total(g[place] * xhat[place] for place in row(g, at))
        return -slopes / (2 * (var[at] + self.eps))

    def example(self, rng: np.random.Generator) -> tuple[Array, ...]:
        return example_numbers(rng), rng.normal(size=(3, 2)), rng.uniform(0.5, 2, size=(3, 2))


class ScaleFeatures(Op):
    """A factor γ for each feature: ``(batch, …, features), (features,) → (batch, …, features)``."""

    title = N_("Scale each feature")
    about = N_("Multiplies a feature by a learned factor.")
    reference = PAPER
    output = "y"

    def shape(self, *shapes: Shape) -> Shape:
        refuse_features(self, *shapes)
        return shapes[0]

    def forward(self, x: Array, gamma: Array) -> Array:
        """y[n,…,j] = γ[j] · x[n,…,j]"""
        return gamma * x

    def forward_at(self, at: Index, x: Named, gamma: Named) -> Expr:
        return gamma[at[-1]] * x[at]

    def forward_bound(self, out: Array, x: Array, gamma: Array) -> tuple[Call, ...]:
        return (partial(np.multiply, gamma, x, out),)

    def grad_x(self, g: Array, gamma: Array) -> Array:
        """∂L/∂x[n,…,j] = ∂L/∂y[n,…,j] · γ[j]"""
        return g * gamma

    def grad_x_at(self, at: Index, g: Named, gamma: Named) -> Expr:
        return g[at] * gamma[at[-1]]

    def grad_x_bound(self, out: Array, g: Array, gamma: Array) -> tuple[Call, ...]:
        return (partial(np.multiply, g, gamma, out),)

    def grad_gamma(self, g: Array, x: Array) -> Array:
        """∂L/∂γ[j] = Σ ∂L/∂y[·,…,j] · x[·,…,j]"""
        return np.asarray((g * x).sum(axis=tuple(range(x.ndim - 1))))

    def grad_gamma_at(self, at: Index, g: Named, x: Named) -> Expr:
        return total(g[place] * x[place] for place in examples_of(g, at[0]))

    def grad_gamma_bound(self, out: Array, g: Array, x: Array) -> tuple[Call, ...]:
        rows = (-1, g.shape[-1])
        return (partial(np.einsum, "nj,nj->j", g.reshape(rows), x.reshape(rows), out=out),)

    def example(self, rng: np.random.Generator) -> tuple[Array, ...]:
        return example_numbers(rng), rng.normal(size=4)


class ShiftFeatures(Op):
    """A number β for each feature, added: ``(batch, …, features), (features,) → (batch, …,
    features)``."""

    title = N_("Shift each feature")
    about = N_("Adds a learned number to a feature, the same for all rows.")
    reference = PAPER
    output = "z"

    def shape(self, *shapes: Shape) -> Shape:
        refuse_features(self, *shapes)
        return shapes[0]

    def forward(self, x: Array, beta: Array) -> Array:
        """z[n,…,j] = x[n,…,j] + β[j]"""
        return x + beta

    def forward_at(self, at: Index, x: Named, beta: Named) -> Expr:
        return x[at] + beta[at[-1]]

    def forward_bound(self, out: Array, x: Array, beta: Array) -> tuple[Call, ...]:
        return (partial(np.add, x, beta, out),)

    def grad_x(self, g: Array) -> Array:
        """∂L/∂x[n,…,j] = ∂L/∂z[n,…,j]"""
        return g

    def grad_x_at(self, at: Index, g: Named) -> Expr:
        return g[at]

    def grad_beta(self, g: Array) -> Array:
        """∂L/∂β[j] = Σ ∂L/∂z[·,…,j]"""
        return np.asarray(g.sum(axis=tuple(range(g.ndim - 1))))

    def grad_beta_at(self, at: Index, g: Named) -> Expr:
        return total(g[place] for place in examples_of(g, at[0]))

    def grad_beta_bound(self, out: Array, g: Array) -> tuple[Call, ...]:
        rows = g.reshape(-1, g.shape[-1])
        return (partial(np.ones(len(rows), g.dtype).dot, rows, out),)

    def example(self, rng: np.random.Generator) -> tuple[Array, ...]:
        return example_numbers(rng), rng.normal(size=4)
