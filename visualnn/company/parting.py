"""Where the numbers of two runs first part: the first number of one that the other does not have.

Both are run in lockstep, iteration by iteration, and whatever has the same name is compared number
by number, without any tolerance. Settings like the learning rate are not compared: that they differ
is known before.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np

from ..dataclass import dataclass
from ..expr import Source
from ..ops import Array
from ..program import Instruction
from ..run.history import History

__all__ = ["Parting", "PartingSearch", "first_parting"]

DATA_NAMES = ("data.x", "data.t")


@dataclass(frozen=True)
class Parting:
    """The first number that two runs do not have in common."""

    iteration: int
    tick: int
    """The tick of the leading run after which it is there; 0 if it is there from the beginning."""
    name: str
    index: tuple[int, ...]
    """The first index at which they differ, in the order of rows; empty if they have another
    shape."""
    values: tuple[float, float] | None
    """The number of the leading run and that of the other; None if the shapes differ."""
    shapes: tuple[tuple[int, ...], tuple[int, ...]]

    @property
    def place(self) -> Source:
        """The number of the leading run; the first one if the shapes differ."""
        return Source(self.name, self.index or (0,) * len(self.shapes[0]))


class PartingSearch:
    """A search for the first number in which a run leaves a leading one, in pieces.

    Both histories are read, and computed as far as the search has come.
    """

    def __init__(self, leading: History, other: History, iterations: int, begin: int = 0) -> None:
        """`iterations` is how many of them are compared at most, those before `begin` being known
        to be the same."""
        self.iterations = iterations
        """How many are compared at most; it may be raised."""
        self.found: Parting | None = None
        """Where they part, once it was found."""
        self.compared = begin
        """How many iterations were alike to the last bit."""
        self._leading, self._other = leading, other
        self._began = begin > 0

    @property
    def is_done(self) -> bool:
        """Whether the place was found, or there is none."""
        return self.found is not None or (self._began and self.compared >= self.iterations)

    def advance(self, until: Callable[[], bool] = lambda: False) -> bool:
        """Compare iteration after iteration, and ask `until` after each; whether the search is
        over. Raises DataError where a run can do nothing with its numbers."""
        if not self._began:
            self.found = self._at_the_beginning()
            self._began = True
        while not self.is_done:
            self.found = self._in_iteration(self.compared)
            if self.found is None:
                self.compared += 1
            if until():
                break
        return self.is_done

    def _at_the_beginning(self) -> Parting | None:
        one, other = self._leading.at(0).values, self._other.at(0).values
        for name in (*DATA_NAMES, *self._leading.program.parameters):
            if name in one and name in other:
                found = _between(0, 0, name, one[name], other[name])
                if found is not None:
                    return found
        return None

    def _in_iteration(self, iteration: int) -> Parting | None:
        here, there = self._leading.program, self._other.program
        one = self._leading.at(here.end_of(iteration)).values
        other = self._other.at(there.end_of(iteration)).values
        lines = here.instructions(iteration)
        common = {line.writes for line in lines if there.writings(line.writes, iteration)}
        if all(_alike(one[name], other[name]) for name in common):
            return None
        for done, line in enumerate(lines, 1):
            if line.writes in common:
                found = self._after(iteration, done, line, lines)
                if found is not None:
                    return found
        return None

    def _after(
        self, iteration: int, done: int, line: Instruction, lines: Sequence[Instruction]
    ) -> Parting | None:
        """Whether they part in what an instruction of the leading run has just written."""
        nth = sum(each.writes == line.writes for each in lines[:done])
        beside = self._other.program.writings(line.writes, iteration)
        if nth > len(beside):
            return None
        tick = self._leading.program.start_of(iteration) + done
        ours = self._leading.at(tick).values[line.writes]
        theirs = self._other.at(self._other.program.start_of(iteration) + beside[nth - 1]).values
        return _between(iteration, tick, line.writes, ours, theirs[line.writes])


def first_parting(leading: History, other: History, iterations: int) -> Parting | None:
    """The first number that two runs do not have in common in so many iterations; None if all of
    them are the same to the last bit. Raises DataError as :meth:`PartingSearch.advance` does."""
    search = PartingSearch(leading, other, iterations)
    search.advance()
    return search.found


def _alike(one: Array, other: Array) -> bool:
    return one.shape == other.shape and not np.any(_unlike(one, other))


def _unlike(one: Array, other: Array) -> np.ndarray:
    """Where two arrays of one shape hold different numbers; every NaN is the same here."""
    return (one != other) & ~(np.isnan(one) & np.isnan(other))


def _between(iteration: int, tick: int, name: str, one: Array, other: Array) -> Parting | None:
    """Where a name's values part, if they do."""
    if _alike(one, other):
        return None
    shapes = (one.shape, other.shape)
    if one.shape != other.shape:
        return Parting(iteration, tick, name, (), None, shapes)
    first = int(np.argmax(_unlike(one, other)))
    index = tuple(map(int, np.unravel_index(first, one.shape)))
    values = (float(one[index]), float(other[index]))
    return Parting(iteration, tick, name, index, values, shapes)
