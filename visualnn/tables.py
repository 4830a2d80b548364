"""Rows of text in columns."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Sequence


def width(text: str) -> int:
    """Return the columns a text takes on a terminal: Hangul two, a combining accent none."""
    # Composed first: a syllable written as its letters is still one syllable.
    return sum(map(_columns, unicodedata.normalize("NFC", text)))


def _columns(character: str) -> int:
    if unicodedata.category(character) in {"Mn", "Me", "Cf"}:
        return 0
    return 2 if unicodedata.east_asian_width(character) in {"W", "F"} else 1


def table(rows: Sequence[tuple[str, ...]]) -> Iterator[str]:
    """Rows in columns, the first underlined; Hangul is twice as wide as Latin."""
    widths = [max(map(width, column)) for column in zip(*rows, strict=True)]
    for n, row in enumerate(rows):
        cells = (cell + " " * (room - width(cell)) for cell, room in zip(row, widths, strict=True))
        yield "  ".join(cells).rstrip()
        if n == 0:
            yield "  ".join("-" * room for room in widths)
