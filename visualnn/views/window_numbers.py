"""The numbers under a filter as arrays: what a cell is made of, what a gradient is made of, and
every place that a weight touches. They are the rows of the convolution's tables, in grids."""

from __future__ import annotations

from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ..dataclass import dataclass
from ..expr import Index
from ..ops.pooling import MaxPool
from ..ops.pooling.average import AveragePoolInside
from .cell import CellInFocus
from .window_places import NOWHERE, met_by_taps
from .windowed_layer import WindowedLayer

__all__ = ["TapNumbers", "WeightNumbers", "made_of", "returned_to", "stamped", "weight_numbers"]

Array = NDArray[Any]


@dataclass(frozen=True)
class TapNumbers:
    """The products that one number is the sum of: ``(channels, *taps)``, read-only.

    NaN stands in the places of `weights` and `numbers` for what there is not: padding of a pool,
    taps that meet nothing.
    """

    first: int
    """The first channel on the other side."""
    places: tuple[Index, ...]
    """Axis by axis the place of each tap on the other side."""
    inside: Array
    """Whether a tap lies on a number, ``taps``."""
    met: Array
    """Whether a tap leads to a place at all, be it padding, ``taps``."""
    numbers: Array | None
    weights: Array | None

    @cached_property
    def products(self) -> Array | None:
        """number × weight, in double precision; 0 where there is nothing to multiply."""
        if self.numbers is None or self.weights is None:
            return None
        counted = self.inside & ((self.weights != 0) | ~np.isfinite(self.weights))
        with np.errstate(invalid="ignore", over="ignore"):
            found = np.where(counted, self.numbers * self.weights, 0.0)
        return _read_only(found)

    @property
    def total(self) -> float | None:
        """The sum of all products."""
        return None if self.products is None else float(self.products.sum())

    def subtotal(self, channel: int) -> float | None:
        """The sum of the products with one channel of the other side."""
        return None if self.products is None else float(self.products[channel - self.first].sum())

    def place(self, tap: Index) -> Index:
        """Where a tap lies on the other side."""
        return tuple(places[k] for places, k in zip(self.places, tap, strict=True))


def made_of(found: CellInFocus) -> TapNumbers:
    """What the cell of the output is made of: numbers of the input × weights."""
    at, (row, channel, *place) = found.at, found.cell
    met = met_by_taps(at, tuple(place), backward=False)
    first, count = _partners(at, channel, backward=False)
    weights = _weights(found, channel, backward=False)
    x = None if found.x is None else found.x[row, first : first + count]
    numbers = _picked(x, met, at.read[2:])
    inside, there = _inside(met, at.read[2:]), _inside(met)
    if not at.filters:
        weights = _shares_of(found, channel, tuple(place), met, inside)
        if isinstance(at.op, (MaxPool, AveragePoolInside)) and numbers is not None:
            numbers = np.where(inside, numbers, np.nan)
    return TapNumbers(first, met, inside, there, _read_only(numbers), _read_only(weights))


def returned_to(found: CellInFocus) -> TapNumbers:
    """What the gradient of the input's number is made of: ∂L/∂z of the output × weights."""
    at, (row, channel, *place) = found.at, found.source
    met = met_by_taps(at, tuple(place), backward=True)
    lengths = at.lengths
    first, count = _partners(at, channel, backward=True)
    weights = _weights(found, channel, backward=True)
    inside, there = _inside(met, lengths), _inside(met)
    g = found.gradient
    if g is not None:
        g = g[row, first : first + count].reshape((count, *lengths))
    numbers = _picked(g, met, lengths)
    if not at.filters:
        weights = _shares_to(found, channel, tuple(place), met, inside)
    return TapNumbers(first, met, inside, there, _read_only(numbers), _read_only(weights))


@dataclass(frozen=True)
class WeightNumbers:
    """All products that the gradient of a weight is the sum of: ``(rows, *windows)``, read-only."""

    numbers: Array
    """Of the input; 1 for a bias."""
    inside: Array
    """Whether the weight met a number there, ``windows``."""
    gradients: Array | None
    """∂L/∂z."""

    @cached_property
    def products(self) -> Array | None:
        """gradient × number; 0 in the padding."""
        if self.gradients is None:
            return None
        with np.errstate(invalid="ignore", over="ignore"):
            found = np.where(self.inside, self.gradients * self.numbers, 0.0)
        return _read_only(found)

    @property
    def total(self) -> float | None:
        """The sum over all examples and places: ∂L/∂W."""
        return None if self.products is None else float(self.products.sum())


def weight_numbers(found: CellInFocus, word: str, index: Index) -> WeightNumbers | None:
    """Every place that a weight (``W``) or bias (``b``) touches, over the whole batch; None before
    the layer's input is computed."""
    at, x, g = found.at, found.x, found.gradient
    if x is None:
        return None
    if word == "b":
        here = None if g is None else _exact(g[:, index[0]])
        shape = (len(x), *at.lengths)
        return WeightNumbers(
            np.broadcast_to(1.0, shape), np.ones(at.lengths, bool), _read_only(here)
        )
    near, far = at.channels(index)  # of the output, of the input
    tap = index[2:]
    seen = tuple(
        tuple(q * axis.stride + k * axis.dilation - axis.before for q in range(count))
        for axis, k, count in zip(at.axes, tap, at.counts, strict=True)
    )
    windows = tuple(tuple(range(count)) for count in at.counts)
    inside = _inside(seen, tuple(axis.length for axis in at.axes))
    on_input, on_output = (windows, seen) if at.is_transposed else (seen, windows)
    numbers = _picked_rows(x[:, far], on_input)
    gradients = None if g is None else _picked_rows(g[:, near], on_output)
    return WeightNumbers(
        _frozen(np.where(inside, numbers, 0.0)),
        inside,
        None if gradients is None else _frozen(np.where(inside, gradients, 0.0)),
    )


