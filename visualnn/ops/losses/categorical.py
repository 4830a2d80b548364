"""Losses of one class out of many: cross-entropy of shares, of their logarithms, and with a class
number in place of a row of targets.

Cross-entropy of scores is two instructions, which a learner sees as two: log-softmax, whose card is
in `activations`, and the negative log-likelihood here.
"""

from __future__ import annotations

from functools import partial

import numpy as np

from ...expr import Expr, Index, Picked, indicator, lift, ln, maximum, minimum, total
from ...text import N_
from ..base import Array, Call, Named, Op, Shape
from ..memory import constant, notes, notes_like
from .base import PerClassNumber, PerRow, class_place, hits, target_scores
from .binary import MIN_LOGARITHM, MIN_PROBABILITY


class CategoricalCrossEntropy(PerRow):
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
        return np.asarray(-(t * np.maximum(np.log(a), MIN_LOGARITHM)).sum(axis=-1))

    def forward_at(self, at: Index, a: Named, t: Named) -> Expr:
        logs = (maximum(ln(a[(*at, j)]), MIN_LOGARITHM) for j in range(a.shape[-1]))
        return -total(t[(*at, j)] * log for j, log in enumerate(logs))

    def forward_bound(self, out: Array, a: Array, t: Array) -> tuple[Call, ...]:
        logs, floor = notes_like(a), constant(MIN_LOGARITHM, a)
        less = np.full(a.shape[-1], -1, a.dtype)
        return (
            partial(np.log, a, logs),
            partial(np.maximum, logs, floor, out=logs),
            partial(np.multiply, t, logs, logs),
            partial(logs.dot, less, out),
        )

    def grad_a(self, g: Array, a: Array, t: Array) -> Array:
        """∂L/∂a[n,j] = −∂L/∂l[n] · t[n,j] / a[n,j] · [ln a[n,j] > −100]"""
        alive = np.log(a) > MIN_LOGARITHM
        return np.where(alive, -g[..., None] * t / np.where(alive, a, 1), 0)

    def grad_a_at(self, at: Index, g: Named, a: Named, t: Named) -> Expr:
        alive = indicator(ln(a[at]), ">", MIN_LOGARITHM)
        if not alive.value:
            return alive
        return -g[at[:-1]] * t[at] / a[at] * alive

    def grad_a_bound(self, out: Array, g: Array, a: Array, t: Array) -> tuple[Call, ...]:
        logs, alive, dead = notes_like(a), *(notes(a.shape, np.dtype(bool)) for _ in range(2))
        return (
            partial(np.log, a, logs),
            partial(np.greater, logs, constant(MIN_LOGARITHM, a), alive),
            partial(np.logical_not, alive, dead),
            partial(np.copyto, logs, a),
            partial(np.copyto, logs, 1, where=dead),
            partial(np.multiply, g[..., None], t, out),
            partial(np.negative, out, out),
            partial(np.divide, out, logs, out),
            partial(np.copyto, out, 0, where=dead),
        )

    def edges(self) -> tuple[tuple[Array, ...], ...]:
        return ((np.array([[0.0, 1.0, 0.0], [0.0, 1e-50, 1.0], [1.5, 0.5, 1e-9]]), np.eye(3)),)

    def example(self, rng: np.random.Generator) -> tuple[Array, ...]:
        return _shares(rng), np.eye(4)[rng.integers(0, 4, size=3)]


class CategoricalCrossEntropyClipped(PerRow):
    """Cross-entropy of class probabilities that are kept 10⁻⁷ away from 0 and 1; Keras rescales
    the rows before (a card of its own). Beyond the clip the derivative is 0, on it 1."""

    title = N_("Categorical cross-entropy, clipped")
    about = N_("Measures surprise, of shares that are never let quite to 0 or 1.")
    reference = "Keras 3.15 losses.CategoricalCrossentropy"

    def forward(self, a: Array, t: Array) -> Array:
        """l[n] = −Σⱼ t[n,j] · ln max(10⁻⁷, min(a[n,j], 1 − 10⁻⁷))"""
        return np.asarray(
            -(t * np.log(np.clip(a, MIN_PROBABILITY, 1 - MIN_PROBABILITY))).sum(axis=-1)
        )

    def forward_at(self, at: Index, a: Named, t: Named) -> Expr:
        return -total(t[(*at, j)] * ln(_clipped(a, (*at, j))) for j in range(a.shape[-1]))

    def grad_a(self, g: Array, a: Array, t: Array) -> Array:
        """∂L/∂a[n,j] = −∂L/∂l[n] · t[n,j] / p · [p = a[n,j]],  p = max(10⁻⁷, min(a, 1 − 10⁻⁷))"""
        p = np.clip(a, MIN_PROBABILITY, 1 - MIN_PROBABILITY)
        return -g[..., None] * t / p * (p == a)

    def grad_a_at(self, at: Index, g: Named, a: Named, t: Named) -> Expr:
        p = _clipped(a, at)
        return -g[at[:-1]] * t[at] / p * indicator(p, "=", a[at])

    def edges(self) -> tuple[tuple[Array, ...], ...]:
        return ((np.array([[1.0, 0.0, 0.0], [0.0, 1e-50, 1.0], [1.5, 0.5, 1e-9]]), np.eye(3)),)

    def example(self, rng: np.random.Generator) -> tuple[Array, ...]:
        return _shares(rng), np.eye(4)[rng.integers(0, 4, size=3)]


