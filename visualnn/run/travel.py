"""A machine on its way to the start of any iteration, with what is laid over the run, and notes of
what is passed for the first time."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping

import numpy as np

from ..dataclass import dataclass
from ..errors import DataError
from ..expr import Source
from ..fast.pulse import finite, first_not_finite
from ..machine.machine import Loop, Machine
from ..ops import Array, Call
from ..program import Program
from .checkpoints import SHORT_REPLAY_SECONDS, Checkpoints
from .edits import Interventions
from .pieces import copying
from .recorder import Recorder, taking

STRETCH_CHECKPOINT_COUNT = 7
"""Further checkpoints that one stretch of computing may pass, at most."""
BROKEN_OFF = (ValueError, LookupError, ArithmeticError, TypeError)
"""What an instruction raises that can do nothing with the numbers it reads."""
NOWHERE = -1
"""The iteration of a machine whose memory is that of no tick."""


@dataclass(frozen=True)
class NonFinite:
    """The first number that is not finite any more: the tick that made it, and where it stands."""

    tick: int
    place: Source
    value: float


class Traveller:
    """Moves a machine, and remembers checkpoints, curves and the first trouble."""

    def __init__(
        self,
        program: Program,
        start: Mapping[str, Array],
        budget: int,
        *,
        is_sliced: bool = False,
    ) -> None:
        """One that `is_sliced` goes an instruction at a time and copies in pieces, for iterations
        that take longer than anybody waits."""
        self.program = program
        self._start = start
        self.is_sliced = is_sliced
        self.machine = self.made_machine()
        """The one that is moved; any machine of the same program will do."""
        first = [start[name] for name in program.carried]
        self.checkpoints = Checkpoints(first, budget, are_held=is_sliced)
        self.recorder = Recorder(program, start)
        self.laid = Interventions(program)
        """What is laid over the run; whoever replaces it says from where on it differs."""
        self.furthest = 0
        """How many iterations were computed to their end."""
        self.trouble: NonFinite | None = None
        self.whole: int | None = None
        """The count of iterations of which the last one stands in the machine's memory with all
        that it wrote; None where something else does."""
        self._pace = 0.0
        self._pulses: list[float] = []
        self._notes: dict[tuple[Machine, bool], tuple[Call, ...]] = {}
        self._loops: dict[tuple[Machine, bool, bool], Loop] = {}

    def made_machine(self) -> Machine:
        """Another machine of this program; of one that goes in slices it stands nowhere yet."""
        machine = Machine(self.program, self._start, is_filled=not self.is_sliced)
        if self.is_sliced:
            machine.iteration = NOWHERE
        return machine

    def take_over(self, other: Traveller) -> None:
        """Know all that another traveller of the same program knows; stand at the start."""
        self.laid, self.furthest, self.trouble = other.laid, other.furthest, other.trouble
        self._pace = other._pace
        self.checkpoints.take_over(other.checkpoints)
        self.recorder.take_over(other.recorder)
        self.restore(0)

    def stand_at(self, iteration: int) -> None:
        """Put the machine at the start of an iteration: from where it stands, or from the nearest
        checkpoint."""
        for _ in self.standing_at(iteration):
            pass

    def standing_at(self, iteration: int) -> Iterator[None]:
        """Do what `stand_at` does in pieces. Given up between two of them, the machine stands where
        it has come to, or nowhere."""
        machine = self.machine
        if not self.is_on_the_way(iteration):
            yield from self._restoring(self.checkpoints.nearest(iteration))
        while machine.iteration < iteration:
            touched = self.laid.next_touched(machine.iteration)
            if self.is_sliced:
                yield from self._keeping()
                yield from self._finishing()
            elif machine.done or machine.iteration == touched:
                self._finish()
            else:
                self._run(min(iteration, touched))
        yield from self._keeping()

    def is_on_the_way(self, iteration: int) -> bool:
        """Whether the machine stands where the start of an iteration is reached from, and no
        checkpoint is nearer."""
        machine = self.machine
        stored = self.checkpoints.nearest(iteration)
        return stored <= machine.iteration and (
            machine.iteration < iteration or (machine.iteration, machine.done) == (iteration, 0)
        )

    def _restoring(self, iteration: int) -> Iterator[None]:
        if not self.is_sliced:
            self.restore(iteration)
            return
        self.machine.iteration = NOWHERE
        yield from self.checkpoints.loading(iteration, self.machine.carried)
        self._begin(iteration)

    def _begin(self, iteration: int) -> None:
        """The machine's memory is that of the start of a stored iteration."""
        self.place(iteration, 0)
        if iteration == 0:
            self._lay(0)

    def setting_over(self, iteration: int, carried: Array) -> Iterator[None]:
        """Put the machine at the start of an iteration > 0 that has this memory, in pieces."""
        self.machine.iteration = NOWHERE
        yield from copying(carried, self.machine.carried)
        self.place(iteration, 0)

    def _keeping(self) -> Iterator[None]:
        """Store the start of the iteration that the machine stands at, if it goes in slices and
        that is due."""
        machine = self.machine
        if self.is_sliced and not machine.done and self.checkpoints.is_due(machine.iteration):
            carried = np.empty_like(machine.carried)
            yield from copying(machine.carried, carried)
            self.checkpoints.hold(machine.iteration, carried)

    def restore(self, iteration: int) -> None:
        """Put the machine at the start of a stored iteration; one that goes in slices will be put
        there once it is to stand somewhere."""
        if self.is_sliced:
            self.machine.iteration = NOWHERE
            return
        self.checkpoints.load(iteration, self.machine.carried)
        self._begin(iteration)

    def place(self, iteration: int, done: int) -> None:
        """Say that the machine stands here from now on, and give it what is given here. Whoever
        places it brings its memory there too."""
        self.machine.iteration, self.machine.done = iteration, done
        self.whole = None
        tick = self.program.start_of(iteration) + done
        for name in {*self.machine.given, *self.laid.given}:
            self._give(name, tick)

    def constant(self, name: str, tick: int) -> Array:
        """The array that a name has at a tick, if no instruction writes the name."""
        given = self.laid.given_at(name, tick)
        return self._start[name] if given is None else given

    def _give(self, name: str, tick: int) -> None:
        if self.machine.give(name, self.constant(name, tick)):
            self._loops = {key: loop for key, loop in self._loops.items() if key[0] != self.machine}

    def step(self) -> list[str]:
        """Do the next instruction of the machine's iteration and lay over it what belongs to its
        tick; the names that have changed.

        Raises DataError if the instruction can do nothing with the numbers it reads: an index that
        was changed to no index, for example. The machine then stands where it stood.
        """
        changed: list[str] = []
        for changed in self.stepping():  # noqa: B007  the last thing that it gives counts
            pass
        return changed

    def stepping(self) -> Iterator[list[str]]:
        """Do what `step` does, and rest in between where that takes long: it gives nothing then,
        and the names last. Given up at a rest, the machine stands where it stood."""
        machine, program = self.machine, self.program
        iteration = machine.iteration
        self.whole = None
        instructions = program.instructions(iteration)
        name = instructions[machine.done].writes
        # what is overwritten half would be overwritten again
        rests = self.is_sliced and not instructions[machine.done].overwrites
        try:
            for _ in machine.stepping():
                if rests:
                    yield []
        except BROKEN_OFF as error:
            raise DataError(
                "{name} cannot be computed from the numbers that it reads here; "
                "if you changed one of them, undo the change",
                name=name,
            ) from error
        tick = program.start_of(iteration) + machine.done
        if iteration >= self.furthest:
            self._look(name, tick)
        changed = [name, *self._lay(tick)]
        if machine.done == len(instructions) and iteration == self.furthest:
            self._note(iteration)
        yield changed

    def lay_here(self, tick: int) -> None:
        """Lay what belongs to the machine's tick, the last that was computed, over it once
        more."""
        iteration = self.machine.iteration
        self._lay(tick)
        if self.furthest > iteration:
            self.forget_after(tick)
            self._note(iteration)

    def _note(self, iteration: int) -> None:
        """The machine has done an iteration for the first time: take its numbers down."""
        for call in self._noting(self.program.is_closing(iteration)):
            call()
        self._reached(iteration + 1)

    def forget_after(self, tick: int) -> None:
        """Something else is laid over from a tick on: forget what came after the start of its
        iteration."""
        iteration = self.program.locate(tick).iteration
        self.checkpoints.forget_after(iteration)
        self.recorder.forget_after(iteration)
        self.furthest = min(self.furthest, iteration)
        if self.trouble and self.trouble.tick >= tick:
            self.trouble = None

    def _lay(self, tick: int) -> list[str]:
        """Write what is laid over a tick into the arena; the names that it changed."""
        self.whole = None
        edits = self.laid.at(tick)
        for edit in edits:
            name = edit.place.name
            if name in self.laid.given:
                self._give(name, tick)
            else:
                edit.lay(self.machine.view(name))
        return list(dict.fromkeys(edit.place.name for edit in edits))

    def _finish(self) -> None:
        """Do the rest of the machine's iteration one instruction at a time, with what is laid over
        it, and enter the next."""
        for _ in self._finishing():
            pass

    def _finishing(self) -> Iterator[None]:
        machine = self.machine
        for _ in range(machine.done, len(self.program.instructions(machine.iteration))):
            for _ in self.stepping():
                yield
        machine.iteration, machine.done = machine.iteration + 1, 0

    def visit(self, iteration: int, begun: Call, ended: Call) -> None:
        """Do a whole iteration, and leave the machine at the start of the next one; `begun` is
        called when what is carried stands as the iteration starts from it, `ended` when everything
        has been written. Neither curves nor checkpoints are added to.

        Raises DataError as `step` does.
        """
        self.stand_at(iteration)
        self.whole = None
        begun()
        if iteration == self.laid.next_touched(iteration):
            for _ in self.program.instructions(iteration):
                self.step()
        else:
            try:
                with np.errstate(all="ignore"):
                    for call in self.machine.playing(self.program.is_closing(iteration)):
                        call()
            except BROKEN_OFF:
                self.restore(self.checkpoints.nearest(iteration))
                self.stand_at(iteration)
                for _ in self.program.instructions(iteration):
                    self.step()  # one of them says which it is
        ended()
        self.machine.iteration, self.machine.done = iteration + 1, 0

    def stretch(self) -> int:
        """The iteration up to which a run goes before it looks up: the next checkpoint, some more
        where iterations are quick, and less where they are slow: the next one, where one takes
        long or nobody knows yet."""
        if not self._pace:
            return self.furthest + 1
        every = self.checkpoints.every
        more = (
            min(int(SHORT_REPLAY_SECONDS / (every * self._pace)), STRETCH_CHECKPOINT_COUNT) * every
        )
        calm = max(1, int(SHORT_REPLAY_SECONDS / self._pace))
        return min(self.checkpoints.next_boundary(self.furthest) + more, self.furthest + calm)

    def _run(self, end: int) -> None:
        """Whole iterations at full speed, up to the start of iteration `end`; nothing is
        laid over them."""
        machine, clock = self.machine, self.checkpoints.clock
        while machine.iteration < end:
            begin = machine.iteration
            new = begin >= self.furthest
            stop = min(end, self.stretch() if new else self.furthest)
            begun = clock()
            self.whole = None
            try:
                self._loop(begin, stop, new)
            except BROKEN_OFF:
                self._rewind(begin)
                while machine.iteration < stop:
                    self._finish()
            else:
                self.whole = stop if new else None
            self._pace = (clock() - begun) / (stop - begin)
            machine.iteration = stop
            if new:
                self._reached(stop)
                self._look_back(begin, stop)

    def _rewind(self, begin: int) -> None:
        """Undo a run that broke off: forget what it noted and go back to where it began."""
        self._pulses.clear()
        self.recorder.forget_after(self.furthest)
        self.checkpoints.forget_after(self.furthest)
        self.restore(self.checkpoints.nearest(begin))

    def _loop(self, begin: int, end: int, new: bool) -> None:
        """Iterations in a row; of those that are new everything is computed and taken down."""
        loops = {kind: self._calls(kind, new) for kind in (False, True)}
        closing, alike = self.program.is_closing, self.program.iterations == 1
        with np.errstate(all="ignore"):
            for call in loops[closing(begin)].lead:
                call()
            while begin < end:
                stop = min(end, self.checkpoints.next_boundary(begin)) if new else end
                calls = loops[True].calls
                for iteration in range(begin, stop):
                    for call in calls if alike else loops[closing(iteration)].calls:
                        call()
                begin = stop
                if new:
                    self.checkpoints.offer(stop, self.machine.carried, self._pace)

    def _calls(self, closing: bool, new: bool) -> Loop:
        """The calls of an iteration, those that take notes of a new one included."""
        key = (self.machine, closing, new)
        if key not in self._loops:
            loop = self.machine.feeling(closing) if new else self.machine.replaying(closing)
            calls = loop.calls
            if loop.beat is not None:
                felt = taking(self._pulses, loop.beat)
                calls = (*calls, *self._noting(closing), felt)
            self._loops[key] = Loop(loop.lead, calls)
        return self._loops[key]

    def _noting(self, closing: bool) -> tuple[Call, ...]:
        """The calls that take down the numbers of the machine's iteration."""
        key = (self.machine, closing)
        if key not in self._notes:
            self._notes[key] = self.recorder.calls(*key)
        return self._notes[key]

    def _reached(self, iteration: int) -> None:
        """For the first time everything before `iteration` is done."""
        self.furthest = iteration
        self.recorder.relieve()
        if not self.is_sliced:  # it stores what it comes by where it stands there
            self.checkpoints.offer(iteration, self.machine.carried, self._pace)

    # -- numbers that are none ---------------------------------------------------------------------

    def _look(self, name: str, tick: int) -> None:
        """Remember where the first non-finite number was made."""
        if self.trouble and self.trouble.tick <= tick:
            return
        value = self.machine.view(name)
        if not finite(value):
            index = first_not_finite(value)
            self.trouble = NonFinite(tick, Source(name, index), float(value[index]))

    def _look_back(self, begin: int, end: int) -> None:
        """If something was not finite in a run, replay the run slowly up to where it began."""
        healthy = math.isfinite(sum(self._pulses))
        self._pulses.clear()
        if self.trouble or healthy:
            return
        self.whole = None
        for iteration in range(begin, end):
            self.stand_at(iteration)
            for ins in self.program.instructions(iteration):
                self.machine.step()
                self._look(ins.writes, self.program.start_of(iteration) + self.machine.done)
                if self.trouble:
                    break
            if self.trouble:
                break
        self.stand_at(end)
