"""The learner's own data: a file or folder, by its form, as inputs and targets."""

from __future__ import annotations

import errno
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

import numpy as np

from ..dataclass import dataclass
from ..errors import DataError, Remark
from ..ops import Array
from ..text import N_
from .base import DataSource, Examples
from .readers.idx import read_idx
from .readers.limits import content_of
from .readers.npz import names_in, read_npy, read_npz

if TYPE_CHECKING:
    from .choice import ChosenColumns

PAIRS = (
    ("x", "t"),
    ("x", "y"),
    ("X", "y"),
    ("X", "Y"),
    ("images", "labels"),
    ("inputs", "targets"),
    ("data", "target"),
    ("x_train", "y_train"),
    ("X_train", "y_train"),
    ("train_images", "train_labels"),
    ("arr_0", "arr_1"),
)
"""What inputs and targets go by in an npz, if nobody says."""
TEXT_SUFFIXES = frozenset({".csv", ".tsv", ".txt", ".tab", ".psv", ".dat", ".data"})
_WORKBOOKS = frozenset({".xlsx", ".xls", ".xlsm", ".ods", ".numbers"})


@dataclass(frozen=True)
class FileExamples:
    """What a file gives."""

    x: Array
    """Inputs ``(rows, …)``; of an input that becomes several the number of its word."""
    t: Array
    """Targets ``(rows, …)``."""
    remarks: tuple[Remark, ...] = ()
    names: tuple[str, ...] = ()
    """What the classes are called that the targets number; empty where they have no names."""
    columns: ChosenColumns | None = None
    """The columns of a table."""
    pair: tuple[str, ...] = ()
    """The arrays of an npz that are inputs and targets."""
    shape: tuple[int, ...] | None = None
    """The shape of an example in the file where `x` has all its numbers in a row."""

    @property
    def is_onehot(self) -> bool:
        """Whether the targets are rows of several numbers already."""
        return self.t.ndim > 1 and self.t.shape[1] > 1

    @property
    def has_word_targets(self) -> bool:
        """Whether the targets were a column of words."""
        return self.columns is not None and self.columns.targets[0].kind == "words"

    @property
    def onehot(self) -> tuple[int, ...]:
        """For each input the number of columns that its words become, 0 for a number; empty where
        all inputs are numbers."""
        widths = self.columns.onehot if self.columns else ()
        return widths if any(widths) else ()


