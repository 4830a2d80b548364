"""Whose the marks are, where no standings say it: it comes with the pointer and goes with it."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QPainter

from ui.kit import paint
from ui.kit.look import Look
from ui.kit.marks import mark_of
from ui.kit.theme import Text
from ui.panels.landscape import words
from ui.panels.landscape.scene import LandscapeScene
from ui.plot.axes import PlotMap

__all__ = ["paint_legend"]

GLYPH_PIXELS = 4.5
SAMPLE_PIXELS = 22


def paint_legend(painter: QPainter, place: PlotMap, scene: LandscapeScene, look: Look) -> None:
    """Draw it at the lower left of a plot, as many runs as there is room for."""
    if len(scene.runs) < 2:
        return
    metrics, theme = look.metrics, look.theme
    write = paint.writer(metrics, Text.SMALL)
    names = [
        f"{mark_of(each.run.mark, theme).label}  {words.run_name(each.run)}" for each in scene.runs
    ]
    gap, sample = metrics.px(6), metrics.px(SAMPLE_PIXELS)
    wide = max(map(write.width, names)) + sample + 3 * gap
    box = place.box
    tall = write.height
    rows = max(1, min(len(names), int((box.height - 2 * gap) / tall)))
    columns = max(1, min(-(-len(names) // rows), int(box.width / wide)))
    room = QRectF(
        round(box.left + gap),
        round(box.bottom - gap - rows * tall),
        round(columns * wide),
        round(rows * tall),
    )
    painter.fillRect(room, theme.surface)
    paint.frame(painter, room.adjusted(-1, -1, 1, 1), theme.line)
    painter.setFont(write.font)
    for n, each in enumerate(scene.runs[: rows * columns]):
        column, row = divmod(n, rows)
        line = QRectF(room.left() + column * wide + gap, room.top() + row * tall, wide, tall)
        mark, middle = mark_of(each.run.mark, theme), line.center().y()
        reach = GLYPH_PIXELS * metrics.factor
        painter.setPen(mark.series.pen(1.5 * metrics.hairline))
        painter.drawLine(QPointF(line.left(), middle), QPointF(line.left() + sample, middle))
        mark.paint(painter, QPointF(line.left() + sample / 2, middle), reach)
        painter.setPen(theme.ink)
        write.left(painter, line.adjusted(sample + gap, 0, 0, 0), names[n])
