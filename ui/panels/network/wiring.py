"""What the drawn network is made of: which layer, unit, weight or bias a number of the trace is.

A name of the trace belongs to a block (a layer's values, gradients and validation values all belong
to that layer) or to the weights or the bias of one. In between stands only arithmetic on names and
indices; nothing here knows a place on the screen.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from enum import Enum
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from ui.kit.geometry.grid import picture_side
from ui.panels.network.geometry import (
    LOSS,
    LOSSES,
    TARGET,
    OutputColumn,
    UnplacedBlock,
    UnplacedSteps,
    ranks_of,
)
from visualnn.dataclass import dataclass
from visualnn.expr import Source
from visualnn.layers import Application, Layer
from visualnn.names import ASKED
from visualnn.network import INPUT, RAW_INPUT, Network
from visualnn.program import Phase, Program
from visualnn.views.unrolled import (
    StepPlace,
    UnrolledLayer,
    steps_of_lines,
    steps_reached,
    unrolled_layers,
    value_name,
)

Array = NDArray[np.floating]
Values = Mapping[str, Array]


class LayerPart(Enum):
    """The part of a layer that a number belongs to."""

    UNIT = "unit"
    WEIGHT = "weight"
    BIAS = "bias"
    OTHER = "other"
    """A parameter of another kind, which has a name in the drawing and no line: a filter, a scale,
    a table."""


@dataclass(frozen=True, slots=True)
class NetworkSpot:
    """One thing that can be pointed at: a unit, its bias, or the weight that leads into it."""

    part: LayerPart
    block: str
    unit: int
    start: int = -1
    """For a weight, the unit that it comes from."""


@dataclass(frozen=True, slots=True)
class NetworkRegion:
    """All units of a block, all weights into it, all of its bias, or another parameter of it."""

    part: LayerPart
    block: str
    name: str = ""
    """Of another parameter its name."""


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
    squared: frozenset[str] = frozenset()
    """The layers whose units have squares."""

    @cached_property
    def layers(self) -> Mapping[str, Layer]:
        return {layer.name: layer for layer in self.network.layers}

    @cached_property
    def blocks(self) -> tuple[UnplacedBlock, ...]:
        """The input and every layer, in order."""
        shapes = self.network.shapes
        x = shapes.get(INPUT, (1, 1))[1:]
        found = [UnplacedBlock(INPUT, math.prod(x), (), _picture_columns(x), _channels(x))]
        for layer in self.network.layers:
            shape = shapes[self.network.outputs[layer.name]][1:]
            columns = shape[-1] if len(shape) > 1 else 0
            reads = tuple(dict.fromkeys(layer.inputs))
            found.append(
                UnplacedBlock(
                    layer.name,
                    math.prod(shape),
                    reads,
                    columns,
                    _channels(shape),
                    layer.name in self.squared,
                    self.steps.get(layer.name),
                )
            )
        return tuple(found)

    @cached_property
    def unrolled(self) -> Mapping[str, UnrolledLayer]:
        """Recurrent layer → its time steps and their cells."""
        return unrolled_layers(self.network)

    @cached_property
    def steps(self) -> Mapping[str, UnplacedSteps]:
        """Recurrent layer → what of its steps is drawn."""
        return {
            name: UnplacedSteps(
                name,
                each.count,
                each.words,
                each.memories,
                each.units,
                each.features,
                each.output == each.name(each.count, each.words[-1]),
            )
            for name, each in self.unrolled.items()
        }

    @cached_property
    def cells(self) -> Mapping[str, tuple[str, StepPlace]]:
        """Block of a cell → its layer and its place in it."""
        return {
            self.steps[name].block(step, word): (name, StepPlace(step, word))
            for name, each in self.unrolled.items()
            for step, word in each.cells
        }

    @cached_property
    def same_cells(self) -> Mapping[str, tuple[str, ...]]:
        """Block of a cell → the blocks of the same cell in all time steps."""
        found: dict[tuple[str, str], tuple[str, ...]] = {}
        for block, (layer, place) in self.cells.items():
            found[layer, place.word] = (*found.get((layer, place.word), ()), block)
        return {block: found[layer, place.word] for block, (layer, place) in self.cells.items()}

    @cached_property
    def _step_blocks(self) -> Mapping[str, str]:
        """Name of a value in a time step → the block that shows it: a cell, or where it is of
        several the whole step."""
        found = {}
        for name, each in self.unrolled.items():
            for value, (step, word) in each.in_steps.items():
                block = self.steps[name].block(step, word)
                found[value] = block if word else each.step_name(step)
        return found

    @cached_property
    def reached(self) -> Mapping[str, Mapping[bool, tuple[int, ...]]]:
        """Recurrent layer → is it a closing iteration? → for each line the time step that the
        layer has come to."""
        lines = {closing: self.program.instructions_of(closing) for closing in (False, True)}
        return {
            name: {
                closing: tuple(steps_reached(steps_of_lines(each, lines[closing])))
                for closing in lines
            }
            for name, each in self.unrolled.items()
        }

    @cached_property
    def ranks(self) -> Mapping[str, int]:
        """Block → how many columns it stands behind the input; what follows the output stands with
        it, time steps and their cells with their layer."""
        ranks = ranks_of(self.blocks)
        last = max(ranks.values())
        in_steps = {
            block: ranks[name]
            for name, each in self.unrolled.items()
            for block in (*map(each.step_name, range(each.count + 1)), *self._cells_of(name))
        }
        return ranks | dict.fromkeys((TARGET, LOSSES, LOSS), last) | in_steps

    def _cells_of(self, layer: str) -> list[str]:
        return [block for block, (owner, _place) in self.cells.items() if owner == layer]

    @cached_property
    def ending(self) -> OutputColumn:
        softmax = self.output in self.layers and self.layers[self.output].activation == "softmax"
        targets = self.units(TARGET) if TARGET in self.values else 0
        return OutputColumn(targets, softmax, LOSSES in self.values, LOSS in self.values)

    @property
    def output(self) -> str:
        """The name of the last layer; the input's, if there is no layer."""
        return self.network.layers[-1].name if self.network.layers else INPUT

    @cached_property
    def values(self) -> Mapping[str, tuple[str, ...]]:
        """Block → the names of its values in the order in which they are made."""
        made = self._shapes
        found: dict[str, list[str]] = {INPUT: [n for n in (RAW_INPUT, INPUT) if n in made]}
        found |= {layer.name: [] for layer in self.network.layers}
        found |= {block: [] for block in self.cells}
        blocks = self._step_blocks
        unrolled = set(self.unrolled)  # the layers whose last state is not made yet
        ends = {each.name(each.count, each.words[-1]): n for n, each in self.unrolled.items()}
        for use in self.network.applications:
            block = blocks.get(use.writes, use.layer)
            # what a recurrent layer computes for all of its steps is none of its units
            is_early = use.writes not in blocks and use.layer in unrolled
            if block in found and use.writes in made and not is_early:
                found[block].append(use.writes)
            unrolled.discard(ends.get(use.writes, ""))
        for layer in self.network.layers:
            if not found[layer.name]:  # it hands on what it reads
                found[layer.name] = [self.network.outputs[layer.name]]
        for block, name in ((TARGET, "t"), (LOSSES, "losses"), (LOSS, "L")):
            if name in made:
                found[block] = [name]
        return {block: tuple(names) for block, names in found.items()}

    @cached_property
    def gradients(self) -> Mapping[str, tuple[str, ...]]:
        """Block → the names of its gradients in the order in which they are made; () for none."""
        found: dict[str, list[str]] = {name: [] for name in self.values}
        for instruction in self.program.closing:
            region = self.region(instruction.writes)
            if instruction.phase is not Phase.BACKWARD or region is None:
                continue
            if region.part is LayerPart.UNIT and region.block in found:
                found[region.block].append(instruction.writes)
        return {name: tuple(names) for name, names in found.items()}

    def weights(self, block: str) -> str | None:
        """The name of the weights into a block; None if it has none."""
        return self._drawn.get(block, (None, None))[0]

    def bias(self, block: str) -> str | None:
        """The name of the bias of a block; None if it has none."""
        return self._drawn.get(block, (None, None))[1]

    @cached_property
    def _drawn(self) -> Mapping[str, tuple[str | None, str | None]]:
        """Block → its weights and its bias, as far as each weight is a line from one unit to
        another and each bias belongs to one unit."""
        found: dict[str, tuple[str | None, str | None]] = {}
        for layer in self.network.layers:
            weights, bias = f"{layer.owner}.W", f"{layer.owner}.b"
            if layer.kind != "dense" or len(layer.inputs) != 1:
                continue
            sides = self.units(layer.inputs[0]), self.units(layer.name)
            if self._shapes.get(weights) == sides:
                fits = self._shapes.get(bias) == sides[1:]
                found[layer.name] = weights, bias if fits else None
        return found

    @cached_property
    def _uses(self) -> Mapping[str, tuple[Application, ...]]:
        found: dict[str, list[Application]] = {}
        for use in self.network.applications:
            found.setdefault(use.layer, []).append(use)
        return {layer: tuple(uses) for layer, uses in found.items()}

    def uses(self, block: str) -> tuple[Application, ...]:
        """The ops of a layer, in order."""
        return self._uses.get(block, ())

    @cached_property
    def weighted(self) -> tuple[str, ...]:
        """The blocks whose weights are drawn."""
        return tuple(block for block, (weights, _bias) in self._drawn.items() if weights)

    @cached_property
    def biased(self) -> tuple[str, ...]:
        """The blocks whose bias is drawn."""
        return tuple(block for block, (_weights, bias) in self._drawn.items() if bias)

    @cached_property
    def parameters(self) -> Mapping[str, tuple[str, ...]]:
        """Block → the names of its own parameters in their order."""
        found: dict[str, tuple[str, ...]] = {}
        for parameter in self.network.parameters:
            found[parameter.layer] = (*found.get(parameter.layer, ()), parameter.name)
        return found

    def shape(self, name: str) -> tuple[int, ...]:
        """The shape of a name of the trace."""
        return self._shapes.get(name, ())

    def units(self, block: str) -> int:
        """The count of units of a block."""
        names = self.values[block]
        return math.prod(self._shapes[names[-1]][1:]) if names else 1

    def rows(self, prefix: str, closing: bool) -> int:
        """The count of examples in the batch of an iteration; with a prefix, in the validation
        data."""
        shapes = self.program.shapes[closing or bool(prefix)]
        return max(1, shapes.get(f"{prefix}{INPUT}", (1,))[0])

    def region(self, name: str) -> NetworkRegion | None:
        """The region of the drawing that shows a name of the trace; None for a name that is not
        drawn."""
        if name not in self._regions:
            self._regions[name] = self._find(name)
        return self._regions[name]

    def spot(self, place: Source) -> NetworkSpot | None:
        """The spot of the drawing that shows a number of the trace; None for a number that is not
        drawn."""
        region = self.region(place.name)
        if region is None:
            return None
        match region.part:
            case LayerPart.WEIGHT:
                return NetworkSpot(LayerPart.WEIGHT, region.block, place.index[1], place.index[0])
            case LayerPart.BIAS:
                return NetworkSpot(LayerPart.BIAS, region.block, place.index[0])
            case LayerPart.OTHER:
                return None
        shape = self._shapes.get(place.name.removeprefix(ASKED), ())
        if region.block not in self.values:
            return self._spot_of_gate(place)
        if math.prod(shape[1:]) != self.units(region.block):
            return None
        if len(shape) == 2:
            return NetworkSpot(LayerPart.UNIT, region.block, place.index[1])
        unit = np.ravel_multi_index(place.index[1:], shape[1:]) if len(shape) > 1 else 0
        return NetworkSpot(LayerPart.UNIT, region.block, int(unit))

    def _spot_of_gate(self, place: Source) -> NetworkSpot | None:
        """The unit of a gate whose column a number in the sums of a time step is."""
        name = value_name(place.name)
        layer = self.unrolled[name.partition(".")[0]]
        gate, unit = layer.gate_of(place.index[-1])
        block = self.steps[layer.layer].block(layer.in_steps[name].step, gate)
        return NetworkSpot(LayerPart.UNIT, block, unit)

    def row(self, place: Source) -> int | None:
        """The example of the batch that a number belongs to; None if it belongs to none."""
        name = place.name.removeprefix("val.").removeprefix(ASKED)
        if name in {"rows", "correct"}:
            return place.index[0]
        region = self.region(name)
        if region is None or region.part is not LayerPart.UNIT or name.startswith("data."):
            return None
        return place.index[0] if place.index else None

    @cached_property
    def _shown(self) -> Mapping[str, tuple[str, ...]]:
        """Block → those of its values that have a number for each of its units."""
        return {block: self._whole(block, names) for block, names in self.values.items()}

    @cached_property
    def _shown_gradients(self) -> Mapping[str, tuple[str, ...]]:
        return {
            block: self._whole(block, self._of_cell(block, names))
            for block, names in self.gradients.items()
        }

    def _of_cell(self, block: str, names: tuple[str, ...]) -> tuple[str, ...]:
        """Of gradients in a cell of a time step those of the cell itself: of the state h, not of
        the sum before it."""
        if block not in self.cells:
            return names
        layer, place = self.cells[block]
        own = self.unrolled[layer].name(place.step, place.word)
        return tuple(name for name in names if value_name(name) == own)

    def _whole(self, block: str, names: tuple[str, ...]) -> tuple[str, ...]:
        units = self.units(block)
        return tuple(name for name in names if math.prod(self.shape(name)[1:]) == units)

    def number(self, spot: NetworkSpot, shown: Shown, row: int) -> Source:
        """The place of the number that a thing of the drawing shows."""
        if spot.part is LayerPart.WEIGHT:
            return Source(shown.name, (spot.start, spot.unit))
        if spot.part is LayerPart.BIAS:
            return Source(shown.name, (spot.unit,))
        # what was asked about has no loss, but the loss has its name
        known = self.shape(shown.name.removeprefix(ASKED))
        shape = known if shown.array is None else shown.array.shape
        if len(shape) <= 1:
            return Source(shown.name, (min(row, shape[0] - 1),) if shape else ())
        row = min(row, shape[0] - 1)
        return Source(shown.name, (row, *map(int, np.unravel_index(spot.unit, shape[1:]))))

    def shown(self, block: str, values: Values, prefix: str, gradient: bool) -> Shown:
        """The latest of a block's values, or of its gradients. What has no gradient shows its
        value."""
        gradient = gradient and bool(self._shown_gradients.get(block))
        if gradient:
            names = self._shown_gradients[block]
        else:
            names = tuple(f"{prefix}{name}" for name in self._shown[block])
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
    def _regions(self) -> dict[str, NetworkRegion | None]:
        """What is known of names so far; grows with each one that is asked for."""
        return {}

    @cached_property
    def _blocks(self) -> Mapping[str, str]:
        """Every name of a value → its block."""
        found = {name: block for block, names in self.values.items() for name in names}
        return found | {"data.x": INPUT, "data.t": TARGET, "batch.t": TARGET}

    @cached_property
    def _owners(self) -> Mapping[str, str]:
        """The name of a parameter → its block."""
        return {parameter.name: parameter.layer for parameter in self.network.parameters}

    def _parameter_in(self, name: str) -> str | None:
        """The parameter that a name is, or is about: its gradient, an optimizer's memory of it."""
        while name:
            if name in self._owners:
                return name
            name = name.partition(".")[2]
        return None

    def _find(self, name: str) -> NetworkRegion | None:
        told, name = name, name.removeprefix("val.").removeprefix(ASKED)
        parameter = self._parameter_in(name)
        if parameter is not None:
            block, drawn = self._owners[parameter], self._drawn.get(self._owners[parameter], ())
            # a penalty or a length is one number of the parameter as a whole
            like_it = self._shapes.get(told, ()) == self._shapes[parameter]
            if parameter in drawn and like_it:
                return NetworkRegion(
                    (LayerPart.WEIGHT, LayerPart.BIAS)[drawn.index(parameter)], block
                )
            return NetworkRegion(LayerPart.OTHER, block, parameter)
        name = value_name(name)
        shown_in = self._blocks.get(name) or self._step_blocks.get(name)
        if shown_in is not None:
            return NetworkRegion(LayerPart.UNIT, shown_in)
        layer = name.partition(".")[0]
        return NetworkRegion(LayerPart.OTHER, layer, name) if layer in self.layers else None


def row_of(array: Array, row: int) -> Array:
    """The numbers of one example, in one row; of a scalar the number itself."""
    if array.ndim == 0:
        return array.reshape(1)
    return array[min(row, len(array) - 1)].reshape(-1)


def _picture_columns(shape: tuple[int, ...]) -> int:
    """The width of the picture that an example is, 0 if it is none."""
    if len(shape) > 1:
        return shape[-1]
    return picture_side(math.prod(shape))


def _channels(shape: tuple[int, ...]) -> int:
    """How many pictures an example is: (…, height, width) are as many as all the others count."""
    return math.prod(shape[:-2])
