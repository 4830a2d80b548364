"""A change: another value at one key of a lesson, a layer more, or a layer less.

A change is a key path of the lesson file and a TOML value: ``optimizer.lr`` and 0.5. Here it is
read, and made in the values of a lesson that is not built yet.
"""

from __future__ import annotations

import copy
import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from ..dataclass import dataclass
from ..errors import LessonError, SettingError, UnknownNameError
from ..names import close_to
from ..network import INPUT
from ..text import N_
from .architectures import ARCHITECTURES
from .file import FunctionLessonSpec, LessonSpec
from .file.architecture import architecture_layers
from .toml_text import parse_toml
from .toml_writing import written_inline

__all__ = ["Change", "apply_change", "merged", "parse_change", "setting_text"]

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


def setting_text(change: Change) -> str:
    """The change as ``KEY=VALUE``, of which :func:`parse_change` makes the same change again."""
    value = change.value
    if value is None:
        return f"{change.key}="
    if isinstance(value, str) and re.fullmatch(r"[A-Za-z_][A-Za-z0-9_.-]*", value):
        bare = f"{change.key}={value}"
        if parse_change(bare) == change:  # true and false are no texts
            return bare
    return f"{change.key}={written_inline(value)}"


def merged(changes: Iterable[Change]) -> tuple[Change, ...]:
    """The same changes, of several values of one key the last alone, where nothing between them
    depends on the first. A layer that is added or taken away stays."""
    found: list[Change] = []
    for change in changes:
        for n in range(len(found) - 1, -1, -1):
            if found[n].key == change.key and not _is_layer(change.key):
                del found[n]
                break
            if _is_inside(found[n].key, change.key) or _is_inside(change.key, found[n].key):
                break
        found.append(change)
    return tuple(found)


def _is_layer(key: str) -> bool:
    first, _dot, rest = key.partition(".")
    return first == "layers" and "." not in rest


def _is_inside(key: str, table: str) -> bool:
    return key == table or key.startswith(f"{table}.")


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


def apply_change(description: dict[str, Any], change: Change) -> None:
    """Make a change in a description; raises UnknownNameError for a key that does not exist."""
    *keys, last = change.key.split(".")
    if keys[:1] == ["layers"]:
        _write_out_layers(description)
    elif change.key == "architecture" and change.value is not None:
        description.pop("layers", None)
        description.pop("blocks", None)
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
        table[last] = copy.deepcopy(change.value)  # what is set inside it is not the change's
    elif last in table:
        del table[last]
    else:
        raise _no_key(description, change.key)


def _write_out_layers(description: dict[str, Any]) -> None:
    """Let a description that names an architecture have that one's layers instead, so that one of
    them can be changed."""
    name = str(description.get("architecture"))
    if name in ARCHITECTURES:
        del description["architecture"]
        description["layers"] = [dict(table) for table in architecture_layers(name)]


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
    table = {"name": name, **copy.deepcopy(dict(change.value))}
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
    before = [layers[place - 1].get("name", INPUT)] if place else [INPUT]  # the name may be gone
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
