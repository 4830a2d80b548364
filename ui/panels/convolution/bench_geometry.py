"""The geometry of the size bench: where the plots of the size rule stand, and which of their points
lies under a pixel. Without Qt."""

from __future__ import annotations

import math
from collections.abc import Sequence

from ui.kit.geometry.box import Box
from visualnn.dataclass import dataclass
from visualnn.views.size_curves import SizeCurve, SizeStep

__all__ = ["BenchLayout", "CurvePlot", "bench_height", "bench_layout"]

BENCH_PIXELS, LEAST_PANEL_PIXELS = 156, 400
"""Pixels of the bench's height, and of the panel's height from which on there is one."""
BENCH_ROOM_PIXELS = (520, 470)
"""The width and height of a panel in which every number of the bench can be read."""
CAPTION_PIXELS, NAME_PIXELS, VALUES_PIXELS = 20, 18, 16
"""Pixels of the line above the plots, of the name of a plot, and of the values under it."""
LEAST_PLOT_PIXELS, SCALE_PIXELS, GAP_PIXELS = 92, 22, 10
"""Pixels of the narrowest plot, of the numbers at its left, and between two plots."""
POINT_PIXELS = 4
"""The radius of a point."""


@dataclass(frozen=True)
class CurvePlot:
    """One curve in its place."""

    curve: SizeCurve
    name: Box
    room: Box
    """What points lie in."""
    most: int
    """The output at the upper edge; the lower one is where there is none."""

    def point(self, step: SizeStep) -> tuple[float, float]:
        """The pixel of a step; where there is no output it lies on the lower edge."""
        steps = self.curve.steps
        share = (step.value - steps[0].value) / max(steps[-1].value - steps[0].value, 1)
        output = step.output or 0
        return (
            self.room.left + share * self.room.width,
            self.room.bottom - output / max(self.most, 1) * self.room.height,
        )

    def at(self, x: float, y: float, reach: float) -> SizeStep | None:
        """The step under a pixel: the nearest across, as long as it is over the plot."""
        room = self.room
        inside = room.left - reach <= x <= room.right + reach
        if not inside or not self.name.top <= y <= room.bottom + 2 * reach:
            return None
        return min(self.curve.steps, key=lambda step: abs(self.point(step)[0] - x))


@dataclass(frozen=True)
class BenchLayout:
    """Where the parts of the bench stand."""

    caption: Box
    plots: tuple[CurvePlot, ...]

    def at(self, x: float, y: float, reach: float) -> tuple[SizeCurve, SizeStep] | None:
        """The curve and the step under a pixel."""
        for plot in self.plots:
            step = plot.at(x, y, reach)
            if step is not None:
                return plot.curve, step
        return None


def bench_height(height: float, factor: float) -> float:
    """How much of a panel's height the bench takes; 0 where there is no room for it."""
    return BENCH_PIXELS * factor if height >= LEAST_PANEL_PIXELS * factor else 0.0


def bench_layout(room: Box, curves: Sequence[SizeCurve], factor: float) -> BenchLayout:
    """The plots side by side, as many as can be read; the others are in the table."""
    px = factor
    caption = Box(room.left, room.top, room.width, CAPTION_PIXELS * px)
    gap = GAP_PIXELS * px
    fitting = math.floor((room.width + gap) / ((LEAST_PLOT_PIXELS * px) + gap))
    shown = curves[: max(fitting, 0)]
    if not shown:
        return BenchLayout(caption, ())
    wide = (room.width - (len(shown) - 1) * gap) / len(shown)
    top = caption.bottom
    plots = []
    for n, curve in enumerate(shown):
        left = room.left + n * (wide + gap)
        name = Box(left, top, wide, NAME_PIXELS * px)
        above, side = (POINT_PIXELS + 2) * px, SCALE_PIXELS * px
        inner = Box(
            left + side,
            name.bottom + above,
            max(wide - side - above, 4.0),
            max(room.bottom - name.bottom - 2 * above - VALUES_PIXELS * px, 4.0),
        )
        most = max((step.output or 0 for step in curve.steps), default=1)
        plots.append(CurvePlot(curve, name, inner, most))
    return BenchLayout(caption, tuple(plots))
