"""Max pooling."""

from __future__ import annotations

from functools import partial

import numpy as np

from ...errors import ShapeError
from ...expr import Expr, Index, indicator, maximum, total
from ...text import N_
from ..base import Array, Call, Named, Op, Shape
from ..memory import laid_out, notes_like
from ..sliding import overlapped, place, taps, touching, windows
from .base import Pool
from .fast import WindowAxis, as_pictures, folded, framed, handed_back, two


class MaxPool(Pool):
    """The largest number of every window. What lies in the padding counts as −∞: it is never the
    largest.

    Of equal numbers the first in reading order is the largest, and it alone has a gradient, as in
    PyTorch.
    """

    title = N_("Max pooling")
    about = N_("Keeps the largest number of every window and drops the others.")
    reference = "PyTorch 2.13 nn.MaxPool2d"
    variants = ({}, {"size": (2, 3), "stride": (2, 1), "padding": ((1, 0), (0, 1)), "ceil": True})

    def forward(self, x: Array) -> Array:
        """a[n,k,p] = max over q of x[n, k, p·S + q·D − P]"""
        seen = windows(x, self.axes(x.shape), fill=-np.inf)
        return seen.max(axis=tuple(range(-len(self.size), 0)))

    def forward_at(self, at: Index, x: Named) -> Expr:
        n, k, *window = at
        axes = self.axes(x.shape)
        seen = (place(axes, tuple(window), tap) for tap in taps(axes))
        return maximum(*(x[n, k, *one] for one in seen if one is not None))

    def forward_bound(self, out: Array, x: Array) -> tuple[Call, ...]:
        calls, _, _, rows, down = self._rows(x)
        return (*calls, *folded(as_pictures(out), rows, down, np.maximum))

    def _rows(self, x: Array) -> tuple[list[Call], Array, WindowAxis, Array, WindowAxis]:
        """What finds the largest number of every row of a window, in memory with the padding;
        nothing where the iteration has found them already."""
        height, width = two(self.axes(x.shape))
        across, down = WindowAxis(width, 3), WindowAxis(height, 2)
        calls, padded = framed(as_pictures(x), across, -np.inf)
        shape = down.sized(across.sized(padded.shape, width.count), down.padded)
        rows, is_found = laid_out(x, (self, "rows"), shape, lambda: np.empty(shape, x.dtype))
        if not is_found:
            rows.fill(-np.inf)
            calls += folded(down.inside(rows), padded, across, np.maximum)
        return calls, padded, across, rows, down

    def grad_x(self, g: Array, x: Array, a: Array) -> Array:
        """∂L/∂x[n,k,r] = Σₚ ∂L/∂a[n,k,p] · [x[n,k,r] = a[n,k,p]], the first such r in window p"""
        axes = self.axes(x.shape)
        seen = windows(x, axes, fill=-np.inf)
        first = seen.reshape(*a.shape, -1).argmax(axis=-1)
        chosen = np.arange(len(taps(axes))) == first[..., None]
        return overlapped((g[..., None] * chosen).reshape(seen.shape), axes)

    def grad_x_bound(self, out: Array, g: Array, x: Array, a: Array) -> tuple[Call, ...]:
        calls, padded, across, rows, down = self._rows(x)
        g, a = as_pictures(g), as_pictures(a)
        told = notes_like(rows)
        calls += handed_back(told, g, rows, a, down)
        whole = as_pictures(out)
        framed_out = whole if padded.shape == whole.shape else notes_like(padded)
        calls += handed_back(framed_out, down.inside(told), padded, down.inside(rows), across)
        if framed_out is whole:
            return tuple(calls)
        return (*calls, partial(np.copyto, whole, across.inside(framed_out)))

    def grad_x_at(self, at: Index, g: Named, x: Named, a: Named) -> Expr:
        n, k, *where = at
        axes = self.axes(x.shape)
        terms = []
        for window, tap in touching(axes, tuple(where)):
            here = (n, k, *window)
            term = g[here] * indicator(x[at], "=", a[here])
            for earlier in taps(axes)[: taps(axes).index(tap)]:
                seen = place(axes, window, earlier)
                if seen is not None and x[n, k, *seen].number == a[here].number:
                    term = term * indicator(x[n, k, *seen], "<", a[here])
                    break
            terms.append(term)
        return total(terms)


class GlobalMaxPool(Op):
    """The largest number of each channel: ``(batch, channel, …) → (batch, channel)``. Of equal
    numbers the first in reading order alone has a gradient."""

    title = N_("Global max pooling")
    about = N_("Keeps the largest number of each channel, wherever it stands.")
    reference = "Keras 3.15 layers.GlobalMaxPooling2D; PyTorch 2.13 nn.AdaptiveMaxPool2d(1)"
    output = "a"
    whole = True

    def shape(self, *shapes: Shape) -> Shape:
        (x,) = shapes
        if len(x) < 3:
            raise ShapeError("{op} needs channels with places, not {x}", op=self.title, x=x)
        return x[:2]

    def forward(self, x: Array) -> Array:
        """a[n,k] = max over p of x[n,k,p]"""
        return np.asarray(x.max(axis=tuple(range(2, x.ndim))))

    def forward_at(self, at: Index, x: Named) -> Expr:
        return maximum(*(x[*at, *place] for place in np.ndindex(*x.shape[2:])))

    def grad_x(self, g: Array, x: Array, a: Array) -> Array:
        """∂L/∂x[n,k,p] = ∂L/∂a[n,k] · [x[n,k,p] = a[n,k]], the first such p"""
        flat = x.reshape(*a.shape, -1)
        first = flat.argmax(axis=-1)[..., None] == np.arange(flat.shape[-1])
        return np.asarray(g[..., None] * first).reshape(x.shape)

    def grad_x_at(self, at: Index, g: Named, x: Named, a: Named) -> Expr:
        here = at[:2]
        for earlier in np.ndindex(*x.shape[2:]):
            if earlier == at[2:]:
                break
            if x.data[(*here, *earlier)] == a.data[here]:
                return g[here] * indicator(x[*here, *earlier], "<", a[here])
        return g[here] * indicator(x[at], "=", a[here])

    def edges(self) -> tuple[tuple[Array, ...], ...]:
        return ((np.array([[[1.0, 3.0, 3.0]], [[2.0, 2.0, 2.0]]]),),)

    def example(self, rng: np.random.Generator) -> tuple[Array, ...]:
        return (rng.normal(size=(2, 3, 2, 3)),)
