"""Batch norm's lines: for each channel the mean and the variance over the batch and all places,
then (x − μ) / √(σ² + ε), then a scale and a shift that are learned.

The formulas and their gradients are those of Ioffe & Szegedy 2015, Batch Normalization, Algorithm
1 and section 3. Values are ``(batch, channel)`` or ``(batch, channel, …)``, images for instance;
statistics and parameters are ``(channel,)``. The variance is the biased one, divided by the count,
in PyTorch and in Keras.
"""

from __future__ import annotations

from functools import partial

import numpy as np

from ...dataclass import dataclass
from ...expr import Expr, Index, sqrt, total
from ...text import N_
from ..base import Array, Call, Named, Op, Shape
from ..memory import constant, notes, notes_like
from .reduce import (
    channel_sum,
    count,
    flat,
    per_channel,
    places,
    products,
    refuse_other,
    summed,
)

PAPER = "Ioffe & Szegedy 2015, Batch Normalization, Algorithm 1"


def example_numbers(rng: np.random.Generator) -> Array:
    """Four examples of three channels with 2×2 places each, for the example of a card."""
    return rng.normal(size=(4, 3, 2, 2))


class BatchMean(Op):
    """The mean of each channel, m numbers: ``(batch, channel, …) → (channel,)``."""

    title = N_("Mean of the batch")
    about = N_("Averages each channel over all examples of the batch and all places.")
    reference = PAPER
    output = "mu"
    batched = False
    unquoted = {"grad_x": frozenset({"x"})}

    def shape(self, *shapes: Shape) -> Shape:
        (x,) = shapes
        refuse_other(self, x)
        return x[1:2]

    def forward(self, x: Array) -> Array:
        """μ[c] = Σ x[·,c,…] / m"""
        return channel_sum(x) / count(x.shape)

    def forward_at(self, at: Index, x: Named) -> Expr:
        return total(x[place] for place in places(x, at[0])) / count(x.shape)

    def forward_bound(self, out: Array, x: Array) -> tuple[Call, ...]:
        return summed(x, out, 1 / count(x.shape))

    def grad_x(self, g: Array, x: Array) -> Array:
        """∂L/∂x[n,c,…] = ∂L/∂μ[c] / m"""
        return np.broadcast_to(per_channel(g / count(x.shape), x), x.shape)

    def grad_x_at(self, at: Index, g: Named, x: Named) -> Expr:
        return g[at[1]] / count(x.shape)

    def grad_x_bound(self, out: Array, g: Array, x: Array) -> tuple[Call, ...]:
        share = notes_like(g)
        return (
            partial(np.divide, g, constant(count(x.shape), g), share),
            partial(np.copyto, out, per_channel(share, x)),
        )

    def example(self, rng: np.random.Generator) -> tuple[Array, ...]:
        return (example_numbers(rng),)


class BatchVariance(Op):
    """The variance of each channel, m numbers: ``(batch, channel, …), (channel,) → (channel,)``."""

    title = N_("Variance of the batch")
    about = N_("Averages how far the numbers of a channel are from their mean, squared.")
    reference = PAPER
    output = "var"
    batched = False

    def shape(self, *shapes: Shape) -> Shape:
        refuse_other(self, *shapes)
        return shapes[1]

    def forward(self, x: Array, mu: Array) -> Array:
        """σ²[c] = Σ (x[·,c,…] − μ[c])² / m"""
        return channel_sum((x - per_channel(mu, x)) ** 2) / count(x.shape)

    def forward_at(self, at: Index, x: Named, mu: Named) -> Expr:
        squares = ((x[place] - mu[at]) ** 2 for place in places(x, at[0]))
        return total(squares) / count(x.shape)

    def forward_bound(self, out: Array, x: Array, mu: Array) -> tuple[Call, ...]:
        size = x[0, 0].size
        if size == 1:
            away = notes_like(x)
            return (
                partial(np.subtract, x, per_channel(mu, x), away),
                *products(away, away, out),
                partial(np.divide, out, constant(count(x.shape), out), out),
            )
        # one example at a time, so that the differences stay in the processor's cache
        away = notes(flat(x).shape[1:], x.dtype)
        part = notes(x.shape[:2], x.dtype)
        calls: list[Call] = []
        for one, squares in zip(flat(x), part, strict=True):
            calls.append(partial(np.subtract, one, mu[:, None], away))
            calls.append(partial(np.vecdot, away, away, squares))
        share = np.full(len(x), 1 / count(x.shape), x.dtype)
        return (*calls, partial(share.dot, part, out))

    def grad_x(self, g: Array, x: Array, mu: Array) -> Array:
        """∂L/∂x[n,c,…] = ∂L/∂σ²[c] · 2 · (x[n,c,…] − μ[c]) / m"""
        return per_channel(g, x) * 2 * (x - per_channel(mu, x)) / count(x.shape)

    def grad_x_at(self, at: Index, g: Named, x: Named, mu: Named) -> Expr:
        return g[at[1]] * 2 * (x[at] - mu[at[1]]) / count(x.shape)

    def grad_x_bound(self, out: Array, g: Array, x: Array, mu: Array) -> tuple[Call, ...]:
        slope = notes_like(g)
        return (
            partial(np.multiply, g, constant(2 / count(x.shape), g), slope),
            partial(np.subtract, x, per_channel(mu, x), out),
            partial(np.multiply, out, per_channel(slope, x), out),
        )

    def grad_mu(self, g: Array, x: Array, mu: Array) -> Array:
        """∂L/∂μ[c] = −∂L/∂σ²[c] · 2 · Σ (x[·,c,…] − μ[c]) / m"""
        return -g * 2 * channel_sum(x - per_channel(mu, x)) / count(x.shape)

    def grad_mu_at(self, at: Index, g: Named, x: Named, mu: Named) -> Expr:
        away = total(x[place] - mu[at] for place in places(x, at[0]))
        return -g[at] * 2 * away / count(x.shape)

    def grad_mu_bound(self, out: Array, g: Array, x: Array, mu: Array) -> tuple[Call, ...]:
        # Σ (x − μ) / m = (Σ x) / m − μ
        slope = notes_like(g)
        return (
            *summed(x, out, 1 / count(x.shape)),
            partial(np.subtract, mu, out, out),
            partial(np.multiply, g, constant(2, g), slope),
            partial(np.multiply, out, slope, out),
        )

    def example(self, rng: np.random.Generator) -> tuple[Array, ...]:
        return example_numbers(rng), rng.normal(size=3)


