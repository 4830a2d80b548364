"""Trails: where a walk on a bare function was before each update, all of its numbers."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

import numpy as np

from ..machine.machine import Machine, frozen
from ..ops import Array, Call
from ..program import Program
from .checkpoints import Growing

__all__ = ["MAX_TRAIL_NUMBER_COUNT", "Trails"]

MAX_TRAIL_NUMBER_COUNT = 64
"""A parameter of more numbers has no trail: nobody follows so many walkers by eye."""
RATE = "lr"


class Trails:
    """Takes down the numbers of a walker, and its rate, after every iteration."""

    def __init__(self, program: Program, start: Mapping[str, Array]) -> None:
        walked = {
            name for ins in program.closing if ins.op.trailed for name in ins.reads if name in start
        }
        self.names = tuple(
            name
            for name in program.carried
            if (name in walked and start[name].size <= MAX_TRAIL_NUMBER_COUNT)
            or (name == RATE and walked)
        )
        """What has a trail."""
        self._shapes = {name: start[name].shape for name in self.names}
        self._columns = {
            name: Growing(start[name].size, np.dtype(np.float64)) for name in self.names
        }
        self._staged: dict[str, list[list[float]]] = {name: [] for name in self.names}

    def calls(self, machine: Machine, closing: bool) -> tuple[Call, ...]:
        """One call per name, to be made when a machine has done an iteration of that kind."""
        return tuple(
            _taking(self._staged[name], machine.view(name, closing)) for name in self.names
        )

    def after(self, start: Mapping[str, Array]) -> Mapping[str, Array]:
        """Name → its numbers before update 0, 1, …, ``(iterations done + 1, …)``, read-only;
        `start` is what the run begins with."""
        self._commit()
        found = {}
        for name, column in self._columns.items():
            rows = column.rows.reshape(-1, *self._shapes[name])
            found[name] = frozen(np.concatenate([start[name][None], rows]))
        return MappingProxyType(found)

    def take_over(self, other: Trails) -> None:
        """Have the numbers that the trails of another run of the same program have."""
        other._commit()
        for name, column in other._columns.items():
            self._columns[name].extend(column.rows)

    def relieve(self, most: int) -> None:
        """Take over what the calls have gathered, once it is more than so many."""
        if any(len(staged) >= most for staged in self._staged.values()):
            self._commit()

    def keep(self, iteration: int) -> None:
        """Keep only the numbers of iterations before this one."""
        self._commit()
        for column in self._columns.values():
            column.keep(iteration)

    @property
    def nbytes(self) -> int:
        """The memory of all of them, in bytes."""
        self._commit()
        return sum(column.nbytes for column in self._columns.values())

    def _commit(self) -> None:
        for name, staged in self._staged.items():
            if staged:
                self._columns[name].extend(np.array(staged))
                staged.clear()


def _taking(staged: list[list[float]], view: Array) -> Call:
    """A call that takes down all numbers of a value."""
    append, flat = staged.append, view.reshape(-1)
    return lambda: append(flat.tolist())
