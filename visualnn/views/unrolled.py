"""Recurrent layers unrolled through time: which value of the trace belongs to which time step, and
which of them a learner would name.

A step has *cells*: its input ``x``, the gates, and the memories that are handed on (of an LSTM i,
f, g, o, c and h, of a GRU r, z, n and h, of a plain recurrent layer h). What else is computed in a
step leads to one of the cells, as ``i_sum`` to ``i``, or to several, as ``sum`` to all four gates;
a column of these belongs to one gate. All of it is read from the names that the layer writes and
from what its lines read.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from typing import NamedTuple

from ..dataclass import dataclass
from ..layers import Application, Layer
from ..layers.recurrent import Recurrent
from ..names import whole_gradient
from ..network import Network
from ..program import Instruction, Phase

__all__ = [
    "INPUT_WORD",
    "StepPlace",
    "UnrolledLayer",
    "steps_of_lines",
    "steps_of_program",
    "steps_reached",
    "unrolled_layers",
    "value_name",
]

INPUT_WORD = "x"
"""What the input of a step is called."""
_STEP_NAME = re.compile(r"t(\d+)\.(.+)")


class StepPlace(NamedTuple):
    """Where a value stands: in a time step, and there in a cell, ``""`` where it is of several."""

    step: int
    word: str


@dataclass(frozen=True, eq=False)
class UnrolledLayer:
    """A recurrent layer's cells. Step 0 has the memories alone, as they are before the first input;
    ``uses`` are the layer's lines in order."""

    layer: str
    count: int
    """How many time steps."""
    units: int
    features: int
    """How many numbers the input of a step has."""
    gates: tuple[str, ...]
    """The gates in the order of their columns in the weights."""
    memories: tuple[str, ...]
    """What one step hands to the next; the state ``h`` is the last."""
    output: str
    """The name of the layer's output."""
    uses: tuple[Application, ...]

    @property
    def words(self) -> tuple[str, ...]:
        """The cells of a step but its input, in the order in which they are made."""
        gates = (gate for gate in self.gates if gate not in self.memories)
        return (*gates, *self.memories)

    def words_of(self, step: int) -> tuple[str, ...]:
        """The cells of one step but its input."""
        return self.words if step else self.memories

    def name(self, step: int, word: str) -> str:
        """What a cell is called in the trace."""
        return f"{self.layer}.t{step}.{word}"

    def step_name(self, step: int) -> str:
        """What a whole step is called: the beginning of the names in it."""
        return f"{self.layer}.t{step}"

    @property
    def cells(self) -> Iterator[tuple[int, str]]:
        """Every cell, step by step, the input first."""
        for step in range(self.count + 1):
            if step:
                yield step, INPUT_WORD
            yield from ((step, word) for word in self.words_of(step))

    @cached_property
    def in_steps(self) -> Mapping[str, StepPlace]:
        """Name of a value → its place, of all that the layer writes in its steps."""
        cells = {self.name(step, word): StepPlace(step, word) for step, word in self.cells}
        found = dict(cells)
        read_by: dict[str, set[str]] = {}
        for use in reversed(self.uses):
            for read in use.reads:
                read_by.setdefault(read, set()).add(use.writes)
            step = self._step(use.writes)
            if step is None or use.writes in cells:
                continue
            words = {
                found[reader].word
                for reader in read_by.get(use.writes, ())
                if reader in found and found[reader].step == step
            }
            found[use.writes] = StepPlace(step, words.pop() if len(words) == 1 else "")
        return found

    def _step(self, name: str) -> int | None:
        match = _STEP_NAME.fullmatch(name.removeprefix(f"{self.layer}."))
        return int(match[1]) if match else None

    def step_of(self, instruction: Instruction) -> int | None:
        """The time step in which the layer executes an instruction: the latest of those whose
        values it reads or writes. So what a step hands back to the one before is still of its own.
        None for a line that is in no step: what is done before the first one or with all states at
        once, and a sum of gradients of the steps that are done."""
        names = (instruction.writes, *instruction.reads)
        values = [value_name(name) for name in names]
        is_outside = self.output not in self.in_steps and self.output in values
        if instruction.layer != self.layer or is_outside:
            return None
        places = [self.in_steps[value] for value in values if value in self.in_steps]
        return max((place.step for place in places), default=None)

    def gate_of(self, column: int) -> tuple[str, int]:
        """The gate and the unit that a column of the weights, or of the sums of a step, is for."""
        return self.gates[column // self.units], column % self.units


def value_name(name: str) -> str:
    """The value that a name of the trace is, of training or of validation, or whose gradient it is,
    or a part of that."""
    return whole_gradient(name.removeprefix("val.")).removeprefix("d.")


def steps_of_lines(
    layer: UnrolledLayer, instructions: Sequence[Instruction]
) -> tuple[int | None, ...]:
    """For each instruction the time step of a layer that it is a line of, None for none.

    In the backward pass the layer's sums of gradients belong to the step that was added last, and
    a step goes on until its last line, also where a line of the step before stands between.
    """
    found: list[int | None] = []
    for instruction in instructions:
        step = layer.step_of(instruction)
        is_backward = instruction.phase is Phase.BACKWARD and instruction.layer == layer.layer
        if step is None and is_backward and all(map(_is_part, instruction.reads)) and found:
            step = found[-1]
        found.append(step)
    latest = 0
    for n in range(len(found) - 1, -1, -1):
        step = found[n]
        if step is not None and instructions[n].phase is Phase.BACKWARD:
            found[n] = latest = max(latest, step)
    return tuple(found)


def steps_of_program(
    network: Network, instructions: Sequence[Instruction]
) -> tuple[int | None, ...]:
    """For each instruction the time step of the recurrent layer that it is a line of, None for a
    line of none."""
    found: list[int | None] = [None] * len(instructions)
    for layer in unrolled_layers(network).values():
        own = steps_of_lines(layer, instructions)
        found = [step if known is None else known for known, step in zip(found, own, strict=True)]
    return tuple(found)


def steps_reached(steps: Iterable[int | None]) -> Iterator[int]:
    """For each line the step that a layer has come to; the first before there is any."""
    reached = 1
    for step in steps:
        reached = step or reached
        yield reached


def _is_part(name: str) -> bool:
    """Whether a name is a part of a gradient: of one use, or of the first uses together."""
    return whole_gradient(name) != name


def unrolled_layers(network: Network) -> Mapping[str, UnrolledLayer]:
    """Name → the cells of every recurrent layer of a network."""
    uses: dict[str, list[Application]] = {}
    for use in network.applications:
        uses.setdefault(use.layer, []).append(use)
    return {
        layer.name: _unrolled(layer, network, tuple(uses[layer.name]))
        for layer in network.layers
        if isinstance(layer, Recurrent)
    }


def _unrolled(layer: Recurrent, network: Network, uses: tuple[Application, ...]) -> UnrolledLayer:
    first = f"{layer.name}.t0."
    written = {use.writes for use in uses}
    memories = tuple(word for word in reversed(layer.memories) if f"{first}{word}" in written)
    count = max(_steps(layer, written))
    shape = network.shapes[f"{layer.name}.t1.{INPUT_WORD}"]
    gates = tuple(layer.gates[layer.convention])
    output = network.outputs[layer.name]
    return UnrolledLayer(
        layer.name, count, layer.units, shape[-1], gates, memories, output, uses
    )  # fmt: skip


def _steps(layer: Layer, names: set[str]) -> Iterator[int]:
    for name in names:
        match = _STEP_NAME.fullmatch(name.removeprefix(f"{layer.name}."))
        if match:
            yield int(match[1])
