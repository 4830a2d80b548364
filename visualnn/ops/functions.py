"""Landscapes of two numbers, and all landscapes by the names that lesson files have for them.

A place is the last axis of `w`, ``(2,)`` or ``(starts, 2)``: several walkers on one landscape do
not touch each other. Where a landscape is a sum of squared terms, its slopes are those of the terms
by the chain rule, written out.
"""

from __future__ import annotations

import numpy as np

from ..errors import ShapeError
from ..expr import Expr, Index, Number, exp, total
from ..text import N_
from .base import Array, Named, Op, Shape
from .functions_of_one import DoubleWell, Parabola
from .landscape import Landscape


def _along(first: Array, second: Array) -> Array:
    """The slopes along both axes side by side: ``(starts,), (starts,) → (starts, 2)``."""
    slopes = np.empty((*first.shape, 2), first.dtype)
    slopes[..., 0], slopes[..., 1] = first, second
    return slopes


def _place(at: Index, w: Named) -> tuple[Number, Number]:
    """The two numbers of one place."""
    return w[(*at, 0)], w[(*at, 1)]


class Bowl(Landscape):
    """A round bowl, the same in every direction; its lowest place is (0, 0)."""

    title = N_("Bowl")
    about = N_("Rises in every direction alike: the slope points straight away from the bottom.")
    reference = "Boyd & Vandenberghe 2004, Convex Optimization, section 9.3"
    lowest = ((0.0, 0.0),)
    curvatures = (2.0, 2.0)

    def forward(self, w: Array) -> Array:
        """f = w[0]² + w[1]²"""
        return np.asarray(w[..., 0] ** 2 + w[..., 1] ** 2)

    def forward_at(self, at: Index, w: Named) -> Expr:
        x, y = _place(at, w)
        return x**2 + y**2

    def grad_w(self, g: Array, w: Array) -> Array:
        """∂L/∂w[i] = ∂L/∂f · 2 · w[i]"""
        return g[..., None] * 2 * w

    def grad_w_at(self, at: Index, g: Named, w: Named) -> Expr:
        return g[at[:-1]] * 2 * w[at]


class Ravine(Landscape):
    """A long narrow valley: twenty times as steep across as along; its lowest place is (0, 0)."""

    title = N_("Ravine")
    about = N_(
        "Steep across, gentle along: one rate is too large for one way or too small for the other."
    )
    reference = "Goh 2017, Why Momentum Really Works, Distill"
    lowest = ((0.0, 0.0),)
    curvatures = (1.0, 20.0)

    def forward(self, w: Array) -> Array:
        """f = 0.5 · w[0]² + 10 · w[1]²"""
        return np.asarray(0.5 * w[..., 0] ** 2 + 10 * w[..., 1] ** 2)

    def forward_at(self, at: Index, w: Named) -> Expr:
        x, y = _place(at, w)
        return 0.5 * x**2 + 10 * y**2

    def grad_w(self, g: Array, w: Array) -> Array:
        """∂L/∂w = ∂L/∂f · (w[0], 20 · w[1])"""
        return g[..., None] * _along(w[..., 0], 20 * w[..., 1])

    def grad_w_at(self, at: Index, g: Named, w: Named) -> Expr:
        *start, axis = at
        slope = w[at] if axis == 0 else 20 * w[at]
        return g[tuple(start)] * slope


