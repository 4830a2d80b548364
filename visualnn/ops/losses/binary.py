"""Losses of yes and no: cross-entropy of a probability, or of the score that becomes one."""

from __future__ import annotations

from functools import partial

import numpy as np

from ...expr import Expr, Index, absolute, exp, indicator, ln, log1p, maximum, minimum, total
from ...text import N_
from ..base import Array, Call, Named
from ..memory import constant, notes_like
from .base import PerExample, along, mean_of, outputs, places, shared

MIN_LOGARITHM = -100.0
"""Where a logarithm is cut off so that a sure mistake costs 100 and not ∞, as in PyTorch's
BCELoss."""
MIN_SLOPE = 1e-12
"""What a · (1 − a) is not let below in the gradient, as in PyTorch's BCELoss."""
MIN_PROBABILITY = 1e-7
"""How near to 0 or 1 a probability is let, in Keras."""


class BinaryCrossEntropy(PerExample):
    """Cross-entropy of yes/no probabilities; logarithms are cut off at −100 (Keras clips the
    probability instead)."""

    title = N_("Binary cross-entropy")
    about = N_("Measures surprise: small when the probability given to the right answer is near 1.")
    reference = "PyTorch 2.13 nn.BCELoss"

    def forward(self, a: Array, t: Array) -> Array:
        """l[n] = −meanⱼ ( t · max(ln a, −100) + (1 − t) · max(ln(1 − a), −100) )"""
        hit = np.maximum(np.log(a), MIN_LOGARITHM)
        miss = np.maximum(np.log1p(-a), MIN_LOGARITHM)
        return -mean_of(t * hit + (1 - t) * miss)

    def forward_at(self, at: Index, a: Named, t: Named) -> Expr:
        terms = (
            t[p] * maximum(ln(a[p]), MIN_LOGARITHM)
            + (1 - t[p]) * maximum(ln(1 - a[p]), MIN_LOGARITHM)
            for p in places(a, at[0])
        )
        return shared(-total(terms), outputs(a))

    def forward_bound(self, out: Array, a: Array, t: Array) -> tuple[Call, ...]:
        hit, miss = notes_like(a), notes_like(a)
        floor = constant(MIN_LOGARITHM, a)
        share = np.full(outputs(a), -1 / outputs(a), a.dtype)
        # t·hit + (1 − t)·miss = miss + t·(hit − miss)
        return (
            partial(np.log, a, hit),
            partial(np.maximum, hit, floor, out=hit),
            partial(np.negative, a, miss),
            partial(np.log1p, miss, miss),
            partial(np.maximum, miss, floor, out=miss),
            partial(np.subtract, hit, miss, hit),
            partial(np.multiply, t, hit, hit),
            partial(np.add, miss, hit, hit),
            partial(hit.reshape(len(a), -1).dot, share, out),
        )

    def grad_a(self, g: Array, a: Array, t: Array) -> Array:
        """∂L/∂a[n,j] = ∂L/∂l[n] · (a − t) / max(a · (1 − a), 10⁻¹²) / outputs"""
        return along(g, a) * (a - t) / np.maximum(a * (1 - a), MIN_SLOPE) / outputs(a)

    def grad_a_at(self, at: Index, g: Named, a: Named, t: Named) -> Expr:
        slope = g[at[0]] * (a[at] - t[at]) / maximum(a[at] * (1 - a[at]), MIN_SLOPE)
        return shared(slope, outputs(a))

    def grad_a_bound(self, out: Array, g: Array, a: Array, t: Array) -> tuple[Call, ...]:
        one, spread = constant(1, a), notes_like(a)
        floor = constant(MIN_SLOPE, a)
        calls = (
            partial(np.subtract, one, a, spread),
            partial(np.multiply, a, spread, spread),
            partial(np.maximum, spread, floor, out=spread),
            partial(np.subtract, a, t, out),
            partial(np.multiply, along(g, a), out, out),
            partial(np.divide, out, spread, out),
        )
        if outputs(a) == 1:
            return calls
        return (*calls, partial(np.divide, out, constant(outputs(a), a), out))

    def edges(self) -> tuple[tuple[Array, ...], ...]:
        return ((np.array([[0.0, 1.0], [1.0, 0.0], [1e-50, 0.5]]), np.eye(3)[:, :2]),)

    def example(self, rng: np.random.Generator) -> tuple[Array, ...]:
        return rng.uniform(0.05, 0.95, size=(3, 2)), rng.integers(0, 2, size=(3, 2)).astype(float)


