"""Endings: how runs ended that were gone to their end lately, so that nobody trains them again."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Hashable, Mapping
from dataclasses import dataclass, field

from ..errors import VisualnnError
from ..ops import Array

__all__ = ["CompanionRun", "Endings"]

ENDINGS_KEPT = 8
ENDINGS_BYTES = 64 << 20


@dataclass(frozen=True, eq=False)
class CompanionRun:
    """What is known of one run of the company at a moment."""

    id: str
    """What the company calls it."""
    lesson: str
    """The name of the lesson that is run."""
    values: Mapping[str, Array] | None = None
    """The values at its end: name → read-only array; None until it is there."""
    curves: Mapping[str, Array] = field(default_factory=dict)
    """``L`` and other names → one number for each iteration so far, or for each epoch for ``val.``
    names."""
    share: float = 0.0
    """How much of it is done, from 0 to 1."""
    failure: VisualnnError | None = None
    """Why it goes no further."""

    @property
    def is_done(self) -> bool:
        """Whether nothing more will come of it."""
        return self.values is not None or self.failure is not None

    @property
    def nbytes(self) -> int:
        """The memory of its arrays, in bytes."""
        arrays = (*(self.values or {}).values(), *self.curves.values())
        return sum(array.nbytes for array in arrays)


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