class Rosenbrock(Landscape):
    """A curved valley with an almost level floor; its lowest place is (1, 1)."""

    title = N_("Rosenbrock's valley")
    about = N_(
        "A steep-sided valley that bends: it is soon found, and its floor is hard to follow."
    )
    reference = "Rosenbrock 1960, An Automatic Method for Finding the Greatest or Least Value"
    lowest = ((1.0, 1.0),)

    def forward(self, w: Array) -> Array:
        """f = (1 − w[0])² + 100 · (w[1] − w[0]²)²"""
        x, y = w[..., 0], w[..., 1]
        return np.asarray((1 - x) ** 2 + 100 * (y - x**2) ** 2)

    def forward_at(self, at: Index, w: Named) -> Expr:
        x, y = _place(at, w)
        return (1 - x) ** 2 + 100 * (y - x**2) ** 2

    def grad_w(self, g: Array, w: Array) -> Array:
        """∂L/∂w = ∂L/∂f · (−2 · (1 − w[0]) − 400 · w[0] · (w[1] − w[0]²), 200 · (w[1] − w[0]²))"""
        x, y = w[..., 0], w[..., 1]
        above = y - x**2
        return g[..., None] * _along(-2 * (1 - x) - 400 * x * above, 200 * above)

    def grad_w_at(self, at: Index, g: Named, w: Named) -> Expr:
        *start, axis = at
        x, y = _place(tuple(start), w)
        if axis == 0:
            return g[tuple(start)] * (-(2 * (1 - x)) - 400 * x * (y - x**2))
        return g[tuple(start)] * 200 * (y - x**2)


class Beale(Landscape):
    """Flat towards the middle, with sharp peaks at its corners; its lowest place is (3, 0.5)."""

    title = N_("Beale's function")
    about = N_("Nearly level around its lowest place, and very steep in the corners.")
    reference = "Moré, Garbow & Hillstrom 1981, Testing Unconstrained Optimization Software, no. 5"
    lowest = ((3.0, 0.5),)
    saddles = ((0.0, 1.0),)

    def forward(self, w: Array) -> Array:
        """f = (1.5 − w[0] + w[0] · w[1])² + (2.25 − w[0] + w[0] · w[1]²)² \
+ (2.625 − w[0] + w[0] · w[1]³)²"""
        x, y = w[..., 0], w[..., 1]
        errors = (1.5 - x + x * y, 2.25 - x + x * y**2, 2.625 - x + x * y**3)
        return np.asarray(errors[0] ** 2 + errors[1] ** 2 + errors[2] ** 2)

    def forward_at(self, at: Index, w: Named) -> Expr:
        x, y = _place(at, w)
        return (1.5 - x + x * y) ** 2 + (2.25 - x + x * y**2) ** 2 + (2.625 - x + x * y**3) ** 2

    def grad_w(self, g: Array, w: Array) -> Array:
        """∂L/∂w = ∂L/∂f · Σᵢ 2 · (cᵢ − w[0] + w[0] · w[1]ⁱ) \
· (w[1]ⁱ − 1, i · w[0] · w[1]^(i − 1)), c = (1.5, 2.25, 2.625)"""
        x, y = w[..., 0], w[..., 1]
        first, second, third = 1.5 - x + x * y, 2.25 - x + x * y**2, 2.625 - x + x * y**3
        along_x = first * (y - 1) + second * (y**2 - 1) + third * (y**3 - 1)
        along_y = first * x + second * 2 * x * y + third * 3 * x * y**2
        return g[..., None] * 2 * _along(along_x, along_y)

    def grad_w_at(self, at: Index, g: Named, w: Named) -> Expr:
        *start, axis = at
        x, y = _place(tuple(start), w)
        errors = (1.5 - x + x * y, 2.25 - x + x * y**2, 2.625 - x + x * y**3)
        by_x = (y - 1, y**2 - 1, y**3 - 1)
        by_y = (x, 2 * x * y, 3 * x * y**2)
        slopes = by_x if axis == 0 else by_y
        return g[tuple(start)] * total(2 * e * d for e, d in zip(errors, slopes, strict=True))


