"""The learner's own data: a file or folder, by its form, as inputs and targets."""

from __future__ import annotations

import errno
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

import numpy as np

from ..errors import DataError
from ..ops import Array
from ..text import N_
from .base import DataSource, Examples
from .readers import Table, content_of, read_folder, read_idx, read_npz, read_table

TARGET_COLUMNS = ("label", "target", "class", "species", "y", "t")
"""What a target column goes by, if nobody says which it is; otherwise it is the last one."""
PAIRS = (
    ("x", "t"),
    ("x", "y"),
    ("X", "y"),
    ("images", "labels"),
    ("inputs", "targets"),
    ("data", "target"),
    ("x_train", "y_train"),
)
"""What inputs and targets go by in an npz, if nobody says."""


@dataclass(frozen=True)
class FileData(DataSource):
    """Examples from a CSV file, an npz, a pair of idx files or a folder of PNG pictures.

    `targets` names columns of a CSV or an array of an npz, `inputs` the same of the inputs; left
    empty they are found by the names above. `labels` is the second file of an idx pair.
    """

    path: Path
    inputs: tuple[str, ...] = ()
    targets: tuple[str, ...] = ()
    labels: Path | None = None

    title = N_("Your own data")

    def examples(self, seed: int) -> Examples:
        return self.read()[0]

    def read(self) -> tuple[Examples, tuple[str, ...]]:
        """Inputs and targets, and the names of the classes if the file has any; raises
        DataError."""
        path = self.path
        if path.is_dir():
            pictures, labels, names = read_folder(path)
            return (pictures.reshape(len(pictures), -1), labels[:, None]), names
        content = content_of(path)
        suffix = path.suffix.lower()
        if suffix in {".csv", ".tsv", ".txt"}:
            return self._columns(read_table(content, path.name))
        if suffix == ".npz":
            return self._arrays(content), ()
        if suffix in {".gz", ".idx"} or "ubyte" in path.name:
            return self._pair(content), ()
        raise DataError(
            N_(
                "{file} is of no known form; give a .csv, a .npz, an idx file (.gz) or a folder "
                "of PNG pictures"
            ),
            file=path.name,
        )

    def _columns(self, table: Table) -> tuple[Examples, tuple[str, ...]]:
        if self.targets:
            targets = [self._place(name, table.columns) for name in self.targets]
        else:
            lower = [name.lower() for name in table.columns]
            found = [lower.index(name) for name in TARGET_COLUMNS if name in lower]
            targets = found[:1] or [len(lower) - 1]
        inputs = [self._place(name, table.columns) for name in self.inputs] or [
            n for n in range(len(table.columns)) if n not in targets
        ]
        if not inputs:
            raise DataError(
                N_("{file} has only one column; it needs inputs beside the targets"),
                file=self.path.name,
            )
        for n in [*inputs, *(targets if len(targets) > 1 else ())]:
            if n in table.words:
                raise DataError(
                    N_(
                        "{file}: column {column} holds words like “{word}”; only a single target "
                        "may, so leave it out of the inputs"
                    ),
                    file=self.path.name,
                    column=table.columns[n],
                    word=table.words[n][0],
                )
        examples = table.numbers[:, inputs], table.numbers[:, targets]
        return examples, table.words.get(targets[0], ())

    def _place(self, name: str, known: Sequence[str]) -> int:
        if name not in known:
            raise DataError(
                N_("{file} has no column {name}; it has {known}"),
                file=self.path.name,
                name=name,
                known=", ".join(known),
            )
        return list(known).index(name)

    def _arrays(self, content: bytes) -> Examples:
        file = self.path.name
        if self.inputs and self.targets:
            pairs: tuple[tuple[str, str], ...] = ((self.inputs[0], self.targets[0]),)
        else:
            pairs = PAIRS
        arrays = read_npz(content, file, {name for pair in pairs for name in pair})
        for x, t in pairs:
            if x in arrays and t in arrays:
                return self._alike(arrays[x], arrays[t], x, t)
        raise DataError(
            N_("{file} has no arrays {pairs}; say which ones are inputs and targets"),
            file=file,
            pairs=", ".join(f"{x} + {t}" for x, t in pairs),
        )

    def _pair(self, content: bytes) -> Examples:
        if self.labels is None:
            raise DataError(
                N_("{file} is one of two idx files; name the other one with labels"),
                file=self.path.name,
            )
        images = read_idx(content, self.path.name)
        labels = read_idx(content_of(self.labels), self.labels.name)
        if images.ndim == 1 < labels.ndim:
            raise DataError(
                N_("{file} holds the labels and {labels} the pictures; name them the other way"),
                file=self.path.name,
                labels=self.labels.name,
            )
        x, t = self._alike(images, labels, self.path.name, self.labels.name)
        return x.reshape(len(x), -1), t

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


def inside(folder: Path, name: str) -> Path:
    """The path of a file that lies in a folder; raises DataError for a name that leads out of it,
    links included."""
    relative = PurePosixPath(name)
    path = folder.joinpath(*relative.parts)
    try:
        strays = not path.resolve().is_relative_to(folder.resolve()) or _is_loop(path)
    except (OSError, ValueError, RuntimeError):  # a zero byte; before Python 3.13 a loop of links
        strays = True
    if strays or relative.is_absolute() or ".." in relative.parts or set(name) & set("\\:\0"):
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
        place = np.unravel_index(int(np.argmin(finite)), numbers.shape)
        raise DataError(
            N_("{what}{place} is {value}; fill it with a number or leave out the example"),
            what=what,
            place=[int(n) for n in place],
            value=numbers[place],
        )