@dataclass(frozen=True)
class Standardize(Op):
    """Mean 0 and variance 1 for each channel: ``(batch, channel, …), (channel,), (channel,) →
    (batch, channel, …)``.

    In training mean and variance are those of the batch, in evaluation the running ones. ε is
    10⁻⁵ in PyTorch and 10⁻³ in Keras.
    """

    eps: float = 1e-5

    title = N_("Normalise")
    about = N_("Takes the mean away and divides by the standard deviation; ε keeps it above 0.")
    reference = PAPER
    output = "xhat"

    def shape(self, *shapes: Shape) -> Shape:
        refuse_other(self, *shapes)
        return shapes[0]

    def forward(self, x: Array, mu: Array, var: Array) -> Array:
        """x̂[n,c,…] = (x[n,c,…] − μ[c]) / √(σ²[c] + ε)"""
        return (x - per_channel(mu, x)) / per_channel(np.sqrt(var + self.eps), x)

    def forward_at(self, at: Index, x: Named, mu: Named, var: Named) -> Expr:
        return (x[at] - mu[at[1]]) / sqrt(var[at[1]] + self.eps)

    def forward_bound(self, out: Array, x: Array, mu: Array, var: Array) -> tuple[Call, ...]:
        share = notes_like(var)
        return (
            *self._inverse(var, share, 1.0),
            partial(np.subtract, x, per_channel(mu, x), out),
            partial(np.multiply, out, per_channel(share, x), out),
        )

    def _inverse(self, var: Array, out: Array, top: float) -> tuple[Call, ...]:
        """top / √(σ² + ε)"""
        return (
            partial(np.add, var, np.full_like(var, self.eps), out),
            partial(np.sqrt, out, out),
            partial(np.divide, np.full_like(var, top), out, out),
        )

    def grad_x(self, g: Array, var: Array) -> Array:
        """∂L/∂x[n,c,…] = ∂L/∂x̂[n,c,…] / √(σ²[c] + ε)"""
        return g / per_channel(np.sqrt(var + self.eps), g)

    def grad_x_at(self, at: Index, g: Named, var: Named) -> Expr:
        return g[at] / sqrt(var[at[1]] + self.eps)

    def grad_x_bound(self, out: Array, g: Array, var: Array) -> tuple[Call, ...]:
        share = notes_like(var)
        return (
            *self._inverse(var, share, 1.0),
            partial(np.multiply, g, per_channel(share, g), out),
        )

    def grad_mu(self, g: Array, var: Array) -> Array:
        """∂L/∂μ[c] = −Σ ∂L/∂x̂[·,c,…] / √(σ²[c] + ε)"""
        return -channel_sum(g) / np.sqrt(var + self.eps)

    def grad_mu_at(self, at: Index, g: Named, var: Named) -> Expr:
        return -total(g[place] for place in places(g, at[0])) / sqrt(var[at] + self.eps)

    def grad_mu_bound(self, out: Array, g: Array, var: Array) -> tuple[Call, ...]:
        share = notes_like(var)
        return (
            *self._inverse(var, share, -1.0),
            *summed(g, out),
            partial(np.multiply, out, share, out),
        )

    def grad_var(self, g: Array, xhat: Array, var: Array) -> Array:
        """∂L/∂σ²[c] = −Σ ∂L/∂x̂[·,c,…] · x̂[·,c,…] / (2 · (σ²[c] + ε))"""
        return -channel_sum(g * xhat) / (2 * (var + self.eps))

    def grad_var_at(self, at: Index, g: Named, xhat: Named, var: Named) -> Expr:
        slopes = total(g[place] * xhat[place] for place in places(g, at[0]))
        return -slopes / (2 * (var[at] + self.eps))

    def grad_var_bound(self, out: Array, g: Array, xhat: Array, var: Array) -> tuple[Call, ...]:
        below = notes_like(var)
        return (
            partial(np.add, var, constant(self.eps, var), below),
            partial(np.multiply, below, constant(-2, var), below),
            *products(g, xhat, out),
            partial(np.divide, out, below, out),
        )

    def example(self, rng: np.random.Generator) -> tuple[Array, ...]:
        return example_numbers(rng), rng.normal(size=3), rng.uniform(0.5, 2, size=3)


