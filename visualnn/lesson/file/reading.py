"""From bytes to a checked lesson: limits first, then syntax, then types, then agreement."""

from __future__ import annotations

import os
import re
import stat
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
from pydantic import ValidationError

from ...errors import NOWHERE, LessonError, LessonFaults, Place
from ...text import LANGUAGES, N_, Language
from .agreement import disagreements, prose_disagreements
from .blocks import opened
from .markdown import MOST_FAULTS, parse_prose
from .places import KeyPlaces
from .prose import Prose
from .refusals import refusals
from .spec import FORMAT, FunctionLessonSpec, LessonBase, LessonSpec, Sources

LARGEST_TOML = 1_000_000
LONGEST_LINE = 4_096
DEEPEST = 32
LONGEST_KEY = 8
MOST_TABLES = 5_000
MOST_KEYS = 10_000
LARGEST_PAGE = 64 * 1024

_BYTE_ORDER_MARK = b"\xef\xbb\xbf"
# Each string also matches when nothing closes it, so that no text is scanned twice.
_TOKEN = re.compile(
    r'"""(?:[^"\\]++|\\(?:.|\Z)|"(?!""))*+(?:"{3,5}|\Z)'
    r"|'''(?:[^']++|'(?!''))*+(?:'{3,5}|\Z)"
    r'|"(?:[^"\\\n]++|\\[^\n])*+"?'
    r"|'[^'\n]*+'?"
    r"|#[^\n]*+"
    r"|[\[\]{}.,=\n]",
    re.DOTALL,
)
_TOML_PLACE = re.compile(r" \(at (?:line (\d+), column (\d+)|end of document)\)$")


def read(path: str | os.PathLike[str]) -> LessonBase:
    """Read a lesson's folder, or its `lesson.toml` with the pages beside it.

    Raises LessonFaults with everything that is wrong, each at its file, line and column.
    """
    file = _toml_of(Path(path))
    try:
        content = _content(file, LARGEST_TOML)
    except LessonError as error:
        raise LessonFaults([error]) from None
    prose, faults = _pages(file)
    try:
        text = _decoded(content, str(file))
        data = parse_toml(text, str(file))
        spec = _validated(data, KeyPlaces(str(file), text), Sources(prose=prose))
    except LessonFaults as error:
        raise _collected([*error.faults, *faults]) from None
    except LessonError as error:
        raise _collected([error, *faults]) from None
    broken = {fault.path for fault in faults}
    own = list(disagreements(spec))
    faults += own
    for page_prose in prose.values():  # pages are held against a lesson.toml that is right itself
        if not own and page_prose.place.path not in broken:
            faults += prose_disagreements(spec, page_prose)
    if faults:
        raise _collected(faults)
    return spec


def raw(path: str | os.PathLike[str]) -> tuple[str, dict[str, Any], dict[Language, Prose]]:
    """The file of a lesson, its values as they are written, and its pages; whether the values are
    those of a lesson nobody has looked at. Raises LessonError where it cannot be read."""
    file = _toml_of(Path(path))
    data = parse_toml(_decoded(_content(file, LARGEST_TOML), str(file)), str(file))
    prose, faults = _pages(file)
    if faults:
        raise _collected(faults)
    return str(file), data, prose


def _pages(file: Path) -> tuple[dict[Language, Prose], list[LessonError]]:
    """The pages beside a `lesson.toml`, and what is wrong with them."""
    faults: list[LessonError] = []
    prose: dict[Language, Prose] = {}
    for language in LANGUAGES:
        page = file.with_name(f"{language}.md")
        try:
            text = _decoded(_content(page, LARGEST_PAGE), str(page))
        except LessonError as error:
            faults.append(error)
            continue
        prose[language], found = parse_prose(text, str(page), language)
        faults += found
    return prose, faults


def from_dict(description: Mapping[str, object], sources: Sources | None = None) -> LessonBase:
    """The lesson that a dictionary of the form of `lesson.toml` describes; arrays may be NumPy's.
    `sources` are those of the lesson that it was made from.

    Raises LessonFaults; for lack of lines its places are key paths like `layers[0].units`.
    """
    spec = _validated(description, None, sources or Sources())
    faults = list(disagreements(spec))
    if faults:
        raise LessonFaults(faults[:MOST_FAULTS])
    return spec


def parse_toml(text: str, path: str) -> dict[str, object]:
    """The values of a TOML text; raises LessonError where it is too large, too deep or no TOML."""
    for row, line in enumerate(text.split("\n")):
        if len(line.encode()) > LONGEST_LINE:
            raise LessonError(
                N_("this line is longer than {most} bytes; break it"),
                place=Place(path, row + 1, 1),
                most=LONGEST_LINE,
            )
    _check_structure(text, path)
    try:
        return tomllib.loads(text)
    except RecursionError:  # the depth was checked, but the stack may have been nearly full
        raise LessonError(N_("this is nested too deeply"), place=Place(path, 1, 1)) from None
    except ValueError as error:
        raise _syntax_error(str(error), text, path) from None


def _syntax_error(message: str, text: str, path: str) -> LessonError:
    match = _TOML_PLACE.search(message)
    if match and match[1]:
        place = Place(path, int(match[1]), int(match[2]))
    else:
        lines = text.split("\n")
        place = Place(path, len(lines), len(lines[-1]) + 1)
    reason = _TOML_PLACE.sub("", message)
    return LessonError(N_("this is not TOML: {reason}"), place=place, reason=reason)


