"""Changes: a lesson with other values at some of its keys, with a layer more or a layer less.

A change is a key path of the lesson file and a TOML value: ``optimizer.lr`` and 0.5. The stops
whose names still exist in the changed program stay, with their prose; the others go, and what is
said at them goes with them.
"""

from __future__ import annotations

import copy
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from ..datasets import inside
from ..errors import LessonError, SettingError, UnknownNameError, VisualnnError
from ..names import close_to
from ..network import INPUT
from ..text import N_
from . import file as lesson_file
from .file import FunctionLessonSpec, LessonBase, LessonSpec
from .opening import assemble, build_without_stops
from .parts import LARGE, Lesson, Limits
from .shelf import find, is_architecture, specification
from .stops import stop_of
from .toml_text import parse_toml

__all__ = ["Change", "changed", "open_changed", "parse_change"]

FILES = ("file", "labels")
"""Keys of the data table that name files."""

_WHOLE = re.compile(r"-?[0-9]{1,15}")
_DECIMAL = re.compile(r"-?([0-9]{1,17}\.?[0-9]{0,17}|\.[0-9]{1,17})([eE][-+]?[0-9]{1,3})?")


@dataclass(frozen=True)
class Change:
    """Another value at a key path; None takes the key away.

    ``layers.hidden.units`` is a key of the layer `hidden`. ``layers.hidden`` is the layer itself:
    a table replaces it or, where there is none of this name, adds it behind the layer that the
    table's ``after`` names, or behind the last one; None takes it away, and what read it reads what
    it read.
    """

    key: str
    value: object


def parse_change(text: str) -> Change:
    """``KEY=VALUE`` as a change. The value is any TOML value, and a bare word is a text; ``KEY=``
    takes the key away. Raises SettingError for another form, LessonError for broken TOML."""
    key, equals, value = text.partition("=")
    key, value = key.strip(), value.strip()
    if not equals or not key:
        raise SettingError(N_("a setting is written KEY=VALUE, not {text}"), text=text)
    return Change(key, _value(value))


def _value(text: str) -> object:
    if not text:
        return None
    if _WHOLE.fullmatch(text):
        return int(text)
    if _DECIMAL.fullmatch(text):
        return float(text)
    try:
        found = parse_toml(f"value = {text}", "")
    except LessonError:
        if text[0] in "\"'[{":
            raise
        return text
    return found["value"] if list(found) == ["value"] else text


def open_changed(name: str, changes: Iterable[Change]) -> Lesson:
    """A lesson by its name or path, or a known architecture, with changes; the lesson itself may
    be wrong where they replace something. Raises what :func:`changed` raises."""
    changes = tuple(changes)
    limits = LARGE if is_architecture(name) else None
    try:
        spec = specification(name)
    except LessonError:
        if is_architecture(name) or not changes:
            raise
    else:
        return _opened(spec, changes, limits) if changes else assemble(spec, limits=limits)
    file, description, prose = lesson_file.raw(find(name))
    _find_files(description, Path(file).parent)
    return _made(description, changes, lesson_file.Sources(prose=prose, file=file), limits)


def changed(lesson: Lesson, changes: Iterable[Change]) -> Lesson:
    """The lesson with changes.

    Raises UnknownNameError for a key that does not exist, LessonError for a value that does not
    fit.
    """
    return _opened(lesson.spec, changes, lesson.limits)


def _opened(spec: LessonBase, changes: Iterable[Change], limits: Limits | None) -> Lesson:
    description = spec.model_dump(mode="json", exclude_none=True)
    if spec.file and spec.where().line:
        _find_files(description, spec.file.parent)
    sources = lesson_file.Sources(prose=dict(spec.prose), file=str(spec.file or ""))
    return _made(description, changes, sources, limits)


def _made(
    description: dict[str, Any],
    changes: Iterable[Change],
    sources: lesson_file.Sources,
    limits: Limits | None,
) -> Lesson:
    """The lesson of a description with changes, with the stops that still have their names."""
    description = copy.deepcopy(description)
    for change in changes:
        _apply(description, change)
    spec = lesson_file.from_dict(description, sources)
    lesson = build_without_stops(spec, limits=limits)
    spec = spec.with_stops(
        stop.id for n, stop in enumerate(spec.stops) if _still_holds(lesson, n, stop.id)
    )
    lesson = replace(lesson, spec=spec)
    return replace(lesson, stops=tuple(stop_of(lesson, n) for n in range(len(spec.stops))))


