"""Where examples come from: functions of their settings and a seed, data files that lie beside the
program, and the learner's own.

`base` says what a source is; one family of sources a file. `readers` turn bytes of strangers into
arrays.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

import numpy as np

from ..errors import DataError, SettingError
from ..ops import Array, Shape
from ..ops.preparation import Split
from ..text import N_
from .base import DataSource, Examples
from .curves import Polynomial, Sine, StepCurve
from .files import FileData, check_finite, inside
from .gates import And, Nand, Or, Xor
from .pictures import Digits, FashionMNIST
from .planes import Blobs, Circles, Moons, Spirals
from .sequences import WORDS, Characters, Wave
from .synthetic import Synthetic

__all__ = [
    "SOURCES",
    "WORDS",
    "DataSource",
    "Dataset",
    "ExampleTable",
    "Examples",
    "FileData",
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
    names = source.names
    if isinstance(source, FileData):
        (x, t), names = source.read()
    else:
        x, t = source.examples(seed)
    if len(x) != len(t) or not len(x):
        raise SettingError(
            "data need a target for every row: {rows} rows, {targets} targets",
            rows=len(x),
            targets=len(t),
        )
    check_finite(x, "x")
    check_finite(t, "t")
    if shape is not None:
        x = _shaped(x, shape)
    labels = () if classes is None else _labels(t, classes)
    train, held = _split(len(x), validation, seed)
    if not len(held):
        return Dataset(x, t, x[:0], t[:0], source.title, source.credit, labels=labels, names=names)
    return Dataset(
        x[train],
        t[train],
        x[held],
        t[held],
        source.title,
        source.credit,
        train,
        held,
        labels,
        names,
    )


def _named(name: str) -> DataSource:
    if name not in SOURCES:
        raise SettingError(
            "unknown data {source}; known are {known}", source=name, known=", ".join(SOURCES)
        )
    return SOURCES[name]()


def _shaped(x: Array, shape: Shape) -> Array:
    """The same numbers, each example in another shape."""
    count = math.prod(x.shape[1:])
    if count != math.prod(shape):
        raise SettingError(
            "{count} numbers per example do not make {shape} = {product}",
            count=count,
            shape=" × ".join(map(str, shape)),
            product=math.prod(shape),
        )
    return x.reshape(len(x), *shape)


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
