"""Where the parts of a panel with a plot stand. Without Qt."""

from __future__ import annotations

from ui.kit.geometry.box import Box
from visualnn.dataclass import dataclass

__all__ = ["PlotPanelLayout", "plot_panel_layout"]

TITLE_PIXELS, NOTE_PIXELS, SIDE_PIXELS = 26, 20, 10
"""The heights of the title and of the line below, and the margin at the sides."""
TALL_PIXELS, SECOND_LINE_PIXELS = 260, 14
"""The height from which on the line below may be two, and what the second one takes."""


@dataclass(frozen=True)
class PlotPanelLayout:
    """The title, the plot, and the line below it."""

    title: Box
    plot: Box
    note: Box


def plot_panel_layout(width: float, height: float, factor: float) -> PlotPanelLayout:
    """The places in a panel of this size."""
    side, head, foot = (round(n * factor) for n in (SIDE_PIXELS, TITLE_PIXELS, NOTE_PIXELS))
    if height >= TALL_PIXELS * factor:
        foot += round(SECOND_LINE_PIXELS * factor)
    inside = max(width - 2 * side, 1)
    middle = max(height - head - foot, 1)
    return PlotPanelLayout(
        Box(side, 0, inside, head),
        Box(round(side / 2), head, max(width - side, 1), middle),
        Box(side, head + middle, inside, foot),
    )
