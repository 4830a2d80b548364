"""Losses, each split in two: one number per example, then their mean."""

from __future__ import annotations

from functools import partial

import numpy as np

from ..errors import ShapeError
from ..expr import Expr, Index, indicator, lift, ln, maximum, total
from ..text import N_
from .base import Array, Call, Named, Op, Shape


class PerExample(Op, card=False):
    """Prediction and target of one shape, ``(batch, outputs)``, to one loss per example,
    ``(batch,)``."""

    output = "l"

    def shape(self, *shapes: Shape) -> Shape:
        a, t = shapes
        if len(a) != 2 or a != t:
            raise ShapeError(
                "{loss} compares predictions and targets of one shape, not {a} and {t}",
                loss=self.title,
                a=a,
                t=t,
            )
        return a[:1]


class SquaredError(PerExample):
    """The mean over the outputs of the squared difference."""

    title = N_("Squared error")
    about = N_("Squares how far each output misses its target; far misses weigh most.")
    reference = "PyTorch 2.13 nn.MSELoss, Keras 3 MeanSquaredError"

    def forward(self, a: Array, t: Array) -> Array:
        """l[n] = meanⱼ (a[n,j] − t[n,j])²"""
        return np.asarray(((a - t) ** 2).mean(axis=1))

    def forward_at(self, at: Index, a: Named, t: Named) -> Expr:
        (n,) = at
        width = a.shape[1]
        squares = total((a[n, j] - t[n, j]) ** 2 for j in range(width))
        return squares if width == 1 else squares / width

    def grad_a(self, g: Array, a: Array, t: Array) -> Array:
        """∂L/∂a[n,j] = ∂L/∂l[n] · 2 · (a[n,j] − t[n,j]) / outputs"""
        return g[:, None] * 2 * (a - t) / a.shape[1]

    def grad_a_at(self, at: Index, g: Named, a: Named, t: Named) -> Expr:
        slope = g[at[0]] * 2 * (a[at] - t[at])
        return slope if a.shape[1] == 1 else slope / a.shape[1]

    def example(self, rng: np.random.Generator) -> tuple[Array, ...]:
        return rng.normal(size=(3, 2)), rng.normal(size=(3, 2))


LEAST_LOG = -100.0
"""Where a logarithm is cut off so that a sure mistake costs 100 and not ∞, as in PyTorch's
BCELoss."""
LEAST_SLOPE = 1e-12
"""What a · (1 − a) is not let below in the gradient, as in PyTorch's BCELoss."""


class BinaryCrossEntropy(PerExample):
    """Cross-entropy of yes/no probabilities; logarithms are cut off at −100 (Keras clips the
    probability instead)."""

    title = N_("Binary cross-entropy")
    about = N_("Measures surprise: small when the probability given to the right answer is near 1.")
    reference = "PyTorch 2.13 nn.BCELoss"

    def forward(self, a: Array, t: Array) -> Array:
        """l[n] = −meanⱼ ( t · max(ln a, −100) + (1 − t) · max(ln(1 − a), −100) )"""
        hit = np.maximum(np.log(a), LEAST_LOG)
        miss = np.maximum(np.log1p(-a), LEAST_LOG)
        return np.asarray(-(t * hit + (1 - t) * miss).mean(axis=1))

    def forward_at(self, at: Index, a: Named, t: Named) -> Expr:
        (n,) = at
        width = a.shape[1]
        terms = (
            t[n, j] * maximum(ln(a[n, j]), LEAST_LOG)
            + (1 - t[n, j]) * maximum(ln(1 - a[n, j]), LEAST_LOG)
            for j in range(width)
        )
        return -total(terms) if width == 1 else -total(terms) / width

    def forward_bound(self, out: Array, a: Array, t: Array) -> tuple[Call, ...]:
        hit, miss = np.empty_like(a), np.empty_like(a)
        floor = np.full_like(a, LEAST_LOG)
        share = np.full(a.shape[1], -1 / a.shape[1], a.dtype)
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
            partial(hit.dot, share, out),
        )

    def grad_a(self, g: Array, a: Array, t: Array) -> Array:
        """∂L/∂a[n,j] = ∂L/∂l[n] · (a − t) / max(a · (1 − a), 10⁻¹²) / outputs"""
        return g[:, None] * (a - t) / np.maximum(a * (1 - a), LEAST_SLOPE) / a.shape[1]

    def grad_a_at(self, at: Index, g: Named, a: Named, t: Named) -> Expr:
        slope = g[at[0]] * (a[at] - t[at]) / maximum(a[at] * (1 - a[at]), LEAST_SLOPE)
        return slope if a.shape[1] == 1 else slope / a.shape[1]

    def grad_a_bound(self, out: Array, g: Array, a: Array, t: Array) -> tuple[Call, ...]:
        one, spread = np.ones_like(a), np.empty_like(a)
        floor = np.full_like(a, LEAST_SLOPE)
        calls = (
            partial(np.subtract, one, a, spread),
            partial(np.multiply, a, spread, spread),
            partial(np.maximum, spread, floor, out=spread),
            partial(np.subtract, a, t, out),
            partial(np.multiply, g[:, None], out, out),
            partial(np.divide, out, spread, out),
        )
        if a.shape[1] == 1:
            return calls
        return (*calls, partial(np.divide, out, np.full_like(a, a.shape[1]), out))

    def example(self, rng: np.random.Generator) -> tuple[Array, ...]:
        return rng.uniform(0.05, 0.95, size=(3, 2)), rng.integers(0, 2, size=(3, 2)).astype(float)


