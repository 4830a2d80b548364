"""Average pooling, in two conventions that differ in what they divide by, and the average of
everything."""

from __future__ import annotations

import math
from functools import partial, reduce

import numpy as np

from ...errors import ShapeError
from ...expr import Expr, Index, total
from ...text import N_
from ..base import Array, Call, Named, Op, Shape
from ..memory import notes, notes_like
from ..sliding import SlidingAxis, overlapped, place, taps, touching, windows
from .base import Pool
from .fast import WindowAxis, as_pictures, folded, framed, scattered, two


class AveragingPool(Pool, card=False):
    """The sum of every window, divided by what `counted` says."""

    unquoted = {"grad_x": frozenset({"x"})}

    def counted(self, axis: SlidingAxis, window: int) -> int:
        """How many places of a window count, along one axis."""
        raise NotImplementedError

    def _divisors(self, x: Array) -> Array:
        """What each window is divided by: ``counts``"""
        lines = [
            [self.counted(axis, window) for window in range(axis.count)]
            for axis in self.axes(x.shape)
        ]
        return np.asarray(reduce(np.multiply.outer, map(np.array, lines))).astype(x.dtype)

    def _averages(self, x: Array) -> Array:
        axes = self.axes(x.shape)
        return windows(x, axes).sum(axis=tuple(range(-len(axes), 0))) / self._divisors(x)

    def _averages_at(self, at: Index, x: Named) -> Expr:
        n, k, *window = at
        axes = self.axes(x.shape)
        seen = (place(axes, tuple(window), tap) for tap in taps(axes))
        divisor = math.prod(map(self.counted, axes, window))
        return total(x[n, k, *one] for one in seen if one is not None) / divisor

    def _averages_bound(self, out: Array, x: Array) -> tuple[Call, ...]:
        height, width = two(self.axes(x.shape))
        across, down = WindowAxis(width, 3), WindowAxis(height, 2)
        calls, padded = framed(as_pictures(x), across, 0)
        shape = down.sized(across.sized(padded.shape, width.count), down.padded)
        rows = np.zeros(shape, x.dtype)
        calls += folded(down.inside(rows), padded, across, np.add)
        calls += folded(as_pictures(out), rows, down, np.add)
        return (*calls, partial(np.divide, out, self._divisors(x), out))

    def _shares(self, g: Array, x: Array) -> Array:
        """Every window's share of the gradient to all its places."""
        share = g / self._divisors(x)
        tapped = share.reshape(*share.shape, *(1 for _ in self.size))
        return overlapped(np.broadcast_to(tapped, (*share.shape, *self.size)), self.axes(x.shape))

    def _shares_bound(self, out: Array, g: Array, x: Array) -> tuple[Call, ...]:
        height, width = two(self.axes(x.shape))
        across, down = WindowAxis(width, 3), WindowAxis(height, 2)
        # where windows lie apart along a row, its numbers are only copied, and few at first
        first, second = (across, down) if across.apart else (down, across)
        share, whole = notes_like(g), as_pictures(out)
        lines = notes(first.sized(as_pictures(g).shape, first.padded), g.dtype)
        framed_out = whole
        if second.padded != second.axis.length:
            framed_out = notes(second.sized(whole.shape, second.padded), g.dtype)
        calls: list[Call] = [
            partial(np.divide, g, self._divisors(x), share),
            *scattered(lines, as_pictures(share), first),
            *scattered(framed_out, first.inside(lines), second),
        ]
        if framed_out is whole:
            return tuple(calls)
        return (*calls, partial(np.copyto, whole, second.inside(framed_out)))

    def _shares_at(self, at: Index, g: Named, x: Named) -> Expr:
        n, k, *where = at
        axes = self.axes(x.shape)
        return total(
            g[n, k, *window] / math.prod(map(self.counted, axes, window))
            for window, _ in touching(axes, tuple(where))
        )


