"""A sentence in lines that have room for it. Without Qt."""

from __future__ import annotations

from collections.abc import Callable

__all__ = ["wrapped"]


def wrapped(
    words: str, width: Callable[[str], float], room: float, most: int = 2
) -> tuple[str, ...]:
    """A sentence in as few lines as it needs, `most` at most; the last may be wider than the
    room."""
    lines: list[str] = []
    left = words.split(" ")
    while left and len(lines) < most - 1 and width(" ".join(left)) > room:
        count = len(left) - 1
        while count > 1 and width(" ".join(left[:count])) > room:
            count -= 1
        count = max(count, 1)
        lines.append(" ".join(left[:count]))
        left = left[count:]
    return (*lines, " ".join(left)) if left else tuple(lines)
