"""Data of one's own as a lesson: three networks that suit them, and the folder that is written."""

from __future__ import annotations

import math
import re
import shutil
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from ..dataclass import dataclass
from ..datasets import FileData
from ..errors import DataError
from ..files import write_whole
from ..text import N_
from .new_folder import new_folder
from .toml_text import parse_toml
from .toml_writing import written

__all__ = [
    "OwnData",
    "Proposal",
    "lesson_text",
    "name_for",
    "proposals",
    "with_target",
    "write_lesson",
]

MIN_ROW_COUNT = 20
"""Examples of which a share is kept for validation; of fewer, none."""
VALIDATION_SHARE = 0.2
BATCH_ROW_COUNT = 32
MIN_SIDE_PIXELS = 6
"""Rows and columns at least of what is looked at as a picture."""
MAX_PIXEL = 255
HALF_PIXEL = 128
"""From here on the largest brightness of some pictures is taken for one of 255 levels."""
MAX_FILE_COUNT = 10_000
"""Pictures of a folder that are copied."""
_NO_NAME = re.compile(r"[^a-z0-9]+")


@dataclass(frozen=True)
class OwnData:
    """What a lesson needs to know of data: where they are, how they are read, what they are."""

    source: FileData
    table: Mapping[str, object]
    """The data table of the lesson, as the report of the file has it."""
    rows: int
    shape: tuple[int, ...]
    """Of one example."""
    classes: tuple[float, ...]
    """The numbers of the classes; empty where the targets are numbers."""
    outputs: int
    """Numbers of a target."""
    largest: float
    """The largest input."""

    @property
    def is_pictures(self) -> bool:
        """Whether an example has rows and columns that a window can slide over."""
        return len(self.shape) in (2, 3) and min(self.shape[-2:]) >= MIN_SIDE_PIXELS

    @property
    def is_of_pixels(self) -> bool:
        """Whether the inputs look like the brightness of pixels, and no feature for itself."""
        return 1 < self.largest <= MAX_PIXEL and math.prod(self.shape) >= MIN_SIDE_PIXELS**2

    @property
    def is_yes_or_no(self) -> bool:
        """Whether the targets are 0 and 1."""
        return self.classes == (0.0, 1.0) and self.outputs == 1


@dataclass(frozen=True)
class Proposal:
    """A network for the data, by a title (English) and the layers of its lesson."""

    title: str
    layers: tuple[Mapping[str, object], ...]