@dataclass(frozen=True)
class FileData(DataSource):
    """Examples from a CSV file, an npz, a pair of idx or npy files or a folder of pictures.

    `targets` names columns of a CSV or an array of an npz, `inputs` the same of the inputs; left
    empty they are found by the names above. `labels` is the second file of a pair. `validation` is
    a file of the same form to check with, `validation_labels` its second one.
    """

    path: Path
    inputs: tuple[str, ...] = ()
    targets: tuple[str, ...] = ()
    labels: Path | None = None
    onehot: tuple[str, ...] | None = None
    decimal: str | None = None
    channels_last: bool | None = None
    validation: Path | None = None
    validation_labels: Path | None = None
    wants_classes: bool | None = None
    """Whether the targets shall be classes; None where nobody knows."""

    title = N_("Your own data")

    def examples(self, seed: int) -> Examples:
        found = self.read()
        return found.x, found.t

    def read(self) -> FileExamples:
        """Inputs, targets and what is known of them; raises DataError."""
        found = self.read_like(None)
        if len(found.t) > 1 and (found.t == found.t[0]).all():
            told = Remark(
                N_("every target is {value}: there is nothing to learn"),
                is_notable=True,
                value=", ".join(_target_text(found, value) for value in found.t[0].ravel()[:3]),
            )
            found = replace(found, remarks=(*found.remarks, told))
        return found

    def read_validation(self, first: FileExamples) -> FileExamples | None:
        """The examples of the second file, numbered like the first; None without one. Raises
        DataError."""
        if self.validation is None:
            return None
        other = replace(self, path=self.validation, labels=self.validation_labels)
        if first.columns is not None:
            other = replace(
                other,
                inputs=tuple(column.name for column in first.columns.inputs),
                targets=tuple(column.name for column in first.columns.targets),
            )
        found = other.read_like(first)
        if found.x.shape[1:] != first.x.shape[1:] or found.t.shape[1:] != first.t.shape[1:]:
            raise DataError(
                N_("examples of {file} have the shape {there}, those of {first} {here}"),
                file=other.path.name,
                there=found.x.shape[1:],
                first=self.path.name,
                here=first.x.shape[1:],
            )
        return found

    def read_like(self, first: FileExamples | None) -> FileExamples:
        """The examples of the file; those of a second one like those of the `first`."""
        path = self.path
        if path.is_dir():
            return self._pictures(first)
        suffix = path.suffix.lower()
        if suffix in TEXT_SUFFIXES:
            return self._columns(content_of(path), first)
        if suffix == ".npz":
            return self._arrays(content_of(path), first)
        if suffix in {".gz", ".idx", ".npy"} or "ubyte" in path.name:
            return self._pair(content_of(path))
        if suffix in _WORKBOOKS:
            raise DataError(
                N_("{file} is a workbook; save the sheet as “CSV UTF-8” and name that file"),
                file=path.name,
            )
        if not path.exists():
            content_of(path)  # which says why
        raise DataError(
            N_(
                "{file} is of no known form; give a .csv, .txt, .npz, .npy, an idx file (.gz) or a "
                "folder of pictures"
            ),
            file=path.name,
        )

    def _pictures(self, first: FileExamples | None) -> FileExamples:
        from .readers.folder import read_folder  # as in _columns

        pictures, labels, names = read_folder(self.path)
        if first is not None and names != first.names:
            strays = [name for name in names if name not in first.names]
            if strays:
                raise DataError(
                    N_("{file} has a folder {name}, which is none of {known}"),
                    file=self.path.name,
                    name=strays[0],
                    known=", ".join(first.names),
                )
            labels = np.array([first.names.index(name) for name in names])[labels]
            names = first.names
        said = Remark(
            N_("{count} pictures of {shape} in {classes} folders, each a class: {names}"),
            count=len(pictures),
            shape=" × ".join(map(str, pictures.shape[1:])),
            classes=len(names),
            names=", ".join(names),
        )
        flat = pictures.reshape(len(pictures), -1)
        return FileExamples(flat, labels[:, None], (said,), names, shape=pictures.shape[1:])

    def _columns(self, content: bytes, first: FileExamples | None) -> FileExamples:
        from .choice import Asked, choose_columns, numbers_of  # a fiftieth of the window's start
        from .found import table_remarks
        from .readers.table import TextTable

        table = TextTable.of(content, self.path.name, self.decimal)
        asked = Asked(self.inputs, self.targets, self.onehot, self.decimal, self.wants_classes)
        chosen = choose_columns(table, asked)
        if first is not None and first.columns is not None:
            chosen = chosen.numbered_like(first.columns)
        onehot = {n: count for n, count in enumerate(chosen.onehot) if count}
        x = numbers_of(table, chosen.inputs, onehot)
        t = table.numbers(chosen.targets)
        remarks = (*table_remarks(table.layout, chosen), *chosen.remarks)
        return FileExamples(x, t, remarks, chosen.targets[0].words, chosen)

    def _arrays(self, content: bytes, first: FileExamples | None) -> FileExamples:
        file = self.path.name
        known = names_in(content, file)
        named = (*self.inputs[:1], *self.targets[:1])
        for name in named:
            if name not in known:
                raise DataError(
                    N_("{file} has no array {name}; it has {known}"),
                    file=file,
                    name=name,
                    known=", ".join(known),
                )
        if first is not None and first.pair and set(first.pair) <= set(known):
            pair: tuple[str, ...] | None = first.pair
        elif self.inputs and self.targets:
            pair = named
        else:
            pair = self._found_pair(known)
        if pair is None:
            raise DataError(
                N_(
                    "{file} has the arrays {known}; say which are inputs and targets: "
                    "{inputs} and {targets} in [data]"
                ),
                file=file,
                known=", ".join(known),
                inputs=f'inputs = ["{known[0]}"]' if known else "inputs",
                targets=f'targets = ["{known[-1]}"]' if known else "targets",
            )
        arrays = read_npz(content, file, set(pair))
        if not named and len(known) == 2 and pair not in PAIRS:
            pair = tuple(sorted(pair, key=lambda name: -arrays[name].size))
        x, t = self._alike(arrays[pair[0]], arrays[pair[1]], *pair)
        said = Remark(
            N_("arrays {known}; inputs are {x} of shape {shape}, targets {t} of shape {other}"),
            known=", ".join(known),
            x=pair[0],
            shape=x.shape,
            t=pair[1],
            other=t.shape,
        )
        return FileExamples(x, t, (said,), pair=pair)

    def _found_pair(self, known: Sequence[str]) -> tuple[str, ...] | None:
        """Which arrays of an npz are inputs and targets, by their names or as the only ones."""
        for pair in PAIRS:
            given = (self.inputs[:1] or pair[:1], self.targets[:1] or pair[1:])
            found = (*given[0], *given[1])
            if set(found) <= set(known) and (not self.inputs or not self.targets):
                return found
        if len(known) != 2:
            return None
        if self.inputs or self.targets:
            one = (self.inputs or self.targets)[0]
            other = next(name for name in known if name != one)
            return (one, other) if self.inputs else (other, one)
        return tuple(known)

    def _pair(self, content: bytes) -> FileExamples:
        if self.labels is None:
            raise DataError(
                N_("{file} is one of two files; name the other one with labels"),
                file=self.path.name,
            )
        images = _array_of(content, self.path)
        labels = _array_of(content_of(self.labels), self.labels)
        if images.ndim == 1 < labels.ndim:
            raise DataError(
                N_("{file} holds the labels and {labels} the pictures; name them the other way"),
                file=self.path.name,
                labels=self.labels.name,
            )
        x, t = self._alike(images, labels, self.path.name, self.labels.name)
        said = Remark(
            N_("inputs of shape {shape} from {file}, targets of shape {other} from {labels}"),
            file=self.path.name,
            shape=x.shape,
            labels=self.labels.name,
            other=t.shape,
        )
        if self.path.suffix.lower() == ".npy" or x.ndim < 3:
            return FileExamples(x, t, (said,))
        return FileExamples(x.reshape(len(x), -1), t, (said,), shape=x.shape[1:])

    def _alike(self, x: Array, t: Array, name_x: str, name_t: str) -> Examples:
        """Both with two axes or more, once their counts are held against each other."""
        if len(x) != len(t):
            raise DataError(
                N_("{x} holds {count} examples, {t} holds {other}; each example needs one of both"),
                x=name_x,
                count=len(x),
                t=name_t,
                other=len(t),
            )
        return tuple(a if a.ndim > 1 else a[:, None] for a in (x, t))  # type: ignore[return-value]


