"""Where two paths of a network meet, and where their gradients meet on the way back."""

from __future__ import annotations

from functools import partial
from itertools import accumulate

import numpy as np

from ..dataclass import dataclass
from ..errors import ShapeError
from ..expr import Expr, Index
from ..text import N_
from .base import Array, Call, Named, Op, Shape
from .many import Many


class Add(Op):
    """Two values of one shape added: a residual sum, or two gradients of a value that was used
    twice."""

    title = N_("Sum of two paths")
    about = N_("Adds two values of the same shape, number by number.")
    output = "y"
    elementwise = True

    def shape(self, *shapes: Shape) -> Shape:
        u, v = shapes
        if u != v:
            raise ShapeError("only values of one shape can be added, not {u} and {v}", u=u, v=v)
        return u

    def forward(self, u: Array, v: Array) -> Array:
        """y = u + v"""
        return u + v

    def forward_at(self, at: Index, u: Named, v: Named) -> Expr:
        return u[at] + v[at]

    def forward_bound(self, out: Array, u: Array, v: Array) -> tuple[Call, ...]:
        return (partial(np.add, u, v, out),)

    def grad_u(self, g: Array) -> Array:
        """∂L/∂u = ∂L/∂y"""
        return g

    def grad_u_at(self, at: Index, g: Named) -> Expr:
        return g[at]

    def grad_v(self, g: Array) -> Array:
        """∂L/∂v = ∂L/∂y"""
        return g

    def grad_v_at(self, at: Index, g: Named) -> Expr:
        return g[at]

    def example(self, rng: np.random.Generator) -> tuple[Array, ...]:
        return rng.normal(size=(3, 4)), rng.normal(size=(3, 4))


class Multiply(Op):
    """Two values of one shape multiplied: a gate and what it lets through."""

    title = N_("Product of two paths")
    about = N_("Multiplies two values of the same shape, number by number.")
    output = "y"

    def shape(self, *shapes: Shape) -> Shape:
        u, v = shapes
        if u != v:
            raise ShapeError(
                "only values of one shape can be multiplied, not {u} and {v}", u=u, v=v
            )
        return u

    def forward(self, u: Array, v: Array) -> Array:
        """y = u · v"""
        return u * v

    def forward_at(self, at: Index, u: Named, v: Named) -> Expr:
        return u[at] * v[at]

    def forward_bound(self, out: Array, u: Array, v: Array) -> tuple[Call, ...]:
        return (partial(np.multiply, u, v, out),)

    def grad_u(self, g: Array, v: Array) -> Array:
        """∂L/∂u = ∂L/∂y · v"""
        return g * v

    def grad_u_at(self, at: Index, g: Named, v: Named) -> Expr:
        return g[at] * v[at]

    def grad_u_bound(self, out: Array, g: Array, v: Array) -> tuple[Call, ...]:
        return (partial(np.multiply, g, v, out),)

    def grad_v(self, g: Array, u: Array) -> Array:
        """∂L/∂v = ∂L/∂y · u"""
        return g * u

    def grad_v_at(self, at: Index, g: Named, u: Named) -> Expr:
        return g[at] * u[at]

    def grad_v_bound(self, out: Array, g: Array, u: Array) -> tuple[Call, ...]:
        return (partial(np.multiply, g, u, out),)

    def example(self, rng: np.random.Generator) -> tuple[Array, ...]:
        return rng.normal(size=(3, 4)), rng.normal(size=(3, 4))


@dataclass(frozen=True)
class Concatenate(Many):
    """Values side by side along the axis behind the batch: features, or the channels of images.

    `widths` says how many each has: ``(batch, w₁, …), (batch, w₂, …) → (batch, w₁ + w₂, …)``.
    """

    widths: tuple[int, ...] = (2, 1, 3)

    title = N_("Concatenate")
    about = N_("Puts the channels of several values behind each other; no number changes.")
    reference = "Szegedy et al. 2015, Going Deeper with Convolutions, figure 2"
    output = "y"

    @property
    def count(self) -> int:
        return len(self.widths)

    def shape(self, *shapes: Shape) -> Shape:
        first = shapes[0]
        fits = len(shapes) == self.count and all(
            len(shape) >= 2 and (shape[0], shape[1], *shape[2:]) == (first[0], width, *first[2:])
            for shape, width in zip(shapes, self.widths, strict=False)
        )
        if not fits:
            raise ShapeError(
                "values that are put behind each other differ in their channels only, "
                "{widths} here; not {shapes}",
                widths=", ".join(map(str, self.widths)),
                shapes=", ".join(map(str, shapes)),
            )
        return (first[0], sum(self.widths), *first[2:])

    @property
    def _starts(self) -> tuple[int, ...]:
        """Where each value begins, and the end of the last."""
        return (0, *accumulate(self.widths))

    def forward(self, *parts: Array) -> Array:
        """y[n,·,…] = x₁[n,·,…], x₂[n,·,…], …"""
        return np.concatenate(parts, axis=1)

    def forward_at(self, at: Index, *parts: Named) -> Expr:
        n, channel, *rest = at
        which = next(k for k in range(self.count) if channel < self._starts[k + 1])
        return parts[which][(n, channel - self._starts[which], *rest)]

    def forward_bound(self, out: Array, *parts: Array) -> tuple[Call, ...]:
        places = (self._part(out, which) for which in range(self.count))
        return tuple(
            partial(np.copyto, place, part) for place, part in zip(places, parts, strict=True)
        )

    def _part(self, whole: Array, which: int) -> Array:
        return whole[:, self._starts[which] : self._starts[which + 1]]

    def grad_part(self, which: int, g: Array) -> Array:
        """∂L/∂xₖ[n,c,…] = ∂L/∂y[n,c + channels before xₖ,…]"""
        return self._part(g, which)

    def grad_part_at(self, which: int, at: Index, g: Named) -> Expr:
        n, channel, *rest = at
        return g[(n, channel + self._starts[which], *rest)]

    def grad_part_bound(self, which: int, out: Array, g: Array) -> tuple[Call, ...]:
        return (partial(np.copyto, out, self._part(g, which)),)

    def example(self, rng: np.random.Generator) -> tuple[Array, ...]:
        return tuple(rng.normal(size=(3, width, 2)) for width in self.widths)
