"""A panel: a widget that paints frames. It knows no other panel and no engine; what it wishes, it
signals."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from visualnn.tell.frame import Frame

from .look import Look


class Panel(QWidget):
    """The base of every panel. Facts come down through `show_frame`, wishes go up through
    `wished`."""

    wished = Signal(object)
    """A Wish: what the learner asks of the session."""
    failed = Signal(str)
    """A sentence for the learner: a wish cannot be fulfilled."""

    title = ""
    """What stands above the panel: a catalogue entry (English)."""

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.look = look
        self.frame: Frame | None = None

    def show_frame(self, frame: Frame) -> None:
        """Paint this frame. What did not change (`is`) since the last one need not be painted
        again."""
        self.frame = frame
        self.update()

    def set_look(self, look: Look) -> None:
        """Another theme or size."""
        self.look = look
        self.update()

    def retranslate(self) -> None:
        """The language changed."""
        self.update()
