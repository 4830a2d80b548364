"""What the drawn network shows at one frame: which numbers, of which example, and what is marked.

Everything is decided here, without a screen; the panel only paints it. The example is the row in
focus, so that the same frame always gives the same picture, unless the learner chose another row.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import field
from enum import Enum
from functools import cached_property, partial
from typing import Final, TypeVar

import numpy as np
from numpy.typing import NDArray

from ui.panels.network.steps import looked_steps
from ui.panels.network.wiring import (
    Array,
    LayerPart,
    NetworkRegion,
    NetworkSpot,
    Shown,
    Wiring,
    row_of,
)
from visualnn.dataclass import dataclass
from visualnn.expr import Source
from visualnn.names import ASKED
from visualnn.program import Phase
from visualnn.tell.frame import Frame

MAX_EDGE_COUNT = 600
"""Edges that are drawn one by one, at most; of bundles that do not fit, only the strongest few."""
STRONGEST_EDGE_COUNT = 64
MARKED_SOURCE_COUNT = 1_000
"""Numbers that the one in focus is made of and that are marked, at most: of more every second,
third …"""
MAX_SORTED_WEIGHT_COUNT: Final = 1_000_000
"""Among more weights the strongest are not looked for; some are drawn."""


V = TypeVar("V")


class Wanted(Mapping[str, V]):
    """A mapping whose values are made when they are asked for: of thousands of layers a picture
    shows a few."""

    def __init__(self, names: Collection[str], make: Callable[[str], V]) -> None:
        self._names, self._make = names, make
        self._made: dict[str, V] = {}

    def __getitem__(self, name: str) -> V:
        if name not in self._made:
            if name not in self._names:
                raise KeyError(name)
            self._made[name] = self._make(name)
        return self._made[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._names)

    def __len__(self) -> int:
        return len(self._names)


class Mode(Enum):
    """Which numbers the learner asked for."""

    VALUES = "values"
    GRADIENTS = "gradients"
    FOLLOW = "follow"
    """Gradients while the gradients are computed, values otherwise; but always what is read."""


@dataclass(frozen=True)
class Edges:
    """Which weights into a block are drawn: pairs of units, the weakest first, of how many."""

    pairs: tuple[tuple[int, int], ...]
    of: int
    unit: tuple[str, int] | None = None
    """The unit whose weights they are, where it is one unit's."""

    @cached_property
    def index(self) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
        """The pairs as an index into the array of weights."""
        starts, ends = np.array(self.pairs, np.intp).reshape(-1, 2).T
        return starts, ends


@dataclass(frozen=True, eq=False)
class Scene:
    """The part of a frame that the network panel shows."""

    wiring: Wiring
    gradient: bool
    validation: bool
    asked: bool
    """Whether it is the example that the network was asked about."""
    rows: int
    row: int
    shown: Mapping[str, Shown]
    """Block → what its units show."""
    weights: Mapping[str, Shown]
    biases: Mapping[str, Shown]
    others: Mapping[str, Shown]
    """Parameter that is no line of the drawing → what is shown of it."""
    regions: tuple[NetworkRegion, ...]
    """What the current instruction reads and writes, each once, in this order: outlines that
    overlap are painted alike each time."""
    focus: NetworkSpot | None
    sources: tuple[NetworkSpot, ...]
    """What the number in focus is made from, each once, in the order of its sum."""
    unfinished: Source | None = None
    """The number in focus while its sum is not added up."""
    pinned: tuple[str, int] | None = None
    """The block and the unit whose square is pinned."""
    looked: Mapping[str, int] = field(default_factory=dict)
    """Recurrent layer → the time step that is looked at."""
    named: NetworkRegion | None = None
    """The parameter without a line to which the number in focus belongs."""
    named_sources: frozenset[NetworkRegion] = frozenset()
    """The parameters without a line that the number in focus is made from."""

    @cached_property
    def numbers(self) -> Mapping[str, Array | None]:
        """Block → the numbers of the row that is shown; None before they are computed."""

        def read(name: str) -> Array | None:
            array = self.shown[name].array
            return None if array is None else row_of(array, self.row)

        return Wanted(self.shown, read)

    def place(self, spot: NetworkSpot) -> Source:
        """The name and index of the number that a spot shows."""
        return self.wiring.number(spot, self._shown(spot), self.row)

    def value(self, spot: NetworkSpot) -> float | None:
        """The number that a spot shows; None before it is computed."""
        array, place = self._shown(spot).array, self.place(spot)
        return None if array is None or place == self.unfinished else float(array[place.index])

    @cached_property
    def waiting(self) -> NetworkSpot | None:
        """The thing of the drawing whose number is not added up yet."""
        spot = self.wiring.spot(self.unfinished) if self.unfinished is not None else None
        return spot if spot is not None and self.place(spot) == self.unfinished else None

    def _shown(self, spot: NetworkSpot) -> Shown:
        match spot.part:
            case LayerPart.WEIGHT:
                return self.weights[spot.block]
            case LayerPart.BIAS:
                return self.biases[spot.block]
        return self.shown[spot.block]


