"""A line of items in a given width: which of them fit."""

from __future__ import annotations

from collections.abc import Collection, Sequence

__all__ = ["fitting"]


def fitting(
    widths: Sequence[float], room: float, order: Sequence[Collection[int]]
) -> Collection[int]:
    """Which items of a row fit: the groups of `order` are given up, first one first, until they
    do."""
    left = set(range(len(widths)))
    for group in order:
        if sum(widths[n] for n in left) <= room:
            break
        left.difference_update(group)
    return left
