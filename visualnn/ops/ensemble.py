"""Several networks asked as one: their outputs averaged, the largest taken, or a vote held."""

from __future__ import annotations

from functools import partial

import numpy as np

from ..dataclass import dataclass
from ..errors import ShapeError
from ..expr import Expr, Index, Indicator, indicator, lift, maximum, total
from ..text import N_
from .base import Array, Call, Named, Op, Shape
from .many import Many
from .metrics import first_choice, first_choice_at


@dataclass(frozen=True)
class MeanOf(Many):
    """The mean of several values of one shape, number by number."""

    members: int = 3

    title = N_("Mean of several")
    about = N_("Averages what several networks say, number by number.")
    reference = "Keras 3.15 layers.Average; Breiman 1996, Bagging Predictors"
    output = "y"

    @property
    def count(self) -> int:
        return self.members

    def shape(self, *shapes: Shape) -> Shape:
        if len(shapes) != self.members or len(set(shapes)) != 1:
            raise ShapeError(
                "{op} needs values of one shape, not {shapes}",
                op=self.title,
                shapes=", ".join(map(str, shapes)),
            )
        return shapes[0]

    def forward(self, *parts: Array) -> Array:
        """y = (x₁ + x₂ + …) / members"""
        return np.asarray(sum(parts[1:], parts[0]) / self.members)

    def forward_at(self, at: Index, *parts: Named) -> Expr:
        return total(part[at] for part in parts) / self.members

    def forward_bound(self, out: Array, *parts: Array) -> tuple[Call, ...]:
        first, second, *others = parts
        members = np.full((), self.members, out.dtype)
        return (
            partial(np.add, first, second, out),
            *(partial(np.add, out, part, out) for part in others),
            partial(np.divide, out, members, out),
        )

    def grad_part(self, which: int, g: Array) -> Array:
        """∂L/∂xₖ = ∂L/∂y / members"""
        return g / self.members

    def grad_part_at(self, which: int, at: Index, g: Named) -> Expr:
        return g[at] / self.members

    def example(self, rng: np.random.Generator) -> tuple[Array, ...]:
        return tuple(rng.normal(size=(3, 4)) for _ in range(self.members))


class Apart(Op):
    """A value for others to read without teaching it: no gradient goes back through this card."""

    title = N_("Read without teaching")
    about = N_("Passes every number on; what is learned behind here does not reach back.")
    reference = "PyTorch 2.13 Tensor.detach; Keras 3.15 ops.stop_gradient"
    output = "y"

    def forward(self, u: Array) -> Array:
        """y = u"""
        return u

    def forward_at(self, at: Index, u: Named) -> Expr:
        return u[at]

    def forward_bound(self, out: Array, u: Array) -> tuple[Call, ...]:
        return (partial(np.copyto, out, u),)

    def example(self, rng: np.random.Generator) -> tuple[Array, ...]:
        return (rng.normal(size=(3, 4)),)


class Maximum(Op):
    """The larger of two values, number by number. Where both are equal each has half of the
    gradient, as in PyTorch."""

    title = N_("Larger of two")
    about = N_("Takes the larger of two numbers, place by place.")
    reference = "PyTorch 2.13 torch.maximum; Keras 3.15 layers.Maximum"
    output = "y"

    def forward(self, u: Array, v: Array) -> Array:
        """y = max(u, v)"""
        return np.maximum(u, v)

    def forward_at(self, at: Index, u: Named, v: Named) -> Expr:
        return maximum(u[at], v[at])

    def forward_bound(self, out: Array, u: Array, v: Array) -> tuple[Call, ...]:
        return (partial(np.maximum, u, v, out=out),)

    def grad_u(self, g: Array, u: Array, v: Array) -> Array:
        """∂L/∂u = ∂L/∂y · ([u > v] + [u = v] / 2)"""
        return g * ((u > v) + (u == v) / np.array(2, u.dtype))

    def grad_u_at(self, at: Index, g: Named, u: Named, v: Named) -> Expr:
        return g[at] * (indicator(u[at], ">", v[at]) + indicator(u[at], "=", v[at]) / 2)

    def grad_v(self, g: Array, u: Array, v: Array) -> Array:
        """∂L/∂v = ∂L/∂y · ([v > u] + [u = v] / 2)"""
        return g * ((v > u) + (u == v) / np.array(2, u.dtype))

    def grad_v_at(self, at: Index, g: Named, u: Named, v: Named) -> Expr:
        return g[at] * (indicator(v[at], ">", u[at]) + indicator(u[at], "=", v[at]) / 2)

    def example(self, rng: np.random.Generator) -> tuple[Array, ...]:
        u = rng.normal(size=(3, 4))
        return u, u + rng.choice([-1.0, 1.0], u.shape) * rng.uniform(0.1, 1, u.shape)

    def edges(self) -> tuple[tuple[Array, ...], ...]:
        return ((np.array([[1.0, -0.0, 2.0]]), np.array([[1.0, 0.0, 3.0]])),)


class Ballot(Op):
    """The vote of one network: its first choice as a row with a single 1, ``(batch, …, classes)``.

    With one output it is 1 where the output exceeds one half. Of equal shares the first counts. A
    vote has no slope, so no gradient goes back through it.
    """

    title = N_("Ballot")
    about = N_("Gives one whole vote to the class with the largest share.")
    reference = "Hansen & Salamon 1990, Neural Network Ensembles"
    output = "b"
    opaque = True

    def shape(self, *shapes: Shape) -> Shape:
        (a,) = shapes
        if len(a) < 2:
            raise ShapeError("a ballot needs a row of shares per example, not the shape {a}", a=a)
        return a

    def forward(self, a: Array) -> Array:
        """b[n,j] = [first choice of a[n,·] = j]"""
        chosen = first_choice(a)[..., None]
        places = np.arange(a.shape[-1]) if a.shape[-1] > 1 else np.array([True])
        return (chosen == places).astype(a.dtype)

    def forward_at(self, at: Index, a: Named) -> Expr:
        *row, j = at
        if a.shape[-1] == 1:
            return first_choice_at(a, tuple(row))
        return Indicator(first_choice_at(a, tuple(row)), "=", lift(j))

    def example(self, rng: np.random.Generator) -> tuple[Array, ...]:
        return (rng.uniform(size=(4, 3)),)

    def edges(self) -> tuple[tuple[Array, ...], ...]:
        return (np.full((2, 3), 1 / 3),), (np.array([[0.4], [0.5], [0.6]]),)
