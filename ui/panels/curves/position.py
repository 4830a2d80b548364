"""What stands at an iteration of learning curves: the line, the numbers of iterations, the points,
and after how many updates they were found."""

from __future__ import annotations

import math
from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QColor, QPainter, QPen

from ui.kit import paint
from ui.kit.geometry.axis import count_ticks
from ui.kit.geometry.box import Box
from ui.kit.geometry.stretch import Stretch
from ui.kit.look import Look
from ui.kit.theme import Text
from ui.panels.curves.geometry import Layout
from ui.panels.curves.ground import caption_of, gap_words, rect_of
from ui.panels.curves.learning_curve import LearningCurve, Plot
from visualnn.tell.counting import found_in_words
from visualnn.tell.frame import Frame
from visualnn.tell.runs import changed_loss
from visualnn.text import _

__all__ = ["CurvePosition", "updates_of"]


@dataclass(frozen=True)
class CurvePosition:
    """Paints over plots that are laid out in a panel of this width."""

    look: Look
    layout: Layout
    stretch: Stretch
    width: int
    has_gaps: bool
    """Whether it is said behind the first caption that the loss has gaps."""

    def x_of(self, iteration: float) -> float:
        """The pixel column of an iteration."""
        box = self.layout.numbers
        return self.stretch.x_of(iteration, box.left, box.width)

    def paint_line(self, painter: QPainter, iteration: int | None, colour: QColor) -> None:
        """An upright line through all plots, if the iteration is on screen."""
        if iteration is None or not self.stretch.shows(iteration):
            return
        x = round(self.x_of(iteration))
        for box in self.layout.plots:
            painter.fillRect(x, round(box.top), 1, round(box.height), colour)

    def paint_count(
        self, painter: QPainter, plot: Plot, box: Box, updates: int | None, done: int | None
    ) -> float:
        """Behind a caption, after how many updates the numbers of a plot were found: those of the
        iteration before, as long as the current one has none. Of `done` updates by now the last one
        is named, if they are of before it. Returns where that ends."""
        metrics, caption = self.look.metrics, rect_of(box)
        strong = paint.writer(metrics, Text.SMALL, strong=True)
        caption.setLeft(caption.left() + strong.width(caption_of(plot)) + metrics.px(5))
        if updates is None:
            return caption.left()
        write = paint.writer(metrics, Text.SMALL)
        by_now = updates if done is None else done
        words = found_in_words(updates, by_now)
        if write.width(words) > caption.width():
            words = found_in_words(updates, by_now, is_short=True)
        painter.setFont(write.font)
        painter.setPen(self.look.theme.ink_soft)
        write.left(painter, caption, write.elided(words, caption.width()))
        return caption.left() + write.width(words)

    def paint_change(self, painter: QPainter, frame: Frame, end_of_caption: float) -> None:
        """What the last change has made of the loss, beside the caption of the loss, which ends
        there."""
        words = changed_loss(frame)
        if not words:
            return
        metrics, caption = self.look.metrics, rect_of(self.layout.captions[0])
        taken = end_of_caption - caption.left() + metrics.px(16)
        write = paint.writer(metrics, Text.SMALL)
        painter.setFont(write.font)
        painter.setPen(self.look.theme.ink)
        end = write.width(gap_words()) + metrics.px(16) if self.has_gaps else 0.0
        room = caption.adjusted(taken, 0, -end, 0)
        if write.width(words) > room.width():
            words = changed_loss(frame, is_short=True)
        write.left(painter, room, write.elided(words, room.width()))

    def end_of(self, plot: Plot, number: int, curve: LearningCurve) -> float:
        """The height at which a curve leaves a plot."""
        return self.y_of(plot, number, curve.last(self.stretch))

    def y_of(self, plot: Plot, number: int, value: float) -> float:
        """The height of a number in a plot; far away if it has none."""
        if plot.axis is None or not math.isfinite(value):
            return 1e9
        box = self.layout.plots[number]
        return box.bottom - plot.axis.place(value) * box.height

    def paint_numbers(self, painter: QPainter, told: int) -> None:
        """The numbers of iterations, the one that the values are from in full ink."""
        theme, metrics, box = self.look.theme, self.look.metrics, rect_of(self.layout.numbers)
        write = paint.writer(metrics, Text.SMALL)
        painter.setFont(write.font)
        base = write.baseline(box)
        text = str(told)
        x = self.x_of(told) - write.width(text) / 2
        x = min(max(x, box.left() - metrics.px(8)), box.right() - write.width(text) / 2)
        taken = QRectF(x - metrics.px(8), 0, write.width(text) + metrics.px(16), 1)
        painter.setPen(theme.ink_faint)
        ends = self.stretch.first, self.stretch.end
        for n in count_ticks(*ends, box.width(), metrics.px(64)):
            width = write.width(str(n))
            left = self.x_of(n) - width / 2
            if left + width < taken.left() or left > taken.right():
                write.at(painter, round(left), base, str(n))
        painter.setPen(theme.ink)
        write.at(painter, round(x), base, text)
        left = box.right() + metrics.px(6) + write.width("0")
        room = QRectF(left, box.top(), self.width - left, box.height())
        painter.setPen(theme.ink_soft)
        words, room = _("iteration"), room.adjusted(metrics.px(10), 0, 0, 0)
        if write.width(words) <= room.width():
            write.left(painter, room, words)

    def paint_dots(self, painter: QPainter, plot: Plot, number: int, told: int) -> None:
        """The points of a plot at the iteration that is told."""
        theme, px = self.look.theme, self.look.metrics.px
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(theme.surface, 1.0))
        reach = px(4)
        inside = rect_of(self.layout.plots[number]).adjusted(-reach, -reach, reach, reach)
        for curve in plot.curves:
            nth = curve.point(told)
            if nth is None:
                continue
            iteration, value = curve.iteration(nth), float(curve.values[nth])
            if self.stretch.shows(iteration) and math.isfinite(value):
                painter.setBrush(curve.series.colour)
                middle = QPointF(self.x_of(iteration) + 0.5, self.y_of(plot, number, value))
                if not inside.contains(middle):
                    continue  # it is said at the end of the plot that its run has left
                if curve.mark is None:
                    painter.drawEllipse(middle, px(3), px(3))
                else:
                    curve.mark.paint(painter, middle, px(4))
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)


def updates_of(plot: Plot, told: int) -> int | None:
    """After how many updates the numbers of a plot at an iteration were found: those of its first
    curve that has one; None for settings and for none."""
    points = ((curve, curve.point(told)) for curve in plot.curves)
    return next((curve.updates(nth) for curve, nth in points if nth is not None), None)
