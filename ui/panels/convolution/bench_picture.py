"""The drawing of the size bench: one plot for each setting."""

from __future__ import annotations

import itertools

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QPainter, QPen

from ui.kit import paint
from ui.kit.heat_map import rect
from ui.kit.look import Look
from ui.kit.theme import Text
from ui.panels.convolution.bench import BenchSpot, step_text
from ui.panels.convolution.bench_geometry import POINT_PIXELS, BenchLayout, CurvePlot
from visualnn.text import _
from visualnn.views.size_curves import SETTING_TITLES

__all__ = ["paint_bench"]


def paint_bench(
    painter: QPainter, places: BenchLayout, spot: BenchSpot | None, axis: str, look: Look
) -> None:
    """Paint every plot, and above them what is pointed at or what the points mean; nothing where
    no plot has room."""
    if not places.plots:
        return
    write = paint.writer(look.metrics, Text.SMALL)
    painter.setFont(write.font)
    painter.setPen(look.theme.ink if spot else look.theme.ink_soft)
    write.left(painter, rect(places.caption), _caption(places, spot, axis, write))
    for plot in places.plots:
        _paint_plot(painter, plot, spot, look)


def _caption(places: BenchLayout, spot: BenchSpot | None, axis: str, write: paint.Writer) -> str:
    for plot in places.plots:
        for step in plot.curve.steps:
            if spot == BenchSpot(plot.curve.setting, step.value):
                return write.elided(step_text(plot.curve, step), places.caption.width)
    long = _(
        "Output ({axis}) at other values, one setting at a time.  ● nothing left over  "
        "○ left over  × impossible"
    ).format(axis=axis)
    short = _("● nothing left over  ○ left over  × impossible")
    return long if write.width(long) <= places.caption.width else short


def _paint_plot(painter: QPainter, plot: CurvePlot, spot: BenchSpot | None, look: Look) -> None:
    theme, px, room = look.theme, look.metrics.factor, plot.room
    write = paint.writer(look.metrics, Text.SMALL)
    curve, radius = plot.curve, POINT_PIXELS * px
    here = next((step for step in curve.steps if step.value == curve.now), None)
    painter.setPen(theme.ink_soft)
    name = _(SETTING_TITLES[curve.setting])
    if here is not None:
        name += f" {here.value} → {'×' if here.output is None else here.output}"
    write.left(painter, rect(plot.name), name)
    painter.setPen(QPen(theme.line, 1))
    painter.drawLine(QPointF(room.left, room.bottom), QPointF(room.right, room.bottom))
    _paint_scales(painter, plot, write, look)
    known = [plot.point(step) for step in curve.steps if step.output is not None]
    painter.setPen(QPen(theme.ink_faint, 1))
    for (x, y), (right, lower) in itertools.pairwise(known):
        painter.drawLine(QPointF(x, y), QPointF(right, lower))
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    for step in curve.steps:
        x, y = plot.point(step)
        colour = theme.ink if step == here else theme.ink_soft
        pointed = spot == BenchSpot(curve.setting, step.value)
        wide = radius * (1.0 if step == here or pointed else 0.65)
        painter.setPen(QPen(theme.ink if pointed else colour, 1.5 * px))
        if step.output is None:
            painter.drawLine(QPointF(x - wide, y - wide), QPointF(x + wide, y + wide))
            painter.drawLine(QPointF(x - wide, y + wide), QPointF(x + wide, y - wide))
            continue
        painter.setBrush(theme.surface if step.left_over else colour)
        painter.drawEllipse(QPointF(x, y), wide, wide)
    painter.restore()


def _paint_scales(painter: QPainter, plot: CurvePlot, write: paint.Writer, look: Look) -> None:
    """The largest output, 0, and the first and the last value."""
    px, room = look.metrics.factor, plot.room
    painter.setPen(look.theme.ink_faint)
    high = write.height
    for y, text in ((room.top, str(plot.most)), (room.bottom, "0")):
        place = QRectF(plot.name.left, y - high / 2, room.left - plot.name.left - 8 * px, high)
        write.right(painter, place, text)
    for step, share in ((plot.curve.steps[0], 0.0), (plot.curve.steps[-1], 1.0)):
        x = room.left + share * room.width
        place = QRectF(x - 14 * px, room.bottom + 6 * px, 28 * px, high)
        write.centre(painter, place, str(step.value))
