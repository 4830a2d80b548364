"""What differs between runs: the keys at which their lessons do not say the same.

It is found by comparing what is run, not by reading what somebody meant to change, so it holds for
variants, for runs the learner kept, and for a change that changes nothing.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from ..dataclass import dataclass
from ..lesson.file import LessonBase
from ..lesson.file.spec import TRAINING_IRRELEVANT_KEYS

__all__ = ["Difference", "differences"]

KIND_KEY = "kind"
"""What a table is called by where it stands for itself."""
KIND_KEYS = (KIND_KEY, "source")
"""The keys that say which others a table has; a table of data is called by its source."""


@dataclass(frozen=True)
class Difference:
    """A key at which runs differ, and what each of them has there."""

    key: str
    """Its path; for what only some runs have at all, that of the whole table or layer."""
    values: tuple[object, ...]
    """One of each run, in their order; None where a run has nothing there."""

    @property
    def distinct(self) -> tuple[object, ...]:
        """The values that occur, each once, in the order of the runs."""
        found: list[object] = []
        for value in self.values:
            if value not in found:
                found.append(value)
        return tuple(found)


def differences(specs: Sequence[LessonBase]) -> tuple[Difference, ...]:
    """The keys at which the runs of these lessons differ, in the order of the lesson's file."""
    tables = [spec.model_dump(mode="json", exclude_none=True) for spec in specs]
    for table in tables:
        for key in TRAINING_IRRELEVANT_KEYS:
            table.pop(key, None)
    return tuple(_between(tables, ""))


def _between(tables: Sequence[Mapping[str, Any]], before: str) -> Iterator[Difference]:
    """The differences inside tables that stand at one key path in all the runs."""
    keys = dict.fromkeys(key for table in tables for key in table)
    if any(len({table.get(key) for table in tables}) > 1 for key in KIND_KEYS):
        # each kind has settings of its own
        keys = dict.fromkeys(key for key in keys if all(key in table for table in tables))
    for key in sorted(keys, key=lambda key: key not in KIND_KEYS):  # the kind first
        path = f"{before.removesuffix('.')}{key}" if key.startswith("[") else f"{before}{key}"
        written = [table.get(key) for table in tables]
        has_tables = any(_is_of_tables(value) for value in written)
        values = [_by_name(value) if has_tables else value for value in written]
        inner = [value for value in values if isinstance(value, Mapping)]
        if len(inner) == len(values):
            yield from _between(inner, f"{path}.")
            if all(isinstance(value, list) for value in written):
                yield from _order(inner, path)
        elif any(value != values[0] for value in values):
            yield Difference(path, tuple(map(_shortened, values)))


def _is_of_tables(value: object) -> bool:
    return isinstance(value, list) and bool(value) and isinstance(value[0], Mapping)


def _by_name(value: object) -> object:
    """A list of tables, like the layers, as a table by their names; by their places where not
    each has a name of its own."""
    if not isinstance(value, list) or not all(isinstance(row, Mapping) for row in value):
        return value
    names = [row.get("name") for row in value]
    if None in names or len(set(names)) < len(names):
        return {f"[{n}]": row for n, row in enumerate(value)}
    rows = ({key: each for key, each in row.items() if key != "name"} for row in value)
    return dict(zip(names, rows, strict=True))


def _order(tables: Sequence[Mapping[str, Any]], path: str) -> Iterator[Difference]:
    """That the same rows stand in another order."""
    common = set.intersection(*(set(table) for table in tables))
    orders = [", ".join(name for name in table if name in common) for table in tables]
    if len(set(orders)) > 1:
        yield Difference(path, tuple(orders))


def _shortened(value: object) -> object:
    """A value, or the kind of a table that stands for it."""
    if isinstance(value, Mapping):
        return value.get(KIND_KEY) or ", ".join(f"{key} = {each}" for key, each in value.items())
    return value
