"""Watches: one number for each iteration of a run, of a value or of a measure of it, found while
somebody looks.

The number at iteration N is, for what an iteration hands to the next (parameters, memories, rates),
the one that iteration N starts from, so the one after N updates; for everything else the one that
iteration N computes. It is NaN where the iteration has no such value.

A watch goes through the iterations of its run once more, in slices and from the beginning, with a
machine of its own; the run itself is not disturbed, and one that nobody watches pays nothing.
"""

from __future__ import annotations

import math
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Iterator, Mapping
from types import MappingProxyType

import numpy as np

from ..errors import DataError, ShapeError, UnknownNameError, VisualnnError
from ..lesson.measures import MEASURES, RUN_MEASURES, saturated_share, steepest, update_ratio
from ..lesson.watched_number import WatchedNumber
from ..names import close_to
from ..ops import Array
from ..ops.activations.base import Activation
from ..program import Instruction
from ..run.checkpoints import Growing
from ..run.history import MEGABYTE, History
from ..text import N_

__all__ = ["MEASURES", "RunSurvey", "RunWatch", "WatchedNumber", "Watches"]

MAX_NUMBER_COUNT = 100_000
"""Numbers of one watch, at most; of a longer run every second, third … iteration has one."""
MAX_WATCHED_COUNT = 64
"""Numbers that are watched of one run, at most."""
WATCH_BYTES = MEGABYTE
"""The memory for checkpoints that a watch begins again from after a change."""


class RunSurvey(ABC):
    """Goes through the iterations of one run, and takes something down of each."""

    def __init__(self, history: History) -> None:
        self.failure: VisualnnError | None = None
        """Why it goes no further."""
        self._history = history
        self._laid = history.laid
        self._machine: History | None = None
        self._next = 0

    @property
    def share(self) -> float:
        """How much of what the run has computed was gone through, from 0 to 1."""
        self._notice_changes()
        furthest = self._history.furthest
        return 1.0 if self.is_done else self._next / furthest

    @property
    def is_done(self) -> bool:
        """Whether it has gone through all that the run has come to."""
        self._notice_changes()
        return self.failure is not None or self._next >= self._history.furthest

    def advance(self, until: Callable[[], bool]) -> bool:
        """Go through iterations that the run has computed, one at least if there is one, until
        asked to stop; whether it has come to the last."""
        self._notice_changes()
        if self._machine is None and not self.is_done:
            self._machine = self._history.fork(WATCH_BYTES)
        machine = self._machine
        while machine is not None and not self.is_done:
            try:
                if not self._survey(machine, until):
                    break
            except VisualnnError as error:
                self.failure = error
                break
            self._keep()
            self._next += 1
            if until():
                break
        return self.is_done

    def _survey(self, machine: History, until: Callable[[], bool]) -> bool:
        """Go through the next iteration; whether it has come to its end."""
        if not machine.is_sliced:
            machine.survey(self._next, self._take_begun, self._take_ended)
            return True
        program, iteration = machine.program, self._next
        if not machine.come_to(program.end_of(iteration), until):
            return False
        begun = machine.before(program.start_of(iteration) + 1).values
        ended = machine.at(program.end_of(iteration)).values
        self._take_begun(begun.__getitem__)
        self._take_ended(ended.__getitem__)
        return True

    def _notice_changes(self) -> None:
        """Forget what comes after the first tick at which other things are laid over the run."""
        laid = self._history.laid
        if laid is self._laid:
            return
        differing = set(laid.items) ^ set(self._laid.items)
        self._laid = laid
        self._machine = self.failure = None
        if differing:
            tick = min(item.tick for item in differing)
            self._next = min(self._next, laid.program.locate(tick).iteration)
            self._forget()

    @abstractmethod
    def _take_begun(self, view: Callable[[str], Array]) -> None:
        """The next iteration starts from these values."""

    @abstractmethod
    def _take_ended(self, view: Callable[[str], Array]) -> None:
        """The next iteration has computed these values."""

    @abstractmethod
    def _keep(self) -> None:
        """The next iteration was gone through: keep what was taken down of it."""

    @abstractmethod
    def _forget(self) -> None:
        """Keep nothing of the next iteration and those after it."""


