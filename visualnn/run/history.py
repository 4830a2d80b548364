"""Time travel: a memo of `step`. Stored are the start, what is laid over the run (edits, and arrays
that are held) and checkpoints; the rest is derived.

Every state is, to the last bit, `step` applied to the start again and again, with each edit laid
over its tick; a `Machine` computes it, which makes the same calls faster. To be quick, a history
keeps checkpoints (see there), a log of what was written in the iterations that were looked at last
(*rows*), and a few numbers per iteration for the curves. Memory stays under a budget: checkpoints
are thinned, old rows are dropped.

A network that is too large for rows is looked at where it is computed: within an iteration every
name is written once, so an earlier tick is the same arena seen with fewer names, and only what was
there before is copied. Two arenas take turns, so that the step back over the beginning of an
iteration is as quick as any other.
"""

from __future__ import annotations

from collections import Counter, OrderedDict
from collections.abc import Callable, Iterator, Mapping, Sequence
from types import MappingProxyType

import numpy as np

from ..errors import ShapeError, UnknownNameError
from ..machine.machine import Machine, State, frozen
from ..ops import Array, Shape
from ..program import STOPPED, Program
from .edits import ArrayEdit, Edit, Hold, Intervention, Interventions, Release
from .pieces import copying
from .rows import Carried, Row, size_of
from .travel import NonFinite, Traveller

__all__ = ["MEGABYTE", "ArrayEdit", "Edit", "History", "Hold", "NonFinite", "Release"]

MEGABYTE = 1 << 20
MAX_ROW_COUNT = 64
"""Iterations whose copied values are kept at once, at most."""
SLICED_ROW_BYTES = 64 * MEGABYTE
"""An iteration that writes so much takes longer than anybody waits: it is done in slices."""
ARENA_COUNT = 2
"""Iterations of a network too large for rows that stay readable without being computed again."""


