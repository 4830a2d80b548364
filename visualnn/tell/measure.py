"""How large a network is, layer by layer, as arithmetic that can be read: what it holds, what it
multiplies, what it remembers and how far it sees. Nothing is computed for it, and no weight exists.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from fractions import Fraction
from itertools import groupby
from typing import Literal

from ..dataclass import dataclass
from ..expr import Expr, Number, Product, abridge, lift, total
from ..layers import Application, Layer, Parameter
from ..network import INPUT, Network
from ..ops import Shape
from ..ops.measure import Reach

TOTAL = "network"
"""Under this name the sums over all layers are asked for."""


Ends = tuple[int, int] | None
"""A first and a last place; None for no place at all."""


@dataclass(frozen=True)
class ReceptiveAxis:
    """The receptive field along an axis of the input, as if that had no ends: of the numbers there
    are the one that sees most."""

    size: Expr = Number("1", 1)
    """Places, as arithmetic."""
    step: Fraction = Fraction(1)
    """How many places of the input neighbours are apart."""
    ends: tuple[Ends, ...] = ((0, 0),)
    """The first and the last place of the input that each of the first numbers is made from: as
    many as it takes until the same come again, moved. None for a number that is made from none."""

    def at(self, place: int) -> Ends:
        """The first and the last place that the number at a place is made from."""
        times, left = divmod(place, len(self.ends))
        found, moved = self.ends[left], times * int(len(self.ends) * self.step)
        return None if found is None else (found[0] + moved, found[1] + moved)

    @property
    def width(self) -> int:
        """Places from the first to the last, of the number that sees most."""
        return max((end[1] - end[0] + 1 for end in self.ends if end is not None), default=0)


Sight = tuple[ReceptiveAxis, ...] | None
"""How much of the input a number is made from, along each axis; None may be all of it."""


@dataclass(frozen=True)
class DerivedCount:
    """A count and the arithmetic that gives it."""

    tree: Expr
    symbols: str = ""
    """The same in words or names."""

    @property
    def value(self) -> int:
        return int(self.tree.value)


@dataclass(frozen=True)
class Measures:
    """One layer, or all of them together."""

    name: str
    kind: str
    shape: Shape
    """Of its output, for a batch of one."""
    lengths: tuple[DerivedCount, ...]
    """The output's lengths, where a window slides or paints."""
    parameters: DerivedCount
    """All of them."""
    frozen: DerivedCount
    """Those of them that training leaves as they are."""
    statistics: tuple[str, ...]
    """The running statistics, which are counted among both where the convention has it so."""
    counts_statistics: bool
    """Whether they are counted."""
    multiply_adds: DerivedCount
    """For one example, forwards."""
    kept: DerivedCount
    """Numbers that the forward pass of one example leaves for the way back."""
    sees: Sight
    """How much of the input one number of the output is made from."""


Counting = Literal["lesson", "keras", "pytorch"]
"""How a table is written: as the lesson's layers are told, or as one of the libraries has all of
them. Keras counts running statistics as parameters that are not trained and writes channels last;
PyTorch counts none and writes channels first."""


def measures_of(network: Network, counting: Counting = "lesson") -> tuple[Measures, ...]:
    """The measures of every layer, in order; the last are those of the whole network."""
    seen = sights_of(network)
    uses: dict[str, list[Application]] = {layer.name: [] for layer in network.layers}
    parameters: dict[str, list[Parameter]] = {layer.name: [] for layer in network.layers}
    for use in network.applications:
        uses[use.layer].append(use)
    for parameter in network.parameters:
        parameters[parameter.layer].append(parameter)
    layers = tuple(
        _layer(network, layer, uses[layer.name], parameters[layer.name], seen, counting)
        for layer in network.layers
    )
    return (*layers, measures_together(TOTAL, layers))


def measures_of_input(network: Network) -> Measures:
    """The input as the table of layers has it: its shape, nothing held, nothing multiplied."""
    none = DerivedCount(lift(0))
    return Measures(
        INPUT, "input", network.shapes[INPUT], (), none, none, (), False, none, none, None
    )


