"""Overlays: what lies on top of the window for a moment and goes with Esc or a click beside it.

They are parts of the window, not windows of their own: nothing can get lost behind anything.
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, QRect, QSize, Qt, Signal
from PySide6.QtGui import QGuiApplication, QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import (
    QApplication,
    QFrame,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from visualnn.text import _

from .look import Look
from .theme import Text

__all__ = ["AskOverlay", "Faults", "Field", "Overlay", "words"]

_ROWS = {Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_PageUp, Qt.Key.Key_PageDown}
_BARE = {
    Qt.KeyboardModifier.NoModifier,
    Qt.KeyboardModifier.ShiftModifier,
    Qt.KeyboardModifier.KeypadModifier,
}
_MAX_CHARACTERS = 200  # characters of what is typed into a field


def words(
    text: str, look: Look, size: Text = Text.BODY, *, soft: bool = False, strong: bool = False
) -> QLabel:
    """A label that shows its text and nothing else: never as HTML."""
    label = QLabel()
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setText(text)
    label.setFont(look.metrics.font(size, strong=strong))
    colour = look.theme.ink_soft if soft else look.theme.ink
    label.setStyleSheet(f"color: {colour.name()}")
    return label


class Overlay(QWidget):
    """A sheet over the window. The rest stays visible and cannot be clicked meanwhile."""

    closed = Signal()

    def __init__(self, window: QWidget, look: Look, width: int, *, top: float = 0.12) -> None:
        super().__init__(window)
        self.look = look
        self._under = window
        self._width, self._top = width, top
        self._before = QApplication.focusWidget()
        self.sheet = QFrame(self)
        self.sheet.setObjectName("sheet")
        theme, px = look.theme, look.metrics.px
        self.sheet.setStyleSheet(
            f"#sheet {{ background: {theme.surface.name()}; border: 1px solid {theme.edge.name()};"
            f" border-radius: {px(8)}px; }}"
        )
        self.rows = QVBoxLayout(self.sheet)
        unit = look.metrics.unit
        self.rows.setContentsMargins(2 * unit, 2 * unit, 2 * unit, 2 * unit)
        self.rows.setSpacing(unit)
        window.installEventFilter(self)

    def open(self) -> None:
        """Lie on top; whatever has the keyboard in here gets it."""
        self.setGeometry(self._under.rect())
        self._place()
        self.show()
        self.raise_()

    def _place(self) -> None:
        """Put the sheet in the upper middle, as wide as it wants and the window allows."""
        unit = self.look.metrics.unit
        width = min(self.look.metrics.px(self._width), self.width() - 4 * unit)
        self.sheet.setFixedWidth(max(width, 1))
        top = max(unit, round(self.height() * self._top))
        height = min(self.sheet.sizeHint().height(), self.height() - top - unit)
        self.sheet.setGeometry(QRect((self.width() - width) // 2, top, width, max(height, 1)))
        self.update()  # its shadow lies outside of it

    def dismiss(self) -> None:
        """Go away, and give the keyboard back."""
        self._under.removeEventFilter(self)
        self.hide()
        with contextlib.suppress(RuntimeError):  # who had it may be gone
            if self._before is not None and self._before.window() is self._under.window():
                self._before.setFocus()
        self.closed.emit()
        self.deleteLater()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Stay as large as the window."""
        if watched is self._under and event.type() == QEvent.Type.Resize:
            self.setGeometry(self._under.rect())
            self._place()
        return False

    def event(self, event: QEvent) -> bool:
        """Keep the bare keys: what lies under must not step or play meanwhile."""
        if (
            event.type() == QEvent.Type.ShortcutOverride
            and isinstance(event, QKeyEvent)
            and event.modifiers() in _BARE
            and event.key() != Qt.Key.Key_Escape
            and not Qt.Key.Key_F1 <= event.key() <= Qt.Key.Key_F12
        ):
            event.accept()
            return True
        return super().event(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """A click beside the sheet closes it; one on it leaves the keyboard where it is."""
        if self.sheet.geometry().contains(event.position().toPoint()):
            self._keep_keyboard(Qt.FocusReason.MouseFocusReason)
        else:
            self.dismiss()

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Stay: the first half of a double click opened the sheet, or it would be closed by now."""
        self._keep_keyboard(Qt.FocusReason.TabFocusReason)  # what is asked for is marked anew

    def _keep_keyboard(self, reason: Qt.FocusReason) -> None:
        """Give the keyboard back to what had it in here: a click gave it to the window."""
        held = self.focusWidget()
        if held is not None:
            held.setFocus(reason)

    def paintEvent(self, event: QPaintEvent) -> None:
        """A hairline of shadow under the sheet, so that it lies on top of what it covers."""
        with QPainter(self) as painter:
            place = self.sheet.geometry().adjusted(-1, -1, 1, 2)
            painter.fillRect(place.adjusted(6, place.height() - 2, -6, 0), self.look.theme.line)


class Field(QLineEdit):
    """A line to type into. The keys that move in a list are told on, not taken for commands."""

    moved = Signal(int)
    """Emitted with the count of rows to move down (negative: up)."""

    def __init__(self, look: Look, text: str = "") -> None:
        super().__init__(text)
        self.setMaxLength(_MAX_CHARACTERS)
        self.setFont(look.metrics.font())
        self.selectAll()

    def event(self, event: QEvent) -> bool:
        """Claim the keys that move in a list before they become shortcuts."""
        if (
            event.type() == QEvent.Type.ShortcutOverride
            and isinstance(event, QKeyEvent)
            and event.key() in _ROWS
        ):
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Up and down move in the list, a page at a time with the page keys."""
        steps = {
            Qt.Key.Key_Up: -1,
            Qt.Key.Key_Down: 1,
            Qt.Key.Key_PageUp: -8,
            Qt.Key.Key_PageDown: 8,
        }
        step = steps.get(Qt.Key(event.key()))
        if step is None:
            super().keyPressEvent(event)
        else:
            self.moved.emit(step)


class AskOverlay(Overlay):
    """One question and a line for the answer. A wrong answer is told under the line."""

    def __init__(
        self,
        window: QWidget,
        look: Look,
        question: str,
        text: str,
        answer: Callable[[str], str | None],
    ) -> None:
        super().__init__(window, look, 420)
        self._answer = answer
        label = words(question, look)
        label.setWordWrap(True)
        self.field = Field(look, text)
        self.field.setAccessibleName(question)
        self.fault = words("", look, Text.SMALL)
        self.fault.setStyleSheet(f"color: {look.theme.wrong.name()}")
        self.fault.setWordWrap(True)
        self.fault.hide()
        for each in (label, self.field, self.fault):
            self.rows.addWidget(each)
        self.field.returnPressed.connect(self._given)
        self.field.textEdited.connect(self.fault.hide)

    def open(self) -> None:
        """Lie on top with the old answer selected."""
        super().open()
        self.field.setFocus()

    def _given(self) -> None:
        """Take the answer, or say what is wrong with it."""
        fault = self._answer(self.field.text().strip())
        if fault is None:
            self.dismiss()
            return
        self.fault.setText(fault)
        self.fault.show()
        self._place()


class Faults(Overlay):
    """The faults of a lesson that could not be opened: text to read, scroll and copy."""

    def __init__(self, window: QWidget, look: Look, heading: str, report: str) -> None:
        super().__init__(window, look, 760)
        self.report = report
        head = words(heading, look, Text.TITLE)
        head.setWordWrap(True)
        self.text = QPlainTextEdit()
        self.text.setPlainText(report)
        self.text.setReadOnly(True)
        self.text.document().setDocumentMargin(0)  # level with the heading
        self.text.setFrameShape(QFrame.Shape.NoFrame)
        self.text.setFont(look.metrics.font())
        self.text.setMinimumHeight(look.metrics.px(180))
        self.text.setAccessibleName(heading)
        line = QHBoxLayout()
        self.copy_button = QPushButton(_("Copy"))
        self.close_button = QPushButton(_("Close"))
        line.addStretch()
        line.addWidget(self.copy_button)
        line.addWidget(self.close_button)
        self.copy_button.clicked.connect(self._copy)
        self.close_button.clicked.connect(self.dismiss)
        self.rows.addWidget(head)
        self.rows.addWidget(self.text)
        self.rows.addLayout(line)

    def open(self) -> None:
        """Lie on top; Enter closes."""
        super().open()
        self.close_button.setDefault(True)
        self.close_button.setFocus()

    def _copy(self) -> None:
        QGuiApplication.clipboard().setText(self.report)

    def sizeHint(self) -> QSize:
        """The sheet's."""
        return self.sheet.sizeHint()
