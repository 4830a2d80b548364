"""Losses of numbers: squared, absolute, and Huber's between the two."""

from __future__ import annotations

import numpy as np

from ...dataclass import dataclass
from ...expr import Expr, Index, absolute, indicator, maximum, minimum, total
from ...text import N_
from ..base import Array, Named
from .base import PerExample, along, mean_of, outputs, places, shared


class SquaredError(PerExample):
    """The mean over the outputs of the squared difference."""

    title = N_("Squared error")
    about = N_("Squares how far each output misses its target; far misses weigh most.")
    reference = "PyTorch 2.13 nn.MSELoss, Keras 3 MeanSquaredError"

    def forward(self, a: Array, t: Array) -> Array:
        """l[n] = meanⱼ (a[n,j] − t[n,j])²"""
        return mean_of((a - t) ** 2)

    def forward_at(self, at: Index, a: Named, t: Named) -> Expr:
        return shared(total((a[p] - t[p]) ** 2 for p in places(a, at[0])), outputs(a))

    def grad_a(self, g: Array, a: Array, t: Array) -> Array:
        """∂L/∂a[n,j] = ∂L/∂l[n] · 2 · (a[n,j] − t[n,j]) / outputs"""
        return along(g, a) * 2 * (a - t) / outputs(a)

    def grad_a_at(self, at: Index, g: Named, a: Named, t: Named) -> Expr:
        return shared(g[at[0]] * 2 * (a[at] - t[at]), outputs(a))

    def example(self, rng: np.random.Generator) -> tuple[Array, ...]:
        return rng.normal(size=(3, 2)), rng.normal(size=(3, 2))


@dataclass(frozen=True)
class SumOfSquares(PerExample):
    """The sum over the outputs of the squared difference, or half of it."""

    half: bool = False
    """Whether it is halved, so that the 2 of the derivative goes away."""

    title = N_("Sum of squares")
    about = N_("Squares how far each output misses its target, and adds the squares up.")
    reference = "PyTorch 2.13 nn.MSELoss(reduction='sum'); Bishop 2006, 1.1"

    def forward(self, a: Array, t: Array) -> Array:
        """l[n] = Σⱼ (a[n,j] − t[n,j])², or half of it"""
        squares = ((a - t) ** 2).reshape(len(a), -1).sum(axis=1)
        return squares / 2 if self.half else squares

    def forward_at(self, at: Index, a: Named, t: Named) -> Expr:
        squares = total((a[p] - t[p]) ** 2 for p in places(a, at[0]))
        return squares / 2 if self.half else squares

    def grad_a(self, g: Array, a: Array, t: Array) -> Array:
        """∂L/∂a[n,j] = ∂L/∂l[n] · 2 · (a[n,j] − t[n,j]), without the 2 for half the sum"""
        return along(g, a) * (a - t) * (1 if self.half else 2)

    def grad_a_at(self, at: Index, g: Named, a: Named, t: Named) -> Expr:
        slope = g[at[0]] * (a[at] - t[at])
        return slope if self.half else slope * 2

    def example(self, rng: np.random.Generator) -> tuple[Array, ...]:
        return rng.normal(size=(3, 2)), rng.normal(size=(3, 2))


class SumOfDistances(PerExample):
    """The sum over the outputs of the absolute difference. Where a prediction is its target, the
    derivative is 0, as in PyTorch."""

    title = N_("Sum of absolute errors")
    about = N_("Adds up how far each output misses its target.")
    reference = "PyTorch 2.13 nn.L1Loss(reduction='sum')"

    def forward(self, a: Array, t: Array) -> Array:
        """l[n] = Σⱼ |a[n,j] − t[n,j]|"""
        return np.abs(a - t).reshape(len(a), -1).sum(axis=1)

    def forward_at(self, at: Index, a: Named, t: Named) -> Expr:
        return total(absolute(a[p] - t[p]) for p in places(a, at[0]))

    def grad_a(self, g: Array, a: Array, t: Array) -> Array:
        """∂L/∂a[n,j] = ∂L/∂l[n] · ([a[n,j] > t[n,j]] − [a[n,j] < t[n,j]])"""
        return along(g, a) * np.sign(a - t)

    def grad_a_at(self, at: Index, g: Named, a: Named, t: Named) -> Expr:
        sign = indicator(a[at], ">", t[at]) - indicator(a[at], "<", t[at])
        return g[at[0]] * sign

    def edges(self) -> tuple[tuple[Array, ...], ...]:
        return ((np.array([[1.0, 2.0], [0.0, 3.0]]), np.array([[1.0, 3.0], [-0.0, 2.0]])),)

    def example(self, rng: np.random.Generator) -> tuple[Array, ...]:
        t = rng.normal(size=(3, 2))
        return t + rng.choice([-1.0, 1.0], t.shape) * rng.uniform(0.1, 2, t.shape), t


