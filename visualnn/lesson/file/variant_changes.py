"""What a variant sets, key by key, however its keys are written.

TOML reads ``set = { optimizer.kind = "adam" }`` as a table in a table and
``set = { "optimizer.kind" = "adam" }`` as one key. Both mean the same change.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from pydantic import BaseModel

from .places import KeyPath
from .spec import LessonBase

__all__ = ["changes_of"]


def changes_of(
    spec: LessonBase, written: Mapping[str, Any]
) -> Iterator[tuple[str, KeyPath, object]]:
    """For each change of a `set`: its key path, where it is written under ``set``, and its value.

    A table is read key by key as far as the lesson has a table there. One that the lesson has not,
    such as a new layer or a schedule, is a value as a whole.
    """
    for key, value in written.items():
        yield from _within(getattr(spec, key, None), key, (key,), value)


def _within(
    there: object, key: str, keys: KeyPath, value: Any
) -> Iterator[tuple[str, KeyPath, object]]:
    """The changes of one value; `there` is what the lesson has at this key path."""
    if not isinstance(value, Mapping) or not isinstance(there, BaseModel | tuple):
        yield key, keys, value
        return
    for name, inner in value.items():
        yield from _within(_at(there, name), f"{key}.{name}", (*keys, name), inner)


def _at(there: object, name: str) -> object:
    """What a table has at a key, or a list of tables at the name of one."""
    if isinstance(there, tuple):
        return next((row for row in there if getattr(row, "name", None) == name), None)
    return getattr(there, name, None)
