"""What somebody lays over a run: edits of one number or of a whole array, and arrays that are held
wherever the program would write a name.

A run is its start, stepped, with these laid over their ticks; they stand in the order in which they
were made, which is the order of their ticks.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Mapping
from functools import cached_property

import numpy as np

from ..dataclass import dataclass
from ..expr import Source
from ..ops import Array, Shape
from ..program import Program

__all__ = ["ArrayEdit", "Edit", "Hold", "Intervention", "Interventions", "Release"]

UNREACHED_ITERATION = 1 << 62
"""An iteration that no run comes to."""


@dataclass(frozen=True, eq=False)
class Edit:
    """One number that the learner changed, laid over the state at `tick`. Two edits are equal if
    they write the same bits: NaN twice is one edit, 0 and −0 are two."""

    tick: int
    place: Source
    value: float

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Edit) and self._key == other._key

    def __hash__(self) -> int:
        return hash(self._key)

    @property
    def _key(self) -> tuple[int, Source, str]:
        return self.tick, self.place, float(self.value).hex()

    def lay(self, array: Array) -> None:
        """Write the number into an array of the name."""
        array[self.place.index] = self.value


@dataclass(frozen=True, eq=False)
class ArrayEdit:
    """A whole array that was put in the place of a value, laid over the state at `tick`. Also what
    is given and never written, the data say, may be another from a tick on."""

    tick: int
    name: str
    values: Array

    @property
    def place(self) -> Source:
        return Source(self.name)

    def lay(self, array: Array) -> None:
        """Write the numbers into an array of the name."""
        np.copyto(array, self.values)


@dataclass(frozen=True, eq=False)
class Hold:
    """An array that stands wherever an instruction after `tick` writes the name."""

    tick: int
    name: str
    values: Array

    @property
    def place(self) -> Source:
        return Source(self.name)


@dataclass(frozen=True, eq=False)
class Release:
    """After `tick` the name is held no longer."""

    tick: int
    name: str

    @property
    def place(self) -> Source:
        return Source(self.name)


Intervention = Edit | ArrayEdit | Hold | Release


class Interventions:
    """All that is laid over one run of a program, found by tick and by iteration."""

    def __init__(self, program: Program, items: Iterable[Intervention] = ()) -> None:
        self.program = program
        self.items = tuple(items)
        self._laid: dict[int, list[Edit | ArrayEdit]] = defaultdict(list)
        self._holds: dict[str, list[Hold | Release]] = defaultdict(list)
        for item in self.items:
            if isinstance(item, Edit | ArrayEdit):
                self._laid[item.tick].append(item)
            else:
                self._holds[item.name].append(item)
        self._iterations = sorted({program.locate(item.tick).iteration for item in self.items})

    @cached_property
    def edits(self) -> tuple[Edit, ...]:
        """The edits of single numbers."""
        return tuple(item for item in self.items if isinstance(item, Edit))

    @cached_property
    def given(self) -> Mapping[str, tuple[ArrayEdit, ...]]:
        """The edits of what no instruction writes, by name."""
        found: dict[str, list[ArrayEdit]] = defaultdict(list)
        carried = set(self.program.carried)
        for item in self.items:
            if isinstance(item, ArrayEdit) and not self.written(item.name, carried):
                found[item.name].append(item)
        return {name: tuple(edits) for name, edits in found.items()}

    def written(self, name: str, carried: Iterable[str] = ()) -> bool:
        """Whether a name stands in the memory of an iteration: it is carried or written."""
        writes = self.program.done_after
        last = self.program.iterations - 1
        return (
            name in (carried or self.program.carried)
            or writes(name, 0) is not None
            or writes(name, last) is not None
        )

    def at(self, tick: int) -> tuple[Edit | ArrayEdit, ...]:
        """The edits of a tick; an array that is held there comes first."""
        edits = tuple(self._laid.get(tick, ()))
        made = self.program.at(tick) if self._holds else None
        held = self.held(made.writes, tick) if made is not None else None
        if held is None or held.values.shape != self._shape(held.name, tick):
            return edits  # another batch is in turn than the one that it was made for
        return (ArrayEdit(tick, held.name, held.values), *edits)

    def _shape(self, name: str, tick: int) -> Shape:
        closing = self.program.is_closing(self.program.locate(tick).iteration)
        return self.program.shapes[closing][name]

    def held(self, name: str, tick: int) -> Hold | None:
        """The hold on a name that is in force where the instruction of a tick writes it."""
        earlier = [item for item in self._holds.get(name, ()) if item.tick < tick]
        return earlier[-1] if earlier and isinstance(earlier[-1], Hold) else None

    def next_touched(self, iteration: int) -> int:
        """The first iteration from here on over which something is laid."""
        start = self.program.start_of(iteration)
        if any(self.held(name, start + 1) for name in self._holds):
            return iteration
        nth = bisect_left(self._iterations, iteration)
        return self._iterations[nth] if nth < len(self._iterations) else UNREACHED_ITERATION

    def names(self, iteration: int) -> tuple[str, ...]:
        """The names over which something is laid after the first instruction of an iteration has
        begun, one for each time."""
        begin, end = self.program.start_of(iteration), self.program.end_of(iteration)
        if self.next_touched(iteration) != iteration:
            return ()
        return tuple(edit.place.name for t in range(begin + 1, end + 1) for edit in self.at(t))

    def given_at(self, name: str, tick: int) -> Array | None:
        """What stands for a name that no instruction writes; None where it is as it was given
        first."""
        earlier = [edit.values for edit in self.given.get(name, ()) if edit.tick <= tick]
        return earlier[-1] if earlier else None

    def last_laid(self, place: Source, since: int, tick: int) -> int | None:
        """The last tick from `since` to `tick` at which something was laid over this number; None
        if nothing was. The name is not written again between."""
        found = [
            item.tick
            for item in self.items
            if since <= item.tick <= tick
            and (
                (isinstance(item, Edit) and item.place == place)
                or (isinstance(item, ArrayEdit) and item.name == place.name)
            )
        ]
        made = self.program.at(since)
        if made is not None and made.writes == place.name and self.held(place.name, since):
            found.append(since)
        return max(found, default=None)
