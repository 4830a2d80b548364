"""Starting elsewhere: a walk on a bare function from another place, as edits of its first state."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence

from ..errors import ShapeError
from ..expr import Source
from ..ops import Array
from ..text import N_
from .edits import Edit, Intervention
from .history import History

__all__ = ["WALK_BYTES", "WaysAhead", "start_edits", "start_of"]

PLACE = "w"
WALK_BYTES = 1_000_000
"""The memory that the history of one walk ahead may hold on to."""
SLICE_ITERATIONS = 25
"""How far each walk goes before it is the next one's turn."""


def start_edits(start: Array, place: Sequence[float]) -> tuple[Edit, ...]:
    """The edits that let a walk begin at a place. `start` is where the lesson begins, ``(dimension,
    )``; raises ShapeError for several walkers, and for a place of another length."""
    if start.ndim != 1 or len(place) != len(start):
        raise ShapeError(
            N_("{count} numbers are no place where one walker of this lesson can start"),
            count=len(place),
        )
    return tuple(Edit(0, Source(PLACE, (n,)), float(each)) for n, each in enumerate(place))


def start_of(items: Iterable[Intervention]) -> tuple[Edit, ...]:
    """What is laid over the place where a walk begins."""
    return tuple(
        each
        for each in items
        if isinstance(each, Edit) and each.tick == 0 and each.place.name == PLACE
    )


class WaysAhead:
    """The ways that runs would go from another place, computed beside them."""

    def __init__(self, runs: Mapping[str, tuple[History, int]], place: Sequence[float]) -> None:
        """`runs`: id → a history, which stays as it is, and the count of updates to go. Raises what
        `start_edits` raises."""
        self._walks: dict[str, tuple[History, int]] = {}
        for name, (history, updates) in runs.items():
            walk = History(history.program, history.start, WALK_BYTES)
            edits = start_edits(history.start[PLACE], place)
            walk.take_changes((history.laid_with(edits),), 0)
            self._walks[name] = walk, updates

    @property
    def is_done(self) -> bool:
        """Whether every way is as long as was asked."""
        return all(walk.furthest >= updates for walk, updates in self._walks.values())

    def advance(self, until: Callable[[], bool]) -> bool:
        """Go on with all ways in turns until asked to stop; whether they are done."""
        while not self.is_done:
            for walk, updates in self._walks.values():
                walk.run_to(min(updates, walk.furthest + SLICE_ITERATIONS))
            if until():
                break
        return self.is_done

    @property
    def places(self) -> Mapping[str, Array]:
        """Run → its places so far, ``(updates + 1, dimension)``."""
        return {name: walk.trails[PLACE] for name, (walk, _updates) in self._walks.items()}