class RunWatch(RunSurvey):
    """The watched numbers of one run, as far as they were found."""

    def __init__(self, history: History, iterations: int, watched: Iterable[WatchedNumber]) -> None:
        """`iterations` is how many the whole run has. Raises UnknownNameError, ShapeError or
        DataError for what cannot be watched in it."""
        super().__init__(history)
        self.watched = tuple(dict.fromkeys(watched))
        if len(self.watched) > MAX_WATCHED_COUNT:
            raise DataError(
                N_("{count} numbers are watched at once; the most is {most}"),
                count=len(self.watched),
                most=MAX_WATCHED_COUNT,
            )
        for each in self.watched:
            _refuse(history, each)
        self.every = max(1, math.ceil(iterations / MAX_NUMBER_COUNT))
        """From one number to the next so many iterations pass."""
        self._row = np.full(len(self.watched), np.nan)
        self._rows = Growing(len(self.watched), np.dtype(np.float64))
        self._before: dict[int, Array] = {}
        self._activations = dict(_activations(history, self.watched))
        carried = set(history.program.carried)
        self._begun = [(n, w) for n, w in enumerate(self.watched) if w.name in carried]
        self._ended = [(n, w) for n, w in enumerate(self.watched) if w.name not in carried]

    @property
    def numbers(self) -> Mapping[WatchedNumber, Array]:
        """Each with its numbers so far, read-only: of iteration 0, `every`, 2 · `every` …"""
        self._notice_changes()
        rows = self._rows.rows
        return MappingProxyType({w: rows[:, n] for n, w in enumerate(self.watched)})

    def _take_begun(self, view: Callable[[str], Array]) -> None:
        for n, watched in self._begun:
            if watched.measure in RUN_MEASURES:
                self._before[n] = view(watched.name).copy()
            else:
                self._row[n] = watched.of(view(watched.name))

    def _take_ended(self, view: Callable[[str], Array]) -> None:
        program = self._history.program
        for n, watched in self._ended:
            is_written = program.done_after(watched.name, self._next) is not None
            if not is_written:
                self._row[n] = math.nan
            elif watched.measure in RUN_MEASURES:
                made, largest = self._activations[n]
                z, a = view(made.reads[0]), view(watched.name)
                self._row[n] = saturated_share(made, z, a, largest)
            else:
                self._row[n] = watched.of(view(watched.name))
        for n, before in self._before.items():
            self._row[n] = update_ratio(before, view(self.watched[n].name))

    def _keep(self) -> None:
        if self._next % self.every == 0:
            self._rows.extend(self._row[None])

    def _forget(self) -> None:
        self._rows.keep(-(-self._next // self.every))


def _activation(history: History, name: str) -> Instruction | None:
    """The instruction that writes a name, if that is an activation of one input."""
    for made in history.program.closing:
        if made.writes == name and made.rule == "forward" and isinstance(made.op, Activation):
            return made
    return None


def _activations(
    history: History, watched: Iterable[WatchedNumber]
) -> Iterator[tuple[int, tuple[Instruction, float]]]:
    """For each that asks for saturation, by its place: what writes it, and its largest slope."""
    for n, each in enumerate(watched):
        made = _activation(history, each.name) if each.measure == "saturated" else None
        if made is not None and isinstance(made.op, Activation):
            yield n, (made, steepest(made.op))


def _refuse(history: History, watched: WatchedNumber) -> None:
    """Raise UnknownNameError or ShapeError if a run has nothing of that kind to watch."""
    program = history.program
    written = {ins.writes for ins in (*program.usual, *program.closing)}
    known = written | set(program.carried)
    if watched.name not in known:
        guess = close_to(watched.name, sorted(known))
        template = (
            N_("{name} cannot be watched; did you mean {guess}?")
            if guess
            else N_("{name} cannot be watched: no instruction writes it")
        )
        raise UnknownNameError(template, name=watched.name, guess=guess)
    if watched.measure:
        if watched.measure not in (*MEASURES, *RUN_MEASURES):
            raise UnknownNameError(
                N_("there is no measure {name}; there are {known}"),
                name=watched.measure,
                known=", ".join((*MEASURES, *RUN_MEASURES)),
            )
        if watched.measure == "update_ratio" and watched.name not in program.parameters:
            raise ShapeError(N_("{name}: only a parameter is updated"), name=str(watched))
        if watched.measure == "saturated" and _activation(history, watched.name) is None:
            raise ShapeError(
                N_("{name}: only the output of an activation saturates"), name=str(watched)
            )
        if watched.index:
            raise ShapeError(N_("{name}: a measure is of all numbers"), name=str(watched))
        return
    shapes = [each[watched.name] for each in program.shapes.values() if watched.name in each]
    if not any(
        len(watched.index) == len(shape)
        and all(0 <= i < n for i, n in zip(watched.index, shape, strict=True))
        for shape in shapes
    ):
        raise ShapeError(
            "{place} does not exist: {name} has the shape {shape}",
            place=str(watched),
            name=watched.name,
            shape=shapes[0],
        )


class Watches:
    """What is watched of several runs, gone through in turns. A run that has no such value is left
    out; its refusal says why."""

    def __init__(self, watched: Iterable[WatchedNumber]) -> None:
        self.watched = tuple(dict.fromkeys(watched))
        self.refusals: dict[str, VisualnnError] = {}
        """Run id → why it cannot be watched."""
        self._watches: dict[str, tuple[History, RunWatch]] = {}

    def take(self, runs: Mapping[str, tuple[History, int]]) -> None:
        """These runs are watched from now on: id → history, and how many iterations the whole run
        has. What is known of a run that was watched before is kept."""
        known, self._watches, self.refusals = self._watches, {}, {}
        for name, (history, iterations) in runs.items():
            before = known.get(name)
            if before is not None and before[0] is history:
                self._watches[name] = before
                continue
            try:
                self._watches[name] = (history, RunWatch(history, iterations, self.watched))
            except VisualnnError as error:
                self.refusals[name] = error

    @property
    def numbers(self) -> Mapping[str, Mapping[WatchedNumber, Array]]:
        """Run id → what is watched → its numbers so far."""
        return MappingProxyType({name: w.numbers for name, (_h, w) in self._watches.items()})

    @property
    def share(self) -> float:
        """How much was gone through of what all runs have computed, from 0 to 1."""
        shares = [watch.share for _history, watch in self._watches.values()]
        return sum(shares) / len(shares) if shares else 1.0

    def advance(self, until: Callable[[], bool]) -> bool:
        """Go on with the runs in turns, the one that is furthest behind first, until asked to stop;
        whether all are done."""
        while True:
            waiting = [w for _history, w in self._watches.values() if not w.is_done]
            if not waiting:
                return True
            min(waiting, key=lambda watch: watch.share).advance(_turn(until))
            if until():
                return not any(not w.is_done for _history, w in self._watches.values())


TURN_ITERATIONS = 20
"""Iterations of one run before another has its turn."""


def _turn(until: Callable[[], bool]) -> Callable[[], bool]:
    left = iter(range(TURN_ITERATIONS - 1))
    return lambda: next(left, None) is None or until()
