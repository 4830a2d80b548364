"""The published JSON Schema of `lesson.toml`: what editors complete and check it with."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from .block_specs import Blocks, BlockUse
from .spec import FunctionLessonSpec, LessonSpec

PUBLISHED = Path(__file__).parents[2] / "lessons" / "lesson.schema.json"


def json_schema() -> dict[str, object]:
    """The schema, made from the types that also read the file."""
    schema = LessonSpec.model_json_schema()
    _with_blocks(schema)
    _with_functions(schema)
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **schema}


def _with_functions(schema: dict[str, Any]) -> None:
    """Let a function stand in the place of data, layers and loss."""
    walk = FunctionLessonSpec.model_json_schema()
    schema["$defs"] |= walk.pop("$defs")
    schema["properties"]["function"] = walk["properties"]["function"]
    both = set(schema["required"]) & set(walk["required"])
    schema["anyOf"] = [
        {"required": [name for name in each["required"] if name not in both]}
        for each in (schema, walk)
    ]
    schema["required"] = [name for name in schema["required"] if name in both]


def _with_blocks(schema: dict[str, Any]) -> None:
    """Add what is gone once the blocks are opened: the blocks, and their uses among the layers."""
    for kind in (Blocks, BlockUse):
        part = kind.model_json_schema()
        schema["$defs"] |= part.pop("$defs", {})
        schema["$defs"][kind.__name__] = part
    schema["properties"]["blocks"] = schema["$defs"].pop("Blocks")["properties"]["blocks"]
    items = schema["properties"]["layers"]["items"]
    use = "#/$defs/BlockUse"
    items["oneOf"].append({"$ref": use})
    items["discriminator"]["mapping"]["block"] = use


def published_text() -> str:
    """The schema as the text of the published file."""
    return json.dumps(json_schema(), indent=2, ensure_ascii=False) + "\n"


def publish(path: Path = PUBLISHED) -> None:
    """Write the published file anew."""
    path.write_text(published_text(), encoding="utf-8", newline="\n")
