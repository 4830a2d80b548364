"""The timeline's readout: how far the run has come, in words, and the loss of this iteration."""

from __future__ import annotations

import math
from collections.abc import Iterator

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QPainter

from ui.kit import paint
from ui.kit.look import Look
from ui.kit.theme import Text
from ui.panels.timeline.drawing import LOSS
from visualnn.dataclass import dataclass
from visualnn.figures import table
from visualnn.tell.frame import Frame
from visualnn.text import _

__all__ = ["Readout", "counts_in_words"]


@dataclass(frozen=True)
class ReadoutCount:
    """A count in the readout: its words, its number, of how many, and how wide all that can be."""

    words: str
    number: int
    of: int
    widest: int


@dataclass(frozen=True)
class Readout:
    """A line of counts in a box. ``pointer``: where the pointer is, if it is over the timeline."""

    look: Look
    box: QRectF
    pointer: QPointF | None

    def paint(self, painter: QPainter, frame: Frame, hint: str) -> QRectF:
        """The counts and the loss at the left, the hint at the right; returns the place of the
        loss, which is a door, empty before it is computed."""
        theme, metrics = self.look.theme, self.look.metrics
        write = paint.writer(metrics, Text.BODY)
        painter.setFont(write.font)
        box = self.box
        base, x = write.baseline(box), box.left()
        space, gap = write.width(" "), metrics.px(20)
        for piece in _pieces(frame):
            # each count has as much room as its largest value needs, so nothing behind it jumps
            number, rest = str(piece.number), f" / {piece.of}"
            painter.setPen(theme.ink_soft)
            write.at(painter, x, base, piece.words)
            x += write.width(piece.words) + space
            write.at(painter, x + write.width(number), base, rest)
            painter.setPen(theme.ink)
            write.at(painter, x, base, number)
            x += write.width(f"{piece.widest} / {piece.widest}") + gap
        x, door = self._paint_loss(painter, frame, x, base)
        left = x + metrics.px(24)
        if hint and left < box.right():
            painter.setPen(theme.ink_soft)
            write.right(painter, QRectF(left, box.top(), box.right() - left, box.height()), hint)
        return door

    def _paint_loss(
        self, painter: QPainter, frame: Frame, x: float, base: float
    ) -> tuple[float, QRectF]:
        """The loss of this iteration, or a dash before it is computed; returns where it ends, and
        its place if it can be clicked."""
        theme, write = self.look.theme, paint.writer(self.look.metrics, Text.BODY)
        painter.setPen(theme.ink_soft)
        write.at(painter, x, base, LOSS)
        x += write.width(f"{LOSS} ")
        unfinished = frame.unfinished
        if LOSS not in frame.values or (unfinished is not None and unfinished.name == LOSS):
            painter.setPen(theme.ink_faint)
            write.at(painter, x, base, paint.NOT_COMPUTED)
            return x + write.width(paint.NOT_COMPUTED), QRectF()
        loss = float(frame.values[LOSS])
        text = table(loss)
        width = write.width(text)
        door = QRectF(x, self.box.top(), width, self.box.height())
        painter.setPen(theme.ink if math.isfinite(loss) else theme.warning)
        write.at(painter, x, base, text)
        if self.pointer is not None and door.contains(self.pointer):
            paint.door(painter, x, base, width, theme.ink)
        return x + width, door


def counts_in_words(frame: Frame) -> str:
    """The counts of the readout in one line."""
    return ", ".join(f"{piece.words} {piece.number} / {piece.of}" for piece in _pieces(frame))


def _pieces(frame: Frame) -> Iterator[ReadoutCount]:
    """How far the run has come, in iterations, epochs if they are something else, and
    instructions."""
    lesson, place = frame.lesson, frame.place
    program = lesson.program
    yield ReadoutCount(_("iteration"), place.iteration, lesson.iterations, lesson.iterations)
    if program.iterations > 1:
        epochs = lesson.spec.epochs
        # the pass that closes the run is after the last epoch, not one of its own
        yield ReadoutCount(_("epoch"), min(place.epoch + 1, epochs), epochs, epochs)
    length = len(program.instructions(place.iteration))
    if place.iteration == lesson.iterations:
        length = lesson.last_tick - program.start_of(lesson.iterations)
    yield ReadoutCount(_("instruction"), place.done, length, len(program.closing))
