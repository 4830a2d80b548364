"""Time travel: a memo of the machine. Stored are the start, the learner's edits and checkpoints;
the rest is derived.

Every state is `step` applied to the start again and again, with each edit laid over its tick. To
be quick, a history
keeps checkpoints (see there), a log of what was written in the iterations that were looked at last
(*rows*), and a few
numbers per iteration for the curves. Memory stays under a budget: checkpoints are thinned, old
rows are dropped.
"""

from __future__ import annotations

import time
from collections import OrderedDict
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

import numpy as np

from .checkpoints import Checkpoints, Growing
from .errors import ShapeError, UnknownNameError
from .expr import Source
from .machine import Machine, State, frozen
from .ops import Array, Call
from .program import Program
from .pulse import finite, first_not_finite

MEGABYTE = 1 << 20
MOST_ROWS = 64


@dataclass(frozen=True)
class Edit:
    """One number that the learner changed, laid over the state at `tick`."""

    tick: int
    place: Source
    value: float


@dataclass(frozen=True)
class NonFinite:
    """The first number that is not finite any more: the tick that made it, and where it stands."""

    tick: int
    place: Source
    value: float


@dataclass
class Row:
    """The log of one iteration: what it started from, and what was written when."""

    start: Mapping[str, Array]
    tick: int
    """How far the log reaches."""
    writes: list[tuple[int, str, Array]] = field(default_factory=list)
    """(tick, name, value), in order; an edit is one more write at its tick."""

    @property
    def nbytes(self) -> int:
        return sum(a.nbytes for a in self.start.values()) + sum(a.nbytes for *_, a in self.writes)


