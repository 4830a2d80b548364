"""The arrangement of the window: which panels are shown at a size, and how large they start."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

__all__ = ["ORDER", "PARTS", "PLACES", "Arrangement", "arrangement", "seen"]

PLACES: Mapping[str, str] = {
    "lesson": "left",
    "listing": "left",
    "network": "centre",
    "tensor": "bottom",
    "curves": "bottom",
    "card": "right",
    "timeline": "below",
}
"""The panels by name, in the order of reading, and the part of the desk that each stands in."""

PARTS: Mapping[str, tuple[str, ...]] = {
    part: tuple(name for name, place in PLACES.items() if place == part)
    for part in ("left", "bottom", "right")
}
"""What can be hidden: the parts of the window beside the network, and the panels in each."""

_FIRST = ("network", "lesson", "card", "tensor", "listing", "curves")
ORDER = (
    *_FIRST,
    *(name for part in PARTS.values() for name in part if name not in _FIRST),
)
"""Which panel keeps its place before which, where there is no room for all."""

_LEFT, _CENTRE, _RIGHT = 248, 320, 280
"""The least widths of the columns, at factor 1."""
_HEIGHTS: Mapping[str, int] = {"network": 210, "lesson": 190}
_HEIGHT = 100
"""The least heights of panels above each other, and of those that are not named."""
_BELOW, _CENTRE_OF_BOTH = 150, 380
"""The least height of the row under the network, and the width that both panels in it need."""


@dataclass(frozen=True)
class Arrangement:
    """Lengths in pixels, and the panels that have room."""

    panels: frozenset[str]
    left: int
    right: int
    bottom: int
    timeline: int

    @property
    def shown(self) -> frozenset[str]:
        """The parts of which something is shown."""
        return frozenset(part for part, names in PARTS.items() if self.panels & set(names))


def arrangement(
    width: float, height: float, factor: float, asked: Sequence[str] = ORDER
) -> Arrangement:
    """What a window of this size shows when text and numbers are `factor` times their size.

    `asked` are the panels that are wanted, what matters most first.
    """
    room, tall = width / factor, height / factor
    extra = max(0.0, room - 1280)
    timeline = 96 if tall >= 480 else max(48.0, min(80.0, tall / 4))
    return Arrangement(
        seen(room, tall - timeline, asked),
        left=round((min(400.0, 300 + 0.1 * extra) if room >= 1200 else _LEFT) * factor),
        right=round((min(460.0, 340 + 0.15 * extra) if room >= 1200 else _RIGHT) * factor),
        bottom=round(max(_BELOW + 10.0, min(300.0, (tall - 160) * 0.42)) * factor),
        timeline=round(timeline * factor),
    )


def seen(room: float, tall: float, asked: Sequence[str]) -> frozenset[str]:
    """The panels that fit beside and above each other, the first of `asked` before the others; the
    first one has room in any case."""
    found: set[str] = set()
    for name in asked:
        if not found or _fits(found | {name}, room, tall):
            found.add(name)
    return frozenset(found)


def _fits(panels: Collection[str], room: float, tall: float) -> bool:
    left = [name for name in PARTS["left"] if name in panels]
    below = [name for name in PARTS["bottom"] if name in panels]
    centre = _CENTRE if below or "network" in panels else 0
    if len(below) > 1:
        centre = _CENTRE_OF_BOTH * len(below) // 2
    across = (_LEFT if left else 0) + centre + (_RIGHT if "card" in panels else 0)
    over = _HEIGHTS["network"] if "network" in panels else 0
    down = max(over + (_BELOW if below else 0), sum(_HEIGHTS.get(name, _HEIGHT) for name in left))
    return across <= room and down <= tall
