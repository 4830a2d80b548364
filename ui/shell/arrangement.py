"""The arrangement of the window: which panels are shown at a size, and how large they start."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from ui.kit.panel_spec import PanelSpec, Part, by_part

__all__ = ["Arrangement", "arrangement", "seen"]

_CENTRE_PIXELS = 320
"""The least width of the middle column, at factor 1."""
_COLUMN_PIXELS: Mapping[Part, int] = {"left": 248, "right": 280}
"""The widths of the other columns where the window is narrow, at factor 1."""
_LOWER_ROW_PIXELS = 150
"""The least height of the row under the network."""


@dataclass(frozen=True)
class Arrangement:
    """Lengths in pixels, and the panels that have room."""

    panels: frozenset[str]
    shown: frozenset[Part]
    """The parts of the desk of which something is shown."""
    left: int
    right: int
    bottom: int
    timeline: int
    """The height of each panel below all others."""


def arrangement(
    width: float, height: float, factor: float, asked: Sequence[PanelSpec]
) -> Arrangement:
    """What a window of this size shows when text and numbers are `factor` times their size.

    `asked` are the panels that are wanted, what matters most first. Those below all others are
    always shown.
    """
    room, tall = width / factor, height / factor
    extra = max(0.0, room - 1280)
    below = [panel for panel in asked if panel.where == "below"]
    timeline = 96 if tall >= 480 else max(48.0, min(80.0, tall / 4))
    others = [panel for panel in asked if panel.where != "below"]
    fitting = seen(room, tall - timeline * len(below), others)
    parts = by_part(panel for panel in others if panel.name in fitting)
    left, right = (
        (300 + 0.1 * extra, 340 + 0.15 * extra) if room >= 1200 else _COLUMN_PIXELS.values()
    )
    return Arrangement(
        panels=fitting | {panel.name for panel in below},
        shown=frozenset(panel.where for panel in (*below, *others) if panel.name in fitting),
        left=round(max(min(400.0, left), _widest(parts["left"])) * factor),
        right=round(max(min(460.0, right), _widest(parts["right"])) * factor),
        bottom=round(max(_LOWER_ROW_PIXELS + 10.0, min(300.0, (tall - 160) * 0.42)) * factor),
        timeline=round(timeline * factor),
    )


def seen(room: float, tall: float, asked: Sequence[PanelSpec]) -> frozenset[str]:
    """The names of the panels that fit beside and above each other, the first of `asked` before
    the others; the first one has room in any case."""
    found: list[PanelSpec] = []
    for panel in asked:
        if not found or _fits([*found, panel], room, tall):
            found.append(panel)
    return frozenset(panel.name for panel in found)


def _fits(panels: Collection[PanelSpec], room: float, tall: float) -> bool:
    parts = by_part(panels)
    sides = sum(
        max(_widest(parts[part]), least) for part, least in _COLUMN_PIXELS.items() if parts[part]
    )
    row = sum(panel.least_width for panel in parts["bottom"])
    centre = max(_CENTRE_PIXELS, _widest(parts["centre"]), row) if parts["centre"] or row else 0
    row_height = max((panel.least_height for panel in parts["bottom"]), default=0)
    heights = (
        _stacked(parts["centre"]) + row_height,
        _stacked(parts["left"]),
        _stacked(parts["right"]),
    )
    return sides + centre <= room and max(heights) <= tall


def _widest(column: Collection[PanelSpec]) -> int:
    """The width that panels above each other need; 0 without one."""
    return max((panel.least_width for panel in column), default=0)


def _stacked(column: Collection[PanelSpec]) -> int:
    """The height that panels above each other need."""
    return sum(panel.least_height for panel in column)
