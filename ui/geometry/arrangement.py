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
    wide = room >= 1200
    shown = {
        "left": room >= 940,
        "right": room >= 600,
        "bottom": tall >= 520,
    }
    return Arrangement(
        frozenset(part for part in PARTS if shown[part]),
        left=round((300 if wide else 248) * factor),
        right=round((340 if wide else 280) * factor),
        bottom=round(max(160.0, min(300.0, (tall - 160) * 0.42)) * factor),
        timeline=round((96 if tall >= 520 else 64) * factor),
    )


def kept(widths: Sequence[float], room: float, order: Sequence[int]) -> Collection[int]:
    """Which items of a row fit: those of `order` are given up, first one first, until they do."""
    left = set(range(len(widths)))
    for item in order:
        if sum(widths[n] for n in left) <= room:
            break
        left.discard(item)
    return left
