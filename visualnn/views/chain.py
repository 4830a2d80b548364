"""A chain of layers from the side: a row of cells for each layer, from a chosen cell down to the
input, and how much each number of the input really counts in the cell."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

import numpy as np

from ..dataclass import dataclass
from ..layers import Application
from ..network import INPUT, Network
from ..ops import Array
from ..ops.convolution.conv import Sliding
from ..ops.pooling import Pool
from ..tell.measure import ReceptiveAxis, sights_of
from .cell import CellInFocus
from .fan import Span, fan_of
from .window_places import AxisWindows

__all__ = ["ChainRow", "chain_of", "count_share_in_the_middle", "counts_of"]

MAX_ROW_COUNT = 14
"""Layers of a chain; of a longer one those nearest to the input."""


@dataclass(frozen=True)
class ChainRow:
    """The places of one layer's output along an axis, as they lie over the input."""

    layer: str
    length: int
    first: float
    """Where its place 0 lies over the input, in places; the middle of what it is made from."""
    step: float
    """How many places of the input neighbours are apart."""
    seen: Span | None
    """The places that the cell is made from; None where it may be all of them."""
    before: int
    """Places in front of the first that the layer above reads: padding."""
    after: int
    """Places behind the last one that it reads."""
    left_over: tuple[int, ...]
    """Places that no window of the layer above reaches."""

    def over(self, place: int) -> float:
        """Where a place lies over the input."""
        return self.first + place * self.step


def chain_of(network: Network, found: CellInFocus, axis: int) -> tuple[ChainRow, ...]:
    """The rows from the layer of the cell down to the input, along one axis behind batch and
    channel. A layer that hands on the same places as the one below it has no row of its own."""
    at = found.at
    spans = fan_of(network, at.z, at.cell(found.cell[2:]))
    sights = sights_of(network)
    names = {layer.name: network.outputs[layer.name] for layer in network.layers}
    names[at.layer] = at.z
    rows: list[ChainRow] = []
    above = _readers(network, spans)
    for layer, name in [*reversed(names.items()), (INPUT, INPUT)]:
        sight, span = sights.get(name), spans.get(name)
        lengths = network.shapes[name][2:]
        if span is None or not sight or len(sight) != len(lengths):
            continue
        reached = [_windows(network, use, axis) for use in above.get(name, ())]
        rows.append(
            ChainRow(
                layer,
                lengths[axis],
                _first_of(sight[axis]),
                float(sight[axis].step),
                span[axis],
                max((-each.first for each in reached), default=0),
                max((each.end - each.axis.length for each in reached), default=0),
                _left_over(reached, lengths[axis]),
            )
        )
    return tuple(_told_once(rows))[-MAX_ROW_COUNT:]


def _first_of(axis: ReceptiveAxis) -> float:
    """Where place 0 lies over the input if all places are equally far apart: of places that see
    alike in groups their mean."""
    found = [
        (end[0] + end[1]) / 2 - place * float(axis.step)
        for place, end in enumerate(axis.ends)
        if end is not None
    ]
    return sum(found) / len(found) if found else 0.0


def _windows(network: Network, use: Application, axis: int) -> AxisWindows:
    """The windows of a card along an axis of what it reads."""
    shapes = [network.shapes[name] for name in use.reads]
    if isinstance(use.op, Sliding):
        return AxisWindows(use.op.axes(shapes[0], shapes[1])[axis])
    assert isinstance(use.op, Pool)  # noqa: S101  `_readers` has no others
    return AxisWindows(use.op.axes(shapes[0])[axis])


def _left_over(reached: Sequence[AxisWindows], length: int) -> tuple[int, ...]:
    """The places of an axis that no window of any of these has a tap at."""
    if not reached:
        return ()
    left = set(range(length)).intersection(*(each.unreached for each in reached))
    return tuple(sorted(left))


