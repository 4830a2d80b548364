"""What the lines and the marks of a landscape are: it comes with the pointer and goes with it."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPainter, QPen

from ui.kit import paint
from ui.kit.look import Look
from ui.kit.marks import mark_of
from ui.kit.theme import Text
from ui.panels.landscape import words as said
from ui.panels.landscape.arrows import paint_cross
from ui.panels.landscape.scene import LandscapeScene
from ui.plot.axes import PlotMap
from visualnn.text import _

__all__ = ["key_pixels", "paint_key", "paint_legend", "paint_start"]

GLYPH_PIXELS = 4.5
SAMPLE_PIXELS = 22
LEAST_KEYED_PIXELS = 200, 160
"""The width and the height from which on a plot has a key."""

Sign = Callable[[QPainter, QPointF, Look], None]
"""Draws the sign that a word of the key stands beside."""


def paint_legend(painter: QPainter, place: PlotMap, scene: LandscapeScene, look: Look) -> None:
    """Draw it at the lower left of a plot, over its key, as many runs as there is room for."""
    if len(scene.runs) < 2:
        return
    metrics, theme = look.metrics, look.theme
    write = paint.writer(metrics, Text.SMALL)
    names = [
        f"{mark_of(each.run.mark, theme).label}  {said.run_name(each.run)}" for each in scene.runs
    ]
    gap, sample = metrics.px(6), metrics.px(SAMPLE_PIXELS)
    wide = max(map(write.width, names)) + sample + 3 * gap
    box = place.box
    tall = write.height
    rows = max(1, min(len(names), int((box.height - 2 * gap) / tall)))
    columns = max(1, min(-(-len(names) // rows), int(box.width / wide)))
    room = QRectF(
        round(box.left + gap),
        round(box.bottom - gap - rows * tall - key_pixels(place, look)),
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


def key_pixels(place: PlotMap, look: Look) -> float:
    """The height of the key; 0 where it has no room."""
    metrics = look.metrics
    wide, tall = metrics.px(LEAST_KEYED_PIXELS[0]), metrics.px(LEAST_KEYED_PIXELS[1])
    has_room = place.box.width >= wide and place.box.height >= tall
    return paint.writer(metrics, Text.SMALL).height + metrics.px(4) if has_room else 0.0


def paint_key(painter: QPainter, place: PlotMap, scene: LandscapeScene, look: Look) -> None:
    """Draw what a contour, the ring and the cross stand for, at the lower left of a plot."""
    metrics, theme, tall = look.metrics, look.theme, key_pixels(place, look)
    if not tall:
        return
    write = paint.writer(metrics, Text.SMALL)
    signs: list[tuple[str, Sign]] = [(_("start"), paint_start)]
    if not scene.is_curve:
        signs.insert(0, (_("equal L"), _paint_contour))
    if any(scene.landing_of(update) is not None for update in scene.updates):
        signs.append((_("end of the step"), paint_cross))
    if any(each.past is not None for each in scene.runs):
        signs.append((_("before the change"), _paint_past))
    gap, sample, box = metrics.px(6), metrics.px(16), place.box
    wide = sum(sample + gap + write.width(words) + gap for words, _sign in signs)
    room = QRectF(round(box.left), round(box.bottom - tall), round(wide + gap), round(tall))
    painter.fillRect(room, theme.surface)
    x = room.left() + gap
    for words, sign in signs:
        sign(painter, QPointF(x + sample / 2, room.center().y()), look)
        painter.setFont(write.font)
        painter.setPen(theme.ink_soft)
        x += sample + gap / 2
        write.left(painter, QRectF(x, room.top(), write.width(words) + 2, tall), words)
        x += write.width(words) + 1.5 * gap


def _paint_contour(painter: QPainter, at: QPointF, look: Look) -> None:
    reach = QPointF(look.metrics.px(8), 0.0)
    painter.setPen(QPen(look.theme.ink_faint, look.metrics.hairline))
    painter.drawLine(at - reach, at + reach)


def _paint_past(painter: QPainter, at: QPointF, look: Look) -> None:
    reach = QPointF(look.metrics.px(8), 0.0)
    painter.setOpacity(0.4)
    painter.setPen(QPen(look.theme.ink, look.metrics.hairline))
    painter.drawLine(at - reach, at + reach)
    painter.setOpacity(1.0)


def paint_start(painter: QPainter, at: QPointF, look: Look) -> None:
    """The ring where a walker starts."""
    factor = look.metrics.factor
    painter.setBrush(look.theme.surface)
    painter.setPen(QPen(look.theme.ink, 1.4 * factor))
    painter.drawEllipse(at, 4.0 * factor, 4.0 * factor)
    painter.setBrush(Qt.BrushStyle.NoBrush)