class Himmelblau(Landscape):
    """Four valleys of one depth; where a walk ends depends on where it starts."""

    title = N_("Himmelblau's function")
    about = N_("Four lowest places, all equally low: the start decides which of them is found.")
    reference = "Himmelblau 1972, Applied Nonlinear Programming"
    lowest = (
        (3.0, 2.0),
        (-2.805118086952745, 3.131312518250573),
        (-3.779310253377747, -3.283185991286170),
        (3.584428340330492, -1.848126526964404),
    )
    saddles = (
        (0.08667750455539634, 2.884254701174776),
        (-0.12796134673068005, -1.9537149802445766),
        (-3.0730257507643897, -0.08135304428796751),
        (3.385154183607021, 0.07385187983774928),
    )

    def forward(self, w: Array) -> Array:
        """f = (w[0]² + w[1] − 11)² + (w[0] + w[1]² − 7)²"""
        x, y = w[..., 0], w[..., 1]
        return np.asarray((x**2 + y - 11) ** 2 + (x + y**2 - 7) ** 2)

    def forward_at(self, at: Index, w: Named) -> Expr:
        x, y = _place(at, w)
        return (x**2 + y - 11) ** 2 + (x + y**2 - 7) ** 2

    def grad_w(self, g: Array, w: Array) -> Array:
        """∂L/∂w = ∂L/∂f · (4 · w[0] · u + 2 · v, 2 · u + 4 · w[1] · v), u = w[0]² + w[1] − 11, \
v = w[0] + w[1]² − 7"""
        x, y = w[..., 0], w[..., 1]
        u, v = x**2 + y - 11, x + y**2 - 7
        return g[..., None] * _along(4 * x * u + 2 * v, 2 * u + 4 * y * v)

    def grad_w_at(self, at: Index, g: Named, w: Named) -> Expr:
        *start, axis = at
        x, y = _place(tuple(start), w)
        u, v = x**2 + y - 11, x + y**2 - 7
        slope = 4 * x * u + 2 * v if axis == 0 else 2 * u + 4 * y * v
        return g[tuple(start)] * slope


class Saddle(Landscape):
    """Up along one axis, down along the other, without end; level at (0, 0), which is no
    minimum."""

    title = N_("Saddle")
    about = N_("Level in the middle and yet no lowest place: it falls to both sides.")
    reference = "Dauphin et al. 2014, Identifying and Attacking the Saddle Point Problem"
    saddles = ((0.0, 0.0),)

    def forward(self, w: Array) -> Array:
        """f = w[0]² − w[1]²"""
        return np.asarray(w[..., 0] ** 2 - w[..., 1] ** 2)

    def forward_at(self, at: Index, w: Named) -> Expr:
        x, y = _place(at, w)
        return x**2 - y**2

    def grad_w(self, g: Array, w: Array) -> Array:
        """∂L/∂w = ∂L/∂f · (2 · w[0], −2 · w[1])"""
        return g[..., None] * _along(2 * w[..., 0], -2 * w[..., 1])

    def grad_w_at(self, at: Index, g: Named, w: Named) -> Expr:
        *start, axis = at
        slope = 2 * w[at] if axis == 0 else -(2 * w[at])
        return g[tuple(start)] * slope


class Plateau(Landscape):
    """A round hole in a plain: almost no slope far from it; its lowest place is (0, 0)."""

    title = N_("Plateau")
    about = N_("Level far from its lowest place: the slope fades away, and so do the steps.")
    reference = "a Gaussian turned over: 1 − exp(−r² / 2) at the distance r"
    lowest = ((0.0, 0.0),)

    def forward(self, w: Array) -> Array:
        """f = 1 − exp(−(w[0]² + w[1]²) / 2)"""
        return np.asarray(1 - np.exp(-(w[..., 0] ** 2 + w[..., 1] ** 2) / 2))

    def forward_at(self, at: Index, w: Named) -> Expr:
        x, y = _place(at, w)
        return 1 - exp(-(x**2 + y**2) / 2)

    def grad_w(self, g: Array, w: Array) -> Array:
        """∂L/∂w[i] = ∂L/∂f · w[i] · exp(−(w[0]² + w[1]²) / 2)"""
        near = np.exp(-(w[..., 0] ** 2 + w[..., 1] ** 2) / 2)
        return (g * near)[..., None] * w

    def grad_w_at(self, at: Index, g: Named, w: Named) -> Expr:
        start = at[:-1]
        x, y = _place(start, w)
        return g[start] * w[at] * exp(-(x**2 + y**2) / 2)


