"""Schemas that say the same are equal, and no others."""

from __future__ import annotations

from typing import Any

import pytest

from tests.visualnn.schema_meaning import meaning
from visualnn.lesson.file import json_schema


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ({"const": "adam", "enum": ["adam"], "type": "string"}, {"const": "adam"}),
        ({"enum": ["adam"]}, {"const": "adam", "type": "string"}),
        ({"minimum": 0.0}, {"minimum": 0}),
        ({"title": "Lr", "type": "number"}, {"type": "number"}),
        ({"allOf": [{"$ref": "#/$defs/A"}], "default": 1}, {"$ref": "#/$defs/A", "default": 1}),
        ({"additionalProperties": True, "type": "object"}, {"type": "object"}),
        ({"anyOf": [{"const": 1}, {"minimum": 0}]}, {"anyOf": [{"minimum": 0.0}, {"const": 1}]}),
        ({"required": ["a", "b"]}, {"required": ["b", "a"]}),
        ({"properties": {"x": {"title": "X"}}}, {"properties": {"x": {}}}),
    ],
)  # fmt: skip
def test_wording_does_not_matter(one: object, other: object) -> None:
    assert meaning(one) == meaning(other)
    assert meaning({"items": one}) == meaning({"items": other})


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ({"const": "adam"}, {"const": "sgd"}),
        ({"enum": ["adam", "sgd"]}, {"enum": ["adam"]}),
        ({"minimum": 0}, {"exclusiveMinimum": 0}),
        ({"description": "A rate."}, {"description": "A step."}),
        ({"default": 0.1}, {"default": 0.2}),
        ({"additionalProperties": False}, {}),
        ({"anyOf": [{"type": "null"}, {"minimum": 0}]}, {"anyOf": [{"minimum": 0}]}),
        ({"required": ["a", "b"]}, {"required": ["a"]}),
        ({"properties": {"title": {}}}, {"properties": {}}),
        ({"properties": {"x": {"type": "number"}}}, {"properties": {"x": {"type": "string"}}}),
        ({"prefixItems": [{"minimum": 0}, {}]}, {"prefixItems": [{}, {"minimum": 0}]}),
    ],
)
def test_meaning_matters(one: object, other: object) -> None:
    assert meaning(one) != meaning(other)
    assert meaning({"items": one}) != meaning({"items": other})


def test_every_limit_of_a_lesson_is_part_of_the_meaning() -> None:
    schema: Any = json_schema()
    limits = 0
    for table in _tables(schema):
        for key in ("minimum", "maximum", "exclusiveMinimum", "maxLength", "pattern"):
            if key in table:
                limits += 1
                assert key in meaning(table)
    assert limits > 100


def _tables(value: object) -> list[dict[str, object]]:
    inner = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    own = [value] if isinstance(value, dict) else []
    return own + [table for each in inner for table in _tables(each)]
