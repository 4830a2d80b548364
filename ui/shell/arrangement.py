"""The arrangement of the window: which panels are shown at a size, and how large they start.

A panel that has room has all that it needs for its numbers; one that has not gives way, the
program first, then the curves, then the table.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from types import MappingProxyType

from ui.kit.panel_spec import PanelSpec, Part, by_part
from visualnn.dataclass import dataclass

from .staging import Placement

__all__ = ["Arrangement", "arrangement", "seen", "shared_widths"]

_CENTRE_PIXELS = 320
"""The least width of the middle column, at factor 1."""
_COLUMN_PIXELS: Mapping[Part, int] = {"left": 248, "right": 280}
"""The widths of the other columns with their lines where the window is narrow, at factor 1."""
_LOWER_ROW_PIXELS = 150
"""The least height of the row under the stage."""
_WIDE_ROOM_PIXELS = 1200
"""The width of a window from which on the columns may be wider than they have to be."""
STAYING_PRIORITY = 35
"""Panels of a smaller priority, the lesson and the explanation, are not given up for the numbers of
a view."""
HANDLE_PIXELS = 7
"""The width of a line between two panels, which is dragged."""
_Parts = Mapping[Part, Sequence[PanelSpec]]
_HEADING_PIXELS = 28
"""The height of the row of names over two views, which have headings of their own."""


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
    placement: Placement
    """How two views on the stage stand to each other."""


def arrangement(
    width: float,
    height: float,
    factor: float,
    asked: Sequence[PanelSpec],
    placement: Placement = "",
    shrunk: Mapping[str, PanelSpec] = MappingProxyType({}),
) -> Arrangement:
    """What a window of this size shows when text and numbers are `factor` times their size.

    `asked` are the panels that are wanted, what matters most first. Those below all others are
    always shown. `placement` is how two views on the stage are to stand, empty: as they have more
    room. Those in `shrunk` are shown without all their numbers where there is no other way.
    """
    room, tall = width / factor, height / factor
    below = [panel for panel in asked if panel.where == "below"]
    timeline = 96 if tall >= 480 else max(48.0, min(80.0, tall / 4))
    others = [panel for panel in asked if panel.where != "below"]
    column = tall - timeline * len(below)
    found = seen(room, column, others, placement, shrunk)
    fitting = frozenset(panel.name for panel in found)
    parts = by_part(found)
    # one that does not fit has views smaller than their numbers need, and so is not the best
    laid = [_Lengths.of(parts, room, tall, column, each) for each in _placements(parts, placement)]
    best = max(laid, key=lambda lengths: lengths.scale)
    return Arrangement(
        panels=fitting | {panel.name for panel in below},
        shown=frozenset(panel.where for panel in found),
        left=round(best.left * factor),
        right=round(best.right * factor),
        bottom=round(best.bottom * factor),
        timeline=round(timeline * factor),
        placement=best.placement if len(parts["centre"]) > 1 else "",
    )


def seen(
    room: float,
    tall: float,
    asked: Sequence[PanelSpec],
    placement: Placement = "",
    shrunk: Mapping[str, PanelSpec] = MappingProxyType({}),
) -> list[PanelSpec]:
    """The panels that fit beside and above each other, the first of `asked` before the others; the
    first one has room in any case. Where a view that was wanted or a panel of the lower row has
    none, those of the lower row that come behind it have none either. One that is in `shrunk` is
    shown as it is there if it fits only so, or if a panel that matters as much fits only so."""
    found: list[PanelSpec] = []
    is_row_full = False
    for panel in asked:
        if panel.where == "bottom" and is_row_full:
            continue
        smaller = shrunk.get(panel.name)
        if not found or _fits([*found, panel], room, tall, placement):
            found.append(panel)
        elif smaller is not None and _fits([*found, smaller], room, tall, placement):
            found.append(smaller)
        elif panel.where == "bottom" or (
            panel.where == "centre" and panel.priority <= STAYING_PRIORITY
        ):
            is_row_full = True
        elif panel.priority < STAYING_PRIORITY:
            narrower = [shrunk.get(each.name, each) for each in found]
            if _fits([*narrower, panel], room, tall, placement):
                found = [*narrower, panel]
    return found


@dataclass(frozen=True)
class _Lengths:
    """The widths and heights of the parts in one placement, at factor 1."""

    placement: Placement
    left: float
    right: float
    bottom: float
    scale: float
    """How many times as large as their numbers need the views on the stage can be."""

    @classmethod
    def of(
        cls, parts: _Parts, room: float, tall: float, column: float, placement: Placement
    ) -> _Lengths:
        left, right = _sides(room, parts, placement)
        wide, high = _stage(parts["centre"], placement)
        bottom = _bottom(tall, column - high - HANDLE_PIXELS, parts)
        middle = room - (left if parts["left"] else 0) - (right if parts["right"] else 0)
        upper = column - (bottom if parts["bottom"] else 0)
        scale = min(middle / max(1, wide), upper / max(1, high))
        return cls(placement, left, right, bottom, scale)


def _sides(room: float, parts: _Parts, placement: Placement) -> tuple[float, float]:
    """The widths of the left and the right column: as they read well, or less where the middle
    needs it."""
    extra = max(0.0, room - 1280)
    least = [max(_COLUMN_PIXELS[part], _widest(parts[part])) for part in ("left", "right")]
    if room < _WIDE_ROOM_PIXELS:
        return least[0], least[1]
    wanted = min(400.0, 300 + 0.1 * extra), min(460.0, 340 + 0.15 * extra)
    left, right = (max(n, m) for n, m in zip(wanted, least, strict=True))
    is_left, is_right = bool(parts["left"]), bool(parts["right"])
    spare = left - least[0], right - least[1]
    missing = is_left * left + is_right * right + _middle(parts, placement) - room
    given = max(1.0, is_left * spare[0] + is_right * spare[1])
    share = min(1.0, max(0.0, missing) / given)
    left, right = left - share * spare[0], right - share * spare[1]
    return left, right


def _bottom(tall: float, left_over: float, parts: _Parts) -> float:
    """The height of the row under the stage, which leaves `left_over` pixels for it."""
    share = min(max(300.0, 0.2 * tall), (tall - 160) * 0.42)
    wanted = max(_LOWER_ROW_PIXELS + 10.0, share, _tallest(parts["bottom"]))
    return max(_tallest(parts["bottom"]), min(wanted, left_over))


def _placements(parts: _Parts, placement: Placement) -> tuple[Placement, ...]:
    """The placements that may be chosen from."""
    return (placement,) if placement or len(parts["centre"]) < 2 else ("beside", "below")


def _fits(
    panels: Collection[PanelSpec], room: float, tall: float, placement: Placement = ""
) -> bool:
    parts = by_part(panels)
    sides = sum(
        max(_widest(parts[part]), least) for part, least in _COLUMN_PIXELS.items() if parts[part]
    )
    row_height = _tallest(parts["bottom"])
    if row_height and parts["centre"]:
        row_height += HANDLE_PIXELS
    if max(_stacked(parts["left"]), _stacked(parts["right"])) > tall:
        return False
    return any(
        sides + _middle(parts, each) <= room
        and _stage(parts["centre"], each)[1] + row_height <= tall
        for each in _placements(parts, placement)
    )


def _middle(parts: _Parts, placement: Placement) -> float:
    """The least width of the middle column."""
    row = _abreast(parts["bottom"])
    if not parts["centre"] and not row:
        return 0.0
    return max(_CENTRE_PIXELS, _stage(parts["centre"], placement)[0], row)


def _stage(views: Sequence[PanelSpec], placement: Placement) -> tuple[int, int]:
    """The width and height that views on the stage need."""
    if len(views) < 2:
        return _widest(views), _tallest(views)
    if placement == "beside":
        return _abreast(views), _tallest(views) + _HEADING_PIXELS
    return _widest(views), _stacked(views) + _HEADING_PIXELS


def _widest(column: Collection[PanelSpec]) -> int:
    """The width that panels above each other need; 0 without one."""
    return max((panel.least_width for panel in column), default=0)


def _tallest(row: Collection[PanelSpec]) -> int:
    """The height that panels beside each other need; 0 without one."""
    return max((panel.least_height for panel in row), default=0)


def _abreast(row: Collection[PanelSpec]) -> int:
    """The width that panels beside each other need."""
    return sum(panel.least_width for panel in row) + HANDLE_PIXELS * max(0, len(row) - 1)


def _stacked(column: Collection[PanelSpec]) -> int:
    """The height that panels above each other need."""
    return sum(panel.least_height for panel in column) + HANDLE_PIXELS * max(0, len(column) - 1)


def shared_widths(room: int, least: Sequence[int], wanted: Sequence[int]) -> tuple[int, ...]:
    """Widths of views beside each other, as parts of a room: each has its least width, then those
    that want more get it, one after the other; what is left is shared like the least widths, and so
    is a room that is too small for these."""
    left = max(0, room - sum(least))
    found = list(least)
    for place, want in enumerate(wanted):
        more = min(max(want - least[place], 0), left)
        found[place] += more
        left -= more
    return tuple(
        width + round(left * share / sum(least)) for width, share in zip(found, least, strict=True)
    )
