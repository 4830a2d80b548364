"""What a data file is found to be: how it was read, its first examples, its labels and ranges, and
the table of a lesson file that reads it so."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np

from ..dataclass import dataclass
from ..datasets import Dataset, FileData, FileExamples, load
from ..errors import Remark
from ..lesson.own_data import OwnData, with_target
from ..lesson.toml_text import parse_toml
from ..lesson.toml_writing import written
from ..ops import Array
from ..text import N_

FIRST_ROW_COUNT = 5
MAX_LABEL_COUNT = 1_000
"""Different targets that are counted as labels."""
MAX_NAMED_INPUT_COUNT = 50
"""Inputs that are told one by one; more are told as one."""
_SEED = 0
_SECOND_NAMES = (
    (re.compile("images"), "labels"),
    (re.compile("images-idx3"), "labels-idx1"),
    (re.compile(r"\bX(?=[._])"), "Y"),
    (re.compile(r"\bX(?=[._])"), "y"),
    (re.compile(r"\bx(?=[._])"), "y"),
    (re.compile(r"\bx(?=[._])"), "t"),
    (re.compile("data"), "labels"),
    (re.compile("inputs"), "targets"),
)
"""What the first file of a pair is called, and the second one in its place."""


@dataclass(frozen=True)
class LabelCount:
    """How often a target occurs."""

    label: str
    number: float
    count: int


@dataclass(frozen=True)
class ValueRange:
    """What the numbers of one column, or of all, lie between."""

    name: str
    least: float
    most: float
    mean: float


@dataclass(frozen=True)
class DataReport:
    """What there is to say about a data file."""

    found: tuple[Remark, ...]
    input_names: tuple[str, ...]
    """What the inputs are called, each by itself; empty where they have no names."""
    x: Array
    """The inputs of the first examples."""
    t: Array
    """Their targets."""
    labels: tuple[LabelCount, ...]
    """How often each class occurs; empty where the targets are no classes."""
    ranges: tuple[ValueRange, ...]
    toml: str
    """The data table of a lesson in whose folder the file lies."""
    advice: tuple[Remark, ...] = ()
    """What whoever writes that table by hand may want to add."""


def data_report(source: FileData) -> DataReport:
    """Read a file and say what it is found to be; raises DataError for what is refused."""
    source = with_second_file(source)
    found = source.read()
    data = load(source, seed=_SEED, shape=found.shape)
    names = found.columns.input_names if found.columns else ()
    labels = tuple(_labels(data))
    advice: tuple[Remark, ...] = ()
    if labels and not found.is_onehot:
        told = N_("{count} classes: for categorical_cross_entropy add {line}")
        advice = (Remark(told, count=len(labels), line=f"classes = {len(labels)}"),)
    return DataReport(
        tuple(data.remarks),
        names,
        data.x[:FIRST_ROW_COUNT],
        data.t[:FIRST_ROW_COUNT],
        labels,
        tuple(_ranges(data, names)),
        written({"data": _table(source, found, data)}),
        advice,
    )


def with_second_file(source: FileData) -> FileData:
    """The source with the second file of its pair, if that lies beside it under its usual name."""
    path = source.path
    is_pair = path.suffix.lower() in {".npy", ".gz", ".idx"} or "ubyte" in path.name
    if source.labels is not None or not is_pair:
        return source
    for first, second in _SECOND_NAMES:
        other = path.with_name(first.sub(second, path.name))
        if other != path and other.is_file():
            return replace(source, labels=other)
    return source


def _labels(data: Dataset) -> Iterator[LabelCount]:
    if data.t.ndim != 2:
        return
    t = data.t
    if t.shape[1] > 1:
        if not ((t == 0) | (t == 1)).all() or not (t.sum(axis=1) == 1).all():
            return
        t = t.argmax(axis=1)[:, None]
    found, counts = np.unique(t, return_counts=True)
    if not data.names and not _may_be_classes(found, len(t)):
        return
    for number, count in zip(found, counts, strict=True):
        label = data.names[int(number)] if data.names else f"{number:g}"
        yield LabelCount(label, float(number), int(count))


def _may_be_classes(found: Array, rows: int) -> bool:
    """Whether targets look like class numbers: few whole ones, or counted from 0 or 1 on."""
    if len(found) > MAX_LABEL_COUNT or len(found) >= rows or found[0] < 0:
        return False
    counted = found[0] in (0, 1) and np.array_equal(found, np.arange(len(found)) + found[0])
    return counted or (2 * len(found) <= rows and bool((found == np.floor(found)).all()))


def _ranges(data: Dataset, names: Sequence[str]) -> Iterator[ValueRange]:
    if names and len(names) <= MAX_NAMED_INPUT_COUNT:
        for n, name in enumerate(names):
            yield _range(name, data.x[:, n])
    else:
        yield _range("x", data.x)
    yield _range("t", data.t)


def _range(name: str, numbers: Array) -> ValueRange:
    mean = float(numbers.mean(dtype=np.float64))
    return ValueRange(name, float(numbers.min()), float(numbers.max()), mean)


def _table(source: FileData, found: FileExamples, data: Dataset) -> dict[str, object]:
    """The data table that says of the file what was found."""
    table: dict[str, object] = {"source": "file", "file": source.path.name}
    if source.labels is not None:
        table["labels"] = source.labels.name
    if found.pair:
        return table | _arrays(source, found, data)
    if found.columns is not None:
        chosen = found.columns
        inputs = [column.name for column in chosen.inputs]
        if source.inputs or len(inputs) <= MAX_NAMED_INPUT_COUNT:
            table["inputs"] = inputs
        table["targets"] = [column.name for column in chosen.targets]
        widths = zip(chosen.inputs, chosen.onehot, strict=True)
        onehot = [column.name for column, width in widths if width]
        if onehot:
            table["onehot"] = onehot
        if source.decimal is not None:
            table["decimal"] = source.decimal
        return table
    return table | _shape(found, data)


def _arrays(source: FileData, found: FileExamples, data: Dataset) -> dict[str, object]:
    named = {"inputs": [found.pair[0]], "targets": [found.pair[1]]}
    return {**named, **_shape(found, data)}


def _shape(found: FileExamples, data: Dataset) -> dict[str, object]:
    """The shape of an example, where it has one, and whether its channels were moved."""
    if data.x.ndim < 3:
        return {}
    shape: dict[str, object] = {"shape": list(data.x.shape[1:])}
    if found.shape is None and data.x.shape != found.x.shape:
        shape["channels_last"] = True
    return shape


@dataclass(frozen=True)
class LookedAt:
    """A data file as somebody who makes a lesson of it needs to know it."""

    report: DataReport
    own: OwnData
    targets: tuple[str, ...]
    """The columns that could be the target, the one that is taken first; empty where only one thing
    can be."""


def looked_at(path: Path, target: str = "") -> LookedAt:
    """Look at a data file or a folder of pictures, with another column as the target if one is
    named. Raises DataError for what is refused."""
    source = with_second_file(FileData(path))
    if target:
        source = with_target(source, target)
    found = source.read()
    report = data_report(source)
    data = load(source, seed=_SEED, shape=found.shape)
    classes = tuple(label.number for label in report.labels) if _are_few(report, data) else ()
    table = parse_toml(report.toml, path.name)["data"]
    assert isinstance(table, dict)  # noqa: S101  a report has it
    own = OwnData(
        source,
        table,
        len(data.x),
        data.x.shape[1:],
        classes,
        data.t.shape[-1],
        float(data.x.max()) if data.x.size else 0.0,
    )
    taken = [column.name for column in found.columns.targets] if found.columns else []
    others = [column.name for column in found.columns.inputs] if found.columns else []
    return LookedAt(report, own, (*taken, *others))


def _are_few(report: DataReport, data: Dataset) -> bool:
    """Whether the labels can be classes of a network that is shown: words, or few numbers from 0
    or 1 on."""
    numbers = [label.number for label in report.labels]
    counted = numbers[:1] in ([0.0], [1.0]) and numbers == list(range(len(numbers)))
    return len(numbers) > 1 and (counted or bool(data.names) or data.t.shape[-1] > 1)
