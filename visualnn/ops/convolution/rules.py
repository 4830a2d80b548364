"""The three sums that convolutions are made of, on arrays and for one element.

A convolution takes x and W to s; x sees `axes`, W holds for each output channel the channels of
its group. A transposed convolution is the same three sums with the parts of x and s exchanged.

Shapes: x ``(batch, in, *lengths)``, W ``(out, in / groups, *sizes)``, s ``(batch, out, *counts)``.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from ...expr import Expr, Index, total
from ...text import N_, _
from ..base import Array, Named, Shape
from ..measure import product
from ..sliding import AXES, SlidingAxis, counts, overlapped, place, taps, touching, windows

Axes = Sequence[SlidingAxis]

SIZES = (N_("filter height"), N_("filter width"))
FILTERS, CHANNELS = N_("filters"), N_("channels")


def slid(x: Array, W: Array, axes: Axes, groups: int) -> Array:
    """s: in every window, each tap of every channel of the group times its weight."""
    seen = _by_group(windows(x, axes), axes, groups)
    s = np.einsum("ngcpk,gock->ngop", seen, _weights(W, groups))
    return s.reshape(len(x), len(W), *counts(axes))


def spread(s: Array, W: Array, axes: Axes, groups: int) -> Array:
    """x: each number of s times every weight, added up where that weight's tap lies."""
    rows = s.reshape(len(s), groups, len(W) // groups, -1)
    parts = np.einsum("ngop,gock->ngcpk", rows, _weights(W, groups))
    sizes = [axis.size for axis in axes]
    return overlapped(parts.reshape(len(s), -1, *counts(axes), *sizes), axes)


def met(x: Array, s: Array, W: Array, axes: Axes, groups: int) -> Array:
    """W: what a weight met in every window of every example, each times that window's s; of W only
    the shape is used."""
    seen = _by_group(windows(x, axes), axes, groups)
    rows = s.reshape(len(s), groups, len(W) // groups, -1)
    return np.einsum("ngcpk,ngop->gock", seen, rows).reshape(W.shape)


def _by_group(seen: Array, axes: Axes, groups: int) -> Array:
    """``(batch, in, *counts, *sizes) → (batch, groups, in / groups, windows, taps)``"""
    batch, channels = seen.shape[:2]
    return seen.reshape(batch, groups, channels // groups, -1, len(taps(axes)))


def _weights(W: Array, groups: int) -> Array:
    """``(out, in / groups, *sizes) → (groups, out / groups, in / groups, taps)``"""
    return W.reshape(groups, len(W) // groups, W.shape[1], -1)


def weighed(places: Shape, W: Shape, channels: Sequence[str]) -> Expr:
    """How many products the sums have, for a batch of one: at each of these places every weight
    is used once. Products with padding count too. `channels` says what W's first two axes are."""
    words = [*AXES[-len(places) :], *channels, *SIZES[-len(places) :]]
    return product(*zip(map(_, words), (*places, *W), strict=True))


# -- the same for one element ----------------------------------------------------------------------


def slid_at(at: Index, x: Named, W: Named, axes: Axes, groups: int) -> Expr:
    n, o, *window = at
    first = o // (W.shape[0] // groups) * W.shape[1]
    return total(
        x[n, first + c, *seen] * W[o, c, *tap]
        for c in range(W.shape[1])
        for tap in taps(axes)
        if (seen := place(axes, tuple(window), tap)) is not None
    )


def spread_at(at: Index, s: Named, W: Named, axes: Axes, groups: int) -> Expr:
    n, channel, *where = at
    group, c = divmod(channel, W.shape[1])
    share = W.shape[0] // groups
    return total(
        s[n, o, *window] * W[o, c, *tap]
        for o in range(group * share, (group + 1) * share)
        for window, tap in touching(axes, tuple(where))
    )


def met_at(at: Index, x: Named, s: Named, W: Named, axes: Axes, groups: int) -> Expr:
    o, c, *tap = at
    channel = o // (W.shape[0] // groups) * W.shape[1] + c
    return total(
        x[n, channel, *seen] * s[n, o, *window]
        for n in range(x.shape[0])
        for window in np.ndindex(*counts(axes))
        if (seen := place(axes, window, tuple(tap))) is not None
    )
