"""The button of the learning rate: a click asks for another, a pull changes it while it moves."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QFocusEvent, QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QWidget

from ui.kit.guard import guarded
from ui.kit.pulled import KEY_PIXELS, HeldNumber, pulled_value
from ui.session.session import Session

from .tool_button import ToolButton

__all__ = ["RateButton"]

PULLING_KEYS = {Qt.Key.Key_Up: 1, Qt.Key.Key_Down: -1}
ENDING_KEYS = frozenset({Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Escape})


class RateButton(ToolButton):
    """Pressed and pulled, or with ↑ and ↓ while it has the keyboard, the rate follows and every
    panel with it; letting go, or Enter, keeps it as one change, Esc puts it back."""

    def __init__(self, session: Session, ask: Callable[[], object], parent: QWidget) -> None:
        """`ask` asks for a rate to be typed."""
        super().__init__(parent)
        self._session = session
        self.failed = session.failed
        self._held: HeldNumber | None = None
        self._key_pixels = 0.0
        self.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextOnly)
        self.clicked.connect(lambda _on=False: ask())

    def _hold(self, event: QMouseEvent | None) -> HeldNumber | None:
        """The rate as it is now, in the hand; None where there is none, or a schedule writes it:
        the one that it starts from is held then."""
        frame = self._session.frame
        if frame is None or self._session.rate is None:
            return None
        name = "lr0" if "lr0" in frame.values else "lr"
        begin = self.mapToGlobal(self.rect().center()).toPointF()
        at = begin if event is None else event.globalPosition()
        from visualnn.expr import Source  # the first picture comes without the engine

        return HeldNumber(Source(name), float(frame.values[name]), at)

    @guarded
    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Take the rate in hand."""
        super().mousePressEvent(event)
        if event.button() is Qt.MouseButton.LeftButton:
            self._end(kept=True)
            self._held = self._hold(event)

    @guarded
    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Let it follow."""
        held = self._held
        if held is None or not event.buttons() & Qt.MouseButton.LeftButton:
            super().mouseMoveEvent(event)
            return
        rate = held.value_at(event.globalPosition())
        if rate is not None:
            self.setDown(False)  # it is no click any more
            self._session.pull(held.place, max(rate, 0.0))

    @guarded
    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Keep it; without a pull it was a click."""
        if not self._end(kept=True):
            super().mouseReleaseEvent(event)

    def _end(self, *, kept: bool) -> bool:
        """Let go; whether something was pulled."""
        held, self._held, self._key_pixels = self._held, None, 0.0
        if held is None or not held.is_pulled:
            return False
        self._session.let_go(kept=kept)
        return True

    def event(self, event: QEvent) -> bool:
        """Claim the keys that pull before they become shortcuts."""
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent):
            is_on = self._held is not None and self._held.is_pulled
            if event.key() in PULLING_KEYS or (is_on and event.key() in ENDING_KEYS):
                event.accept()
                return True
        return super().event(event)

    @guarded
    def keyPressEvent(self, event: QKeyEvent) -> None:
        """↑ and ↓ pull, Shift a tenth as far."""
        direction = PULLING_KEYS.get(Qt.Key(event.key()))
        if direction is None:
            is_end = event.key() in ENDING_KEYS
            if not is_end or not self._end(kept=event.key() != Qt.Key.Key_Escape):
                super().keyPressEvent(event)
            return
        self._held = self._held or self._hold(None)
        if self._held is not None:
            finer = 0.1 if event.modifiers() & Qt.KeyboardModifier.ShiftModifier else 1
            self._key_pixels += direction * KEY_PIXELS * finer
            self._held.is_pulled = True
            rate = pulled_value(self._held.value, self._key_pixels)
            self._session.pull(self._held.place, max(rate, 0.0))

    @guarded
    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Who goes elsewhere has let go."""
        if self._key_pixels:
            self._end(kept=True)
        super().focusOutEvent(event)