def stamped(found: CellInFocus, count: int) -> Array | None:
    """The gradient of the input's channel, ``lengths``, while it is being made: the sum of what the
    first so many places of the output, in reading order, hand back to it. Each stamps filter ×
    gradient; all of them give what the layer hands back. None without ∂L/∂z.

    For a layer with weights only.
    """
    at, (row, channel, *_place) = found.at, found.source
    g = found.gradient
    first, joined = _partners(at, channel, backward=True)
    weights = _weights(found, channel, backward=True)
    if g is None or weights is None:
        return None
    given = np.array(g[row, first : first + joined], np.float64)
    given.reshape(joined, -1)[:, count:] = 0.0
    made = np.zeros(at.read[2:])
    if at.is_transposed:
        for place in np.ndindex(*at.read[2:]):
            met = met_by_taps(at, place, backward=True)
            made[place] = (_picked_rows(given, met) * weights * _inside(met, at.lengths)).sum()
        return _frozen(made)
    for tap in np.ndindex(*at.filters[2:]):
        where = tuple(
            np.arange(axis.count) * axis.stride + k * axis.dilation - axis.before
            for axis, k in zip(at.axes, tap, strict=True)
        )
        inside = [(w >= 0) & (w < n) for w, n in zip(where, at.read[2:], strict=True)]
        kept = given[(slice(None), *np.ix_(*inside))]
        places = np.ix_(*(w[ok] for w, ok in zip(where, inside, strict=True)))
        made[places] += np.tensordot(weights[(slice(None), *tap)], kept, 1)
    return _frozen(made)


# -- how arrays are read ---------------------------------------------------------------------------


def _partners(at: WindowedLayer, channel: int, *, backward: bool) -> tuple[int, int]:
    """The first channel of the other side that is joined with this one, and how many are."""
    if not at.filters:
        return channel, 1
    share = at.filters[0] // at.groups
    if at.is_transposed is backward:  # this side's channels are the first index of W
        return channel // share * at.filters[1], at.filters[1]
    return channel // at.filters[1] * share, share


def _weights(found: CellInFocus, channel: int, *, backward: bool) -> Array | None:
    """The filters between a channel and those of the other side, ``(channels, *taps)``."""
    at = found.at
    W = found.values.get(at.W or "")
    if W is None:
        return None
    if at.is_transposed is backward:
        return _exact(W[channel])
    first, count = _partners(at, channel, backward=backward)
    return _exact(W[first : first + count, channel % at.filters[1]])


def _picked(array: Array | None, met: tuple[Index, ...], lengths: Index) -> Array | None:
    """The numbers under the taps, 0 where a tap lies on none."""
    return None if array is None else np.where(_inside(met, lengths), _picked_rows(array, met), 0.0)


def _picked_rows(array: Array, met: tuple[Index, ...]) -> Array:
    """The numbers at these places of the last axes, any number where a place lies outside."""
    lengths = array.shape[-len(met) :]
    clipped = [np.clip(np.array(places), 0, n - 1) for places, n in zip(met, lengths, strict=True)]
    return _exact(array[(..., *np.ix_(*clipped))])


def _inside(met: tuple[Index, ...], lengths: Index | None = None) -> Array:
    """Which taps lie on a number; without lengths which lead anywhere at all."""
    along = []
    for n, places in enumerate(met):
        at = np.array(places)
        along.append((at != NOWHERE) if lengths is None else (at >= 0) & (at < lengths[n]))
    found = along[0]
    for more in along[1:]:
        found = np.logical_and.outer(found, more)
    return found


def _shares_of(
    found: CellInFocus, channel: int, place: Index, met: tuple[Index, ...], inside: Array
) -> Array | None:
    """How much of each number under a pool's window is in its cell."""
    x, row = found.x, found.cell[0]
    if x is None:
        return None
    shares = found.at.shares(x[row : row + 1, channel : channel + 1], place)
    return np.where(inside, _picked_rows(shares[0], met), np.nan)


def _shares_to(
    found: CellInFocus, channel: int, place: Index, met: tuple[Index, ...], inside: Array
) -> Array | None:
    """How much of the input's number is in each cell of a pool that sees it."""
    x, row = found.x, found.source[0]
    if x is None:
        return None
    one = x[row : row + 1, channel : channel + 1]
    made = np.full((1, *inside.shape), np.nan)
    for tap in np.argwhere(inside):
        cell = tuple(int(places[k]) for places, k in zip(met, tap, strict=True))
        made[(0, *tap)] = float(found.at.shares(one, cell)[(0, 0, *place)])
    return made


def _exact(array: Array) -> Array:
    return np.asarray(array, np.float64)


def _read_only(array: Array | None) -> Array | None:
    return None if array is None else _frozen(array)


def _frozen(array: Array) -> Array:
    array = array.view()
    array.setflags(write=False)
    return array
