"""How a lesson ends when nobody changes anything: its last values and its curves, computed once."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from ..lesson import Lesson, find, load
from ..ops import Array
from ..run.history import History


@dataclass(frozen=True)
class Ending:
    """The values after the last iteration, and the curves of the whole run."""

    values: Mapping[str, Array]
    curves: Mapping[str, Array]


@lru_cache(maxsize=8)
def ending(lesson: Lesson, companion: str | None = None) -> Ending:
    """The ending of a lesson, or of another one that stands beside it."""
    if companion is not None:
        return ending(_beside(companion))
    history = History(lesson.program, lesson.start)
    done = history.run_to(lesson.iterations, halting=True)
    values = history.at(lesson.program.end_of(done - 1)).values
    return Ending(values, history.curves)


@lru_cache(maxsize=8)
def _beside(name: str) -> Lesson:
    return load(find(name))
