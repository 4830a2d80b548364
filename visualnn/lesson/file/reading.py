"""From a lesson's files to a checked lesson: syntax, then types, then agreement."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
from pydantic import ValidationError

from ...errors import NOWHERE, LessonError, LessonFaults, TextPosition
from ...text import LANGUAGES, N_, Language
from ..toml_text import (
    MAX_DEPTH,
    MAX_FILE_BYTES,
    MissingFileError,
    content_of,
    decoded,
    parse_toml,
    toml_of,
)
from .agreement import disagreements, prose_disagreements
from .architecture import open_architecture
from .blocks import open_blocks
from .markdown import MAX_FAULT_COUNT, parse_prose
from .places import KeyPlaces
from .prose import Prose
from .refusals import refusals
from .spec import FORMAT, FunctionLessonSpec, LessonBase, LessonSpec, Sources

MAX_PAGE_BYTES = 64 * 1024
ContentAt = Callable[[Path, int], bytes]
"""The bytes of a file, of so many at most; raises LessonError."""


def read(path: str | os.PathLike[str]) -> LessonBase:
    """Read a lesson's folder, or its `lesson.toml` with the pages beside it.

    Raises LessonFaults with everything that is wrong, each at its file, line and column.
    """
    return _read(toml_of(Path(path)), content_of)


def read_texts(file: Path, texts: Mapping[str, str]) -> LessonBase:
    """Read a lesson whose files are given as texts by their names, as if `file` were its
    `lesson.toml`; the data that it names are still looked for there.

    Raises LessonFaults with everything that is wrong, each at its file, line and column.
    """

    def content(path: Path, most: int) -> bytes:
        if path.name not in texts:
            raise MissingFileError(N_("this file is missing"), place=TextPosition(str(path)))
        found = texts[path.name].encode("utf-8", "surrogatepass")
        if len(found) > most:
            raise LessonError(
                N_("this file is larger than {most} bytes"),
                place=TextPosition(str(path)),
                most=most,
            )
        return found

    return _read(file, content)


def _read(file: Path, content_at: ContentAt) -> LessonBase:
    try:
        content = content_at(file, MAX_FILE_BYTES)
    except LessonError as error:
        raise LessonFaults([error]) from None
    prose, faults = _pages(file, content_at)
    try:
        text = decoded(content, str(file))
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
    file = toml_of(Path(path))
    data = parse_toml(decoded(content_of(file, MAX_FILE_BYTES), str(file)), str(file))
    prose, faults = _pages(file)
    if faults:
        raise _collected(faults)
    return str(file), data, prose


def _pages(
    file: Path, content_at: ContentAt = content_of
) -> tuple[dict[Language, Prose], list[LessonError]]:
    """The pages beside a `lesson.toml`, and what is wrong with them. A draft has one of them."""
    faults: list[LessonError] = []
    missing: list[LessonError] = []
    prose: dict[Language, Prose] = {}
    for language in LANGUAGES:
        page = file.with_name(f"{language}.md")
        try:
            text = decoded(content_at(page, MAX_PAGE_BYTES), str(page))
        except MissingFileError as error:
            missing.append(error)
            continue
        except LessonError as error:
            faults.append(error)
            continue
        prose[language], found = parse_prose(text, str(page), language)
        faults += found
    if len(missing) == len(LANGUAGES):
        faults += missing
    return prose, faults


def from_dict(description: Mapping[str, object], sources: Sources | None = None) -> LessonBase:
    """The lesson that a dictionary of the form of `lesson.toml` describes; arrays may be NumPy's.
    `sources` are those of the lesson that it was made from.

    Raises LessonFaults; for lack of lines its places are key paths like `layers[0].units`.
    """
    spec = _validated(description, None, sources or Sources())
    faults = list(disagreements(spec))
    if faults:
        raise LessonFaults(faults[:MAX_FAULT_COUNT])
    return spec


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
                    place=places.value("format") if places else TextPosition("format"),
                    format=version,
                    known=FORMAT,
                )
            ]
        )
    try:
        data, origins = open_architecture(data, places) or open_blocks(data, places)
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
    if isinstance(value, list | tuple | Mapping) and depth > MAX_DEPTH:
        raise LessonError(N_("this is nested deeper than {most} levels"), most=MAX_DEPTH)
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
    return LessonFaults(ordered[:MAX_FAULT_COUNT])