def make_scene(wiring: Wiring, frame: Frame, mode: Mode, chosen: int | None) -> Scene:
    """Read a frame as a drawing. ``chosen`` is a row that the learner picked."""
    phase = frame.instruction.phase if frame.instruction else Phase.BATCH
    gradient = mode is Mode.GRADIENTS or (mode is Mode.FOLLOW and phase is Phase.BACKWARD)
    place = frame.focus.place if frame.focus else None
    row = wiring.row(place) if place else None
    validation = phase is Phase.EVALUATE
    if place is not None and row is not None:
        validation = place.name.startswith("val.")
    asked = place is not None and place.name.startswith(ASKED)
    gradient = gradient and not (validation or asked)
    prefix = ASKED if asked else "val." if validation else ""
    rows = wiring.rows(prefix, wiring.program.is_closing(frame.place.iteration))
    row = next((known for known in (chosen, row) if known is not None), 0)
    sides = _sides(wiring, frame, gradient) if mode is Mode.FOLLOW and not prefix else {}

    def parameter(part: LayerPart, block: str) -> Shown:
        name = wiring.weights(block) if part is LayerPart.WEIGHT else wiring.bias(block)
        side = sides.get(NetworkRegion(part, block), gradient)
        return wiring.shown_parameter(name or "", frame.values, side)

    def unit(name: str) -> Shown:
        side = sides.get(NetworkRegion(LayerPart.UNIT, name), gradient)
        return wiring.shown(name, frame.values, prefix, side)

    shown = Wanted(wiring.values, unit)
    weights = Wanted(wiring.weighted, partial(parameter, LayerPart.WEIGHT))
    biases = Wanted(wiring.biased, partial(parameter, LayerPart.BIAS))

    def other(name: str) -> Shown:
        region = wiring.region(name)
        side = sides.get(region, gradient) if region is not None else gradient
        return wiring.shown_parameter(name, frame.values, side)

    names = (*frame.read, frame.written) if frame.instruction else ()
    regions = (wiring.region(name) for name in names)
    return Scene(
        wiring,
        gradient,
        validation,
        asked,
        rows,
        min(row, rows - 1),
        shown,
        weights,
        biases,
        Wanted([each.name for each in wiring.network.parameters], other),
        tuple(dict.fromkeys(region for region in regions if region)),
        wiring.spot(place) if place else None,
        tuple(dict.fromkeys(_sources(wiring, frame))),
        frame.unfinished,
        _pinned(wiring, frame),
        looked_steps(wiring, frame),
        _named(wiring, place),
        frozenset(_named_sources(wiring, frame)),
    )


def _named(wiring: Wiring, place: Source | None) -> NetworkRegion | None:
    """The parameter without a line to which a number belongs."""
    region = None if place is None else wiring.region(place.name)
    return region if region is not None and region.part is LayerPart.OTHER else None


def _named_sources(wiring: Wiring, frame: Frame) -> Iterator[NetworkRegion]:
    """The parameters without a line that the number in focus is made from."""
    for leaf in frame.explanation.made_from if frame.explanation is not None else ():
        region = _named(wiring, leaf.source)
        if region is not None:
            yield region


def _pinned(wiring: Wiring, frame: Frame) -> tuple[str, int] | None:
    """The block and the unit whose square is pinned."""
    spot = None if frame.pinned is None else wiring.spot(frame.pinned)
    return None if spot is None else (spot.block, spot.unit)