def _told_once(rows: Sequence[ChainRow]) -> Iterator[ChainRow]:
    """Without rows that lie as the one below them: what is done place by place."""
    for n, row in enumerate(rows):
        below = rows[n + 1] if n + 1 < len(rows) else None
        alike = below is not None and (row.length, row.first, row.step, row.seen) == (
            below.length, below.first, below.step, below.seen)  # fmt: skip
        if n == 0 or not alike:
            yield row


_Windows = Mapping[str, tuple[Application, ...]]


def _readers(network: Network, spans: Mapping[str, tuple[Span, ...]]) -> _Windows:
    """The cards with windows that read each value of the fan; those of a value that is only handed
    on place by place are those of what it becomes."""
    found: dict[str, tuple[Application, ...]] = {}
    for use in reversed(network.applications):
        if use.writes not in spans:
            continue
        for read in use.reads:
            if isinstance(use.op, Sliding | Pool):
                own: tuple[Application, ...] = (use,)
            elif network.shapes[read][2:] == network.shapes[use.writes][2:]:
                own = found.get(use.writes, ())
            else:
                own = ()
            found[read] = (*found.get(read, ()), *own)
    return found


def counts_of(network: Network, found: CellInFocus) -> Array | None:
    """How much each number of the example counts in the cell: ∂cell/∂x ``(channel, …)``, by the
    gradient rules of the cards from the cell back to the input. None before the cell is computed,
    and where a rule that it takes has no gradient."""
    at, prefix, values = found.at, found.prefix, found.values
    name = prefix + at.z
    if name not in values or prefix + INPUT not in values:
        return None
    row, channel, *place = found.cell
    g = np.zeros(values[name].shape)
    g[(row, channel, *at.cell(tuple(place)))] = 1
    slopes: dict[str, Array] = {at.z: g}
    uses = network.evaluation if prefix else network.applications
    for use in reversed(uses):
        arriving = slopes.pop(use.writes, None)
        if arriving is None:
            continue
        known = _known(use, values, prefix) | {"g": arriving}
        for word, read in zip(use.op.inputs, use.reads, strict=True):
            rule = f"grad_{word}"
            if rule not in use.op.rules or not _leads_back(network, read):
                continue
            wanted = use.op.rule_inputs[rule]
            if any(each not in known for each in wanted):
                return None
            part = use.op.compute(rule, *(known[each] for each in wanted))
            slopes[read] = slopes[read] + part if read in slopes else np.asarray(part)
    whole = slopes.get(INPUT)
    return None if whole is None else _read_only(whole[row])


def _known(use: Application, values: Mapping[str, Array], prefix: str) -> dict[str, Array]:
    """What a card read and wrote, by its own words, in double precision."""
    names = {**dict(zip(use.op.inputs, use.reads, strict=True)), use.op.output: use.writes}
    found = {}
    for word, name in names.items():
        array = values.get(prefix + name, values.get(name))
        if array is not None:
            found[word] = np.asarray(array, np.float64)
    return found


def _leads_back(network: Network, name: str) -> bool:
    """Whether a value is made from the input."""
    made = {use.writes for use in network.applications if use.op.batched}
    return name == INPUT or name in made


def _read_only(array: Array) -> Array:
    array = array.view()
    array.setflags(write=False)
    return array


def count_share_in_the_middle(counts: Array, box: Sequence[tuple[int, int]]) -> float:
    """The share of Σ |∂cell/∂x| over the box ``((first, last), …)`` that lies in its middle half
    along each axis, a quarter of a picture; NaN where nothing counts."""
    sizes = np.abs(counts)
    whole, inner = float(sizes.sum()), sizes
    for axis, (first, last) in enumerate(box, 1):
        edge = (last - first + 1) // 4
        places = range(max(first + edge, 0), min(last - edge, sizes.shape[axis] - 1) + 1)
        inner = inner.take(places, axis)
    return float(inner.sum()) / whole if whole else float("nan")
