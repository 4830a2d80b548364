"""Whole pixels moved, and pixels made brighter or removed: no pixel mixes with another.

Each card reads pictures ``(batch, channel, height, width)`` and a number for each of them.
"""

from __future__ import annotations

from functools import partial

import numpy as np

from ...errors import ShapeError
from ...expr import Expr, Index, Picked, lift
from ...text import N_
from ..base import Array, Call, Named, Op, Shape
from .pictures import check_pictures, refuse_amounts


class FlipLeftRight(Op):
    """Left and right exchanged where the flip says so."""

    title = N_("Flip left and right")
    about = N_("Mirrors the pictures that were drawn, as if seen from behind.")
    output = "a"

    def shape(self, *shapes: Shape) -> Shape:
        check_pictures(self, shapes[0])
        refuse_amounts(self, *shapes)
        return shapes[0]

    def forward(self, x: Array, flip: Array) -> Array:
        """a[n,c,i,j] = x[n,c,i,width − 1 − j] if flip[n] = 1, else x[n,c,i,j]"""
        return np.where(_each(flip) == 1, x[:, :, :, ::-1], x)

    def forward_at(self, at: Index, x: Named, flip: Named) -> Expr:
        n, c, i, j = at
        source = x.shape[3] - 1 - j if flip.count(n) == 1 else j
        return Picked(x[n, c, i, source], (flip[n],))

    def example(self, rng: np.random.Generator) -> tuple[Array, ...]:
        return rng.normal(size=(3, 2, 3, 4)), np.array([1.0, 0.0, 1.0])


class FlipUpDown(Op):
    """Above and below exchanged where the flip says so."""

    title = N_("Flip above and below")
    about = N_("Turns the pictures that were drawn upside down.")
    output = "a"

    def shape(self, *shapes: Shape) -> Shape:
        check_pictures(self, shapes[0])
        refuse_amounts(self, *shapes)
        return shapes[0]

    def forward(self, x: Array, flip: Array) -> Array:
        """a[n,c,i,j] = x[n,c,height − 1 − i,j] if flip[n] = 1, else x[n,c,i,j]"""
        return np.where(_each(flip) == 1, x[:, :, ::-1], x)

    def forward_at(self, at: Index, x: Named, flip: Named) -> Expr:
        n, c, i, j = at
        source = x.shape[2] - 1 - i if flip.count(n) == 1 else i
        return Picked(x[n, c, source, j], (flip[n],))

    def example(self, rng: np.random.Generator) -> tuple[Array, ...]:
        return rng.normal(size=(3, 2, 3, 4)), np.array([1.0, 0.0, 1.0])


class Shift(Op):
    """Every pixel moved by a whole number of rows and columns; what comes in from outside is 0."""

    title = N_("Shift")
    about = N_("Moves each picture by whole pixels; what comes in from outside is 0.")
    output = "a"

    def shape(self, *shapes: Shape) -> Shape:
        check_pictures(self, shapes[0])
        refuse_amounts(self, *shapes)
        return shapes[0]

    def forward(self, x: Array, down: Array, right: Array) -> Array:
        """a[n,c,i,j] = x[n,c,i − down[n],j − right[n]], outside of x it is 0"""
        height, width = x.shape[2:]
        out = np.zeros_like(x)
        for n, (y, z) in enumerate(zip(down.astype(int), right.astype(int), strict=True)):
            rows, columns = _overlap(y, height), _overlap(z, width)
            out[n, :, rows[0], columns[0]] = x[n, :, rows[1], columns[1]]
        return out

    def forward_at(self, at: Index, x: Named, down: Named, right: Named) -> Expr:
        n, c, i, j = at
        row, column = i - down.count(n), j - right.count(n)
        inside = 0 <= row < x.shape[2] and 0 <= column < x.shape[3]
        return Picked(x[n, c, row, column] if inside else lift(0), (down[n], right[n]))

    def example(self, rng: np.random.Generator) -> tuple[Array, ...]:
        down, right = np.array([1.0, 0.0, -2.0]), np.array([-1.0, 3.0, 0.0])
        return rng.normal(size=(3, 2, 3, 4)), down, right


def _overlap(by: int, length: int) -> tuple[slice, slice]:
    """Where the pixels that stay in the picture go, and where they come from."""
    kept = max(length - abs(by), 0)
    to, source = max(by, 0), max(-by, 0)
    return slice(to, to + kept), slice(source, source + kept)


class Brighten(Op):
    """All pixels of an example times one number; nothing is cut off at the brightest."""

    title = N_("Brighten")
    about = N_("Multiplies all pixels of an example by its number; above 1 is brighter.")
    output = "a"

    def shape(self, *shapes: Shape) -> Shape:
        refuse_amounts(self, *shapes)
        return shapes[0]

    def forward(self, x: Array, factor: Array) -> Array:
        """a[n,…] = factor[n] · x[n,…]"""
        return factor.reshape(-1, *(1,) * (x.ndim - 1)) * x

    def forward_at(self, at: Index, x: Named, factor: Named) -> Expr:
        return factor[at[0]] * x[at]

    def forward_bound(self, out: Array, x: Array, factor: Array) -> tuple[Call, ...]:
        return (partial(np.multiply, factor.reshape(-1, *(1,) * (x.ndim - 1)), x, out),)

    def example(self, rng: np.random.Generator) -> tuple[Array, ...]:
        return rng.normal(size=(3, 1, 2, 2)), rng.uniform(0.5, 1.5, size=3)


class RemovePixels(Op):
    """What the mask removes is 0: ``(batch, channel, …), (batch, 1 or channel, …)``."""

    title = N_("Remove pixels")
    about = N_("Sets the pixels that were drawn to 0; all others stay as they are.")
    reference = "Vincent et al. 2008, Denoising Autoencoders: masking noise"
    output = "a"

    def shape(self, *shapes: Shape) -> Shape:
        x, mask = shapes
        if mask not in {x, (x[0], 1, *x[2:])}:
            raise ShapeError(
                "{op} needs a mask of the shape {x} or with one channel, not {mask}",
                op=self.title,
                x=x,
                mask=mask,
            )
        return x

    def forward(self, x: Array, mask: Array) -> Array:
        """a[n,c,…] = x[n,c,…] · mask[n,…]"""
        return x * mask

    def forward_at(self, at: Index, x: Named, mask: Named) -> Expr:
        n, c, *rest = at
        return x[at] * mask[(n, min(c, mask.shape[1] - 1), *rest)]

    def forward_bound(self, out: Array, x: Array, mask: Array) -> tuple[Call, ...]:
        return (partial(np.multiply, x, mask, out),)

    def example(self, rng: np.random.Generator) -> tuple[Array, ...]:
        mask = rng.integers(0, 2, size=(3, 1, 2, 3)).astype(float)
        return rng.normal(size=(3, 2, 2, 3)), mask


def _each(amount: Array) -> Array:
    """One number for each picture, beside the pictures."""
    return amount[:, None, None, None]
