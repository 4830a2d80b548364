"""Choice list: a few answers to choose from, each on a row with its number.

The pointer or the keys 1–6, ↑ and ↓ point at a row; a click or Enter answers. Keys are taken only
while the list has the keyboard, and no others: → still takes a step and Space still plays.
"""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QFocusEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QResizeEvent,
)
from PySide6.QtWidgets import QSizePolicy, QWidget

from ui.kit import paint
from ui.kit.flow import Flow, Run, RunStyle, TextBlock
from ui.kit.guard import guarded
from ui.kit.look import Look
from ui.kit.theme import Text
from visualnn.dataclass import dataclass

from .page import CHECK, CROSS

__all__ = ["INSET_PIXELS", "ChoiceList", "ListedAnswer"]

INSET_PIXELS = 4
"""From the edge of a row, which the pointer lights up, to what stands on it: pixels at factor 1."""

_CIRCLE_PIXELS = 16
_INDENT_PIXELS = 28
_NUMBERS = {getattr(Qt.Key, f"Key_{n}"): n - 1 for n in range(1, 7)}
_ENTER = frozenset({Qt.Key.Key_Return, Qt.Key.Key_Enter})
_STEPS = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: +1}


@dataclass(frozen=True, slots=True)
class ListedAnswer:
    """An answer that is offered: its id and its words."""

    id: str
    words: tuple[Run, ...]

    @property
    def text(self) -> str:
        return "".join(run.text for run in self.words)


