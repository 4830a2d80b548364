"""The published JSON Schema of `lesson.toml`: what editors complete and check it with."""

from __future__ import annotations

import json
from pathlib import Path

from .spec import LessonSpec

PUBLISHED = Path(__file__).parents[2] / "lessons" / "lesson.schema.json"


def json_schema() -> dict[str, object]:
    """The schema, made from the types that also read the file."""
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        **LessonSpec.model_json_schema(),
    }


def published_text() -> str:
    """The schema as the text of the published file."""
    return json.dumps(json_schema(), indent=2, ensure_ascii=False) + "\n"


def publish(path: Path = PUBLISHED) -> None:
    """Write the published file anew."""
    path.write_text(published_text(), encoding="utf-8", newline="\n")
