"""Writes a table as TOML."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

Table = dict[str, Any]


def toml(described: Table) -> str:
    """The table as a TOML file, one setting a line and a section for every table."""
    return "\n".join(_lines(described, "")) + "\n"


def _lines(table: Table, path: str) -> Iterator[str]:
    sections = []
    for key, value in table.items():
        if isinstance(value, dict) and key != "title":
            sections.append((f"[{path}{key}]", value, f"{path}{key}."))
        elif isinstance(value, list) and value and isinstance(value[0], dict):
            sections += [(f"[[{path}{key}]]", row, f"{path}{key}.") for row in value]
        else:
            yield f"{key} = {_inline(value)}"
    for header, section, inner in sections:
        yield from ("", header)
        yield from _lines(section, inner)


def _inline(value: Any) -> str:
    if isinstance(value, dict):
        inside = ", ".join(f"{key} = {_inline(each)}" for key, each in value.items())
        return f"{{ {inside} }}"
    if isinstance(value, list):
        return f"[{', '.join(map(_inline, value))}]"
    return json.dumps(value, ensure_ascii=False)
