"""Clipping: gradients made shorter between backpropagation and update, number by number or as a
whole."""

from __future__ import annotations

from functools import partial

import numpy as np

from ..expr import Expr, Index, maximum, minimum, sqrt, total
from ..text import N_
from .base import Array, Call, Named, Op, Shape


class ClipByValue(Op):
    """Every number of a gradient kept between −g_max and g_max."""

    title = N_("Clip by value")
    about = N_("Cuts every number of the gradient off that is larger than the limit.")
    reference = "PyTorch 2.13 nn.utils.clip_grad_value_; Keras 3.15 Optimizer(clipvalue)"
    output = "h"
    elementwise = True

    def forward(self, g: Array, clip: Array) -> Array:
        """ĝ = max(−g_max, min(∂L/∂w, g_max))"""
        return np.maximum(-clip, np.minimum(g, clip))

    def forward_at(self, at: Index, g: Named, clip: Named) -> Expr:
        return maximum(-clip.number(), minimum(g[at], clip.number()))

    def forward_bound(self, out: Array, g: Array, clip: Array) -> tuple[Call, ...]:
        least = np.empty_like(clip)
        return (
            partial(np.negative, clip, least),
            partial(np.minimum, g, clip, out=out),
            partial(np.maximum, least, out, out=out),
        )

    def example(self, rng: np.random.Generator) -> tuple[Array, ...]:
        return 2 * rng.normal(size=(3, 2)), np.array(1.0)


class SquaredNorm(Op):
    """The squares of a gradient added up: ``(…) → ()``."""

    title = N_("Squared length of a gradient")
    about = N_("All numbers of the gradient, squared and added up.")
    output = "q"
    batched = False

    def shape(self, *shapes: Shape) -> Shape:
        return ()

    def forward(self, g: Array) -> Array:
        """‖g‖² = Σᵢ (∂L/∂w[i])²"""
        return np.asarray((g * g).sum())

    def forward_at(self, at: Index, g: Named) -> Expr:
        return total(g[i] ** 2 for i in np.ndindex(*g.shape))

    def forward_bound(self, out: Array, g: Array) -> tuple[Call, ...]:
        flat = g.reshape(-1)
        return (partial(flat.dot, flat, out),)

    def example(self, rng: np.random.Generator) -> tuple[Array, ...]:
        return (rng.normal(size=(3, 2)),)


class Norm(Op):
    """The length of a gradient: ``() → ()``."""

    title = N_("Length of the gradient")
    about = N_("The root of the squares: how steep the loss is.")
    output = "n"
    batched = False

    def forward(self, q: Array) -> Array:
        """‖g‖ = √(‖g‖²)"""
        return np.sqrt(q)

    def forward_at(self, at: Index, q: Named) -> Expr:
        return sqrt(q.number())

    def example(self, rng: np.random.Generator) -> tuple[Array, ...]:
        return (np.array(rng.uniform(0.1, 9)),)


class ClipFactor(Op):
    """What a gradient is multiplied by so that it is no longer than the limit; a hair is added to
    the length, so that a length of 0 is no trouble."""

    title = N_("How much a gradient is shortened")
    about = N_("The limit over the length where the gradient is too long, otherwise 1.")
    reference = "Pascanu et al. 2013, Algorithm 1; PyTorch 2.13 nn.utils.clip_grad_norm_"
    output = "f"
    batched = False

    def forward(self, norm: Array, clip: Array) -> Array:
        """f = min(1, g_max / (‖g‖ + 10⁻⁶))"""
        return np.asarray(np.minimum(1, clip / (norm + 1e-6)))

    def forward_at(self, at: Index, norm: Named, clip: Named) -> Expr:
        return minimum(1, clip.number() / (norm.number() + 1e-6))

    def example(self, rng: np.random.Generator) -> tuple[Array, ...]:
        return np.array(rng.uniform(0.1, 4)), np.array(1.5)


class ClipFactorExact(Op):
    """What a gradient is multiplied by so that it is no longer than the limit, to the last bit."""

    title = N_("How much a gradient is shortened, exactly")
    about = N_("The limit over the length where the gradient is too long, otherwise 1.")
    reference = "Keras 3.15 Optimizer(clipnorm), Optimizer(global_clipnorm)"
    output = "f"
    batched = False

    def forward(self, norm: Array, clip: Array) -> Array:
        """f = g_max / max(‖g‖, g_max)"""
        return np.asarray(clip / np.maximum(norm, clip))

    def forward_at(self, at: Index, norm: Named, clip: Named) -> Expr:
        return clip.number() / maximum(norm.number(), clip.number())

    def example(self, rng: np.random.Generator) -> tuple[Array, ...]:
        return np.array(rng.uniform(0.1, 4)), np.array(1.5)


class ScaleGradient(Op):
    """A gradient times one number: ``(…), () → (…)``."""

    title = N_("Shorten the gradient")
    about = N_("Multiplies every number of the gradient by the same factor: its direction stays.")
    output = "h"
    elementwise = True

    def forward(self, g: Array, factor: Array) -> Array:
        """ĝ = f · ∂L/∂w"""
        return factor * g

    def forward_at(self, at: Index, g: Named, factor: Named) -> Expr:
        return factor.number() * g[at]

    def forward_bound(self, out: Array, g: Array, factor: Array) -> tuple[Call, ...]:
        return (partial(np.multiply, factor, g, out),)

    def example(self, rng: np.random.Generator) -> tuple[Array, ...]:
        return rng.normal(size=(3, 2)), np.array(0.4)
