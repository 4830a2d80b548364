"""The forward pass of an iteration done again on copies, with some numbers changed: by the
program's own instructions, and without touching the run."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial

import numpy as np

from ..errors import UnknownNameError
from ..expr import Source
from ..ops import Array, Call
from ..program import Instruction, Phase, Program
from ..text import N_

__all__ = ["LOSS", "ForwardAgain", "differentiable_names", "with_loss", "with_update"]

LOSS = "L"


def differentiable_names(program: Program) -> frozenset[str]:
    """The names that the loss is computed from by rules that have a gradient: parameters, inputs,
    and everything between them and L."""
    found = {LOSS}
    for ins in reversed(program.closing):
        if ins.writes in found and ins.phase in (Phase.FORWARD, Phase.LOSS):
            words = zip(ins.op.inputs, ins.reads, strict=True)
            found |= {name for word, name in words if f"grad_{word}" in ins.op.rules}
    return frozenset(found)


def with_loss(program: Program, tick: int, values: Mapping[str, Array]) -> Mapping[str, Array]:
    """The values of a tick, after the rest of the forward pass is done if there is any."""
    return _finish(program, tick, values, lambda ins: ins.writes == LOSS)


def with_update(program: Program, tick: int, values: Mapping[str, Array]) -> Mapping[str, Array]:
    """The values of a tick, after the rest of the iteration's update is done."""
    return _finish(program, tick, values, lambda ins: ins.phase is Phase.UPDATE)


def _finish(
    program: Program,
    tick: int,
    values: Mapping[str, Array],
    is_wanted: Callable[[Instruction], bool],
) -> Mapping[str, Array]:
    """The values after the last of the wanted instructions is done."""
    place = program.locate(tick)
    shapes = program.shapes[program.is_closing(place.iteration)]
    instructions = program.instructions(place.iteration)
    last = max(n for n, ins in enumerate(instructions, 1) if is_wanted(ins))
    known = dict(values)
    for ins in instructions[place.done : last]:
        dtype = known[ins.reads[0]].dtype
        known[ins.writes] = ins.compute([known[n] for n in ins.reads], shapes[ins.writes], dtype)
    return known


class ForwardAgain:
    """An iteration's loss as a function of some of its values, everything else as it is.

    `values` hold all that the forward pass reads and writes. What the loss is made from is computed
    again in float64 as far as it depends on the values that are changed. A number that differs from
    what its instruction makes was edited or held, and stays.
    """

    def __init__(
        self, program: Program, iteration: int, values: Mapping[str, Array], changed: Sequence[str]
    ) -> None:
        closing = program.is_closing(iteration)
        shapes = program.shapes[closing]
        self.arrays: dict[str, Array] = {}
        self._again: list[Instruction] = []
        moved = set(changed)
        for ins in program.instructions(iteration):
            if ins.phase not in (Phase.FORWARD, Phase.LOSS) or ins.writes in changed:
                continue
            if moved.intersection(ins.reads):
                moved.add(ins.writes)
                self._again.append(ins)
        self._again = list(_leading_to_loss(self._again))
        for name in (*changed, LOSS, *(name for ins in self._again for name in ins.reads)):
            self.arrays.setdefault(name, np.array(values[name], np.float64))
        self._held: set[str] = set()
        self._calls: list[Call] = []
        for ins in self._again:
            self.arrays[ins.writes] = np.zeros(shapes[ins.writes])
            self._calls += self._done(self._bound(ins), ins.writes, values)

    def _bound(self, ins: Instruction) -> Sequence[Call]:
        """The calls of an instruction on the arrays of this pass."""
        reads = [self.arrays[name] for name in ins.reads]
        return ins.op.bind(ins.rule, self.arrays[ins.writes], reads)

    def _done(
        self, calls: Sequence[Call], writes: str, values: Mapping[str, Array]
    ) -> Sequence[Call]:
        """Do an instruction now; the calls that do it whenever the pass is done. What was changed
        by hand after it stays as it was changed."""
        out, known = self.arrays[writes], values[writes]
        with np.errstate(all="ignore"):
            for call in calls:
                call()
            slack = np.sqrt(np.finfo(known.dtype).eps) * np.abs(known).max(initial=0.0)
            by_hand = np.abs(out - known) > slack
        if not by_hand.any():
            return calls
        laid = partial(np.copyto, out, np.array(known, np.float64), where=by_hand)
        laid()
        self._held.add(writes)
        return (*calls, laid)

    @property
    def instructions(self) -> Sequence[Instruction]:
        """What is done again, in order."""
        return self._again

    def loss(self) -> float:
        """The loss with what `arrays` hold of the changed values now."""
        with np.errstate(all="ignore"):
            for call in self._calls:
                call()
        return float(self.arrays[LOSS])

    def loss_at(self, place: Source, number: float) -> float:
        """The loss if one number of the changed values were another, from now on.

        Raises UnknownNameError for a value that is none of them.
        """
        if place.name not in self.arrays:
            raise UnknownNameError(N_("{name} has no value at this tick"), name=place.name)
        self.arrays[place.name][place.index] = number
        return self.loss()


def _leading_to_loss(instructions: Sequence[Instruction]) -> Iterator[Instruction]:
    """Those on which the loss depends: not metrics, not running statistics."""
    needed = {LOSS}
    kept = []
    for ins in reversed(instructions):
        if ins.writes in needed:
            needed |= set(ins.reads)
            kept.append(ins)
    return reversed(kept)