class CategoricalCrossEntropy(PerExample):
    """Cross-entropy of class probabilities and one-hot (or soft) targets; logarithms are cut off
    at −100.

    The gradient is the true one of that formula: 0 where the cut-off acts. PyTorch's
    CrossEntropyLoss takes scores and
    contains softmax; on softmax's output this loss gives the same number.
    """

    title = N_("Categorical cross-entropy")
    about = N_("Measures surprise: small when the share given to the right class is near 1.")
    reference = "Goodfellow, Bengio & Courville 2016, Deep Learning, eq. 6.31"

    def forward(self, a: Array, t: Array) -> Array:
        """l[n] = −Σⱼ t[n,j] · max(ln a[n,j], −100)"""
        return np.asarray(-(t * np.maximum(np.log(a), LEAST_LOG)).sum(axis=1))

    def forward_at(self, at: Index, a: Named, t: Named) -> Expr:
        (n,) = at
        return -total(t[n, j] * maximum(ln(a[n, j]), LEAST_LOG) for j in range(a.shape[1]))

    def forward_bound(self, out: Array, a: Array, t: Array) -> tuple[Call, ...]:
        logs, floor = np.empty_like(a), np.full_like(a, LEAST_LOG)
        less = np.full(a.shape[1], -1, a.dtype)
        return (
            partial(np.log, a, logs),
            partial(np.maximum, logs, floor, out=logs),
            partial(np.multiply, t, logs, logs),
            partial(logs.dot, less, out),
        )

    def grad_a(self, g: Array, a: Array, t: Array) -> Array:
        """∂L/∂a[n,j] = −∂L/∂l[n] · t[n,j] / a[n,j] · [ln a[n,j] > −100]"""
        alive = np.log(a) > LEAST_LOG
        return np.where(alive, -g[:, None] * t / np.where(alive, a, 1), 0)

    def grad_a_at(self, at: Index, g: Named, a: Named, t: Named) -> Expr:
        alive = indicator(ln(a[at]), ">", LEAST_LOG)
        if not alive.value:
            return alive
        return -g[at[0]] * t[at] / a[at] * alive

    def example(self, rng: np.random.Generator) -> tuple[Array, ...]:
        shares = rng.uniform(0.1, 1, size=(3, 4))
        return shares / shares.sum(axis=1, keepdims=True), np.eye(4)[rng.integers(0, 4, size=3)]


class Mean(Op):
    """The mean of one number per example: ``(batch,) → ()``."""

    title = N_("Mean over the batch")
    about = N_("The average over all examples of the batch.")
    output = "L"
    batched = False
    unquoted = {"grad_l": frozenset({"l"})}

    def shape(self, *shapes: Shape) -> Shape:
        (l,) = shapes
        if len(l) != 1:
            raise ShapeError(
                "a mean over the batch needs one number per example, not the shape {l}", l=l
            )
        return ()

    def forward(self, l: Array) -> Array:
        """L = Σₙ l[n] / batch"""
        return np.asarray(l.mean())

    def forward_at(self, at: Index, l: Named) -> Expr:
        return total(l[n] for n in range(l.shape[0])) / l.shape[0]

    def forward_bound(self, out: Array, l: Array) -> tuple[Call, ...]:
        return (partial(l.dot, np.full(len(l), 1 / len(l), l.dtype), out),)

    def grad_l(self, g: Array, l: Array) -> Array:
        """∂L/∂l[n] = ∂L/∂L / batch"""
        return np.full(l.shape, g / len(l))

    def grad_l_at(self, at: Index, g: Named, l: Named) -> Expr:
        return g.number() / l.shape[0]

    def grad_l_bound(self, out: Array, g: Array, l: Array) -> tuple[Call, ...]:
        return (partial(np.divide, g, np.full_like(l, len(l)), out),)

    def example(self, rng: np.random.Generator) -> tuple[Array, ...]:
        return (rng.normal(size=5),)


class One(Op):
    """Where backpropagation starts: the loss changes by 1 when the loss changes by 1."""

    title = N_("Start of backpropagation")
    about = N_("If the loss grows by 1, the loss grows by 1: the first gradient is 1.")
    output = "g"
    batched = False
    unquoted = {"forward": frozenset({"L"})}

    def forward(self, L: Array) -> Array:
        """∂L/∂L = 1"""
        return np.ones_like(L)

    def forward_at(self, at: Index, L: Named) -> Expr:
        return lift(1)

    def forward_bound(self, out: Array, L: Array) -> tuple[Call, ...]:
        return (partial(out.fill, 1.0),)

    def example(self, rng: np.random.Generator) -> tuple[Array, ...]:
        return (np.asarray(rng.normal()),)
