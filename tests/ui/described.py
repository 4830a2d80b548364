"""A widget in one line of a record."""

from __future__ import annotations

from PySide6.QtCore import QPoint
from PySide6.QtWidgets import (
    QAbstractButton,
    QComboBox,
    QLabel,
    QLineEdit,
    QListWidget,
    QPlainTextEdit,
    QSlider,
    QTextEdit,
    QWidget,
)


def described(widget: QWidget, window: QWidget) -> str:
    """Where a widget is in a window or a panel, what it says, and how it stands."""
    corner = widget.mapTo(window, QPoint(0, 0))
    parts = [f"{corner.x()},{corner.y()},{widget.width()},{widget.height()} |"]
    match widget:
        case QAbstractButton() | QLabel() | QLineEdit():
            parts.append(repr(widget.text()))
        case QPlainTextEdit() | QTextEdit():
            parts.append(repr(widget.toPlainText()[:400]))
        case QComboBox():
            parts.append(repr([widget.itemText(n) for n in range(widget.count())]))
            parts.append(repr(widget.currentText()))
        case QListWidget():
            rows = [widget.item(n) for n in range(widget.count())]
            parts.append(repr([(row.text(), row.toolTip()) for row in rows[:12]]))
            parts.append(f"row {widget.currentRow()} of {len(rows)}")
        case QSlider():
            parts.append(f"{widget.minimum()} {widget.value()} {widget.maximum()}")
    if isinstance(widget, QAbstractButton) and widget.isChecked():
        parts.append("checked")
    if isinstance(widget, QAbstractButton) and not widget.icon().isNull():
        parts.append(f"icon {widget.iconSize().width()}")
    if isinstance(widget, QLineEdit) and widget.isReadOnly():
        parts.append("read only")
    for name in ("toolTip", "accessibleName", "accessibleDescription", "placeholderText"):
        words = getattr(widget, name, str)()
        if words:
            parts.append(f"{name} {words!r}")
    parts += ["off"] * (not widget.isEnabled())
    parts.append(f"focus {widget.focusPolicy().name}")
    if isinstance(widget, QAbstractButton | QLabel | QLineEdit):
        parts.append(f"size {widget.font().pixelSize()}{' strong' * widget.font().bold()}")
    parts += ["has the keyboard"] * widget.hasFocus()
    return " ".join(parts)
