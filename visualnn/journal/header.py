"""Header: the first line of a journal says which lesson was worked on, word for word."""

from __future__ import annotations

import hashlib
import platform
from collections.abc import Mapping
from dataclasses import field
from datetime import UTC, datetime
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from ..dataclass import dataclass
from ..errors import DataError, VisualnnError
from ..lesson import find, is_architecture, shipped
from ..text import LANGUAGES, N_

if TYPE_CHECKING:
    from ..lesson import Lesson

__all__ = [
    "FORMAT",
    "Header",
    "changed_files",
    "header_from",
    "header_of",
    "known_as",
    "program_version",
]

FORMAT = 1
"""The version of the format of journals."""
LESSON_FILE = "lesson.toml"
FILE_NAMES = (LESSON_FILE, *(f"{language}.md" for language in LANGUAGES))
"""The files of a lesson that a journal holds."""
TEXT_CHARACTERS = 4096
"""Characters of a name or a path at most."""
DATA_FILE_COUNT = 64
CHUNK_BYTES = 1 << 20


@dataclass(frozen=True)
class Header:
    """What the first line of a journal says."""

    lesson: str
    """The name of the lesson."""
    opened: str
    """The name or the path that the lesson was opened by."""
    begun: str
    """When, as ISO 8601 has it, in UTC."""
    program: str = ""
    """The version of visualnn that began it."""
    machine: str = ""
    """What it ran on: processor and NumPy."""
    grain: int = 0
    """How much a step covered at first: the number of a Grain."""
    path: str = ""
    """The path of its lesson.toml; empty for a lesson without files."""
    files: Mapping[str, str] = field(default_factory=dict)
    """File name → text, of ``lesson.toml`` and its prose."""
    data: Mapping[str, str] = field(default_factory=dict)
    """Data file, relative to lesson.toml → SHA-256 of its content, in hexadecimal digits."""

    def plain(self) -> dict[str, object]:
        """The header as a record."""
        return {
            "journal": FORMAT,
            "lesson": self.lesson,
            "opened": self.opened,
            "begun": self.begun,
            "program": self.program,
            "machine": self.machine,
            "grain": self.grain,
            "path": self.path,
            "files": dict(self.files),
            "data": dict(self.data),
        }

    def open(self, folder: Path | None = None) -> Lesson:
        """The lesson as it was then. Data files are looked for where the lesson lay, or in
        `folder`, for a session that came from somewhere else.

        Raises DataError if its files are not in the journal, LessonError or LessonFaults if they
        cannot be opened.
        """
        from ..lesson import assemble, open_named
        from ..lesson.file import read_texts

        if self.files:
            file = Path(self.path or LESSON_FILE) if folder is None else folder / LESSON_FILE
            return assemble(read_texts(file, self.files))
        if self.opened in shipped() or is_architecture(self.opened):
            return open_named(self.opened)
        raise DataError(N_("the session does not hold its lesson {lesson}"), lesson=self.lesson)


def program_version() -> str:
    """The version of this program."""
    try:
        return version("visualnn")
    except PackageNotFoundError:
        return "?"


def header_of(lesson: Lesson, opened: str, grain: int) -> Header:
    """The header of a session that begins now with a lesson opened by a name or path."""
    path, files, data = _as_it_stands(lesson)
    return Header(
        lesson.name,
        known_as(opened),
        datetime.now(UTC).isoformat(timespec="seconds"),
        program_version(),
        f"{platform.machine()} numpy {version('numpy')}",
        grain,
        path,
        files,
        data,
    )


def known_as(opened: str) -> str:
    """A name as it is, a path in full: it is the same from another folder."""
    try:
        found = None if is_architecture(opened) else find(opened)
    except VisualnnError:
        return opened
    is_path = found is not None and found == Path(opened)
    return str(Path(opened).resolve()) if is_path else opened


def _as_it_stands(lesson: Lesson) -> tuple[str, Mapping[str, str], Mapping[str, str]]:
    """The path of a lesson's file, the texts of its files, and the hashes of its data; empty where
    it has none, or they cannot be read any more."""
    file = lesson.spec.file
    if file is None or not file.is_file():
        return "", {}, {}
    try:
        files = {
            name: file.with_name(name).read_bytes().decode("utf-8")
            for name in FILE_NAMES
            if file.with_name(name).is_file()
        }
    except (OSError, UnicodeError):
        return "", {}, {}
    return str(file.resolve()), files, data_hashes(lesson)


def data_hashes(lesson: Lesson) -> dict[str, str]:
    """The SHA-256 of each file of data or parameters that a lesson names, by the name that it has
    there."""
    spec: Any = getattr(lesson.spec, "data", None)
    file = lesson.spec.file
    found = {}
    names = [
        getattr(spec, key, None) for key in ("file", "labels", "validation", "validation_labels")
    ]
    names += [begin.file for begin in getattr(lesson.spec, "start_from", ())]
    for name in names:
        if isinstance(name, str) and file is not None:
            path = file.parent / name
            try:
                if path.is_file():
                    found[name] = _hash_of(path)
            except OSError:
                continue
    return found


def _hash_of(path: Path) -> str:
    made = hashlib.sha256()
    with path.open("rb") as content:
        while chunk := content.read(CHUNK_BYTES):
            made.update(chunk)
    return made.hexdigest()


def changed_files(then: Header, now: Header) -> tuple[str, ...]:
    """The files of a lesson, its data included, that are others than they were."""
    names = dict.fromkeys((*then.files, *now.files))
    texts = [name for name in names if then.files.get(name) != now.files.get(name)]
    data = [
        name
        for name in dict.fromkeys((*then.data, *now.data))
        if then.data.get(name) != now.data.get(name)
    ]
    return (*texts, *data)


# -- from a file that anybody may have written -----------------------------------------------------


def header_from(record: Mapping[str, Any], file: str = "") -> Header:
    """The header that a record describes; `file` is what a refusal calls its file. Raises DataError
    if it is none, or of a newer program."""
    known = record.get("journal")
    if type(known) is int and known > FORMAT:
        raise DataError(
            N_("{file} was made with visualnn {version}; this one is older and cannot read it"),
            file=file,
            version=record.get("program", "?"),
        )
    try:
        if known != FORMAT:
            raise ValueError(known)
        lesson, opened, begun, program, machine, path = (
            _text(record[key])
            for key in ("lesson", "opened", "begun", "program", "machine", "path")
        )
        files, data = _texts(record["files"], FILE_NAMES), _texts(record["data"], None)
        grain = _whole(record["grain"])
        return Header(lesson, opened, begun, program, machine, grain, path, files, data)
    except (KeyError, TypeError, ValueError) as error:
        raise DataError(
            N_("{file} is no session of visualnn, or its first line is damaged"), file=file
        ) from error


def _text(value: object) -> str:
    if not isinstance(value, str) or len(value) > TEXT_CHARACTERS or "\0" in value:
        raise TypeError(value)
    return value


def _whole(value: object) -> int:
    if type(value) is not int or not 0 <= value < 100:
        raise TypeError(value)
    return value


def _texts(value: object, names: tuple[str, ...] | None) -> Mapping[str, str]:
    if not isinstance(value, dict) or len(value) > DATA_FILE_COUNT:
        raise TypeError(value)
    for name, text in value.items():
        if not isinstance(text, str) or (names is not None and name not in names):
            raise TypeError(name)
        _text(name)
    return MappingProxyType(value)
