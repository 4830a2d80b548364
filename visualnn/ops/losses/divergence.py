"""How far one distribution is from another."""

from __future__ import annotations

import numpy as np

from ...expr import Expr, Index, indicator, ln, maximum, minimum, total
from ...text import N_
from ..base import Array, Named
from .base import PerRow
from .binary import MIN_PROBABILITY


class KLDivergence(PerRow):
    """The Kullback–Leibler divergence of the targets from the shares whose logarithms the network
    gives. A class whose target is 0 adds nothing."""

    title = N_("Kullback–Leibler divergence")
    about = N_("Measures how much surprise is added by expecting the wrong shares.")
    reference = "PyTorch 2.13 nn.KLDivLoss(reduction='batchmean')"

    def forward(self, a: Array, t: Array) -> Array:
        """l[n] = Σⱼ t[n,j] · (ln t[n,j] − a[n,j]),  0 where t[n,j] = 0"""
        there = t > 0
        return np.asarray(
            (t * (np.log(np.where(there, t, 1)) - np.where(there, a, 0))).sum(axis=-1)
        )

    def forward_at(self, at: Index, a: Named, t: Named) -> Expr:
        row = [(*at, j) for j in range(a.shape[-1])]
        return total(t[p] * (ln(t[p]) - a[p]) for p in row if t.data[p] > 0)

    def grad_a(self, g: Array, t: Array) -> Array:
        """∂L/∂a[n,j] = −∂L/∂l[n] · t[n,j]"""
        return -g[..., None] * t

    def grad_a_at(self, at: Index, g: Named, t: Named) -> Expr:
        return -g[at[:-1]] * t[at]

    def example(self, rng: np.random.Generator) -> tuple[Array, ...]:
        a, t = _two(rng)
        return np.log(a), t


class KLDivergenceClipped(PerRow):
    """The Kullback–Leibler divergence of the targets from the network's shares, both kept between
    10⁻⁷ and 1. Beyond the clip the derivative is 0, on it 1."""

    title = N_("Kullback–Leibler divergence, clipped")
    about = N_("Measures how much surprise is added by expecting the wrong shares.")
    reference = "Keras 3.15 losses.KLDivergence"

    def forward(self, a: Array, t: Array) -> Array:
        """l[n] = Σⱼ s · ln(s / p),  s = max(10⁻⁷, min(t[n,j], 1)),  p = max(10⁻⁷, min(a[n,j], \
1))"""
        s, p = np.clip(t, MIN_PROBABILITY, 1), np.clip(a, MIN_PROBABILITY, 1)
        return np.asarray((s * np.log(s / p)).sum(axis=-1))

    def forward_at(self, at: Index, a: Named, t: Named) -> Expr:
        row = [(*at, j) for j in range(a.shape[-1])]
        return total(_clipped(t, p) * ln(_clipped(t, p) / _clipped(a, p)) for p in row)

    def grad_a(self, g: Array, a: Array, t: Array) -> Array:
        """∂L/∂a[n,j] = −∂L/∂l[n] · s / p · [p = a[n,j]]"""
        s, p = np.clip(t, MIN_PROBABILITY, 1), np.clip(a, MIN_PROBABILITY, 1)
        return -g[..., None] * s / p * (p == a)

    def grad_a_at(self, at: Index, g: Named, a: Named, t: Named) -> Expr:
        p = _clipped(a, at)
        return -g[at[:-1]] * _clipped(t, at) / p * indicator(p, "=", a[at])

    def edges(self) -> tuple[tuple[Array, ...], ...]:
        shares = np.array([[0.0, 1.0, 1e-9], [1.5, 0.5, 0.7]])
        return ((shares, np.array([[1.0, 0.0, 0.5], [0.5, 1e-9, 1.5]])),)

    def example(self, rng: np.random.Generator) -> tuple[Array, ...]:
        return _two(rng)


def _clipped(a: Named, at: Index) -> Expr:
    return maximum(MIN_PROBABILITY, minimum(a[at], 1))


def _two(rng: np.random.Generator) -> tuple[Array, Array]:
    rows = rng.uniform(0.1, 1, size=(2, 3, 4))
    rows /= rows.sum(axis=-1, keepdims=True)
    return rows[0], rows[1]