class ChoiceList(QWidget):
    """Rows of choices, one of which is answered with, once."""

    chosen = Signal(str)
    """The id of the choice that was answered with."""
    failed = Signal(str)

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.look = look
        self.choices: tuple[ListedAnswer, ...] = ()
        self.said = ""
        self.correct = ""
        self._rows: list[Flow] = []
        self._row = -1
        self.setMouseTracking(True)
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    # -- what is shown

    def show_choices(self, choices: Sequence[ListedAnswer], said: str, correct: str) -> None:
        """These choices; `said` is "" until one was answered with, then `correct` is marked."""
        fresh = tuple(choices)
        if (fresh, said, correct) == (self.choices, self.said, self.correct) and self._rows:
            return
        self.choices, self.said, self.correct = fresh, said, correct
        self._row = -1
        self._lay_out()
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus if said else Qt.FocusPolicy.StrongFocus)
        if said:
            self.unsetCursor()
        else:
            self.setCursor(Qt.CursorShape.PointingHandCursor)
        self._describe()

    def set_look(self, look: Look) -> None:
        """Another theme or size."""
        self.look = look
        self._lay_out()

    def _describe(self) -> None:
        """What a screen reader says."""
        lines = [f"{n}. {choice.text}" for n, choice in enumerate(self.choices, 1)]
        marks = {self.said: CROSS, self.correct: CHECK} if self.said else {}
        lines = [
            f"{line} {marks.get(choice.id, '')}".rstrip()
            for line, choice in zip(lines, self.choices, strict=True)
        ]
        self.setAccessibleName("\n".join(lines))

    def _lay_out(self) -> None:
        self._rows = []
        for choice in self.choices:
            row = Flow(self.look)
            row.set((TextBlock(tuple(self._dressed(choice))),), width=self._room(self.width()))
            self._rows.append(row)
        self.updateGeometry()
        self.update()

    def _dressed(self, choice: ListedAnswer) -> list[Run]:
        """The words of a choice; once answered, the right one and the learner's own stand out."""
        style = RunStyle.PLAIN
        if self.said:
            style = RunStyle.PLAIN if choice.id in {self.correct, self.said} else RunStyle.FAINT
            style |= RunStyle.STRONG if choice.id == self.correct else RunStyle.PLAIN
        return [Run(run.text, run.style | style) for run in choice.words]

    # -- size

    def _room(self, width: int) -> float:
        return max(
            1.0, width - self.look.metrics.px(_INDENT_PIXELS) - self.look.metrics.px(INSET_PIXELS)
        )

    def _heights(self, width: int) -> list[float]:
        padding = 2 * self.look.metrics.px(INSET_PIXELS)
        return [row.height_for(self._room(width)) + padding for row in self._rows]

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        return int(sum(self._heights(width)) + 0.999)

    def sizeHint(self) -> QSize:
        width = self.width() if self.width() > 1 else self.look.metrics.px(268)
        return QSize(width, self.heightForWidth(width))

    def minimumSizeHint(self) -> QSize:
        return QSize(self.look.metrics.px(120), self.look.metrics.px(28))

    @guarded
    def resizeEvent(self, event: QResizeEvent) -> None:
        for row in self._rows:
            row.set(width=self._room(self.width()))
        self.update()

    def row_place(self, number: int) -> QRectF:
        """The box of a row, in this widget."""
        heights = self._heights(self.width())
        return QRectF(0, sum(heights[:number]), self.width(), heights[number])

    # -- painting

    @guarded
    def paintEvent(self, event: QPaintEvent) -> None:
        metrics = self.look.metrics
        with QPainter(self) as painter:
            for number, row in enumerate(self._rows):
                place = self.row_place(number)
                if number == self._row and not self.said:
                    painter.fillRect(place.toRect(), self.look.theme.raised)
                self._circle(painter, place, number)
                painter.save()
                painter.translate(
                    metrics.px(_INDENT_PIXELS), place.top() + metrics.px(INSET_PIXELS)
                )
                row.paint(painter)
                painter.restore()
            if self.hasFocus() and self._row >= 0:
                self._ring(painter, self.row_place(self._row))

    def _circle(self, painter: QPainter, place: QRectF, number: int) -> None:
        """The number of a row in a circle: filled for the learner's own, a check for the right."""
        metrics = self.look.metrics
        choice = self.choices[number]
        mine, right = choice.id == self.said, bool(self.said) and choice.id == self.correct
        side = metrics.px(_CIRCLE_PIXELS)
        top = place.top() + metrics.px(INSET_PIXELS) + (metrics.px(20) - side) / 2
        circle = QRectF(metrics.px(INSET_PIXELS), top, side, side)
        edge, fill, ink, text = self._colours(mine, right, number)
        write = paint.writer(metrics, Text.SMALL, strong=right)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(edge, metrics.hairline))
        painter.setBrush(fill)
        painter.drawEllipse(circle.adjusted(0.5, 0.5, -0.5, -0.5))
        painter.setFont(write.font)
        painter.setPen(ink)
        write.centre(painter, circle, text)
        painter.restore()

    def _colours(self, mine: bool, right: bool, number: int) -> tuple[QColor, QColor, QColor, str]:
        """Edge, filling, ink and sign of a circle."""
        theme, digit = self.look.theme, str(number + 1)
        if right:
            fill, ink = (theme.good, theme.surface) if mine else (theme.surface, theme.good)
            return theme.good, fill, ink, CHECK
        if mine:
            return theme.wrong, theme.wrong, theme.surface, CROSS if self.correct else digit
        if self.said:
            return theme.line, theme.surface, theme.ink_faint, digit
        return theme.edge, theme.surface, theme.ink_soft, digit

    def _ring(self, painter: QPainter, place: QRectF) -> None:
        """The keyboard is on this row."""
        metrics = self.look.metrics
        inset = metrics.ring / 2
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(self.look.theme.focus, metrics.ring))
        box = place.adjusted(inset, inset, -inset, -inset)
        painter.drawRoundedRect(box, metrics.px(3), metrics.px(3))

    # -- pointer

    def _row_at(self, point: QPointF) -> int:
        for number in range(len(self._rows)):
            if self.row_place(number).contains(point):
                return number
        return -1

    def _point_at(self, row: int) -> None:
        if row != self._row:
            self._row = row
            self.update()

    @guarded
    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self._point_at(self._row_at(event.position()))

    @guarded
    def leaveEvent(self, event: QEvent) -> None:
        self._point_at(-1)

    @guarded
    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() != Qt.MouseButton.LeftButton or self.said:
            event.ignore()
            return
        self._point_at(self._row_at(event.position()))

    @guarded
    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        row = self._row_at(event.position())
        if event.button() == Qt.MouseButton.LeftButton and row >= 0 and row == self._row:
            self._answer(row)

    def answer(self, row: int) -> bool:
        """Answer with a row, if the question is open and has it; whether it was."""
        is_open = not self.said and 0 <= row < len(self.choices)
        if is_open:
            self._answer(row)
        return is_open

    def _answer(self, row: int) -> None:
        if not self.said:
            self.chosen.emit(self.choices[row].id)

    # -- keyboard

    def event(self, event: QEvent) -> bool:
        """While the list has the keyboard its own keys come to it, not to the window."""
        override = event.type() == QEvent.Type.ShortcutOverride
        if override and isinstance(event, QKeyEvent) and self._is_mine(event):
            event.accept()
            return True
        return super().event(event)

    def _is_mine(self, event: QKeyEvent) -> bool:
        bare = event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        key = Qt.Key(event.key())
        row = _NUMBERS.get(key)
        numbered = row is not None and row < len(self.choices)
        return not self.said and not bare and (numbered or key in _ENTER or key in _STEPS)

    @guarded
    def keyPressEvent(self, event: QKeyEvent) -> None:
        if not self._is_mine(event):
            event.ignore()
            return
        key = Qt.Key(event.key())
        last = len(self.choices) - 1
        if key in _NUMBERS:
            self._point_at(_NUMBERS[key])
        elif key in _STEPS:
            step = _STEPS[key]
            start = self._row if self._row >= 0 else (-1 if step > 0 else last + 1)
            self._point_at(max(0, min(last, start + step)))
        elif self._row >= 0:
            self._answer(self._row)

    @guarded
    def focusInEvent(self, event: QFocusEvent) -> None:
        tabbed = {Qt.FocusReason.TabFocusReason, Qt.FocusReason.BacktabFocusReason}
        if self._row < 0 and event.reason() in tabbed:
            self._row = 0
        self.update()

    @guarded
    def focusOutEvent(self, event: QFocusEvent) -> None:
        self._point_at(-1)
        self.update()