class ShareOfRow(Op):
    """Each row divided by its sum: ``(batch, …, classes) → (batch, …, classes)``."""

    title = N_("Rescale each row to the sum 1")
    about = N_("Divides the outputs of one example by their sum, so that they are shares of 1.")
    reference = "Keras 3.15 losses.CategoricalCrossentropy, on probabilities"
    output = "p"

    def shape(self, *shapes: Shape) -> Shape:
        return shapes[0]

    def forward(self, a: Array) -> Array:
        """p[n,j] = a[n,j] / Σₖ a[n,k]"""
        return a / a.sum(axis=-1, keepdims=True)

    def forward_at(self, at: Index, a: Named) -> Expr:
        return a[at] / total(a[(*at[:-1], k)] for k in range(a.shape[-1]))

    def grad_a(self, g: Array, a: Array, p: Array) -> Array:
        """∂L/∂a[n,j] = (∂L/∂p[n,j] − Σₖ ∂L/∂p[n,k] · p[n,k]) / Σₖ a[n,k]"""
        return (g - (g * p).sum(axis=-1, keepdims=True)) / a.sum(axis=-1, keepdims=True)

    def grad_a_at(self, at: Index, g: Named, a: Named, p: Named) -> Expr:
        row = [(*at[:-1], k) for k in range(a.shape[-1])]
        return (g[at] - total(g[k] * p[k] for k in row)) / total(a[k] for k in row)

    def edges(self) -> tuple[tuple[Array, ...], ...]:
        return ((np.arange(1.0, 13).reshape(2, 3, 2),),)

    def example(self, rng: np.random.Generator) -> tuple[Array, ...]:
        return (rng.uniform(0.1, 1, size=(3, 4)),)


class NegativeLogLikelihood(PerRow):
    """Cross-entropy of the logarithms of shares, as log-softmax gives them."""

    title = N_("Negative log-likelihood")
    about = N_("Takes the logarithm of the share given to the right class, with its sign turned.")
    reference = "PyTorch 2.13 nn.CrossEntropyLoss, which contains log-softmax, on rows of targets"

    def forward(self, a: Array, t: Array) -> Array:
        """l[n] = −Σⱼ t[n,j] · a[n,j]"""
        return np.asarray(-(t * a).sum(axis=-1))

    def forward_at(self, at: Index, a: Named, t: Named) -> Expr:
        return -total(t[(*at, j)] * a[(*at, j)] for j in range(a.shape[-1]))

    def grad_a(self, g: Array, t: Array) -> Array:
        """∂L/∂a[n,j] = −∂L/∂l[n] · t[n,j]"""
        return -g[..., None] * t

    def grad_a_at(self, at: Index, g: Named, t: Named) -> Expr:
        return -g[at[:-1]] * t[at]

    def example(self, rng: np.random.Generator) -> tuple[Array, ...]:
        return np.log(_shares(rng)), np.eye(4)[rng.integers(0, 4, size=3)]


class SparseCategoricalCrossEntropy(PerClassNumber):
    """Cross-entropy of class probabilities where the target is the number of the class; the
    logarithm is cut off at −100."""

    title = N_("Sparse categorical cross-entropy")
    about = N_("Measures surprise by the share of the one class whose number is the target.")
    reference = "Goodfellow, Bengio & Courville 2016, Deep Learning, eq. 6.31"

    def forward(self, a: Array, t: Array) -> Array:
        """l[n] = −max(ln a[n,t[n]], −100)"""
        return -np.maximum(np.log(target_scores(a, t)), MIN_LOGARITHM)

    def forward_at(self, at: Index, a: Named, t: Named) -> Expr:
        return -maximum(ln(_chosen_at(at, a, t)), MIN_LOGARITHM)

    def grad_a(self, g: Array, a: Array, t: Array) -> Array:
        """∂L/∂a[n,j] = −∂L/∂l[n] · [t[n] = j] / a[n,j] · [ln a[n,j] > −100]"""
        alive = np.log(a) > MIN_LOGARITHM
        return np.where(alive, -g[..., None] * hits(a, t) / np.where(alive, a, 1), 0)

    def grad_a_at(self, at: Index, g: Named, a: Named, t: Named) -> Expr:
        alive = indicator(ln(a[at]), ">", MIN_LOGARITHM)
        if not alive.value:
            return alive
        return -g[at[:-1]] * _hit_at(at, t) / a[at] * alive

    def edges(self) -> tuple[tuple[Array, ...], ...]:
        shares = np.array([[0.0, 1.0, 0.0], [0.0, 1e-50, 1.0], [0.0, 0.5, 0.5]])
        return ((shares, np.array([[0.0], [1.0], [2.0]])),)

    def example(self, rng: np.random.Generator) -> tuple[Array, ...]:
        return _shares(rng), rng.integers(0, 4, size=(3, 1)).astype(float)