def _sides(wiring: Wiring, frame: Frame, gradient: bool) -> Mapping[NetworkRegion, bool]:
    """Region → whether what is going on there concerns its gradient rather than its value.

    The gradient of a weight is made from values of one layer and gradients of the next: each shows
    what is read. The number in focus always shows.
    """
    names = [*sorted(frame.read, key=_is_gradient), frame.written] if gradient else []
    if frame.focus is not None:
        names.append(frame.focus.place.name)
    found = {}
    for name in names:
        region = wiring.region(name)
        if region is not None:
            found[region] = _is_gradient(name)
    return found


def _is_gradient(name: str) -> bool:
    return name.startswith("d.")


def _sources(wiring: Wiring, frame: Frame) -> Iterator[NetworkSpot]:
    if frame.explanation is None:
        return
    numbers = frame.explanation.made_from
    step = -(-len(numbers) // MARKED_SOURCE_COUNT)  # of very many every second, third …
    for leaf in numbers[:: max(1, step)]:
        spot = wiring.spot(leaf.source) if leaf.source else None
        if spot is not None:
            yield spot


def bundles(wiring: Wiring, placed: Collection[str] | None = None) -> Mapping[str, bool]:
    """Block with weights → whether all of them are drawn; small bundles come first. Only of blocks
    that are ``placed``, with what they read."""
    sizes = {
        block: wiring.units(start) * wiring.units(block)
        for block in wiring.weighted
        for start in wiring.layers[block].inputs
        if placed is None or {block, start} <= set(placed)
    }
    room = MAX_EDGE_COUNT
    found = {}
    for block, size in sorted(sizes.items(), key=lambda item: item[1]):
        found[block] = size <= room
        room -= min(size, room if size <= room else STRONGEST_EDGE_COUNT)
    return found


def every_edge(wiring: Wiring, block: str) -> Edges:
    """All weights into a block."""
    rows, columns = wiring.units(wiring.layers[block].inputs[0]), wiring.units(block)
    pairs = tuple((i, j) for i in range(rows) for j in range(columns))
    return Edges(pairs, len(pairs))


def drawn_edges(scene: Scene, block: str, looked_at: NetworkSpot | None) -> Edges:
    """The weights into a block that are drawn where there are too many, the weakest first.

    They are those of the unit that is looked at, or in focus, on either side of the bundle, and
    the strongest of all where no unit is. Before there are weights they are evenly spread.
    """
    weights = scene.weights[block].array
    start = scene.wiring.layers[block].inputs[0]
    rows, columns = scene.wiring.units(start), scene.wiring.units(block)
    unit: tuple[str, int] | None = None
    first, step, count = 0, 1, rows * columns  # the places of the weights among which they are
    for spot in (looked_at, scene.focus):
        if spot is not None and spot.block == block and spot.part is not LayerPart.OTHER:
            unit, first, step, count = (block, spot.unit), spot.unit, columns, rows
            break
        if spot is not None and spot.block == start and spot.part is LayerPart.UNIT:
            unit, first, step, count = (start, spot.unit), spot.unit * columns, 1, columns
            break
    if weights is None or (unit is None and count > MAX_SORTED_WEIGHT_COUNT):
        kept = [first + step * place for place in _spread(count)]
    else:
        strength = np.abs(weights.reshape(-1)[first : first + step * (count - 1) + 1 : step])
        strength = np.where(np.isfinite(strength), strength, np.inf)
        if count > 2 * STRONGEST_EDGE_COUNT:
            few = np.sort(np.argpartition(strength, -STRONGEST_EDGE_COUNT)[-STRONGEST_EDGE_COUNT:])
        else:
            few = np.arange(count)
        few = few[np.argsort(strength[few], kind="stable")[-STRONGEST_EDGE_COUNT:]]
        kept = (first + step * few).tolist()
    return Edges(tuple(divmod(place, columns) for place in kept), rows * columns, unit)


def _spread(count: int) -> list[int]:
    """Some places out of so many, all different and far from each other."""
    step = max(1, count // STRONGEST_EDGE_COUNT)
    while math.gcd(step, count) != 1:
        step += 1
    return [place * step % count for place in range(min(count, STRONGEST_EDGE_COUNT))]
