"""The lines under learning curves: what differs between runs, and where their numbers part."""

from __future__ import annotations

from collections.abc import Iterator

from PySide6.QtCore import QPointF, QRectF, QSize
from PySide6.QtGui import QPainter

from ui.kit import paint
from ui.kit.geometry.wrapping import wrapped
from ui.kit.look import Look
from ui.kit.theme import Text
from ui.panels.curves.ground import LINE_PIXELS
from ui.panels.curves.kept import Kept
from visualnn.tell.comparison import compared_briefly, compared_lines, compared_shortest
from visualnn.tell.frame import Frame
from visualnn.tell.runs import title_of_run
from visualnn.text import language

__all__ = ["CurveNotes"]

LEAST_NOTED_PIXELS = 240
"""The height from which on it is said what differs between runs."""
WRAPPED_NOTE_PIXELS = 320
"""The height from which on a line under the plots may take two."""


class CurveNotes:
    """The lines, and where they were painted last."""

    def __init__(self) -> None:
        self._texts: Kept[tuple[tuple[str, str], ...]] = Kept()
        self.noted: tuple[tuple[QRectF, str], ...] = ()
        """Where each line stands, and all of it."""
        self.parting: QRectF | None = None
        """Where it is said where the numbers part, once it is."""

    def is_on_parting(self, point: QPointF) -> bool:
        """Whether a click there leads to where the numbers part."""
        return self.parting is not None and self.parting.contains(point)

    def told_at(self, point: QPointF) -> str:
        """All of the line under a point; '' where there is none."""
        return next((text for box, text in self.noted if box.contains(point)), "")

    def forget(self) -> None:
        """The lines of another lesson are to be told."""
        self._texts = Kept()

    def _notes(self, frame: Frame, look: Look, size: QSize) -> Iterator[tuple[str, ...]]:
        """The lines under the plots, each with shorter ways to say it: what differs, and where the
        numbers part; none in a low panel."""
        if size.height() >= look.metrics.px(LEAST_NOTED_PIXELS):
            ways = compared_lines(frame), compared_briefly(frame), compared_shortest(frame)
            yield from zip(*ways, strict=True)

    def lines(self, frame: Frame, look: Look, size: QSize) -> tuple[tuple[str, str], ...]:
        """The lines under the plots, each with the whole that it is of: a long one takes two where
        there is height for it, or says less."""
        write = paint.writer(look.metrics, Text.SMALL)
        room = size.width() - 2 * look.metrics.px(16)
        most = 2 if size.height() >= look.metrics.px(WRAPPED_NOTE_PIXELS) else 1

        def made() -> tuple[tuple[str, str], ...]:
            found: list[tuple[str, str]] = []
            for ways in self._notes(frame, look, size):
                ways_wrapped = [wrapped(words, write.width, room, most) for words in ways]
                fitting = (lines for lines in ways_wrapped if write.width(lines[-1]) <= room)
                found += [(line, ways[0]) for line in next(fitting, ways_wrapped[-1])]
            return tuple(found)

        runs = tuple(map(title_of_run, frame.runs))
        state = (frame.compared, frame.leader.id, runs, write, size, language())
        return self._texts.get("", state, made)

    def paint(
        self, painter: QPainter, frame: Frame, look: Look, size: QSize, pointer: QPointF | None
    ) -> None:
        """What differs between the runs, and where their numbers first part: a door there."""
        theme, metrics, notes = look.theme, look.metrics, self.lines(frame, look, size)
        self.parting = None
        noted = []
        tall = metrics.px(LINE_PIXELS)
        place = QRectF(QPointF(0, 0), size.toSizeF()).adjusted(
            metrics.px(16), 0, -metrics.px(16), 0
        )
        place.setTop(place.bottom() - len(notes) * tall)
        place.setHeight(tall)
        write = paint.writer(metrics, Text.SMALL)
        for words, whole in notes:
            text = write.elided(words, place.width())
            painter.setFont(write.font)
            is_door = frame.compared.first is not None and whole == notes[-1][1]
            noted.append((QRectF(place), whole))
            painter.setPen(theme.ink_soft if is_door else theme.ink)
            write.left(painter, place, text)
            if is_door:
                self.parting = QRectF(place.left(), place.top(), write.width(text), tall)
                if pointer is not None and self.parting.contains(pointer):
                    base, wide = write.baseline(place), self.parting.width()
                    paint.door(painter, place.left(), base, wide, theme.ink_soft)
            place.translate(0, tall)
        self.noted = tuple(noted)
