"""The curves: losses, metrics, and what else a card says is worth one; a number for each
iteration."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from ..machine.machine import Machine
from ..ops import Array, Call
from ..program import Program
from .checkpoints import Growing
from .trails import Trails

CURVES = frozenset({"L", "val.L", "lr"})
"""What has a curve besides what an op says is worth one: losses, and the rate of a schedule."""
GATHERED_NUMBER_COUNT = 1024
"""Numbers gathered before they are appended to the curves in one call."""


class Recorder:
    """Takes down the numbers of every iteration that is done for the first time."""

    def __init__(self, program: Program, start: Mapping[str, Array]) -> None:
        self.trails = Trails(program, start)
        """Where a walk on a bare function has been."""
        self._iterations = program.iterations
        self._names = {closing: _scalars(program, closing) for closing in (False, True)}
        self._every = set(self._names[False] or self._names[True])
        self._columns = {name: Growing(1, np.dtype(np.float64)) for name in self._names[True]}
        self._staged: dict[str, list[float]] = {name: [] for name in self._names[True]}
        self._curves: Mapping[str, Array] = {}

    def calls(self, machine: Machine, closing: bool) -> tuple[Call, ...]:
        """One call per number, to be made when a machine has done an iteration of that kind."""
        return (
            *(taking(self._staged[n], machine.view(n, closing)) for n in self._names[closing]),
            *self.trails.calls(machine, closing),
        )

    @property
    def curves(self) -> Mapping[str, Array]:
        """Name → one number per iteration, or per epoch for what is evaluated once an epoch. An
        array stays the same object until there is more to show."""
        self._commit()
        shown = self._curves
        if not all(
            n in shown and len(shown[n]) == len(column) for n, column in self._columns.items()
        ):
            self._curves = {
                name: shown[name]
                if name in shown and len(shown[name]) == len(column)
                else column.rows[:, 0]
                for name, column in self._columns.items()
            }
        return self._curves

    def take_over(self, other: Recorder) -> None:
        """Have the numbers that another recorder of the same program has."""
        other._commit()
        self.trails.take_over(other.trails)
        for name, column in other._columns.items():
            self._columns[name].extend(column.rows)

    def relieve(self) -> None:
        """Take over what the calls have gathered, once it is much."""
        self.trails.relieve(GATHERED_NUMBER_COUNT)
        if any(len(staged) >= GATHERED_NUMBER_COUNT for staged in self._staged.values()):
            self._commit()

    def forget_after(self, iteration: int) -> None:
        """Keep only the numbers of iterations before this one."""
        self._commit()
        self.trails.keep(iteration)
        for name, column in self._columns.items():
            column.keep(iteration if name in self._every else iteration // self._iterations)
        self._curves = {}

    def _commit(self) -> None:
        for name, staged in self._staged.items():
            if staged:
                self._columns[name].extend(np.array(staged)[:, None])
                staged.clear()

    @property
    def nbytes(self) -> int:
        self._commit()
        return self.trails.nbytes + sum(column.nbytes for column in self._columns.values())


def _scalars(program: Program, closing: bool) -> tuple[str, ...]:
    instructions = program.closing if closing else program.usual
    return tuple(
        ins.writes
        for ins in instructions
        if (ins.op.curve or ins.writes in CURVES) and ins.rule == "forward"
    )


def taking(staged: list[float], view: Array) -> Call:
    """A call that takes down the number that stands in a scalar."""
    append, item = staged.append, view.item
    return lambda: append(item())
