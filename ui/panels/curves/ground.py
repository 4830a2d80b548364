"""What stands still around learning curves: the lines of axes, captions, what has no room."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from PySide6.QtCore import QRectF
from PySide6.QtGui import QPainter

from ui.kit import paint
from ui.kit.geometry.axis import ValueAxis, value_ticks
from ui.kit.geometry.box import Box
from ui.kit.look import Look
from ui.kit.theme import Text
from ui.panels.curves.learning_curve import Plot
from visualnn.figures import compact
from visualnn.text import N_, _

LINE_PIXELS = 18
"""The height of a line under the plots."""
TITLES = {"L": N_("loss"), "accuracy": N_("accuracy"), "lr": N_("learning rate")}


def draw_grid(painter: QPainter, axis: ValueAxis, box: Box, look: Look) -> None:
    """The lines of an axis with their numbers."""
    theme, metrics = look.theme, look.metrics
    write = paint.writer(metrics, Text.SMALL)
    painter.setFont(write.font)
    painter.setPen(theme.ink_faint)
    most = max(2, int(box.height / metrics.px(36)))
    for value in value_ticks(axis, most):
        y = round(box.bottom - axis.place(value) * box.height)
        paint.hairline(painter, box.left, y, box.width, theme)
        row = QRectF(0, y - metrics.px(8), box.left - metrics.px(6), metrics.px(16))
        text = axis_number(value)
        # what is wider than the margin goes on over the plot and is not cut
        wide = write.width(text)
        left = max(row.right() - wide, metrics.px(2))
        if left + wide > box.left:
            painter.fillRect(QRectF(left, row.top(), wide + 2, row.height()), theme.surface)
        write.at(painter, left, write.baseline(row), text)


def draw_captions(
    painter: QPainter, plots: Sequence[Plot], boxes: Sequence[Box], has_gaps: bool, look: Look
) -> None:
    """What each plot shows, and whether the first has gaps."""
    theme, metrics = look.theme, look.metrics
    write = paint.writer(metrics, Text.SMALL, strong=True)
    painter.setFont(write.font)
    painter.setPen(theme.ink_soft)
    for plot, caption in zip(plots, boxes, strict=True):
        write.left(painter, rect_of(caption), caption_of(plot))
    if has_gaps:
        light = paint.writer(metrics, Text.SMALL)
        painter.setFont(light.font)
        painter.setPen(theme.warning)
        light.right(painter, rect_of(boxes[0]), gap_words())


def say_leaving(painter: QPainter, told: tuple[str, str], box: Box, look: Look) -> None:
    """At the upper and the lower end of a plot, which runs go on beyond it."""
    theme, metrics = look.theme, look.metrics
    write = paint.writer(metrics, Text.SMALL)
    painter.setFont(write.font)
    room = rect_of(box).adjusted(metrics.px(4), 0, -metrics.px(4), 0)
    for words, top in zip(told, (room.top(), room.bottom() - write.height), strict=True):
        if words:
            text = write.elided(words, room.width())
            place = QRectF(room.left(), top, write.width(text), write.height)
            painter.fillRect(place, theme.surface)
            painter.setPen(theme.warning)
            write.left(painter, place.adjusted(0, 0, 2, 0), text)


def say_left_out(painter: QPainter, names: Iterable[str], room: QRectF, look: Look) -> None:
    """Which curves have no room: a higher panel draws them too."""
    metrics = look.metrics
    write = paint.writer(metrics, Text.SMALL)
    painter.setFont(write.font)
    painter.setPen(look.theme.ink_soft)
    told = ", ".join(_(TITLES.get(name, name)) for name in names)
    place = room.adjusted(metrics.px(16), 0, -metrics.px(16), 0)
    place.setTop(place.bottom() - metrics.px(LINE_PIXELS))
    words = _("no room for {names}").format(names=told)
    write.left(painter, place, write.elided(words, place.width()))


def axis_number(value: float) -> str:
    """A round number, as short as it can be."""
    mantissa, times, power = compact(value).partition("×")
    if "." in mantissa:
        mantissa = mantissa.rstrip("0").rstrip(".")
    return power if mantissa == "1" and times else f"{mantissa}{times}{power}"


def gap_words() -> str:
    return _("gap: not a finite number")


def caption_of(plot: Plot) -> str:
    words = _(TITLES.get(plot.name, plot.name))
    if plot.axis is not None and plot.axis.log:
        return " · ".join((words, _("log scale")))
    return words


def rect_of(box: Box) -> QRectF:
    return QRectF(box.left, box.top, box.width, box.height)
