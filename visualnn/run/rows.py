"""Logs of the iterations that are looked at: what each started from, and what was written when."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from ..machine.machine import Machine, frozen
from ..ops import Array
from ..program import Program

STATE_CACHE_COUNT = 4
"""States of an iteration that are kept assembled."""


@dataclass(eq=False)
class Row:
    """The log of one iteration."""

    start: Mapping[str, Array]
    """What the iteration started from."""
    begin: int
    """The tick at which it started."""
    machine: Machine | None = None
    """The machine whose arena this log shows, for a network too large to be copied."""
    writes: list[tuple[int, str, Array]] = field(default_factory=list)
    """(tick, name, value), in order; an edit is one more write at its tick."""
    tick: int = 0
    """How far the log reaches."""
    nbytes: int = 0
    """The memory that it holds besides the machine's."""
    _known: dict[int, Mapping[str, Array]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.tick = self.begin

    def write(self, tick: int, name: str, value: Array, *, copied: bool) -> None:
        """Add a line. What is not copied shows the machine's arena."""
        self._known.pop(tick, None)
        self.writes.append((tick, name, frozen(value.copy() if copied else value.view())))
        self.nbytes += value.nbytes if copied else 0

    def shows(self, name: str) -> bool:
        """Whether a line shows the live array of this name."""
        return any(written == name for _, written, _ in self.writes)

    def values(self, tick: int) -> Mapping[str, Array]:
        """Name → array, of every value that exists at a tick of the iteration."""
        if tick not in self._known:
            values = {**self._known.get(tick - 1, self.start)}
            for when, name, value in self.writes[self._first(tick) :]:
                if when > tick:
                    break
                values[name] = value
            if len(self._known) == STATE_CACHE_COUNT:
                del self._known[next(iter(self._known))]
            self._known[tick] = MappingProxyType(values)
        return self._known[tick]

    def _first(self, tick: int) -> int:
        """The first line that the state before `tick`, or the start, does not know of."""
        if tick - 1 not in self._known:
            return 0
        # every tick writes, so the lines of a tick are no earlier than this
        place = tick - 1 - self.begin
        while place < len(self.writes) and self.writes[place][0] < tick:
            place += 1
        return place


class Carried:
    """The names of what is carried, as parts of one flat array."""

    def __init__(self, program: Program) -> None:
        shapes = program.shapes[True]
        self._parts: list[tuple[str, int, int, tuple[int, ...]]] = []
        at = 0
        for name in program.carried:
            size = math.prod(shapes[name])
            self._parts.append((name, at, at + size, shapes[name]))
            at += size

    def named(self, flat: Array) -> dict[str, Array]:
        """Name → its part, read-only."""
        frozen(flat)
        return {name: flat[begin:end].reshape(shape) for name, begin, end, shape in self._parts}


def size_of(program: Program, itemsize: int) -> int:
    """The bytes of a whole row, at most."""
    shapes = program.shapes
    carried = sum(math.prod(shapes[True][name]) for name in program.carried)
    written = (
        sum(math.prod(shapes[closing][ins.writes]) for ins in instructions)
        for closing, instructions in ((False, program.usual), (True, program.closing))
    )
    return itemsize * (carried + max(written))
