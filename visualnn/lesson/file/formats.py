"""The formats of lesson files: which keys a lesson of an older format does not have."""

from __future__ import annotations

from collections.abc import Iterator

from pydantic import BaseModel

from ...errors import LessonError, TextPosition
from ...text import N_
from .fields import Since
from .places import Key, KeyPath
from .spec import LessonBase

LATER_FORMAT = N_("{what} is part of format {needed}; write format = {needed} in lesson.toml")


def keys_of_later_formats(spec: LessonBase) -> Iterator[LessonError]:
    """What the lesson says that its own format does not know, each where it stands."""
    for keys, needed in _later_keys(spec, (), spec.format):
        yield later_format(str(keys[-1]), needed, spec.where(*keys))


def later_format(what: str, needed: int, place: TextPosition) -> LessonError:
    """The sentence about something that a lesson of an older format has."""
    return LessonError(LATER_FORMAT, place=place, what=what, needed=needed)


def _later_keys(table: BaseModel, keys: KeyPath, known: int) -> Iterator[tuple[KeyPath, int]]:
    """The given keys below a table that are newer than a format, with the format they need."""
    for name in type(table).model_fields:
        value = getattr(table, name)
        default = type(table).model_fields[name].default
        if name not in table.model_fields_set or value is None or value == default:
            continue  # a lesson that was made from another has every key
        inside = (*keys, name)
        marks = type(table).model_fields[name].metadata
        since = next((mark.format for mark in marks if isinstance(mark, Since)), 1)
        if since > known:
            yield inside, since
            continue
        for key, part in _tables(value):
            yield from _later_keys(part, (*inside, *key), known)


def _tables(value: object) -> Iterator[tuple[tuple[Key, ...], BaseModel]]:
    """The tables that a value is or holds; lists of numbers, which may be long, hold none."""
    if isinstance(value, BaseModel):
        yield (), value
    elif isinstance(value, tuple) and value and isinstance(value[0], BaseModel):
        yield from (((n,), part) for n, part in enumerate(value))
