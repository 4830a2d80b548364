"""The confusion matrix: which class was taken for which."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from ..lesson import Lesson
from ..losses import KINDS
from ..ops import Array
from ..ops.metrics import first_choice
from ..text import N_
from .base import Moment, UnsuitedError, View, ViewTable
from .judging import ONE_BY_ONE, decided_classes

__all__ = ["Confusion", "ConfusionView", "confusion"]


@dataclass(frozen=True)
class Confusion:
    """Counts of examples, ``(classes, classes)``: the row is the target, the column what the
    network chose."""

    of: str
    """``val`` if the examples are the validation data, else ``batch``."""
    counts: Array


def confusion(lesson: Lesson, values: Mapping[str, Array]) -> Confusion | None:
    """The confusion matrix of the validation data where they are evaluated at this tick, else of
    the batch; None before there is a prediction.

    ``counts[i, j] = Σₙ [target of n = i] · [choice for n = j]``; the choice is the first largest
    output, of a single output whether it says yes.
    """
    output = lesson.network.output
    for prefix, of in (("val.", "val"), ("", "batch")):
        if prefix + output in values and f"{prefix}t" in values:
            a, t = values[prefix + output], values[f"{prefix}t"]
            return Confusion(of, _counted(lesson, a, t))
    return None


def _counted(lesson: Lesson, a: Array, t: Array) -> Array:
    classes = max(a.shape[-1], 2)
    chosen = decided_classes(lesson, a.reshape(-1, a.shape[-1]))
    assert chosen is not None  # noqa: S101  a lesson without classes is refused
    right = _right_ones(lesson, t)
    counts = np.zeros((classes, classes), dtype=np.int64)
    np.add.at(counts, (right.reshape(-1).astype(int), chosen), 1)
    counts.setflags(write=False)
    return counts


def _right_ones(lesson: Lesson, t: Array) -> Array:
    """The class of each target, in whichever way the loss has targets written."""
    targets = KINDS[lesson.plan.objective.main.kind].targets
    if targets == "class":
        return t
    return np.asarray(t[..., 0] > 0) if targets == "signs" else first_choice(t)


class ConfusionView(View):
    """Part ``confusion``: how often a target was taken for which class (see `confusion`)."""

    name = "confusion"
    title = N_("Confusion matrix")
    parts = ("confusion",)

    def refuse(self, lesson: Lesson) -> None:
        if lesson.network.writes_loss:
            raise UnsuitedError(N_("a function has no classes that could be confused"))
        kind = lesson.plan.objective.main.kind
        targets = KINDS[kind].targets
        if targets == "numbers":
            raise UnsuitedError(
                N_("the loss {loss} compares numbers; there are no classes to be confused"),
                loss=kind,
            )
        if targets in ONE_BY_ONE and lesson.network.shapes[lesson.network.output][-1] > 1:
            raise UnsuitedError(
                N_("each output is a question of its own; no class can be taken for another")
            )

    def table(self, moment: Moment, part: str) -> ViewTable:
        found = confusion(moment.lesson, moment.values)
        rows = (
            tuple(
                (i, j, int(count))
                for i, row in enumerate(found.counts.tolist())
                for j, count in enumerate(row)
            )
            if found is not None
            else ()
        )
        return ViewTable(("target", "predicted", "count"), rows)