def batched_text(
    shape: Shape, counting: Counting = "lesson", *, channels_first: bool = True
) -> str:
    """A shape for a batch of any size, as the counting writes it: ``(None, 8, 8)``, in PyTorch
    ``(N, 8, 8)``. `channels_first` says whether the axis behind the batch is the channels'."""
    lengths = list(shape[1:])
    if counting == "keras" and channels_first and len(lengths) > 1:
        lengths = [*lengths[1:], lengths[0]]
    return f"({', '.join(['N' if counting == 'pytorch' else 'None', *map(str, lengths)])})"


def measures_together(name: str, layers: Sequence[Measures]) -> Measures:
    """The sums over some layers; output and sight are the last one's."""
    last = layers[-1]
    return Measures(
        name,
        "",
        last.shape,
        (),
        _added({layer.name: layer.parameters.value for layer in layers}),
        _added({layer.name: layer.frozen.value for layer in layers}),
        tuple(name for layer in layers for name in layer.statistics),
        any(layer.counts_statistics for layer in layers),
        _added({layer.name: layer.multiply_adds.value for layer in layers}),
        _added({layer.name: layer.kept.value for layer in layers}),
        last.sees,
    )


def _layer(
    network: Network,
    layer: Layer,
    uses: Sequence[Application],
    parameters: Sequence[Parameter],
    seen: Mapping[str, Sight],
    counting: Counting,
) -> Measures:
    output = network.outputs[layer.name]
    reads = [tuple(network.shapes[name] for name in use.reads) for use in uses]
    lengths = [use.op.lengths(*shapes) for use, shapes in zip(uses, reads, strict=True)]
    products = [use.op.multiply_adds(*shapes) for use, shapes in zip(uses, reads, strict=True)]
    buffers = [buffer for buffer in network.buffers if buffer.layer == layer.name]
    counts = {"keras": True, "pytorch": False}.get(counting, layer.counts_buffers)
    counted = buffers if counts else []
    shapes = {parameter.name: parameter.shape for parameter in parameters}
    shapes |= {buffer.name: buffer.shape for buffer in counted}
    still = {p.name: p.shape for p in parameters if not p.trainable}
    values = {use.writes: network.shapes[use.writes] for use in uses if use.op.batched}
    return Measures(
        layer.name,
        layer.kind if layer.activation == "none" else f"{layer.kind}, {layer.activation}",
        network.shapes[output],
        tuple(map(DerivedCount, next((each for each in lengths if each), ()))),
        _alike(shapes) if counted else _numbers(shapes),
        _numbers(still | {buffer.name: buffer.shape for buffer in counted}),
        tuple(buffer.name for buffer in buffers),
        counts,
        _together(products),
        _numbers({n: s for n, s in values.items() if s and n not in network.kept}),
        seen[output],
    )


def _numbers(shapes: Mapping[str, Shape]) -> DerivedCount:
    """How many numbers there are in values of these shapes, each value a term."""
    return DerivedCount(total(map(_product, shapes.values())), " + ".join(shapes))


def _alike(shapes: Mapping[str, Shape]) -> DerivedCount:
    """The numbers in so many values of one shape."""
    first = next(iter(shapes.values()))
    return DerivedCount(lift(len(shapes)) * _product(first), " + ".join(shapes))


def _product(shape: Shape) -> Expr:
    lengths = [lift(length) for length in shape if length != 1]
    return Product(tuple(lengths)) if len(lengths) > 1 else lengths[0] if lengths else lift(1)


def _together(products: Iterable[Expr]) -> DerivedCount:
    """The sum; equal neighbours are counted and multiplied."""
    terms: list[Expr] = []
    for term, equal in groupby(tree for tree in products if tree.value):
        times = sum(1 for _ in equal)
        terms.append(lift(times) * term if times > 1 else term)
    return _labelled(total(terms))


def _added(counts: Mapping[str, int]) -> DerivedCount:
    """The sum over layers, those with none left out."""
    return _labelled(total(Number(name, count) for name, count in counts.items() if count))


def _labelled(tree: Expr) -> DerivedCount:
    """A count whose words are the labels of its own leaves."""
    return DerivedCount(tree, formula_text(tree, lambda leaf: leaf.label) if tree.value else "")


