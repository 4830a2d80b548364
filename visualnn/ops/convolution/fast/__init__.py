"""The three sums of a convolution as bound calls: the same as `rules`, as products of matrices.

Two ways to lay the numbers out so that BLAS does the work; `choose` knows when which one is faster:

- `patches`: each place of the output has a column with all that its window sees. Any stride,
  dilation and groups.
- `shifts`: the input once for each column of the filter; the filter's rows are had by reading the
  same memory further on. Less is copied, which counts where there are few channels.

Sequences are pictures of one row here.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

import numpy as np

from ...base import Array, Call
from ...memory import notes_like
from ...sliding import SlidingAxis
from .patches import Patches
from .shifts import Shifts
from .sized import SizedConvolution

__all__ = ["met_calls", "slid_calls", "spread_calls"]

Axes = Sequence[SlidingAxis]


def slid_calls(out: Array, x: Array, W: Array, axes: Axes, groups: int) -> tuple[Call, ...]:
    """`rules.slid` into `out`."""
    return _steady(lambda out, x, W: _chosen(axes, len(x), W, groups).slid(out, x, W), out, x, W)


def spread_calls(out: Array, s: Array, W: Array, axes: Axes, groups: int) -> tuple[Call, ...]:
    """`rules.spread` into `out`."""
    return _steady(lambda out, s, W: _chosen(axes, len(s), W, groups).spread(out, s, W), out, s, W)


def met_calls(out: Array, x: Array, s: Array, axes: Axes, groups: int) -> tuple[Call, ...]:
    """`rules.met` into `out`."""
    return _steady(lambda out, x, s: _chosen(axes, len(x), out, groups).met(out, x, s), out, x, s)


def _chosen(axes: Axes, batch: int, W: Array, groups: int) -> SizedConvolution:
    height, width = axes if len(axes) == 2 else (SlidingAxis(1, 1), axes[0])
    channels = (W.shape[1] * groups, len(W))
    layout = Shifts if Shifts.fits(height, width, batch, groups) else Patches
    return layout(height, width, batch, channels, groups, W.dtype)


def _steady(
    calls: Callable[[Array, Array, Array], tuple[Call, ...]], out: Array, *reads: Array
) -> tuple[Call, ...]:
    """The calls over pictures whose memory lies in order, with a copy where it does not."""
    before: list[Call] = []
    held = []
    for array in reads:
        if not array.flags.c_contiguous:
            copy = notes_like(array)
            before.append(partial(np.copyto, copy, array))
            array = copy
        held.append(_pictures(array))
    if out.flags.c_contiguous:
        return (*before, *calls(_pictures(out), *held))
    result = notes_like(out)
    return (*before, *calls(_pictures(result), *held), partial(np.copyto, out, result))


def _pictures(array: Array) -> Array:
    return array if array.ndim == 4 else array[:, :, None, :]
