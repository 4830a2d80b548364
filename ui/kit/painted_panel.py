"""A panel that paints its whole rectangle: its ground, the ring of the keyboard, a line of text
that fits, and what it says while there is nothing to show."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from . import paint
from .geometry.box import Box
from .geometry.wrapping import wrapped
from .guard import guarded
from .look import Look
from .panel import Panel
from .theme import Text

__all__ = ["PaintedPanel"]


PARTS_BETWEEN = (" · ", "   ")
"""What stands between the parts of a line."""


class PaintedPanel(Panel):
    """The base of panels that paint all they show. A subclass says what stands on the ground."""

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(look, parent)
        # by Tab only: a click here must not take the arrow keys away from stepping
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setMouseTracking(True)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)

    def paint_content(self, painter: QPainter) -> None:
        """Paint what stands on the ground."""

    @guarded
    def paintEvent(self, event: QPaintEvent) -> None:
        """Ground, content, and the ring where the keyboard is here."""
        theme = self.look.theme
        with QPainter(self) as painter:
            painter.fillRect(self.rect(), theme.surface)
            self.paint_content(painter)
            if self.hasFocus():
                for inset in range(self.look.metrics.ring):
                    place = QRectF(self.rect()).adjusted(inset, inset, -inset, -inset)
                    paint.frame(painter, place, theme.focus)

    def paint_nothing_yet(self, painter: QPainter, text: str) -> None:
        """Say in the middle what will be here."""
        metrics = self.look.metrics
        painter.setFont(metrics.font(Text.BODY))
        painter.setPen(self.look.theme.ink_faint)
        room = QRectF(self.rect()).adjusted(metrics.px(16), 0, -metrics.px(16), 0)
        flags = Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextWordWrap
        painter.drawText(room, int(flags), text)

    def paint_line(self, painter: QPainter, box: Box, texts: Sequence[str], size: Text) -> None:
        """Set the first of some texts that fits, else the last; in the size of a title strong. A
        small one that does not fit is set in as many lines as the box is high for, and its last
        parts give way."""
        title = size is Text.BODY
        write = paint.writer(self.look.metrics, size, strong=title)
        painter.setFont(write.font)
        painter.setPen(self.look.theme.ink if title else self.look.theme.ink_soft)
        text = next((each for each in texts if write.width(each) <= box.width), texts[-1])
        rows = 1 if title else max(1, int(box.height / write.height))
        tall = box.height / rows
        lines = wrapped(text, write.width, box.width, rows)
        while write.width(lines[-1]) > box.width and (shorter := _without_last(text)) != text:
            text, lines = shorter, wrapped(shorter, write.width, box.width, rows)
        for n, line in enumerate(lines):
            place = QRectF(box.left, box.top + n * tall, box.width, tall)
            write.left(painter, place, write.elided(line, box.width))


def _without_last(text: str) -> str:
    """A text without the last of its parts, which stand apart by a dot or three spaces; the text
    itself if it has one alone."""
    end = max(text.rfind(between) for between in PARTS_BETWEEN)
    return text[:end].rstrip() if end > 0 else text