class AveragePool(AveragingPool):
    """The average of every window; places in the padding are 0 and are counted, as in PyTorch.

    Of a last window that `ceil` lets reach over the padding's end, only the places before that end
    are counted.
    """

    title = N_("Average pooling")
    about = N_("Averages the numbers of every window; padding is counted as zeros.")
    reference = "PyTorch 2.13 nn.AvgPool2d (count_include_pad=True)"

    def counted(self, axis: SlidingAxis, window: int) -> int:
        end = axis.before + axis.length + axis.after
        return min(axis.size, end - window * axis.stride)

    def forward(self, x: Array) -> Array:
        """a[n,k,p] = Σ over q of x[n, k, p·S + q·D − P] / size of window p"""
        return self._averages(x)

    def forward_at(self, at: Index, x: Named) -> Expr:
        return self._averages_at(at, x)

    def forward_bound(self, out: Array, x: Array) -> tuple[Call, ...]:
        return self._averages_bound(out, x)

    def grad_x(self, g: Array, x: Array) -> Array:
        """∂L/∂x[n,k,r] = Σ over p that see r of ∂L/∂a[n,k,p] / size of window p"""
        return self._shares(g, x)

    def grad_x_at(self, at: Index, g: Named, x: Named) -> Expr:
        return self._shares_at(at, g, x)

    def grad_x_bound(self, out: Array, g: Array, x: Array) -> tuple[Call, ...]:
        return self._shares_bound(out, g, x)


class AveragePoolInside(AveragingPool):
    """The average of what every window sees of the input; places in the padding are not counted,
    as in Keras."""

    title = N_("Average pooling without the padding")
    about = N_("Averages the numbers that every window sees; padding is not counted.")
    reference = "Keras 3.15 layers.AveragePooling2D; PyTorch 2.13 nn.AvgPool2d (…=False)"

    def counted(self, axis: SlidingAxis, window: int) -> int:
        return sum(axis.place(window, tap) is not None for tap in range(axis.size))

    def forward(self, x: Array) -> Array:
        """a[n,k,p] = Σ over q of x[n, k, p·S + q·D − P] / places of window p inside the input"""
        return self._averages(x)

    def forward_at(self, at: Index, x: Named) -> Expr:
        return self._averages_at(at, x)

    def forward_bound(self, out: Array, x: Array) -> tuple[Call, ...]:
        return self._averages_bound(out, x)

    def grad_x(self, g: Array, x: Array) -> Array:
        """∂L/∂x[n,k,r] = Σ over p that see r of ∂L/∂a[n,k,p] / places of p inside"""
        return self._shares(g, x)

    def grad_x_at(self, at: Index, g: Named, x: Named) -> Expr:
        return self._shares_at(at, g, x)

    def grad_x_bound(self, out: Array, g: Array, x: Array) -> tuple[Call, ...]:
        return self._shares_bound(out, g, x)


class GlobalAveragePool(Op):
    """The average of each channel: ``(batch, channel, …) → (batch, channel)``."""

    title = N_("Global average pooling")
    about = N_("Averages each channel over all its places, so that one number is left of it.")
    reference = "Lin, Chen & Yan 2014, Network In Network, section 3.2"
    output = "a"
    whole = True
    unquoted = {"grad_x": frozenset({"x"})}

    def shape(self, *shapes: Shape) -> Shape:
        (x,) = shapes
        if len(x) < 3:
            raise ShapeError("{op} needs channels with places, not {x}", op=self.title, x=x)
        return x[:2]

    def forward(self, x: Array) -> Array:
        """a[n,k] = Σ over p of x[n,k,p] / places"""
        return np.asarray(x.mean(axis=tuple(range(2, x.ndim))))

    def forward_at(self, at: Index, x: Named) -> Expr:
        lengths = x.shape[2:]
        return total(x[*at, *place] for place in np.ndindex(*lengths)) / math.prod(lengths)

    def forward_bound(self, out: Array, x: Array) -> tuple[Call, ...]:
        places = math.prod(x.shape[2:])
        share = np.full(places, 1 / places, x.dtype)
        return (partial(x.reshape(-1, places).dot, share, out.reshape(-1)),)

    def grad_x(self, g: Array, x: Array) -> Array:
        """∂L/∂x[n,k,p] = ∂L/∂a[n,k] / places"""
        places = math.prod(x.shape[2:])
        return np.broadcast_to((g / places).reshape(*g.shape, *(1 for _ in x.shape[2:])), x.shape)

    def grad_x_at(self, at: Index, g: Named, x: Named) -> Expr:
        return g[at[:2]] / math.prod(x.shape[2:])

    def grad_x_bound(self, out: Array, g: Array, x: Array) -> tuple[Call, ...]:
        places = np.full((), math.prod(x.shape[2:]), x.dtype)
        return (partial(np.divide, g[..., None], places, out.reshape(*g.shape, -1)),)

    def example(self, rng: np.random.Generator) -> tuple[Array, ...]:
        return (rng.normal(size=(2, 3, 2, 3)),)
