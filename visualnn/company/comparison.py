"""A comparison of the leading run with those in step: what differs, and where each parts from it.

What differs is known at once. Where the numbers part is found in slices, in copies of the runs, so
that nothing that is on the screen is disturbed.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import field
from types import MappingProxyType

from ..dataclass import dataclass
from ..errors import VisualnnError
from ..lesson import Lesson
from ..run.history import MEGABYTE, History
from .differences import Difference, differences
from .parting import Parting, PartingSearch

__all__ = ["Compared", "RunComparison"]

SEARCH_BYTES = 8 * MEGABYTE
"""The memory for rows and checkpoints of each of the two runs of a search."""


@dataclass(frozen=True)
class Compared:
    """What is known of how runs differ at a moment."""

    differences: tuple[Difference, ...] = ()
    """The keys at which their lessons differ; the leading run's values come first."""
    partings: Mapping[str, Parting] = field(default_factory=lambda: MappingProxyType({}))
    """Id → where that run parts from the leading one, as far as that was found."""

    @property
    def first(self) -> tuple[str, Parting] | None:
        """The id of the run that parts first, and where; of several the first."""
        found = sorted(self.partings.items(), key=lambda each: each[1].tick)
        return found[0] if found else None


class RunComparison:
    """The leading run and others, compared a little at a time, and as far as the leading run was
    computed, but for one iteration more. What learners have edited is part of the runs."""

    def __init__(
        self, leading: tuple[Lesson, History], others: Mapping[str, tuple[Lesson, History]]
    ) -> None:
        self._lesson, self._history = leading
        self._waiting = dict(others)
        self._searches: dict[str, PartingSearch] = {}
        specs = [self._lesson.spec, *(lesson.spec for lesson, _history in others.values())]
        self.known = Compared(differences(specs) if others else ())
        """The same object as long as nothing more is known."""

    @property
    def is_done(self) -> bool:
        """Whether there is nothing to be found, as far as the leading run was computed."""
        return all(
            name in self._searches and self._searches[name].compared >= self._far(lesson)
            for name, (lesson, _history) in self._waiting.items()
        )

    def advance(self, until: Callable[[], bool]) -> bool:
        """Go on with the searches until `until`, which is asked after each iteration; whether all
        have come as far as they can. A run that cannot be computed parts nowhere."""
        for name, (lesson, history) in list(self._waiting.items()):
            search = self._search(name, lesson, history)
            if search is None:
                del self._waiting[name]
                continue
            search.iterations = self._far(lesson)
            try:
                search.advance(until)
            except VisualnnError:
                del self._waiting[name]
            if search.found is not None:
                del self._waiting[name], self._searches[name]
                partings = MappingProxyType({**self.known.partings, name: search.found})
                self.known = Compared(self.known.differences, partings)
            if until():
                break
        return self.is_done

    def _far(self, other: Lesson) -> int:
        """How many iterations are compared with another lesson."""
        return min(self._history.furthest + 1, self._lesson.iterations, other.iterations)

    def _search(self, name: str, lesson: Lesson, history: History) -> PartingSearch | None:
        """The search for the place where a run parts, in copies of both; None for networks that are
        too large for that, and where the runs are the same as a whole."""
        if name in self._searches:
            return self._searches[name]
        if self._history.large or history.large:
            return None
        begin = None
        if self._history.program is history.program:
            begin = _first_change(self._history, history)
            if begin is None:
                return None
        one, other = self._history.fork(SEARCH_BYTES), history.fork(SEARCH_BYTES)
        made = PartingSearch(one, other, self._far(lesson), begin or 0)
        self._searches[name] = made
        return made


def _first_change(one: History, other: History) -> int | None:
    """The iteration of the first change that only one of two histories of one run has; None if both
    have the same."""
    here, there = one.laid.items, other.laid.items
    ticks = [each.tick for each in (*here, *there) if each not in here or each not in there]
    return one.program.locate(min(ticks)).iteration if ticks else None
