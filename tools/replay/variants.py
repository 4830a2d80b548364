"""A lesson's file, broken in one place after another."""

from __future__ import annotations

import re
from collections.abc import Iterator

REPLACEMENTS = ("-1", "0", "1e308", '"x"', "true", "[]", "nan")
_SETTING = re.compile(r"^([A-Za-z_]+)( *= *)(.+)$")


def variants(text: str, subject: str = "") -> Iterator[tuple[str, str]]:
    """What was done to the file and the file afterwards: each line removed, each key misspelt, each
    value replaced. With a subject, the text that its section begins with, only there."""
    lines = text.split("\n")
    for number in _numbers(text, subject):
        line = lines[number]
        where = f"line {number + 1}, {line[:60]}"

        def changed(*instead: str, number: int = number) -> str:
            return "\n".join([*lines[:number], *instead, *lines[number + 1 :]])

        yield f"{where}: removed", changed()
        match = _SETTING.match(line)
        if match is None:
            continue
        key, equals, value = match.groups()
        misspelt = key[:-2] + key[-1] + key[-2] if len(set(key[-2:])) == 2 else key + "q"
        yield f"{where}: {misspelt}", changed(misspelt + equals + value)
        for replacement in REPLACEMENTS:
            yield f"{where}: {replacement}", changed(key + equals + replacement)


def removals(text: str) -> Iterator[tuple[str, str]]:
    """Each line removed."""
    lines = text.split("\n")
    for number, line in enumerate(lines):
        if line.strip():
            yield (
                f"line {number + 1}, {line[:60]}: removed",
                "\n".join(lines[:number] + lines[number + 1 :]),
            )


def _numbers(text: str, subject: str) -> list[int]:
    """The lines to break, counted from 0."""
    lines = text.split("\n")
    first, last = 0, len(lines)
    if subject:
        first = text[: text.index(subject)].count("\n")
        last = next((n for n in range(first + 1, len(lines)) if not lines[n]), len(lines))
    return [n for n in range(first, last) if lines[n].strip() and not lines[n].startswith("#")]
