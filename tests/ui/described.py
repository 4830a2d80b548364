"""A widget in one line of a record."""

from __future__ import annotations

from collections.abc import Iterator

from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractSlider,
    QComboBox,
    QLabel,
    QLineEdit,
    QListWidget,
    QPlainTextEdit,
    QProgressBar,
    QTextEdit,
    QToolButton,
    QWidget,
)

MOST_LETTERS = 32767
"""What a line takes that is not limited, as Qt has it."""
TEXTS = ("toolTip", "accessibleName", "accessibleDescription", "placeholderText", "whatsThis")
"""What a widget says besides its text."""


def described(widget: QWidget, window: QWidget) -> str:
    """Where a widget is in a window or a panel, what it says, and how it stands."""
    corner = widget.mapTo(window, QPoint(0, 0))
    parts = [f"{corner.x()},{corner.y()},{widget.width()},{widget.height()} |"]
    parts += _content(widget)
    if isinstance(widget, QAbstractButton) and widget.isChecked():
        parts.append("checked")
    if isinstance(widget, QAbstractButton) and not widget.icon().isNull():
        parts.append(f"icon {widget.iconSize().width()}")
    if isinstance(widget, QLineEdit) and widget.isReadOnly():
        parts.append("read only")
    parts += _ways(widget)
    for name in TEXTS:
        words = getattr(widget, name, str)()
        if words:
            parts.append(f"{name} {words!r}")
    parts += ["off"] * (not widget.isEnabled())
    parts.append(f"focus {widget.focusPolicy().name}")
    if isinstance(widget, QAbstractButton | QLabel | QLineEdit):
        parts.append(f"size {widget.font().pixelSize()}{' strong' * widget.font().bold()}")
    parts += ["has the keyboard"] * widget.hasFocus()
    return " ".join(parts)


def _content(widget: QWidget) -> Iterator[str]:
    """What is in a widget."""
    match widget:
        case QAbstractButton() | QLabel() | QLineEdit():
            yield (repr(widget.text()))
        case QPlainTextEdit() | QTextEdit():
            yield (repr(widget.toPlainText()[:400]))
        case QComboBox():
            yield (repr([widget.itemText(n) for n in range(widget.count())]))
            yield (repr(widget.currentText()))
        case QListWidget():
            rows = [widget.item(n) for n in range(widget.count())]
            yield (repr([(row.text(), row.toolTip()) for row in rows[:12]]))
            yield (f"row {widget.currentRow()} of {len(rows)}")
        case QAbstractSlider():
            steps = f"{widget.singleStep()} {widget.pageStep()}"
            yield (f"{widget.minimum()} {widget.value()} {widget.maximum()} by {steps}")
        case QProgressBar():
            yield (f"{widget.minimum()} {widget.value()} {widget.maximum()}")


def _ways(widget: QWidget) -> list[str]:
    """In which of the ways of its kind a widget behaves and looks."""
    match widget:
        case QToolButton():
            found = [widget.toolButtonStyle().name, widget.popupMode().name]
            found += ["raises"] * widget.autoRaise()
        case QLabel():
            found = ["wraps"] * widget.wordWrap() + ["plain"] * (
                widget.textFormat() is Qt.TextFormat.PlainText
            )
        case QLineEdit():
            found = [f"at most {widget.maxLength()}"] * (widget.maxLength() < MOST_LETTERS)
            found += ["selected"] * widget.hasSelectedText()
        case _:
            found = []
    if isinstance(widget, QAbstractButton):
        found += ["can be checked"] * widget.isCheckable() + ["repeats"] * widget.autoRepeat()
        found += [f"key {widget.shortcut().toString()}"] * (not widget.shortcut().isEmpty())
    if widget.cursor().shape() is not Qt.CursorShape.ArrowCursor:
        found.append(widget.cursor().shape().name)
    if widget.layoutDirection() is not Qt.LayoutDirection.LeftToRight:
        found.append("from right to left")
    return found
