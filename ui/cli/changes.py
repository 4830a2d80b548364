"""A lesson with other values at some of its keys."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from visualnn.text import N_

from .errors import UsageError

if TYPE_CHECKING:
    from visualnn.lesson import Lesson

__all__ = ["with_changes"]


def with_changes(lesson: Lesson, changes: Mapping[str, object]) -> Lesson:
    """The lesson with other values at some key paths (``optimizer.lr``, ``layers.hidden.units``).

    Its stops and prose are left out: they belong to the numbers it had. Raises UsageError for a key
    that does not exist and LessonError for a value that does not fit.
    """
    from visualnn.lesson import from_dict

    description = lesson.spec.model_dump(mode="json", exclude_none=True)
    description["stops"] = []
    description.pop("beside", None)
    home = lesson.spec.where().path
    for key in ("file", "labels"):  # they lie beside the lesson, and what is made here lies nowhere
        if home and key in description["data"]:
            description["data"][key] = str(Path(home).parent / description["data"][key])
    for path, value in changes.items():
        _change(description, path, value)
    return from_dict(description, lesson.limits)


def _change(description: dict[str, Any], path: str, value: object) -> None:
    *keys, last = path.split(".")
    table: Any = description
    for key in keys:
        if isinstance(table, list):
            table = next((row for row in table if row.get("name") == key), None)
        else:
            table = table.get(key)
        if not isinstance(table, dict | list):
            raise _no_key(path, description)
    if not isinstance(table, dict) or (last not in table and not keys):
        raise _no_key(path, description)
    table[last] = value


def _no_key(path: str, description: Mapping[str, Any]) -> UsageError:
    from visualnn.names import close_to

    known = list(_paths(description))
    guess = close_to(path, known)
    template = (
        N_("the lesson has no key {key}; did you mean {guess}?")
        if guess
        else N_("the lesson has no key {key}; there are {known}")
    )
    return UsageError(template, key=path, guess=guess, known=", ".join(known))


def _paths(table: Mapping[str, Any], before: str = "") -> Iterator[str]:
    """The key paths of a lesson that hold one value."""
    for key, value in table.items():
        if isinstance(value, dict):
            yield from _paths(value, f"{before}{key}.")
        elif isinstance(value, list):
            for row in value:
                if isinstance(row, dict) and "name" in row:
                    yield from _paths(row, f"{before}{key}.{row['name']}.")
        else:
            yield before + key
