"""Sums over everything but one axis, as calls that write into memory that is there already.

Values are ``(batch, channel, …)`` and statistics ``(channel,)``. A product with ones is the same
sum as NumPy's add.reduce at a part of its price.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

import numpy as np

from ...errors import ShapeError
from ...expr import Index
from ...text import N_
from ..base import Array, Call, Named, Op, Shape
from ..memory import notes

NEEDS_CHANNELS = N_("{op} needs values of shape (batch, channels, …), not {x}")
NEEDS_STATISTICS = N_(
    "{op} needs one number for each of the {n} channels, not an array of shape {given}"
)


def refuse_other(op: Op, x: Shape, *statistics: Shape) -> None:
    """Raise ShapeError unless `x` is ``(batch, channel, …)`` and the rest ``(channel,)``."""
    if len(x) < 2:
        raise ShapeError(NEEDS_CHANNELS, op=op.title, x=x)
    for given in statistics:
        if given != x[1:2]:
            raise ShapeError(NEEDS_STATISTICS, op=op.title, n=x[1], given=given)


def per_channel(statistic: Array, x: Array) -> Array:
    """A ``(channel,)`` array as a view that broadcasts over ``(batch, channel, …)``."""
    return statistic.reshape(-1, *(1,) * (x.ndim - 2))


def channel_sum(x: Array) -> Array:
    """Σ over batch and places: ``(batch, channel, …) → (channel,)``."""
    return np.asarray(x.sum(axis=(0, *range(2, x.ndim))))


def count(x: Shape) -> int:
    """How many numbers each channel has."""
    return int(np.prod((x[0], *x[2:])))


def places(x: Named, channel: int) -> Iterator[Index]:
    """The indices of all numbers of a channel, example by example."""
    for n, *rest in np.ndindex(x.shape[0], *x.shape[2:]):
        yield (n, channel, *rest)


def flat(x: Array) -> Array:
    """The same memory as ``(batch, channel, places)``."""
    return x.reshape(*x.shape[:2], -1)


def summed(x: Array, out: Array, weight: float = 1.0) -> tuple[Call, ...]:
    """weight · Σ over batch and places."""
    batch, _, size = flat(x).shape
    if size == 1:
        return (partial(np.full(batch, weight, x.dtype).dot, flat(x)[:, :, 0], out),)
    if batch == 1:
        return (partial(flat(x)[0].dot, np.full(size, weight, x.dtype), out),)
    part = notes(x.shape[:2], x.dtype)
    return (
        partial(np.matmul, flat(x), np.full(size, weight, x.dtype), part),
        partial(np.ones(batch, x.dtype).dot, part, out),
    )


def products(x: Array, y: Array, out: Array) -> tuple[Call, ...]:
    """Σ x · y over batch and places."""
    batch, _, size = flat(x).shape
    if size == 1:
        return (partial(np.einsum, "nc,nc->c", flat(x)[:, :, 0], flat(y)[:, :, 0], out=out),)
    if batch == 1:
        return (partial(np.vecdot, flat(x)[0], flat(y)[0], out),)
    part = notes(x.shape[:2], x.dtype)
    return (
        partial(np.vecdot, flat(x), flat(y), part),
        partial(np.ones(batch, x.dtype).dot, part, out),
    )
