"""One run of a study, and what came out of it."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence

from ..dataclass import dataclass
from ..errors import VisualnnError
from ..lesson.change import Change
from ..lesson.changes import open_changed
from ..lesson.file import LessonBase
from ..lesson.shelf import specification
from ..run.history import MEGABYTE, History
from ..tell.report import ending_data
from .plan import StudyRun

__all__ = ["Outcome", "Refusal", "outcome_of"]

HISTORY_BYTES = 16 * MEGABYTE
"""What the history of a run may hold on to; no number depends on it."""


@dataclass(frozen=True)
class Outcome:
    """What came out of a run."""

    seed: int | None
    """The seed that it had; None for a lesson that has none."""
    iterations: int
    """How many were computed."""
    values: Mapping[str, float]
    """The loss and the metrics by name, after the last update."""
    diverged_at: int | None
    """The iteration that made the first number that is not finite."""
    seconds: float
    """What it took, the opening of the lesson included."""


@dataclass(frozen=True)
class Refusal:
    """Why a run cannot be built; a sentence and its parts, which travel between processes."""

    template: str
    params: Mapping[str, str]

    @property
    def error(self) -> VisualnnError:
        """The refusal as an error."""
        return VisualnnError(self.template, **self.params)


def outcome_of(
    name: str,
    fixed: Sequence[Change],
    run: StudyRun,
    iterations: int | None,
    read: Callable[[str], LessonBase] = specification,
) -> Outcome | Refusal:
    """Open a lesson with the changes of a run and train it to its end; `read` gives what the name
    describes."""
    begun = time.perf_counter()
    try:
        lesson = open_changed(name, (*fixed, *run.all_changes), read)
        history = History(lesson.program, lesson.start, HISTORY_BYTES)
        history.run_to(min(iterations or lesson.iterations, lesson.iterations), halting=True)
        values = ending_data(lesson, history)
    except VisualnnError as error:
        return Refusal(error.template, {key: str(each) for key, each in error.params.items()})
    trouble = history.trouble
    return Outcome(
        getattr(lesson.spec, "seed", None),
        history.furthest,
        values,
        None if trouble is None else lesson.program.locate(trouble.tick).iteration,
        time.perf_counter() - begun,
    )