def _array_of(content: bytes, path: Path) -> Array:
    """The array of one file of a pair."""
    is_npy = path.suffix.lower() == ".npy"
    return read_npy(content, path.name) if is_npy else read_idx(content, path.name)


def _target_text(found: FileExamples, value: float) -> str:
    return found.names[int(value)] if found.names else f"{value:g}"


def inside(folder: Path, name: str) -> Path:
    """The path of a file that lies in a folder, parted by / or as Windows does; raises DataError
    for a name that leads out of it, links included."""
    relative = PurePosixPath(name.replace("\\", "/"))
    path = folder.joinpath(*relative.parts)
    try:
        strays = not path.resolve().is_relative_to(folder.resolve()) or _is_loop(path)
    except (OSError, ValueError, RuntimeError):  # a zero byte; before Python 3.13 a loop of links
        strays = True
    if strays or relative.is_absolute() or ".." in relative.parts or set(name) & set(":\0"):
        raise DataError(
            N_("{file} does not lie in the lesson's own folder; copy it there"), file=name
        )
    return path


def _is_loop(path: Path) -> bool:
    """Whether links on the way to a file lead back to themselves."""
    try:
        path.stat()
    except OSError as error:
        return error.errno == errno.ELOOP
    return False


def check_finite(numbers: Array, what: str) -> None:
    """Raise DataError for the first number that is none: NaN or infinite."""
    if numbers.dtype.kind != "f":
        return
    finite = np.isfinite(numbers)
    if not finite.all():
        index = np.unravel_index(int(np.argmin(finite)), numbers.shape)
        raise DataError(
            N_("{what}{index} is {value}; fill it with a number or leave out the example"),
            what=what,
            index=[int(n) for n in index],
            value=numbers[index],
        )