def _check_structure(text: str, path: str) -> None:
    """Refuse deep brackets, long dotted keys and masses of keys before a parser meets them.

    Python's TOML parser takes minutes for a key of many dots and fails on many brackets.
    """
    depth = dots = tables = keys = 0
    for match in _TOKEN.finditer(text):
        sign, start = match[0], match.start()
        if sign in {"[", "{"}:
            tables += depth == 0 and not text[text.rfind("\n", 0, start) + 1 : start].strip()
            depth += 1
        elif sign in {"]", "}"}:
            depth = max(depth - 1, 0)
        keys += sign == "="
        dots = dots + 1 if sign == "." else dots if sign[0] in "\"'" else 0
        if depth > DEEPEST:
            template, most = N_("this is nested deeper than {most} levels"), DEEPEST
        elif dots >= LONGEST_KEY:
            template, most = N_("this key has more than {most} parts"), LONGEST_KEY
        elif tables > MOST_TABLES:
            template, most = N_("this file has more than {most} tables"), MOST_TABLES
        elif keys > MOST_KEYS:
            template, most = N_("this file has more than {most} keys"), MOST_KEYS
        else:
            continue
        line = text.count("\n", 0, start) + 1
        column = start - text.rfind("\n", 0, start)
        raise LessonError(template, place=Place(path, line, column), most=most)


def _toml_of(path: Path) -> Path:
    """The `lesson.toml` of a folder; a file is its own."""
    try:
        return path / "lesson.toml" if path.is_dir() else path
    except (OSError, ValueError):  # a path that no file can have
        return path


def _content(path: Path, most: int) -> bytes:
    """The bytes of a regular file; raises LessonError for anything else, and never waits."""
    flags = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
    try:
        descriptor = os.open(path, flags)
        if not stat.S_ISREG(os.fstat(descriptor).st_mode):
            os.close(descriptor)
            raise LessonError(N_("this is not a regular file"), place=Place(str(path)))
        with os.fdopen(descriptor, "rb") as file:
            content = file.read(most + 1)
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise LessonError(
            N_("this cannot be read: {reason}"), place=Place(str(path)), reason=reason
        ) from None
    if len(content) > most:
        raise LessonError(
            N_("this file is larger than {most} bytes"), place=Place(str(path)), most=most
        )
    return content


def _decoded(content: bytes, path: str) -> str:
    if content.startswith(_BYTE_ORDER_MARK):
        raise LessonError(
            N_("the file begins with a byte-order mark; save it as UTF-8 without one"),
            place=Place(path, 1, 1),
        )
    try:
        return content.decode()
    except UnicodeDecodeError as error:
        before = content[: error.start].decode().split("\n")
        raise LessonError(
            N_("this is not UTF-8 text; save the file as UTF-8"),
            place=Place(path, len(before), len(before[-1]) + 1),
        ) from None


def _validated(description: object, places: KeyPlaces | None, sources: Sources) -> LessonBase:
    try:
        data = _frozen(description, 0)
    except LessonError as error:
        place = places.value() if places else NOWHERE
        raise LessonFaults([LessonError(error.template, place=place, **error.params)]) from None
    if not isinstance(data, Mapping):
        raise LessonFaults([LessonError(N_("a lesson is described by a table"))])
    version = data.get("format")
    if isinstance(version, int) and not isinstance(version, bool) and version > FORMAT:
        raise LessonFaults(
            [
                LessonError(
                    N_("made with a newer visualnn: format {format}; this one reads {known}"),
                    place=places.value("format") if places else Place("format"),
                    format=version,
                    known=FORMAT,
                )
            ]
        )
    try:
        data, origins = opened(data, places)
    except LessonFaults:
        raise
    except LessonError as error:
        raise LessonFaults([error]) from None
    kind: type[LessonBase] = FunctionLessonSpec if "function" in data else LessonSpec
    try:
        return kind.model_validate(data, context=replace(sources, places=origins))
    except ValidationError as error:
        # a value that a block passes on to several layers is wrong in each of them, at one place
        found = {str(fault): fault for fault in refusals(error, data, origins, kind)}
        raise LessonFaults(list(found.values())) from None


def _frozen(value: object, depth: int) -> object:
    """The same value with tuples for lists and arrays, which is what the types ask for."""
    if isinstance(value, np.ndarray | np.generic):
        value = value.tolist()
    if isinstance(value, list | tuple | Mapping) and depth > DEEPEST:
        raise LessonError(N_("this is nested deeper than {most} levels"), most=DEEPEST)
    if isinstance(value, list | tuple):
        return tuple(_frozen(item, depth + 1) for item in value)
    if isinstance(value, Mapping):
        return {key: _frozen(item, depth + 1) for key, item in value.items()}
    return value


def _collected(faults: Iterable[LessonError]) -> LessonFaults:
    """The faults by file, lesson.toml first, and from top to bottom."""
    ordered = sorted(
        faults, key=lambda fault: (fault.path.endswith(".md"), fault.path, fault.line, fault.column)
    )
    return LessonFaults(ordered[:MOST_FAULTS])
