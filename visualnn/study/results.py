"""The results of a study as a table: a row for each run."""

from __future__ import annotations

from collections.abc import Mapping

from ..views import ViewTable
from .outcome import Outcome
from .plan import StudyRun

__all__ = ["as_table"]

LOSS, VALIDATION_LOSS = "L", "val.L"


def as_table(outcomes: Mapping[StudyRun, Outcome]) -> ViewTable:
    """Columns: the changes, the seed, the iterations, the training and the validation loss, the
    metrics that any run has, the iteration that made a number that is not finite, the seconds. What
    a run does not have is empty in its row."""
    names = dict.fromkeys(name for each in outcomes.values() for name in each.values)
    metrics = tuple(name for name in names if name not in {LOSS, VALIDATION_LOSS})
    measured = (LOSS, VALIDATION_LOSS, *metrics)
    columns = ("changes", "seed", "iterations", *measured, "diverged_at", "seconds")
    rows = tuple(
        (
            run.words,
            each.seed,
            each.iterations,
            *(each.values.get(name) for name in measured),
            each.diverged_at,
            each.seconds,
        )
        for run, each in outcomes.items()
    )
    return ViewTable(columns, rows)