class Tilted(Op):
    """The height of one place on a ground that noise tilts: ``(), (2,), (2,) → ()``. What a batch
    does to a loss: its gradient is the true one and the noise."""

    title = N_("Tilted ground")
    about = N_(
        "Tilts the ground at random, another way in every iteration, as another batch would: the "
        "gradient is the true one plus the noise."
    )
    reference = "Robbins & Monro 1951, A Stochastic Approximation Method: gradients with noise"
    output = "L"
    batched = False
    unquoted = {"grad_f": frozenset({"f"})}

    def shape(self, *shapes: Shape) -> Shape:
        f, w, noise = shapes
        if f or w != noise or len(w) != 1:
            raise ShapeError("noise tilts the ground under one place, not under {w}", w=w)
        return ()

    def forward(self, f: Array, w: Array, noise: Array) -> Array:
        """L = f + Σᵢ noise[i] · w[i]"""
        return np.asarray(f + (noise * w).sum())

    def forward_at(self, at: Index, f: Named, w: Named, noise: Named) -> Expr:
        return f.number() + total(noise[(i,)] * w[(i,)] for i in range(w.shape[0]))

    def grad_f(self, g: Array, f: Array) -> Array:
        """∂L/∂f = ∂L/∂L"""
        return np.full_like(f, g)

    def grad_f_at(self, at: Index, g: Named, f: Named) -> Expr:
        return g.number()

    def grad_w(self, g: Array, noise: Array) -> Array:
        """∂L/∂w[i] = ∂L/∂L · noise[i]"""
        return np.asarray(g * noise)

    def grad_w_at(self, at: Index, g: Named, noise: Named) -> Expr:
        return g.number() * noise[at]

    def example(self, rng: np.random.Generator) -> tuple[Array, ...]:
        return np.array(rng.normal()), rng.normal(size=2), rng.normal(size=2)


class Walkers(Op):
    """The heights of all walkers in one number: ``(starts,) → ()``. A sum, not a mean, so that each
    walker has the slope it would have alone."""

    title = N_("Sum over the walkers")
    about = N_("Adds the heights of all walkers up, so that each keeps the slope of its own place.")
    output = "L"
    batched = False
    unquoted = {"grad_f": frozenset({"f"})}

    def shape(self, *shapes: Shape) -> Shape:
        (f,) = shapes
        if len(f) != 1:
            raise ShapeError("a sum over walkers needs one height each, not the shape {f}", f=f)
        return ()

    def forward(self, f: Array) -> Array:
        """L = Σₙ f[n]"""
        return np.asarray(f.sum())

    def forward_at(self, at: Index, f: Named) -> Expr:
        return total(f[n] for n in range(f.shape[0]))

    def grad_f(self, g: Array, f: Array) -> Array:
        """∂L/∂f[n] = ∂L/∂L"""
        return np.full_like(f, g)

    def grad_f_at(self, at: Index, g: Named, f: Named) -> Expr:
        return g.number()

    def example(self, rng: np.random.Generator) -> tuple[Array, ...]:
        return (rng.normal(size=5),)


FUNCTIONS: dict[str, Landscape] = {
    "bowl": Bowl(),
    "ravine": Ravine(),
    "rosenbrock": Rosenbrock(),
    "beale": Beale(),
    "himmelblau": Himmelblau(),
    "saddle": Saddle(),
    "plateau": Plateau(),
    "parabola": Parabola(),
    "double_well": DoubleWell(),
}
"""What a lesson may walk on instead of a network's loss."""
