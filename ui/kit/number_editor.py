"""A number editor: a field for one number, laid over the place where the number stands.

Enter gives the number, Esc and leaving the field give it up. What cannot become a number turns
red at once; a sentence under the field says what a number looks like.
"""

from __future__ import annotations

import re
import sys
from typing import Final

from PySide6.QtCore import QEvent, QPoint, QRect, QSize, Qt, Signal
from PySide6.QtGui import QFocusEvent, QHideEvent, QKeyEvent, QMoveEvent
from PySide6.QtWidgets import QLabel, QLineEdit, QWidget

from ui.kit.guard import guarded
from ui.kit.look import Look
from ui.kit.theme import Text
from ui.kit.typed import number_in
from visualnn import figures
from visualnn.text import _

__all__ = ["NumberEditor", "may_become_number"]

_BEGUN: Final = re.compile(r"\s*[-+−]?[0-9]*\.?[0-9]*([eE][-+−]?[0-9]*)?\s*")
_MAX_CHARACTERS: Final = 60
_ENTER: Final = (Qt.Key.Key_Return, Qt.Key.Key_Enter)
_PASSING: Final = (
    Qt.FocusReason.ActiveWindowFocusReason,
    Qt.FocusReason.PopupFocusReason,
    Qt.FocusReason.MenuBarFocusReason,
)
"""Ways to lose the keyboard for a moment, after which it comes back."""


def may_become_number(text: str) -> bool:
    """Whether a text is the beginning of a number, as "−", "1." and "2e-" are."""
    return _BEGUN.fullmatch(text) is not None


class NumberEditor(QLineEdit):
    """A field that holds one number.

    ``largest`` is the largest number that the value's type can hold.
    """

    committed = Signal(float)
    cancelled = Signal()
    failed = Signal(str)

    def __init__(
        self,
        look: Look,
        value: float,
        parent: QWidget | None = None,
        *,
        largest: float = sys.float_info.max,
    ) -> None:
        super().__init__(figures.full(value, plain=True), parent)
        self.look, self.largest = look, largest
        self._hint: QLabel | None = None
        self._over = False
        self.setMaxLength(_MAX_CHARACTERS)
        self.setFont(look.metrics.font(Text.SMALL))
        self.setAccessibleName(_("New number"))
        self._select()
        self.textEdited.connect(self._typed)

    def _select(self) -> None:
        """Select everything from the end to the beginning, so that the beginning is in sight."""
        self.setSelection(len(self.text()), -len(self.text()))

    def lie_over(self, cell: QRect, room: QSize) -> None:
        """Lie over the place of the number, as wide as its digits, inside the room."""
        px = self.look.metrics.px
        wide = self.fontMetrics().horizontalAdvance(self.text()) + px(24)
        wide = min(max(cell.width(), px(120), wide), room.width())
        place = QRect(QPoint(0, 0), QSize(wide, max(self.sizeHint().height(), cell.height())))
        place.moveCenter(cell.center())
        place.moveLeft(max(0, min(place.left(), room.width() - place.width())))
        place.moveTop(max(0, min(place.top(), room.height() - place.height())))
        self.setGeometry(place)

    @property
    def number(self) -> float | None:
        """The number that stands in the field; None if it is none, or too large to be kept."""
        number = number_in(self.text())
        return number if number is not None and abs(number) <= self.largest else None

    @property
    def hint(self) -> str:
        """The sentence under the field; "" while nothing is wrong."""
        return self._hint.text() if self._hint is not None and not self._hint.isHidden() else ""

    @guarded
    def _typed(self, text: str) -> None:
        """Something was typed: red as soon as it cannot become a number any more."""
        if may_become_number(text):
            self._show_right()
        else:
            self._show_wrong()

    @guarded
    def _commit(self) -> None:
        number = self.number
        if number is None:
            self._show_wrong()
            return
        self._over = True
        self.committed.emit(number)

    @guarded
    def cancel(self) -> None:
        """Give the number up."""
        if not self._over:
            self._over = True
            self.cancelled.emit()

    # -- red and why

    def _show_wrong(self) -> None:
        wrong = self.look.theme.wrong.name()
        self.setStyleSheet(f"QLineEdit {{ color: {wrong}; border-color: {wrong}; }}")
        number = number_in(self.text())
        if number is None:
            self._tell(_("Type a number with a point, such as −0.25 or 1e-3."))
        else:
            self._tell(_("This number is too large to be kept."))

    def _show_right(self) -> None:
        self.setStyleSheet("")
        if self._hint is not None:
            self._hint.hide()

    def _tell(self, sentence: str) -> None:
        theme, metrics = self.look.theme, self.look.metrics
        if self._hint is None:
            self._hint = QLabel(self.window())
            self._hint.setTextFormat(Qt.TextFormat.PlainText)
            self._hint.setFont(metrics.font(Text.SMALL))
            self._hint.setStyleSheet(
                f"QLabel {{ color: {theme.wrong.name()}; background: {theme.raised.name()};"
                f" border: 1px solid {theme.line.name()}; padding: {metrics.px(4)}px; }}"
            )
        self._hint.setText(sentence)
        self.setAccessibleDescription(sentence)
        self._hint.adjustSize()
        self._place_hint()
        self._hint.show()
        self._hint.raise_()

    def _place_hint(self) -> None:
        """Under the field, or above it where there is no room; inside the window."""
        if self._hint is None:
            return
        window, gap = self.window(), self.look.metrics.px(4)
        start = self.mapTo(window, QPoint(0, 0)) if window is not self else QPoint(0, 0)
        box = QRect(QPoint(start.x(), start.y() + self.height() + gap), self._hint.size())
        if box.bottom() > window.height():
            box.moveBottom(start.y() - gap)
        box.moveLeft(max(0, min(box.left(), window.width() - box.width())))
        self._hint.setGeometry(box)

    # -- keys

    def event(self, event: QEvent) -> bool:
        """Every key that is typed here is text, also where the window has a command for it."""
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent):
            plain = not event.modifiers() & ~(
                Qt.KeyboardModifier.KeypadModifier | Qt.KeyboardModifier.ShiftModifier
            )
            if plain:
                event.accept()
                return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter and Esc end the editing."""
        if event.key() in _ENTER:
            self._commit()
        elif event.key() == Qt.Key.Key_Escape:
            self.cancel()
        else:
            super().keyPressEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """The keyboard went somewhere else for good: give up."""
        super().focusOutEvent(event)
        if event.reason() not in _PASSING:
            self.cancel()

    def moveEvent(self, event: QMoveEvent) -> None:
        """The sentence moves along."""
        super().moveEvent(event)
        self._place_hint()

    def hideEvent(self, event: QHideEvent) -> None:
        """The sentence goes with the field."""
        super().hideEvent(event)
        if self._hint is not None:
            self._hint.deleteLater()
            self._hint = None
