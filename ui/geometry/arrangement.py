"""The arrangement of the window: which parts are shown at a size, and how large they start."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

__all__ = ["PARTS", "Arrangement", "arrangement", "kept"]

PARTS = ("left", "bottom", "right")
"""Lesson and listing, tensor and curves, the explanation: what can be hidden."""


@dataclass(frozen=True)
class Arrangement:
    """Lengths in pixels; a part that is not in `shown` has no room at this size."""

    shown: frozenset[str]
    left: int
    right: int
    bottom: int
    timeline: int


def arrangement(width: float, height: float, factor: float) -> Arrangement:
    """What a window of this size shows when text and numbers are `factor` times their size.

    The network stays, whatever happens; the explanation goes last, because it is what the program
    is for.
    """
    room, tall = width / factor, height / factor
    extra = max(0.0, room - 1280)
    shown = {
        "left": room >= 940,
        "right": room >= 600,
        "bottom": tall >= 520,
    }
    return Arrangement(
        frozenset(part for part in PARTS if shown[part]),
        left=round((min(400.0, 300 + 0.1 * extra) if room >= 1200 else 248) * factor),
        right=round((min(460.0, 340 + 0.15 * extra) if room >= 1200 else 280) * factor),
        bottom=round(max(160.0, min(300.0, (tall - 160) * 0.42)) * factor),
        timeline=round((96 if tall >= 520 else max(48.0, min(80.0, tall / 4))) * factor),
    )


def kept(widths: Sequence[float], room: float, order: Sequence[Collection[int]]) -> Collection[int]:
    """Which items of a row fit: the groups of `order` are given up, first one first, until they
    do."""
    left = set(range(len(widths)))
    for group in order:
        if sum(widths[n] for n in left) <= room:
            break
        left.difference_update(group)
    return left