def proposals(data: OwnData) -> tuple[Proposal, ...]:
    """Three networks, from the plainest on."""
    end = _end(data)
    flat = () if len(data.shape) == 1 else ({"name": "flat", "kind": "flatten"},)
    plain = Proposal(N_("One layer: the plainest network"), (*flat, end))
    hidden = Proposal(N_("One hidden layer"), (*flat, _dense("hidden", _width(data)), end))
    if data.is_pictures:
        last = Proposal(N_("Convolution and pooling"), (*_picture_layers(data.shape), end))
        return plain, hidden, last
    deep = (*flat, _dense("first", _width(data)), _dense("second", max(_width(data) // 2, 4)), end)
    return plain, hidden, Proposal(N_("Two hidden layers"), deep)


def _width(data: OwnData) -> int:
    inputs = math.prod(data.shape)
    return 8 if inputs <= 4 else 16 if inputs <= 32 else 32


def _dense(name: str, units: int) -> dict[str, object]:
    return {"name": name, "kind": "dense", "units": units, "activation": "relu",
            "weights": "he_normal"}  # fmt: skip


def _picture_layers(shape: tuple[int, ...]) -> tuple[dict[str, object], ...]:
    grey = ({"name": "grey", "kind": "reshape", "to": [1, *shape]},) if len(shape) == 2 else ()
    return (
        *grey,
        {"name": "edges", "kind": "conv2d", "filters": 8, "size": 3, "activation": "relu",
         "weights": "he_normal"},
        {"name": "pool", "kind": "max_pool", "size": 2},
        {"name": "flat", "kind": "flatten"},
    )  # fmt: skip


def _end(data: OwnData) -> dict[str, object]:
    last: dict[str, object] = {"name": "out", "kind": "dense", "weights": "glorot_normal"}
    if data.is_yes_or_no:
        return last | {"units": 1, "activation": "sigmoid"}
    if data.classes:
        return last | {"units": len(data.classes), "activation": "softmax"}
    return last | {"units": data.outputs}


def described(data: OwnData, proposal: Proposal, name: str) -> dict[str, object]:
    """The values of the lesson."""
    table = dict(data.table)
    if data.classes and not data.is_yes_or_no and data.outputs == 1:
        table["classes"] = len(data.classes)
    if data.rows >= MIN_ROW_COUNT:
        table["validation"] = VALIDATION_SHARE
    if data.is_of_pixels:
        table["scale"] = float(MAX_PIXEL if data.largest >= HALF_PIXEL else data.largest)
    else:
        table["standardise"] = True
    loss = "mean_squared_error"
    if data.classes:
        loss = "binary_cross_entropy" if data.is_yes_or_no else "categorical_cross_entropy"
    return {
        "format": 2,
        "name": name,
        "title": {"en": name, "ko": name},
        "seed": 0,
        "epochs": 20 if data.rows > 1_000 else 100,
        "metrics": ["accuracy"] if data.classes else ["mean_absolute_error"],
        "data": table,
        "batch": {"size": BATCH_ROW_COUNT, "shuffle": True},
        "layers": list(proposal.layers),
        "loss": {"kind": loss},
        "optimizer": {"kind": "adam", "lr": 0.01 if data.classes else 0.1},
    }


def name_for(path: Path) -> str:
    """A name for a lesson of a file."""
    name = _NO_NAME.sub("-", path.name.split(".")[0].lower()).strip("-")[:40].strip("-")
    return name if name and name[0].isalpha() else "my-data"


def lesson_text(data: OwnData, proposal: Proposal, name: str) -> str:
    """The text of the lesson's file."""
    return written(described(data, proposal, name))


def write_lesson(folder: Path, data: OwnData, text: str) -> Path:
    """Write a lesson and a copy of its data into a folder that is new or empty; returns the folder.

    `text` is that of the lesson's file. Raises DataError where something is there already or cannot
    be written, LessonError for a text that is no TOML.
    """
    title = parse_toml(text, "lesson.toml").get("title", {})
    with new_folder(folder):
        for source in _files(data.source):
            _copy(source, folder)
        for language in ("en", "ko"):
            head = title.get(language, "") if isinstance(title, Mapping) else ""
            write_whole(folder / f"{language}.md", f"# {head}\n".encode())
        write_whole(folder / "lesson.toml", text.encode())
    return folder


def _files(source: FileData) -> Iterator[Path]:
    yield source.path
    if source.labels is not None:
        yield source.labels


def _copy(source: Path, folder: Path) -> None:
    if not source.is_dir():
        shutil.copyfile(source, folder / source.name)
        return
    pictures = _pictures(source)
    for picture in pictures:
        target = folder / source.name / picture.relative_to(source)
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(picture, target)


def _pictures(folder: Path) -> Sequence[Path]:
    found = [
        path
        for path in sorted(folder.glob("*/*"))
        if path.suffix.lower() in {".png", ".jpg", ".jpeg"} and path.is_file()
    ]
    if len(found) > MAX_FILE_COUNT:
        raise DataError(
            N_("{folder} holds more than {most} pictures"), folder=folder.name, most=MAX_FILE_COUNT
        )
    return found


def with_target(source: FileData, target: str) -> FileData:
    """The same file with another column as the target, and all others as inputs."""
    return replace(source, targets=(target,), inputs=())
