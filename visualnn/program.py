"""A program: one training iteration as a tuple of instructions, each an op's rule that writes one
name.

An epoch is some *usual* iterations and a *closing* one. The closing iteration may have a shorter
batch and ends with
the evaluation on the validation data. Everything between two epochs is arithmetic on the tick, the
number of
instructions done so far.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import field
from enum import StrEnum
from functools import cached_property
from itertools import takewhile
from types import MappingProxyType

import numpy as np

from .dataclass import dataclass
from .formulas import in_language
from .ops import Array, Op, Shape
from .text import N_

STOPPED = "stopped"
"""The number that is 1 once a training says that it is over."""


class Phase(StrEnum):
    """The parts of an iteration, in order."""

    BATCH = "batch"
    FORWARD = "forward"
    LOSS = "loss"
    BACKWARD = "backward"
    UPDATE = "update"
    EVALUATE = "evaluate"
    CALLBACKS = "callbacks"

    @property
    def label(self) -> str:
        """The name shown to a reader: a catalogue entry (English)."""
        return _PHASE_LABELS[self]


_PHASE_LABELS: Mapping[Phase, str] = {
    Phase.BATCH: N_("batch"),
    Phase.FORWARD: N_("forward"),
    Phase.LOSS: N_("loss"),
    Phase.BACKWARD: N_("backward"),
    Phase.UPDATE: N_("update"),
    Phase.EVALUATE: N_("evaluate"),
    Phase.CALLBACKS: N_("callbacks"),
}


CLOSING_PHASES = frozenset({Phase.BATCH, Phase.FORWARD, Phase.LOSS})
"""The phases of the pass that closes a run."""

AFTER_UPDATE_PHASES = frozenset({Phase.EVALUATE, Phase.CALLBACKS})
"""The phases of an iteration that see the parameters after its update."""


@dataclass(frozen=True)
class Instruction:
    """An op's rule, the names it reads, the one name it writes, and where in the iteration it
    belongs."""

    op: Op
    rule: str
    reads: tuple[str, ...]
    writes: str
    phase: Phase
    layer: str
    like: str = ""
    """For a gradient: the value whose gradient this is, and whose shape it has."""
    renews: bool = False
    """Whether the name it writes had a value before, even if it is not read: a parameter."""

    @property
    def formula(self) -> str:
        """The formula of the rule, its words in the language of the learner."""
        return in_language(self.op.formula(self.rule))

    def compute(self, reads: Sequence[Array], shape: Shape, dtype: np.dtype) -> Array:
        """Compute the result from the given arrays alone; returns a new read-only array of `shape`
        and `dtype`."""
        out = np.empty(shape, dtype)
        with np.errstate(all="ignore"):
            for call in self.op.bind(self.rule, out, reads):
                call()
        out.setflags(write=False)
        return out

    @property
    def quoted(self) -> frozenset[str]:
        """The names whose numbers it computes with; of others it takes a place or a shape."""
        words = self.op.rule_inputs[self.rule]
        unquoted = self.op.unquoted.get(self.rule, frozenset())
        pairs = zip(words, self.reads, strict=True)
        return frozenset(name for word, name in pairs if word not in unquoted)

    @property
    def overwrites(self) -> bool:
        """Whether the name had a value before, which this replaces: parameters, an optimizer's
        memory, the counter."""
        return self.renews or self.writes in self.reads


@dataclass(frozen=True, order=True)
class Place:
    """The place of a tick: iteration and epoch counted from 0, and the count of instructions of
    the iteration that are done.

    The end of an iteration belongs to that iteration, so its last values are still there to be
    read.
    """

    iteration: int
    done: int
    epoch: int = field(compare=False)


@dataclass(frozen=True)
class Program:
    """The instructions of both kinds of iteration, with every shape."""

    usual: tuple[Instruction, ...]
    closing: tuple[Instruction, ...]
    iterations: int
    """Iterations in an epoch; the last of them is the closing one."""
    shapes: Mapping[bool, Mapping[str, Shape]]
    """Is it a closing iteration? → name → shape."""
    carried: tuple[str, ...]
    """Names that live on from one iteration to the next: settings, counters, parameters, optimizer
    memory."""
    parameters: tuple[str, ...]
    prepared: Mapping[str, Instruction] = field(default_factory=dict)
    """Values computed from the data before the first tick: name → the instruction that computed
    it."""

    @cached_property
    def epoch_ticks(self) -> int:
        return (self.iterations - 1) * len(self.usual) + len(self.closing)

    def is_closing(self, iteration: int) -> bool:
        return iteration % self.iterations == self.iterations - 1

    def instructions(self, iteration: int) -> tuple[Instruction, ...]:
        return self.instructions_of(self.is_closing(iteration))

    def instructions_of(self, closing: bool) -> tuple[Instruction, ...]:
        """The instructions of one kind of iteration: the last of an epoch if `closing`."""
        return self.closing if closing else self.usual

    def leading_on(self, closing: bool) -> tuple[Instruction, ...]:
        """The instructions on which any value depends that is carried into the next iteration."""
        needed = set(self.carried)
        found = []
        for ins in reversed(self.instructions_of(closing)):
            if ins.writes in needed:
                found.append(ins)
                needed |= ins.quoted
        return tuple(reversed(found))

    @cached_property
    def repeated(self) -> frozenset[str]:
        """The names that every iteration writes alike, from what nothing ever writes."""
        if self.iterations > 1:
            return frozenset()  # both kinds of iteration use the same memory
        written = {*self.carried, *(ins.writes for ins in self.closing)}
        return frozenset(ins.writes for ins in self.closing if written.isdisjoint(ins.reads))

    def start_of(self, iteration: int) -> int:
        """The tick at which an iteration begins."""
        epoch, within = divmod(iteration, self.iterations)
        return epoch * self.epoch_ticks + within * len(self.usual)

    def end_of(self, iteration: int) -> int:
        """The tick at which all instructions of an iteration are done."""
        return self.start_of(iteration) + len(self.instructions(iteration))

    def closing_tick(self, updates: int) -> int:
        """The tick at which a run of so many updates closes: it goes forward once more with the
        last parameters, up to the loss, and updates nothing."""
        forward = takewhile(lambda ins: ins.phase in CLOSING_PHASES, self.instructions(updates))
        return self.start_of(updates) + sum(1 for _ins in forward)

    def locate(self, tick: int) -> Place:
        """The place of a tick; tick 0 is the start of iteration 0 with nothing done."""
        if tick <= 0:
            return Place(0, 0, 0)
        epoch, within = divmod(tick - 1, self.epoch_ticks)
        nth = min(within // len(self.usual), self.iterations - 1) if self.usual else 0
        return Place(epoch * self.iterations + nth, within - nth * len(self.usual) + 1, epoch)

    def at(self, tick: int) -> Instruction | None:
        """The instruction that was done last at this tick; none at tick 0."""
        if tick <= 0:
            return None
        place = self.locate(tick)
        return self.instructions(place.iteration)[place.done - 1]

    @cached_property
    def _order(self) -> Mapping[bool, Mapping[str, tuple[int, ...]]]:
        found: dict[bool, dict[str, tuple[int, ...]]] = {False: {}, True: {}}
        for closing, instructions in ((False, self.usual), (True, self.closing)):
            for n, ins in enumerate(instructions, 1):
                found[closing][ins.writes] = (*found[closing].get(ins.writes, ()), n)
        return MappingProxyType(found)

    def done_after(self, name: str, iteration: int) -> int | None:
        """The count of instructions of the iteration that are done when `name` is first written;
        None if none writes it."""
        return next(iter(self.writings(name, iteration)), None)

    def last_writing(self, name: str, iteration: int) -> int | None:
        """The count of instructions of the iteration that are done when `name` is written for the
        last time; None if none writes it."""
        return next(reversed(self.writings(name, iteration)), None)

    def writings(self, name: str, iteration: int) -> tuple[int, ...]:
        """The same count for every instruction that writes `name`, in order: a parameter may be
        updated and then restored to its best value."""
        return self._order[self.is_closing(iteration)].get(name, ())

    def updates_before(self, name: str, iteration: int) -> int:
        """How many updates the parameters have had with which an iteration writes `name` for the
        last time: one more for what is measured behind its update."""
        last = self.last_writing(name, iteration)
        is_after = last is not None and self.instructions(iteration)[last - 1].phase in (
            AFTER_UPDATE_PHASES
        )
        return iteration + is_after

    def updates_done(self, tick: int) -> int:
        """How many updates are done at a tick: one more from where the last parameter that the
        update of its iteration writes is written."""
        place = self.locate(tick)
        return place.iteration + (place.done >= self._update_ends[self.is_closing(place.iteration)])

    @cached_property
    def _update_ends(self) -> Mapping[bool, int]:
        """Is it a closing iteration? → the count of its instructions that are done when its update
        is; all of them where no parameter is updated."""
        found = {}
        for closing in (False, True):
            instructions = self.instructions_of(closing)
            written = (
                n
                for n, ins in enumerate(instructions, 1)
                if ins.phase is Phase.UPDATE and ins.writes in self.parameters
            )
            found[closing] = max(written, default=max(len(instructions), 1))
        return MappingProxyType(found)

    def written_at(self, name: str, tick: int) -> int | None:
        """The last tick ≤ `tick` at which `name` was written; None where it still has its first
        value, or none."""
        place = self.locate(tick)
        iteration = place.iteration
        done = [n for n in self.writings(name, iteration) if n <= place.done]
        if done:
            return self.start_of(iteration) + done[-1]
        if name not in self.carried:
            return None
        for earlier in range(iteration - 1, max(-1, iteration - 1 - self.iterations), -1):
            done = list(self.writings(name, earlier))
            if done:
                return self.start_of(earlier) + done[-1]
        return None
