"""What the network of a tick says of examples, asked through a probe, and whether it is right."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

import numpy as np

from ..company.probe import Probe
from ..compiler.batch import prepared
from ..dataclass import dataclass
from ..lesson import Lesson
from ..lesson.remembering import remembered
from ..losses import KINDS
from ..network import INPUT
from ..ops import Array
from .base import Moment

__all__ = [
    "ONE_BY_ONE",
    "JudgedExample",
    "decided_classes",
    "judged_examples",
    "limit_of",
    "on_the_line",
    "probe_of",
]


LINE_SHARE = 0.00005
"""How near to one half a share may be to lie on the line: it is then printed as 0.5000."""
ONE_BY_ONE = frozenset({"answers", "signs"})
"""Targets of which each stands for itself: several of them are no classes."""


@dataclass(frozen=True)
class JudgedExample:
    """An example and what the network says of it."""

    row: int
    split: str
    """``train`` or ``validation``."""
    x: tuple[float, ...]
    """The raw inputs."""
    target: float
    """The number, of several the first; or the class."""
    output: float
    """The network's output, of several the first; or the class of the largest. NaN where an output
    is not finite."""
    right: bool | None
    """None where nothing is decided, as in a regression and on the line; False where an output is
    not finite."""
    is_on_line: bool = False
    """Whether a single output says neither yes nor no: an example on the line is on no side."""


@remembered(8)
def probe_of(lesson: Lesson, points: int, dtype: str | None) -> Probe:
    """A probe that is bound once for as long as it is asked again and again."""
    return Probe(lesson, points, dtype)


def decided_classes(lesson: Lesson, outputs: Array) -> Array | None:
    """The class decided for each row of outputs ``(rows, outputs)``: of several outputs the first
    largest, of a single one 1 where it says yes; None for a regression, and where each of several
    outputs is a question of its own."""
    loss = lesson.plan.objective.main
    targets = KINDS[loss.kind].targets
    if targets == "numbers" or (targets in ONE_BY_ONE and outputs.shape[1] > 1):
        return None
    if outputs.shape[1] > 1:
        return np.asarray(outputs.argmax(axis=1))
    return np.asarray((outputs[:, 0] > limit_of(lesson)).astype(int))


def limit_of(lesson: Lesson) -> float:
    """What a single output must be above to say yes: 0 for a score, 0.5 for a share."""
    return 0.0 if lesson.plan.objective.main.form.reads == "scores" else 0.5


def on_the_line(lesson: Lesson, outputs: Array) -> Array:
    """For each row of outputs ``(rows, outputs)`` whether it lies on the line between yes and no:
    a share within `LINE_SHARE` of one half, or a score whose sigmoid is that."""
    if outputs.shape[1] > 1 or decided_classes(lesson, outputs) is None:
        return np.zeros(len(outputs), dtype=bool)
    limit = limit_of(lesson)
    near = LINE_SHARE if limit else 4.0 * LINE_SHARE  # sigmoid rises by a quarter at 0
    return np.asarray(np.abs(outputs[:, 0] - limit) < near)


_SPLITS = {"train": "", "validation": "val."}
"""Which examples → what their names begin with."""


def judged_examples(
    moment: Moment, splits: Iterable[str] = tuple(_SPLITS)
) -> tuple[JudgedExample, ...]:
    """The examples, training then validation, with what the network of that tick says of each."""
    lesson = moment.lesson
    found: list[JudgedExample] = []
    for split in splits:
        prefix = _SPLITS[split]
        names = (f"{prefix}data.x", f"{prefix}data.t")
        if names[0] in lesson.start:
            x, t = (moment.values.get(name, lesson.start[name]) for name in names)
            found += _judged(lesson, moment.values, split, x, t)
    return tuple(found)


def _judged(
    lesson: Lesson, values: Mapping[str, Array], split: str, x: Array, t: Array
) -> Sequence[JudgedExample]:
    found = probe_of(lesson, len(x), None).ask(values, x)
    outputs = found[lesson.network.output].reshape(len(x), -1)
    classes = decided_classes(lesson, outputs)
    t = _prepared(lesson, t, found[INPUT]).reshape(len(x), -1)
    targets = _targets(lesson, t, classes is not None)
    said = outputs[:, 0] if classes is None or outputs.shape[1] == 1 else classes
    finite = np.isfinite(outputs).all(axis=1)
    said = np.where(finite, said, np.nan)  # what is no number is no class
    lying = on_the_line(lesson, outputs).tolist()
    right = [None] * len(x) if classes is None else ((classes == targets) & finite).tolist()
    right = [None if on_line else each for each, on_line in zip(right, lying, strict=True)]
    # whole columns at a time: number by number, a thousand pictures take longer than the network
    columns = zip(
        x.reshape(len(x), -1).tolist(),
        targets.astype(np.float64).tolist(),
        said.astype(np.float64).tolist(),
        right,
        lying,
        strict=True,
    )
    return [
        JudgedExample(row, split, tuple(inputs), *told)
        for row, (inputs, *told) in enumerate(columns)
    ]


def _prepared(lesson: Lesson, t: Array, x: Array) -> Array:
    """The targets as the network is to give them: labels written as rows, an autoencoder's own
    input."""
    known = {**lesson.start, "batch.t": t, INPUT: x}
    for op, reads, writes in prepared(lesson.plan, "", INPUT):
        if writes == "t":
            return op.compute("forward", *(known[name] for name in reads))
    return t


def _targets(lesson: Lesson, t: Array, classes: bool) -> Array:
    """One number for each row of targets ``(rows, …)``: the class, where classes are decided."""
    if classes and t.shape[1] > 1:
        return np.asarray(t.argmax(axis=1))
    if classes and KINDS[lesson.plan.objective.main.kind].targets == "signs":
        return np.asarray((t[:, 0] > 0).astype(int))
    return t[:, 0]