def _find_files(description: dict[str, Any], home: Path) -> None:
    """Name the files beside a lesson by their whole paths: what is made of it lies nowhere."""
    data = description.get("data")
    if not isinstance(data, dict):
        return
    for key in FILES:
        if isinstance(name := data.get(key), str):
            try:
                data[key] = str(inside(home, name))
            except VisualnnError as error:
                place = lesson_file.TextPosition(f"data.{key}")
                raise LessonError(error.template, place=place, **error.params) from None


def _still_holds(lesson: Lesson, n: int, name: str) -> bool:
    """Whether everything that a stop, its questions and its prose name is there, and somebody says
    something at it."""
    pages = lesson.spec.prose.values()
    if any(name not in {section.id for section in page.sections} for page in pages):
        return False
    others = {quote.quotation.lesson for page in pages for quote in page.quotes(name)}
    if not others <= {None, lesson.spec.beside}:
        return False
    try:
        stop_of(lesson, n)
    except LessonError:
        return False
    return True


# -- one change ------------------------------------------------------------------------------------


def _apply(description: dict[str, Any], change: Change) -> None:
    """Make a change in a description; raises UnknownNameError for a key that does not exist."""
    *keys, last = change.key.split(".")
    if keys == ["layers"]:
        _apply_layer(description, last, change)
        return
    fields = _fields(description)
    table: Any = description
    for depth, key in enumerate(keys):
        if isinstance(table, list):
            table = next((row for row in table if row.get("name") == key), None)
        elif depth == 0 and key in fields and change.value is not None:
            table = table.setdefault(key, {})
        else:
            table = table.get(key)
        if not isinstance(table, dict | list):
            raise _no_key(description, change.key)
    if not isinstance(table, dict) or (not keys and last not in {*table, *fields}):
        raise _no_key(description, change.key)
    if change.value is not None:
        table[last] = change.value
    elif last in table:
        del table[last]
    else:
        raise _no_key(description, change.key)


def _apply_layer(description: dict[str, Any], name: str, change: Change) -> None:
    """Add, replace or take away a layer."""
    layers = description.get("layers")
    if not isinstance(layers, list) or not isinstance(change.value, Mapping | None):
        raise _no_key(description, change.key)
    place = next((n for n, row in enumerate(layers) if row.get("name") == name), None)
    if change.value is None:
        if place is None:
            raise _no_key(description, change.key)
        _take_away(layers, place)
        return
    table = {"name": name, **change.value}
    after = table.pop("after", None)
    if place is not None:
        layers[place] = table
        if after is None:
            return
        del layers[place]
    names = [row.get("name") for row in layers]
    if after is not None and after not in names:
        raise _unknown(after, [f"{known}" for known in names])
    layers.insert(len(layers) if after is None else names.index(after) + 1, table)


def _take_away(layers: list[dict[str, Any]], place: int) -> None:
    """Remove a layer; what read it by its name reads what it read."""
    gone = layers.pop(place)
    before = [layers[place - 1]["name"]] if place else [INPUT]
    read = list(gone.get("inputs") or before)
    for row in layers:
        if gone["name"] in (inputs := row.get("inputs") or ()):
            row["inputs"] = [
                name for reads in inputs for name in (read if reads == gone["name"] else [reads])
            ]


def _fields(description: Mapping[str, Any]) -> Iterable[str]:
    """The keys that a lesson of this form may have."""
    kind = FunctionLessonSpec if "function" in description else LessonSpec
    return kind.model_fields


def _unknown(name: object, known: Iterable[str]) -> UnknownNameError:
    known = list(known)
    guess = close_to(str(name), known)
    template = (
        N_("there is no layer {name}; did you mean {guess}?")
        if guess
        else N_("there is no layer {name}; there are {known}")
    )
    return UnknownNameError(template, name=name, guess=guess, known=", ".join(known))


def _no_key(description: Mapping[str, Any], key: str) -> UnknownNameError:
    known = list(_paths(description))
    guess = close_to(key, known)
    template = (
        N_("the lesson has no key {key}; did you mean {guess}?")
        if guess
        else N_("the lesson has no key {key}; there are {known}")
    )
    return UnknownNameError(template, key=key, guess=guess, known=", ".join(known))


def _paths(table: Mapping[str, Any], before: str = "") -> Iterator[str]:
    """The key paths of a lesson that hold one value, and its layers."""
    for key, value in table.items():
        if isinstance(value, dict):
            yield from _paths(value, f"{before}{key}.")
        elif isinstance(value, list):
            for row in value:
                if isinstance(row, dict) and "name" in row:
                    yield from _paths(row, f"{before}{key}.{row['name']}.")
        else:
            yield before + key
