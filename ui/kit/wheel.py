"""The wheel of the mouse, as far as it turns the size of everything."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QWheelEvent

__all__ = ["is_resizing"]


def is_resizing(event: QEvent) -> bool:
    """Whether an event is the wheel with Ctrl held."""
    if not isinstance(event, QWheelEvent):
        return False
    return bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)