def formula_text(tree: Expr, reading: Callable[[Number], str]) -> str:
    """A tree as text, products without gaps; of a long sum the first terms and the rest as one."""
    return "".join(token.text for token in abridge(tree).tokens(reading)).replace(" · ", "·")


# -- how far a number sees -------------------------------------------------------------------------


def sights_of(network: Network) -> dict[str, Sight]:
    """What each value of an example sees of the input. What is no example's own, a weight or a
    batch's mean, is not in it."""
    axes = network.shapes[INPUT][2:] or network.shapes[INPUT][1:]
    seen: dict[str, Sight] = {INPUT: (ReceptiveAxis(),) * len(axes)}
    for use in network.applications:
        reads = [seen[name] for name in use.reads if name in seen]
        if not use.op.batched or not reads:
            continue
        sight = None if use.op.whole else _widest(reads)
        reach = use.op.reach(*(network.shapes[name] for name in use.reads))
        seen[use.writes] = _further(sight, reach) if sight is not None else None
    return seen


def _further(sight: tuple[ReceptiveAxis, ...], reach: tuple[Reach, ...]) -> Sight:
    """What a window sees that reaches so far over numbers that see this much."""
    if reach and len(reach) != len(sight):
        # the input was put into another shape: its places are counted in the new one
        if any(axis.size.value != 1 for axis in sight):
            return None
        sight = (ReceptiveAxis(),) * len(reach)
    return tuple(map(_reaching, sight, reach)) if reach else sight


def _reaching(axis: ReceptiveAxis, one: Reach) -> ReceptiveAxis:
    """What a window sees along one axis."""
    cycle = one.cycle
    moved = int(one.stride * len(cycle))  # places of what it reads, from one cycle to the next
    times = len(axis.ends) // math.gcd(len(axis.ends), moved)
    ends = tuple(
        _hull([axis.at(tap + n * moved) for tap in taps]) for n in range(times) for taps in cycle
    )
    found = ReceptiveAxis(axis.size, axis.step * one.stride, ends)
    return replace(found, size=_grown(axis, one.extent, found))


def _hull(ends: Iterable[Ends]) -> Ends:
    """From the first of some places to the last."""
    known = [each for each in ends if each is not None]
    return (min(a for a, _ in known), max(b for _, b in known)) if known else None


def _grown(axis: ReceptiveAxis, extent: int, grown: ReceptiveAxis) -> Expr:
    """``size + (extent − 1) · step``; where numbers were repeated or painted, which see alike in
    groups, the last place less the first one, and 1."""
    step = lift(axis.step.numerator)
    if axis.step.denominator != 1:
        step = step / axis.step.denominator
    size = axis.size if extent == 1 else lift(axis.size.value) + (lift(extent) - 1) * step
    return size if size.value == grown.width else _between(grown)


def _between(axis: ReceptiveAxis) -> Expr:
    """The last place that the number which sees most is made from, less the first, and 1."""
    known = [each for each in axis.ends if each is not None]
    if not known:
        return lift(0)
    first, last = max(known, key=lambda each: each[1] - each[0])
    return lift(last - first) + 1 if first < 0 else lift(last) - first + 1


def _widest(sights: Sequence[Sight]) -> Sight:
    """What is seen along each axis by numbers that values meet in: everything that one of them
    sees."""
    known = [sight for sight in sights if sight is not None]
    if len(known) < len(sights) or len({len(sight) for sight in known}) > 1:
        return None
    return tuple(map(_meeting, zip(*known, strict=True)))


def _meeting(axes: Sequence[ReceptiveAxis]) -> ReceptiveAxis:
    """What all of these see together along one axis; of equal ones the first."""
    widest = max(axes, key=lambda axis: axis.size.value)
    if len({axis.step for axis in axes}) > 1:
        return widest
    count = math.lcm(*(len(axis.ends) for axis in axes))
    ends = tuple(_hull([axis.at(n) for axis in axes]) for n in range(count))
    found = replace(widest, ends=ends)
    return found if widest.size.value == found.width else replace(found, size=_between(found))