class BinaryCrossEntropyClipped(PerExample):
    """Cross-entropy of yes/no probabilities, kept 10⁻⁷ away from 0 and 1: a sure mistake costs 16.1
    (PyTorch cuts the logarithm off instead). Beyond the clip the derivative is 0, on it 1."""

    title = N_("Binary cross-entropy, clipped")
    about = N_("Measures surprise, of a probability that is never let quite to 0 or 1.")
    reference = "Keras 3.15 losses.BinaryCrossentropy"

    def forward(self, a: Array, t: Array) -> Array:
        """l[n] = −meanⱼ ( t · ln p + (1 − t) · ln(1 − p) ),  p = max(10⁻⁷, min(a, 1 − 10⁻⁷))"""
        p = np.clip(a, MIN_PROBABILITY, 1 - MIN_PROBABILITY)
        return -mean_of(t * np.log(p) + (1 - t) * np.log(1 - p))

    def forward_at(self, at: Index, a: Named, t: Named) -> Expr:
        def one(place: Index) -> Expr:
            p = _clipped(a, place)
            return t[place] * ln(p) + (1 - t[place]) * ln(1 - p)

        return shared(-total(map(one, places(a, at[0]))), outputs(a))

    def grad_a(self, g: Array, a: Array, t: Array) -> Array:
        """∂L/∂a[n,j] = ∂L/∂l[n] · (p − t) / (p · (1 − p)) · [p = a] / outputs"""
        p = np.clip(a, MIN_PROBABILITY, 1 - MIN_PROBABILITY)
        return along(g, a) * (p - t) / (p * (1 - p)) * (p == a) / outputs(a)

    def grad_a_at(self, at: Index, g: Named, a: Named, t: Named) -> Expr:
        p = _clipped(a, at)
        slope = g[at[0]] * (p - t[at]) / (p * (1 - p)) * indicator(p, "=", a[at])
        return shared(slope, outputs(a))

    def edges(self) -> tuple[tuple[Array, ...], ...]:
        return ((np.array([[0.0, 1.0], [1e-9, 1 - 1e-9], [1.5, 0.5]]), np.eye(3)[:, :2]),)

    def example(self, rng: np.random.Generator) -> tuple[Array, ...]:
        return rng.uniform(0.05, 0.95, size=(3, 2)), rng.integers(0, 2, size=(3, 2)).astype(float)


def _clipped(a: Named, at: Index) -> Expr:
    return maximum(MIN_PROBABILITY, minimum(a[at], 1 - MIN_PROBABILITY))


class BinaryCrossEntropyOfScores(PerExample):
    """Sigmoid and cross-entropy in one piece, which stays exact where the sigmoid is 0 or 1 to the
    last bit."""

    title = N_("Binary cross-entropy of scores")
    about = N_("Measures surprise from the score itself: large and of the right sign is best.")
    reference = "PyTorch 2.13 nn.BCEWithLogitsLoss; Keras 3.15 BinaryCrossentropy(from_logits=True)"

    def forward(self, z: Array, t: Array) -> Array:
        """l[n] = meanⱼ ( max(z[n,j], 0) − t[n,j] · z[n,j] + ln(1 + exp(−|z[n,j]|)) )"""
        return mean_of(np.maximum(z, 0) - t * z + np.log1p(np.exp(-np.abs(z))))

    def forward_at(self, at: Index, z: Named, t: Named) -> Expr:
        terms = (
            maximum(z[p], 0) - t[p] * z[p] + log1p(exp(-absolute(z[p]))) for p in places(z, at[0])
        )
        return shared(total(terms), outputs(z))

    def grad_z(self, g: Array, z: Array, t: Array) -> Array:
        """∂L/∂z[n,j] = ∂L/∂l[n] · (1 / (1 + exp(−z[n,j])) − t[n,j]) / outputs"""
        return along(g, z) * (1 / (1 + np.exp(-z)) - t) / outputs(z)

    def grad_z_at(self, at: Index, g: Named, z: Named, t: Named) -> Expr:
        return shared(g[at[0]] * (1 / (1 + exp(-z[at])) - t[at]), outputs(z))

    def example(self, rng: np.random.Generator) -> tuple[Array, ...]:
        return 2 * rng.normal(size=(3, 2)), rng.integers(0, 2, size=(3, 2)).astype(float)