class ScaleChannels(Op):
    """A factor γ for each channel: ``(batch, channel, …), (channel,) → (batch, channel, …)``."""

    title = N_("Scale each channel")
    about = N_("Multiplies a channel by a learned factor, so that it may be as wide as it likes.")
    reference = PAPER
    output = "y"

    def shape(self, *shapes: Shape) -> Shape:
        refuse_other(self, *shapes)
        return shapes[0]

    def forward(self, x: Array, gamma: Array) -> Array:
        """y[n,c,…] = γ[c] · x[n,c,…]"""
        return per_channel(gamma, x) * x

    def forward_at(self, at: Index, x: Named, gamma: Named) -> Expr:
        return gamma[at[1]] * x[at]

    def forward_bound(self, out: Array, x: Array, gamma: Array) -> tuple[Call, ...]:
        return (partial(np.multiply, per_channel(gamma, x), x, out),)

    def grad_x(self, g: Array, gamma: Array) -> Array:
        """∂L/∂x[n,c,…] = ∂L/∂y[n,c,…] · γ[c]"""
        return g * per_channel(gamma, g)

    def grad_x_at(self, at: Index, g: Named, gamma: Named) -> Expr:
        return g[at] * gamma[at[1]]

    def grad_x_bound(self, out: Array, g: Array, gamma: Array) -> tuple[Call, ...]:
        return (partial(np.multiply, g, per_channel(gamma, g), out),)

    def grad_gamma(self, g: Array, x: Array) -> Array:
        """∂L/∂γ[c] = Σ ∂L/∂y[·,c,…] · x[·,c,…]"""
        return channel_sum(g * x)

    def grad_gamma_at(self, at: Index, g: Named, x: Named) -> Expr:
        return total(g[place] * x[place] for place in places(g, at[0]))

    def grad_gamma_bound(self, out: Array, g: Array, x: Array) -> tuple[Call, ...]:
        return products(g, x, out)

    def example(self, rng: np.random.Generator) -> tuple[Array, ...]:
        return example_numbers(rng), rng.normal(size=3)


class ShiftChannels(Op):
    """A number β for each channel, added: ``(batch, channel, …), (channel,) → (batch, channel,
    …)``."""

    title = N_("Shift each channel")
    about = N_("Adds a learned number to a channel, the same for all examples and places.")
    reference = PAPER
    output = "z"

    def shape(self, *shapes: Shape) -> Shape:
        refuse_other(self, *shapes)
        return shapes[0]

    def forward(self, x: Array, beta: Array) -> Array:
        """z[n,c,…] = x[n,c,…] + β[c]"""
        return x + per_channel(beta, x)

    def forward_at(self, at: Index, x: Named, beta: Named) -> Expr:
        return x[at] + beta[at[1]]

    def forward_bound(self, out: Array, x: Array, beta: Array) -> tuple[Call, ...]:
        return (partial(np.add, x, per_channel(beta, x), out),)

    def grad_x(self, g: Array) -> Array:
        """∂L/∂x[n,c,…] = ∂L/∂z[n,c,…]"""
        return g

    def grad_x_at(self, at: Index, g: Named) -> Expr:
        return g[at]

    def grad_beta(self, g: Array) -> Array:
        """∂L/∂β[c] = Σ ∂L/∂z[·,c,…]"""
        return channel_sum(g)

    def grad_beta_at(self, at: Index, g: Named) -> Expr:
        return total(g[place] for place in places(g, at[0]))

    def grad_beta_bound(self, out: Array, g: Array) -> tuple[Call, ...]:
        return summed(g, out)

    def example(self, rng: np.random.Generator) -> tuple[Array, ...]:
        return example_numbers(rng), rng.normal(size=3)