class SparseCategoricalCrossEntropyClipped(PerClassNumber):
    """Cross-entropy of class probabilities that are kept 10⁻⁷ away from 0 and 1, where the target
    is the number of the class; Keras rescales each row to the sum 1 first (`ShareOfRow`)."""

    title = N_("Sparse categorical cross-entropy, clipped")
    about = N_("Measures surprise by the right class's share, which is never quite 0 or 1.")
    reference = "Keras 3.15 losses.SparseCategoricalCrossentropy, on probabilities"

    def forward(self, a: Array, t: Array) -> Array:
        """l[n] = −ln p,  p = max(10⁻⁷, min(a[n,t[n]], 1 − 10⁻⁷))"""
        return -np.log(np.clip(target_scores(a, t), MIN_PROBABILITY, 1 - MIN_PROBABILITY))

    def forward_at(self, at: Index, a: Named, t: Named) -> Expr:
        return -ln(maximum(MIN_PROBABILITY, minimum(_chosen_at(at, a, t), 1 - MIN_PROBABILITY)))

    def grad_a(self, g: Array, a: Array, t: Array) -> Array:
        """∂L/∂a[n,j] = −∂L/∂l[n] · [t[n] = j] / p · [p = a[n,j]]"""
        p = np.clip(a, MIN_PROBABILITY, 1 - MIN_PROBABILITY)
        return -g[..., None] * hits(a, t) / p * (p == a)

    def grad_a_at(self, at: Index, g: Named, a: Named, t: Named) -> Expr:
        p = _clipped(a, at)
        return -g[at[:-1]] * _hit_at(at, t) / p * indicator(p, "=", a[at])

    def edges(self) -> tuple[tuple[Array, ...], ...]:
        shares = np.array([[1.0, 0.0, 0.0], [0.0, 1e-50, 1.0], [1.5, 0.5, 1e-9]])
        return tuple((shares, np.array(row)[:, None]) for row in ([0.0, 1.0, 2.0], [2.0, 2.0, 0.0]))

    def example(self, rng: np.random.Generator) -> tuple[Array, ...]:
        return _shares(rng), rng.integers(0, 4, size=(3, 1)).astype(float)


class SparseNegativeLogLikelihood(PerClassNumber):
    """Cross-entropy of the logarithms of shares where the target is the number of the class."""

    title = N_("Negative log-likelihood of a class number")
    about = N_("Picks the logarithm of the right class's share and turns its sign.")
    reference = "PyTorch 2.13 nn.NLLLoss; nn.CrossEntropyLoss, which contains log-softmax"
    unquoted = {"grad_a": frozenset({"a"})}

    def forward(self, a: Array, t: Array) -> Array:
        """l[n] = −a[n,t[n]]"""
        return -target_scores(a, t)

    def forward_at(self, at: Index, a: Named, t: Named) -> Expr:
        return -_chosen_at(at, a, t)

    def grad_a(self, g: Array, a: Array, t: Array) -> Array:
        """∂L/∂a[n,j] = −∂L/∂l[n] · [t[n] = j]"""
        return -g[..., None] * hits(a, t)

    def grad_a_at(self, at: Index, g: Named, a: Named, t: Named) -> Expr:
        return -g[at[:-1]] * _hit_at(at, t)

    def example(self, rng: np.random.Generator) -> tuple[Array, ...]:
        return np.log(_shares(rng)), rng.integers(0, 4, size=(3, 1)).astype(float)


def _shares(rng: np.random.Generator) -> Array:
    shares = rng.uniform(0.1, 1, size=(3, 4))
    return np.asarray(shares / shares.sum(axis=1, keepdims=True))


def _clipped(a: Named, at: Index) -> Expr:
    return maximum(MIN_PROBABILITY, minimum(a[at], 1 - MIN_PROBABILITY))


def _chosen_at(row: Index, a: Named, t: Named) -> Expr:
    place = class_place(t, row)
    return Picked(a[(*row, t.count(*place))], (t[place],))


def _hit_at(at: Index, t: Named) -> Expr:
    return indicator(t[class_place(t, at[:-1])], "=", lift(at[-1]))