class History:
    """All states of one run, reached by tick; holds the edits and their undo.

    `budget` is the memory for rows and checkpoints in bytes. If the rows of a network do not fit it
    (`large`), a state is valid until iterations other than its own and one more are read, or its
    iteration is edited.
    """

    def __init__(
        self, program: Program, start: Mapping[str, Array], budget: int = 256 * MEGABYTE
    ) -> None:
        self.program = program
        self.start = MappingProxyType({name: frozen(value) for name, value in start.items()})
        row = size_of(program, next(iter(start.values())).itemsize)
        self.large = 4 * row > budget
        """Whether states show the arena instead of copies."""
        self._room = 0 if self.large else max(2 * row, budget // 8)
        is_sliced = self.large and row >= SLICED_ROW_BYTES
        self._traveller = Traveller(program, self.start, budget - self._room, is_sliced=is_sliced)
        self._constants = tuple(name for name in self.start if name not in program.carried)
        self._carried = Carried(program)
        self._machines = [self._traveller.machine]
        self._rows: OrderedDict[int, Row] = OrderedDict()
        self._trails: tuple[Interventions, int, Mapping[str, Array]] | None = None
        self._done: list[tuple[Intervention, ...]] = []
        self._undone: list[tuple[Intervention, ...]] = []
        self._way: tuple[int, Iterator[None]] | None = None
        """The tick that is on its way, and what is left to do for it. Whatever else moves a machine
        ends it."""

    # -- reading -----------------------------------------------------------------------------------

    def at(self, tick: int) -> State:
        """The state after `tick` instructions, edits at that tick included. Arrays are
        read-only.

        Raises DataError if an instruction on the way can do nothing with numbers that were
        changed; what is known stays as it was.
        """
        tick = max(0, tick)
        self.come_to(tick)
        return State(tick, self._rows[self.program.locate(tick).iteration].values(tick))

    def come_to(self, tick: int, until: Callable[[], bool] = lambda: False) -> bool:
        """Compute what `at` needs for a tick, in pieces until asked to stop; whether it is known
        now. Asked for the same tick again, it goes on.

        Raises DataError as `at` does.
        """
        iteration = self.program.locate(tick).iteration
        row = self._rows.get(iteration)
        if row is not None and row.tick >= tick:
            self._rows.move_to_end(iteration)
            return True
        way = self._way[1] if self._way is not None and self._way[0] == tick else None
        self._way = None
        pieces = way or self._coming_to(iteration, tick)
        for _ in pieces:
            if until():
                self._way = tick, pieces
                return False
        return True

    @property
    def is_sliced(self) -> bool:
        """Whether an iteration takes so long that it is done in slices."""
        return self._traveller.is_sliced

    @property
    def reached(self) -> int:
        """The last tick that was computed."""
        row = self._rows.get(self.furthest)
        return self.program.start_of(self.furthest) if row is None else row.tick

    def just_done(self) -> State | None:
        """The state at the end of the last iteration that was computed, if all of it still stands
        in memory: the same as `at` would give there, for the price of one copy. None where it does
        not, or the network is too large to be copied."""
        traveller = self._traveller
        iteration = traveller.whole
        if iteration is None or iteration != self.furthest or self.large:
            return None
        tick = self.program.end_of(iteration - 1)
        values = traveller.machine.copied(self.program.is_closing(iteration - 1))
        constants = {name: traveller.constant(name, tick) for name in self._constants}
        return State(tick, MappingProxyType({**constants, **values}))

    def before(self, tick: int) -> State:
        """The state that the instruction of a tick > 0 reads. The first instruction of an iteration
        sees only the values that are carried over."""
        place = self.program.locate(tick)
        if place.done > 1:
            return self.at(tick - 1)
        return State(tick - 1, self._row(place.iteration).values(tick - 1))

    @property
    def edits(self) -> tuple[Edit, ...]:
        """The single numbers that were changed."""
        return self._traveller.laid.edits

    @property
    def laid(self) -> Interventions:
        """All that is laid over the run: edits of numbers and arrays, arrays that are held."""
        return self._traveller.laid

    @property
    def furthest(self) -> int:
        """The count of iterations that were computed to their end."""
        return self._traveller.furthest

    @property
    def trouble(self) -> NonFinite | None:
        """The first number that is not finite, as far as was computed."""
        return self._traveller.trouble

    @property
    def curves(self) -> Mapping[str, Array]:
        """Name → one number per computed iteration (per epoch for ``val.`` names)."""
        return self._traveller.recorder.curves

    @property
    def trails(self) -> Mapping[str, Array]:
        """Of a walk on a bare function: name → its numbers before each update, as far as was
        computed, ``(furthest + 1, …)``; read-only, and the same object until there are more."""
        laid = self._traveller.laid
        known = self._trails
        if known is None or known[0] is not laid or known[1] != self.furthest:
            trails = self._traveller.recorder.trails
            start = {name: np.array(self.start[name]) for name in trails.names}
            for edit in laid.at(0):
                if edit.place.name in start:
                    edit.lay(start[edit.place.name])
            known = self._trails = (laid, self.furthest, trails.after(start))
        return known[2]

    @property
    def nbytes(self) -> int:
        """The memory that this history holds on to besides one arena, in bytes."""
        rows = sum(row.nbytes for row in self._rows.values())
        arenas = sum(machine.nbytes for machine in self._machines[1:])
        return rows + arenas + self._traveller.recorder.nbytes + self._traveller.checkpoints.nbytes

    def run_to(
        self,
        iteration: int,
        *,
        until: Callable[[], bool] = lambda: False,
        halting: bool = False,
    ) -> int:
        """Compute whole iterations up to `iteration`, or until asked to stop; returns how far the
        run has come. A `halting` run ends where the training itself says that it is over."""
        traveller = self._traveller
        watched = halting and STOPPED in self.program.carried
        while self.furthest < iteration and not until():
            if watched and self.stopped is not None:
                break
            if self.large:
                # the end of what is computed is what will be looked at
                self.come_to(self.program.end_of(self.furthest), until)
            else:
                self._way = None
                goal = min(traveller.stretch(), iteration)
                if watched:
                    goal = min(goal, self._epoch_end(self.furthest))
                traveller.stand_at(goal)
        return self.furthest

    def _epoch_end(self, iteration: int) -> int:
        """The first iteration of the next epoch."""
        return (iteration // self.program.iterations + 1) * self.program.iterations

    @property
    def stopped(self) -> int | None:
        """The count of iterations after which the training ended itself (early stopping); None if
        it has not."""
        said = self.curves.get(STOPPED)
        if said is None or not said.any():
            return None
        return (int(said.argmax()) + 1) * self.program.iterations

    def fork(self, budget: int) -> History:
        """Another history of the same run, with the same changes and all that is known of it, that
        goes its own way from here on; `budget` is its memory for rows and checkpoints in bytes."""
        fork = History(self.program, self.start, budget)
        fork._traveller.take_over(self._traveller)
        fork._done, fork._undone = [*self._done], [*self._undone]
        return fork

    def adopt(self, known: History) -> None:
        """Know what another history of the same run knows, where that is more: what was computed
        before a change need not be computed again once the change is undone."""
        same = known.program is self.program and known.laid.items == self.laid.items
        if same and not self.large and known.furthest > self.furthest:
            self._way = None
            self._rows.clear()
            self._traveller.forget_after(0)
            self._traveller.take_over(known._traveller)

    def survey(
        self,
        iteration: int,
        begun: Callable[[Callable[[str], Array]], None],
        ended: Callable[[Callable[[str], Array]], None],
    ) -> None:
        """Do a whole iteration for the sake of its numbers: `begun` is given what is carried as the
        iteration starts from it, `ended` everything that it has written, each as a function from a
        name to a live array. Iterations in a row are quick. Nothing is added to what this history
        knows, and of a network too large for rows no state stays valid.

        Raises DataError if an instruction can do nothing with numbers that were changed.
        """
        self._way = None
        machine = self._traveller.machine
        self._traveller.visit(iteration, lambda: begun(machine.view), lambda: ended(machine.view))

    # -- editing -----------------------------------------------------------------------------------

    def edit(self, edit: Intervention) -> None:
        """Lay a number or an array over a tick, hold an array or release it, and go on from there;
        what was laid over later ticks is forgotten until this is undone.

        Raises UnknownNameError or ShapeError if there is no such number to change at that tick, no
        value of that shape, or no instruction that writes what is to be held.
        """
        match edit:
            case Edit():
                self._refuse_number(edit)
            case ArrayEdit():
                values = self.at(edit.tick).values
                _refuse_array(edit, {name: value.shape for name, value in values.items()})
            case Hold():
                iteration = self.program.locate(edit.tick).iteration
                if self.program.done_after(edit.name, iteration) is None:
                    raise UnknownNameError("no instruction writes {name}", name=edit.name)
                _refuse_array(edit, self.program.shapes[self.program.is_closing(iteration)])
            case Release():
                pass
        self._way = None
        before = self.laid.items
        if edit in before and all(e.tick <= edit.tick for e in before):
            return
        kept = [
            e
            for e in before
            if e.tick <= edit.tick
            and not (
                isinstance(e, Edit)
                and isinstance(edit, Edit)
                and (e.tick, e.place) == (edit.tick, edit.place)
            )
        ]
        self._done.append(before)
        self._undone.clear()
        if len(kept) == len(before) and self._at_the_end(edit):
            self._add(edit)
        else:
            self._replace((*kept, edit))

    def edit_together(self, edits: Sequence[Edit]) -> None:
        """Lay several numbers over one tick as one change; otherwise as `edit`."""
        for edit in edits:
            self._refuse_number(edit)
        before, now = self.laid.items, self.laid_with(edits)
        if set(now) != set(before):
            self._done.append(before)
            self._undone.clear()
            self._replace(now)

    def laid_with(self, edits: Sequence[Edit]) -> tuple[Intervention, ...]:
        """All that would be laid over the run after `edit_together`."""
        tick = min(edit.tick for edit in edits)
        places = {edit.place for edit in edits}
        kept = (
            each
            for each in self.laid.items
            if each.tick <= tick
            and not (isinstance(each, Edit) and each.tick == tick and each.place in places)
        )
        return (*kept, *edits)

    def _refuse_number(self, edit: Edit) -> None:
        """Raise UnknownNameError or ShapeError if there is no such number at that tick."""
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

    def undo(self) -> Intervention | None:
        """Take the last edit back; it is returned, or None if there is none."""
        taken = self.laid.items[-1:]  # the last one made stands last
        return taken[0] if self._swap(self._done, self._undone) else None

    def redo(self) -> Intervention | None:
        """Make the edit that was taken back last again; it is returned, or None if there is
        none."""
        return self.laid.items[-1] if self._swap(self._undone, self._done) else None

    def forget_undone(self) -> None:
        """Let nothing be made again that was taken back."""
        self._undone.clear()

    @property
    def changes(self) -> tuple[tuple[Intervention, ...], ...]:
        """Everything that was laid over the run at some time, from nothing to what can be made
        again, one edit apart: what undo leads back to, what is laid now, what redo leads to."""
        return (*self._done, self.laid.items, *reversed(self._undone))

    def take_changes(self, changes: Sequence[tuple[Intervention, ...]], now: int) -> None:
        """Lay what another history of the same program had laid over its run: its `changes`, of
        which the one at index `now` is laid. Nothing is computed."""
        self._done = [*changes[:now]]
        self._undone = [*reversed(changes[now + 1 :])]
        if changes[now] != self.laid.items:
            self._replace(changes[now])

    @property
    def undo_count(self) -> int:
        """How many edits can be taken back."""
        return len(self._done)

    @property
    def can_undo(self) -> bool:
        return bool(self._done)

    @property
    def can_redo(self) -> bool:
        return bool(self._undone)

    def _swap(
        self, source: list[tuple[Intervention, ...]], target: list[tuple[Intervention, ...]]
    ) -> bool:
        if not source:
            return False
        target.append(self.laid.items)
        self._replace(source.pop())
        return True

    def _at_the_end(self, edit: Intervention) -> bool:
        """Whether the machine stands at the edit's tick, the last that was computed, and what it
        holds of earlier ticks stays true when the edit is laid over it."""
        traveller, machine = self._traveller, self._traveller.machine
        place = self.program.locate(edit.tick)
        row = self._rows.get(place.iteration)
        if row is None or row.tick != edit.tick or max(self._rows) > place.iteration:
            return False
        complete = place.done == len(self.program.instructions(place.iteration))
        return (
            (machine.iteration, machine.done) == (place.iteration, place.done)
            and traveller.furthest == place.iteration + complete
            and traveller.trouble is None
            and (row.machine is None or (row.machine is machine and not row.shows(edit.place.name)))
        )

    def _add(self, edit: Intervention) -> None:
        """One edit more at the end of what was computed: nothing has to be computed anew."""
        traveller = self._traveller
        traveller.laid = Interventions(self.program, (*self.laid.items, edit))
        if isinstance(edit, Hold | Release):
            return
        traveller.lay_here(edit.tick)
        row = self._rows[self.program.locate(edit.tick).iteration]
        self._log(row, edit.tick, edit.place.name, copied=True)

    def _replace(self, edits: tuple[Intervention, ...]) -> None:
        """Other edits: forget everything from the first tick on at which they differ."""
        self._way = None
        traveller = self._traveller
        tick = min(edit.tick for edit in set(edits) ^ set(self.laid.items))
        iteration = self.program.locate(tick).iteration
        traveller.laid = Interventions(self.program, edits)
        for late in [i for i in self._rows if i >= iteration]:
            del self._rows[late]
        traveller.forget_after(tick)
        if self.large:
            traveller.machine = self._free_machine()
        traveller.restore(traveller.checkpoints.nearest(iteration))

    # -- the logs of iterations --------------------------------------------------------------------

    def _coming_to(self, iteration: int, tick: int) -> Iterator[None]:
        """Make the log of an iteration reach a tick, in pieces."""
        row = self._rows.get(iteration)
        if row is None:
            yield from self._beginning(iteration)
            row = self._rows[iteration]
        self._rows.move_to_end(iteration)
        if row.tick < tick:
            yield from self._advancing(row, iteration, tick)

    def _row(self, iteration: int) -> Row:
        if iteration not in self._rows:
            self._way = None
            for _ in self._beginning(iteration):
                pass
        self._rows.move_to_end(iteration)
        return self._rows[iteration]

    def _beginning(self, iteration: int) -> Iterator[None]:
        """Begin the log of an iteration that has none, in pieces."""
        self._make_room()
        if self.large:
            yield from self._setting_out(iteration)
        yield from self._traveller.standing_at(iteration)
        machine = self._traveller.machine
        held = self._traveller.checkpoints.held(iteration) if self.is_sliced else None
        flat = np.empty_like(machine.carried) if held is None else held
        if held is None:
            yield from copying(machine.carried, flat)
        begin = self.program.start_of(iteration)
        constants = {name: self._traveller.constant(name, begin) for name in self._constants}
        start = {**constants, **self._carried.named(flat)}
        row = Row(start, begin, machine if self.large else None, nbytes=flat.nbytes)
        self._rows[iteration] = row

    def _make_room(self) -> None:
        """Drop the rows that were not looked at for longest, but for the last one."""
        most = ARENA_COUNT if self.large else MAX_ROW_COUNT
        size = sum(row.nbytes for row in self._rows.values())
        while len(self._rows) >= most or (len(self._rows) > 1 and size > self._room // 2):
            size -= self._rows.popitem(last=False)[1].nbytes

    def _advancing(self, row: Row, iteration: int, tick: int) -> Iterator[None]:
        """Do the instructions between the end of a log and a later tick of its iteration."""
        if self._advance_at_once(row, iteration, tick):
            return
        self._resume(row, iteration)
        traveller = self._traveller
        again = self._written_again(iteration) if self.large else frozenset()
        while row.tick < tick:
            for changed in traveller.stepping():  # it may raise, and then the log ends before it
                row.tick += bool(changed)
                for name in changed:
                    self._log(row, row.tick, name, copied=not self.large or name in again)
                yield

    def _advance_at_once(self, row: Row, iteration: int, tick: int) -> bool:
        """Make the log of an iteration that is new reach its end with what the whole iteration
        leaves in memory, if each name is written once in it; whether that was possible."""
        traveller, machine = self._traveller, self._traveller.machine
        begin = self.program.start_of(iteration)
        is_new = iteration == self.furthest and (machine.iteration, machine.done) == (iteration, 0)
        if (
            not is_new
            or self.large
            or row.tick != begin
            or tick != self.program.end_of(iteration)
            or traveller.laid.next_touched(iteration) == iteration
            or self._written_again(iteration)
        ):
            return False
        traveller.stand_at(iteration + 1)
        state = self.just_done()
        if state is None:
            return False
        for done, instruction in enumerate(self.program.instructions(iteration), 1):
            value = state.values[instruction.writes]
            row.write(begin + done, instruction.writes, value, copied=False)
            row.nbytes += value.nbytes
        row.tick = tick
        return True

    def _log(self, row: Row, tick: int, name: str, *, copied: bool) -> None:
        """Write down what a name has become at a tick."""
        if name in self.laid.given:
            row.write(tick, name, self._traveller.constant(name, tick), copied=False)
        else:
            row.write(tick, name, self._traveller.machine.view(name), copied=copied)

    def _resume(self, row: Row, iteration: int) -> None:
        """Put the machine where the log of this iteration ends."""
        if row.machine:
            self._traveller.machine = row.machine
            return
        machine, done = self._traveller.machine, row.tick - row.begin
        if (machine.iteration, machine.done) == (iteration, done):
            return
        self._traveller.place(iteration, done)
        for name in self.program.carried:
            np.copyto(machine.view(name), row.start[name])
        for _, name, value in row.writes:
            if name not in self.laid.given:
                np.copyto(machine.view(name), value)

    # -- networks too large for rows ---------------------------------------------------------------

    def _written_again(self, iteration: int) -> frozenset[str]:
        """The names that change more than once in an iteration, by lines or by edits: the arena
        does not keep what they were in between."""
        names = [ins.writes for ins in self.program.instructions(iteration)]
        names += self.laid.names(iteration)
        return frozenset(name for name, times in Counter(names).items() if times > 1)

    def _free_machine(self) -> Machine:
        """A machine whose arena nobody looks at, for whatever comes next."""
        taken = [row.machine for row in self._rows.values()]
        if len(taken) == ARENA_COUNT:
            self._rows.popitem(last=False)
            return self._free_machine()
        free = [machine for machine in self._machines if machine not in taken]
        if not free:
            free = [self._traveller.made_machine()]
            self._machines += free
        return free[0]

    def _setting_out(self, iteration: int) -> Iterator[None]:
        """Take a free machine to the latest known start on the way to `iteration`, in pieces: the
        end of an iteration that is looked at, or a checkpoint."""
        traveller = self._traveller
        ends = {
            i + 1: row.machine
            for i, row in self._rows.items()
            if row.machine and i < iteration and row.tick == self.program.end_of(i)
        }
        stored, known = traveller.checkpoints.nearest(iteration), max(ends, default=-1)
        taken = [row.machine for row in self._rows.values()]
        if self.is_sliced and traveller.machine not in taken:
            is_there = traveller.is_on_the_way(iteration) and traveller.machine.iteration >= known
            if is_there:  # it was on its way when something else was asked for
                return
        traveller.machine = machine = self._free_machine()
        if known <= stored:
            traveller.restore(stored)
        elif self.is_sliced:
            yield from traveller.setting_over(known, ends[known].carried)
        else:
            np.copyto(machine.carried, ends[known].carried)
            traveller.place(known, 0)


def _refuse_array(edit: ArrayEdit | Hold, shapes: Mapping[str, Shape]) -> None:
    """Raise UnknownNameError or ShapeError if there is no value of that name and shape."""
    if edit.name not in shapes:
        raise UnknownNameError(
            "{name} has no value at tick {tick}; there are {known}",
            name=edit.name,
            tick=edit.tick,
            known=", ".join(shapes),
        )
    if edit.values.shape != shapes[edit.name]:
        raise ShapeError(
            "{name} has the shape {shape}, not {given}",
            name=edit.name,
            shape=shapes[edit.name],
            given=edit.values.shape,
        )
