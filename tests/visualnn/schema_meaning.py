"""What a JSON Schema says, apart from how the release of pydantic that wrote it words it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

_OF_NAMES = frozenset({"properties", "patternProperties", "$defs"})
"""Keys whose table has names for keys, each with a schema."""
_OF_VALUES = frozenset({"const", "enum", "default", "examples", "discriminator"})
"""Keys whose value is no schema."""
_WITHOUT_ORDER = frozenset({"anyOf", "oneOf", "allOf", "enum", "required"})


def meaning(schema: object) -> Any:
    """Return a schema in one form for all that say the same (JSON Schema 2020-12).

    One choice is a constant, the type of a constant says nothing new, an ``allOf`` of one is that
    one, more keys are allowed unless they are forbidden, a title only repeats the name, and what
    has no order is sorted. 1 and 1.0 are equal as they are.
    """
    match schema:
        case Mapping():
            return _table(schema)
        case list():
            return [meaning(each) for each in schema]
        case _:
            return schema


def _table(schema: Mapping[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for key, value in schema.items():
        if key in _OF_NAMES:
            found[key] = {name: meaning(each) for name, each in value.items()}
        elif key in _OF_VALUES:
            found[key] = value
        elif key != "title" and not (key == "additionalProperties" and value is True):
            found[key] = meaning(value)
    match found:
        case {"allOf": [dict() as only]}:
            del found["allOf"]
            found |= only
    match found:
        case {"enum": [only]}:
            del found["enum"]
            found["const"] = only
    if "const" in found or "enum" in found:
        found.pop("type", None)
    for key in _WITHOUT_ORDER & found.keys():
        found[key] = sorted(found[key], key=_sorting)
    return found


def _sorting(value: object) -> str:
    return json.dumps(value, sort_keys=True)
