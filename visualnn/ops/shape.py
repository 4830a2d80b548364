"""Ops that move numbers without changing them."""

from __future__ import annotations

import math
from functools import partial

import numpy as np

from ..dataclass import dataclass
from ..errors import SettingError, ShapeError
from ..expr import Expr, Index
from ..text import N_
from .base import Array, Call, Named, Op, Shape


class Flatten(Op):
    """Everything of one example in one row: ``(batch, …) → (batch, product of …)``, last index
    fastest."""

    title = N_("Flatten")
    about = N_("Writes all numbers of one example in a single row; no number changes.")
    output = "a"
    unquoted = {"grad_x": frozenset({"x"})}

    def shape(self, *shapes: Shape) -> Shape:
        (x,) = shapes
        if len(x) < 2:
            raise ShapeError("flatten needs a batch of something, not the shape {x}", x=x)
        return (x[0], int(np.prod(x[1:])))

    def forward(self, x: Array) -> Array:
        """a[n,·] = x[n,…] in one row"""
        return x.reshape(len(x), -1)

    def forward_at(self, at: Index, x: Named) -> Expr:
        n, place = at
        return x[(n, *map(int, np.unravel_index(place, x.shape[1:])))]

    def forward_bound(self, out: Array, x: Array) -> tuple[Call, ...]:
        return (partial(np.copyto, out.reshape(x.shape), x),)

    def grad_x(self, g: Array, x: Array) -> Array:
        """∂L/∂x[n,…] = ∂L/∂a[n,·], back in its place"""
        return g.reshape(x.shape)

    def grad_x_at(self, at: Index, g: Named, x: Named) -> Expr:
        n, *place = at
        return g[n, int(np.ravel_multi_index(tuple(place), x.shape[1:]))]

    def example(self, rng: np.random.Generator) -> tuple[Array, ...]:
        return (rng.normal(size=(2, 3, 2, 2)),)


@dataclass(frozen=True)
class Reshape(Op):
    """The numbers of each example in another shape, last index fastest: ``(batch, …) → (batch,
    *to)``.

    One length of `to` may be −1: it is what is left for it. Raises SettingError for a shape that
    cannot be one.
    """

    to: Shape = (2, -1)

    title = N_("Reshape")
    about = N_("Writes the numbers of one example in rows of another length; none changes.")
    output = "a"
    unquoted = {"grad_x": frozenset({"x"})}

    def __post_init__(self) -> None:
        open_ended = self.to.count(-1)
        if not self.to or open_ended > 1 or min(self.to) < -1 or 0 in self.to:
            raise SettingError(
                "an example cannot have the shape {to}; lengths are at least 1, one may be −1",
                to=self.to,
            )

    def shape(self, *shapes: Shape) -> Shape:
        (x,) = shapes
        size, known = math.prod(x[1:]), math.prod(n for n in self.to if n > 0)
        left, over = divmod(size, known)
        if len(x) < 2 or over or (-1 not in self.to and left != 1):
            raise ShapeError(
                "{product} = {size} numbers do not fill the shape {to}, which holds {known}",
                product=" · ".join(map(str, x[1:])),
                size=size,
                to=self.to,
                known=known,
            )
        return (x[0], *(left if n < 0 else n for n in self.to))

    def forward(self, x: Array) -> Array:
        """a[n,…] = x[n,…] in another shape"""
        return x.reshape(self.shape(x.shape))

    def forward_at(self, at: Index, x: Named) -> Expr:
        return _moved(at, self.shape(x.shape), x)

    def forward_bound(self, out: Array, x: Array) -> tuple[Call, ...]:
        return (partial(np.copyto, out.reshape(x.shape), x),)

    def grad_x(self, g: Array, x: Array) -> Array:
        """∂L/∂x[n,…] = ∂L/∂a[n,…], back in its shape"""
        return g.reshape(x.shape)

    def grad_x_at(self, at: Index, g: Named, x: Named) -> Expr:
        return _moved(at, x.shape, g)

    def grad_x_bound(self, out: Array, g: Array, x: Array) -> tuple[Call, ...]:
        return (partial(np.copyto, out, g.reshape(x.shape)),)

    def example(self, rng: np.random.Generator) -> tuple[Array, ...]:
        return (rng.normal(size=(3, 3, 4)),)


@dataclass(frozen=True)
class Permute(Op):
    """The axes of each example in another order: ``(batch, …) → (batch, …)``.

    `order` says for each axis of the result which axis of an example it was, counted from 1. Raises
    SettingError for what is no order.
    """

    order: Shape = (2, 1)

    title = N_("Permute axes")
    about = N_("Puts the axes of each example in another order; no number changes.")
    reference = "NumPy transpose"
    output = "a"
    unquoted = {"grad_x": frozenset({"x"})}

    def __post_init__(self) -> None:
        if sorted(self.order) != list(range(1, len(self.order) + 1)):
            raise SettingError(
                "{order} is no order of axes; it names each axis of an example once, from 1 on",
                order=self.order,
            )

    def shape(self, *shapes: Shape) -> Shape:
        (x,) = shapes
        if len(x) != len(self.order) + 1:
            raise ShapeError(
                "an order of {count} axes does not fit examples of the shape {x}",
                count=len(self.order),
                x=x[1:],
            )
        return (x[0], *(x[axis] for axis in self.order))

    @property
    def _back(self) -> Shape:
        """The order that undoes this one."""
        return tuple(self.order.index(axis) + 1 for axis in range(1, len(self.order) + 1))

    def forward(self, x: Array) -> Array:
        """a[n,…] = x[n,…] with its axes in another order"""
        return np.ascontiguousarray(x.transpose(0, *self.order))

    def forward_at(self, at: Index, x: Named) -> Expr:
        return x[_in_order(at, self._back)]

    def forward_bound(self, out: Array, x: Array) -> tuple[Call, ...]:
        return (partial(np.copyto, out, x.transpose(0, *self.order)),)

    def grad_x(self, g: Array, x: Array) -> Array:
        """∂L/∂x[n,…] = ∂L/∂a[n,…] with its axes back in their order"""
        return np.ascontiguousarray(g.transpose(0, *self._back))

    def grad_x_at(self, at: Index, g: Named, x: Named) -> Expr:
        return g[_in_order(at, self.order)]

    def grad_x_bound(self, out: Array, g: Array, x: Array) -> tuple[Call, ...]:
        return (partial(np.copyto, out, g.transpose(0, *self._back)),)

    def example(self, rng: np.random.Generator) -> tuple[Array, ...]:
        return (rng.normal(size=(3, 4, 2)),)


def _in_order(at: Index, order: Shape) -> Index:
    """An index whose axes behind the first are put in an order."""
    return (at[0], *(at[axis] for axis in order))


def _moved(at: Index, shape: Shape, there: Named) -> Expr:
    """The number that stands in `there` where `at` stands in an array of `shape`."""
    place = int(np.ravel_multi_index(at, shape))
    return there[tuple(map(int, np.unravel_index(place, there.shape)))]
