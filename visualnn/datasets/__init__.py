"""Where examples come from: functions of their settings and a seed, data files that lie beside the
program, and the learner's own.

`base` says what a source is; one family of sources a file. `readers` turn bytes of strangers into
arrays.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import MappingProxyType

import numpy as np

from ..dataclass import dataclass
from ..errors import DataError, Remark, SettingError
from ..ops import Array, Shape
from ..ops.preparation import OneHotWords, Split
from ..text import N_
from .base import DataSource, Examples
from .curves import Polynomial, Sine, StepCurve
from .files import FileData, FileExamples, check_finite, inside
from .gates import And, Nand, Or, Xor
from .photographs import Photographs
from .pictures import Digits, FashionMNIST
from .planes import Blobs, Circles, Moons, Spirals
from .readers.limits import MAX_NUMBER_COUNT
from .sequences import WORDS, Characters, Wave
from .shaping import shaped
from .synthetic import Synthetic

__all__ = [
    "SOURCES",
    "WORDS",
    "DataSource",
    "Dataset",
    "ExampleTable",
    "Examples",
    "FileData",
    "FileExamples",
    "Photographs",
    "Synthetic",
    "inside",
    "load",
]

SOURCES: Mapping[str, type[DataSource]] = MappingProxyType(
    {
        "xor": Xor,
        "and": And,
        "or": Or,
        "nand": Nand,
        "moons": Moons,
        "circles": Circles,
        "spirals": Spirals,
        "blobs": Blobs,
        "sine": Sine,
        "step": StepCurve,
        "polynomial": Polynomial,
        "digits": Digits,
        "fashion_mnist": FashionMNIST,
        "characters": Characters,
        "wave": Wave,
    }
)
"""Those that need nothing: name → class."""


@dataclass(frozen=True)
class ExampleTable(DataSource):
    """Examples written out, one row of inputs and one of targets each."""

    inputs: Sequence[Sequence[float]]
    targets: Sequence[Sequence[float]]
    aside: Sequence[int] = ()
    """The rows that are kept for validation; without any, a share of them is."""

    title = N_("Table")

    def examples(self, seed: int) -> Examples:
        return np.array(self.inputs, np.float64), np.array(self.targets, np.float64)


@dataclass(frozen=True)
class Dataset:
    """Inputs ``(rows, …)`` and targets ``(rows, …)``, split into training and validation."""

    x: Array
    t: Array
    val_x: Array
    val_t: Array
    title: str
    credit: str = ""
    rows: Array | None = None
    """Which row of all examples each training example is; None where none was set aside."""
    val_rows: Array | None = None
    labels: tuple[float, ...] = ()
    """The class numbers that occur, in order, if the targets are classes."""
    names: tuple[str, ...] = ()
    """What these classes are called; empty where they have no names."""
    is_sequence: bool = False
    """Whether an example of two axes is (time, feature)."""
    has_word_targets: bool = False
    """Whether the targets were a column of words."""
    onehot: tuple[int, ...] = ()
    """For each column the number of inputs that its words became, 0 for a number; empty where every
    column is an input."""
    columns: Array | None = None
    """The columns ``(rows, columns)`` that the inputs were made of, words as their numbers."""
    val_columns: Array | None = None
    remarks: tuple[Remark, ...] = ()
    """What was found in the file, and what was decided about it."""


def load(
    source: str | DataSource,
    *,
    seed: int,
    validation: float = 0.0,
    shape: Shape | None = None,
    classes: int | None = None,
) -> Dataset:
    """The examples of a source, split by a shuffle that depends on the seed alone.

    `validation` is the fraction of rows set aside, rounded to whole rows; `shape` the shape of one
    example, if not as the source has it; `classes` how many different targets there are. Raises
    SettingError for an unknown name, or if a part would be left without rows; DataError for files
    that cannot be used and for targets that are not so many classes.
    """
    if isinstance(source, str):
        source = _named(source)
    if isinstance(source, FileData):
        found = source.read()
        held = source.read_validation(found)
    else:
        found, held = FileExamples(*source.examples(seed), names=source.names), None
    channels_last = source.channels_last if isinstance(source, FileData) else False
    parts = [
        _prepared(part, shape, classes, channels_last) for part in (found, held) if part is not None
    ]
    first = parts[0]
    labels = () if classes is None else _labels(first.t, classes)
    if isinstance(source, ExampleTable) and source.aside:
        is_split = False  # nothing was drawn by lot
        train, aside = _kept_aside(len(first.x), source.aside)
        parts = [first.at(each) for each in (train, aside)]
    elif held is None:
        train, aside = _split(len(first.x), validation, seed)
        is_split = len(aside) > 0
        rows: Sequence[Array | slice] = (train, aside) if is_split else (slice(None), slice(0))
        parts = [first.at(each) for each in rows]
    else:
        train, aside, is_split = np.arange(0), np.arange(0), False
        if classes is not None and not np.isin(parts[1].t, labels).all():
            raise DataError(
                N_("the file to check with has the class {value}, which is none of {known}"),
                value=f"{parts[1].t[~np.isin(parts[1].t, labels)][0]:g}",
                known=", ".join(f"{label:g}" for label in labels),
            )
    first, second = parts
    return Dataset(
        first.x,
        first.t,
        second.x,
        second.t,
        source.title,
        source.credit,
        train if is_split else None,
        aside if is_split else None,
        labels,
        found.names,
        source.is_sequence and shape is None and first.x.ndim == 3,
        found.has_word_targets,
        found.onehot,
        first.columns,
        second.columns,
        (*found.remarks, *parts[0].remarks),
    )


@dataclass(frozen=True)
class _Part:
    """Examples that are ready to be split."""

    x: Array
    t: Array
    columns: Array | None
    remarks: tuple[Remark, ...]

    def at(self, rows: Array | slice) -> _Part:
        """Some of the rows."""
        columns = None if self.columns is None else self.columns[rows]
        return _Part(self.x[rows], self.t[rows], columns, self.remarks)


def _prepared(
    found: FileExamples, shape: Shape | None, classes: int | None, channels_last: bool | None
) -> _Part:
    """Examples checked, with their words as columns, and in their shape."""
    x, t = found.x, found.t
    if len(x) != len(t) or not len(x):
        raise SettingError(
            "data need a target for every example: {rows} examples, {targets} targets",
            rows=len(x),
            targets=len(t),
        )
    check_finite(x, "x")
    check_finite(t, "t")
    columns = None
    if found.onehot:
        if shape is not None and len(shape) > 1:
            raise DataError(N_("words become columns in a row, not {shape}"), shape=shape)
        check_width(len(x), found.onehot)
        columns, x = x, OneHotWords(found.onehot).forward(x.astype(np.float64))
    x, remarks = shaped(x, shape, channels_last)
    if classes is not None and _are_onehot(t, classes):
        t = t.argmax(axis=1)[:, None]
    return _Part(x, t, columns, remarks)


def _are_onehot(t: Array, classes: int) -> bool:
    """Whether targets are rows with a single one among so many numbers already."""
    if t.ndim != 2 or t.shape[1] != classes:
        return False
    return bool(((t == 0) | (t == 1)).all() and (t.sum(axis=1) == 1).all())


def check_width(rows: int, onehot: Sequence[int]) -> None:
    """Raise DataError where so many words would become too many numbers."""
    width = sum(count or 1 for count in onehot)
    if rows * width > MAX_NUMBER_COUNT:
        raise DataError(
            N_("{rows} rows with {width} columns for words are more than {most} numbers"),
            rows=rows,
            width=width,
            most=MAX_NUMBER_COUNT,
        )


def _named(name: str) -> DataSource:
    if name not in SOURCES:
        raise SettingError(
            "unknown data {source}; known are {known}", source=name, known=", ".join(SOURCES)
        )
    return SOURCES[name]()


def _labels(t: Array, classes: int) -> tuple[float, ...]:
    """The class numbers: 0 to classes − 1, or exactly so many others that occur."""
    found = np.unique(t)
    whole = found == np.floor(found)
    if not whole.all():
        raise DataError(
            N_("a target is {value}; classes are whole numbers"), value=found[np.argmin(whole)]
        )
    if found[0] >= 0 and found[-1] < classes:
        return tuple(map(float, range(classes)))
    if len(found) != classes:
        raise DataError(
            N_(
                "the targets are {count} different numbers from {first} to {last}, not {classes} "
                "classes; set classes = {count}"
            ),
            count=len(found),
            first=found[0],
            last=found[-1],
            classes=classes,
        )
    return tuple(map(float, found))


def _kept_aside(rows: int, aside: Sequence[int]) -> tuple[Array, Array]:
    """The row numbers of the training and of the validation part, in order, where the second ones
    are named."""
    held = np.array(sorted(aside), int)
    return np.setdiff1d(np.arange(rows), held), held


def _split(rows: int, validation: float, seed: int) -> tuple[Array, Array]:
    """The row numbers of the training and of the validation part, in order."""
    aside = round(rows * validation)
    if validation and not 0 < aside < rows:
        raise SettingError(
            "a validation part of {part} leaves nothing to train on or nothing to check: "
            "{rows} rows",
            part=validation,
            rows=rows,
        )
    if not aside:
        return np.arange(rows), np.arange(0)
    held, train = (
        Split(rows, aside, kept).compute("forward", np.array(seed)) for kept in (True, False)
    )
    return train, held
