"""The way of a run through all numbers of some parameters, of which places at even distances are
kept."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from ..dataclass import dataclass
from ..machine.machine import frozen
from ..ops import Array
from ..run.history import MEGABYTE, History
from .watches import RunSurvey

__all__ = ["MAX_PLACE_COUNT", "ParameterWay", "ParameterWayWatch"]

MAX_PLACE_COUNT = 200
"""Places of a way that are kept, at most; of a longer way every second, fourth … iteration has
one."""
MIN_PLACE_COUNT = 16
"""Of a network whose way would have fewer places within `WAY_BYTES` none is kept."""
WAY_BYTES = 64 * MEGABYTE
"""The memory for the places of one way."""


@dataclass(frozen=True, eq=False)
class ParameterWay:
    """Places of a run among all numbers of some parameters."""

    every: int
    """From one place to the next so many iterations pass."""
    places: tuple[Array, ...]
    """The numbers, those of one parameter behind those of the other, read-only in float64, that
    iteration 0, `every`, 2 · `every` … start from."""


class ParameterWayWatch(RunSurvey):
    """Takes down where a run is among all numbers of some parameters."""

    def __init__(self, history: History, names: tuple[str, ...]) -> None:
        super().__init__(history)
        self._names = names
        size = sum(history.start[name].size for name in self._names)
        fitting = WAY_BYTES // max(size * np.dtype(np.float64).itemsize, 1)
        self._most = min(int(fitting), MAX_PLACE_COUNT)
        self._every = 1
        self._places: list[Array] = []
        self._taken: Array | None = None

    @property
    def is_done(self) -> bool:
        """Whether it has gone through all that the run has come to, or keeps none of its places."""
        return self._most < MIN_PLACE_COUNT or super().is_done

    @property
    def way(self) -> ParameterWay:
        """The places so far."""
        self._notice_changes()
        return ParameterWay(self._every, tuple(self._places))

    def _take_begun(self, view: Callable[[str], Array]) -> None:
        self._taken = None
        if self._next % self._every == 0:
            arrays = [np.ravel(view(name)) for name in self._names]
            self._taken = frozen(np.concatenate(arrays).astype(np.float64, copy=False))

    def _take_ended(self, view: Callable[[str], Array]) -> None:
        pass

    def _keep(self) -> None:
        if self._taken is not None:
            self._places.append(self._taken)
        if len(self._places) > self._most:
            self._places = self._places[::2]
            self._every *= 2

    def _forget(self) -> None:
        del self._places[-(-self._next // self._every) :]