class AbsoluteError(PerExample):
    """The mean over the outputs of the absolute difference. Where a prediction is its target, the
    derivative is 0, as in PyTorch."""

    title = N_("Absolute error")
    about = N_(
        "Counts how far each output misses its target; every step of a miss weighs the same."
    )
    reference = "PyTorch 2.13 nn.L1Loss, Keras 3 MeanAbsoluteError"

    def forward(self, a: Array, t: Array) -> Array:
        """l[n] = meanⱼ |a[n,j] − t[n,j]|"""
        return mean_of(np.abs(a - t))

    def forward_at(self, at: Index, a: Named, t: Named) -> Expr:
        return shared(total(absolute(a[p] - t[p]) for p in places(a, at[0])), outputs(a))

    def grad_a(self, g: Array, a: Array, t: Array) -> Array:
        """∂L/∂a[n,j] = ∂L/∂l[n] · ([a[n,j] > t[n,j]] − [a[n,j] < t[n,j]]) / outputs"""
        return along(g, a) * np.sign(a - t) / outputs(a)

    def grad_a_at(self, at: Index, g: Named, a: Named, t: Named) -> Expr:
        sign = indicator(a[at], ">", t[at]) - indicator(a[at], "<", t[at])
        return shared(g[at[0]] * sign, outputs(a))

    def edges(self) -> tuple[tuple[Array, ...], ...]:
        return ((np.array([[1.0, 2.0], [0.0, 3.0]]), np.array([[1.0, 3.0], [-0.0, 2.0]])),)

    def example(self, rng: np.random.Generator) -> tuple[Array, ...]:
        t = rng.normal(size=(3, 2))
        return t + rng.choice([-1.0, 1.0], t.shape) * rng.uniform(0.1, 2, t.shape), t


@dataclass(frozen=True)
class Huber(PerExample):
    """Half the square of a miss up to δ, and a straight line beyond: c · (|a − t| − c / 2) is both,
    with c the miss, but δ at most."""

    delta: float = 1.0
    """Where the parabola ends and the straight line begins."""

    title = N_("Huber loss")
    about = N_("Squares small misses and counts large ones, so that a single outlier pulls less.")
    reference = "Huber 1964, Robust Estimation of a Location Parameter; PyTorch 2.13 nn.HuberLoss"

    def forward(self, a: Array, t: Array) -> Array:
        """l[n] = meanⱼ c · (|a[n,j] − t[n,j]| − c / 2),  c = min(|a[n,j] − t[n,j]|, δ)"""
        miss = np.abs(a - t)
        near = np.minimum(miss, self.delta)
        return mean_of(near * (miss - near / 2))

    def forward_at(self, at: Index, a: Named, t: Named) -> Expr:
        def one(p: Index) -> Expr:
            miss = absolute(a[p] - t[p])
            near = minimum(miss, self.delta)
            return near * (miss - near / 2)

        return shared(total(map(one, places(a, at[0]))), outputs(a))

    def grad_a(self, g: Array, a: Array, t: Array) -> Array:
        """∂L/∂a[n,j] = ∂L/∂l[n] · max(−δ, min(a[n,j] − t[n,j], δ)) / outputs"""
        return along(g, a) * np.clip(a - t, -self.delta, self.delta) / outputs(a)

    def grad_a_at(self, at: Index, g: Named, a: Named, t: Named) -> Expr:
        slope = maximum(-self.delta, minimum(a[at] - t[at], self.delta))
        return shared(g[at[0]] * slope, outputs(a))

    def example(self, rng: np.random.Generator) -> tuple[Array, ...]:
        # both sides of the seam, neither close to it
        t = rng.normal(size=(3, 2))
        miss = np.where(rng.integers(0, 2, t.shape), 0.6, 1.4) * self.delta
        miss += rng.uniform(-0.3, 0.3, t.shape) * self.delta
        return t + rng.choice([-1.0, 1.0], t.shape) * miss, t
