"""What the drawn network is made of: which layer, unit, weight or bias a number of the trace is.

A name of the trace belongs to a block (a layer's values, gradients and validation values all belong
to that layer) or to the weights or the bias of one. In between stands only arithmetic on names and
indices; nothing here knows a place on the screen.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from ui.geometry.network import LOSS, LOSSES, TARGET, Block, Ending
from visualnn.expr import Source
from visualnn.layers import Layer
from visualnn.network import INPUT, Network
from visualnn.program import Phase, Program

Array = NDArray[np.floating]
Values = Mapping[str, Array]

LEAST_PICTURE = 36
"""So many numbers of an example, if a square number, are drawn as a picture."""


class Part(Enum):
    """What of a layer a number is."""

    UNIT = "unit"
    WEIGHT = "weight"
    BIAS = "bias"


@dataclass(frozen=True, slots=True)
class Spot:
    """One thing that can be pointed at: a unit, its bias, or the weight that leads into it."""

    part: Part
    block: str
    unit: int
    start: int = -1
    """For a weight, the unit that it comes from."""


@dataclass(frozen=True, slots=True)
class Region:
    """All units of a block, all weights into it, or all of its bias."""

    part: Part
    block: str


@dataclass(frozen=True, slots=True)
class Shown:
    """The name that a block or a bundle of edges shows; its array, or None before it exists."""

    name: str
    array: Array | None
    gradient: bool = False


@dataclass(frozen=True, eq=False)
class Wiring:
    """A network and its program, read as a drawing."""

    network: Network
    program: Program

    @cached_property
    def layers(self) -> Mapping[str, Layer]:
        return {layer.name: layer for layer in self.network.layers}

    @cached_property
    def blocks(self) -> tuple[Block, ...]:
        """The input and every layer, in order."""
        shapes = self.network.shapes
        x = shapes[INPUT][1:]
        found = [Block(INPUT, math.prod(x), (), _picture_columns(x))]
        for layer in self.network.layers:
            shape = shapes[self.network.outputs[layer.name]][1:]
            columns = shape[-1] if len(shape) > 1 else 0
            found.append(Block(layer.name, math.prod(shape), layer.inputs, columns))
        return tuple(found)

    @cached_property
    def ending(self) -> Ending:
        return Ending(self.units(TARGET), self.layers[self.output].activation == "softmax")

    @property
    def output(self) -> str:
        """The name of the last layer."""
        return self.network.layers[-1].name

    @cached_property
    def values(self) -> Mapping[str, tuple[str, ...]]:
        """Block → the names of its values in the order in which they are made."""
        made = set(self._shapes)
        found = {INPUT: tuple(n for n in ("batch.x", INPUT) if n in made)}
        for layer in self.network.layers:
            uses = (use for use in self.network.applications if use.layer == layer.name)
            found[layer.name] = tuple(use.writes for use in uses)
        return found | {TARGET: ("t",), LOSSES: ("losses",), LOSS: ("L",)}

    @cached_property
    def gradients(self) -> Mapping[str, tuple[str, ...]]:
        """Block → the names of its gradients in the order in which they are made; () for none."""
        found: dict[str, list[str]] = {name: [] for name in self.values}
        for instruction in self.program.closing:
            region = self.region(instruction.writes)
            if instruction.phase is Phase.BACKWARD and region and region.part is Part.UNIT:
                found[region.block].append(instruction.writes)
        return {name: tuple(names) for name, names in found.items()}

    def weights(self, block: str) -> str | None:
        """The name of the weights into a block; None if it has none."""
        layer = self.layers.get(block)
        return f"{block}.W" if layer is not None and layer.kind == "dense" else None

    def bias(self, block: str) -> str | None:
        """The name of the bias of a block; None if it has none."""
        return f"{block}.b" if self.weights(block) else None

    def units(self, block: str) -> int:
        """How many units a block has."""
        return math.prod(self._shapes[self.values[block][-1]][1:])

    def rows(self, prefix: str, closing: bool) -> int:
        """How many examples the batch of an iteration has, with a prefix the validation data."""
        shapes = self.program.shapes[closing or bool(prefix)]
        return shapes[f"{prefix}{INPUT}"][0]

    def region(self, name: str) -> Region | None:
        """What a name of the trace is in the drawing; None for what is not drawn."""
        if name not in self._regions:
            self._regions[name] = self._find(name)
        return self._regions[name]

    def spot(self, place: Source) -> Spot | None:
        """What a number of the trace is in the drawing; None for what is not drawn."""
        region = self.region(place.name)
        if region is None:
            return None
        match region.part:
            case Part.WEIGHT:
                return Spot(Part.WEIGHT, region.block, place.index[1], place.index[0])
            case Part.BIAS:
                return Spot(Part.BIAS, region.block, place.index[0])
        shape = self._shapes.get(place.name, ())
        if math.prod(shape[1:]) != self.units(region.block):
            return None
        if len(shape) == 2:
            return Spot(Part.UNIT, region.block, place.index[1])
        unit = np.ravel_multi_index(place.index[1:], shape[1:]) if len(shape) > 1 else 0
        return Spot(Part.UNIT, region.block, int(unit))

    def row(self, place: Source) -> int | None:
        """The example of the batch that a number belongs to; None if it belongs to none."""
        name = place.name.removeprefix("val.")
        if name in {"rows", "correct"}:
            return place.index[0]
        region = self.region(name)
        if region is None or region.part is not Part.UNIT or name.startswith("data."):
            return None
        return place.index[0] if place.index else None

    def number(self, spot: Spot, shown: Shown, row: int) -> Source:
        """The place of the number that a thing of the drawing shows."""
        if spot.part is Part.WEIGHT:
            return Source(shown.name, (spot.start, spot.unit))
        if spot.part is Part.BIAS:
            return Source(shown.name, (spot.unit,))
        shape = self._shapes[shown.name] if shown.array is None else shown.array.shape
        if len(shape) <= 1:
            return Source(shown.name, (row,) * len(shape))
        return Source(shown.name, (row, *map(int, np.unravel_index(spot.unit, shape[1:]))))

    def shown(self, block: str, values: Values, prefix: str, gradient: bool) -> Shown:
        """The latest of a block's values, or of its gradients. What has no gradient shows its
        value."""
        gradient = gradient and bool(self.gradients[block])
        if gradient:
            names = self.gradients[block]
        else:
            names = tuple(f"{prefix}{name}" for name in self.values[block])
        for name in reversed(names):
            if name in values:
                return Shown(name, values[name], gradient)
        return Shown(names[-1], None, gradient)

    def shown_parameter(self, name: str, values: Values, gradient: bool) -> Shown:
        """A parameter, or its gradient."""
        name = f"d.{name}" if gradient else name
        return Shown(name, values.get(name), gradient)

    @cached_property
    def _shapes(self) -> Mapping[str, tuple[int, ...]]:
        return self.program.shapes[True]

    @cached_property
    def _regions(self) -> dict[str, Region | None]:
        """What is known of names so far; grows with each one that is asked for."""
        return {}

    @cached_property
    def _blocks(self) -> Mapping[str, str]:
        """Every name of a value → its block."""
        found = {name: block for block, names in self.values.items() for name in names}
        return found | {"data.x": INPUT, "data.t": TARGET, "batch.t": TARGET}

    def _find(self, name: str) -> Region | None:
        name = name.removeprefix("val.")
        for parameter in self.network.parameters:
            if name == parameter.name or name.endswith(f".{parameter.name}"):
                part = Part.WEIGHT if parameter.name.endswith(".W") else Part.BIAS
                return Region(part, parameter.layer)
        if name.startswith("d."):
            head, dot, last = name.removeprefix("d.").rpartition(".")
            partial = dot and last.rstrip("0123456789") in {"use", "sum"}
            name = head if partial else name.removeprefix("d.")
        block = self._blocks.get(name)
        return None if block is None else Region(Part.UNIT, block)


def row_of(array: Array, row: int) -> Array:
    """The numbers of one example, in one row; of a scalar the number itself."""
    return array.reshape(1) if array.ndim == 0 else array[row].reshape(-1)


def _picture_columns(shape: tuple[int, ...]) -> int:
    """The width of the picture that an example is, 0 if it is none."""
    if len(shape) > 1:
        return shape[-1]
    side = math.isqrt(shape[0])
    return side if shape[0] >= LEAST_PICTURE and side * side == shape[0] else 0
