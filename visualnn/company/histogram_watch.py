"""Histograms through time: how many numbers of a value are in each bin, iteration by iteration."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable
from types import MappingProxyType

import numpy as np

from ..errors import UnknownNameError
from ..lesson.histogram import bins_of, counts_of
from ..lesson.histogram_trails import HistogramTrails
from ..machine.machine import frozen
from ..ops import Array
from ..run.history import History
from ..text import N_
from .watches import RunSurvey

__all__ = ["MAX_HISTOGRAM_COUNT", "HistogramWatch"]

MAX_HISTOGRAM_COUNT = 256
"""Histograms that are kept of one name, at most; of a longer run every second, third … iteration
has one."""
MAX_NAME_COUNT = 128
"""Names that are counted of one run, at most."""


class HistogramWatch(RunSurvey):
    """Counts the numbers of some names, as far as a run has come. For what an iteration hands to
    the next it counts what the iteration starts from, else what it computes."""

    def __init__(self, history: History, iterations: int, names: Iterable[str]) -> None:
        """`iterations` is how many the whole run has. Raises UnknownNameError for a name that the
        run does not have."""
        super().__init__(history)
        program = history.program
        written = {ins.writes for ins in (*program.usual, *program.closing)}
        self.names = tuple(dict.fromkeys(names))[:MAX_NAME_COUNT]
        for name in self.names:
            if name not in written | set(program.carried):
                raise UnknownNameError(
                    N_("{name} cannot be watched: no instruction writes it"), name=name
                )
        self._carried = frozenset(program.carried)
        self._every = max(1, math.ceil(iterations / MAX_HISTOGRAM_COUNT))
        self._rows: dict[str, list[Array]] = {name: [] for name in self.names}
        self._taken: dict[str, Array] = {}
        self._stacked: HistogramTrails | None = None

    @property
    def trails(self) -> HistogramTrails:
        """The histograms so far."""
        self._notice_changes()
        if self._stacked is None:
            counts = {name: self._stack(name) for name in self.names}
            self._stacked = HistogramTrails(self._every, MappingProxyType(counts))
        return self._stacked

    def _stack(self, name: str) -> Array:
        rows = self._rows[name]
        empty = np.zeros((0, len(bins_of(name))), np.int64)
        return frozen(np.stack(rows) if rows else empty)

    @property
    def _is_kept(self) -> bool:
        return self._next % self._every == 0

    def _count(self, name: str, values: Array) -> None:
        self._taken[name] = np.array(counts_of(values, bins_of(name)), np.int64)

    def _take_begun(self, view: Callable[[str], Array]) -> None:
        self._taken = {}
        for name in self.names if self._is_kept else ():
            if name in self._carried:
                self._count(name, view(name))

    def _take_ended(self, view: Callable[[str], Array]) -> None:
        program = self._history.program
        for name in self.names if self._is_kept else ():
            if name in self._carried:
                continue
            if program.done_after(name, self._next) is None:
                self._taken[name] = np.zeros(len(bins_of(name)), np.int64)
            else:
                self._count(name, view(name))

    def _keep(self) -> None:
        if not self._is_kept:
            return
        self._stacked = None
        for name, rows in self._rows.items():
            rows.append(self._taken[name])
        if any(len(rows) > MAX_HISTOGRAM_COUNT for rows in self._rows.values()):
            self._rows = {name: rows[::2] for name, rows in self._rows.items()}
            self._every *= 2

    def _forget(self) -> None:
        self._stacked = None
        for rows in self._rows.values():
            del rows[-(-self._next // self._every) :]