class Recorder:
    """The numbers of every iteration that make the curves: losses, metrics, and what else a card
    says is worth one."""

    def __init__(self, program: Program, machine: Machine) -> None:
        self._iterations = program.iterations
        names = {closing: _scalars(program, closing) for closing in (False, True)}
        self._every = set(names[False] or names[True])
        self._columns = {name: Growing(1, np.dtype(np.float64)) for name in names[True]}
        self._staged: dict[str, list[float]] = {name: [] for name in names[True]}
        self.calls = {
            closing: tuple(
                _appender(self._staged[name], machine.view(name, closing))
                for name in names[closing]
            )
            for closing in (False, True)
        }
        """One call per number, to be made at the end of an iteration of that kind."""
        self.curves: Mapping[str, Array] = {}
        """Name → one number per iteration, or per epoch for what is evaluated once an epoch. An
        array stays the same object until there is more to show."""
        self._show()

    def commit(self) -> None:
        """Take over what the calls have gathered."""
        for name, staged in self._staged.items():
            if staged:
                self._columns[name].extend(np.array(staged)[:, None])
                staged.clear()
        self._show()

    def forget_after(self, iteration: int) -> None:
        """Keep only the numbers of iterations before this one."""
        for name, column in self._columns.items():
            column.keep(iteration if name in self._every else iteration // self._iterations)
        self._show()

    def _show(self) -> None:
        shown = self.curves
        self.curves = {
            name: shown[name]
            if name in shown and len(shown[name]) == len(column)
            else column.rows[:, 0]
            for name, column in self._columns.items()
        }

    @property
    def nbytes(self) -> int:
        return sum(column.nbytes for column in self._columns.values())


def _scalars(program: Program, closing: bool) -> tuple[str, ...]:
    instructions = program.closing if closing else program.usual
    return tuple(
        ins.writes
        for ins in instructions
        if (ins.op.curve or ins.writes in {"L", "val.L"}) and ins.rule == "forward"
    )


def _appender(staged: list[float], view: Array) -> Callable[[], object]:
    append, item = staged.append, view.item
    return lambda: append(item())


class History:
    """All states of one run, reached by tick; holds the edits and their undo."""

    def __init__(
        self, program: Program, start: Mapping[str, Array], budget: int = 256 * MEGABYTE
    ) -> None:
        self.program = program
        self.start = MappingProxyType({name: frozen(value) for name, value in start.items()})
        self.edits: tuple[Edit, ...] = ()
        self.furthest = 0
        """How many iterations were computed to their end."""
        self.trouble: NonFinite | None = None
        self._constants = {n: a for n, a in self.start.items() if n not in program.carried}
        self._budget = budget
        self._machine = Machine(program, self.start)
        self._checkpoints = Checkpoints(self._machine.carried, budget // 2)
        self._recorder = Recorder(program, self._machine)
        self._rows: OrderedDict[int, Row] = OrderedDict()
        self._done: list[tuple[Edit, ...]] = []
        self._undone: list[tuple[Edit, ...]] = []
        self._pace = 0.0
        self._pulses: list[float] = []

    # -- reading -----------------------------------------------------------------------------------
    # -------------

    def at(self, tick: int) -> State:
        """The state after `tick` instructions, edits at that tick included. Arrays are
        read-only."""
        tick = max(0, tick)
        iteration = self.program.locate(tick).iteration
        row = self._row(iteration)
        self._advance(row, iteration, tick)
        values = {**self._constants, **row.start}
        for when, name, value in row.writes:
            if when > tick:
                break
            values[name] = value
        return State(tick, MappingProxyType(values))

    @property
    def curves(self) -> Mapping[str, Array]:
        """Name → one number per computed iteration (per epoch for ``val.`` names)."""
        return self._recorder.curves

    @property
    def nbytes(self) -> int:
        """The memory that this history holds on to, in bytes."""
        rows = sum(row.nbytes for row in self._rows.values())
        return rows + self._recorder.nbytes + self._checkpoints.nbytes

    def run_to(self, iteration: int, *, until: Callable[[], bool] = lambda: False) -> int:
        """Compute whole iterations up to `iteration`, or until asked to stop; returns how far the
        run has come."""
        while self.furthest < iteration and not until():
            self._stand_at(min(self._checkpoints.next_boundary(self.furthest), iteration))
        return self.furthest

    # -- editing -----------------------------------------------------------------------------------
    # -------------

    def edit(self, edit: Edit) -> None:
        """Lay a number over a tick and go on from there; later edits are forgotten until this one
        is undone.

        Raises UnknownNameError or ShapeError if there is no such number to change at that tick.
        """
        values = self.at(edit.tick).values
        name, index = edit.place.name, edit.place.index
        if name not in values or name in self._constants:
            raise UnknownNameError("{name} is not a number that can be changed here", name=name)
        shape = values[name].shape
        if len(index) != len(shape) or any(
            not 0 <= i < n for i, n in zip(index, shape, strict=True)
        ):
            raise ShapeError(
                "{place} does not exist: {name} has the shape {shape}",
                place=edit.place,
                name=name,
                shape=shape,
            )
        if edit in self.edits and all(e.tick <= edit.tick for e in self.edits):
            return
        kept = [e for e in self.edits if (e.tick, e.place) != (edit.tick, edit.place)]
        self._done.append(self.edits)
        self._undone.clear()
        self._replace((*(e for e in kept if e.tick <= edit.tick), edit))

    def undo(self) -> Edit | None:
        """Take the last edit back; it is returned, or None if there is none."""
        taken = self.edits[-1:]  # the last one made stands last
        return taken[0] if self._swap(self._done, self._undone) else None

    def redo(self) -> Edit | None:
        """Make the edit that was taken back last again; it is returned, or None if there is
        none."""
        return self.edits[-1] if self._swap(self._undone, self._done) else None

    @property
    def can_undo(self) -> bool:
        return bool(self._done)

    @property
    def can_redo(self) -> bool:
        return bool(self._undone)

    def _swap(self, source: list[tuple[Edit, ...]], target: list[tuple[Edit, ...]]) -> bool:
        if not source:
            return False
        target.append(self.edits)
        self._replace(source.pop())
        return True

    def _replace(self, edits: tuple[Edit, ...]) -> None:
        """Other edits: forget everything from the first tick on at which they differ."""
        tick = min(edit.tick for edit in set(edits) ^ set(self.edits))
        iteration = self.program.locate(tick).iteration
        self.edits = edits
        for late in [i for i in self._rows if i >= iteration]:
            del self._rows[late]
        self._checkpoints.forget_after(iteration)
        self._recorder.forget_after(iteration)
        self.furthest = min(self.furthest, iteration)
        if self.trouble and self.trouble.tick >= tick:
            self.trouble = None
        self._restore(self._checkpoints.nearest(iteration))

    # -- the log of one iteration
    # -------------------------------------------------------------------------------

    def _row(self, iteration: int) -> Row:
        row = self._rows.get(iteration)
        if row is None:
            self._stand_at(iteration)
            self._make_room()
            start = {name: self._copy(name) for name in self.program.carried}
            row = self._rows[iteration] = Row(start, self.program.start_of(iteration))
        self._rows.move_to_end(iteration)
        return row

    def _make_room(self) -> None:
        """Drop the rows that were not looked at for longest, but for the last two."""
        size = sum(row.nbytes for row in self._rows.values())
        while len(self._rows) >= MOST_ROWS or (len(self._rows) > 2 and size > self._budget // 2):
            size -= self._rows.popitem(last=False)[1].nbytes

    def _copy(self, name: str) -> Array:
        return frozen(self._machine.view(name).copy())

    def _advance(self, row: Row, iteration: int, tick: int) -> None:
        """Make the log of an iteration reach `tick`."""
        if row.tick >= tick:
            return
        self._resume(row, iteration)
        instructions = self.program.instructions(iteration)
        while row.tick < tick:
            name = instructions[self._machine.done].writes
            self._machine.step()
            row.tick += 1
            row.writes.append((row.tick, name, self._copy(name)))
            self._look(name, row.tick)
            for edited in self._lay_edits(row.tick):
                row.writes.append((row.tick, edited, self._copy(edited)))
        if self._machine.done == len(instructions):
            self._completed(iteration)

    def _resume(self, row: Row, iteration: int) -> None:
        """Put the machine where the log of this iteration ends, by copying."""
        machine = self._machine
        done = row.tick - self.program.start_of(iteration)
        if (machine.iteration, machine.done) == (iteration, done):
            return
        machine.iteration, machine.done = iteration, done
        for name, value in row.start.items():
            np.copyto(machine.view(name), value)
        for _, name, value in row.writes:
            np.copyto(machine.view(name), value)

    def _lay_edits(self, tick: int) -> list[str]:
        """Write the edits of a tick into the arena; returns the names they changed."""
        here = [edit.place for edit in self.edits if edit.tick == tick]
        for edit in self.edits:
            if edit.tick == tick:
                self._machine.view(edit.place.name)[edit.place.index] = edit.value
        return list(dict.fromkeys(place.name for place in here))

    # -- the machine's travels
    # ----------------------------------------------------------------------------------

    def _stand_at(self, iteration: int) -> None:
        """Put the machine at the start of an iteration: from where it stands, or from the nearest
        checkpoint."""
        machine = self._machine
        stored = self._checkpoints.nearest(iteration)
        on_the_way = stored <= machine.iteration and (
            machine.iteration < iteration or (machine.iteration, machine.done) == (iteration, 0)
        )
        if not on_the_way:
            self._restore(stored)
        while machine.iteration < iteration:
            edited = self._next_edited(machine.iteration)
            if machine.done or machine.iteration == edited:
                self._finish()
            else:
                self._run(min(iteration, edited))

    def _restore(self, iteration: int) -> None:
        """Put the machine at the start of a stored iteration."""
        self._machine.iteration, self._machine.done = iteration, 0
        self._checkpoints.load(iteration, self._machine.carried)
        if iteration == 0:
            self._lay_edits(0)

    def _next_edited(self, iteration: int) -> int:
        """The first iteration from here on in which there is an edit."""
        places = (self.program.locate(edit.tick).iteration for edit in self.edits)
        return min((place for place in places if place >= iteration), default=1 << 62)

    def _finish(self) -> None:
        """Do the rest of the machine's iteration one instruction at a time, with its edits, and
        enter the next."""
        machine, program = self._machine, self.program
        iteration = machine.iteration
        first = program.start_of(iteration) + 1
        for tick in range(first + machine.done, program.end_of(iteration) + 1):
            name = program.instructions(iteration)[machine.done].writes
            machine.step()
            self._look(name, tick)
            self._lay_edits(tick)
        self._completed(iteration)
        machine.iteration, machine.done = iteration + 1, 0

    def _completed(self, iteration: int) -> None:
        """The machine has done all of an iteration; if for the first time, take notes."""
        if iteration == self.furthest:
            for call in self._recorder.calls[self.program.is_closing(iteration)]:
                call()
            self._reached(iteration + 1)

    def _run(self, end: int) -> None:
        """Whole iterations at full speed, up to the start of iteration `end`; no edits lie
        between."""
        machine = self._machine
        while machine.iteration < end:
            begin = machine.iteration
            new = begin >= self.furthest
            known = self._checkpoints.next_boundary(begin) if new else self.furthest
            stop = min(end, known)
            begun = time.perf_counter()
            self._loop(begin, stop, new)
            self._pace = (time.perf_counter() - begun) / (stop - begin)
            machine.iteration = stop
            if new:
                self._reached(stop)
                self._look_back(begin, stop)

    def _loop(self, begin: int, end: int, new: bool) -> None:
        program = self.program
        usual, closing = (
            self._new(kind) if new else self._machine.fast[kind] for kind in (False, True)
        )
        with np.errstate(all="ignore"):
            for iteration in range(begin, end):
                for call in closing if program.is_closing(iteration) else usual:
                    call()

    def _new(self, closing: bool) -> tuple[Call, ...]:
        """The calls of an iteration that is done for the first time: its numbers are taken down,
        and its pulse."""
        beat, append = self._machine.beat[closing], self._pulses.append
        calls = self._machine.felt[closing], self._recorder.calls[closing]
        return (*calls[0], *calls[1], lambda: append(beat()))

    def _reached(self, iteration: int) -> None:
        """For the first time everything before `iteration` is done."""
        self.furthest = iteration
        self._recorder.commit()
        self._checkpoints.offer(iteration, self._machine.carried, self._pace)

    # -- numbers that are none
    # ----------------------------------------------------------------------------------

    def _look(self, name: str, tick: int) -> None:
        """Remember where the first non-finite number was made."""
        if self.trouble and self.trouble.tick <= tick:
            return
        value = self._machine.view(name)
        if not finite(value):
            index = first_not_finite(value)
            self.trouble = NonFinite(tick, Source(name, index), float(value[index]))

    def _look_back(self, begin: int, end: int) -> None:
        """If something was not finite in a run, replay the run slowly up to where it began."""
        healthy = not any(self._pulses)
        self._pulses.clear()
        if self.trouble or healthy:
            return
        for iteration in range(begin, end):
            self._stand_at(iteration)
            for ins in self.program.instructions(iteration):
                self._machine.step()
                self._look(ins.writes, self.program.start_of(iteration) + self._machine.done)
                if self.trouble:
                    break
            if self.trouble:
                break
        self._stand_at(end)
