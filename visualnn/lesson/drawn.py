"""Examples drawn by hand: one more, one moved, one taken away.

What comes of it is a change of the lesson like any other: its data become a table in which every
example is written out, in the order in which they were, with the rows that are kept for validation.
So it is built and refused by the same limits, and saved as a lesson.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from ..dataclass import dataclass
from ..errors import SettingError
from ..losses import KINDS
from ..ops import Array
from ..text import N_
from .change import Change
from .changes import changed, description_of
from .file import LessonSpec
from .parts import Lesson

__all__ = ["Addition", "ExampleChange", "Move", "Removal", "can_draw", "with_example"]

KEPT_KEYS = ("scale", "standardise", "features", "classes")
"""Keys of the data table that say what is made of the examples, wherever they come from."""
YES_OR_NO = frozenset({"answers", "signs"})
"""Targets of which a single one is a class, 0 or 1."""
MAX_INPUT_COUNT = 2


@dataclass(frozen=True)
class Addition:
    """One more training example."""

    point: tuple[float, ...]
    target: float
    """The class, or the number itself where no classes are decided."""


@dataclass(frozen=True)
class Move:
    """Other inputs, and of a number that is learnt another target, for an example."""

    split: str
    """``train`` or ``validation``."""
    row: int
    point: tuple[float, ...]
    target: float | None = None
    """None leaves it."""


@dataclass(frozen=True)
class Removal:
    """An example less."""

    split: str
    row: int


ExampleChange = Addition | Move | Removal


def can_draw(lesson: Lesson) -> bool:
    """Whether examples of a lesson can be drawn: one or two plain inputs, and targets of which one
    number says all."""
    spec, data = lesson.spec, lesson.data
    if not isinstance(spec, LessonSpec) or spec.data.reconstruct or data.columns is not None:
        return False
    is_plain = data.x.ndim == 2 and 1 <= data.x.shape[1] <= MAX_INPUT_COUNT
    return is_plain and spec.data.shape is None and _width(lesson) is not None


def _width(lesson: Lesson) -> int | None:
    """The numbers of a target: 1, or the classes where each is a row with a single one; None where
    several numbers are learnt at once."""
    t = lesson.data.t
    width = 1 if t.ndim == 1 else t.shape[-1]
    targets = KINDS[lesson.plan.objective.main.kind].targets
    is_onehot = targets in {"rows", "class"} and ((t == 0) | (t == 1)).all()
    return width if t.ndim <= 2 and (width == 1 or is_onehot) else None


def with_example(lesson: Lesson, change: ExampleChange) -> Lesson:
    """The lesson with an example more, moved or less.

    Raises SettingError where there is no such example or none can be drawn, LessonError for what
    cannot be built: too many examples, or none left.
    """
    if not can_draw(lesson):
        raise SettingError(N_("examples of this lesson cannot be drawn by hand"))
    spec = lesson.spec
    assert isinstance(spec, LessonSpec)  # noqa: S101  can_draw says so
    x, t, aside = _all_examples(lesson)
    if isinstance(change, Addition):
        x = np.vstack([x, _point(change.point, x.shape[1])])
        t = np.vstack([t, _target(lesson, change.target)])
    else:
        place = _place(lesson, change)
        if isinstance(change, Move):
            x[place] = _point(change.point, x.shape[1])
            if change.target is not None:
                t[place] = _target(lesson, change.target)
        else:
            x, t = np.delete(x, place, axis=0), np.delete(t, place, axis=0)
            aside = [row - (row > place) for row in aside if row != place]
    description, _sources = description_of(spec)
    before = description["data"]
    table: dict[str, object] = {
        "source": "table",
        **{key: before[key] for key in KEPT_KEYS if key in before},
        "inputs": x.tolist(),
        "targets": t.tolist(),
        **({"validation": aside} if aside else {}),
    }
    made = changed(lesson, [Change("data", table)])
    return replace(made, data_before_drawing=lesson.data_before_drawing or before)


def _all_examples(lesson: Lesson) -> tuple[Array, Array, list[int]]:
    """The inputs and targets of all examples, ``(rows, numbers)``, as they were before they were
    split, and the rows that are kept aside."""
    data = lesson.data
    count = len(data.x) + len(data.val_x)
    train, held = _rows_of(lesson)
    x = np.empty((count, data.x.shape[1]))
    t = np.empty((count, 1 if data.t.ndim == 1 else data.t.shape[1]))
    x[train], x[held] = data.x, data.val_x.reshape(len(held), x.shape[1])
    t[train], t[held] = (each.reshape(-1, t.shape[1]) for each in (data.t, data.val_t))
    if data.labels and t.shape[1] == 1:
        t = np.searchsorted(data.labels, t).astype(np.float64)  # a table counts classes from 0
    return x, t, [int(row) for row in held]


def _rows_of(lesson: Lesson) -> tuple[Array, Array]:
    """Which of all examples those for training and those for validation are."""
    data, spec = lesson.data, lesson.spec
    if data.rows is not None and data.val_rows is not None:
        return data.rows, data.val_rows
    named = getattr(getattr(spec, "data", None), "validation", ())
    count = len(data.x) + len(data.val_x)
    held = np.array(sorted(named), int) if isinstance(named, tuple) else np.arange(0)
    if len(held) != len(data.val_x):  # a file of its own
        held = np.arange(len(data.x), count)
    return np.setdiff1d(np.arange(count), held), held


def _place(lesson: Lesson, change: Move | Removal) -> int:
    """Where among all examples the one is that is meant."""
    train, held = _rows_of(lesson)
    rows = train if change.split == "train" else held
    if change.split not in {"train", "validation"} or not 0 <= change.row < len(rows):
        raise SettingError(N_("there is no example {row} among these"), row=change.row)
    return int(rows[change.row])


def _point(point: Sequence[float], inputs: int) -> Array:
    found = np.array(point, np.float64)
    if found.shape != (inputs,) or not np.isfinite(found).all():
        raise SettingError(
            N_("an example has {count} finite inputs, not {given}"),
            count=inputs,
            given=", ".join(f"{each:g}" for each in point),
        )
    return found


def _target(lesson: Lesson, target: float) -> Array:
    """The row of targets of a class, as the examples of this lesson have it; of a number itself."""
    data = lesson.data
    width = 1 if data.t.ndim == 1 else data.t.shape[1]
    if width > 1:
        if target not in range(width):
            raise SettingError(N_("there is no class {target}"), target=f"{target:g}")
        return np.eye(width)[int(target)]
    if not np.isfinite(target):
        raise SettingError(N_("a target is a finite number, not {target}"), target=f"{target:g}")
    targets = KINDS[lesson.plan.objective.main.kind].targets
    if targets in YES_OR_NO and target not in (0, 1):
        raise SettingError(N_("there is no class {target}"), target=f"{target:g}")
    signs = targets == "signs" and bool((data.t < 0).any())
    return np.array([2.0 * target - 1.0 if signs else target])
