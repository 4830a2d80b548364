"""The confusion matrix: which class was taken for which."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from ..dataclass import dataclass
from ..expr import Source
from ..lesson import Lesson
from ..losses import KINDS
from ..ops import Array
from ..ops.metrics import first_choice
from ..text import N_
from .base import CellValue, Moment, UnsuitedError, View, ViewTable
from .judging import ONE_BY_ONE, decided_classes

__all__ = ["Confusion", "ConfusionView", "class_count", "confusion"]


@dataclass(frozen=True, eq=False)
class Confusion:
    """Which class was taken for which, and by which examples."""

    of: str
    """``val`` if the examples are the validation data, else ``batch``."""
    output: str
    """The name of what the network says of them."""
    said: Array
    """``(examples, …, outputs)``: its numbers."""
    targets: Array
    """The class of each example ``(n,)``, of each step of a sequence in reading order."""
    chosen: Array
    """The class that the network chose for it ``(n,)``."""
    counts: Array
    """Counts of examples ``(classes, classes)``: the row is the target, the column what was
    chosen."""

    @property
    def right_count(self) -> int:
        """How many are right."""
        return int(self.counts.trace())

    @property
    def most_confused(self) -> tuple[int, int] | None:
        """The target and the other class that was most often chosen for it, of several the first;
        None if all are right."""
        wrong = self.counts - np.diag(np.diag(self.counts))
        place = int(wrong.argmax())
        return divmod(place, len(wrong)) if wrong.flat[place] else None

    def examples(self, target: int, chosen: int) -> tuple[int, ...]:
        """The places among `targets` of the examples that one count is of."""
        found = np.flatnonzero((self.targets == target) & (self.chosen == chosen))
        return tuple(found.tolist())

    def number(self, n: int) -> Source:
        """The output that decided for a class, of the example at a place among `targets`."""
        leading = np.unravel_index(n, self.said.shape[:-1])
        last = int(self.chosen[n]) if self.said.shape[-1] > 1 else 0
        return Source(self.output, (*(int(each) for each in leading), last))

    def place(self, number: Source) -> int | None:
        """The place among `targets` of the example that a number with this prefix belongs to, by
        its first indices; None for a number of no example of these."""
        leading = self.said.shape[:-1]
        index = number.index[: len(leading)]
        if len(index) < len(leading) or any(i >= n for i, n in zip(index, leading, strict=True)):
            return None
        return int(np.ravel_multi_index(index, leading))


def class_count(lesson: Lesson) -> int:
    """The classes among which the network of a lesson decides; a single output says yes or no."""
    return max(lesson.network.shapes[lesson.network.output][-1], 2)


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
            return _counted(lesson, of, prefix + output, a, t)
    return None


def _counted(lesson: Lesson, of: str, output: str, a: Array, t: Array) -> Confusion:
    classes = class_count(lesson)
    chosen = decided_classes(lesson, a.reshape(-1, a.shape[-1]))
    assert chosen is not None  # noqa: S101  a lesson without classes is refused
    targets = _right_ones(lesson, t).reshape(-1).astype(int)
    counts = np.zeros((classes, classes), dtype=np.int64)
    np.add.at(counts, (targets, chosen), 1)
    for array in (targets, chosen, counts):
        array.setflags(write=False)
    return Confusion(of, output, a, targets, chosen, counts)


def _right_ones(lesson: Lesson, t: Array) -> Array:
    """The class of each target, in whichever way the loss has targets written."""
    targets = KINDS[lesson.plan.objective.main.kind].targets
    if targets == "class":
        return t
    return np.asarray(t[..., 0] > 0) if targets == "signs" else first_choice(t)


class ConfusionView(View):
    """Part ``confusion``: how often a target was taken for which class (see `confusion`).

    Part ``examples``: those that were counted; ``row`` counts them from 0, ``output`` is what
    decided: the output of the class that was chosen, of a single output that one.
    """

    name = "confusion"
    title = N_("Confusion matrix")
    parts = ("confusion", "examples")

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
        if part == "examples":
            return ViewTable(("row", "target", "predicted", "output"), _example_rows(found))
        return ViewTable(("target", "predicted", "count"), _count_rows(found))


def _count_rows(found: Confusion | None) -> tuple[tuple[CellValue, ...], ...]:
    if found is None:
        return ()
    counts = found.counts.tolist()
    return tuple((i, j, count) for i, row in enumerate(counts) for j, count in enumerate(row))


def _example_rows(found: Confusion | None) -> tuple[tuple[CellValue, ...], ...]:
    if found is None:
        return ()
    told = zip(found.targets.tolist(), found.chosen.tolist(), strict=True)
    return tuple(
        (n, target, chosen, float(found.said[found.number(n).index]))
        for n, (target, chosen) in enumerate(told)
    )
