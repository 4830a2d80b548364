"""From the values of a lesson to the text of a `lesson.toml`: the one writer of TOML."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence

MAX_WIDTH_CHARACTERS = 100
"""Longer lists go over several lines."""
INLINE_TABLES = frozenset({"title"})
"""Tables that stand in one line behind their key."""

_BARE_KEY = re.compile(r"[A-Za-z0-9_-]+")


def written(description: Mapping[str, object]) -> str:
    """The TOML text of a lesson's values: one key a line, a section for each table, None left out.

    Raises TypeError for a value that TOML has no form for.
    """
    return "\n".join(_lines(description, "")) + "\n"


def written_inline(value: object) -> str:
    """A value as TOML has it in one line. Raises TypeError for one that TOML has no form for."""
    if isinstance(value, Sequence) and not isinstance(value, str):
        return f"[{', '.join(map(written_inline, value))}]"
    if isinstance(value, Mapping):
        inside = ", ".join(f"{_key(key)} = {written_inline(each)}" for key, each in value.items())
        return f"{{ {inside} }}"
    return _value(value)


def _lines(table: Mapping[str, object], path: str) -> Iterator[str]:
    sections: list[tuple[str, Mapping[str, object], str]] = []
    is_first = not path
    for key, value in table.items():
        name = _key(key)
        if isinstance(value, Mapping) and key not in INLINE_TABLES:
            sections.append((f"[{path}{name}]", value, f"{path}{name}."))
        elif rows := _tables(value):
            sections += [(f"[[{path}{name}]]", row, f"{path}{name}.") for row in rows]
        elif value is not None:
            is_first = False
            yield f"{name} = {_value(value, len(name) + 3)}"
    for header, section, inner in sections:
        if not is_first:
            yield ""
        is_first = False
        yield header
        yield from _lines(section, inner)


def _tables(value: object) -> Sequence[Mapping[str, object]]:
    """The value if it is a list of tables and nothing else; otherwise nothing."""
    if isinstance(value, str) or not isinstance(value, Sequence):
        return ()
    return value if all(isinstance(row, Mapping) for row in value) else ()


def _key(key: str) -> str:
    return key if _BARE_KEY.fullmatch(key) else _text(key)


def _value(value: object, begin: int = 0) -> str:
    if isinstance(value, str):
        return _text(value)
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, int | float):
        return repr(value)
    if isinstance(value, Mapping):
        return written_inline(value)
    if isinstance(value, Sequence):
        return _list([_value(each) for each in value], begin)
    raise TypeError(f"TOML has no form for {type(value).__name__}")


def _list(values: Sequence[str], begin: int) -> str:
    """The values in one line, or in as many as they need."""
    whole = f"[{', '.join(values)}]"
    if begin + len(whole) <= MAX_WIDTH_CHARACTERS:
        return whole
    lines = [""]
    for value in values:
        if lines[-1] and 6 + len(lines[-1]) + len(value) > MAX_WIDTH_CHARACTERS:
            lines.append("")
        lines[-1] += f"{' ' if lines[-1] else ''}{value},"
    return "[\n" + "".join(f"    {line}\n" for line in lines) + "]"


def _text(text: str) -> str:
    """A text in quotation marks; JSON's escapes are TOML's, but for the delete character."""
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")
