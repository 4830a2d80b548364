"""Endings: how runs ended that were gone to their end lately, so that nobody trains them again."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Hashable

from .companion_run import CompanionRun

__all__ = ["Endings"]

ENDINGS_KEPT = 8
ENDINGS_BYTES = 64 << 20


class Endings:
    """The runs that ended last, at most `count` and, but for the last one, `nbytes` bytes."""

    def __init__(self, count: int = ENDINGS_KEPT, nbytes: int = ENDINGS_BYTES) -> None:
        self._count, self._nbytes = count, nbytes
        self._runs: OrderedDict[Hashable, CompanionRun] = OrderedDict()

    def get(self, key: Hashable) -> CompanionRun | None:
        """The run that was kept under a key, if it still is."""
        if key in self._runs:
            self._runs.move_to_end(key)
        return self._runs.get(key)

    def keep(self, key: Hashable, run: CompanionRun) -> None:
        """Keep a run; those that were asked for least lately make room."""
        self._runs[key] = run
        self._runs.move_to_end(key)
        size = sum(each.nbytes for each in self._runs.values())
        while len(self._runs) > self._count or (len(self._runs) > 1 and size > self._nbytes):
            size -= self._runs.popitem(last=False)[1].nbytes
